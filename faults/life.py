"""One life of the bot: a real process from its start to its end, all it says kept in a file.

A life begins as on any machine, with words for an interpreter; or, where thousands are to begin, it is forked
from a process that has read the bot's code and done nothing yet.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from faults.mortal import live

ROOT: Final = Path(__file__).parent.parent
READY: Final = "is ready"
PATIENCE: Final = 30.0  # seconds
_LOOK: Final = 0.01

# As it is; as it dies at a numbered step; and the same forked, without words.
PLAIN: Final = (sys.executable, "-m", "bot", "run")
MORTAL: Final = (sys.executable, "-m", "faults.mortal", "run")
FORKED: Final = ()

_NURSERY: Final = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["faults.nursery"])


class Process(Protocol):
    """What is asked of a process, as `subprocess.Popen` answers it."""

    pid: int

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it is gone, and return its exit code. Raises TimeoutExpired."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal, where it still runs."""


class _Forked:
    """A process that was forked from one in which the bot's code is read already."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._process = _NURSERY.Process(target=live, args=(dict(environ), log))
        self._process.start()
        self.pid: int = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a forked bot", timeout or 0)
        return self._process.exitcode

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)


def _spawned(words: tuple[str, ...], environ: Mapping[str, str], log: Path) -> Process:
    with log.open("ab") as said:
        return subprocess.Popen(
            words, env=dict(environ), cwd=ROOT, stdin=subprocess.DEVNULL,
            stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip


class Life:
    """A process that was started with these words (or forked, without any) and this environment.

    `log` is where it writes, after what is there.
    """

    def __init__(self, words: tuple[str, ...], environ: Mapping[str, str], log: Path) -> None:
        self._log = log
        log.touch()
        self._heard_from = log.stat().st_size
        self.process = _spawned(words, environ, log) if words else _Forked(environ, log)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    @property
    def said(self) -> str:
        """What this life has written so far."""
        with self._log.open("rb") as log:
            log.seek(self._heard_from)
            return log.read().decode(errors="replace")

    def until_ready(self, seconds: float = PATIENCE) -> bool:
        """Wait until it is ready; False where it ended before, or the time did."""
        return self.until(READY, seconds)

    def until(self, text: str, seconds: float = PATIENCE) -> bool:
        """Wait until it has said this; False where it ended before, or the time did."""
        deadline = time.monotonic() + seconds
        while text not in self.said:
            if not self.alive or time.monotonic() > deadline:
                return False
            time.sleep(_LOOK)
        return True

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, where it still runs."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill(self) -> None:
        """Kill it as the kernel does, and wait until it is gone; its children are left to themselves."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def end(self, seconds: float = PATIENCE) -> float:
        """Ask it to end, and wait; how many seconds that took. Raises TimeoutExpired."""
        started = time.monotonic()
        self.signal(signal.SIGTERM)
        self.process.wait(seconds)
        return time.monotonic() - started

    def clear_away(self) -> None:
        """Kill it with all its children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.kill()  # a forked one has not had the time to make a group of its own
