"""Getting a payload to the bot and its acknowledgement back: deadlines, faults, retries, the ledger.

How a payload travels is the transport's matter (sockets.py, http_delivery.py), what is in it payloads.py's,
what an acknowledgement does to the workspace answers.py's. Everything runs in the server's loop.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.sandbox.faults import DELIVERY, Fault, Faults
from bot.sandbox.ledger import Ledger
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Workspace

Payload = dict[str, Any]
T = TypeVar("T")

PATIENCE = 3.0  # seconds that Slack waits for an acknowledgement
RETRIES = (0.0, 0.0, 60.0, 300.0)  # seconds before the first try of an event and before each retry

TIMEOUT = "operation_timeout"
UNREACHABLE = "dispatch_failed"
FAREWELLS = ("tokens_revoked", "app_uninstalled", "team_access_revoked")  # told to an app that has gone


class DeliveryError(Exception):
    """The bot did not acknowledge; `error` is Slack's word for it, `status` the HTTP status if there was one.

    `final` says that Slack would not try again (the bot asked for no retry).
    """

    def __init__(self, error: str, status: int = 0, *, final: bool = False) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.final = final


@dataclass(frozen=True)
class Attempt:
    """Which try of a delivery it is, counted from 0, and why there was another one."""

    number: int = 0
    reason: str = ""


FIRST = Attempt()


@dataclass(frozen=True)
class Ack:
    """How a delivery ended: the bot's answer (None for nothing) or Slack's word for the trouble; in ms."""

    body: Json
    trouble: str | None
    ms: float
    final: bool = False  # the bot asked for no other try


class Transport(Protocol):
    """A way to the bot. `mode` is "socket" or "http", `count` how many connections there are."""

    mode: str

    @property
    def count(self) -> int:
        """How many connections the bot holds."""

    async def send(self, kind: str, payload: Payload, attempt: Attempt, cut: str | None) -> Json:
        """Deliver and give the answer's body; `cut` ("cut_before", "cut_after") loses the connection.

        Raises DeliveryError.
        """


@dataclass
class Line:
    """The way to the bot, the same from every workspace."""

    transport: Transport


class Deliverer:
    """Delivers what happens in one workspace; `patience` and the retries' pauses can be shortened.

    An app that is not installed there hears nothing but of its end.
    """

    def __init__(
        self, workspace: Workspace, faults: Faults, ledger: Ledger, line: Line, *,
        patience: float = PATIENCE, retry_scale: float = 1.0,
    ) -> None:  # fmt: skip
        self._line = line
        self.patience = patience
        self._workspace = workspace
        self._faults = faults
        self._ledger = ledger
        self._retry_scale = retry_scale
        self._running: set[asyncio.Task[Any]] = set()
        self._held: list[asyncio.Event] = []

    @property
    def transport(self) -> Transport:
        """The way to the bot."""
        return self._line.transport

    async def deliver(self, kind: str, name: str, payload: Payload, attempt: Attempt = FIRST) -> Ack:
        """Deliver one payload and wait for its acknowledgement, at most `patience` seconds from now."""
        if not self._workspace.installed and kind not in FAREWELLS:
            return Ack(None, UNREACHABLE, 0.0, final=True)
        started = self._workspace.ticks()
        fault = self._faults.strike(DELIVERY + kind)
        body, trouble, status, final = None, None, 200, False
        try:
            sending = self.spawn(self._send(kind, payload, attempt, fault))
            body = await asyncio.wait_for(asyncio.shield(sending), self.patience)
        except TimeoutError:
            trouble, status = TIMEOUT, 0
        except DeliveryError as undelivered:
            trouble, status, final = undelivered.error, undelivered.status, undelivered.final
        ms = (self._workspace.ticks() - started) * 1000
        self._ledger.record(
            self._workspace.clock(), "slack→bot", kind, name, payload, trouble or body,
            status=status, ms=ms, fault=fault.effect if fault else None, team=self._workspace.team_id,
        )  # fmt: skip
        return Ack(body, trouble, ms, final)

    def spawn(self, work: "Coroutine[Any, Any, T]") -> "asyncio.Task[T]":
        """Run something in the background until it is done or the sandbox stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure and not isinstance(
            failure, DeliveryError
        ):  # an DeliveryError was told to whoever still waited
            task.get_loop().call_exception_handler({"message": "a delivery failed", "exception": failure})

    def event(self, kind: str, payload: Payload) -> "asyncio.Task[Ack]":
        """Deliver an event in the background and try again as Slack does until it is acknowledged."""
        return self.spawn(self._deliver_event(kind, payload))

    async def _deliver_event(self, kind: str, payload: Payload) -> Ack:
        ack = Ack(None, UNREACHABLE, 0.0)
        for number, pause in enumerate(RETRIES):
            await asyncio.sleep(pause * self._retry_scale)
            await until(self._workspace, lambda: bool(self.transport.count), self.patience)
            ack = await self.deliver(kind, kind, payload, Attempt(number, ack.trouble or ""))
            if ack.trouble is None or ack.final:
                break
        return ack

    async def _send(self, kind: str, payload: Payload, attempt: Attempt, fault: Fault | None) -> Json:
        effect = fault.effect if fault else None
        if fault and effect == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and effect == "hold":
            await self._until_another(fault.seconds)
        cut = effect if effect in ("cut_before", "cut_after") else None
        if effect == "duplicate":
            self.spawn(self.transport.send(kind, payload, attempt, None))
        try:
            return await self.transport.send(kind, payload, attempt, cut)
        finally:
            if effect != "hold":
                self._let_go()

    async def _until_another(self, seconds: float) -> None:
        passed = asyncio.Event()
        self._held.append(passed)
        try:
            await asyncio.wait_for(passed.wait(), seconds)
        except TimeoutError:
            with suppress(ValueError):  # let go in the same moment
                self._held.remove(passed)

    def _let_go(self) -> None:
        for passed in self._held:
            passed.set()
        self._held.clear()

    async def stop(self) -> None:
        """Give up everything that is still under way."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def until(workspace: Workspace, condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until the condition holds, looking at every visible change; False when it did not in time."""
    news = asyncio.Event()
    stop = workspace.listen(news.set)
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await news.wait()
                news.clear()
    except TimeoutError:
        return False
    finally:
        stop()
    return True
