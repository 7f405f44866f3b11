"""What an engine is to the rest of the storage: transactions in which statements with named parameters run.

There are two: `bot.storage.sqlite` and `bot.storage.postgres`. They take the same SQL; where they differ in
words, the engine translates or names its own word here.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

Row = dict[str, Any]
# Says in words, with the remedy, whatever a database refuses in it.
InWords = Callable[[], AbstractContextManager[None]]
Found = TypeVar("Found")


def storable(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return parameters as both engines keep them: no text of PostgreSQL's has a null byte."""
    return {
        name: told.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(told, str) else told
        for name, told in parameters.items()
    }


class DatabaseUnusable(Exception):  # noqa: N818  # a state of the world with its remedy, not a mistake
    """The database cannot be opened, read or written; the text says what to do."""


class DatabaseBusy(DatabaseUnusable):
    """Another program holds the database; the same act is likely to succeed in a moment."""


class BackupUnusable(DatabaseUnusable):
    """A backup cannot be made or restored; the text says why, and what to do."""


def refuse_newer(file: Path, taken: Collection[str], steps: Collection[str]) -> None:
    """Raise BackupUnusable where steps were taken in a backup that we do not know."""
    if set(taken) - set(steps):
        raise BackupUnusable(
            f"{file} was made by a newer release of Pollinate. Update this one, then restore again."
        )


class Transaction(Protocol):
    """An open transaction. `skip_locked` ends a SELECT of rows that another process may just be taking.

    `number_on` is the statement after which rows are numbered on from the highest number in `audit`; empty
    where that goes by itself. `steps_taken` selects the name of each migration step that was taken.
    """

    skip_locked: str
    number_on: str
    steps_taken: str

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run one statement, its parameters written `:name`; return its rows by column name."""
        ...


class Engine(Protocol):
    """A database. All of its methods raise DatabaseUnusable or DatabaseBusy with the remedy in words."""

    @property
    def name(self) -> str:
        """What may be told of where it is: never a password, nor whose it is."""
        ...

    def migrate(self, steps: Mapping[str, str]) -> list[str]:
        """Take those of these steps, by name, that were not taken yet, and return them; safe for several
        processes at once.
        """
        ...

    def begin(self, lock: str, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction that may write: committed at the end, undone on any error.

        Those with the same lock follow each other. patience: seconds to wait for it.
        """
        ...

    def read(self, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads: one consistent moment."""
        ...

    def alone(self, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction during which nobody else begins one that may write, in any workspace."""
        ...

    def unsafe_settings(self) -> list[str]:
        """Name the settings by which a power cut may take away what was committed."""
        ...

    def empty_log(self) -> None:
        """Have what was erased be gone from SQLite's log as it is from the file, unless it is being read."""
        ...

    def tidy(self) -> None:
        """Give back the space of what was deleted; SQLite's file is written anew, without it."""
        ...

    def backup(self, file: Path) -> None:
        """Write everything into a file that is there and empty, and check it. The database may be in use."""
        ...

    def restore(
        self,
        file: Path,
        steps: Mapping[str, str],
        look: Callable[[Transaction], Found],
        settle: Callable[[Transaction, Found | None], None],
    ) -> Path | None:
        """Put a backup, grown to today's shape, in place of what stands; return where that was put aside.

        Between the two, `look` reads what stands, and `settle` changes what was restored by what it found:
        None where nothing stands that can be read. On any error all stays as it was.
        """
        ...

    def close(self) -> None:
        """Give back what is held open."""
        ...
