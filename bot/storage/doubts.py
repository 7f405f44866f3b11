"""Letters in doubt: those of which nobody can say whether they landed, and those that may stand twice.

A letter whose fate is unknown is looked for, after a quiet window, in the history. One that was looked for in
vain and sent again stays in doubt after it has arrived: the history may have lagged, so it is swept, looked
for again at growing times, until the last sweep. One look or sweep at a time: whoever takes it up puts the
next one off, and what comes of it is kept only if no other was faster.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.records import Kind, Letter
from bot.storage.rows import OURS, Rows, read_time, time_text

LATEST = f"{OURS} AND id = :id AND fence = :fence"


class Doubts(Rows):
    """What a transaction can do with letters in doubt."""

    def claim_look(self, before: datetime, now: datetime) -> Letter | None:
        """Take up a letter that was not tried or looked for since `before`; the next look counts from now."""
        row = self._one(
            "UPDATE outbox SET due_at = :now WHERE id ="
            f" (SELECT id FROM outbox WHERE {OURS} AND state = 'unknown'"
            " AND attempted_at <= :before AND due_at <= :before"
            f" ORDER BY due_at, id LIMIT 1 {self._transaction.skip_locked}) RETURNING *",
            before=time_text(before),
            now=time_text(now),
        )
        return letter_of(row) if row else None

    def found_letter(self, letter: Letter, ts: str, channel: str | None = None) -> None:
        """Settle an unknown letter that was found in the history; its channel, where that was not known."""
        change = "ts = :ts, channel = COALESCE(:channel, channel), state = 'pending', looked = 0"
        self._settle_unknown(letter, change, ts=ts, channel=channel)

    def looked_for_letter(
        self, letter: Letter, now: datetime, *, give_up_after: int, sweep_at: datetime
    ) -> None:
        """Count a look that found nothing; after enough of them the letter is sent again, and swept later."""
        if letter.looked + 1 < give_up_after:
            change = "due_at = :now, looked = looked + 1"
            self._settle_unknown(letter, change, now=time_text(now))
        else:
            self._settle_unknown(
                letter,
                "due_at = :now, looked = 0, state = 'pending', sweep_at = :sweep_at, sweeps = 0,"
                " doubted_at = COALESCE(doubted_at, attempted_at)",
                now=time_text(now),
                sweep_at=time_text(sweep_at),
            )

    def doubt_letter(self, letter: Letter, sweep_at: datetime) -> None:
        """Keep that a letter may stand twice since this attempt, whatever became of it, and when to look."""
        self._all(
            "UPDATE outbox SET sweep_at = :sweep_at, sweeps = 0,"
            " doubted_at = COALESCE(doubted_at, :attempted_at)"
            f" WHERE {OURS} AND id = :id AND kind <> :note",
            id=letter.id,
            attempted_at=time_text(letter.attempted_at),
            sweep_at=time_text(sweep_at),
            note=Kind.NOTE,
        )

    def may_stand(self, letter: Letter, ts: str) -> bool:
        """Whether a copy that came too late may yet be the one that stays, the first there is.

        Then its sender must leave it: whoever looks or sweeps may just be taking it for the letter.
        """
        later = f"SELECT id FROM outbox WHERE {OURS} AND id = :id AND (ts IS NULL OR ts > :ts)"
        return letter.kind is not Kind.NOTE and bool(self._all(later, id=letter.id, ts=ts))

    def look_later(self, letter: Letter, counted_from: datetime) -> None:
        """Put off a look that could not be had: the next one comes a quiet window after `counted_from`."""
        self._settle_unknown(letter, "due_at = :due_at", due_at=time_text(counted_from))

    def park_unknown(self, letter: Letter, error: str) -> None:
        """Settle a letter of which nobody will ever know whether it landed; an admin sees it."""
        self._settle_unknown(letter, "state = 'parked', error = :error", error=error)

    def _settle_unknown(self, letter: Letter, change: str, **parameters: object) -> None:
        self._all(
            f"UPDATE outbox SET {change} WHERE {LATEST} AND state = 'unknown' AND looked = :looked",
            id=letter.id,
            fence=letter.fence,
            looked=letter.looked,
            **parameters,
        )

    def claim_sweep(self, now: datetime, until: datetime) -> Letter | None:
        """Take up a letter at rest that may stand twice; nobody else does before `until`."""
        row = self._one(
            "UPDATE outbox SET sweep_at = :until WHERE id ="
            f" (SELECT id FROM outbox WHERE {OURS} AND sweep_at <= :now AND state IN ('sent', 'withdrawn')"
            f" ORDER BY sweep_at, id LIMIT 1 {self._transaction.skip_locked}) RETURNING *",
            now=time_text(now),
            until=time_text(until),
        )
        return letter_of(row) if row else None

    def sweep_later(self, letter: Letter, sweep_at: datetime) -> None:
        """Put off a sweep that could not be had; it is not counted."""
        self._settle_sweep(letter, "sweep_at = :sweep_at", sweep_at=time_text(sweep_at))

    def swept(self, letter: Letter, sweep_at: datetime | None) -> None:
        """Count a sweep, and keep when the next one is; without one the letter is in doubt no more."""
        if sweep_at:
            self._settle_sweep(letter, "sweeps = sweeps + 1, sweep_at = :at", at=time_text(sweep_at))
            return
        self._all(
            f"DELETE FROM outbox WHERE {LATEST} AND state = 'withdrawn'", id=letter.id, fence=letter.fence
        )
        self._settle_sweep(letter, "sweeps = 0, sweep_at = NULL, doubted_at = NULL")

    def _settle_sweep(self, letter: Letter, change: str, **parameters: object) -> None:
        self._all(
            f"UPDATE outbox SET {change} WHERE {LATEST} AND sweeps = :sweeps AND doubted_at IS NOT NULL",
            id=letter.id,
            fence=letter.fence,
            sweeps=letter.sweeps,
            **parameters,
        )

    def keep_copy(self, letter: Letter, ts: str | None) -> bool:
        """Have a letter at rest stand for this copy of itself, drawn again there where it is another one.

        False where it was taken up since it was looked at: what was found may be what it is posted as now.
        """
        if ts == letter.ts:
            untouched = f"SELECT id FROM outbox WHERE {LATEST}"
            return bool(self._all(untouched, id=letter.id, fence=letter.fence))
        return bool(
            self._all(
                "UPDATE outbox SET ts = :ts, version = version + 1, state = 'pending'"
                f" WHERE {LATEST} AND state = 'sent' RETURNING id",
                id=letter.id,
                fence=letter.fence,
                ts=ts,
            )
        )


def letter_of(row: Mapping[str, Any]) -> Letter:
    """Return a row of the outbox as a letter."""
    return Letter(
        id=row["id"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        version=row["version"],
        fence=row["fence"],
        attempts=row["attempts"],
        looked=row["looked"],
        attempted_at=read_time(row["attempted_at"]),
        channel=row["channel"],
        ts=row["ts"],
        doubted_at=read_time(row["doubted_at"]) if row["doubted_at"] else None,
        sweeps=row["sweeps"],
    )
