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
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, WebSocketRoute

from bot.sandbox import keeping
from bot.sandbox.authorize import Authorize
from bot.sandbox.cast import Cast, read_cast, settle
from bot.sandbox.clock import Clock
from bot.sandbox.delivery import PATIENCE, Line
from bot.sandbox.door_routes import BotLink
from bot.sandbox.doors import Doors
from bot.sandbox.handle import Handle, OrganisationHandle, Shared
from bot.sandbox.http_delivery import HttpTransport
from bot.sandbox.install import elsewhere, identifier
from bot.sandbox.interactions import SLACKBOT
from bot.sandbox.organisation import Organisation
from bot.sandbox.sockets import SocketTransport
from bot.sandbox.web import LoopbackOnly, Web
from bot.sandbox.wire import LoopServer
from bot.sandbox.workspace import Workspace, install

HOST = "127.0.0.1"
MANIFEST = Path(__file__).resolve().parents[2] / "config" / "manifest.json"
KEEP_PAUSE = 2.0  # seconds between a change and its being kept


class PortInUse(OSError):  # noqa: N818  (it reads as what it is)
    """Another program listens where the sandbox should; the message says so in a sentence."""


class Sandbox(Handle):
    """A local Slack: a workspace with the manifest's app installed in it, and others beside it if wanted.

    `port` 0 takes a free one. `rates=False` takes Slack's rate limits away. `scopes` replaces the manifest's.
    `clock` gives the workspace's time, real time if None. `bot_link` lets people move the
    clock (see `link`). `keep` is a JSON file that holds what happened over a restart. `patience` is how many
    seconds an acknowledgement may take, `retry_scale` stretches the pauses between the tries of an event:
    Slack's own, unless a test is in a hurry. With installed=False the app is in no workspace until it was
    installed by OAuth.
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
        manifest: str | Path | Mapping[str, Any] = MANIFEST,
        patience: float = PATIENCE,
        retry_scale: float = 1.0,
        installed: bool = True,
    ) -> None:
        described = _read(manifest)
        cast, clock, app = read_cast(), clock or Clock(), install(described, scopes)
        workspace = Workspace(
            app, name=cast.name, domain=cast.domain, clock=clock, rates=rates, installed=installed
        )
        self._port = port
        self._keep = Path(keep) if keep else None
        self._sockets = SocketTransport(workspace)
        read_only = described["features"].get("app_home", {}).get("messages_tab_read_only_enabled", False)
        shared = Shared(clock, Line(self._sockets), read_only, patience, retry_scale, bot_link)
        super().__init__(shared, workspace, cast)
        self._handles: list[Handle] = [self]
        self._people()
        workspace.listen(self._tell)

    def _people(self) -> None:
        if not (self._keep and keeping.load(self._workspace, self._keep)):
            self._settle(self._workspace, self.door.cast)
            return
        latest = datetime.fromtimestamp(self._workspace.last_microseconds / 1_000_000, tz=self.clock().tzinfo)
        if latest > self.clock():
            self.clock.move_to(latest)  # it had been moved on before the restart

    @staticmethod
    def _settle(workspace: Workspace, cast: Cast) -> None:
        settle(workspace, cast)
        workspace.add_user(SLACKBOT, name="slackbot", real_name="Slackbot", emoji="🤖", is_bot=True)

    def _tell(self) -> None:
        with self._shared.changes:
            self._shared.changes.notify_all()

    # other workspaces

    def add_workspace(
        self,
        name: str = "",
        *,
        organisation: OrganisationHandle | None = None,
        cast: Cast | None = None,
    ) -> Handle:
        """Another workspace, in which the app is not installed, with its own people (cast.toml's if None).

        With an organisation it is one of that organisation's.
        """
        cast = cast or read_cast()
        return self._look(lambda: self._added(name or cast.name, cast, organisation))

    def _added(self, name: str, cast: Cast, within: OrganisationHandle | None) -> Handle:
        home = self._workspace
        organisation = within.organisation if within else None
        app = organisation.app if organisation else elsewhere(home.app, str(len(self._handles)))
        workspace = Workspace(
            app, name=name, domain=name.lower().replace(" ", "-"), clock=home.clock, ticks=home.ticks,
            rates=home.rates is not None, installed=False, organisation=organisation, grants=home.grants,
        )  # fmt: skip
        workspace.address = home.address
        if organisation:
            organisation.workspaces.append(workspace)
        self._settle(workspace, cast)
        handle = Handle(self._shared, workspace, cast)
        self._handles.append(handle)
        workspace.changed()
        return handle

    def add_organisation(self, name: str) -> OrganisationHandle:
        """An Enterprise Grid organisation, with no workspace yet (see `add_workspace`)."""
        grants = self._workspace.grants
        number = len(grants.organisations)
        app = elsewhere(self._workspace.app, f"organisation {number}")
        organisation = Organisation(
            identifier("E", f"organisation {number}"), name, name.lower().replace(" ", "-"), app
        )
        grants.organisations.append(organisation)
        return OrganisationHandle(self, organisation)

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
        for workspace in self._workspace.grants.workspaces:
            workspace.address = self.url.rstrip("/")
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, started)), name="sandbox"
        )
        self._thread.start()
        started.result()

    def stop(self) -> None:
        """Stop serving, cut every connection, and keep what happened if that was asked for."""
        self._shared.loop.call_soon_threadsafe(self._server.leave)
        self._thread.join()

    async def _serve(self, listener: socket.socket, started: "Future[None]") -> None:
        self._shared.loop, self._shared.serves = asyncio.get_running_loop(), True
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
        self._shared.serves = False
        keeper.cancel()
        for handle in self._handles:
            await handle.stop_deliveries()
        await self._use(self._sockets)
        if self._keep:
            keeping.save(self._workspace, self._keep)

    def _app(self) -> Starlette:
        routes = [
            *Web(self._workspace.grants, self._shared.faults, self._shared.ledger).routes(),
            *Authorize(self._workspace.grants).routes(),
            WebSocketRoute("/link", self._sockets.serve),
            Mount("/door", routes=Doors(self._handles).routes()),
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

    # the bot's side

    def environment(self, *, oauth: bool = False) -> dict[str, str]:
        """The settings with which a bot connects here instead of to Slack.

        oauth: those of one that any workspace can install, which has no token of its own.
        """
        app = self._workspace.app
        if oauth:
            tokens = {"SLACK_CLIENT_ID": app.client_id, "SLACK_CLIENT_SECRET": app.client_secret}
        else:
            tokens = {"SLACK_BOT_TOKEN": app.bot_token, "SLACK_APP_TOKEN": app.app_token}
        return {
            "SLACK_API_URL": f"{self.url}api/",
            **tokens,
            "SLACK_SIGNING_SECRET": app.signing_secret,
        }

    def offer(self, address: str) -> None:
        """Let the page lead to the bot's own address at which an installation begins."""
        self._workspace.grants.install_address = address
        self._look(self._workspace.changed)

    def redirect_to(self, url: str) -> None:
        """Add a redirect URL to the app's configuration: OAuth may lead back there, and beneath it."""
        self._look(lambda: self._workspace.grants.redirect_urls.append(url))

    def deliver_to(self, url: str) -> None:
        """Deliver by signed HTTP to this request URL from now on; raises ValueError if it leads elsewhere."""
        patience = self._shared.patience
        self.run(lambda: self._use(HttpTransport(self._workspace, url, patience)))

    def deliver_by_sockets(self) -> None:
        """Deliver over Socket Mode connections from now on, as at the start."""
        self.run(lambda: self._use(self._sockets))

    async def _use(self, transport: HttpTransport | SocketTransport) -> None:
        before, self._shared.line.transport = self._shared.line.transport, transport
        if isinstance(before, HttpTransport) and before is not transport:
            await before.close()
        self._workspace.changed()

    def verify_request_url(self) -> bool:
        """Whether the bot at the request URL answers Slack's url_verification challenge."""
        transport = self._shared.line.transport
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
        self._shared.bot_link = bot_link
        for handle in self._handles:
            handle.door.bot_link = bot_link
        self._look(self._workspace.changed)


def _read(manifest: str | Path | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(manifest, Mapping):
        return manifest
    described: Mapping[str, Any] = json.loads(Path(manifest).read_text(encoding="utf-8"))
    return described


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
