"""A watch over a Socket Mode connection: one that has gone silent is made anew.

Slack's client sends pings and closes a connection whose pongs stop; it never misses a pong where none ever
came, and gives nothing up where a new connection fails again and again. This looks on from outside.
"""

import http.client
import time
from collections.abc import Callable
from typing import Final

from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient

from bot.logs import log_of

PATIENCE: Final = 30.0  # seconds without a pong; there is one every five

log = log_of(__name__)


class Watchdog:
    """Looks after one client. seconds: a clock that only runs forward."""

    def __init__(
        self,
        client: SocketModeClient,
        patience: float = PATIENCE,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._patience = patience
        self._seconds = seconds
        self._sign = self._sign_of_life()
        self._since = seconds()

    def look(self) -> None:
        """Make the connection anew where there has been no sign of life for longer than patience."""
        now, sign = self._seconds(), self._sign_of_life()
        if sign != self._sign:
            self._sign, self._since = sign, now
        elif now - self._since > self._patience:
            self._since = now
            log.warning("a connection to Slack is silent, and made anew")
            self._connect()

    def _sign_of_life(self) -> tuple[str, float | None] | None:
        session = self._client.current_session
        return (session.session_id, session.last_ping_pong_time) if session else None

    def _connect(self) -> None:
        try:
            self._client.connect_to_new_endpoint(force=True)
        except (SlackClientError, OSError, http.client.HTTPException, ValueError) as failure:
            log.warning("Slack opens no connection", why=type(failure).__name__)
