"""Where the history lags longer than anybody waits, what was sent twice is seen once after the sweeps.

And what no look will ever tell, a note of unknown fate, is settled by an admin.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.drawings import Draw
from bot.letters import listed, settle
from bot.messenger import Messenger
from bot.outbox import LEASE
from bot.records import Kind
from bot.sandbox import Fault
from bot.search import SWEEPS
from bot.storage import Act
from tests.outbox_office import QUIET, Office, opened
from tests.profiles import AMIR, ROSA
from tests.storage_place import rows_of
from tests.test_outbox_faults import put_many, sender_of

LAG = 100 * QUIET  # seconds: both looks miss what landed


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path / "pollinate.db") as office:
        yield office


def pass_by(office: Office, windows: float) -> None:
    office.slack.clock.advance(timedelta(seconds=windows * QUIET + 1))
    office.bot.send_due()


def send_twice(office: Office) -> None:
    """Post without an answer, look twice in vain, and post again."""
    office.slack.fault(Fault("chat.postMessage", "cut_after"))
    office.slack.fault(Fault("conversations.history", "lag", seconds=LAG, times=2))
    office.bot.send_due()
    pass_by(office, 1)
    pass_by(office, 1)
    assert len(office.cards()) == 2


def sweep(office: Office) -> None:
    """Let all the sweeps be due, and an hour more."""
    for windows in (*SWEEPS, *SWEEPS):
        pass_by(office, windows)


def test_of_two_copies_the_first_is_kept_and_goes_on_being_drawn(office: Office) -> None:
    send_twice(office)
    first, _ = office.cards()
    pass_by(office, SWEEPS[0])
    [kept] = office.cards()
    assert kept.ts == first.ts
    office.accept()
    office.bot.send_due()
    [redrawn] = office.cards()
    assert (redrawn.ts, redrawn.buttons) == (first.ts, [])


def test_however_many_were_sent_twice_none_is_after_the_sweeps(office: Office) -> None:
    office.slack.clock.advance(timedelta(days=1))
    handles = put_many(office)
    office.slack.fault(Fault("chat.postMessage", "cut_after", times=len(handles) + 1))
    office.slack.fault(Fault("conversations.history", "lag", seconds=LAG, times=2 * len(handles) + 2))
    office.bot.send_due()
    pass_by(office, 1)
    pass_by(office, 1)
    people = ["amir", *handles]
    assert all(len(office.slack.person(name).messages("Pollinate")) == 2 for name in people)
    sweep(office)
    assert all(len(office.slack.person(name).messages("Pollinate")) == 1 for name in people)
    assert office.states() == {"sent": len(people)}


@pytest.mark.parametrize("effect", ["cut_before", "cut_after", "500", "garbage", "429"])
@pytest.mark.parametrize("method", ["conversations.history", "chat.delete", "chat.update"])
def test_a_sweep_that_could_not_be_had_is_had_later(office: Office, method: str, effect: str) -> None:
    send_twice(office)
    office.slack.fault(Fault(method, effect, retry_after=7))
    sweep(office)
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def test_a_letter_is_swept_so_often_and_then_in_doubt_no_more(office: Office) -> None:
    send_twice(office)
    before = office.calls("conversations.history")
    sweep(office)
    sweep(office)
    assert office.calls("conversations.history") - before == len(SWEEPS)
    [row] = rows_of(office.bot.store, "outbox")
    assert (row["doubted_at"], row["sweep_at"], row["sweeps"]) == (None, None, 0)


def test_a_letter_that_arrived_without_a_doubt_is_never_looked_for(office: Office) -> None:
    office.bot.send_due()
    sweep(office)
    assert office.calls("conversations.history") == 0


def test_of_somebody_forgotten_no_copy_is_left(office: Office) -> None:
    send_twice(office)
    with office.bot.store.begin(office.bot.workspace) as act:
        act.redraw_about(ROSA.person, office.bot.clock())
        act.erase_profiles(ROSA.person, office.bot.clock())
    office.slack.fault(Fault("conversations.history", "lag", seconds=LAG, times=1))
    office.bot.send_due()
    assert office.states() == {"withdrawn": 1}
    sweep(office)
    assert office.cards() == []
    assert office.states() == {}


class SlowToLook(Messenger):
    """The messenger of a sweeper before whose look the others post the letter anew."""

    def __init__(self, office: Office) -> None:
        settings = office.bot.settings
        super().__init__(settings.bot_token, settings.api_url)
        self.office = office

    def copies(self, channel: str, key: str, since: datetime) -> list[str]:
        queue_again(self.office)
        return super().copies(channel, key, since)


def queue_again(office: Office) -> None:
    [row] = rows_of(office.bot.store, "outbox")
    with office.bot.store.begin(office.bot.workspace) as act:
        act.queue(Kind.CARDS, str(row["subject"]), office.bot.clock())
    office.bot.send_due()


def test_a_slow_sweep_of_a_withdrawn_letter_leaves_what_was_posted_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_twice(office)
    queue_with_nothing_to_say(office, monkeypatch)
    assert office.states() == {"withdrawn": 1}
    office.slack.clock.advance(timedelta(seconds=QUIET))
    sender_of(office, office.bot.store, SlowToLook(office)).send_due(office.bot.workspace)
    sweep(office)
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


class SlowToTakeAway(SlowToLook):
    """The messenger of a sender that sleeps beyond its lease before it takes a message away."""

    def withdraw(self, channel: str, ts: str) -> None:
        self.office.slack.clock.advance(LEASE)
        queue_again(self.office)
        super().withdraw(channel, ts)


def queue_with_nothing_to_say(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as nothing_to_say:
        nothing_to_say.setitem(cast("dict[Kind, Draw]", office.bot.sender.drawings), Kind.CARDS, say_nothing)
        queue_again(office)


def test_what_is_taken_away_after_it_was_drawn_again_is_posted_anew(office: Office) -> None:
    office.bot.send_due()
    slow = sender_of(office, office.bot.store, SlowToTakeAway(office))
    draw, nothing_at_first = slow.drawings[Kind.CARDS], iter([None])
    slow.drawings = {**slow.drawings, Kind.CARDS: lambda *told: next(nothing_at_first, draw(*told))}
    [row] = rows_of(office.bot.store, "outbox")
    with office.bot.store.begin(office.bot.workspace) as act:
        act.queue(Kind.CARDS, str(row["subject"]), office.bot.clock())
    slow.send_due(office.bot.workspace)
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


@pytest.mark.parametrize("effect", ["cut_before", "cut_after"])
def test_what_may_have_been_taken_away_and_has_something_to_say_again_stands_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, effect: str
) -> None:
    office.bot.send_due()
    office.slack.fault(Fault("chat.delete", effect))
    queue_with_nothing_to_say(office, monkeypatch)
    assert office.states() == {"pending": 1}
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def say_nothing(_act: Act, _subject: str, _now: datetime) -> None:
    return None


# settled by an admin


def lost_note(office: Office) -> str:
    """Bring the two together by a note of which nobody knows whether it arrived; its id."""
    office.bot.send_due()
    office.accept()
    office.slack.fault(Fault("chat.postMessage", "cut_before"))
    office.bot.send_due()
    office.settle()
    with office.bot.store.read(office.bot.workspace) as act:
        [parked] = act.parked_letters()
    assert parked.kind is Kind.NOTE
    return parked.id


def test_an_admin_has_a_lost_note_sent_again(office: Office) -> None:
    note = lost_note(office)
    assert f"{note}  a message (note in " in listed(office.bot.store)
    settle(office.bot.store, note, again=True, now=office.bot.clock())
    office.bot.send_due()
    assert len(office.notes()) == 1
    assert listed(office.bot.store) == "Every message could be delivered."


def test_an_admin_takes_a_note_off_the_list_and_it_is_not_sent(office: Office) -> None:
    settle(office.bot.store, lost_note(office), again=False, now=office.bot.clock())
    office.settle()
    assert office.notes() == []
    assert "could not be delivered" not in office.status()


def test_a_letter_parked_with_its_message_is_taken_as_it_stands(office: Office) -> None:
    office.bot.send_due()
    with office.bot.store.begin(office.bot.workspace) as act:
        act.redraw_about(AMIR.person, office.bot.clock())
        letter = act.claim_letter(office.bot.clock(), office.bot.clock())
        assert letter
        act.park_letter(letter, "msg_too_long")
    settle(office.bot.store, letter.id, again=False, now=office.bot.clock())
    assert office.states() == {"sent": 1}


@pytest.mark.parametrize("again", [True, False])
def test_an_id_that_waits_for_nobody_is_refused(office: Office, again: bool) -> None:
    office.bot.send_due()
    [row] = rows_of(office.bot.store, "outbox")
    for letter in (row["id"], "unknown"):
        with pytest.raises(LookupError, match="No message with that id"):
            settle(office.bot.store, letter, again=again, now=office.bot.clock())
    assert office.states() == {"sent": 1}
