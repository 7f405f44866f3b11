"""Nobody is left in the dark: what follows where a letter finds nobody, cannot be drawn, or may not be sent.

Somebody's account is deactivated, a message deleted, the bot's token revoked: each has its act, and the
others go on. Which error means what is in test_slack_errors.py.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Premises, build
from bot.cycle import suggest_here
from bot.drawings import Share
from bot.records import File, Kind, State
from bot.sandbox import Fault
from bot.storage import Act
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from tests.outbox_office import Office, opened
from tests.profiles import AMIR, NOON, ROSA


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path / "pollinate.db") as office:
        yield office


def card_state(office: Office) -> State:
    with office.bot.store.read(office.bot.workspace) as act:
        card = act.card(office.card)
    assert card
    return card.state


def parked(office: Office) -> dict[str, str]:
    """Why what could not be delivered could not be, by kind."""
    with office.bot.store.read(office.bot.workspace) as act:
        return {letter.kind: letter.error for letter in act.parked_letters()}


def inbox(office: Office, handle: str) -> list[str]:
    return [shown.plain for shown in office.slack.person(handle).messages("Pollinate")]


# somebody is gone


def test_the_cards_of_a_champion_who_is_gone_are_closed_and_their_innovators_see_it(office: Office) -> None:
    office.leave("amir")
    office.bot.send_due()
    assert parked(office) == {Kind.CARDS: "channel_not_found"}
    assert card_state(office) is State.CLOSED
    office.bot.run_due()  # nobody else can be asked
    office.bot.send_due()
    home = office.slack.person("rosa").home()
    assert home
    assert "is with a champion" not in home.plain


def test_a_suggestion_whose_innovator_is_gone_is_closed_and_its_champion_sees_it(office: Office) -> None:
    with office.bot.store.begin(office.bot.workspace) as act:
        act.save_innovator(ROSA, NOON)  # she wants to be asked first
    office.bot.send_due()
    office.leave("rosa")
    office.accept()
    office.bot.send_due()
    assert parked(office)[Kind.CONSENT] == "channel_not_found"
    assert card_state(office) is State.CLOSED
    assert "This suggestion is closed" in inbox(office, "amir")[-1]


@pytest.mark.parametrize(("gone", "there"), [("rosa", "amir"), ("amir", "rosa")])
def test_who_can_be_reached_hears_that_the_conversation_could_not_be_opened(
    office: Office, gone: str, there: str
) -> None:
    office.bot.send_due()
    office.accept()
    office.leave(gone)
    office.settle()
    assert parked(office)[Kind.NOTE] == "user_disabled"
    assert card_state(office) is State.CLOSED
    assert sum("could not open your conversation" in said for said in inbox(office, there)) == 1


def test_a_message_that_was_deleted_says_nothing_of_who_should_have_read_it(office: Office) -> None:
    office.bot.send_due()
    [shown] = office.cards()
    office.bot.sender._messenger.withdraw(shown.channel, shown.ts)
    with office.bot.store.begin(office.bot.workspace) as act:
        act.redraw_suggestion(office.card, office.bot.clock())
    office.bot.send_due()
    assert parked(office) == {Kind.CARDS: "message_not_found"}
    assert card_state(office) is State.OPEN


# a mistake of ours


def undrawable(_act: Act, subject: str, _now: datetime) -> None:
    raise KeyError(subject)


def test_a_letter_that_cannot_be_drawn_is_parked_and_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(office.bot.sender.drawings, Kind.CARDS, undrawable)
    with office.bot.store.begin(office.bot.workspace) as act:
        act.queue(Kind.HOME, ROSA.person, NOON + timedelta(seconds=1))
    office.slack.clock.advance(timedelta(seconds=2))
    office.bot.send_due()
    assert parked(office) == {Kind.CARDS: "could not be drawn: KeyError"}
    assert office.slack.person("rosa").home()
    assert "could not be drawn" in caplog.text


def no_files() -> list[File]:
    raise ArithmeticError


def test_files_that_cannot_be_made_are_parked_and_not_tried_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unmade = Share((AMIR.person,), "The report", no_files)
    monkeypatch.setitem(office.bot.sender.drawings, Kind.CARDS, lambda *_: unmade)
    for _ in range(3):
        office.bot.send_due()
        office.slack.clock.advance(timedelta(minutes=5))
    assert parked(office) == {Kind.CARDS: "could not be drawn: ArithmeticError"}
    assert caplog.text.count("a letter's files could not be made") == 1


# the workspace lets us in no more


def test_a_workspace_that_cuts_us_off_is_left_alone_and_everything_kept(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.revoke()
    with office.bot.store.begin(office.bot.workspace) as act:
        act.queue(Kind.HOME, ROSA.person, NOON)
    for _ in range(50):
        office.bot.send_due()
        office.slack.clock.advance(timedelta(seconds=1))
    assert office.states() == {"pending": 2}
    assert len([each for each in office.slack.ledger("api") if not each.response["ok"]]) == 1
    [said] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "Slack lets us in no more" in said.getMessage()
    assert "invalid_auth" in said.getMessage()
    assert "lets Pollinate into this workspace no more since" in office.status()


def test_once_it_lets_us_in_again_what_waited_is_sent(office: Office) -> None:
    office.revoke()
    office.bot.send_due()
    office.reinstall()
    office.slack.clock.advance(timedelta(seconds=59))
    office.bot.send_due()
    assert office.cards() == []
    office.slack.clock.advance(timedelta(seconds=2))
    office.bot.send_due()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}
    assert "no more since" not in office.status()


def test_while_it_keeps_us_out_it_is_asked_once_a_minute(office: Office) -> None:
    office.revoke()
    before = office.calls("auth.test")
    for _ in range(301):
        office.bot.send_due()
        office.slack.clock.advance(timedelta(seconds=1))
    assert office.calls("auth.test") - before == 5


def test_an_answer_that_cannot_be_understood_lets_nobody_in(office: Office) -> None:
    office.revoke()
    office.bot.send_due()
    office.reinstall()
    office.slack.fault(Fault("auth.test", "500"))
    office.slack.clock.advance(timedelta(minutes=1))
    office.bot.send_due()
    assert "no more since" in office.status()


def test_a_bot_that_starts_and_is_let_in_sends_what_waited(office: Office) -> None:
    office.revoke()
    office.bot.send_due()
    office.reinstall()
    bot = build(
        Premises(office.bot.settings, read_taxonomy(), read_weights(), office.slack.clock, suggest_here)
    )
    bot.send_due()
    assert len(office.cards()) == 1


@pytest.mark.parametrize("cut_off", ["look", "sweep"])
def test_looking_for_a_letter_is_put_off_while_we_are_cut_off(office: Office, cut_off: str) -> None:
    office.slack.fault(Fault("chat.postMessage", "cut_after"))
    if cut_off == "sweep":
        office.slack.fault(Fault("conversations.history", "lag", seconds=3600, times=2))
        for _ in range(3):
            office.bot.send_due()
            office.slack.clock.advance(timedelta(seconds=31))
        assert len(office.cards()) == 2
    else:
        office.bot.send_due()
    office.revoke()
    office.settle()
    assert "no more since" in office.status()
    office.reinstall()
    for _ in range(5):
        office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def test_a_token_of_another_workspace_does_not_let_us_in(office: Office) -> None:
    office.revoke()
    office.bot.send_due()
    office.reinstall()
    office.slack.clock.advance(timedelta(minutes=1))
    elsewhere = replace(office.bot.workspace, team="T0ELSEWHERE")
    with office.bot.store.begin(elsewhere) as act:
        act.cut_off(NOON, "token_revoked")
        act.queue(Kind.HOME, ROSA.person, NOON)
    office.bot.sender.send_due(elsewhere)
    with office.bot.store.read(elsewhere) as act:
        assert act.stopped()
        assert act.letter_states() == {"pending": 1}
