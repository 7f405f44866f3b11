"""What was last done with the whole database: when it was backed up, tidied, and whether it is closed."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.storage.engine import DatabaseUnusable, Row, Transaction
from bot.storage.rows import read_time, time_text

MARKS: Final = "marks"  # the table
_DAY: Final = timedelta(days=1)


class DatabaseClosed(DatabaseUnusable):
    """Everything was moved to another place or replaced; the text says where it is."""


def close(transaction: Transaction, told: str, now: datetime) -> None:
    """Have nobody begin a transaction that may write any more. told: a sentence that says what to use."""
    _mark(transaction, "closed", time_text(now), told)


def reopen(transaction: Transaction) -> None:
    """Let everybody begin transactions again."""
    transaction.rows("DELETE FROM marks WHERE name = 'closed'", {})


def raise_if_closed(transaction: Transaction, name: str) -> None:
    """Raise DatabaseClosed where `close` was called. name: what may be told of the place."""
    for row in _marked(transaction, "closed"):
        raise DatabaseClosed(f"The database {name} is no longer in use since {row['at'][:10]}: {row['told']}")


def mark_backup(transaction: Transaction, now: datetime) -> None:
    """Note that a backup is taken now; it holds the note."""
    _mark(transaction, "backup", time_text(now), "")


def backup_taken_at(transaction: Transaction) -> datetime | None:
    """Return when the last backup was taken; None where there was none."""
    return next((read_time(row["at"]) for row in _marked(transaction, "backup")), None)


def upkeep_due(transaction: Transaction, today: date) -> bool:
    """Whether there was no upkeep on this local date."""
    return all(row["told"] < today.isoformat() for row in _marked(transaction, "upkeep"))


def erased_since_upkeep(transaction: Transaction) -> bool:
    """Whether anybody was erased since the last upkeep."""
    since = "(SELECT at FROM marks WHERE name = 'upkeep')"
    return bool(
        transaction.rows(f"SELECT 1 FROM erasures WHERE erased_at > COALESCE({since}, '') LIMIT 1", {})
    )


def forget_old(transaction: Transaction, today: date, now: datetime, keep_days: int) -> None:
    """Forget erasures older than any backup, and rates of yesterday; note that it was done."""
    before = {"before": time_text(now - timedelta(days=keep_days))}
    transaction.rows("DELETE FROM erasures WHERE erased_at < :before", before)
    transaction.rows("DELETE FROM paces WHERE free_at < :before", {"before": time_text(now - _DAY)})
    _mark(transaction, "upkeep", time_text(now), today.isoformat())


def _mark(transaction: Transaction, name: str, at: str, told: str) -> None:
    transaction.rows(
        "INSERT INTO marks (name, at, told) VALUES (:name, :at, :told)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at, told = excluded.told",
        {"name": name, "at": at, "told": told},
    )


def _marked(transaction: Transaction, name: str) -> list[Row]:
    return transaction.rows("SELECT at, told FROM marks WHERE name = :name", {"name": name})
