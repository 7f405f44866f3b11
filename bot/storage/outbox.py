"""The outbox: what must be sent, reserved in the transaction that causes it, and what became of it.

A letter goes pending -> sending (leased, fenced) -> sent, or back to pending with a time, or unknown where
nobody can say whether it landed (`bot.storage.doubts`), or parked where a person has to look, or withdrawn
where it may stand twice and has nothing left to say. `bot.outbox` does the sending.
"""

from collections.abc import Collection
from datetime import datetime

from bot.records import Kind, Lane, Letter, Parked
from bot.storage.arrivals import UNSEEN
from bot.storage.doubts import LATEST, Doubts, letter_of
from bot.storage.redraws import DUE_AGAIN, Redraws
from bot.storage.rows import OURS, new_id, read_time, time_text

# The attempt that holds the lease settles; a paused sender that wakes too late only has a word to say of what
# it knows has landed, and only until another attempt has begun.
_HELD = f"{LATEST} AND state = 'sending'"

# What a letter needs of Slack first.
_LANE = f"""
    CASE WHEN kind = '{Kind.HOME}' THEN '{Lane.HOME}' WHEN ts IS NOT NULL THEN '{Lane.REDRAW}'
    WHEN kind = '{Kind.NOTE}' AND channel IS NULL THEN '{Lane.OPEN}' ELSE '{Lane.POST}' END
"""

# What an attempt under way still has to say is refused by the fence.
_POSTED_ANEW = "state = 'pending', ts = NULL, fence = fence + 1, attempts = 0, error = NULL"

# One look at each of what can wait: a letter that is due, a lease that ran out, a look, a sweep.
_ANY_DUE = f"""
    SELECT 1 AS due WHERE
    EXISTS (SELECT 1 FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now
        AND NOT ({UNSEEN} AND EXISTS (SELECT 1 FROM halts WHERE {OURS})))
    OR EXISTS (SELECT 1 FROM outbox WHERE {OURS} AND state = 'sending' AND leased_until <= :now)
    OR EXISTS (SELECT 1 FROM outbox WHERE {OURS} AND state = 'unknown' AND due_at <= :before
        AND attempted_at <= :before)
    OR EXISTS (SELECT 1 FROM outbox WHERE {OURS} AND sweep_at <= :now)
"""


class Outbox(Doubts, Redraws):
    """What a transaction can do with letters."""

    def queue(self, kind: Kind, subject: str, now: datetime) -> None:
        """Reserve a letter, or have the one that stands drawn again; one letter a kind and subject."""
        self._all(
            "INSERT INTO outbox (id, enterprise, team, kind, subject, state, due_at, created_at)"
            " VALUES (:id, :enterprise, :team, :kind, :subject, 'pending', :now, :now)"
            " ON CONFLICT (enterprise, team, kind, subject) DO UPDATE SET version = outbox.version + 1,"
            f" {DUE_AGAIN}",
            id=new_id(),
            kind=kind,
            subject=subject,
            now=time_text(now),
        )

    def address_to_channel(self, kind: Kind, subject: str, channel: str) -> None:
        """Have a letter that is still to be posted go to this channel."""
        self._all(
            "UPDATE outbox SET channel = :channel"
            f" WHERE {OURS} AND kind = :kind AND subject = :subject AND ts IS NULL",
            kind=kind,
            subject=subject,
            channel=channel,
        )

    def anything_due(self, now: datetime, before: datetime) -> bool:
        """Whether there is anything to send, or in doubt that was not tried or looked for since `before`."""
        return bool(self._all(_ANY_DUE, now=time_text(now), before=time_text(before)))

    def claim_letter(
        self, now: datetime, leased_until: datetime, busy: Collection[Lane] = ()
    ) -> Letter | None:
        """Take the letter that has been due longest; nobody else can until the lease runs out.

        busy: lanes in which nothing may be sent now; what needs one of them is passed over.
        """
        passed_over = "".join(f" AND {_LANE} <> '{lane}'" for lane in busy)
        row = self._one(
            "UPDATE outbox SET state = 'sending', fence = fence + 1, attempts = attempts + 1,"
            " attempted_at = :now, leased_until = :leased_until"
            f" WHERE id = (SELECT id FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now"
            f" AND NOT ({UNSEEN} AND EXISTS (SELECT 1 FROM halts WHERE {OURS}))"
            f"{passed_over} ORDER BY due_at, id LIMIT 1 {self._transaction.skip_locked}) RETURNING *",
            now=time_text(now),
            leased_until=time_text(leased_until),
        )
        return letter_of(row) if row else None

    def end_leases(self, now: datetime) -> None:
        """Give up on attempts whose lease ran out: a first post may have landed, the rest may be repeated.

        A note without a channel was not posted, nor will it be: its sender is refused the channel.
        """
        self._all(
            "UPDATE outbox SET state = CASE WHEN ts IS NOT NULL OR kind = :home"
            " OR kind = :note AND channel IS NULL THEN 'pending' ELSE 'unknown' END"
            f" WHERE {OURS} AND state = 'sending' AND leased_until <= :now",
            home=Kind.HOME,
            note=Kind.NOTE,
            now=time_text(now),
        )

    def letter_sent(self, letter: Letter, channel: str, ts: str) -> bool:
        """Settle an attempt that landed; drawn again at once where something changed meanwhile.

        False where another attempt has begun since or the letter is gone: then what was posted is surplus.
        """
        settled = self._all(
            "UPDATE outbox SET channel = :channel, ts = :ts, drawn = :version, looked = 0, attempts = 0,"
            " error = NULL, state = CASE WHEN version > :version THEN 'pending' ELSE 'sent' END"
            f" WHERE {LATEST} RETURNING id",
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

    def address_letter(self, letter: Letter, channel: str) -> bool:
        """Keep the channel, or the person, a letter is about to go to, so that it can be looked for there.

        False where the lease is lost: then it must not be posted.
        """
        return bool(
            self._all(
                f"UPDATE outbox SET channel = :channel WHERE {_HELD} RETURNING id",
                id=letter.id,
                fence=letter.fence,
                channel=channel,
            )
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

    def park_undrawn(self, letter: Letter, error: str, now: datetime) -> None:
        """Park a letter that could not be drawn while it was taken up, which has been undone."""
        self._all(
            "UPDATE outbox SET state = 'parked', error = :error, fence = :fence, attempted_at = :now"
            f" WHERE {OURS} AND id = :id AND fence = :fence - 1 AND state = 'pending'",
            id=letter.id,
            fence=letter.fence,
            error=error,
            now=time_text(now),
        )

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

        One that may stand twice is kept until it is swept; one that was queued again meanwhile stays, due, to
        be posted anew.
        """
        self._all(
            f"UPDATE outbox SET state = 'withdrawn', ts = NULL, attempts = 0, error = NULL"
            f" WHERE {_HELD} AND version = :version AND doubted_at IS NOT NULL",
            id=letter.id,
            fence=letter.fence,
            version=letter.version,
        )
        self.letter_shared(letter)

    def taking_down(self, letter: Letter) -> None:
        """Keep that a letter's message is about to be taken away: from now on it may be gone."""
        self._all(f"UPDATE outbox SET drawn = 0 WHERE {_HELD}", id=letter.id, fence=letter.fence)

    def letter_taken_down(self, letter: Letter) -> None:
        """Settle an attempt that took the message away, as `drop_letter`.

        Where another attempt has begun since, what that one draws is gone: the letter is posted anew.
        """
        self.drop_letter(letter)
        self._all(
            f"UPDATE outbox SET {_POSTED_ANEW} WHERE {OURS} AND id = :id AND fence > :fence AND ts = :ts",
            id=letter.id,
            fence=letter.fence,
            ts=letter.ts,
        )

    def post_anew(self, letter: Letter) -> bool:
        """Have a letter posted anew whose message is gone because we took it away; False where we did not."""
        anew = f"UPDATE outbox SET {_POSTED_ANEW} WHERE {_HELD} AND ts IS NOT NULL AND drawn = 0 RETURNING id"
        return bool(self._all(anew, id=letter.id, fence=letter.fence))

    def letter_shared(self, letter: Letter) -> None:
        """Forget a letter whose files have landed: nothing is left to redraw or to sweep.

        One that was queued again meanwhile is due, to be shared anew.
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

    def letter_states(self) -> dict[str, int]:
        """Return how many letters are in each state."""
        rows = self._all(f"SELECT state, count(*) AS letters FROM outbox WHERE {OURS} GROUP BY state")
        return {row["state"]: row["letters"] for row in rows}

    def letters_due(self, now: datetime) -> int:
        """Return how many letters are due to be sent."""
        row = self._one(
            f"SELECT count(*) AS letters FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now",
            now=time_text(now),
        )
        return int(row["letters"]) if row else 0

    def oldest_due(self, now: datetime) -> datetime | None:
        """Return since when the letter has been due that waits longest to be sent; None where none waits."""
        row = self._one(
            f"SELECT min(due_at) AS due FROM outbox WHERE {OURS} AND state = 'pending' AND due_at <= :now"
            f" AND NOT ({UNSEEN} AND EXISTS (SELECT 1 FROM halts WHERE {OURS}))",
            now=time_text(now),
        )
        return read_time(row["due"]) if row and row["due"] else None

    def parked_letters(self) -> list[Parked]:
        """Return what could not be delivered, oldest first."""
        rows = self._all(
            "SELECT id, kind, channel, error FROM outbox"
            f" WHERE {OURS} AND state = 'parked' ORDER BY attempted_at, id"
        )
        return [Parked(row["id"], Kind(row["kind"]), row["channel"] or "", row["error"]) for row in rows]

    def send_parked(self, letter: str, now: datetime) -> bool:
        """Have a parked letter sent again; False where none with that id is parked."""
        return bool(
            self._all(
                "UPDATE outbox SET state = 'pending', due_at = :now, attempts = 0, error = NULL"
                f" WHERE {OURS} AND id = :letter AND state = 'parked' RETURNING id",
                letter=letter,
                now=time_text(now),
            )
        )

    def settle_parked(self, letter: str) -> bool:
        """Take a parked letter's message as it stands, wherever that is; False as `send_parked`."""
        parked = f"{OURS} AND id = :letter AND state = 'parked'"
        kept = self._all(
            f"UPDATE outbox SET state = 'sent', error = NULL WHERE {parked} AND ts IS NOT NULL RETURNING id",
            letter=letter,
        )
        dropped = self._all(f"DELETE FROM outbox WHERE {parked} RETURNING id", letter=letter)
        return bool(kept or dropped)
