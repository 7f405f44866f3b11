"""A sandbox workspace with three people and two channels, served over loopback for an unmodified slack_sdk.

The routes are the sandbox's own; the whole of it (`bot.sandbox.Sandbox`) keeps its workspace and ticks to
itself, and here a test holds both in its hand.
"""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot.sandbox.faults import Faults
from bot.sandbox.ledger import Ledger
from bot.sandbox.web import Web
from bot.sandbox.workspace import User, Workspace, install

MANIFEST = json.loads(Path(__file__).parents[1].joinpath("config", "manifest.json").read_text("utf-8"))
GRANTED = tuple(MANIFEST["oauth_config"]["scopes"]["bot"])
ALL_SCOPES = (
    "chat:write", "channels:history", "channels:join", "channels:read", "files:write", "im:history",
    "im:read", "im:write", "mpim:history", "mpim:read", "mpim:write", "users:read",
)  # fmt: skip
HELLO: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}

Call = Callable[..., object]


class Place:
    """A workspace and its people; `seconds` moves its ticks on."""

    def __init__(self, scopes: tuple[str, ...] = ALL_SCOPES, *, rates: bool = False) -> None:
        self.seconds = 1_000.0
        self.faults, self.ledger = Faults(), Ledger()
        app = install(MANIFEST, scopes)
        self.workspace = Workspace(app, rates=rates, ticks=lambda: self.seconds, name="Testers")
        self.me = app.bot_user
        self.rosa, self.amir, self.zoe = (self._person(name) for name in ("rosa", "amir", "zoe"))
        everyone = [self.rosa.id, self.amir.id, self.zoe.id]
        self.general = self.workspace.add_channel("general", [*everyone, self.me])
        self.quiet = self.workspace.add_channel("quiet", everyone)

    def _person(self, name: str) -> User:
        return self.workspace.add_user(name=name, real_name=name.title())

    def client(self, token: str | None = None) -> WebClient:
        """The SDK's client with the bot's token, or another; it never tries again by itself."""
        base = f"{self.workspace.address}/api/"
        return WebClient(token or self.workspace.app.bot_token, base_url=base, retry_handlers=[], timeout=10)


class Server:
    """Serves one place after another on one port; used as a context manager."""

    def __init__(self) -> None:
        self._app = Starlette()
        config = uvicorn.Config(
            self._serve, host="127.0.0.1", port=0, interface="asgi3", lifespan="off", log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def serve(self, place: Place) -> Place:
        """Serve this place from now on."""
        port = self._server.servers[0].sockets[0].getsockname()[1]
        place.workspace.address = f"http://127.0.0.1:{port}"
        self._app = Starlette(routes=Web(place.workspace.grants, place.faults, place.ledger).routes())
        return place

    def __enter__(self) -> "Server":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


def refusal(method: Call, **arguments: object) -> dict[str, Any]:
    """The body of the refusal that this call must meet."""
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    body: dict[str, Any] = caught.value.response.data
    return body


def error(method: Call, **arguments: object) -> str:
    """The name of the refusal that this call must meet."""
    return str(refusal(method, **arguments)["error"])
