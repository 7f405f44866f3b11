"""Socket Mode: the connections a bot holds, envelopes out, acknowledgements back.

Several connections share the payloads in turn. What is in a payload, how long to wait and what to do when
nothing comes back are delivery.py's matter.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery import TIMEOUT, UNREACHABLE, Attempt, DeliveryError, Payload
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Workspace

INTERACTIVE = ("block_actions", "block_suggestion", "view_submission", "view_closed")
ANSWERED = ("slash_commands", "block_suggestion", "view_submission")
LOST = TIMEOUT  # nothing came back, which is all that a person is told
GOING_AWAY = 1001
HOST: dict[str, Any] = {"host": "sandbox"}


class Link:
    """One connection of the bot; `leaving` once it was told to connect anew."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.leaving = False
        self._unacknowledged: dict[str, asyncio.Future[Any]] = {}

    async def tell(self, message: dict[str, Any]) -> None:
        """Send one message. Raises DeliveryError when the connection is gone."""
        try:
            await self.websocket.send_text(json.dumps(message))
        except (WebSocketDisconnect, RuntimeError) as error:
            raise DeliveryError(LOST) from error

    async def ask(self, envelope: dict[str, Any], *, then_cut: bool) -> Json:
        """Send an envelope and wait for its acknowledgement's payload, however long it takes."""
        acknowledged = asyncio.get_running_loop().create_future()
        self._unacknowledged[envelope["envelope_id"]] = acknowledged
        try:
            await self.tell(envelope)
            if then_cut:
                await self.cut()
            return await acknowledged
        finally:
            del self._unacknowledged[envelope["envelope_id"]]

    def acknowledge(self, text: str) -> None:
        """Take a message of the bot; what is not the acknowledgement of an open envelope is ignored."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        waiting = (
            self._unacknowledged.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        )
        if waiting and not waiting.done():
            waiting.set_result(message.get("payload"))

    def lost(self) -> None:
        """Tell everyone who waits for an acknowledgement that none will come."""
        for waiting in self._unacknowledged.values():
            if not waiting.done():
                waiting.set_exception(DeliveryError(LOST))

    async def cut(self) -> None:
        """Close the connection from this side; nothing more is delivered over it."""
        self.leaving = True
        self.lost()
        with suppress(RuntimeError):  # the bot was quicker
            await self.websocket.close(GOING_AWAY)


class SocketTransport:
    """All connections of the bot; delivers to one after the other."""

    mode = "socket"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._links: list[Link] = []
        self._turn = 0

    @property
    def count(self) -> int:
        """How many connections the bot holds."""
        return sum(not link.leaving for link in self._links)

    async def serve(self, websocket: WebSocket) -> None:
        """Hold one connection, from its ticket to its end."""
        if not self._workspace.redeem_ticket(websocket.query_params.get("ticket", "")):
            await websocket.close()
            return
        await websocket.accept()
        link = Link(websocket)
        self._join(link)
        try:
            await link.tell(self._hello())
            while True:
                link.acknowledge(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError, DeliveryError):  # the second: closed by us meanwhile
            link.lost()
        finally:
            self._leave(link)

    def _join(self, link: Link) -> None:
        self._links.append(link)
        self._workspace.changed()

    def _leave(self, link: Link) -> None:
        self._links.remove(link)
        link.lost()
        self._workspace.changed()

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": HOST | {"build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self._workspace.app.id},
        }

    def _next(self) -> Link:
        staying = [link for link in self._links if not link.leaving]
        if not staying:
            raise DeliveryError(UNREACHABLE)
        self._turn += 1
        return staying[self._turn % len(staying)]

    async def send(self, kind: str, payload: Payload, attempt: Attempt, cut: str | None) -> Json:
        """Send an envelope to the next connection; gives what it acknowledged or raises DeliveryError."""
        link = self._next()
        if cut == "cut_before":
            await link.cut()
            raise DeliveryError(LOST)
        return await link.ask(_envelope(kind, payload, attempt), then_cut=cut == "cut_after")

    async def drop(self) -> None:
        """Close every connection."""
        for link in list(self._links):
            await link.cut()

    async def refresh(self, seconds: float) -> None:
        """Ask every connection to be made anew, as Slack does at times; cut what is left after `seconds`."""
        asked = [link for link in self._links if not link.leaving]
        for link in asked:
            link.leaving = True
            await link.tell({"type": "disconnect", "reason": "refresh_requested", "debug_info": HOST})
        await asyncio.sleep(seconds)
        for link in asked:
            await link.cut()


def _envelope(kind: str, payload: Payload, attempt: Attempt) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": str(uuid4()),
        "type": kind if kind == "slash_commands" else "interactive" if kind in INTERACTIVE else "events_api",
        "accepts_response_payload": kind in ANSWERED,
        "payload": payload,
    }
    if envelope["type"] == "events_api":
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return envelope
