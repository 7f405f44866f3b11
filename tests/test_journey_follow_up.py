"""After an introduction both are asked, when it is due, in one message each; what they answer is kept."""

from datetime import timedelta

import pytest

from bot import wording
from bot.sandbox import Shown
from tests.journey_acts import captured, deliver, messages, modal, press_forged, query, rows
from tests.ladder_acts import answer, asked, home, introduce, ladder, question, submit, tell
from tests.stage import Stage

MET = ["Yes, we met", "It is arranged", "Not yet", "No, and we won't"]
RUNGS = ["Not yet met", "Met", "Exploring", "Pilot", "Agreement", "Scaled", "Ended"]


def test_a_week_later_both_are_asked_whether_they_met(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=6)
    assert asked(stage, "rosa") == asked(stage, "amir") == []
    stage.pass_time(days=1, hours=1)
    assert question(stage, "rosa").buttons == question(stage, "amir").buttons == MET
    assert "*Harbour & Hearth* · @Amir Siddiqui\nDid you meet?" in question(stage, "rosa").plain
    assert "*Well at Home Cornwall* · @Rosa Trevanion\nDid you meet?" in question(stage, "amir").plain
    assert "did you meet? Answer in this message." in question(stage, "amir").text
    assert "Did you meet?" in home(stage, "rosa")


def test_an_answer_is_shown_in_its_message_and_moves_the_ladder(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    answer(stage, "rosa", "Yes, we met")
    assert wording.ANSWERED_MET in question(stage, "rosa").plain
    assert question(stage, "rosa").buttons == []
    assert ladder(stage) == [("met", "claimed")]
    assert "@Amir Siddiqui: met, as you told us" in home(stage, "rosa")
    assert "@Rosa Trevanion: met, as they told us" in home(stage, "amir")
    answer(stage, "amir", "Yes, we met")
    assert ladder(stage) == [("met", "confirmed")]
    assert "@Amir Siddiqui: met, confirmed by both" in home(stage, "rosa")
    assert "Did you meet?" not in home(stage, "amir")


@pytest.mark.parametrize(("button", "days"), [("Not yet", 2), ("It is arranged", 7)])
def test_what_has_not_happened_yet_is_asked_again_in_its_time(stage: Stage, button: str, days: int) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    answer(stage, "rosa", button)
    assert ladder(stage) == [("not_yet_met", "")]
    stage.pass_time(days=days - 1)
    assert asked(stage, "rosa") == []
    stage.pass_time(days=1)
    assert asked(stage, "rosa") == MET
    answer(stage, "rosa", "Yes, we met")
    assert ladder(stage) == [("met", "claimed")]


def test_the_first_question_is_not_repeated_into_the_second(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    for _ in range(11):
        answer(stage, "rosa", "Not yet")
        stage.pass_time(days=2)
    assert asked(stage, "rosa") == MET
    answer(stage, "rosa", "Not yet")
    stage.pass_time(days=1)
    assert asked(stage, "rosa") == RUNGS
    stage.pass_time(days=1)
    assert asked(stage, "rosa") == RUNGS


def test_an_introduction_that_came_to_nothing_is_closed_kindly(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    [no] = [e for b in question(stage, "rosa").blocks for e in b.get("elements", []) if "confirm" in e]
    assert no["confirm"]["text"]["text"] == wording.END_TEXT
    answer(stage, "rosa", "No, and we won't")
    assert ladder(stage) == [("ended", "claimed")]
    answer(stage, "amir", "No, and we won't")
    assert ladder(stage) == [("ended", "confirmed")]
    stage.pass_time(days=200)
    assert asked(stage, "rosa") == asked(stage, "amir") == []


def test_after_30_90_and_180_days_both_are_asked_how_far_they_have_come(stage: Stage) -> None:
    introduce(stage)
    for days, rung in ((7, "Yes, we met"), (23, "Exploring"), (60, "Met"), (90, "Exploring")):
        stage.pass_time(days=days, hours=1)
        for handle in ("rosa", "amir"):
            assert asked(stage, handle) == (MET if days == 7 else RUNGS)
            answer(stage, handle, rung)
            assert asked(stage, handle) == []
    assert ladder(stage) == [("exploring", "confirmed")]
    assert len(query(stage, "SELECT id FROM outcomes")) == 8
    stage.pass_time(days=400)
    assert asked(stage, "rosa") == []


def test_from_a_pilot_upwards_figures_are_asked_for_and_kept(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=30, hours=1)
    assert question(stage, "rosa").click("Pilot").ok
    form = modal(stage.person("rosa"))
    assert form.labels["How far you have come"].value == "Pilot"
    assert "Harbour & Hearth" in form.texts[0]
    told = submit(stage, "rosa", "Pilot", Invested_in_it=100_000, Saved_by_it=2_200_000)
    assert told == "Noted: *pilot*. It counts as confirmed once @Amir Siddiqui tells us the same."
    assert ladder(stage) == [("pilot", "claimed")]
    assert question(stage, "rosa").buttons == []
    assert "You told us: pilot." in question(stage, "rosa").plain
    kept = query(stage, "SELECT answer, rung, invested, saved, reached FROM outcomes")
    assert kept == [("pilot", "pilot", 100_000, 2_200_000, None)]


def test_figures_that_are_no_whole_numbers_are_sent_back(stage: Stage) -> None:
    introduce(stage)
    assert stage.person("rosa").opens_home().click("Tell us how it goes").ok
    before = rows(stage)
    form = modal(stage.person("rosa")).fill({"How far you have come": "Pilot"})
    for wrong in ("-1", "1.5", "9" * 14):
        refused = form.fill({"Saved by it": wrong}).submit()
        assert list(refused.errors) == ["Saved by it"]
    assert rows(stage) == before


def test_the_rung_can_be_told_without_waiting_for_the_question(stage: Stage) -> None:
    introduce(stage)
    told = tell(stage, "rosa", "Exploring")
    assert told.startswith("Noted: *exploring*.")
    assert ladder(stage) == [("exploring", "claimed")]
    assert asked(stage, "rosa") == []
    assert asked(stage, "amir") == RUNGS, "it is news to the other, who is asked at once"
    assert "exploring" not in question(stage, "amir").plain, "but not told what to answer"
    answer(stage, "amir", "Exploring")
    assert ladder(stage) == [("exploring", "confirmed")]
    stage.pass_time(days=7, hours=1)
    assert asked(stage, "rosa") == asked(stage, "amir") == [], "they have met, so nobody asks whether"


def test_telling_answers_what_is_being_asked(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    tell(stage, "rosa", "Met")
    assert question(stage, "rosa").buttons == []
    assert asked(stage, "amir") == MET, "the same question still waits for the other"
    answer(stage, "amir", "Yes, we met")
    assert ladder(stage) == [("met", "confirmed")]


def test_with_several_introductions_the_form_asks_which(stage: Stage) -> None:
    introduce(stage)
    stage.enrol("harriet")
    stage.to_next_cycle()
    stage.click("harriet", "Accept")
    assert stage.person("rosa").opens_home().click("Tell us how it goes").ok
    form = modal(stage.person("rosa"))
    assert sorted(form.labels["Which introduction"].options) == ["Harbour & Hearth", "Tamarlee Travel Board"]
    submit(stage, "rosa", "Met", Which_introduction="Tamarlee Travel Board")
    assert ladder(stage) == [("not_yet_met", ""), ("met", "claimed")]


def test_all_that_is_due_is_one_message_and_newer_questions_take_it_along(stage: Stage) -> None:
    introduce(stage)
    stage.enrol("harriet")
    stage.to_next_cycle()
    stage.click("harriet", "Accept")
    stage.pass_time(days=14, hours=2)
    assert asked(stage, "rosa") == MET * 2
    first = question(stage, "rosa")
    answer(stage, "rosa", "Yes, we met")
    assert asked(stage, "rosa") == MET
    stage.pass_time(days=10)
    told = [each for each in messages(stage, "rosa") if each.plain.startswith("How is it going?")]
    assert [each.ts == first.ts for each in told] == [True, False]
    assert [each.buttons for each in told] == [[], [*MET, *RUNGS]]


def test_an_unanswered_message_is_taken_down_when_the_next_one_is_posted(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    first = question(stage, "rosa")
    stage.pass_time(days=23)
    assert question(stage, "rosa").ts != first.ts
    assert question(stage, "rosa").buttons == RUNGS


def test_what_falls_due_while_the_bot_is_down_comes_once_and_is_not_lost(stage: Stage) -> None:
    introduce(stage)
    stage.slack.clock.advance(timedelta(days=100))
    stage.due()
    stage.due()
    assert question(stage, "rosa").buttons == RUNGS
    assert question(stage, "amir").buttons == RUNGS
    stage.pass_time(days=79)
    assert asked(stage, "rosa") == RUNGS
    stage.pass_time(days=2)
    assert asked(stage, "rosa") == RUNGS


# --- who may answer -------------------------------------------------------------------------------------


def first_value(message: Shown) -> str:
    """The question that the first button of a message is about."""
    block = next(block for block in message.blocks if block["type"] == "actions")
    return str(block["elements"][0]["value"])


@pytest.mark.parametrize("action", ["met_yes", "met_no", "rung_met", "rung_pilot", "rung_ended"])
def test_nobody_answers_for_somebody_else(stage: Stage, action: str) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    before, hers = rows(stage), first_value(question(stage, "rosa"))
    assert press_forged(question(stage, "amir"), action, hers).text == wording.NOT_YOURS
    assert press_forged(question(stage, "amir"), action, "unheard of").text == wording.QUESTION_GONE
    assert stage.person("amir").modal() is None
    assert rows(stage) == before


def test_nobody_tells_of_an_introduction_that_is_not_theirs(stage: Stage) -> None:
    introduce(stage)
    stage.enrol("tomasz", "harriet")
    stage.to_next_cycle()
    stage.click("harriet", "Accept")
    stage.click("tomasz", "Yes, introduce us")
    [rosas] = query(stage, "SELECT suggestion FROM introductions ORDER BY opened_at LIMIT 1")[0]
    assert stage.person("tomasz").opens_home().click("Tell us how it goes").ok
    modal(stage.person("tomasz")).fill({"How far you have come": "Scaled"}).submit()
    copied = captured(stage, "view_submission", "rung_form")
    copied["view"]["private_metadata"] = rosas
    before = rows(stage)
    assert deliver(stage, copied)["errors"] == {"rung": wording.NOT_YOURS}
    copied["view"]["private_metadata"] = "unheard of"
    assert deliver(stage, copied)["errors"] == {"rung": wording.INTRODUCTION_GONE}
    assert rows(stage) == before


def test_a_second_click_changes_nothing_and_is_answered(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    stale = question(stage, "rosa")
    answer(stage, "rosa", "Yes, we met")
    before = rows(stage)
    assert press_forged(stale, "met_no", first_value(stale)).text == wording.QUESTION_GONE
    assert rows(stage) == before
