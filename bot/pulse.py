"""The pulse of one process: how quickly it answers, when it last ticked, what Slack refuses; counts alone.

It is kept whether or not anybody looks; `bot.metrics` shows it.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import accumulate
from typing import Final

from bot.slack_errors import Meaning

# Upper bounds in seconds; at three, Slack tells the person that the app did not answer.
BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, float("inf"))


class Pulse:
    """Counts of one process, kept by its threads side by side. seconds: a clock that only runs forward."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._answers = [0] * len(BOUNDS)
        self._answering = 0.0
        self._refusals: Counter[Meaning] = Counter()
        self._ticks: dict[str, datetime] = {}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Take the time until a request of Slack's is acknowledged."""
        began = self._seconds()
        try:
            yield
        finally:
            took = self._seconds() - began
            with self._lock:
                self._answers[bisect_left(BOUNDS, took)] += 1
                self._answering += took

    def refused(self, meaning: Meaning) -> None:
        """Count a call of Slack's methods that did not succeed."""
        with self._lock:
            self._refusals[meaning] += 1

    def ticked(self, name: str, now: datetime) -> None:
        """Note that a tick has done what was due."""
        self._ticks[name] = now

    def answers(self) -> tuple[list[int], float]:
        """Return how many acknowledgements took at most each of BOUNDS, and the seconds of all together."""
        with self._lock:
            return list(accumulate(self._answers)), self._answering

    def refusals(self) -> Mapping[Meaning, int]:
        """Return how many calls failed in each way there is."""
        with self._lock:
            return {meaning: self._refusals[meaning] for meaning in Meaning}

    def ticks(self) -> Mapping[str, datetime]:
        """Return when each tick was last done; none that never was."""
        return dict(self._ticks)
