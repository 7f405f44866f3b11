"""SQLite, through sqlite-utils: a connection per unit of work.

`begin` takes the write lock at once, because a read that turns into a write dies of "database is locked";
`read` sees one consistent moment and never waits for writers to begin.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.storage.engine import DatabaseBusy, DatabaseUnusable, Row, storable

# Older libraries can corrupt a database in WAL mode.
_SAFE_WAL = (3, 51, 3)


class SQLiteTransaction:
    """An open transaction on one connection; here nobody else writes meanwhile."""

    skip_locked = ""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run one statement; return its rows by column name."""
        cursor = self._database.execute(sql, storable(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class SQLite:
    """A SQLite file; its folder must exist."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def migrate(self, steps: Mapping[str, str]) -> None:
        """Take the steps that were not taken yet, under the write lock."""
        with self._connected(patience=10) as database:
            if sqlite3.sqlite_version_info >= _SAFE_WAL:
                database.execute("PRAGMA journal_mode = WAL").fetchall()
            with _transaction(database, "BEGIN IMMEDIATE"):
                _migrations(steps).apply(database)

    @contextmanager
    def begin(self, lock: str, patience: float) -> Iterator[SQLiteTransaction]:  # noqa: ARG002 - one lock for all
        """Open a transaction that may write."""
        with self._connected(patience) as database, _transaction(database, "BEGIN IMMEDIATE"):
            yield SQLiteTransaction(database)

    @contextmanager
    def read(self, patience: float) -> Iterator[SQLiteTransaction]:
        """Open a transaction that only reads."""
        with self._connected(patience) as database, _transaction(database, "BEGIN"):
            yield SQLiteTransaction(database)

    def close(self) -> None:
        """Nothing is held open between units of work."""

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


def _migrations(steps: Mapping[str, str]) -> Migrations:
    """Return the steps as sqlite-utils applies them, each recorded with its name."""
    migrations = Migrations("pollinate")
    for name, statements in steps.items():
        migrations(name=name)(_runs(statements))
    return migrations


def _runs(statements: str) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        database.executescript(statements)

    return step


@contextmanager
def _transaction(database: Database, begin: str) -> Iterator[None]:
    database.execute(begin)
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    database.commit()


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
