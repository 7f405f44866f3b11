"""How soon the bot is ready, and how much memory it holds, idle and after a cycle.

Deciding runs in a process of its own, so that the memory of its libraries is given back. The peers are a
process that only imports slack_bolt, and an empty Bolt app.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.processes import BOT, EMPTY_BOLT, Running, running, seconds_to_import
from benchmarks.tables import Figure
from bot.sandbox import Sandbox
from bot.sandbox.cast import enrol

STARTS: Final = 7
READY_LIMIT: Final = 2.0  # s
MEMORY_LIMIT: Final = 120.0  # MB
_SETTLED: Final = 2.0  # s


def figures(folder: Path) -> Iterator[Figure]:
    """Measure starts and memory; folder is for the database."""
    with Sandbox(rates=False) as slack:
        empty = [_started_and_idle(EMPTY_BOLT, slack, folder) for _ in range(3)]
        found = [_started_and_idle(BOT, slack, folder) for _ in range(STARTS)]
        imports = [seconds_to_import("slack_bolt") for _ in range(STARTS)]
        idle, after = _idle_and_after_a_cycle(slack, folder)
    empty_memory = [memory for _, memory in empty]
    yield Figure("ready (peer: import slack_bolt)", "s", [each for each, _ in found], imports, READY_LIMIT)
    yield Figure("memory, just started", "MB", [memory for _, memory in found], empty_memory, MEMORY_LIMIT)
    yield Figure("memory, idle with the cast enrolled", "MB", [idle], empty_memory, MEMORY_LIMIT)
    yield Figure("memory, idle after a cycle", "MB", [after], empty_memory, MEMORY_LIMIT)


def _started_and_idle(words: tuple[str, ...], slack: Sandbox, folder: Path) -> tuple[float, float]:
    with running(words, slack, folder) as process:
        return process.started_in, process.resident


def _idle_and_after_a_cycle(slack: Sandbox, folder: Path) -> tuple[float, float]:
    """Return the memory held with everybody enrolled, and after a cycle of theirs."""
    with running(BOT, slack, folder) as process:
        enrol(slack)
        idle = _settled(process)
        ada = slack.person("ada")
        assert ada.types("/partneradmin run").ok
        slack.eventually(lambda: ada.messages("Pollinate"), seconds=30)
        return idle, _settled(process)


def _settled(process: Running) -> float:
    time.sleep(_SETTLED)
    return process.resident
