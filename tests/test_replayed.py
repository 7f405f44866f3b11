"""A signed request that is sent again, byte for byte, has one effect; the answer is harmless."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.door import door
from bot.storage import Act
from tests.door_attacks import Attack, encoded, in_process, signed
from tests.journey_acts import captured, enrol, modal
from tests.profiles import NOON
from tests.stage import Stage, staged
from tests.storage_place import all_rows, at_once, rows_of, url_of


@pytest.fixture
def stage(place: Path | str, tmp_path: Path) -> Iterator[Stage]:
    """A stage on each engine."""
    with staged(tmp_path, http=True, database=url_of(place)) as stage:
        yield stage


def copy_of(stage: Stage, kind: str, name: str) -> Attack:
    """Sign the latest request of this kind and name as another one of the same content."""
    return signed(stage.bot.settings.signing_secret, *encoded(kind, captured(stage, kind, name)))


def send(stage: Stage, request: Attack) -> int:
    return in_process(door(stage.bot.bolt, stage.bot.settings.signing_secret))(request)


def saves(stage: Stage) -> Attack:
    enrol(stage, "rosa")
    return copy_of(stage, "view_submission", "need_form")


def pauses(stage: Stage) -> Attack:
    stage.person("rosa").types("/needpartner pause")
    return copy_of(stage, "slash_commands", "/needpartner")


def forgets(stage: Stage) -> Attack:
    stage.person("rosa").types("/needpartner forget")
    assert modal(stage.person("rosa")).submit().ok
    stage.person("rosa").modals()[-1].close()
    return copy_of(stage, "view_submission", "forget_form")


def saves_anew(stage: Stage) -> None:
    enrol(stage, "rosa", Your_idea="A newer idea.")


def resumes(stage: Stage) -> None:
    assert stage.person("rosa").types("/needpartner resume").ok


@pytest.mark.parametrize(
    ("acts", "then"),
    [(saves, saves_anew), (pauses, resumes), (forgets, saves_anew)],
    ids=["a form", "a command", "an erasure"],
)
def test_a_replay_undoes_nothing_that_came_after(
    stage: Stage, acts: Callable[[Stage], Attack], then: Callable[[Stage], None]
) -> None:
    stage.enrol("rosa")
    request = acts(stage)
    assert send(stage, request) == 200
    then(stage)
    before = all_rows(stage.bot.store)
    assert send(stage, request) == 200
    assert all_rows(stage.bot.store) == before


def test_of_copies_that_come_at_once_one_has_its_effect(stage: Stage) -> None:
    stage.enrol("rosa")
    request = copy_of(stage, "view_submission", "need_form")
    assert at_once(5, lambda _: send(stage, request)) == [200] * 5
    saved = [row for row in rows_of(stage.bot.store, "audit") if row["act"] == "saved a profile"]
    assert len(saved) == 2


def test_what_was_refused_may_be_sent_again(stage: Stage) -> None:
    stage.person("rosa").types("/needpartner pause")
    request = copy_of(stage, "slash_commands", "/needpartner")
    assert send(stage, request) == 200
    stage.enrol("rosa")
    assert send(stage, request) == 200
    assert [row["paused"] for row in rows_of(stage.bot.store, "innovators")] == [1]


def test_a_request_is_remembered_for_as_long_as_its_signature_is_good_and_no_longer(act: Act) -> None:
    assert act.is_first("one", NOON)
    assert not act.is_first("one", NOON + timedelta(minutes=10))
    assert act.is_first("two", NOON + timedelta(minutes=12))
    assert act.is_first("one", NOON + timedelta(minutes=12))
