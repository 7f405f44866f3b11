"""Cycles under review: drafted suggestions, which admins strike, swap or approve before anybody sees them.

A draft is a cycle in the state 'drafted', of which there is one at most; approved it is one that ran,
like any other. A swap is a search in that cycle (`bot.storage.silence`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.records import Card, Draft, Review, Sought, State
from bot.storage.rows import OURS, read_time, time_text
from bot.storage.suggestions import Suggestions


class Reviews(Suggestions):
    """What a transaction can do with a cycle under review."""

    def draft(self, cycle: str | None = None) -> Draft | None:
        """Return the cycle that waits for review; by id, what became of one."""
        row = self._one(
            f"SELECT * FROM cycles WHERE {OURS} AND id = COALESCE(:cycle, id)"
            " AND (state = 'drafted' OR id = COALESCE(:cycle, '') AND state IN ('done', 'lapsed'))",
            cycle=cycle,
        )
        return _draft_of(row) if row else None

    def cards_of_draft(self, cycle: str) -> list[Card]:
        """Return what was drafted and not approved, struck or not, those of an innovator together."""
        return self._cards_of_many(
            "s.cycle = :cycle AND s.state IN ('drafted', 'struck')", order=_TOGETHER, cycle=cycle
        )

    def swaps(self, cycle: str) -> Mapping[str, Sought]:
        """Return what has come of the swaps of a draft, by the suggestion that was struck."""
        rows = self._all(f"SELECT follows, state FROM searches WHERE {OURS} AND cycle = :cycle", cycle=cycle)
        return {row["follows"]: Sought(row["state"]) for row in rows}

    def show_page(self, cycle: str, page: int) -> bool:
        """Show another part of a draft; False where it is under review no more."""
        return bool(
            self._all(
                f"UPDATE cycles SET page = :page WHERE {OURS} AND id = :cycle AND state = 'drafted'"
                " RETURNING id",
                cycle=cycle,
                page=page,
            )
        )

    def put_back(self, suggestion: str) -> bool:
        """Put what was struck back into its draft, and look for nobody else; False where it cannot be."""
        back = self._all(
            "UPDATE suggestions SET state = 'drafted', decided_at = NULL"
            f" WHERE {OURS} AND id = :suggestion AND state = 'struck'"
            f" AND cycle IN (SELECT id FROM cycles WHERE {OURS} AND state = 'drafted')"
            " AND id NOT IN (SELECT follows FROM searches"
            f" WHERE {OURS} AND follows = :suggestion AND state = 'found') RETURNING id",
            suggestion=suggestion,
        )
        if back:
            self._all(f"DELETE FROM searches WHERE {OURS} AND follows = :suggestion", suggestion=suggestion)
        return bool(back)

    def open_draft(self, suggestion: str, now: datetime) -> bool:
        """Make a drafted suggestion a card for its champion; False where it is none."""
        return bool(
            self._all(
                "UPDATE suggestions SET state = 'open', suggested_at = :now"
                f" WHERE {OURS} AND id = :suggestion AND state = 'drafted' RETURNING id",
                suggestion=suggestion,
                now=time_text(now),
            )
        )

    def approve_draft(self, cycle: str, by: str, suggestions: int, now: datetime) -> bool:
        """Make a draft a cycle that ran; what of it is still drafted is dropped and counted.

        Whoever is left without goes first in the next cycle. False where it is under review no more.
        """
        done = self._all(
            "UPDATE cycles SET state = 'done', started_at = :now, suggestions = :suggestions,"
            f" reviewed_by = :by, dropped = (SELECT count(*) FROM suggestions WHERE {OURS} AND cycle = :cycle"
            " AND state = 'drafted')"
            f" WHERE {OURS} AND id = :cycle AND state = 'drafted' RETURNING id",
            cycle=cycle,
            by=by,
            suggestions=suggestions,
            now=time_text(now),
        )
        if done:
            self._all(_LEAVE_WITHOUT, cycle=cycle, now=time_text(now))
            self._drop_drafted(cycle)
        return bool(done)

    def drop_draft(self) -> str | None:
        """Drop the draft that nobody approved; return its cycle, None where there is none."""
        row = self._one(f"UPDATE cycles SET state = 'lapsed' WHERE {OURS} AND state = 'drafted' RETURNING id")
        if row is None:
            return None
        self._drop_drafted(row["id"])
        for table in ("left_out", "idle"):
            self._all(f"DELETE FROM {table} WHERE {OURS} AND cycle = :cycle", cycle=row["id"])
        return str(row["id"])

    def _drop_drafted(self, cycle: str) -> None:
        self._all(
            f"DELETE FROM suggestions WHERE {OURS} AND cycle = :cycle AND state = '{State.DRAFTED}'",
            cycle=cycle,
        )


# By where an innovator's first suggestion stands; what one was swapped for comes right behind it.
_TOGETHER = """
    (SELECT first.place FROM suggestions first WHERE first.cycle = s.cycle AND first.innovator = s.innovator
        ORDER BY first.suggested_at, first.place LIMIT 1), s.innovator, s.suggested_at, s.place
"""

# A search that was vain is what says that an innovator goes first in the next cycle (`let_down`, `untold`).
_LEAVE_WITHOUT = """
    INSERT INTO searches (id, enterprise, team, cycle, innovator, follows, state, asked_at)
    SELECT s.id, s.enterprise, s.team, s.cycle, s.innovator, s.id, 'none', :now FROM suggestions s
    WHERE s.enterprise = :enterprise AND s.team = :team AND s.cycle = :cycle
        AND s.state IN ('drafted', 'struck')
        AND NOT EXISTS (SELECT 1 FROM suggestions other WHERE other.cycle = s.cycle
            AND other.innovator = s.innovator AND other.state = 'open')
    ON CONFLICT (enterprise, team, follows) DO NOTHING
"""


def _draft_of(row: Mapping[str, Any]) -> Draft:
    return Draft(
        cycle=row["id"],
        state=Review(row["state"]),
        local_date=date.fromisoformat(row["local_date"]),
        since=read_time(row["started_at"]),
        page=row["page"],
        suggestions=row["suggestions"],
        dropped=row["dropped"],
        reviewed_by=row["reviewed_by"],
    )
