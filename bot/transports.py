"""The two ways in: Socket Mode, where the bot calls Slack, and HTTP, where Slack calls the bot."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import Bot

_THREADS = 16
_LONGEST_TIMESTAMP = 12  # digits of seconds since 1970

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_LARGEST_BODY = 1_048_576  # bytes; Slack's own requests stay far below


class PortTaken(Exception):  # noqa: N818 - what happened, told in a sentence
    """Another program listens on the port; the text says what to do."""


class NotConnected(Exception):  # noqa: N818
    """Slack opens no Socket Mode connection; the text says what to do."""


class Transport(Protocol):
    """A way in: started once, stopped once."""

    def start(self) -> None:
        """Begin to take requests; returns at once. Raises NotConnected."""

    def stop(self) -> None:
        """Take no more."""


class SocketMode:
    """Requests come over connections the bot opens itself; nothing of it is reachable from outside."""

    def __init__(self, app: App, app_token: str) -> None:
        from slack_bolt.adapter.socket_mode import SocketModeHandler

        self._handler = SocketModeHandler(app, app_token)
        self.client = self._handler.client

    def start(self) -> None:
        """Connect. Raises NotConnected."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]  # so is Bolt's handler
        except SlackApiError as refusal:
            raise NotConnected(
                f"Slack refused the app-level token ({refusal.response.get('error') or 'no reason'})."
                " Make one with the scope connections:write on the app's page Basic Information, and copy it,"
                " xapp-..., into SLACK_APP_TOKEN."
            ) from refusal
        except (SlackClientError, OSError, http.client.HTTPException, ValueError) as failure:
            raise NotConnected(
                f"Slack opens no Socket Mode connection ({type(failure).__name__})."
                " Check the network, and try again."
            ) from failure

    def stop(self) -> None:
        """Disconnect, for good."""
        self._handler.close()  # type: ignore[no-untyped-call]


class WebServer:
    """Requests come to /slack/events on a port, taken by waitress with a pool of threads."""

    def __init__(self, app: App, port: int, host: str = "0.0.0.0") -> None:  # noqa: S104 - Slack calls from outside
        import waitress
        from slack_bolt.adapter.wsgi import SlackRequestHandler

        self._sockets: dict[int, Any] = {}
        try:
            self._server: Any = waitress.create_server(
                _well_formed(SlackRequestHandler(app)),
                map=self._sockets,
                host=host,
                port=port,
                threads=_THREADS,
                max_request_body_size=_LARGEST_BODY,
                ident=None,
            )
        except (OSError, socket.gaierror) as error:
            raise PortTaken(
                f"Port {port} is taken by another program: stop it, or set PORT to a free one."
            ) from error
        self.port: int = self._server.effective_port

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self._server.run, name="web")
        self._thread.start()

    def stop(self) -> None:
        """Let the requests in hand finish and close the port."""
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(lambda: [each.close() for each in list(self._sockets.values())])
        self._thread.join()


def _well_formed(handle: Wsgi) -> Wsgi:
    """Refuse a timestamp that is no number, on which Bolt's check of the signature would fall over."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "0")
        if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_TIMESTAMP):
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"The request's timestamp is no number."]
        return handle(environ, start_response)

    return guarded


def transport(bot: Bot) -> Transport:
    """Return the way in that the settings ask for. Raises PortTaken."""
    if bot.settings.socket_mode:
        return SocketMode(bot.bolt, bot.settings.app_token)
    return WebServer(bot.bolt, bot.settings.port)
