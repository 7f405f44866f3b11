"""Many schedulers at once, each a process of its own: `python -m tests.schedulers PLACE CYCLES RIVALS`.

Week by week all of them are let go in one moment, ask for the cycle that is due and run what they find. The
program prints how often one was asked for, and how often run: both must be CYCLES.
"""

import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

from bot.cycle import CycleTaken, ask_if_due, run_due
from bot.storage import DatabaseBusy, Store
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from matching import Decision
from tests.storage_place import OURS

FIRST = datetime(2026, 3, 10, 10, tzinfo=UTC)
SETTINGS = read_settings(None, {"SLACK_BOT_TOKEN": "xoxb-1-2-made", "SLACK_APP_TOKEN": "xapp-1-made-1-up"})
ROOT = Path(__file__).parents[1]

_Answer = TypeVar("_Answer")


def schedule(place: Path | str, cycles: int, rivals: int, seconds: float = 120) -> tuple[int, int]:
    """Run the program where there is a profile from before FIRST; how often it asked, and ran one."""
    words = [sys.executable, "-m", "tests.schedulers", str(place), str(cycles), str(rivals)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=True)
    asked, ran = done.stdout.split()
    return int(asked), int(ran)


def rival(place: Path | str, cycles: int, gate: Barrier, answers: "Queue[tuple[int, int]]") -> None:
    """Be one of them; put how often this one asked for a cycle, and ran one."""
    store, taxonomy, asked, ran = Store(place), read_taxonomy(), 0, 0
    for week in range(cycles):
        now = FIRST + timedelta(weeks=week)
        gate.wait()
        asked += at_last(partial(ask_if_due, store, OURS, now, SETTINGS))
        with suppress(CycleTaken):
            ran += at_last(partial(run_due, store, OURS, now, SETTINGS, taxonomy, nothing))
    answers.put((asked, ran))
    store.close()


def nothing(*_given: object, **_named: object) -> Decision:
    """Decide that nobody is suggested to anybody."""
    return Decision()


def at_last(act: Callable[[], _Answer]) -> _Answer:
    """Do it again as long as the database is busy, as the next tick would."""
    while True:
        try:
            return act()
        except DatabaseBusy:
            continue


def main(place: str, cycles: str, rivals: str) -> None:
    fork = multiprocessing.get_context("fork")  # what takes long to load is loaded once
    gate, answers = fork.Barrier(int(rivals)), fork.Queue()
    given = place if place.startswith("postgresql:") else Path(place), int(cycles), gate, answers
    started = [fork.Process(target=rival, args=given) for _ in range(int(rivals))]
    for process in started:
        process.start()
    told = [answers.get() for _ in started]
    for process in started:
        process.join()
    sys.stdout.write(f"{sum(asked for asked, _ in told)} {sum(ran for _, ran in told)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
