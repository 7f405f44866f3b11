"""The sandbox as a whole: its parts put together and served from a thread, held by a test or script.

    with Sandbox() as slack:
        bot.start(slack.environment())
        slack.wait_connected()
        rosa = slack.person("rosa")
        assert rosa.types("/needpartner help").ok

All state lives in the server's event loop; whatever is called from outside goes there and waits.
"""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute

from bot.sandbox import keeping
from bot.sandbox.cast import read_cast, settle
from bot.sandbox.clock import Clock
from bot.sandbox.delivery import PATIENCE, Deliverer
from bot.sandbox.door import Person
from bot.sandbox.door_routes import BotLink, Door
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.http_delivery import HttpTransport
from bot.sandbox.interactions import SLACKBOT, Interactions
from bot.sandbox.ledger import Entry, Ledger
from bot.sandbox.overview import overview
from bot.sandbox.pings import loud_pings
from bot.sandbox.shapes import Json
from bot.sandbox.sockets import SocketTransport
from bot.sandbox.web import LoopbackOnly, Web
from bot.sandbox.wire import LoopServer
from bot.sandbox.workspace import Workspace, install

HOST = "127.0.0.1"
MANIFEST = Path(__file__).resolve().parents[2] / "config" / "manifest.json"
KEEP_PAUSE = 2.0  # seconds between a change and its being kept

T = TypeVar("T")


class PortInUse(OSError):  # noqa: N818  (it reads as what it is)
    """Another program listens where the sandbox should; the message says so in a sentence."""


class Sandbox:
    """A local Slack workspace with the manifest's app installed in it.

    `port` 0 takes a free one. `rates=False` takes Slack's rate limits away. `scopes` replaces the manifest's.
    `clock` gives the workspace's time, real time if None. `bot_link` lets people move the
    clock (see `link`). `keep` is a JSON file that holds what happened over a restart. `patience` is how many
    seconds an acknowledgement may take, `retry_scale` stretches the pauses between the tries of an event:
    Slack's own, unless a test is in a hurry.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        rates: bool = True,
        scopes: Iterable[str] | None = None,
        clock: Clock | None = None,
        bot_link: BotLink | None = None,
        keep: str | Path | None = None,
        manifest: str | Path = MANIFEST,
        patience: float = PATIENCE,
        retry_scale: float = 1.0,
    ) -> None:
        described = json.loads(Path(manifest).read_text(encoding="utf-8"))
        home = described["features"].get("app_home", {})
        cast = read_cast()
        self.clock = clock or Clock()
        self._port = port
        self._keep = Path(keep) if keep else None
        self._workspace = Workspace(
            install(described, scopes), name=cast.name, domain=cast.domain, clock=self.clock, rates=rates
        )
        faults, ledger = Faults(), Ledger()
        self._sockets = SocketTransport(self._workspace)
        self._deliverer = Deliverer(
            self._workspace, faults, ledger, self._sockets, patience=patience, retry_scale=retry_scale
        )
        acts = Interactions(
            self._workspace, self._deliverer, read_only=home.get("messages_tab_read_only_enabled", False)
        )
        self._door = Door(acts, faults, ledger, cast, self.clock, bot_link)
        self._web = Web(self._workspace, faults, ledger)
        self._changes = threading.Condition()
        self._people()
        self._workspace.listen(self._tell)

    def _people(self) -> None:
        if not (self._keep and keeping.load(self._workspace, self._keep)):
            settle(self._workspace, self._door.cast)
            self._workspace.add_user(SLACKBOT, name="slackbot", real_name="Slackbot", emoji="🤖", is_bot=True)
            return
        latest = datetime.fromtimestamp(self._workspace.last_microseconds / 1_000_000, tz=self.clock().tzinfo)
        if latest > self.clock():
            self.clock.move_to(latest)  # it had been moved on before the restart

    def _tell(self) -> None:
        with self._changes:
            self._changes.notify_all()

    # running

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve. Raises PortInUse."""
        listener = _listener(self._port)
        self.url = f"http://{HOST}:{listener.getsockname()[1]}/"
        self._workspace.address = self.url.rstrip("/")
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, started)), name="sandbox"
        )
        self._thread.start()
        started.result()

    def stop(self) -> None:
        """Stop serving, cut every connection, and keep what happened if that was asked for."""
        self._loop.call_soon_threadsafe(self._server.leave)
        self._thread.join()

    async def _serve(self, listener: socket.socket, started: "Future[None]") -> None:
        self._loop = asyncio.get_running_loop()
        self._server = LoopServer(self._app())
        ready = asyncio.create_task(self._server.ready.wait())
        serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        await asyncio.wait((ready, serving), return_when=asyncio.FIRST_COMPLETED)
        if serving.done():  # it could not even begin
            started.set_exception(serving.exception() or RuntimeError("The sandbox could not start."))
            return
        keeper = asyncio.create_task(self._keep_up())
        started.set_result(None)
        await serving
        keeper.cancel()
        await self._deliverer.stop()
        await self._use(self._sockets)
        if self._keep:
            keeping.save(self._workspace, self._keep)

    def _app(self) -> Starlette:
        routes = [
            *self._web.routes(),
            WebSocketRoute("/link", self._sockets.serve),
            Mount("/door", routes=self._door.routes()),
        ]
        return Starlette(routes=routes, middleware=[Middleware(LoopbackOnly)])

    async def _keep_up(self) -> None:
        """Keep what happened every now and then, for the case that the sandbox is killed."""
        kept = self._workspace.version
        while self._keep:
            await asyncio.sleep(KEEP_PAUSE)
            if self._workspace.version != kept:
                kept = self._workspace.version
                keeping.save(self._workspace, self._keep)

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something in the server's loop and give what it gives."""

        async def there() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(there(), self._loop).result()

    def _look(self, work: Callable[[], T]) -> T:
        async def there() -> T:
            return work()

        return self.run(there)

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        """Run one of the door's operations, such as "POST click". Raises DoorError."""
        return self.run(lambda: self._door.call(operation, body))

    # the bot's side

    def environment(self) -> dict[str, str]:
        """The settings with which a bot connects here instead of to Slack."""
        app = self._workspace.app
        return {
            "SLACK_API_URL": f"{self.url}api/",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
        }

    def announcement_channel(self) -> str:
        """Return the id of #general, with the app invited to it."""
        general = next(each for each in self._workspace.channels.values() if each.name == "general")
        self._look(lambda: self._workspace.join(general, self._workspace.app.bot_user))
        return general.id

    @property
    def team(self) -> str:
        """The workspace's team id."""
        return self._workspace.team_id

    @property
    def bot_user(self) -> str:
        """The bot's user id."""
        return self._workspace.app.bot_user

    def deliver_to(self, url: str) -> None:
        """Deliver by signed HTTP to this request URL from now on; raises ValueError if it leads elsewhere."""
        patience = self._deliverer.patience
        self.run(lambda: self._use(HttpTransport(self._workspace, url, patience)))

    def deliver_by_sockets(self) -> None:
        """Deliver over Socket Mode connections from now on, as at the start."""
        self.run(lambda: self._use(self._sockets))

    async def _use(self, transport: HttpTransport | SocketTransport) -> None:
        before, self._deliverer.transport = self._deliverer.transport, transport
        if isinstance(before, HttpTransport) and before is not transport:
            await before.close()
        self._workspace.changed()

    def verify_request_url(self) -> bool:
        """Whether the bot at the request URL answers Slack's url_verification challenge."""
        transport = self._deliverer.transport
        return isinstance(transport, HttpTransport) and self.run(transport.verify)

    def wait_connected(self, n: int = 1, timeout: float = 5.0) -> None:
        """Wait until the bot holds n connections; raises AssertionError when it does not in time."""
        self.eventually(lambda: self._sockets.count >= n, timeout)

    def refresh_connections(self, seconds: float = 10.0) -> None:
        """Ask the bot to connect anew, as Slack does at times; old connections are cut after `seconds`."""
        self._look(lambda: self._deliverer.spawn(self._sockets.refresh(seconds)))

    def drop_connections(self) -> None:
        """Close the bot's connections from this side, as when Slack goes away; it may connect anew."""
        self.run(self._sockets.drop)

    def link(self, bot_link: BotLink) -> None:
        """Let people move the clock: the bot is told when it moved, and asked when its next cycle is due."""
        self._door.bot_link = bot_link
        self._look(self._workspace.changed)

    # people

    @property
    def people(self) -> list[str]:
        """The handles of everybody, bots aside."""
        return self._look(lambda: [user.name for user in self._workspace.users.values() if not user.is_bot])

    def add_people(self, number: int) -> list[str]:
        """Let so many more people join, who act only when told to; gives their user ids."""
        return self._look(lambda: [self._workspace.add_user(**_stranger(each)).id for each in range(number)])

    def change_person(self, who: str, **traits: Json) -> None:
        """Change somebody's fields as shapes.User has them: deleted=True deactivates, tz moves house."""
        person = self.person(who).id
        self._look(lambda: self._workspace.change_user(person, **traits))

    def person(self, who: str) -> Person:
        """Somebody by handle or user id. Raises LookupError."""
        users = self._look(lambda: list(self._workspace.users.values()))
        for user in users:
            if who in (user.id, user.name):
                return Person(self, user.id, user.name)
        raise LookupError(f"There is nobody called {who!r}, only: {', '.join(self.people)}")

    def welcome(self, handle: str, real_name: str) -> Person:
        """Somebody new, with the id U0HANDLE, in #general and with a direct message from the app."""
        return self._look(lambda: self._welcomed(handle, real_name))

    def _welcomed(self, handle: str, real_name: str) -> Person:
        workspace = self._workspace
        user = workspace.add_user(f"U0{handle.upper()}", name=handle, real_name=real_name)
        workspace.join(next(each for each in workspace.channels.values() if each.kind == "public"), user.id)
        workspace.direct(user.id, workspace.app.bot_user)
        return Person(self, user.id, handle)

    def names(self) -> dict[str, str]:
        """What people and public channels are called, by id."""
        workspace = self._workspace
        people = {user.id: user.real_name for user in list(workspace.users.values())}
        return people | {channel.id: channel.name for channel in list(workspace.channels.values())}

    def conversation_id(self, user_id: str, where: str) -> str:
        """A conversation of this person: by id, #name, or the other's name or handle. Raises LookupError."""
        return self._look(lambda: self._find_conversation(user_id, where))

    def _find_conversation(self, user_id: str, where: str) -> str:
        workspace = self._workspace
        if where in workspace.channels:
            return where
        for channel in workspace.channels.values():
            if channel.kind == "public" and channel.name == where.removeprefix("#"):
                return channel.id
        for user in workspace.users.values():
            if where in (user.id, user.name, user.real_name):
                return workspace.direct(user_id, user.id).id
        raise LookupError(f"There is no conversation {where!r}.")

    # waiting, faults, and looking back

    def eventually(self, look: Callable[[], T], seconds: float = 5.0) -> T:
        """Call `look` at every change until it gives something true; raises AssertionError when it does not.

        It is also called without a change four times a second, for what does not show in the workspace.
        """
        deadline = self._workspace.ticks() + seconds
        while True:
            version = self._workspace.version
            found = look()
            if found:
                return found
            left = deadline - self._workspace.ticks()
            if left <= 0:
                there = self._look(lambda: overview(self._workspace, self._door.ledger))
                raise AssertionError(f"It did not come about in {seconds} s. There is:\n{there}")
            with self._changes:
                if self._workspace.version == version:
                    self._changes.wait(min(left, 0.25))

    def fault(self, fault: Fault) -> None:
        """Let something go wrong."""
        self._look(lambda: self._door.faults.add(fault))

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._look(self._door.faults.clear)

    def ledger(self, kind: str | None = None, method: str | None = None, since: int = 0) -> list[Entry]:
        """All traffic numbered above `since`, of this kind and this method, command or action."""
        return self._look(lambda: self._door.ledger.entries(kind=kind, name=method, since=since))

    def pings(self) -> list[str]:
        """The texts of all messages that would notify a whole channel or a user group."""
        return self._look(
            lambda: [
                message.text
                for channel in self._workspace.channels.values()
                for message in channel.messages.values()
                if loud_pings(message.text, message.blocks)
            ]
        )


def _stranger(number: int) -> dict[str, str]:
    return {"name": f"member{number}", "real_name": f"Member {number}"}


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortInUse(
            f"Port {port} is taken by another program: stop it, or choose another port."
        ) from error
    return listener
