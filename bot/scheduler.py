"""The ticks: a short one for the outbox, a longer one for cycles. They decide nothing; the database does."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

OUTBOX_SECONDS: Final = 1
CYCLE_SECONDS: Final = 5


class Ticker:
    """Calls functions every so many seconds, each in a thread of its own and never twice at once."""

    def __init__(self, acts: Mapping[Callable[[], object], int]) -> None:
        # A late tick is still wanted, and several late ones are one.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
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
        for job in self._jobs:
            job.modify(next_run_time=datetime.now(self._scheduler.timezone))

    def stop(self) -> None:
        """Tick no more, and wait for the one that is running."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
