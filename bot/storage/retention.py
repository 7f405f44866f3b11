"""How long things are kept: who has long done nothing, what has ended, and what becomes of it.

What goes leaves a count. How long is long is decided in `bot.retention`, from the settings.
"""

from datetime import datetime
from typing import Final

from bot.records import Kind
from bot.storage.marks import MARKS
from bot.storage.migrations import tables
from bot.storage.profiles import Profiles
from bot.storage.rows import OURS, time_text

# States of suggestions that ended without an introduction.
_ENDED: Final = "'declined', 'refused', 'closed', 'expired', 'handed', 'struck'"
# What a workspace that is gone leaves behind: counts, that it was cut off, and who must stay erased.
_LEFT: Final = frozenset({MARKS, "stops", "tallies", "erasures"})

# The last act of everyone who has a profile.
_ACTS: Final = f"""
    SELECT person, max(at) AS latest FROM (
        SELECT person, updated_at AS at FROM innovators WHERE {OURS}
        UNION ALL SELECT person, updated_at FROM champions WHERE {OURS}
        UNION ALL SELECT person, at FROM audit WHERE {OURS} AND person IN (
            SELECT person FROM innovators WHERE {OURS} UNION SELECT person FROM champions WHERE {OURS})
    ) AS acts GROUP BY person
"""


class Retention(Profiles):
    """What a transaction can do about what is old."""

    def inactive(self, before: datetime) -> list[str]:
        """Return everyone with a profile who has done nothing since that moment."""
        rows = self._all(
            f"SELECT person FROM ({_ACTS}) AS lasts WHERE latest < :before ORDER BY person",
            before=time_text(before),
        )
        return [row["person"] for row in rows]

    def ask_to_stay(self, person: str, now: datetime) -> bool:
        """Keep that a person is asked whether to stay; False where that was done already."""
        return bool(
            self._all(
                "INSERT INTO farewells (enterprise, team, person, asked_at)"
                " VALUES (:enterprise, :team, :person, :now)"
                " ON CONFLICT (enterprise, team, person) DO NOTHING RETURNING person",
                person=person,
                now=time_text(now),
            )
        )

    def asked_to_stay(self) -> list[str]:
        """Return everyone who is asked whether to stay."""
        return [
            row["person"] for row in self._all(f"SELECT person FROM farewells WHERE {OURS} ORDER BY person")
        ]

    def stays(self, person: str) -> bool:
        """Take the question back; False where a person was not asked."""
        return bool(
            self._all(
                f"DELETE FROM farewells WHERE {OURS} AND person = :person RETURNING person", person=person
            )
        )

    def unanswered_farewells(self, before: datetime) -> list[str]:
        """Return those whose question arrived, or could not be delivered, before that moment."""
        rows = self._all(
            "SELECT farewells.person FROM farewells JOIN outbox ON outbox.subject = farewells.person"
            " AND outbox.enterprise = farewells.enterprise AND outbox.team = farewells.team"
            " WHERE farewells.enterprise = :enterprise AND farewells.team = :team AND outbox.kind = :kind"
            " AND outbox.state IN ('sent', 'parked') AND outbox.attempted_at < :before"
            " ORDER BY farewells.person",
            kind=Kind.FAREWELL,
            before=time_text(before),
        )
        return [row["person"] for row in rows]

    def ended(self, before: datetime) -> list[str]:
        """Return the suggestions that ended without an introduction before that moment."""
        rows = self._all(
            f"SELECT id FROM suggestions WHERE {OURS} AND state IN ({_ENDED}) AND decided_at < :before",
            before=time_text(before),
        )
        return [row["id"] for row in rows]

    def count_ended(self, before: datetime) -> int:
        """Turn suggestions that ended without an introduction before that moment into counts."""
        gone = self._all(
            f"DELETE FROM suggestions WHERE {OURS} AND state IN ({_ENDED}) AND decided_at < :before"
            " RETURNING state",
            before=time_text(before),
        )
        for row in gone:
            self._add_to_tally(f"ended: {row['state']}", 1)
        return len(gone)

    def drop_audit(self, before: datetime) -> int:
        """Forget what the audit trail says of before that moment; a count remains."""
        gone = self._all(
            f"DELETE FROM audit WHERE {OURS} AND at < :before RETURNING n", before=time_text(before)
        )
        self._add_to_tally("audit", len(gone))
        return len(gone)

    def erase_workspace(self) -> None:
        """Erase every row of the workspace but its counts and what keeps the erased erased."""
        for table in reversed(tables()):
            if table not in _LEFT:
                self._all(f"DELETE FROM {table} WHERE {OURS}")
