"""Requests that have had their effect, by Slack's signature, so that a copy of one has none."""

from datetime import datetime, timedelta
from typing import Final

from bot.storage.rows import OURS, Rows, time_text

# A signature may name a moment five minutes ahead, and is good until five minutes after that.
_REMEMBERED: Final = timedelta(minutes=11)


class Requests(Rows):
    """What a transaction can do with requests."""

    def is_first(self, request: str, now: datetime) -> bool:
        """Note that a request has its effect now; False where it has had it. Old ones are forgotten."""
        self._all(f"DELETE FROM requests WHERE {OURS} AND at < :before", before=time_text(now - _REMEMBERED))
        return bool(
            self._all(
                "INSERT INTO requests (enterprise, team, request, at)"
                " VALUES (:enterprise, :team, :request, :now)"
                " ON CONFLICT (enterprise, team, request) DO NOTHING RETURNING request",
                request=request,
                now=time_text(now),
            )
        )
