"""The two ways in: Socket Mode, where the bot calls Slack, and HTTP, where Slack calls the bot."""

import http.client
import socket
import threading
from typing import Any, Protocol

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import Bot
from bot.door import LARGEST_BODY, door

_THREADS = 16
_ANYWHERE = "0.0.0.0"  # noqa: S104 - Slack calls from outside


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
    """Requests come through the door on a port, taken by waitress with a pool of threads."""

    def __init__(self, app: App, signing_secret: str, port: int, host: str = _ANYWHERE) -> None:
        import waitress

        self._sockets: dict[int, Any] = {}
        try:
            self._server: Any = waitress.create_server(
                door(app, signing_secret),
                map=self._sockets,
                host=host,
                port=port,
                threads=_THREADS,
                max_request_body_size=LARGEST_BODY + 1,
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


def transport(bot: Bot) -> Transport:
    """Return the way in that the settings ask for. Raises PortTaken."""
    if bot.settings.socket_mode:
        return SocketMode(bot.bolt, bot.settings.app_token)
    return WebServer(bot.bolt, bot.settings.signing_secret, bot.settings.port)
