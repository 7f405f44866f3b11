"""The two ways in: Socket Mode, where the bot calls Slack, and HTTP, where Slack calls the bot."""

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import Bot
from bot.door import LARGEST_BODY, PATH, Wsgi, door
from bot.monitor import probes, served
from bot.terminal import app_token_refused

if TYPE_CHECKING:
    from bot.bots import Bots

_THREADS = 16
_CONNECTIONS = 2  # of Socket Mode
_EVERY = 5.0  # seconds between two looks at them
_BESIDE = 64  # processes that may share a machine
_NO_PORT = 65536
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

    def is_connected(self) -> bool:
        """Whether Slack can reach it now, as far as can be told from here."""


class SocketMode:
    """Requests come over connections the bot opens itself; nothing of it is reachable from outside.

    Slack gives each request to one of them, and renews each now and then: meanwhile the other is there.
    """

    def __init__(self, app: App, app_token: str, connections: int = _CONNECTIONS) -> None:
        from slack_bolt.adapter.socket_mode import SocketModeHandler

        self.clients = [SocketModeHandler(app, app_token).client for _ in range(connections)]
        self._leaving = threading.Event()
        self._watch = threading.Thread(target=self._look_after_them, name="watchdog", daemon=True)

    def __str__(self) -> str:
        return "Socket Mode"

    def start(self) -> None:
        """Connect. Raises NotConnected."""
        try:
            for client in self.clients:
                client.connect()
        except SlackApiError as refusal:
            raise NotConnected(app_token_refused(refusal.response.get("error") or "no reason")) from refusal
        except (SlackClientError, OSError, http.client.HTTPException, ValueError) as failure:
            raise NotConnected(
                f"Slack opens no Socket Mode connection ({type(failure).__name__})."
                " Check the network, and try again."
            ) from failure
        self._watch.start()

    def _look_after_them(self) -> None:
        from bot.watchdog import Watchdog

        dogs = [Watchdog(client) for client in self.clients]
        while not self._leaving.wait(_EVERY):
            for dog in dogs:
                dog.look()

    def is_connected(self) -> bool:
        """Whether there is a connection."""
        return any(client.is_connected() for client in self.clients)

    def stop(self) -> None:
        """Disconnect, for good."""
        self._leaving.set()
        self._watch.join()
        with ThreadPoolExecutor(len(self.clients)) as threads:  # each takes seconds
            list(threads.map(lambda client: client.close(), self.clients))


class NoWayIn:
    """Nothing comes in: other processes take what Slack sends."""

    def __str__(self) -> str:
        return "none"

    def start(self) -> None:
        """There is nothing to begin."""

    def is_connected(self) -> bool:
        """Nothing is missing."""
        return True

    def stop(self) -> None:
        """There is nothing to end."""


class WebServer:
    """Requests come in on a port, taken by waitress with a pool of threads. setting: what names the port."""

    def __init__(
        self,
        app: Wsgi,
        port: int,
        host: str = _ANYWHERE,
        *,
        threads: int = _THREADS,
        setting: str = "PORT",
    ) -> None:
        import waitress

        self._sockets: dict[int, Any] = {}
        try:
            self._server: Any = waitress.create_server(
                app,
                map=self._sockets,
                host=host,
                port=port,
                threads=threads,
                max_request_body_size=LARGEST_BODY + 1,
                ident=None,
            )
        except (OSError, socket.gaierror) as error:
            for each in list(self._sockets.values()):  # waitress leaves them open
                each.close()
            raise PortTaken(
                f"Port {port} is taken by another program: stop it, or set {setting} to a free one."
            ) from error
        self.port: int = self._server.effective_port

    def __str__(self) -> str:
        return f"port {self.port}, {PATH}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def is_connected(self) -> bool:
        """Slack calls when it wants to."""
        return True

    def stop(self) -> None:
        """Let the requests in hand finish and close the port."""
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(lambda: [each.close() for each in list(self._sockets.values())])
        self._thread.join()


def transport(bot: "Bot | Bots") -> Transport:
    """Return the way in that the settings ask for. Raises PortTaken."""
    settings = bot.premises.settings
    if settings.socket_mode:
        return SocketMode(bot.bolt, settings.app_token)
    return WebServer(web(bot), settings.port)


def web(bot: "Bot | Bots") -> Wsgi:
    """Return a bot's WSGI application: Slack's requests, installations, whether it lives and is ready."""
    premises = bot.premises
    slack = door(bot.bolt, premises.settings.signing_secret)
    if not isinstance(bot, Bot):
        from bot.install_pages import install_pages

        slack = install_pages(bot, otherwise=slack)
    return served(probes(premises.store, lambda: True), otherwise=slack)


def monitor(bot: "Bot | Bots", way_in: Transport, *, one_of_several: bool = False) -> WebServer | None:
    """Return what answers on the port that is set for an operator's tools; None where none is.

    One of several processes, which may share a machine, takes the next port that is free. Raises PortTaken.
    """
    port = bot.premises.settings.monitor_port
    if port is None:
        return None
    from bot.metrics import Metrics

    pages = {**probes(bot.premises.store, way_in.is_connected), "/metrics": Metrics(bot).page}
    *others, last = range(port, min(port + (_BESIDE if one_of_several else 1), _NO_PORT))
    answering = partial(WebServer, served(pages), threads=2, setting="POLLINATE_MONITOR_PORT")
    for each in others:
        with suppress(PortTaken):
            return answering(each)
    return answering(last)
