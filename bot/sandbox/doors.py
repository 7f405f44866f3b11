"""The doors of all workspaces over HTTP, under /door/, and the stream that says when something has changed.

Whom a request acts as tells its workspace, as no two have a person's id in common; one that acts as nobody
may name a team.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.door_routes import Door, DoorError
from bot.sandbox.handle import Handle

Body = dict[str, Any]

QUIET = 0.05  # seconds at least between two pieces of news to a page
HEARTBEAT = 10.0


class Doors:
    """The routes to every workspace's door."""

    def __init__(self, handles: list[Handle]) -> None:
        self._handles = handles  # more may be added later

    def _of(self, body: Body) -> Door:
        for door in (handle.door for handle in self._handles):
            user = door.workspace.users.get(body.get("as") or "")
            if (user and not user.is_bot) or body.get("team") == door.workspace.team_id:
                return door
        return self._handles[0].door

    def routes(self) -> list[Route]:
        """The routes, to be mounted under /door."""
        return [
            Route("/events", self._events, methods=["GET"]),
            Route("/{name}", self._serve, methods=["GET", "POST", "DELETE"]),
        ]

    async def _serve(self, request: Request) -> Response:
        try:
            body = await _read_body(request)
            operation = f"{request.method} {request.path_params['name']}"
            return JSONResponse(await self._of(body).call(operation, body))
        except DoorError as error:
            return JSONResponse({"ok": False, "error": str(error)}, error.status)

    async def _events(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._news(), media_type="text/event-stream", headers=headers)

    async def _news(self) -> AsyncIterator[str]:
        news, workspace = asyncio.Event(), self._handles[0].door.workspace
        stop = workspace.listen(news.set)
        try:
            yield f"data: {json.dumps({'version': workspace.version})}\n\n"
            while True:
                try:
                    await asyncio.wait_for(news.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                news.clear()
                yield f"data: {json.dumps({'version': workspace.version})}\n\n"
                await asyncio.sleep(QUIET)
        finally:
            stop()


async def _read_body(request: Request) -> Body:
    """A request's object: the query of a GET, the JSON of the others.

    Only JSON is taken, because another site's page can make a browser send anything else.
    """
    if request.method == "GET":
        return dict(request.query_params)
    if request.method == "DELETE":
        return {}
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise DoorError(415, "The door takes application/json only.")
    try:
        body = await request.json()
    except ValueError as error:
        raise DoorError(400, "That is no JSON.") from error
    if not isinstance(body, dict):
        raise DoorError(400, "The door takes a JSON object.")
    return body
