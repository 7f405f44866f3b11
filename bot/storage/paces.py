"""How soon something may be done again, as rows, so that all processes keep the same pace."""

from datetime import datetime

from bot.storage.rows import OURS, Rows, read_time, time_text


class Paces(Rows):
    """What a transaction can do with paces: names, each with the moment from which it is free."""

    def paces(self, since: datetime) -> dict[str, datetime]:
        """Return the paces that are free from later than `since`; the others tell nothing."""
        rows = self._all(
            f"SELECT name, free_at FROM paces WHERE {OURS} AND free_at > :since", since=time_text(since)
        )
        return {row["name"]: read_time(row["free_at"]) for row in rows}

    def hold_pace(self, name: str, free_at: datetime, since: datetime) -> None:
        """Keep from when something may be done again; of two such moments the later one counts.

        Those that tell nothing any more are dropped by the way: a look at them writes nothing, and so holds
        up nobody who reads.
        """
        self._all(f"DELETE FROM paces WHERE {OURS} AND free_at <= :since", since=time_text(since))
        self._all(
            "INSERT INTO paces (enterprise, team, name, free_at)"
            " VALUES (:enterprise, :team, :name, :free_at)"
            " ON CONFLICT (enterprise, team, name) DO UPDATE SET free_at ="
            " CASE WHEN excluded.free_at > paces.free_at THEN excluded.free_at ELSE paces.free_at END",
            name=name,
            free_at=time_text(free_at),
        )
