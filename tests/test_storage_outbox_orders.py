"""In whatever order things happen, nothing is lost and nothing shown twice: the outbox against a small world.

The world is what people see in Slack. Senders draw, are paused, crash, hear nothing back; posts land late
and are seen in the history later still. A letter at rest must show the truth all the same, and once.
The senders here do what `bot.outbox` does; faults of the network itself are tried there.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from bot.records import Kind, Letter
from bot.storage import Act
from tests.profiles import NOON
from tests.storage_place import OURS, new_store, rows_of

LEASE = timedelta(seconds=60)
QUIET = timedelta(seconds=30)
FLIGHT = timedelta(seconds=10)  # a request lands within this time or never, unless its sender was paused
LAGS = (timedelta(0), QUIET)  # how much later a message is seen in the history

Subject = st.sampled_from(("a", "b"))


@dataclass
class Message:
    """What stands in Slack under a ts."""

    key: str
    text: int
    posted_at: datetime
    seen_from: datetime


@dataclass
class Attempt:
    """A sender with a letter in hand. `text` is what it drew, None where nothing was left to say."""

    letter: Letter
    text: int | None
    began: datetime
    landed: str | None = None
    over: bool = False
    refused: bool = False


@dataclass
class World:
    """The truth to be shown by subject, and the messages people see by ts."""

    truth: dict[str, int | None] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def land(self, attempt: Attempt, now: datetime, lag: timedelta) -> bool:
        """Post or redraw what an attempt drew; False where the message to be redrawn is gone."""
        assert attempt.text is not None
        ts = attempt.letter.ts
        if ts is None:
            ts = f"{next(self.names)}.0"
            self.messages[ts] = Message(attempt.letter.id, attempt.text, now, now + lag)
        elif ts in self.messages:
            self.messages[ts].text = attempt.text
        else:
            return False
        attempt.landed = ts
        return True

    def find(self, letter: Letter, now: datetime) -> str | None:
        """Look in the history from the time of the attempt."""
        for ts, message in self.messages.items():
            of_attempt = message.key == letter.id and letter.attempted_at <= message.posted_at
            if of_attempt and message.seen_from <= now:
                return ts
        return None


class OutboxOrders(RuleBasedStateMachine):
    """Every order of changes, senders, pauses and looks."""

    attempts = Bundle("attempts")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.store = self.stack.enter_context(new_store())
        self.world = World()
        self.now = NOON
        self.versions = count(1)

    @rule(subject=Subject, empty=st.integers(0, 4).map(lambda n: n == 0))
    def change(self, subject: str, empty: bool) -> None:
        self.world.truth[subject] = None if empty else next(self.versions)
        with self.store.begin(OURS) as act:
            act.queue(Kind.CARDS, subject, self.now)

    @rule(seconds=st.sampled_from((1, 11, 31, 61, 200)))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=attempts)
    def claim(self) -> object:
        with self.store.begin(OURS) as act:
            act.end_leases(self.now)
            letter = act.claim_letter(self.now, self.now + LEASE)
        if letter is None:
            return multiple()
        return Attempt(letter, self.world.truth[letter.subject], self.now)

    @rule(attempt=attempts, lag=st.sampled_from(LAGS))
    def land(self, attempt: Attempt, lag: timedelta) -> None:
        """Let the request arrive; the sender has not heard of it yet, and perhaps never will."""
        in_flight = self.now - attempt.began <= FLIGHT and not (attempt.landed or attempt.refused)
        repeatable = attempt.letter.ts is not None  # its sender may be over and another one under way
        if attempt.text is not None and in_flight and not (repeatable and attempt.over):
            self.world.land(attempt, self.now, lag)

    @rule(attempt=attempts, lag=st.sampled_from(LAGS))
    def report(self, attempt: Attempt, lag: timedelta) -> None:
        """Let a sender go on, however long it was paused, and settle."""
        if attempt.over:
            return
        attempt.over = True
        if attempt.text is None:
            self._withdraw_and_drop(attempt)
        elif attempt.landed or self.world.land(attempt, self.now, lag):
            self._settle_landed(attempt)
        else:
            with self.store.begin(OURS) as act:
                act.park_letter(attempt.letter, "message_not_found")

    def _withdraw_and_drop(self, attempt: Attempt) -> None:
        if self.now - attempt.began >= LEASE:
            return  # paused until another sender took over: counts as crashed
        self.world.messages.pop(attempt.letter.ts or "", None)
        with self.store.begin(OURS) as act:
            act.drop_letter(attempt.letter)

    def _settle_landed(self, attempt: Attempt) -> None:
        assert attempt.landed
        with self.store.begin(OURS) as act:
            kept = act.letter_sent(attempt.letter, "D0", attempt.landed)
        if not kept and attempt.letter.ts is None:
            del self.world.messages[attempt.landed]

    @rule(attempt=attempts)
    def refuse(self, attempt: Attempt) -> None:
        """Let Slack refuse for now: surely nothing landed."""
        if not attempt.over and not attempt.landed:
            attempt.over = True
            attempt.refused = True
            with self.store.begin(OURS) as act:
                act.letter_later(attempt.letter, self.now + timedelta(seconds=5), "ratelimited")

    @rule(attempt=attempts)
    def hear_nothing(self, attempt: Attempt) -> None:
        """Let the answer stay out: a first post may have landed or still land, a redraw is repeated."""
        if attempt.over or attempt.text is None:
            return
        attempt.over = True
        with self.store.begin(OURS) as act:
            if attempt.letter.ts is None:
                act.letter_unknown(attempt.letter, "timeout")
            else:
                act.letter_later(attempt.letter, self.now, "timeout")

    @rule(attempt=attempts)
    def crash(self, attempt: Attempt) -> None:
        attempt.over = True

    @rule()
    def look(self) -> None:
        with self.store.begin(OURS) as act:
            for letter in act.unknown_letters(self.now - QUIET):
                self._look_for(act, letter)

    def _look_for(self, act: Act, letter: Letter) -> None:
        found = self.world.find(letter, self.now)
        if found:
            act.found_letter(letter, found)
        else:
            act.looked_for_letter(letter, self.now, give_up_after=2)

    @invariant()
    def a_letter_at_rest_shows_the_truth(self) -> None:
        for row in rows_of(self.store, "outbox"):
            assert row["state"] in ("pending", "sending", "unknown", "sent")
            if row["state"] == "sent":
                assert self.world.messages[row["ts"]].text == self.world.truth[row["subject"]]

    @invariant()
    def nobody_sees_a_letter_twice(self) -> None:
        keys = [message.key for message in self.world.messages.values()]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        """Let an undisturbed sender do what is left to do: then everything is shown, and once."""
        with self.stack:
            for _ in range(8):
                self.now += timedelta(seconds=100)
                self.look()
                while isinstance(attempt := self.claim(), Attempt):
                    self.report(attempt, LAGS[0])
            shown = sorted(message.text for message in self.world.messages.values())
            assert shown == sorted(text for text in self.world.truth.values() if text is not None)
            assert {row["state"] for row in rows_of(self.store, "outbox")} <= {"sent"}


TestOutboxOrders = OutboxOrders.TestCase
TestOutboxOrders.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
