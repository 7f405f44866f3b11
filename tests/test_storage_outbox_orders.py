"""In whatever order things happen, nothing is lost and nothing shown twice: the outbox against a small world.

The world is what people see in Slack. Senders draw, are paused, crash, hear nothing back; posts land late
and are seen in the history later still. A letter at rest must show the truth all the same, and once.
The senders here do what `bot.outbox` does; faults of the network itself are tried there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.records import Kind, Letter
from bot.storage import Store
from tests.profiles import NOON
from tests.storage_place import OURS, Engine, new_store, rows_of

SUBJECT = "cycle:champion"
LEASE = timedelta(seconds=60)
QUIET = timedelta(seconds=30)
FLIGHT = timedelta(seconds=10)  # a request lands within this time or never, unless its sender was paused


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

    @property
    def repeatable(self) -> bool:
        """Whether doing it once more can show nothing twice."""
        return self.letter.ts is not None or self.text is None


@dataclass(frozen=True)
class Step:
    """What happens next: to which attempt, whether it lands now, and how much later the history shows it."""

    act: "Callable[[Story, Step], None]"
    which: int
    lands: bool
    lag: timedelta


class Story:
    """A store, its senders, and what people see of them."""

    def __init__(self, store: Store, *, lags: bool = False) -> None:
        self.store = store
        self.lags = lags  # the history may lag behind both looks: two may be seen until the sweeps
        self.now = NOON
        self.truth: int | None = None  # what should be shown, if anything
        self.messages: dict[str, Message] = {}  # by ts
        self.attempts: list[Attempt] = []  # under way, or paused
        self.sweepers: list[Letter] = []  # with a letter in hand, before they look
        self.surplus: list[str] = []  # about to be taken away, by whoever found it so
        self.numbers = count(1)

    # --- the world ---

    def land(self, attempt: Attempt, lag: timedelta) -> bool:
        """Post, redraw or take away what an attempt drew, once; False where what is to be redrawn is gone."""
        if attempt.text is None:
            self.messages.pop(attempt.letter.ts or "", None)
        if attempt.landed or attempt.text is None:
            return True
        ts = attempt.letter.ts or f"{next(self.numbers):09}.0"
        if attempt.letter.ts is None:
            self.messages[ts] = Message(attempt.letter.id, attempt.text, self.now, self.now + lag)
        elif ts in self.messages:
            self.messages[ts].text = attempt.text
        else:
            return False
        attempt.landed = ts
        return True

    def copies(self, letter: Letter) -> list[str]:
        """Look in the history from the time of the attempt, or of the first that is in doubt."""
        since = letter.doubted_at or letter.attempted_at
        seen = [
            ts
            for ts, message in self.messages.items()
            if message.key == letter.id and since <= message.posted_at and message.seen_from <= self.now
        ]
        return sorted(seen)

    # --- what can happen ---

    def change(self, step: Step) -> None:
        self.truth = next(self.numbers) if step.which < 2 else None
        with self.store.begin(OURS) as act:
            act.queue(Kind.CARDS, SUBJECT, self.now)

    def claim(self, step: Step) -> None:
        """Let a sender begin; its request may land before it hears of it."""
        with self.store.begin(OURS) as act:
            act.end_leases(self.now)
            letter = act.claim_letter(self.now, self.now + LEASE)
            if letter and letter.ts and self.truth is None:
                act.taking_down(letter)
        if letter:
            self.attempts.append(Attempt(letter, self.truth, self.now))
            if step.lands:
                self.land(self.attempts[-1], step.lag)

    def claim_after_a_lease(self, step: Step) -> None:
        self.now += LEASE
        self.claim(step)

    def report(self, step: Step) -> None:
        """Let a sender go on, however long it was paused, and settle."""
        attempt = self.over(step)
        if attempt.text is None:
            self.withdraw(attempt)
            return
        landed = self.land(attempt, step.lag)
        with self.store.begin(OURS) as act:
            if not landed:
                if not act.post_anew(attempt.letter):
                    act.park_letter(attempt.letter, "message_not_found")
            elif not act.letter_sent(attempt.letter, "D0", attempt.landed or "") and not attempt.repeatable:
                act.doubt_letter(attempt.letter, self.now + QUIET)
                if not act.may_stand(attempt.letter, attempt.landed or ""):
                    self.surplus.append(attempt.landed or "")
        if not self.lags:
            self.take_away(step)

    def over(self, step: Step) -> Attempt:
        return self.attempts.pop(-1 - step.which % len(self.attempts))

    def withdraw(self, attempt: Attempt) -> None:
        self.land(attempt, timedelta(0))
        with self.store.begin(OURS) as act:
            act.letter_taken_down(attempt.letter)

    def refuse(self, step: Step) -> None:
        """Let Slack refuse for now; a sender whose request has landed already crashes instead."""
        attempt = self.over(step)
        if not attempt.landed:
            with self.store.begin(OURS) as act:
                act.letter_later(attempt.letter, self.now, "ratelimited")

    def hear_nothing(self, step: Step) -> None:
        """Let the answer stay out: nobody knows of a first post whether it landed, the rest is repeated."""
        attempt = self.crash(step)
        with self.store.begin(OURS) as act:
            if attempt.repeatable:
                act.letter_later(attempt.letter, self.now, "timeout")
            else:
                act.letter_unknown(attempt.letter, "timeout")

    def crash(self, step: Step) -> Attempt:
        """Let a sender end without a word; what it sent may land all the same, if it is soon."""
        attempt = self.over(step)
        if step.lands and self.now - attempt.began <= FLIGHT:
            self.land(attempt, step.lag)
        return attempt

    def look(self, _step: Step) -> None:
        """Let a quiet window pass, and look for what is unknown."""
        self.now += QUIET
        with self.store.begin(OURS) as act:
            letter = act.claim_look(self.now - QUIET, self.now)
            if letter is None:
                return
            if found := self.copies(letter):
                act.found_letter(letter, found[0])
            else:
                act.looked_for_letter(letter, self.now, give_up_after=2, sweep_at=self.now + QUIET)

    def begin_sweep(self, _step: Step) -> None:
        """Take up a letter that may stand twice."""
        with self.store.begin(OURS) as act:
            letter = act.claim_sweep(self.now, self.now + LEASE)
        self.sweepers += [letter] if letter else []

    def sweep(self, step: Step) -> None:
        """Find all copies surplus but the first that is seen, however long the sweeper was paused."""
        if not self.sweepers:
            return
        letter = self.sweepers.pop(-1 - step.which % len(self.sweepers))
        copies = {*self.copies(letter), *filter(None, [letter.ts])}
        kept = min(copies) if letter.ts else None
        with self.store.begin(OURS) as act:
            if act.keep_copy(letter, kept):
                self.surplus += copies - {kept}
                last = letter.sweeps == 2
                act.swept(letter, None if last else self.now + QUIET * (5, 60)[letter.sweeps])

    def take_away(self, _step: Step) -> None:
        """Let those come to it who were about to take a copy away."""
        for ts in self.surplus:
            self.messages.pop(ts, None)
        self.surplus.clear()

    # --- what must hold ---

    def tell(self, steps: list[Step]) -> None:
        """Let the steps happen that can, and check after each."""
        for step in steps:
            self.now += timedelta(seconds=1)
            if self.attempts or step.act in UNPROMPTED:
                step.act(self, step)
                self.check()

    def check(self) -> None:
        keys = [message.key for message in self.messages.values()]
        assert self.lags or len(keys) == len(set(keys)), "a letter is seen twice"
        for row in rows_of(self.store, "outbox"):
            assert row["state"] in ("pending", "sending", "unknown", "sent", "withdrawn")
            if row["state"] == "sent":
                assert self.messages[row["ts"]].text == self.truth, "a letter at rest shows no truth"

    def end(self) -> None:
        """Let an undisturbed sender do what is left to do: then the truth is shown, once."""
        self.attempts.clear()
        self.sweepers.clear()
        acts = (Story.look, Story.claim_after_a_lease, Story.report)
        self.tell([Step(act, 0, False, timedelta(0)) for act in acts] * 6)
        for _ in range(4):
            self.now += QUIET * 60
            again = (Story.begin_sweep, Story.sweep, Story.take_away, Story.claim, Story.report)
            self.tell([Step(act, 0, False, timedelta(0)) for act in again])
        shown = [message.text for message in self.messages.values()]
        assert shown == ([] if self.truth is None else [self.truth])
        assert {row["state"] for row in rows_of(self.store, "outbox")} <= {"sent"}


SWEEPS = (Story.begin_sweep, Story.sweep, Story.take_away)
UNPROMPTED = (Story.change, Story.claim, Story.claim_after_a_lease, Story.look, *SWEEPS)
PROMPTED = (Story.report, Story.hear_nothing, Story.crash, Story.refuse)
OFTEN = (Story.change, Story.claim_after_a_lease, Story.look, Story.report) * 2


def steps(*lags: timedelta) -> st.SearchStrategy[list[Step]]:
    """Return stories whose messages are seen in the history after one of these lags."""
    step = st.builds(
        Step,
        act=st.sampled_from((*OFTEN, *UNPROMPTED, *PROMPTED)),
        which=st.sampled_from((0, 0, 1, 2)),
        lands=st.booleans(),
        lag=st.sampled_from(lags),
    )
    return st.lists(step, min_size=40, max_size=60)


@given(steps=steps(timedelta(0), QUIET))
@settings(max_examples=40, deadline=None)
def test_whatever_happens_in_any_order_the_truth_is_shown_once(steps: list[Step]) -> None:
    tell_all("sqlite", steps)


@given(steps=steps(timedelta(0), QUIET))
@settings(max_examples=5, deadline=None)
def test_whatever_happens_on_postgresql_the_truth_is_shown_once(steps: list[Step]) -> None:
    tell_all("postgresql", steps)


@given(steps=steps(timedelta(0), QUIET, QUIET * 4))
@settings(max_examples=25, deadline=None)
def test_where_the_history_lags_behind_the_window_one_is_left_after_the_sweeps(steps: list[Step]) -> None:
    tell_all("sqlite", steps, lags=True)


def tell_all(engine: Engine, steps: list[Step], *, lags: bool = False) -> None:
    with new_store(engine) as store:
        story = Story(store, lags=lags)
        story.tell(steps)
        story.end()
