"""What uvicorn does not offer: getting at the TCP connection of a request, and stopping at once.

A cut connection is closed without an HTTP answer, so that a client is left not knowing. Stopping takes
milliseconds instead of uvicorn's polling.
"""

import asyncio
import socket
from contextlib import suppress

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_TRANSPORT = "sandbox.transport"
DATE_SECONDS = 1.0

Sockets = list[socket.socket] | None


def abort(scope: Scope) -> None:
    """Drop the TCP connection that a request came on."""
    scope[_TRANSPORT].abort()


async def _drop(scope: Scope, receive: Receive) -> None:
    # uvicorn calls it an error to return without an answer before it has noticed that the connection is gone
    abort(scope)
    while not (await receive())["type"].endswith(".disconnect"):
        pass


def _on(transport: asyncio.BaseTransport, app: ASGIApp) -> ASGIApp:
    async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
        scope[_TRANSPORT] = transport
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:  # the sandbox stops
            await _drop(scope, receive)

    return with_transport


class _Http(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        super().connection_made(transport)
        self.app = _on(transport, self.app)


class _WebSocket(WebSocketsSansIOProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.app = _on(transport, self.app)


class Cut(Response):
    """Instead of an answer: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (ASGI)
        """Close it."""
        await _drop(scope, receive)


class LoopServer(uvicorn.Server):
    """A uvicorn server that runs inside a loop of ours until `leave` is called there."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app, http=_Http, ws=_WebSocket, lifespan="off", log_config=None, log_level="warning",
            access_log=False, ws_per_message_deflate=False, timeout_keep_alive=60,
        )  # fmt: skip
        super().__init__(config)
        self.ready = asyncio.Event()
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """Stop serving."""
        self._leaving.set()

    async def startup(self, sockets: Sockets = None) -> None:
        """Begin to serve; `ready` is set once it does."""
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Serve until told to leave; the time in the answers' Date goes on meanwhile."""
        while not self._leaving.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), DATE_SECONDS)

    async def shutdown(self, sockets: Sockets = None) -> None:  # noqa: ARG002  (uvicorn's signature)
        """Close every connection and wait until all are gone."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0.001)  # WebSockets see their end and leave by themselves
        for task in list(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        for connection in list(self.server_state.connections):
            if connection.transport:
                connection.transport.abort()
        await asyncio.sleep(0)
        for server in self.servers:
            await server.wait_closed()
