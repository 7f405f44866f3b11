"""Commands of the bot as real processes: run to their end, or read and ended while they run."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.messenger import Messenger
from bot.records import Workspace
from bot.sandbox import Sandbox
from bot.storage import Store
from tests.profiles import AMIR, NOON, ROSA

ROOT = Path(__file__).parent.parent
SECONDS_TO_END = 8

Environ = dict[str, str]


def environ_of(slack: Sandbox, folder: Path, **more: str) -> Environ:
    """The settings of a bot of its own: nothing of the machine's settings, a database in this folder."""
    database = {"DATABASE_URL": f"sqlite:///{folder / 'pollinate.db'}"}
    awake = {"POLLINATE_QUIET_HOURS": "none"}  # the machine's own clock counts there
    return {**plain_environ(), **slack.environment(), **database, **awake, **more}


def plain_environ() -> Environ:
    """The environment without any of our settings."""
    ours = ("SLACK_", "POLLINATE_", "DATABASE_URL", "PORT", "SENTRY_DSN")
    return {name: text for name, text in os.environ.items() if not name.startswith(ours)}


def bot(*words: str, environ: Environ, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; in a folder without .env."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], env=environ | {"PYTHONPATH": str(ROOT)}, cwd=folder,
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


class Running:
    """A command that runs on: `said` is all it has written so far, both streams."""

    def __init__(
        self, *words: str, environ: Environ, folder: Path, program: str = "bot", root: Path = ROOT
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", program, *words], env=environ | {"PYTHONPATH": str(root)}, cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._lines: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                with self._news:
                    self._lines.append(line)
                    self._news.notify_all()

    @property
    def said(self) -> str:
        return "".join(self._lines)

    def until(self, text: str, seconds: float = 20, times: int = 1) -> None:
        """Wait until it has said this so many times."""
        with self._news:
            assert self._news.wait_for(lambda: self.said.count(text) >= times, seconds), self.said

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = SECONDS_TO_END) -> int:
        """Send a signal; how it ended."""
        self.process.send_signal(how)
        code = self.process.wait(seconds)
        self._reader.join()
        return code


@contextmanager
def running(
    *words: str, environ: Environ, folder: Path, program: str = "bot", root: Path = ROOT
) -> Iterator[Running]:
    found = Running(*words, environ=environ, folder=folder, program=program, root=root)
    try:
        yield found
    finally:
        with contextlib.suppress(ProcessLookupError):
            found.process.kill()
        found.process.wait()
        found._reader.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def database(environ: Environ) -> Path:
    return Path(environ["DATABASE_URL"].removeprefix("sqlite:///"))


def workspace_of(slack: Sandbox) -> Workspace:
    settings = slack.environment()
    return Messenger(settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"]).whoami()


def put_profiles(slack: Sandbox, environ: Environ) -> None:
    """Keep Rosa and Amir in the database that the bot is going to use."""
    store = Store(database(environ))
    store.migrate()
    with store.begin(workspace_of(slack)) as act:
        act.save_innovator(ROSA, NOON)
        act.save_champion(AMIR, NOON)
