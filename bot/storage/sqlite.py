"""SQLite, through sqlite-utils: a transaction per unit of work, on a connection of its own.

`begin` takes the write lock at once, because a read that turns into a write dies of "database is locked";
`read` sees one consistent moment and never waits for writers to begin.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

from bot.storage import files
from bot.storage.connections import Connections
from bot.storage.engine import (
    BackupUnusable,
    DatabaseBusy,
    DatabaseUnusable,
    Found,
    InWords,
    Row,
    Transaction,
    refuse_newer,
    storable,
)
from bot.storage.library import WRITES_AHEAD, sqlite3
from bot.storage.light_sqlite_utils import Database, Migrations

# Refused on a file that may only be read, on which SQLite begins a writing transaction without a word.
_WRITES_NOTHING = "DELETE FROM _sqlite_migrations WHERE false"


class SQLiteTransaction:
    """An open transaction on one connection; here nobody else writes meanwhile."""

    skip_locked = ""
    number_on = ""
    steps_taken = "SELECT name FROM _sqlite_migrations"

    def __init__(self, database: Database, in_words: InWords) -> None:
        self.database = database
        self._in_words = in_words

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run one statement; return its rows by column name."""
        with self._in_words():
            cursor = self.database.execute(sql, storable(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class SQLite:
    """A SQLite file; its folder must exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(path)

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self.path)

    def migrate(self, steps: Mapping[str, str]) -> list[str]:
        """Take the steps that were not taken yet, under the write lock; return them."""
        with self._connected(patience=10) as database:
            database.execute(f"PRAGMA journal_mode = {'WAL' if WRITES_AHEAD else 'DELETE'}").fetchall()
            with _transaction(database, "BEGIN IMMEDIATE"):
                migrations = _migrations(steps)
                taken = [step.name for step in migrations.pending(database)]
                migrations.apply(database)
                database.execute(_WRITES_NOTHING)
                return taken

    @contextmanager
    def begin(self, lock: str, patience: float) -> Iterator[SQLiteTransaction]:  # noqa: ARG002 - one lock for all
        """Open a transaction that may write."""
        with self._connected(patience) as database, _transaction(database, "BEGIN IMMEDIATE"):
            yield SQLiteTransaction(database, self._in_words)

    @contextmanager
    def read(self, patience: float) -> Iterator[SQLiteTransaction]:
        """Open a transaction that only reads."""
        with self._connected(patience) as database, _transaction(database, "BEGIN"):
            yield SQLiteTransaction(database, self._in_words)

    def alone(self, patience: float) -> AbstractContextManager[SQLiteTransaction]:
        """Open a transaction that may write; any is the only one."""
        return self.begin("", patience)

    def unsafe_settings(self) -> list[str]:
        """Name none: what matters is set for each connection."""
        return []

    def empty_log(self) -> None:
        """Write the log back into the file and cut it to nothing, unless somebody reads in it just now."""
        with self._connected(patience=0.1) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def tidy(self) -> None:
        """Write the file anew: in the old pages, bytes of what was deleted may have stayed."""
        with self._connected(patience=10) as database:
            database.execute("VACUUM")

    def backup(self, file: Path) -> None:
        """Copy the database, as it is at one moment, with SQLite's own means; writers wait meanwhile."""
        with self._connected(patience=10) as database:
            files.copy_checked(database.conn, file)

    def restore(
        self,
        file: Path,
        steps: Mapping[str, str],
        look: Callable[[Transaction], Found],
        settle: Callable[[Transaction, Found | None], None],
    ) -> Path | None:
        """Settle a copy of the backup, then rename: the old file first, the copy into its place."""
        self.close()
        copy = files.beside(self.path)
        try:
            files.copy_backup(file, copy)
            with ExitStack() as stack, closing(SQLite(copy)) as restored:
                refuse_newer(file, restored._taken(), steps)
                restored.migrate(steps)
                found = self._shut(stack, steps, look)
                with restored.begin("", 0) as transaction:
                    settle(transaction, found)
            self.close()
            return files.put_in_place(copy, self.path)
        finally:
            files.remove(copy)

    def _taken(self) -> list[str]:
        with self._connected(patience=10) as database:
            return [step.name for step in _migrations({}).applied(database)]

    def _shut(
        self, stack: ExitStack, steps: Mapping[str, str], look: Callable[[Transaction], Found]
    ) -> Found | None:
        """Keep everybody else out of what stands, and look at it; None where nothing is there to be read."""
        if not self.path.exists():
            return None
        try:
            database = stack.enter_context(self._connected(patience=1))
            database.execute("PRAGMA journal_mode = DELETE").fetchall()  # refused while others have it open
            stack.enter_context(_transaction(database, "BEGIN EXCLUSIVE"))
            _migrations(steps).apply(database)
            return look(SQLiteTransaction(database, self._in_words))
        except (DatabaseBusy, sqlite3.OperationalError) as busy:
            raise BackupUnusable(f"{self.path} is in use. Stop the bot, then restore again.") from busy
        except (DatabaseUnusable, sqlite3.DatabaseError):
            return None

    def close(self) -> None:
        """Close the connections that are idle; the last one of all writes the log back and takes it away."""
        self._connections.close()

    @contextmanager
    def _connected(self, patience: float) -> Iterator[Database]:
        with self._in_words(), self._connections.one(patience) as database:
            yield database

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Say what SQLite refuses with its remedy; at each statement, where the act can still tell."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            kind = DatabaseBusy if _busy(error) else DatabaseUnusable
            raise kind(_remedy(error, self.path)) from error


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
