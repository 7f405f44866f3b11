"""The heartbeat: a request to an address of the operator's choice, as long as what is due gets done.

It is for a dead man's switch, which raises the alarm when no more requests come. What becomes of one is no
concern of the bot's: it is sent in a thread of its own, and that it fails is logged once.
"""

import http.client
import threading
import urllib.request
from datetime import datetime, timedelta
from typing import Final

from bot.logs import log_of

_EVERY: Final = timedelta(minutes=1)
_PATIENCE: Final = 10  # seconds

log = log_of(__name__)


class Heartbeat:
    """Beats at an address, at most once a minute; never without one."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._last: datetime | None = None
        self._failing = False

    def beat(self, now: datetime) -> None:
        """Send a request, unless one was sent less than a minute ago; returns at once."""
        if not self._address or (self._last and now < self._last + _EVERY):
            return
        self._last = now
        threading.Thread(target=self._send, name="heartbeat", daemon=True).start()

    def _send(self) -> None:
        try:
            # A web address, by the setting's own check.
            with urllib.request.urlopen(self._address, timeout=_PATIENCE):  # noqa: S310
                self._failing = False
        except (OSError, http.client.HTTPException, ValueError) as failure:
            if not self._failing:
                log.warning("the heartbeat's address does not answer", why=type(failure).__name__)
            self._failing = True
