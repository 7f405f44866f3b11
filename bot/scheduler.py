"""The ticks: a short one for the outbox, a longer one for cycles. They decide nothing; the database does."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.logs import log_of
from bot.storage import DatabaseUnusable

OUTBOX_SECONDS: Final = 1
CYCLE_SECONDS: Final = 5

log = log_of(__name__)


class Ticker:
    """Calls functions every so many seconds, each in a thread of its own and never twice at once."""

    def __init__(self, acts: Mapping[Callable[[], object], int]) -> None:
        # A late tick is still wanted, and several late ones are one.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._waking = threading.Lock()
        self._leaving = False
        self._scheduler = BackgroundScheduler(job_defaults=defaults, timezone="UTC")
        self._jobs = [
            self._scheduler.add_job(act, IntervalTrigger(seconds=seconds, timezone="UTC"))
            for act, seconds in acts.items()
        ]

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()
        self.wake()

    def wake(self) -> None:
        """Tick now. While one is still running, the next regular tick sees what is new."""
        with self._waking:
            if self._leaving:
                return
            for job in self._jobs:
                job.modify(next_run_time=datetime.now(self._scheduler.timezone))

    def stop(self) -> None:
        """Tick no more, and wait for the one that is running."""
        with self._waking:  # while APScheduler waits, it holds what a tick that wakes others would wait for
            self._leaving = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


class Tick:
    """What is done at each tick, and `done` after it.

    Where the database cannot be used, that is said once, and tried again.
    """

    def __init__(self, act: Callable[[], object], done: Callable[[], None]) -> None:
        self._act = act
        self._done = done
        self._said = ""

    def __call__(self) -> None:
        """Do it."""
        try:
            self._act()
            self._said = ""
            self._done()
        except DatabaseUnusable as trouble:
            if str(trouble) != self._said:
                self._said = str(trouble)
                log.error("the database cannot be used", why=str(trouble))
