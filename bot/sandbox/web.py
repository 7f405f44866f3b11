"""The sandbox's HTTP face towards the bot and the browser: Web API, response URLs, files, page.

What a method does is methods.py's matter, what goes wrong on demand faults.py's, and the door has its own
routes. Only requests addressed to this machine by its loopback names are served: another site's page must not
reach the sandbox through a name that leads here.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.grants import Grants
from bot.sandbox.ledger import Ledger
from bot.sandbox.methods import answer, read_request
from bot.sandbox.refusals import SlackError
from bot.sandbox.response_urls import respond
from bot.sandbox.wire import Cut
from bot.sandbox.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
PAGE = Path(__file__).resolve().with_name("page")
MEDIA = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
    ".json": "application/json", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif",
    ".csv": "text/csv", ".txt": "text/plain", ".woff2": "font/woff2",
}  # fmt: skip
SHOWN = ("image/png", "image/jpeg", "image/gif", "text/plain")


class LoopbackOnly:
    """Refuses requests whose Host is not this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        host = Headers(scope=scope).get("host", "")
        name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
        if name in LOOPBACK:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await PlainTextResponse("The sandbox only serves this machine.\n", 421)(scope, receive, send)


class Web:
    """The routes that the bot calls, with faults and the ledger around them, and the page's files."""

    def __init__(self, grants: Grants, faults: Faults, ledger: Ledger) -> None:
        self._grants = grants
        self._faults = faults
        self._ledger = ledger

    def routes(self) -> list[Route]:
        """All routes."""
        return [
            Route("/api/{name}", self._api, methods=["GET", "POST"]),
            Route("/response/{id}", self._response_url, methods=["POST"]),
            Route("/upload/{id}", self._upload, methods=["POST"]),
            Route("/files/{id}/{name}", self._file),
            Route("/", self._page),
            Route("/page/{path:path}", self._page),
        ]

    async def _api(self, request: Request) -> Response:
        name = request.path_params["name"]
        return await self._exchange(request, "api", name, _Api(self._grants, name))

    async def _response_url(self, request: Request) -> Response:
        work = _ResponseUrl(self._grants, request.path_params["id"])
        return await self._exchange(request, "response_url", "response_url", work)

    async def _upload(self, request: Request) -> Response:
        work = _Upload(self._grants, request.path_params["id"])
        return await self._exchange(request, "upload", "upload", work)

    async def _exchange(self, request: Request, kind: str, name: str, work: "_Work") -> Response:
        """Answer one request of the bot as `work` does, unless a fault says otherwise; write it down."""
        home = self._grants.home
        started = home.ticks()
        try:
            body = await request.body()
        except ClientDisconnect:  # whoever called was killed in the middle of a word
            return Cut()
        fault = self._faults.strike(name)
        response = await self._answered(work, request, body, fault)
        self._ledger.record(
            home.clock(), "bot→slack", kind, name, work.asked, work.answered,
            status=0 if isinstance(response, Cut) else response.status_code, team=work.team,
            ms=(home.ticks() - started) * 1000, fault=fault.effect if fault else None,
        )  # fmt: skip
        return response

    async def _answered(self, work: "_Work", request: Request, body: bytes, fault: Fault | None) -> Response:
        effect = fault.effect if fault else None
        work.read(request, body)
        if fault and effect == "delay":
            await asyncio.sleep(fault.seconds)
        if fault and effect == "429":
            told = str(fault.retry_after)
            refusal = {"ok": False, "error": "ratelimited"}
            return JSONResponse(refusal, 429, {"Retry-After": told} if told else {})
        if fault and effect == "refused":
            return JSONResponse({"ok": False, "error": fault.error})
        if effect == "500":
            return PlainTextResponse("Internal Server Error", 500)
        if effect == "cut_before":
            return Cut()
        response = work.do(fault.seconds if fault and effect == "lag" else 0.0)
        if effect == "cut_after":
            return Cut()
        return Response("<html>Bad gateway", media_type="text/html") if effect == "garbage" else response

    async def _file(self, request: Request) -> Response:
        """A file that the bot or a person uploaded; what a browser could run is handed over as a download."""
        wanted = request.path_params["id"]
        uploads = (each.uploads.get(wanted) for each in self._grants.workspaces)
        upload = next(filter(None, uploads), None)
        if upload is None or upload.content is None:
            return PlainTextResponse("There is no such file.\n", 404)
        media = MEDIA.get(Path(upload.name).suffix.lower(), "application/octet-stream")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        if media not in SHOWN:
            headers["Content-Disposition"] = "attachment"
        return Response(upload.content, media_type=media, headers=headers)

    async def _page(self, request: Request) -> Response:
        """A file of the page; nothing outside its folder."""
        wanted = (PAGE / request.path_params.get("path", "index.html")).resolve()
        if not wanted.is_relative_to(PAGE) or wanted.suffix not in MEDIA or not wanted.is_file():
            return PlainTextResponse("The page has no such file.\n", 404)
        headers = {
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        return Response(wanted.read_bytes(), media_type=MEDIA[wanted.suffix], headers=headers)


class _Work:
    """One request of the bot: reading it, and doing what it says; `team` is the workspace it was about."""

    asked: Any = None
    answered: Any = None
    team = ""

    def __init__(self, grants: Grants, name: str) -> None:
        self._grants = grants
        self._name = name

    def _at(self, found: Callable[[Workspace], bool]) -> Workspace:
        """The workspace where something is to be found, or the home of all where it is nowhere."""
        workspace = next(filter(found, self._grants.workspaces), self._grants.home)
        self.team = workspace.team_id
        return workspace

    def read(self, request: Request, body: bytes) -> None:
        """Take the request in."""
        raise NotImplementedError

    def do(self, lag: float) -> Response:
        """Do what was asked; history is `lag` seconds behind."""
        raise NotImplementedError


class _Api(_Work):
    """A call of the Web API."""

    def read(self, request: Request, body: bytes) -> None:
        headers = request.headers
        self._refusal: SlackError | None = None
        self._token: str | None = None
        try:
            self._token, self.asked = read_request(
                headers.get("content-type", ""), headers.get("authorization", ""), request.url.query, body
            )
        except SlackError as refusal:
            self._refusal = refusal

    def do(self, lag: float) -> Response:
        if self._refusal:
            self.answered = self._refusal.body()
            return JSONResponse(self.answered)
        given = answer(self._grants, self._name, self._token, self.asked, lag)
        self.answered, self.team = given.body, given.team
        return JSONResponse(given.body, given.status, given.headers)


class _ResponseUrl(_Work):
    """Something posted to a response URL."""

    def read(self, request: Request, body: bytes) -> None:  # noqa: ARG002  (as in _Work)
        try:
            self.asked = json.loads(body)
        except ValueError:
            self.asked = None

    def do(self, lag: float) -> Response:  # noqa: ARG002
        workspace = self._at(lambda each: self._name in each.response_urls)
        status, self.answered = respond(workspace, self._name, self.asked)
        return PlainTextResponse(self.answered, status)


class _Upload(_Work):
    """The bytes of a file."""

    def read(self, request: Request, body: bytes) -> None:  # noqa: ARG002
        self._content = body
        self.asked = {"id": self._name, "length": len(body)}

    def do(self, lag: float) -> Response:  # noqa: ARG002
        workspace = self._at(lambda each: self._name in each.uploads)
        taken = workspace.receive_upload(self._name, self._content)
        self.answered = f"OK - {len(self._content)}" if taken else "upload refused"
        return PlainTextResponse(self.answered, 200 if taken else 400)
