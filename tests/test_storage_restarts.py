"""PostgreSQL stopped is told in words, and used again once it is back; restarted, it has all it kept."""

import time
from collections.abc import Iterator
from contextlib import closing, suppress
from threading import Event, Thread
from typing import Literal

import pytest

from bot.storage import DatabaseUnusable, Store
from tests.postgres_place import Server
from tests.profiles import NOON, ROSA
from tests.storage_place import OURS, rows_of

Mode = Literal["fast", "immediate"]


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server of its own, which may be stopped."""
    server = Server()
    yield server
    server.control("restart")
    server.stop()


@pytest.fixture
def kept(own: Server) -> Iterator[Store]:
    with closing(Store(own.shaped)) as store:
        yield store


def test_a_stopped_server_is_told_within_patience_and_used_again_when_it_is_back(
    own: Server, kept: Store
) -> None:
    with kept.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
    own.control("stop", "-m", "fast")
    began = time.monotonic()
    with pytest.raises(DatabaseUnusable, match=r"does not answer\. Is PostgreSQL running"), kept.begin(OURS):
        pass
    assert time.monotonic() - began < 4
    own.control("restart")
    with kept.begin(OURS, patience=10) as act:
        assert act.innovator(ROSA.person)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restarted_in_the_middle_of_acts_it_has_all_it_acknowledged(
    own: Server, kept: Store, mode: Mode
) -> None:
    acknowledged, there = restarted(own, kept, mode, times=2)
    assert len(acknowledged) > 2
    assert acknowledged <= there


def restarted(server: Server, store: Store, mode: Mode, times: int) -> tuple[set[str], set[str]]:
    """Restart a server while acts go on; whose consents were acknowledged, and whose are there."""
    acknowledged: set[str] = set()
    news, over = Event(), Event()

    def go_on() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with suppress(DatabaseUnusable):
                with store.begin(OURS, patience=5) as act:
                    act.keep_consent(f"U{mode}{number}", "wording", NOON)
                acknowledged.add(f"U{mode}{number}")
                news.set()

    writer = Thread(target=go_on)
    writer.start()
    try:
        for _ in range(times):
            news.clear()
            assert news.wait(30), "nothing was acknowledged"
            server.control("restart", "-m", mode)
    finally:
        over.set()
        writer.join()
    return acknowledged, {row["person"] for row in rows_of(store, "consents")}
