"""Slack's rate limits: how often a method may be called by one app in one workspace.

A method has a tier (calls in any sixty seconds). Posting has two limits of its own: one message a second in
each channel, with a short burst, and several hundred a minute in the whole workspace.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0
POSTS_A_MINUTE = 300  # "several hundred"
BURST = 3  # posts at once in one channel, after a quiet while

TIER_1, TIER_2, TIER_3, TIER_4, MANY = 1, 20, 50, 100, 600


@dataclass
class _Bucket:
    """Drops of one a second, at most BURST of them."""

    drops: float = BURST
    filled: float = 0.0

    def refill(self, now: float) -> None:
        self.drops = min(BURST, self.drops + now - self.filled)
        self.filled = now


@dataclass
class Rates:
    """The calls of the last minute; `ticks` gives real seconds."""

    ticks: Callable[[], float]
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _buckets: dict[str, _Bucket] = field(default_factory=lambda: defaultdict(_Bucket))

    def wait(self, method: str, a_minute: int, channel: str | None = None) -> int:
        """Count a call and give 0, or refuse it and give the whole seconds (1 or more) to wait.

        `a_minute` is how many calls of `method` any sixty seconds may hold. With a `channel`, one a second
        there, too. A refused call does not count.
        """
        now = self.ticks()
        calls = self._calls[method]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= a_minute:
            return max(1, math.ceil(calls[0] + MINUTE - now))
        if channel is not None and not self._take_drop(channel, now):
            return 1
        calls.append(now)
        return 0

    def _take_drop(self, channel: str, now: float) -> bool:
        bucket = self._buckets[channel]
        bucket.refill(now)
        if bucket.drops < 1:
            return False
        bucket.drops -= 1
        return True
