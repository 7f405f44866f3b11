"""One life of the bot: a real process from its start to its end, all it says kept in a file."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
READY: Final = "is ready"
PATIENCE: Final = 30.0  # seconds
_LOOK: Final = 0.01

# As it is, and as it dies at a numbered step.
PLAIN: Final = (sys.executable, "-m", "bot", "run")
MORTAL: Final = (sys.executable, "-m", "faults.mortal", "run")


class Life:
    """A process that was started with this environment; `log` is where it writes, after what is there."""

    def __init__(self, words: tuple[str, ...], environ: Mapping[str, str], log: Path) -> None:
        self._log = log
        self._heard_from = log.stat().st_size if log.exists() else 0
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                words, env=dict(environ), cwd=ROOT, stdin=subprocess.DEVNULL,
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip

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
        self.process.wait()
