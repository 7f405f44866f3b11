"""What two people's answers amount to, whatever they answer and in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ladder import asked_again, careful_figures, reckon, schedule
from bot.records import Met, Outcome, Question, Reached, Rung, Standing
from matching.people import Evidence
from tests.profiles import NOON

PAIR = ("U0ROSA", "U0AMIR")
ROSA, AMIR = PAIR

ANY_OUTCOMES = st.lists(
    st.builds(
        Outcome,
        person=st.sampled_from(PAIR),
        topic=st.sampled_from(("day 7", "day 30", "day 90")),
        rung=st.sampled_from(Rung),
        told_at=st.just(NOON),
    ),
    max_size=8,
)


def told(person: str, rung: Rung, topic: str = "day 7", figures: Evidence | None = None) -> Outcome:
    return Outcome(person, topic, rung, NOON, figures or Evidence())


def test_both_are_asked_after_a_week_and_after_30_90_and_180_days() -> None:
    planned = schedule(NOON)
    assert [(each.due_at - NOON).days for each in planned] == [7, 30, 90, 180]
    assert [each.question for each in planned] == [Question.MET, *[Question.RUNG] * 3]
    assert len({each.topic for each in planned}) == 4


@pytest.mark.parametrize(
    ("answer", "day", "again"),
    [
        (Met.NOT_YET, 8, 10),
        (Met.ARRANGED, 8, 15),
        (Met.NOT_YET, 28, None),
        (Met.ARRANGED, 22, 29),
        (Met.ARRANGED, 23, None),
        (Met.YES, 8, None),
        (Met.NO, 8, None),
    ],
)
def test_whether_they_met_is_asked_again_until_the_next_question(
    answer: Met, day: int, again: int | None
) -> None:
    expected = NOON + timedelta(days=again) if again else None
    assert asked_again(answer, NOON, NOON + timedelta(days=day)) == expected


def test_nobody_has_said_anything_yet() -> None:
    assert reckon([], PAIR) == Reached(Rung.NOT_YET_MET, Standing.SILENT)


def test_what_one_tells_is_claimed_and_what_both_tell_confirmed() -> None:
    claim = told(ROSA, Rung.PILOT)
    assert reckon([claim], PAIR) == Reached(Rung.PILOT, Standing.CLAIMED, ROSA)
    assert reckon([claim, told(AMIR, Rung.PILOT, "day 30")], PAIR) == Reached(Rung.PILOT, Standing.CONFIRMED)


def test_two_answers_to_one_question_leave_the_last_rung_both_told() -> None:
    both = [told(ROSA, Rung.MET), told(AMIR, Rung.MET)]
    differing = [told(ROSA, Rung.PILOT, "day 30"), told(AMIR, Rung.ENDED, "day 30")]
    assert reckon(both + differing, PAIR) == Reached(Rung.MET, Standing.DISPUTED)
    assert reckon(differing, PAIR) == Reached(Rung.NOT_YET_MET, Standing.DISPUTED)


def test_what_somebody_else_told_before_a_handover_does_not_count() -> None:
    assert reckon([told("U0GONE", Rung.SCALED), told(ROSA, Rung.MET)], PAIR).standing is Standing.CLAIMED


@given(ANY_OUTCOMES)
def test_a_rung_is_confirmed_exactly_where_the_latest_of_both_agree(outcomes: list[Outcome]) -> None:
    latest = {each.person: each for each in outcomes}
    reached = reckon(outcomes, PAIR)
    agree = len(latest) == 2 and len({each.rung for each in latest.values()}) == 1
    assert (reached.standing is Standing.CONFIRMED) == agree
    if reached.standing is Standing.CLAIMED:
        assert reached.claimed_by == outcomes[-1].person
        assert reached.rung is outcomes[-1].rung
    if reached.standing is Standing.DISPUTED:
        assert len({each.topic for each in latest.values()}) == 1
        assert reached.claimed_by is None


def test_where_figures_differ_the_more_careful_ones_stand() -> None:
    rosa, amir = Evidence(100_000, 2_200_000, 1_100), Evidence(120_000, 2_000_000, None)
    outcomes = [
        told(ROSA, Rung.PILOT, figures=Evidence(1, 1, 1)),
        told(ROSA, Rung.PILOT, figures=rosa),
        told(AMIR, Rung.PILOT, figures=amir),
        told(AMIR, Rung.PILOT),
    ]
    assert careful_figures(outcomes) == Evidence(120_000, 2_000_000, 1_100)
    assert careful_figures([]) == Evidence()
