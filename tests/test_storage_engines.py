"""What a transaction promises on either engine: acts in turn, all or nothing, one moment for a reader."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest

from bot.storage import Act, DatabaseBusy, DatabaseUnusable, Store
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import MISTAKES, OURS, Engine, all_rows, at_once, new_store


def test_of_eight_acts_that_read_and_then_write_none_is_lost(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_champion(replace(AMIR, capacity=0), NOON)

    def count_up(_rival: int) -> None:
        with store.begin(OURS, patience=10) as act:
            act.set_capacity(AMIR.person, act.champions()[0].capacity + 1, NOON)

    at_once(8, count_up)
    with store.read(OURS) as act:
        assert act.champions()[0].capacity == 8


class OwnMistakeError(Exception):
    """What acting code may raise within a transaction."""


def test_an_error_of_ones_own_undoes_the_act_and_is_passed_on_as_it_is(store: Store) -> None:
    before = all_rows(store)
    with pytest.raises(OwnMistakeError), store.begin(OURS) as act:
        raise OwnMistakeError(act.save_innovator(ROSA, NOON))
    with pytest.raises(MISTAKES), store.begin(OURS) as act:
        act.save_innovator(replace(act.save_innovator(ROSA, NOON), person="U0OTHER"), NOON)
    assert all_rows(store) == before


def test_a_lock_held_longer_than_patience_is_told_and_keeps_nobody_from_reading(store: Store) -> None:
    with store.begin(OURS) as holder:
        holder.save_innovator(ROSA, NOON)
        began = time.monotonic()
        with pytest.raises(DatabaseBusy, match="Wait a moment"), store.begin(OURS, patience=0.3):
            pass
        assert 0.25 < time.monotonic() - began < 2
        with store.read(OURS) as act:
            assert act.innovators() == []


def test_a_postgresql_whose_connections_are_all_in_use_is_busy() -> None:
    with new_store("postgresql") as store, ExitStack() as readers:
        for _ in range(20):
            readers.enter_context(store.read(OURS))
        with pytest.raises(DatabaseBusy, match="Wait a moment"), store.begin(OURS, patience=0.1):
            pass


def test_a_lock_let_go_within_patience_is_waited_for(store: Store) -> None:
    with ThreadPoolExecutor(1) as threads:
        with store.begin(OURS) as holder:
            waiting = threads.submit(pause_with_patience, store)
            with pytest.raises(TimeoutError):
                waiting.result(0.1)
            holder.save_innovator(ROSA, NOON)
        assert waiting.result()


def pause_with_patience(store: Store) -> bool:
    with store.begin(OURS, patience=5) as act:
        return act.pause("innovator", ROSA.person, None, NOON)


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read(OURS) as reader:
        assert reader.innovators() == []
        with (
            suppress(DatabaseBusy),
            store.begin(OURS, patience=0.05) as act,
        ):  # SQLite's may wait
            act.save_innovator(ROSA, NOON)
        assert reader.innovators() == []


LOST = {"sqlite": "PRAGMA max_page_count = 1", "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())"}


def test_a_database_lost_in_the_middle_of_an_act_is_told_at_that_very_statement(
    store: Store, engine: Engine
) -> None:
    def lose(act: Act) -> None:
        act._transaction.rows(LOST[engine], {})
        act.keep_consent(ROSA.person, "x" * 100_000, NOON)

    with suppress(OwnMistakeError), store.begin(OURS) as act:
        with pytest.raises(DatabaseUnusable):
            lose(act)
        raise OwnMistakeError
