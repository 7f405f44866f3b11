"""What the workspace gives out as time goes by: ids, timestamps, and the news of what happened.

`listen` tells of every change that a person can see; `hear` of every event an app could have subscribed to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.install import identifier
from bot.sandbox.shapes import Event

Clock = Callable[[], datetime]
Ticks = Callable[[], float]


def wall_clock() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)


class Bulletin:
    """Who wants to know that something a person can see has changed; one for all workspaces of a sandbox.

    `version` counts the changes.
    """

    def __init__(self) -> None:
        self.version = 0
        self.listeners: list[Callable[[], None]] = []

    def changed(self) -> None:
        """Tell everyone."""
        self.version += 1
        for listener in list(self.listeners):
            listener()


class News:
    """Ids that never repeat, timestamps that only grow, and who wants to hear of what.

    `realm` sets the ids of one workspace apart from those of another.
    """

    def __init__(self, clock: Clock, ticks: Ticks, bulletin: Bulletin, realm: str = "") -> None:
        self.clock = clock
        self.ticks = ticks
        self.bulletin = bulletin
        self.minted = 0
        self.last_microseconds = 0
        self._realm = realm
        self._hearers: list[Callable[[Event], None]] = []

    @property
    def version(self) -> int:
        """How often something visible has changed, here or in a workspace beside this one."""
        return self.bulletin.version

    def new_id(self, prefix: str) -> str:
        """An id never given before: `prefix` and ten capitals and digits, the same at every like run."""
        self.minted += 1
        return identifier(prefix, f"{self._realm}{self.minted}")

    def new_ts(self) -> str:
        """The next message timestamp: now by `clock`, and later than every one before."""
        now = self.clock()
        microseconds = int(now.timestamp()) * 1_000_000 + now.microsecond
        self.last_microseconds = max(self.last_microseconds + 1, microseconds)
        return f"{self.last_microseconds // 1_000_000}.{self.last_microseconds % 1_000_000:06d}"

    def changed(self) -> None:
        """Tell every listener that something a person can see has changed."""
        self.bulletin.changed()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at every visible change (in the loop's thread); the answer stops it."""
        self.bulletin.listeners.append(listener)
        return lambda: self.bulletin.listeners.remove(listener)

    def hear(self, hearer: Callable[[Event], None]) -> Callable[[], None]:
        """Call `hearer` with every event that happens, subscribed to or not; the answer stops it."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer)

    def happened(self, subscription: str, body: Mapping[str, Any], *, of_org: bool = False) -> None:
        """Tell every hearer of an event; `event_ts` is added where `body` has none."""
        event = Event(subscription, {"event_ts": body.get("ts") or self.new_ts(), **body}, of_org)
        for hearer in list(self._hearers):
            hearer(event)
