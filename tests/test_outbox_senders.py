"""Senders side by side: none takes what another has, a slow call holds up no other.

One that was paused beyond its lease is refused; one that is told to end finishes what it has in hand.
"""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cards import Message
from bot.crew import Crew
from bot.messenger import Messenger
from bot.outbox import LEASE, Sender
from bot.pace import Pace
from bot.records import Kind
from bot.sandbox import Clock, Fault, Sandbox
from bot.scheduler import Tick
from bot.storage import DatabaseUnusable, Store
from tests.outbox_office import QUIET, Office, opened
from tests.processes import database, environ_of, put_profiles, running, workspace_of
from tests.storage_place import run_cycle
from tests.test_outbox_faults import put_many, sender_of


@pytest.fixture
def office(place: Path | str) -> Iterator[Office]:
    with opened(place) as office:
        yield office


def sender_with(office: Office, threads: int, messenger: Messenger | None = None) -> Sender:
    bot = office.bot
    return Sender(
        bot.store, messenger or bot.sender._messenger, bot.sender.drawings, bot.clock,
        timedelta(seconds=QUIET), losses={}, pace=Pace(bot.clock, {}), crew=Crew(threads),
    )  # fmt: skip


class Slow(Messenger):
    """A messenger whose first post is not answered until it is let go."""

    def __init__(self, office: Office) -> None:
        settings = office.bot.settings
        super().__init__(settings.bot_token, settings.api_url, patience=10)
        self.first = threading.Lock()
        self.let_go = threading.Event()

    def post(self, channel: str, message: Message, key: str) -> tuple[str, str]:
        if self.first.acquire(blocking=False):
            assert self.let_go.wait(20)
        return super().post(channel, message, key)


def test_a_slow_call_holds_up_no_other(office: Office) -> None:
    office.slack.clock.advance(timedelta(days=1))
    handles = put_many(office)
    slow = Slow(office)
    sender = sender_with(office, threads=2, messenger=slow)
    sender.send_due(office.bot.workspace)
    office.slack.eventually(lambda: office.states() == {"sent": len(handles), "sending": 1}, 20)
    slow.let_go.set()
    sender.leave()
    sender.finish()
    assert office.states() == {"sent": len(handles) + 1}


def test_two_crews_at_once_send_each_letter_once(office: Office) -> None:
    office.slack.clock.advance(timedelta(days=1))
    handles = put_many(office)
    senders = [sender_with(office, threads=2) for _ in range(2)]
    with ThreadPoolExecutor(2) as threads:
        taken = sum(threads.map(lambda sender: sender.send_due(office.bot.workspace), senders))
    for sender in senders:
        sender.finish()
    assert taken == len(handles) + 1
    assert all(len(office.slack.person(name).messages("Pollinate")) == 1 for name in handles)


class Pausing(Messenger):
    """The messenger of a process that is paused just before it posts, while the others go on."""

    def __init__(self, office: Office) -> None:
        settings = office.bot.settings
        super().__init__(settings.bot_token, settings.api_url)
        self.office = office

    def post(self, channel: str, message: Message, key: str) -> tuple[str, str]:
        self.office.slack.clock.advance(LEASE)
        self.office.settle()
        return super().post(channel, message, key)


def test_a_sender_that_was_paused_beyond_its_lease_takes_its_surplus_post_back(office: Office) -> None:
    sender_of(office, office.bot.store, Pausing(office)).send_due(office.bot.workspace)
    assert len(office.cards()) == 1
    assert office.calls("chat.postMessage") == 2
    assert office.states() == {"sent": 1}


def test_what_it_could_not_take_back_the_sweeps_do(office: Office) -> None:
    office.slack.fault(Fault("chat.delete", "500"))
    sender_of(office, office.bot.store, Pausing(office)).send_due(office.bot.workspace)
    assert len(office.cards()) == 2
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


class PausingLater(Pausing):
    """One that is paused when its post has landed, which nobody finds, and again before it takes it back."""

    def post(self, channel: str, message: Message, key: str) -> tuple[str, str]:
        landed = Messenger.post(self, channel, message, key)
        self.office.slack.fault(Fault("conversations.history", "lag", seconds=1_000, times=2))
        for pause in (LEASE, timedelta(seconds=QUIET)):
            self.office.slack.clock.advance(pause)
            self.office.bot.send_due()
        assert len(self.office.cards()) == 2
        return landed

    def withdraw(self, channel: str, ts: str) -> None:
        self.office.settle()
        super().withdraw(channel, ts)


def test_a_late_post_that_a_sweep_may_keep_is_not_taken_back_by_its_sender(office: Office) -> None:
    sender_of(office, office.bot.store, PausingLater(office)).send_due(office.bot.workspace)
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def test_a_sender_that_was_paused_before_it_opened_the_conversation_posts_no_note(office: Office) -> None:
    class PausingEarlier(Pausing):
        def conversation_with(self, people: object) -> str:
            self.office.slack.clock.advance(LEASE)
            self.office.settle()
            return Messenger.conversation_with(self, people)  # type: ignore[arg-type]

        post = Messenger.post

    office.bot.send_due()
    office.accept()
    sender_of(office, office.bot.store, PausingEarlier(office)).send_due(office.bot.workspace)
    assert len(office.notes()) == 1
    notes = [call for call in office.slack.ledger("api", "chat.postMessage") if call.response["ok"]]
    assert len(notes) == 2, "the card and one note"


def test_who_leaves_between_two_calls_makes_no_second_one(office: Office) -> None:
    class Leaving(Messenger):
        def conversation_with(self, people: object) -> str:
            sender.leave()
            return super().conversation_with(people)  # type: ignore[arg-type]

    office.bot.send_due()
    office.accept()
    with office.bot.store.begin(office.bot.workspace) as act:
        while (
            letter := act.claim_letter(office.bot.clock(), office.bot.clock())
        ) and letter.kind != Kind.NOTE:
            act.letter_later(letter, office.bot.clock() + LEASE, "aside")
        assert letter
        act.hold_letter(letter, office.bot.clock())
    settings = office.bot.settings
    sender = sender_of(office, office.bot.store, Leaving(settings.bot_token, settings.api_url))
    sender.send_due(office.bot.workspace)
    assert office.notes() == []
    office.settle()
    assert len(office.notes()) == 1


# the whole process


def test_sigterm_while_slack_is_slow_finishes_the_call_and_loses_nothing(tmp_path: Path) -> None:
    with Sandbox(clock=Clock(), rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        put_profiles(slack, environ)
        queue_card(slack, environ)
        slack.fault(Fault("chat.postMessage", "delay", seconds=3))
        with running("run", environ=environ, folder=tmp_path) as bot:
            bot.until("Pollinate is ready")
            slack.eventually(lambda: not slack.call("GET faults", {})["faults"], 20)
            for _ in range(4):
                bot.process.send_signal(signal.SIGTERM)
            assert bot.end() == 0
        assert states(slack, environ) == {"sent": 1}
        assert len(slack.person("amir").messages("Pollinate")) == 1


def queue_card(slack: Sandbox, environ: dict[str, str]) -> None:
    """Have Rosa put to Amir, in a letter that is due."""
    now = slack.clock()
    with Store(database(environ)).begin(workspace_of(slack)) as act:
        [rosa], [amir] = act.innovators(), act.champions()
        cycle = run_cycle(act, (rosa.id, amir.id), now=now)
        act.queue(Kind.CARDS, f"{cycle}:{amir.id}", now)


def states(slack: Sandbox, environ: dict[str, str]) -> dict[str, int]:
    with Store(database(environ)).read(workspace_of(slack)) as act:
        return act.letter_states()


# a database that cannot be used


def test_a_database_that_cannot_be_used_is_told_once_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = iter([DatabaseUnusable("Full."), DatabaseUnusable("Full."), None, DatabaseUnusable("Full.")])
    tried: list[object] = []

    def act() -> None:
        tried.append(answer := next(answers))
        if answer:
            raise answer

    done: list[bool] = []
    tick = Tick(act, lambda: done.append(True))
    for _ in range(4):
        tick()
    assert (len(tried), len(done)) == (4, 1)
    assert [record.getMessage().count("Full.") for record in caplog.records] == [1, 1]


def test_what_fails_in_a_thread_is_logged_and_the_thread_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    crew, leaving, done = Crew(1), threading.Event(), threading.Event()

    def unusable() -> None:
        raise DatabaseUnusable("Full.")

    for work in (unusable, lambda: [][0], done.set):
        assert crew.wait_free(leaving)
        crew.run(work)
    assert done.wait(5)
    crew.finish()
    first, second = (record.getMessage() for record in caplog.records)
    assert "the database cannot be used" in first
    assert "what a sender did failed" in second
