"""Workspaces that let us in no more: since when, and why. `stopped_at` starts the retention period."""

from datetime import datetime

from bot.records import Stop
from bot.storage.rows import OURS, Rows, read_time, time_text


class Stops(Rows):
    """What a transaction can do with a workspace that is cut off."""

    def cut_off(self, now: datetime, why: str) -> bool:
        """Keep that the workspace lets us in no more; False where that was known already."""
        return bool(
            self._all(
                "INSERT INTO stops (enterprise, team, stopped_at, why)"
                " VALUES (:enterprise, :team, :now, :why)"
                " ON CONFLICT (enterprise, team) DO NOTHING RETURNING team",
                now=time_text(now),
                why=why,
            )
        )

    def stopped(self) -> Stop | None:
        """Return since when and why the workspace lets us in no more; None where it does."""
        row = self._one(f"SELECT stopped_at, why FROM stops WHERE {OURS}")
        return Stop(read_time(row["stopped_at"]), row["why"]) if row else None

    def let_in(self) -> bool:
        """Keep that it lets us in again; False where it was not stopped."""
        return bool(self._all(f"DELETE FROM stops WHERE {OURS} RETURNING team"))
