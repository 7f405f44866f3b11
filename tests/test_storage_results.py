"""The rows of the report: what was shown and what came of it, and who waits."""

from dataclasses import replace
from datetime import timedelta

from bot.records import DeclineReason, KeyNumbers, Reached, Rung, Standing, State
from bot.storage import Act
from matching.people import Evidence
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import put_card

LATER = NOON + timedelta(days=2)


def test_a_suggestion_is_told_from_its_making_to_its_introduction(act: Act) -> None:
    put = put_card(act)
    [told] = act.told()
    assert (told.id, told.innovator, told.champion) == (put.suggestion, put.innovator.id, put.champion.id)
    assert told.organisation_name == "Age & Place"
    assert (told.suggested_at, told.answered_at, told.rung) == (NOON, None, None)
    act.decide(put.suggestion, State.OPEN, State.ASKING, LATER)
    act.decide(put.suggestion, State.ASKING, State.ACCEPTED, LATER + timedelta(days=1))
    act.open_introduction(put.suggestion, LATER)
    [told] = act.told()
    assert told.accepted_at == told.answered_at == LATER, "the innovator's yes is not the champion's answer"
    assert (told.introduced_at, told.rung, told.highest) == (LATER, Rung.NOT_YET_MET, Rung.NOT_YET_MET)
    assert act.key_numbers() == KeyNumbers(innovators=1, champions=1, introductions=1, met=0, partnerships=0)


def test_a_decline_is_an_answer_and_a_closed_card_is_none(act: Act) -> None:
    put = put_card(act)
    act.decide(put.suggestion, State.OPEN, State.CLOSED, LATER)
    assert act.told()[0].answered_at is None
    act.decide(put.suggestion, State.CLOSED, State.DECLINED, LATER, DeclineReason.OTHER)
    assert act.told()[0].answered_at == LATER


def test_who_waits_is_active_and_has_no_introduction(act: Act) -> None:
    put = put_card(act)
    act.save_innovator(replace(ROSA, id="i2", person="U0ZOE", venture="Second Sun"), LATER)
    assert [(each.name, each.waits) for each in act.ventures()] == [
        (ROSA.venture, True), ("Second Sun", True),
    ]  # fmt: skip
    act.pause("innovator", "U0ZOE", None, LATER)
    act.decide(put.suggestion, State.OPEN, State.ACCEPTED, LATER)
    assert [each.waits for each in act.ventures()] == [False, False]


def test_an_empty_database_has_nothing_to_tell(act: Act) -> None:
    assert (act.told(), act.ventures()) == ([], [])
    assert act.key_numbers() == KeyNumbers(0, 0, 0, 0, 0)
    act.save_champion(AMIR, NOON)
    assert act.key_numbers().champions == 1


def introduced(act: Act) -> str:
    put = put_card(act)
    act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
    act.open_introduction(put.suggestion, NOON)
    return put.suggestion


def tell(act: Act, suggestion: str, person: str, rung: Rung, *figures: int, days: int = 1) -> None:
    act.keep_outcome(suggestion, person, "30", rung, rung, Evidence(*figures), NOON + timedelta(days=days))


def test_figures_are_confirmed_when_both_told_the_same_last(act: Act) -> None:
    suggestion = introduced(act)
    tell(act, suggestion, ROSA.person, Rung.PILOT, 100_000, 2_200_000, 1_100)
    act.set_reached(suggestion, Reached(Rung.PILOT, Standing.CLAIMED, ROSA.person))
    [told] = act.told()
    assert (told.rung, told.confirmed, told.figures) == (
        Rung.PILOT,
        False,
        Evidence(100_000, 2_200_000, 1_100),
    )
    tell(act, suggestion, AMIR.person, Rung.PILOT, 100_000, 1_000_000, days=2)
    act.set_reached(suggestion, Reached(Rung.PILOT, Standing.CONFIRMED))
    [told] = act.told()
    assert (told.confirmed, told.figures.saved) == (False, 1_000_000), "the lower one, and not for sure"
    tell(act, suggestion, AMIR.person, Rung.PILOT, 100_000, 2_200_000, days=3)
    [told] = act.told()
    assert (told.confirmed, told.figures.saved) == (True, 2_200_000)


def test_what_has_ended_counts_for_the_highest_rung_both_told(act: Act) -> None:
    suggestion = introduced(act)
    tell(act, suggestion, ROSA.person, Rung.SCALED)
    tell(act, suggestion, AMIR.person, Rung.PILOT, days=2)
    tell(act, suggestion, AMIR.person, Rung.ENDED, days=3)
    act.set_reached(suggestion, Reached(Rung.ENDED, Standing.CLAIMED, AMIR.person))
    [told] = act.told()
    assert (told.rung, told.highest) == (Rung.ENDED, Rung.PILOT)
