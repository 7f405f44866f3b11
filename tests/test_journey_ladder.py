"""Up the ladder: what both tell alike is confirmed, what they tell differently is shown to the organisers."""

import pytest

from bot import wording
from tests.journey_acts import messages, modal
from tests.ladder_acts import PILOT, answer, asked, home, introduce, ladder, question, tell
from tests.stage import Stage, story


def told(stage: Stage, days: int, rosa: str, amir: str) -> None:
    """Let days pass and both answer."""
    stage.pass_time(days=days, hours=1)
    answer(stage, "rosa", rosa)
    answer(stage, "amir", amir)


def test_a_rung_that_both_tell_is_confirmed(stage: Stage) -> None:
    introduce(stage)
    tell(stage, "rosa", "Pilot", **{label.replace(" ", "_"): value for label, value in PILOT.items()})
    assert ladder(stage) == [("pilot", "claimed")]
    assert tell(stage, "amir", "Pilot") == "You both say the same now: *pilot*. It is confirmed."
    assert ladder(stage) == [("pilot", "confirmed")]
    for handle in ("rosa", "amir"):
        assert "pilot, confirmed by both" in home(stage, handle)


def test_different_answers_to_one_question_are_a_disagreement(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "Yes, we met", "Yes, we met")
    told(stage, 23, "Exploring", "Met")
    assert ladder(stage) == [("met", "disputed")]
    assert "met; since then you two told us different things" in home(stage, "rosa")
    assert "Of 1 introduction the two people" in stage.person("ada").types("/partneradmin status").text
    listed = stage.person("ada").types("/partneradmin disagreements").text
    assert "<@U0ROSA> says exploring, <@U0AMIR> says met." in listed
    shown = stage.person("ada").opens_home()
    assert "Of 1 introduction the two people tell different things." in shown.plain
    assert shown.click("Disagreements").ok
    assert "*Well at Home Cornwall* and *Harbour & Hearth*" in modal(stage.person("ada")).texts[0]


def test_a_disagreement_ends_when_one_of_them_comes_round(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "Yes, we met", "No, and we won't")
    assert ladder(stage) == [("not_yet_met", "disputed")]
    assert "confirmed" in tell(stage, "amir", "Met")
    assert ladder(stage) == [("met", "confirmed")]
    assert stage.person("ada").types("/partneradmin disagreements").text == wording.DISAGREEMENTS_NONE
    assert "Disagreements" not in stage.person("ada").opens_home().buttons


def test_not_yet_is_no_disagreement_with_having_met(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "Yes, we met", "Not yet")
    assert ladder(stage) == [("met", "claimed")]


def test_an_older_answer_of_the_other_is_no_disagreement(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "Yes, we met", "Yes, we met")
    stage.pass_time(days=23, hours=1)
    answer(stage, "rosa", "Exploring")
    assert ladder(stage) == [("exploring", "claimed")]


def test_telling_again_and_again_asks_the_other_once(stage: Stage) -> None:
    introduce(stage)
    tell(stage, "rosa", "Met")
    first = question(stage, "amir")
    tell(stage, "rosa", "Exploring")
    tell(stage, "rosa", "Agreement")
    assert question(stage, "amir").ts == first.ts
    assert ladder(stage) == [("agreement", "claimed")]


def test_nobody_else_sees_the_disagreements(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "Yes, we met", "No, and we won't")
    assert stage.person("rosa").types("/partneradmin disagreements").text == wording.NOT_AN_ADMIN
    assert "Disagreements" not in stage.person("rosa").opens_home().buttons


# --- silence --------------------------------------------------------------------------------------------


def stay_silent(stage: Stage) -> None:
    """Let three questions pass without an answer of either, and the time that the third waits for one."""
    introduce(stage)
    for days in (7, 23, 60):
        stage.pass_time(days=days, hours=1)
    stage.pass_time(days=7)


def told_so(stage: Stage, handle: str) -> list[str]:
    return [each.plain for each in messages(stage, handle) if each.plain.startswith(wording.SILENCE_HEADING)]


def test_who_is_silent_three_times_is_paused_and_told_so_once(stage: Stage) -> None:
    stay_silent(stage)
    for handle in ("rosa", "amir"):
        [said] = told_so(stage, handle)
        assert wording.SILENCE in said
        assert "Paused: nothing is suggested until you resume" in home(stage, handle)
    stage.pass_time(days=7)
    assert len(told_so(stage, "rosa")) == 1


def test_one_click_brings_a_silent_person_back_with_what_is_due(stage: Stage) -> None:
    stay_silent(stage)
    stage.pass_time(days=90)
    late = question(stage, "rosa")
    assert next(each for each in messages(stage, "rosa") if each.buttons == ["Resume"]).click("Resume").ok
    stage.due()
    assert told_so(stage, "rosa") == []
    assert wording.SILENCE_ENDED in [each.plain for each in messages(stage, "rosa")]
    assert "Paused" not in home(stage, "rosa")
    assert question(stage, "rosa").ts != late.ts, "what fell due meanwhile is asked now, late but once"


def test_who_is_silent_is_asked_nothing_until_back(stage: Stage) -> None:
    stay_silent(stage)
    before = question(stage, "rosa").ts
    stage.pass_time(days=100)
    assert question(stage, "rosa").ts == before
    assert stage.person("rosa").types("/needpartner resume").ok
    stage.due()
    assert question(stage, "rosa").ts != before
    assert wording.SILENCE_ENDED in [each.plain for each in messages(stage, "rosa")]


@pytest.mark.parametrize("how", ["asked", "unasked"])
def test_an_answer_starts_the_count_anew(stage: Stage, how: str) -> None:
    introduce(stage)
    for days in (7, 23):
        stage.pass_time(days=days, hours=1)
    if how == "asked":
        answer(stage, "rosa", "Exploring")
    else:
        tell(stage, "rosa", "Met")
    stage.pass_time(days=60)
    stage.pass_time(days=8)
    assert told_so(stage, "rosa") == []
    assert len(told_so(stage, "amir")) == 1


def test_several_messages_of_one_week_are_one_silence(stage: Stage) -> None:
    introduce(stage)
    stage.enrol("harriet")
    stage.to_next_cycle()
    stage.click("harriet", "Accept")
    stage.pass_time(days=3)
    for handle, rung in (("amir", "Met"), ("harriet", "Met"), ("amir", "Exploring")):
        tell(stage, handle, rung)
        stage.pass_time(days=1)
    stage.pass_time(days=10)
    assert told_so(stage, "rosa") == []


def test_a_second_click_on_resume_is_answered(stage: Stage) -> None:
    stay_silent(stage)
    [stale] = [each for each in messages(stage, "rosa") if each.buttons == ["Resume"]]
    assert stale.click("Resume").ok
    assert stale.click("Resume").text == wording.NOT_PAUSED


def test_a_silent_person_who_is_in_both_roles_is_paused_in_both(stage: Stage) -> None:
    stage.enrol("rosa")
    person = stage.person("rosa")
    assert person.types("/offerpartner").ok
    modal(person).fill(story("harriet")).submit()
    modal(person).close()
    stay_silent(stage)
    assert stage.person("rosa").opens_home().buttons.count("Resume") == 2
    [said] = [each for each in messages(stage, "rosa") if each.buttons == ["Resume"]]
    assert said.click("Resume").ok
    assert stage.person("rosa").opens_home().buttons.count("Resume") == 0


def test_what_is_not_asked_any_more_has_no_buttons(stage: Stage) -> None:
    introduce(stage)
    told(stage, 7, "No, and we won't", "No, and we won't")
    assert asked(stage, "rosa") == asked(stage, "amir") == []
