"""Who may do what: strangers, two at once, and a database that another program holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import wording
from bot.sandbox import DoorError, Fault, Form, Shown
from tests.journey_acts import (
    at_once,
    captured,
    decline,
    deliver,
    enrol,
    locked,
    messages,
    modal,
    press_forged,
    query,
    rows,
    states,
)
from tests.stage import CARD_BUTTONS, Stage, staged, story


@pytest.fixture
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A stage over HTTP, or over Socket Mode where a test asks for both."""
    with staged(tmp_path, http=getattr(request, "param", "http") == "http") as stage:
        yield stage


both_ways = pytest.mark.parametrize("stage", ["socket mode", "http"], indirect=True)


def card_id(message: Shown) -> str:
    """The suggestion that the first button of a message is about."""
    found = next(block for block in message.blocks if block["type"] == "actions")
    return str(found["elements"][0]["value"])


# --- strangers ------------------------------------------------------------------------------------------


def test_a_stranger_cannot_reach_a_card_in_somebody_elses_messages(stage: Stage) -> None:
    stage.enrol("rosa", "amir", "harriet")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]
    before = rows(stage)
    block = next(block for block in card.blocks if block["type"] == "actions")
    with pytest.raises(DoorError, match="is in no conversation"):
        stage.slack.call(
            "POST click",
            {
                "as": stage.person("harriet").id,
                "container": card.container,
                "block_id": block["block_id"],
                "action_id": "accept",
                "seen": block["elements"][0],
            },
        )
    assert rows(stage) == before


@pytest.mark.parametrize("action", ["accept", "decline", "consent_yes", "consent_no"])
def test_a_card_under_a_strangers_own_button_is_refused(stage: Stage, action: str) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.enrol("tomasz", "harriet")
    stage.another_cycle()
    stranger, card = messages(stage, "harriet")[-1], messages(stage, "amir")[0]
    before = rows(stage)

    told = press_forged(stranger, action, card_id(card))

    assert told.text == wording.NOT_YOURS
    assert stage.person("harriet").modal() is None
    assert rows(stage) == before
    assert messages(stage, "amir")[0].buttons == CARD_BUTTONS


@pytest.mark.parametrize("kept", ["container", "nothing"])
def test_a_copied_click_of_another_person_changes_nothing(stage: Stage, kept: str) -> None:
    stage.enrol("rosa", "amir", "harriet")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]
    assert card.click("Decline").ok
    modal(stage.person("amir")).close()
    copied = captured(stage, "block_actions", "decline")
    copied["user"]["id"] = stage.person("harriet").id
    if kept == "nothing":
        for key in ("container", "message", "channel", "response_url", "trigger_id"):
            copied.pop(key)
    before = rows(stage)
    for action in ("accept", "decline", "consent_yes", "consent_no"):
        copied["actions"][0]["action_id"] = action
        assert deliver(stage, copied) == {}
    assert rows(stage) == before
    copied["user"]["id"] = stage.person("amir").id
    copied["actions"][0]["action_id"] = "accept"
    assert deliver(stage, copied) == {}
    assert states(stage).count("accepted") == 1, "the copy was good but for the person"


def test_a_decline_form_for_somebody_elses_card_is_refused(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir", "harriet")
    stage.to_next_cycle()
    decline(stage, "amir", "Not our field")
    copied = captured(stage, "view_submission", "decline_form")
    copied["user"]["id"] = stage.person("harriet").id
    still_open = messages(stage, "amir")[-1]
    copied["view"]["private_metadata"] = card_id(still_open)
    before = rows(stage)
    assert deliver(stage, copied)["errors"] == {"reason": wording.NOT_YOURS}
    assert rows(stage) == before


@both_ways
def test_a_champion_cannot_answer_for_the_innovator(stage: Stage) -> None:
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    asked = messages(stage, "tomasz")[-1]
    before = rows(stage)
    [card] = messages(stage, "amir")
    for action in ("consent_yes", "consent_no"):
        assert press_forged(card, action, card_id(asked)).text == wording.NOT_YOURS
    assert rows(stage) == before
    assert stage.person("amir").group_with("tomasz") is None


def test_an_innovator_cannot_accept_for_the_champion(stage: Stage) -> None:
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    [question] = messages(stage, "tomasz")
    before = rows(stage)
    for action in ("accept", "decline"):
        assert press_forged(question, action, card_id(question)).text == wording.NOT_YOURS
    assert rows(stage) == before


# --- two at once ----------------------------------------------------------------------------------------


@both_ways
def test_two_champions_at_once_make_one_introduction(stage: Stage) -> None:
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir")
    stage.to_next_cycle()
    stage.enrol("harriet")
    stage.another_cycle()
    cards = {handle: messages(stage, handle)[-1] for handle in ("amir", "harriet")}

    told = at_once(*(lambda card=card: card.click("Accept").text for card in cards.values()))
    stage.bot.send_due()

    assert sorted(told) == sorted(["", wording.ALREADY_ANSWERED])
    assert sorted(states(stage)) == ["accepted", "closed"]
    assert len(query(stage, "SELECT suggestion FROM introductions")) == 1
    groups = [each for each in stage.person("rosa").conversations() if each.kind == "mpim"]
    assert len(groups) == 1
    assert len(stage.person("rosa").messages(groups[0])) == 1
    assert [messages(stage, handle)[-1].buttons for handle in cards] == [[], []]


@both_ways
def test_one_button_pressed_many_times_at_once_counts_once(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]

    at_once(*[lambda: card.click("Accept")] * 5)
    stage.bot.send_due()

    whispered = [message.plain for message in stage.inbox("amir") if message.ephemeral]
    assert whispered == [wording.ALREADY_ANSWERED] * 4
    assert len(query(stage, "SELECT suggestion FROM introductions")) == 1
    assert len(query(stage, "SELECT n FROM audit WHERE act = 'accepted'")) == 1


def test_one_form_sent_many_times_at_once_makes_one_profile(stage: Stage) -> None:
    stage.form("rosa").fill(story("rosa")).submit()
    payload = captured(stage, "view_submission", "need_form")
    at_once(*[lambda: deliver(stage, payload)] * 4)
    assert len(query(stage, "SELECT id FROM innovators")) == 1


# --- another program holds the database -----------------------------------------------------------------


@both_ways
def test_a_form_sent_to_a_busy_database_keeps_its_text(stage: Stage) -> None:
    form = stage.form("rosa").fill(story("rosa"))
    before = rows(stage)
    with locked(stage):
        refused = form.submit()
    assert refused.errors == {"Venture": wording.DATABASE_BUSY}
    assert rows(stage) == before
    still = modal(stage.person("rosa"))
    assert still.labels["Your idea"].value == story("rosa")["Your idea"]
    assert still.submit().ok
    assert len(query(stage, "SELECT id FROM innovators")) == 1


@both_ways
def test_a_click_on_a_busy_database_asks_to_press_again(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]
    before = rows(stage)
    with locked(stage):
        assert card.click("Accept").text == wording.DATABASE_BUSY
    assert rows(stage) == before
    assert card.click("Accept").text == ""
    assert states(stage) == ["accepted"]


@both_ways
def test_a_click_that_came_to_nothing_and_cannot_be_answered_is_marked_by_slack(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.slack.fault(Fault("response_url", "500"))
    with locked(stage):
        assert not messages(stage, "amir")[-1].click("Accept").ok
    assert states(stage) == ["open"]


Act = Callable[[Stage], str]


def _home_pause(stage: Stage) -> str:
    home = stage.person("rosa").opens_home()
    with locked(stage):
        assert home.click("Pause").ok
    return modal(stage.person("rosa")).texts[0]


def _command(text: str, how: str) -> Act:
    def act(stage: Stage) -> str:
        with locked(stage, how):
            return stage.person("rosa").types(text).text

    return act


def _forget(stage: Stage) -> str:
    stage.person("rosa").types("/needpartner forget")
    form: Form = modal(stage.person("rosa"))
    with locked(stage):
        assert form.submit().ok
    return modal(stage.person("rosa")).texts[0]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(_home_pause, id="Home"),
        pytest.param(_forget, id="forget"),
        pytest.param(_command("/needpartner pause", "IMMEDIATE"), id="pause"),
    ],
)
def test_whatever_meets_a_busy_database_says_so_and_saves_nothing(stage: Stage, act: Act) -> None:
    stage.enrol("rosa")
    before = rows(stage)
    assert act(stage) == wording.DATABASE_BUSY
    assert rows(stage) == before


@pytest.mark.parametrize("text", ["/needpartner", "/needpartner status"])
@pytest.mark.usefixtures("_old_sqlite")
def test_without_a_write_ahead_log_even_who_only_reads_may_meet_a_busy_database(
    stage: Stage, text: str
) -> None:
    stage.enrol("rosa")
    assert _command(text, "EXCLUSIVE")(stage) == wording.DATABASE_BUSY


def test_whatever_only_reads_is_answered_while_another_program_writes(stage: Stage) -> None:
    stage.enrol("rosa")
    assert "Well at Home" in _command("/needpartner status", "IMMEDIATE")(stage)
    assert _command("/needpartner", "IMMEDIATE")(stage) == ""
    assert modal(stage.person("rosa")).texts
