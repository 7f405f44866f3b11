"""What manners need to know: who had which message when, and whether an admin has stopped everything.

A letter's first posting counts for its person, by the ts that Slack gave it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.records import AGAIN, UNASKED, Halt, Kind, Letter
from bot.storage.rows import OURS, Rows, read_time, time_text


def _quoted(kinds: Collection[Kind]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


# What nobody asked for and nobody has seen yet.
UNSEEN = f"(ts IS NULL AND kind IN ({_quoted(UNASKED)}))"


class Arrivals(Rows):
    """What a transaction can do with who is written to when."""

    def address_person(self, letter: Letter, person: str) -> None:
        """Keep who gets a letter."""
        self._all(
            f"UPDATE outbox SET person = :person WHERE {OURS} AND id = :id", id=letter.id, person=person
        )

    def arrived(self, person: str, kinds: Collection[Kind], since: datetime, but: Letter) -> int:
        """Return how many letters of these kinds, beside one, were posted to a person since then."""
        return self._count(
            f"SELECT count(*) FROM outbox WHERE {OURS} AND person = :person AND id <> :but"
            f" AND kind IN ({_quoted(kinds)}) AND ts >= :since AND NOT (kind = :kind AND subject = :before)",
            person=person,
            but=but.id,
            kind=but.kind,
            before=but.subject.removesuffix(AGAIN),  # it is taken down where this one is posted again
            since=f"{since.timestamp():.6f}",
        )

    def hold_letter(self, letter: Letter, until: datetime) -> None:
        """Put a letter back that may not arrive yet; it counts as not tried."""
        self._all(
            "UPDATE outbox SET state = 'pending', due_at = :until, attempts = attempts - 1"
            f" WHERE {OURS} AND id = :id AND fence = :fence AND state = 'sending'",
            id=letter.id,
            fence=letter.fence,
            until=time_text(until),
        )

    def began(self, cycle: str | None = None) -> datetime | None:
        """Return when a cycle ran; without an id, the last one that did. None where there is none."""
        row = self._one(
            f"SELECT max(started_at) AS began FROM cycles WHERE {OURS} AND state = 'done'"
            " AND id = COALESCE(:cycle, id)",
            cycle=cycle,
        )
        return read_time(row["began"]) if row and row["began"] else None

    def halt(self, person: str, now: datetime) -> bool:
        """Stop every cycle and every letter that nobody asked for; False where they are stopped already."""
        return bool(
            self._all(
                "INSERT INTO halts (enterprise, team, halted_at, halted_by)"
                " VALUES (:enterprise, :team, :now, :person)"
                " ON CONFLICT (enterprise, team) DO NOTHING RETURNING team",
                person=person,
                now=time_text(now),
            )
        )

    def lift_halt(self) -> bool:
        """Let cycles and letters go on; False where nothing was stopped."""
        return bool(self._all(f"DELETE FROM halts WHERE {OURS} RETURNING team"))

    def halted(self) -> Halt | None:
        """Return since when and by whom everything is stopped; None where it is not."""
        row = self._one(f"SELECT halted_at, halted_by FROM halts WHERE {OURS}")
        return Halt(read_time(row["halted_at"]), row["halted_by"]) if row else None

    def spread_letters(self, now: datetime, gap: timedelta) -> int:
        """Have the letters that nobody asked for, and that are due, go out one after the other.

        gap: the time between two of them. Returns how many there are.
        """
        rows = self._all(
            f"SELECT id FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now AND {UNSEEN}"
            " ORDER BY due_at, id",
            now=time_text(now),
        )
        for place, row in enumerate(rows):
            due_at = time_text(now + place * gap)
            self._all(f"UPDATE outbox SET due_at = :due_at WHERE {OURS} AND id = :id", due_at=due_at, **row)
        return len(rows)
