"""The Store: one transaction per act of a person, on whichever engine the database's address names."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from bot.records import Workspace
from bot.storage.arrivals import Arrivals
from bot.storage.cycles import Cycles
from bot.storage.engine import Engine, Found, Transaction
from bot.storage.held import Held
from bot.storage.installations import Installations
from bot.storage.invitations import Invitations
from bot.storage.marks import erased_since_upkeep, forget_old, raise_if_closed, upkeep_due
from bot.storage.migrations import steps_until
from bot.storage.organisations import Organisations
from bot.storage.outbox import Outbox
from bot.storage.outcomes import Outcomes
from bot.storage.paces import Paces
from bot.storage.proofs import Proofs
from bot.storage.proposals import Proposals
from bot.storage.requests import Requests
from bot.storage.results import Results
from bot.storage.retention import Retention
from bot.storage.reviews import Reviews
from bot.storage.rows import read_time
from bot.storage.stops import Stops
from bot.storage.whys import Whys


class Act(
    Outcomes,
    Cycles,
    Invitations,
    Reviews,
    Whys,
    Outbox,
    Paces,
    Requests,
    Results,
    Proofs,
    Held,
    Arrivals,
    Organisations,
    Stops,
    Proposals,
    Retention,
    Installations,
):
    """One transaction in one workspace: all of it happens, or none."""


class _Undone(Exception):  # noqa: N818 - what happens to a trial
    """Ends a transaction that must leave nothing."""


class Store:
    """Where everything is kept. `place`: a SQLite file, or the address of a PostgreSQL database."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self._engine = _engine(place)

    @property
    def name(self) -> str:
        """What may be told of the place: never a password, nor whose it is."""
        return self._engine.name

    def migrate(self, until: str | None = None) -> list[str]:
        """Bring the database to today's shape; safe to call by several processes at once.

        until: the name of the last step to take, where an older shape is wanted. Returns the steps taken.
        Raises DatabaseUnusable where it cannot be opened or written, DatabaseClosed where it was moved.
        """
        taken = self._engine.migrate(steps_until(until))
        if until is None:
            with self._engine.read(patience=10) as transaction:
                raise_if_closed(transaction, self.name)
        return taken

    def is_migrated(self, patience: float = 1.0) -> bool:
        """Whether the database has today's shape. Raises DatabaseUnusable where it does not answer, and
        DatabaseClosed where it was moved.
        """
        with self._engine.read(patience) as transaction:
            taken = {row["name"] for row in transaction.rows(transaction.steps_taken, {})}
            raise_if_closed(transaction, self.name)
        return steps_until(None).keys() <= taken

    def try_to_write(self) -> None:
        """Write something and undo it. Raises DatabaseUnusable where that is refused."""
        with suppress(_Undone), self._engine.begin("try", patience=10) as transaction:
            transaction.rows(
                "INSERT INTO tallies (enterprise, team, name, tally) VALUES ('', '', 'try', 1)", {}
            )
            raise _Undone

    def workspaces(self) -> list[Workspace]:
        """Return every workspace that has profiles."""
        with self._engine.read(patience=10) as transaction:
            found = transaction.rows(
                "SELECT enterprise, team FROM innovators UNION SELECT enterprise, team FROM champions"
                " ORDER BY enterprise, team",
                {},
            )
        return [Workspace(row["enterprise"], row["team"]) for row in found]

    def installed(self) -> dict[Workspace, datetime | None]:
        """Return every workspace in which the app is installed by OAuth, and since when.

        Those that let it in no more are there, too, with None.
        """
        with self._engine.read(patience=10) as transaction:
            found = transaction.rows(
                "SELECT enterprise, team, NULL AS since FROM stops"
                " UNION ALL SELECT enterprise, team, installed_at FROM installations",
                {},
            )
        since = {Workspace(row["enterprise"], row["team"]): row["since"] for row in found if row["since"]}
        stopped = {Workspace(row["enterprise"], row["team"]): None for row in found}
        return stopped | {workspace: read_time(text) for workspace, text in since.items()}

    @contextmanager
    def begin(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that may write; commit at the end, undo everything on any error.

        patience: seconds to wait for another writer; 1 where a person waits, 10 in the worker.
        Raises DatabaseUnusable where the lock is not had in time, the disk is full or read-only.
        """
        with self._engine.begin(f"{workspace.enterprise} {workspace.team}", patience) as transaction:
            raise_if_closed(transaction, self.name)
            yield Act(transaction, workspace)

    def alone(self, patience: float) -> AbstractContextManager[Transaction]:
        """Open a transaction across all workspaces, during which nobody else begins one that may write."""
        return self._engine.alone(patience)

    @contextmanager
    def read(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that only reads: one consistent moment."""
        with self._engine.read(patience) as transaction:
            yield Act(transaction, workspace)

    def backup(self, file: Path) -> None:
        """Write everything into an empty file; `bot.storage.restoring` says when, and makes the file."""
        self._engine.backup(file)

    def restore(
        self,
        file: Path,
        look: Callable[[Transaction], Found],
        settle: Callable[[Transaction, Found | None], None],
    ) -> Path | None:
        """Put a backup in place of what stands; see `Engine.restore`, which gets today's shape here."""
        return self._engine.restore(file, steps_until(None), look, settle)

    def upkeep(self, today: date, now: datetime, *, keep_days: int) -> bool:
        """Do once a day what keeps a database small and clean; False where it was done today.

        keep_days: how long erasures are remembered, which is as long as there are backups. After an erasure
        the space is given back in which traces of it may have stayed: that comes first, as it may be cut off.
        """
        with self._engine.read(patience=10) as transaction:
            if not upkeep_due(transaction, today):
                return False
            erased = erased_since_upkeep(transaction)
        if erased:
            self._engine.tidy()
        with self.alone(patience=10) as transaction:
            forget_old(transaction, today, now, keep_days)
        return True

    def empty_log(self) -> None:
        """Have what was erased be gone from the database's own log, too, as far as that is ours."""
        self._engine.empty_log()

    def unsafe_settings(self) -> list[str]:
        """Name the database's settings by which a power cut may take away what was committed."""
        return self._engine.unsafe_settings()

    def close(self) -> None:
        """Give back what is held open; at the end of a process, or of a test."""
        self._engine.close()


def _engine(place: Path | str) -> Engine:
    """Return the engine for a place; only the one that is used is loaded."""
    if isinstance(place, Path):
        from bot.storage.sqlite import SQLite

        return SQLite(place)
    from bot.storage.postgres import Postgres

    return Postgres(place)
