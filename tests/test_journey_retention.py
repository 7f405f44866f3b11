"""How long things are kept: a person is asked first, once; what came to nothing becomes a count."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wording
from bot.retention import ANSWER_DAYS, PROPOSAL_DAYS
from tests.journey_acts import decline, messages, query, states
from tests.profiles import ROSA
from tests.stage import Stage, staged


def short(environ: dict[str, str]) -> None:
    for name in ("PROFILES", "SUGGESTIONS", "AUDIT", "STOPPED"):
        environ[f"POLLINATE_KEEP_{name}_MONTHS"] = "2"
    environ["POLLINATE_REST_MONTHS"] = "1"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True, change=short) as stage:
        yield stage


def pass_days(stage: Stage, days: int) -> None:
    """Let days pass to a weekday's noon, and let everything be sent, whatever waits for somebody's hours."""
    stage.slack.clock.advance(timedelta(days=days))
    for _ in range(4):
        stage.due()
        stage.slack.clock.advance(timedelta(hours=6))


def farewells(stage: Stage, handle: str) -> list[str]:
    return [each.plain for each in messages(stage, handle) if wording.FAREWELL_STAY in each.buttons]


def test_who_has_long_done_nothing_is_asked_once_and_erased_without_an_answer(stage: Stage) -> None:
    stage.enrol("rosa")
    pass_days(stage, 30)
    assert farewells(stage, "rosa") == []
    pass_days(stage, 40)
    assert farewells(stage, "rosa") != []
    pass_days(stage, ANSWER_DAYS - 3)
    assert len(farewells(stage, "rosa")) == 1
    assert query(stage, "SELECT venture FROM innovators") != []
    pass_days(stage, 7)
    pass_days(stage, 1)
    assert query(stage, "SELECT venture FROM innovators") == []
    assert query(stage, "SELECT name, tally FROM tallies WHERE name LIKE 'forgotten%'") == [
        ("forgotten innovator", 1)
    ]
    assert farewells(stage, "rosa") == []


def test_who_wants_to_stay_stays(stage: Stage) -> None:
    stage.enrol("rosa")
    pass_days(stage, 70)
    [asked] = [each for each in messages(stage, "rosa") if wording.FAREWELL_STAY in each.buttons]
    assert asked.click(wording.FAREWELL_STAY).ok
    stage.due()
    assert wording.FAREWELL_STAYS in [each.plain for each in stage.inbox("rosa")]
    assert farewells(stage, "rosa") == []
    pass_days(stage, ANSWER_DAYS + 5)
    assert query(stage, "SELECT venture FROM innovators") != []


def test_who_acts_after_being_asked_is_left_in_peace(stage: Stage) -> None:
    stage.enrol("rosa")
    pass_days(stage, 70)
    assert farewells(stage, "rosa") != []
    assert stage.person("rosa").types("/needpartner pause").ok
    pass_days(stage, 1)
    assert farewells(stage, "rosa") == []
    pass_days(stage, ANSWER_DAYS + 5)
    assert query(stage, "SELECT venture FROM innovators") != []


def test_what_came_to_nothing_becomes_a_count(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "Too early for us")
    assert states(stage) == ["declined"]
    stage.person("amir").types("/offerpartner pause")
    pass_days(stage, 62)
    assert "declined" not in states(stage)
    assert query(stage, "SELECT tally FROM tallies WHERE name = 'ended: declined'") == [(1,)]
    assert query(stage, "SELECT * FROM audit WHERE act = 'declined'") == []
    assert query(stage, "SELECT tally FROM tallies WHERE name = 'audit'") != []
    assert [card for card in messages(stage, "amir") if "Nurses at Home" in card.text] == []
    assert query(stage, "SELECT id FROM outbox WHERE kind = 'cards'") == []


def test_a_workspace_that_lets_us_in_no_more_is_erased_after_its_time(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    with stage.bot.store.begin(stage.bot.workspace) as act:
        act.cut_off(stage.slack.clock(), "token_revoked")
    stage.slack.clock.advance(timedelta(days=50))
    stage.bot.run_due()
    assert query(stage, "SELECT venture FROM innovators") != []
    stage.slack.clock.advance(timedelta(days=15))
    stage.bot.run_due()
    for table in ("innovators", "champions", "organisations", "suggestions", "outbox", "audit", "consents"):
        assert query(stage, f"SELECT * FROM {table}") == [], table  # noqa: S608
    assert query(stage, "SELECT * FROM stops") != []


def test_a_proposal_that_nobody_answers_is_erased(stage: Stage) -> None:
    with stage.bot.store.begin(stage.bot.workspace) as act:
        act.propose(ROSA, "", stage.slack.clock())
    pass_days(stage, PROPOSAL_DAYS - 2)
    assert len(query(stage, "SELECT * FROM proposals")) == 1
    pass_days(stage, 4)
    assert query(stage, "SELECT * FROM proposals") == []
