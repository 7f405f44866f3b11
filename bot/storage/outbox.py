"""The outbox: what must be sent, reserved in the transaction that causes it, and what became of it.

A letter goes pending -> sending (leased, fenced) -> sent, or back to pending with a time, or unknown where
nobody can say whether it landed, or parked where a person has to look. `bot.outbox` does the sending.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.records import Kind, Letter
from bot.storage.arrivals import UNSEEN
from bot.storage.rows import OURS, Rows, new_id, read_time, time_text

# The attempt that holds the lease settles; a paused sender that wakes too late only has a word to say of what
# it knows has landed, and only until another attempt has begun.
_LATEST = f"{OURS} AND id = :id AND fence = :fence"
_HELD = f"{_LATEST} AND state = 'sending'"

# A letter at rest becomes due; one on its way keeps its state and sees the new version when it is settled.
_DUE_AGAIN = """
    due_at = CASE WHEN outbox.state IN ('sent', 'parked') THEN :now ELSE outbox.due_at END,
    state = CASE WHEN outbox.state IN ('sent', 'parked') THEN 'pending' ELSE outbox.state END
"""

# Letters that show a suggestion one of whose people is :person.
_ABOUT = """
    WITH theirs AS (
        SELECT s.id, s.cycle, s.champion FROM suggestions s
        JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion
        WHERE s.enterprise = :enterprise AND s.team = :team
            AND (innovators.person = :person OR champions.person = :person)
    )
    SELECT 'cards', cycle || ':' || champion FROM theirs
    UNION SELECT 'consent', id FROM theirs
    UNION SELECT 'note', id FROM theirs
    UNION SELECT 'questions', asking FROM follow_ups WHERE suggestion IN (SELECT id FROM theirs)
    UNION SELECT 'silence', id FROM silences
        WHERE enterprise = :enterprise AND team = :team AND person = :person
"""


class Outbox(Rows):
    """What a transaction can do with letters."""

    def queue(self, kind: Kind, subject: str, now: datetime) -> None:
        """Reserve a letter, or have the one that stands drawn again; one letter a kind and subject."""
        self._all(
            "INSERT INTO outbox (id, enterprise, team, kind, subject, state, due_at, created_at)"
            " VALUES (:id, :enterprise, :team, :kind, :subject, 'pending', :now, :now)"
            " ON CONFLICT (enterprise, team, kind, subject) DO UPDATE SET version = outbox.version + 1,"
            f" {_DUE_AGAIN}",
            id=new_id(),
            kind=kind,
            subject=subject,
            now=time_text(now),
        )

    def redraw_about(self, person: str, now: datetime) -> None:
        """Have every letter drawn again that shows a person; to be called before they are erased."""
        self._all(
            f"UPDATE outbox SET version = version + 1, {_DUE_AGAIN}"
            f" WHERE {OURS} AND (kind, subject) IN ({_ABOUT})",
            person=person,
            now=time_text(now),
        )

    def redraw_suggestion(self, suggestion: str, now: datetime) -> None:
        """Have what shows a suggestion drawn again: its champion's cards and its innovator's question."""
        self._all(
            f"UPDATE outbox SET version = version + 1, {_DUE_AGAIN}"
            f" WHERE {OURS} AND (kind, subject) IN (SELECT 'cards', cycle || ':' || champion FROM suggestions"
            f" WHERE {OURS} AND id = :suggestion UNION SELECT 'consent', :suggestion)",
            suggestion=suggestion,
            now=time_text(now),
        )

    def claim_letter(self, now: datetime, leased_until: datetime) -> Letter | None:
        """Take the letter that has been due longest; nobody else can until the lease runs out."""
        row = self._one(
            "UPDATE outbox SET state = 'sending', fence = fence + 1, attempts = attempts + 1,"
            " attempted_at = :now, leased_until = :leased_until"
            f" WHERE id = (SELECT id FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now"
            f" AND NOT ({UNSEEN} AND EXISTS (SELECT 1 FROM halts WHERE {OURS}))"
            f" ORDER BY due_at, id LIMIT 1 {self._transaction.skip_locked}) RETURNING *",
            now=time_text(now),
            leased_until=time_text(leased_until),
        )
        return _letter_of(row) if row else None

    def end_leases(self, now: datetime) -> None:
        """Give up on attempts whose lease ran out: a first post may have landed, the rest may be repeated."""
        self._all(
            "UPDATE outbox SET"
            " state = CASE WHEN ts IS NULL AND kind <> :home THEN 'unknown' ELSE 'pending' END"
            f" WHERE {OURS} AND state = 'sending' AND leased_until <= :now",
            home=Kind.HOME,
            now=time_text(now),
        )

    def letter_sent(self, letter: Letter, channel: str, ts: str) -> bool:
        """Settle an attempt that landed; drawn again at once where something changed meanwhile.

        False where another attempt has begun since or the letter is gone: then what was posted is surplus.
        """
        settled = self._all(
            "UPDATE outbox SET channel = :channel, ts = :ts, drawn = :version, looked = 0, attempts = 0,"
            " error = NULL, state = CASE WHEN version > :version THEN 'pending' ELSE 'sent' END"
            f" WHERE {_LATEST} RETURNING id",
            id=letter.id,
            fence=letter.fence,
            version=letter.version,
            channel=channel,
            ts=ts,
        )
        return bool(settled) or self._landed_late(letter, ts)

    def _landed_late(self, letter: Letter, ts: str) -> bool:
        """Whether a late attempt reached the very message that stands; what it showed may be old by now."""
        return bool(
            self._all(
                "UPDATE outbox SET version = version + 1,"
                " state = CASE WHEN state = 'sent' THEN 'pending' ELSE state END"
                f" WHERE {OURS} AND id = :id AND ts = :ts RETURNING id",
                id=letter.id,
                ts=ts,
            )
        )

    def found_letter(self, letter: Letter, ts: str) -> None:
        """Settle an unknown letter that was found in the history."""
        self._settle_unknown(letter, "ts = :ts, state = 'pending', looked = 0", ts=ts)

    def looked_for_letter(self, letter: Letter, now: datetime, *, give_up_after: int) -> None:
        """Count a look that found nothing; after enough of them the letter is sent again.

        `due_at` keeps the time of the look, so that the next one comes a quiet window later.
        """
        self._settle_unknown(
            letter,
            "due_at = :now, looked = CASE WHEN looked + 1 >= :looks THEN 0 ELSE looked + 1 END,"
            " state = CASE WHEN looked + 1 >= :looks THEN 'pending' ELSE 'unknown' END",
            now=time_text(now),
            looks=give_up_after,
        )

    def look_later(self, letter: Letter, counted_from: datetime) -> None:
        """Put off a look that could not be had: the next one comes a quiet window after `counted_from`."""
        self._settle_unknown(letter, "due_at = :due_at", due_at=time_text(counted_from))

    def park_unknown(self, letter: Letter, error: str) -> None:
        """Settle a letter of which nobody will ever know whether it landed; an admin sees it."""
        self._settle_unknown(letter, "state = 'parked', error = :error", error=error)

    def _settle_unknown(self, letter: Letter, change: str, **parameters: object) -> None:
        self._all(
            f"UPDATE outbox SET {change} WHERE {_LATEST} AND state = 'unknown'",
            id=letter.id,
            fence=letter.fence,
            **parameters,
        )

    def address_letter(self, letter: Letter, channel: str) -> None:
        """Keep the channel a letter is about to go to, so that it can be looked for there."""
        self._all(
            f"UPDATE outbox SET channel = :channel WHERE {_HELD}",
            id=letter.id,
            fence=letter.fence,
            channel=channel,
        )

    def letter_later(self, letter: Letter, due_at: datetime, error: str) -> None:
        """Settle an attempt that surely did not land: again at its time."""
        self._settle(letter, "pending", error, due_at)

    def letter_unknown(self, letter: Letter, error: str) -> None:
        """Settle an attempt of which nobody can say whether it landed."""
        self._settle(letter, "unknown", error, None)

    def park_letter(self, letter: Letter, error: str) -> None:
        """Settle an attempt that will never land; an admin sees it in the status.

        One that was queued again meanwhile is tried again: what is drawn by then may land.
        """
        self._settle(letter, "parked", error, None)

    def _settle(self, letter: Letter, state: str, error: str, due_at: datetime | None) -> None:
        self._all(
            "UPDATE outbox SET error = :error, due_at = COALESCE(:due_at, due_at),"
            " state = CASE WHEN :state = 'parked' AND version > :version THEN 'pending' ELSE :state END"
            f" WHERE {_HELD}",
            id=letter.id,
            fence=letter.fence,
            version=letter.version,
            state=state,
            error=error,
            due_at=time_text(due_at) if due_at else None,
        )

    def drop_letter(self, letter: Letter) -> None:
        """Forget a letter that has nothing left to say, its message withdrawn.

        One that was queued again meanwhile stays, due, to be posted anew.
        """
        self._all(
            f"DELETE FROM outbox WHERE {_HELD} AND version = :version",
            id=letter.id,
            fence=letter.fence,
            version=letter.version,
        )
        self._all(
            f"UPDATE outbox SET state = 'pending', ts = NULL, attempts = 0, error = NULL WHERE {_HELD}",
            id=letter.id,
            fence=letter.fence,
        )

    def unknown_letters(self, attempted_before: datetime) -> list[Letter]:
        """Return the letters of which nothing was known or seen for the quiet window."""
        rows = self._all(
            f"SELECT * FROM outbox WHERE {OURS} AND state = 'unknown'"
            " AND attempted_at <= :before AND due_at <= :before ORDER BY id",
            before=time_text(attempted_before),
        )
        return [_letter_of(row) for row in rows]

    def letter_states(self) -> dict[str, int]:
        """Return how many letters are in each state."""
        rows = self._all(f"SELECT state, count(*) AS letters FROM outbox WHERE {OURS} GROUP BY state")
        return {row["state"]: row["letters"] for row in rows}

    def parked_letters(self) -> list[tuple[Kind, str, str]]:
        """Return what could not be delivered, oldest first: its kind, its channel (or empty) and why."""
        rows = self._all(
            f"SELECT kind, channel, error FROM outbox WHERE {OURS} AND state = 'parked' ORDER BY attempted_at"
        )
        return [(Kind(row["kind"]), row["channel"] or "", row["error"]) for row in rows]


def _letter_of(row: Mapping[str, Any]) -> Letter:
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
    )
