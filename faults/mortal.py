"""The bot in a process that dies at a numbered step: `python -m faults.mortal run`.

It is the bot's own command line, changed in nothing but what the environment asks for: `FAULTS_STEP=N` kills
the process (SIGKILL, no goodbye) at the Nth step, counted over all threads, where a step is the moment before
a transaction begins, before and after it is committed, before and after every call to Slack. Of what
takes time it shortens what is the same after seconds as after minutes: `FAULTS_LEASE` is how long a letter is
leased, `FAULTS_PATIENCE` how long the worker waits for Slack, in seconds; tries follow each other sooner,
the last of the sweeps is left out, Slack's rates are not kept, which the sandbox does not ask for here, and
messages arrive at any hour, however many there are: cycles follow each other by the second here.
"""

import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from slack_sdk.webhook import WebhookClient

import bot.app
import bot.outbox
import bot.pace
import bot.people
import bot.search
from bot.__main__ import main
from bot.messenger import Messenger
from bot.records import Workspace
from bot.storage import Act, Store


class Steps:
    """Counts the steps of all threads, and ends the process at the fatal one; 0 is never reached."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._numbers = itertools.count(1)
        self._one_at_a_time = threading.Lock()

    def step(self) -> None:
        """Take one step; never returns from the fatal one."""
        with self._one_at_a_time:
            if next(self._numbers) == self._fatal:
                os.kill(os.getpid(), signal.SIGKILL)


def make_mortal(steps: Steps) -> None:
    """Have every writing transaction of the Store, and every call of the Messenger, take steps."""
    begin = Store.begin

    @contextmanager
    def stepping(self: Store, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        steps.step()
        with begin(self, workspace, patience=patience) as act:
            yield act
            steps.step()
        steps.step()

    Store.begin = stepping  # type: ignore[method-assign]
    calls: tuple[tuple[type, str], ...] = ((Messenger, "_answer"), (WebhookClient, "send"))
    for client, name in calls:
        setattr(client, name, _stepping(getattr(client, name), steps))


def _stepping(call: Callable[..., Any], steps: Steps) -> Callable[..., Any]:
    def stepped(*arguments: object, **named: object) -> object:
        steps.step()
        answer = call(*arguments, **named)
        steps.step()
        return answer

    return stepped


def hurry() -> None:
    """Shorten the lease and the worker's patience where the environment says so."""
    if lease := os.environ.get("FAULTS_LEASE"):
        bot.outbox.LEASE = timedelta(seconds=float(lease))  # type: ignore[misc]
    if patience := os.environ.get("FAULTS_PATIENCE"):
        bot.app._WORKER_PATIENCE = int(patience)
    bot.outbox._ASK_AGAIN = timedelta(seconds=2)  # type: ignore[misc]
    bot.outbox._BACKOFF = (1, 2)  # type: ignore[misc,assignment]
    bot.search.SWEEPS = bot.search.SWEEPS[:-1]  # type: ignore[misc,assignment]
    bot.search._PUT_OFF = 1.0  # type: ignore[misc]
    bot.people.decided = lambda now, *_: now  # type: ignore[attr-defined]
    bot.pace.Pace.__init__.__defaults__ = ({},)


def live(environ: Mapping[str, str], log: Path) -> None:
    """Live on as a process that was forked: with this environment, writing there, a group of its own."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environ)
    with log.open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    sys.exit(_run(["run"]))


def _run(arguments: list[str] | None = None) -> int:
    make_mortal(Steps(int(os.environ.get("FAULTS_STEP", "0"))))
    hurry()
    return main(arguments)


if __name__ == "__main__":
    sys.exit(_run())
