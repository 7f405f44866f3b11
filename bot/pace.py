"""The pace at which Slack may be called: just below its rates, kept in rows, by all processes together.

Each lane has its calls spaced evenly (a generic cell rate algorithm: one moment a lane, from which it is
free), and each conversation takes one message a second. When Slack refuses a call for its rate all the same,
the lane, or of posts the conversation, rests as long as Slack says. Real time counts here, whatever the
workspace's clock says; sending is left to `bot.outbox`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.records import Lane
from bot.storage import Act

# Calls a minute. Slack allows a hundred Home tabs: some are left to those who open theirs just now.
RATES: Final[Mapping[Lane, int]] = {
    Lane.POST: 300,
    Lane.REDRAW: 50,
    Lane.WITHDRAW: 50,
    Lane.HOME: 80,
    Lane.OPEN: 50,
    Lane.LOOK: 50,
}
# Slack counts when calls arrive, and they arrive unevenly: what is left free makes up for that.
_SHARE: Final = 0.96
_LATE: Final = timedelta(seconds=0.25)  # as much as a call that came late may be made up for
_A_SECOND: Final = timedelta(seconds=1)
_A_MINUTE: Final = timedelta(minutes=1)


class Pace:
    """How fast to call. `clock` gives real time; without `rates` every call may come at once."""

    def __init__(self, clock: Callable[[], datetime], rates: Mapping[Lane, int] = RATES) -> None:
        self._clock = clock
        self._every = {lane: timedelta(minutes=1) / (rate * _SHARE) for lane, rate in rates.items()}

    def slots(self, act: Act) -> "Slots":
        """Return what is free now, to be taken in the same transaction."""
        if not self._every:
            return Slots(act, self._clock(), {}, {})
        now = self._clock()
        return Slots(act, now, act.paces(now - _LATE), self._every)


@dataclass
class Slots:
    """What may be called at one moment. `free` says from when, by lane and by conversation."""

    act: Act
    now: datetime
    free: dict[str, datetime]
    every: Mapping[Lane, timedelta]

    @property
    def busy(self) -> set[Lane]:
        """The lanes in which nothing may be called now."""
        return {lane for lane in self.every if self._wait(lane)}

    @property
    def next_free(self) -> timedelta:
        """How long it is until the first of the busy lanes is free; nothing where none is busy."""
        return min((self._wait(lane) for lane in self.busy), default=timedelta())

    def take(self, lane: Lane) -> None:
        """Count a call in a lane, which is about to be made."""
        if lane in self.every:
            self._hold(lane, max(self._free(lane), self.now - _LATE) + self.every[lane])

    def wait_for(self, conversation: str) -> timedelta:
        """Return how long to wait before a message may be posted there; nothing where it may be now."""
        return max(self._wait(f"post {conversation}"), self._wait(f"refused {conversation}"))

    def take_conversation(self, conversation: str) -> None:
        """Count a message that is about to be posted there."""
        if self.every:
            self._hold(f"post {conversation}", self.now + _A_SECOND)

    def refused(self, lane: str, wait: timedelta, conversation: str | None) -> None:
        """Keep that Slack refused a call for its rate; lane: the method that was called.

        A post may have been too many for its conversation or for the workspace, Slack doesn't say which: one
        refusal rests the conversation, and a second one elsewhere the lane, for the minute Slack counts by.
        """
        if lane not in self.every:
            return
        if conversation is None:
            self._hold(lane, self.now + wait)
            return
        name = f"refused {conversation}"
        others = any(held.startswith("refused ") and held != name and self._wait(held) for held in self.free)
        self._hold(name, self.now + wait)
        if others:
            self._hold(lane, self.now + min(wait, _A_MINUTE))

    def _hold(self, name: str, until: datetime) -> None:
        self.free[name] = max(self._free(name), until)
        self.act.hold_pace(name, until, self.now - _LATE)

    def _free(self, name: str) -> datetime:
        return self.free.get(name, self.now - _LATE)

    def _wait(self, name: str) -> timedelta:
        return max(self._free(name) - self.now, timedelta())
