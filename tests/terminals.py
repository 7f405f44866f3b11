"""A terminal for commands to run on: what stands on it is their error output; what they print is a pipe."""

import contextlib
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import ROOT, Environ


def _heed_ctrl_c() -> None:
    """Undo what a shell does to what it runs in the background, perhaps these tests: it ignores Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class OnTerminal:
    """A command that runs on a terminal; `shown` is all it has sent there, escape codes and all."""

    def __init__(self, *words: str, environ: Environ, folder: Path) -> None:
        ours, theirs = pty.openpty()
        self._terminal = ours
        self._shown = bytearray()
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words], env=environ | {"PYTHONPATH": str(ROOT)}, cwd=folder,
            stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True, start_new_session=True,
            preexec_fn=_heed_ctrl_c,
        )  # fmt: skip
        os.close(theirs)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # how Linux says that nobody is at the other end any more
            while part := os.read(self._terminal, 4096):
                with self._news:
                    self._shown += part
                    self._news.notify_all()

    @property
    def shown(self) -> str:
        return self._shown.decode()

    def until(self, text: str, seconds: float = 30) -> None:
        """Wait until this stands there."""
        with self._news:
            assert self._news.wait_for(lambda: text in self.shown, seconds), self.shown

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Wait for its end; its exit code, and what it printed."""
        printed, _ = self.process.communicate(timeout=120)
        self._reader.join()
        return self.process.returncode, printed


@contextmanager
def on_terminal(*words: str, environ: Environ, folder: Path) -> Iterator[OnTerminal]:
    found = OnTerminal(*words, environ=environ, folder=folder)
    try:
        yield found
    finally:
        with contextlib.suppress(ProcessLookupError):
            found.process.kill()
        found.end()
        os.close(found._terminal)
