"""Backups taken and restored, and what a restored database must be told of the time since.

Who was erased since is erased again. What may have been sent since is not sent again: letters that were still
to be sent are looked for first, and notes, which cannot be looked for, are left to an admin. The latest cycle
that was due counts as run.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.records import Kind, Workspace
from bot.storage import files
from bot.storage.engine import BackupUnusable, Row, Transaction
from bot.storage.erasures import fingerprint
from bot.storage.marks import backup_taken_at, close, mark_backup, reopen
from bot.storage.migrations import people_columns
from bot.storage.own_settings import ADMINS, BETWEEN
from bot.storage.rows import new_id, time_text
from bot.storage.store import Act, Store

NOTE_OF_UNKNOWN_FATE: Final = (
    "it had not been sent when the backup was taken, and may have been sent since; look into the conversation"
)
Latest = Callable[[Mapping[str, str]], date]
_ASIDE: Final = "a backup was put in its place. To have this back instead, restore this file."


@dataclass
class Standing:
    """What stood before: who was erased, by fingerprint, when cycles ran, profiles changed and cards were
    answered, and the installations with the tokens that Slack takes now.
    """

    erasures: Mapping[str, str]
    since: Mapping[str, list[str]]
    installations: list[Row]


@dataclass
class Restored:
    """What restoring did. `lost` counts what happened since the backup; None where that cannot be told."""

    taken_at: datetime
    lost: dict[str, int] | None
    erased: int = 0
    looked_for: int = 0
    parked: int = 0
    aside: Path | None = field(default=None)


def backup(store: Store, file: Path, now: datetime) -> None:
    """Write all that a store holds into a new file, readable by its owner only; the bot may be running.

    Raises BackupUnusable where the file is there already or cannot be written or made.
    """
    part = file.with_name(f".{file.name}.part")
    if file.exists():
        raise BackupUnusable(f"{file} is there already. Give a name that is free.")
    try:
        files.make_private(part)
        with store.alone(10) as transaction:
            mark_backup(transaction, now)
        store.backup(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be written ({error.strerror}). Check its folder.") from error
    finally:
        with suppress(OSError):
            part.unlink()


def restore(store: Store, file: Path, now: datetime, *, keep_days: int, latest: Latest) -> Restored:
    """Put a backup in place of what a store holds.

    keep_days: how old a backup may be, as long as erasures are remembered. latest: from a
    workspace's own settings to the local date of the latest cycle that was due. Raises BackupUnusable, with
    nothing changed, where that cannot be.
    """
    done: list[Restored] = []

    def look(standing: Transaction) -> Standing:
        found = _standing(standing)
        mark_backup(standing, now)
        close(standing, _ASIDE, now)
        return found

    def settle(restored: Transaction, standing: Standing | None) -> None:
        taken_at = _taken_at(restored, file, now, keep_days)
        reopen(restored)
        done.append(Restored(taken_at, _lost(standing, time_text(taken_at)) if standing else None))
        done[0].erased = _erase_again(restored, standing.erasures if standing else {}, taken_at, now)
        done[0].looked_for, done[0].parked = _settle_letters(restored, time_text(taken_at))
        if standing:
            _keep_installations(restored, standing.installations)
        _count_as_run(restored, latest, now)

    aside = store.restore(file, look, settle)
    done[0].aside = aside
    return done[0]


def _standing(standing: Transaction) -> Standing:
    erasures = standing.rows("SELECT person, erased_at FROM erasures", {})
    return Standing(
        {row["person"]: row["erased_at"] for row in erasures},
        {
            what: [row["at"] for row in standing.rows(sql, {})]
            for what, sql in (
                ("cycles", "SELECT started_at AS at FROM cycles WHERE state = 'done'"),
                (
                    "profiles",
                    "SELECT updated_at AS at FROM innovators UNION ALL SELECT updated_at FROM champions",
                ),
                ("answers", "SELECT decided_at AS at FROM suggestions WHERE decided_at IS NOT NULL"),
            )
        },
        standing.rows("SELECT * FROM installations", {}),
    )


def _keep_installations(restored: Transaction, installations: list[Row]) -> None:
    """Keep where the app is installed now: a token of the backup may have been renewed, or revoked, since."""
    restored.rows("DELETE FROM installations", {})
    for row in installations:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        restored.rows(f"INSERT INTO installations ({names}) VALUES ({values})", row)


def _taken_at(restored: Transaction, file: Path, now: datetime, keep_days: int) -> datetime:
    """Return when a backup was taken. Raises BackupUnusable where it is none of ours, or too old."""
    taken_at = backup_taken_at(restored)
    if taken_at is None:
        raise BackupUnusable(f"{file} is no backup that `python -m bot backup` wrote. Give one that is.")
    if now - taken_at > timedelta(days=keep_days):
        raise BackupUnusable(
            f"{file} was taken on {taken_at:%d %B %Y}, more than {keep_days} days ago: who was erased"
            " since is no longer known (POLLINATE_BACKUP_DAYS). Restore a newer backup."
        )
    return taken_at


def _lost(standing: Standing, taken_at: str) -> dict[str, int]:
    return {what: sum(at > taken_at for at in times) for what, times in standing.since.items()}


# Everybody a database names.
_PEOPLE: Final = " UNION ".join(
    f"SELECT enterprise, team, {column} AS person FROM {table}"
    for table, column in (*people_columns(), ("audit", "subject"), ("outbox", "subject"))
)


def _erase_again(
    restored: Transaction, erasures: Mapping[str, str], taken_at: datetime, now: datetime
) -> int:
    """Erase who was erased since a backup; return how many that were."""
    erased = {person for person, at in erasures.items() if at > time_text(taken_at)}
    found = [
        (Act(restored, workspace), row["person"])
        for row in (*restored.rows(_PEOPLE, {}), *_admins(restored))
        if fingerprint(workspace := Workspace(row["enterprise"], row["team"]), row["person"] or "") in erased
    ]
    for act, person in found:
        act.redraw_about(person, now)
        act.erase_profiles(person, now)
    return len(found)


def _admins(restored: Transaction) -> Iterator[Row]:
    """Yield whom workspaces name as admins in settings of their own."""
    for row in restored.rows("SELECT * FROM own_settings WHERE name = :name", {"name": ADMINS}):
        yield from ({**row, "person": person} for person in row["text"].split(BETWEEN))


def _either(subject: str, pairs: str) -> str:
    """Return who it is where a subject names one of the two by their side, behind an id."""
    sides = (
        f"(SELECT {side}s.person FROM {pairs} JOIN {side}s ON {side}s.id = suggestions.{side}"
        f" WHERE outbox.subject = {subject} || ':' || '{side}')"
        for side in ("innovator", "champion")
    )
    return f"COALESCE({', '.join(sides)})"


# Whom a letter is for, where its channel is not known yet: there it is looked for. A proof card and a review
# have their channel from the start; a note is looked for nowhere, and a Home tab is only drawn again.
ADDRESSEES: Final[Mapping[Kind, str]] = {
    Kind.CARDS: "(SELECT person FROM champions WHERE outbox.subject LIKE '%:' || champions.id)",
    Kind.CONSENT: "(SELECT person FROM innovators WHERE id ="
    " (SELECT innovator FROM suggestions WHERE suggestions.id = outbox.subject))",
    Kind.SUMMARY: "(SELECT asked_by FROM cycles WHERE cycles.id = outbox.subject)",
    Kind.NEWS: "(SELECT person FROM innovators WHERE outbox.subject LIKE '%:' || innovators.id)",
    Kind.INVITATION: "(SELECT person FROM invitations WHERE invitations.id = outbox.subject)",
    Kind.QUESTIONS: "(SELECT person FROM askings WHERE askings.id = outbox.subject)",
    Kind.SILENCE: "(SELECT person FROM silences WHERE silences.id = outbox.subject)",
    Kind.UNMET: _either("suggestions.id", "suggestions"),
    Kind.PROOF_QUESTION: _either(
        "proofs.id", "proofs JOIN suggestions ON suggestions.id = proofs.suggestion"
    ),
    **dict.fromkeys((Kind.PROPOSAL, Kind.FAREWELL, Kind.MY_DATA, Kind.EXPORT, Kind.REPORT), "subject"),
}
ADDRESSED_OTHERWISE: Final = frozenset({Kind.PROOF, Kind.REVIEW, Kind.NOTE, Kind.HOME})
_CASES: Final = " ".join(f"WHEN '{kind}' THEN {who}" for kind, who in ADDRESSEES.items())


def _settle_letters(restored: Transaction, taken_at: str) -> tuple[int, int]:
    """Have no letter sent again that may have been sent since; return how many are looked for, and parked.

    What is only drawn again is left as it is. Attempts under way now are told apart by a fence far ahead.
    """
    on_its_way = "ts IS NULL AND kind <> :home AND state IN ('pending', 'sending', 'unknown')"
    bound = {"home": Kind.HOME, "note": Kind.NOTE, "taken_at": taken_at}
    restored.rows("UPDATE outbox SET fence = fence + 1000000, leased_until = NULL", {})
    parked = restored.rows(
        "UPDATE outbox SET state = 'parked', attempted_at = COALESCE(attempted_at, :taken_at), error = :error"
        f" WHERE {on_its_way} AND kind = :note RETURNING id",
        {**bound, "error": NOTE_OF_UNKNOWN_FATE},
    )
    looked_for = restored.rows(
        f"UPDATE outbox SET state = 'unknown', attempted_at = :taken_at, due_at = :taken_at, looked = 0,"
        f" channel = COALESCE(channel, CASE kind {_CASES} END)"
        f" WHERE {on_its_way} AND kind <> :note RETURNING id",
        bound,
    )
    restored.rows("UPDATE outbox SET state = 'pending' WHERE state = 'sending'", {})
    return len(looked_for), len(parked)


def _count_as_run(restored: Transaction, latest: Latest, now: datetime) -> None:
    """Let no cycle run that may have run: what is due or drafted, and the latest date, are passed over."""
    restored.rows("UPDATE cycles SET state = 'passed over' WHERE state = 'due'", {})
    for workspace in _workspaces(restored):
        act = Act(restored, workspace)
        restored.rows(
            "INSERT INTO cycles (id, enterprise, team, local_date, state, started_at)"
            " VALUES (:id, :enterprise, :team, :date, 'passed over', :now)"
            " ON CONFLICT (enterprise, team, local_date) DO NOTHING",
            {
                "id": new_id(),
                "date": latest(act.own_settings()).isoformat(),
                "now": time_text(now),
                **vars(workspace),
            },
        )
        if draft := act.drop_draft():
            act.queue(Kind.REVIEW, draft, now)


def _workspaces(restored: Transaction) -> Iterator[Workspace]:
    everyone = "SELECT enterprise, team FROM innovators UNION SELECT enterprise, team FROM champions"
    return (Workspace(**row) for row in restored.rows(everyone, {}))
