"""What an engine is to the rest of the storage: transactions in which statements with named parameters run.

There are two: `bot.storage.sqlite` and `bot.storage.postgres`. They take the same SQL; where they differ in
words, the engine translates or names its own word here.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = dict[str, Any]


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


class Transaction(Protocol):
    """An open transaction. `skip_locked` ends a SELECT of rows that another process may just be taking."""

    skip_locked: str

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run one statement, its parameters written `:name`; return its rows by column name."""
        ...


class Engine(Protocol):
    """A database. All of its methods raise DatabaseUnusable or DatabaseBusy with the remedy in words."""

    def migrate(self, steps: Mapping[str, str]) -> None:
        """Take those of these steps, by name, that were not taken yet; safe for several processes at once."""
        ...

    def begin(self, lock: str, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction that may write: committed at the end, undone on any error.

        Those with the same lock follow each other. patience: seconds to wait for it.
        """
        ...

    def read(self, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads: one consistent moment."""
        ...

    def close(self) -> None:
        """Give back what is held open."""
        ...
