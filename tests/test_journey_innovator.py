"""An innovator's way through the story: asked first or not, pausing, status and help."""

import pytest

from bot import wording
from tests.journey_acts import (
    enrol,
    messages,
    query,
    rows,
    standings,
    states,
)
from tests.stage import Stage


def asked(stage: Stage) -> None:
    """Let Amir accept Tomasz, who wants to be asked first."""
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")


# --- asked first ----------------------------------------------------------------------------------------


def test_who_wants_to_be_asked_first_is_asked_before_anything_is_shown(stage: Stage) -> None:
    asked(stage)

    [question] = messages(stage, "tomasz")
    assert question.buttons == ["Yes, introduce us", "Not this one"]
    assert "@Amir Siddiqui of *Harbour & Hearth* would like to talk about *Lanehopper*" in question.plain
    [card] = messages(stage, "amir")
    assert card.buttons == []
    assert "We are asking @Tomasz Wilk first" in card.plain
    assert stage.person("amir").group_with("tomasz") is None
    assert states(stage) == ["asking"]


def test_a_yes_opens_the_conversation_once(stage: Stage) -> None:
    asked(stage)
    [question] = messages(stage, "tomasz")
    stage.click("tomasz", "Yes, introduce us")

    [redrawn] = messages(stage, "tomasz")
    assert redrawn.ts == question.ts
    assert redrawn.buttons == []
    assert "You said yes" in redrawn.plain
    conversation = stage.person("amir").group_with("tomasz")
    assert conversation is not None
    [note] = stage.person("amir").messages(conversation)
    assert "propose a time" in note.plain
    assert "Accepted: the conversation is open" in messages(stage, "amir")[-1].plain

    before = rows(stage)
    for button in ("Yes, introduce us", "Not this one"):
        assert question.click(button).text == wording.ALREADY_ANSWERED
    assert rows(stage) == before
    stage.bot.send_due()
    assert len(stage.person("amir").messages(conversation)) == 1


def test_a_no_closes_the_champions_card_kindly(stage: Stage) -> None:
    asked(stage)
    stage.click("tomasz", "Not this one")

    [card] = messages(stage, "amir")
    assert card.buttons == []
    assert wording.CARD_REFUSED in card.plain
    assert "no" not in card.plain.lower().split(), "the champion reads of no refusal"
    [question] = messages(stage, "tomasz")
    assert wording.CONSENT_REFUSED in question.plain
    assert question.buttons == []
    assert stage.person("tomasz").group_with("amir") is None
    assert states(stage) == ["refused"]


def test_after_a_no_the_champions_place_is_free_again(stage: Stage) -> None:
    stage.enrol("tomasz")
    enrol(stage, "amir", Introductions_a_cycle="1")
    stage.to_next_cycle()
    stage.enrol("rosa")
    stage.another_cycle()
    lanehopper, well_at_home = messages(stage, "amir")
    assert lanehopper.click("Accept").ok
    stage.bot.send_due()
    assert well_at_home.click("Accept").text == wording.CAPACITY_GONE

    stage.click("tomasz", "Not this one")

    assert well_at_home.click("Accept").text == ""
    assert states(stage) == ["refused", "accepted"]


def test_one_yes_closes_the_other_questions_once_enough_are_found(stage: Stage) -> None:
    enrol(stage, "tomasz", Introductions_wanted="1")
    stage.enrol("amir")
    stage.to_next_cycle()
    stage.enrol("harriet")
    stage.another_cycle()
    stage.click("amir", "Accept")
    stage.click("harriet", "Accept")
    first, second = messages(stage, "tomasz")

    assert first.click("Yes, introduce us").ok
    stage.bot.send_due()

    assert wording.CONSENT_CLOSED in messages(stage, "tomasz")[1].plain
    assert wording.CARD_CLOSED in messages(stage, "harriet")[-1].plain
    assert second.click("Yes, introduce us").text == wording.ALREADY_ANSWERED
    assert states(stage) == ["accepted", "closed"]
    assert stage.person("tomasz").group_with("harriet") is None


def test_the_question_can_be_answered_on_the_home_tab(stage: Stage) -> None:
    asked(stage)
    home = stage.person("tomasz").opens_home()
    assert home.click("Yes, introduce us").ok
    stage.bot.send_due()
    assert states(stage) == ["accepted"]
    assert messages(stage, "tomasz")[-1].buttons == []


# --- pause and resume -----------------------------------------------------------------------------------


def test_a_pause_closes_open_cards_and_keeps_new_ones_away(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()

    told = stage.person("rosa").types("/needpartner pause")
    stage.bot.send_due()

    assert told.text == wording.PAUSED_NOW.format(command="/needpartner")
    [card] = messages(stage, "amir")
    assert card.buttons == []
    assert wording.CARD_CLOSED in card.plain
    home = stage.person("rosa").home()
    assert home is not None
    assert wording.PAUSED in home.plain
    assert "Resume" in home.buttons
    stage.enrol("harriet")
    stage.to_next_cycle()
    assert messages(stage, "harriet") == []


def test_a_pause_closes_a_question_that_waits_for_its_innovator(stage: Stage) -> None:
    asked(stage)
    stage.person("tomasz").types("/needpartner pause")
    stage.bot.send_due()
    assert states(stage) == ["closed"]
    assert wording.CONSENT_CLOSED in messages(stage, "tomasz")[-1].plain
    assert wording.CARD_CLOSED in messages(stage, "amir")[-1].plain


def test_a_pause_leaves_introductions_alone(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    stage.person("rosa").types("/needpartner pause")
    stage.bot.send_due()
    assert states(stage) == ["accepted"]
    assert "Your introductions" in stage.person("rosa").opens_home().plain


def test_resuming_brings_an_innovator_back(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.person("rosa").types("/needpartner pause")
    assert stage.person("rosa").types("/needpartner resume").text == wording.RESUMED
    before = rows(stage)
    assert stage.person("rosa").types("/needpartner resume").text == wording.NOT_PAUSED
    assert rows(stage) == before
    stage.to_next_cycle()
    assert states(stage) == ["open"]


def test_a_pause_with_a_date_ends_by_itself(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    told = stage.person("rosa").types("/needpartner pause until 10 March")
    assert told.text == wording.PAUSED_NOW_UNTIL.format(day="Tuesday 10 March", command="/needpartner")
    assert "Paused until Tuesday 10 March" in stage.person("rosa").opens_home().plain

    stage.to_next_cycle()  # 3 March
    assert standings(stage) == []
    stage.to_next_cycle()  # 10 March
    assert states(stage) == ["open"]
    assert "Looking for a partner" in stage.person("rosa").opens_home().plain


@pytest.mark.parametrize("side", ["innovator", "champion"])
def test_the_home_tab_shows_no_pause_that_is_over(stage: Stage, side: str) -> None:
    handle, command = {"innovator": ("rosa", "/needpartner"), "champion": ("amir", "/offerpartner")}[side]
    stage.enrol(handle)
    stage.person(handle).types(f"{command} pause 5 March")
    stage.pass_time(days=2)
    assert "Paused until Thursday 5 March" in stage.person(handle).opens_home().plain
    stage.pass_time(days=1)
    home = stage.person(handle).opens_home()
    assert "Paused" not in home.plain
    assert "Pause" in home.buttons
    assert "Paused" not in stage.person(handle).types(f"{command} status").text


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ("some day", wording.DATE_UNREADABLE),
        ("31 February", wording.DATE_UNREADABLE),
        ("<!channel>", wording.DATE_UNREADABLE),
        ("2 March 2026", wording.DATE_PAST),
        ("1 March 2020", wording.DATE_PAST),
        ("3000 weeks", wording.DATE_TOO_FAR),
    ],
)
def test_a_date_that_makes_no_sense_pauses_nothing(stage: Stage, told: str, answer: str) -> None:
    stage.enrol("rosa")
    before = rows(stage)
    said = stage.person("rosa").types(f"/needpartner pause {told}").text
    assert said == answer.format(command="/needpartner")
    assert rows(stage) == before
    assert stage.slack.pings() == []


def test_pausing_and_resuming_on_the_home_tab(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    for handle, table in (("rosa", "innovators"), ("amir", "champions")):
        assert stage.person(handle).opens_home().click("Pause").ok
        assert query(stage, f"SELECT paused FROM {table}") == [(1,)]  # noqa: S608 - two words of this test
        assert stage.person(handle).opens_home().click("Resume").ok
        assert query(stage, f"SELECT paused FROM {table}") == [(0,)]  # noqa: S608


@pytest.mark.parametrize("word", ["pause", "resume", "pause 3 weeks"])
def test_nobody_can_be_paused_who_has_no_profile(stage: Stage, word: str) -> None:
    assert stage.person("rosa").types(f"/needpartner {word}").text == wording.NO_INNOVATOR
    assert stage.person("rosa").types(f"/offerpartner {word}").text == wording.NO_CHAMPION


# --- asking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["help", "HELP", "  help  "])
def test_help_names_every_word(stage: Stage, word: str) -> None:
    need = stage.person("rosa").types(f"/needpartner {word}").text
    offer = stage.person("rosa").types(f"/offerpartner {word}").text
    for known in ("status", "pause", "resume", "forget"):
        assert f"/needpartner {known}" in need
        assert f"/offerpartner {known}" in offer
    assert "/offerpartner capacity 2" in offer


@pytest.mark.parametrize("command", ["/needpartner", "/offerpartner"])
def test_an_unknown_word_is_shown_literally_with_the_remedy(stage: Stage, command: str) -> None:
    told = stage.person("rosa").types(f"{command} <!channel>{'x' * 2000}")
    assert told.ok
    assert told.text.startswith("I don't know “&lt;!channel&gt;x")
    assert f"`{command} help`" in told.text
    assert len(told.text) < 200
    assert stage.slack.pings() == []


def test_status_says_where_things_stand(stage: Stage) -> None:
    rosa = stage.person("rosa")
    assert wording.STATUS_NONE in rosa.types("/needpartner status").text
    stage.enrol("rosa", "amir")
    assert "*Well at Home Cornwall*" in rosa.types("/needpartner status").text
    assert "The next suggestions go out on Tuesday 3 March at 09:00" in rosa.types("/needpartner status").text
    stage.to_next_cycle()
    assert "is with a champion" in rosa.types("/needpartner status").text
    assert "1 suggestion waits" in stage.person("amir").types("/offerpartner status").text
    stage.click("amir", "Accept")
    assert "*Harbour &amp; Hearth*, <@" in rosa.types("/needpartner status").text
    stage.person("rosa").types("/needpartner pause")
    assert wording.PAUSED in rosa.types("/needpartner status").text
