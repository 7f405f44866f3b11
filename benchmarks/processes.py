"""Real processes to measure: the bot and its peer, an empty Bolt app, each against a sandbox.

What is measured on them, and against which limit, stands in the other modules.
"""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.sandbox import Sandbox

BOT: Final = ("-m", "bot", "run")
EMPTY_BOLT: Final = ("-m", "benchmarks.empty_bolt")
READY: Final = "is ready"
PATIENCE: Final = 30  # seconds
ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True)
class Running:
    """A process that is ready; `started_in` is how many seconds that took, `port` where it serves HTTP."""

    process: subprocess.Popen[str]
    started_in: float
    port: int

    @property
    def resident(self) -> float:
        """The memory it holds now, in MB, children aside; 0 where the system does not tell."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except FileNotFoundError:
            return 0.0
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1000


@contextmanager
def running(
    words: tuple[str, ...], slack: Sandbox, place: Path | str, *, http: bool = False
) -> Iterator[Running]:
    """Start a bot against the sandbox, over Socket Mode or HTTP, and end it afterwards.

    place: the folder of its SQLite file, or the address of its PostgreSQL database. Raises RuntimeError where
    it ends before it is ready.
    """
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *words], env=_environ(slack, place, port if http else None), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait_until_ready(process)
        threading.Thread(target=_let_it_talk, args=(process,), daemon=True).start()
        yield _connected(Running(process, time.perf_counter() - started, port), slack, port if http else None)
    finally:
        slack.deliver_by_sockets()
        process.terminate()
        process.wait(timeout=PATIENCE)


def seconds_to_import(module: str) -> float:
    """Return how long a process takes that does nothing but import a module."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True, cwd=ROOT)
    return time.perf_counter() - started


def _environ(slack: Sandbox, place: Path | str, port: int | None) -> dict[str, str]:
    ours = ("SLACK_", "POLLINATE_", "DATABASE_URL", "PORT")
    plain = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    by_http = {"SLACK_APP_TOKEN": "", "PORT": str(port)} if port else {}
    return {
        **plain,
        **slack.environment(),
        **by_http,
        "DATABASE_URL": place if isinstance(place, str) else f"sqlite:///{place / 'pollinate.db'}",
        "POLLINATE_ADMINS": slack.person("ada").id,
        "POLLINATE_QUIET_HOURS": "none",
    }


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stderr
    said = []
    for line in process.stderr:
        if READY in line:
            return
        said.append(line)
    raise RuntimeError("The process ended before it was ready:\n" + "".join(said))


def _let_it_talk(process: subprocess.Popen[str]) -> None:
    """Read what it says on: it would stand still once nobody did."""
    assert process.stderr
    for _ in process.stderr:
        pass


def _connected(found: Running, slack: Sandbox, port: int | None) -> Running:
    if port:
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
    else:
        slack.wait_connected()
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
