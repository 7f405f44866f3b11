"""The Store on SQLite: a connection per unit of work, one transaction per act of a person.

`begin` takes the write lock at once, because a read that turns into a write dies of "database is locked";
`read` sees one consistent moment and never waits for writers to begin.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.records import Workspace
from bot.storage.cycles import Cycles
from bot.storage.migrations import migrations
from bot.storage.outbox import Outbox
from bot.storage.suggestions import Suggestions

# Older libraries can corrupt a database in WAL mode.
_SAFE_WAL = (3, 51, 3)


class DatabaseUnusable(Exception):  # noqa: N818  # a state of the world with its remedy, not a mistake
    """The database cannot be opened, read or written; the text says what to do."""


class DatabaseBusy(DatabaseUnusable):
    """Another program holds the database; the same act is likely to succeed in a moment."""


class Act(Suggestions, Cycles, Outbox):
    """One transaction in one workspace: all of it happens, or none."""


class Store:
    """Where everything is kept. `path` is the SQLite file; its folder must exist."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def migrate(self) -> None:
        """Bring the database to today's shape; safe to call by several processes at once.

        Raises DatabaseUnusable where the file cannot be opened or written.
        """
        with self._connected(patience=10) as database:
            if sqlite3.sqlite_version_info >= _SAFE_WAL:
                database.execute("PRAGMA journal_mode = WAL").fetchall()
            database.execute("BEGIN IMMEDIATE")
            try:
                migrations.apply(database)
            except BaseException:
                database.rollback()
                raise
            database.commit()

    def workspaces(self) -> list[Workspace]:
        """Return every workspace that has profiles."""
        with self._connected(patience=10) as database:
            found = database.execute(
                "SELECT enterprise, team FROM innovators UNION SELECT enterprise, team FROM champions"
                " ORDER BY enterprise, team"
            )
            return [Workspace(*row) for row in found.fetchall()]

    @contextmanager
    def begin(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that may write; commit at the end, undo everything on any error.

        patience: seconds to wait for another writer; 1 where a person waits, 10 in the worker.
        Raises DatabaseUnusable where the lock is not had in time, the disk is full or read-only.
        """
        with self._transaction("BEGIN IMMEDIATE", workspace, patience) as act:
            yield act

    @contextmanager
    def read(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that only reads: one consistent moment."""
        with self._transaction("BEGIN", workspace, patience) as act:
            yield act

    @contextmanager
    def _transaction(self, begin: str, workspace: Workspace, patience: float) -> Iterator[Act]:
        with self._connected(patience) as database:
            database.execute(begin)
            try:
                yield Act(database, workspace)
            except BaseException:
                database.rollback()
                raise
            database.commit()

    @contextmanager
    def _connected(self, patience: float) -> Iterator[Database]:
        connection: Any = None
        try:
            connection = sqlite3.connect(self.path, timeout=patience)
            database = Database(connection)
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA secure_delete = ON")  # freed space is overwritten
            yield database
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            kind = DatabaseBusy if _busy(error) else DatabaseUnusable
            raise kind(_remedy(error, self.path)) from error
        finally:
            if connection is not None:
                connection.close()


def _busy(error: sqlite3.Error) -> bool:
    return "locked" in str(error).lower()


def _remedy(error: sqlite3.Error, path: Path) -> str:
    """Return what a person should do about SQLite's refusal."""
    told = str(error)
    remedies = {
        "locked": f"The database {path} is busy with another program. Wait a moment, then try again.",
        "full": f"The disk that holds {path} is full. Free some space, then try again.",
        "readonly": f"The database {path} may not be written to."
        " Give the bot's user write permission for the file and its folder.",
        "unable to open": f"The database {path} cannot be opened."
        " Does its folder exist, and may the bot write there?",
        "not a database": f"{path} is not a SQLite database. Point DATABASE_URL at another file.",
        "malformed": f"The database {path} is damaged. Restore the last backup.",
        "disk i/o": f"The disk that holds {path} fails to read or write. Check it, then start again.",
    }
    return next(
        (text for part, text in remedies.items() if part in told.lower()),
        f"The database {path} refused: {told}.",
    )
