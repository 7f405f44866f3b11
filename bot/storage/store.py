"""The Store: one transaction per act of a person, on whichever engine the database's address names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.records import Workspace
from bot.storage.cycles import Cycles
from bot.storage.engine import Engine
from bot.storage.migrations import steps_until
from bot.storage.outbox import Outbox
from bot.storage.requests import Requests
from bot.storage.results import Results
from bot.storage.suggestions import Suggestions


class Act(Suggestions, Cycles, Outbox, Requests, Results):
    """One transaction in one workspace: all of it happens, or none."""


class Store:
    """Where everything is kept. `place`: a SQLite file, or the address of a PostgreSQL database."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self._engine = _engine(place)

    def migrate(self, until: str | None = None) -> None:
        """Bring the database to today's shape; safe to call by several processes at once.

        until: the name of the last step to take, where an older shape is wanted.
        Raises DatabaseUnusable where it cannot be opened or written.
        """
        self._engine.migrate(steps_until(until))

    def workspaces(self) -> list[Workspace]:
        """Return every workspace that has profiles."""
        with self._engine.read(patience=10) as transaction:
            found = transaction.rows(
                "SELECT enterprise, team FROM innovators UNION SELECT enterprise, team FROM champions"
                " ORDER BY enterprise, team",
                {},
            )
        return [Workspace(row["enterprise"], row["team"]) for row in found]

    @contextmanager
    def begin(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that may write; commit at the end, undo everything on any error.

        patience: seconds to wait for another writer; 1 where a person waits, 10 in the worker.
        Raises DatabaseUnusable where the lock is not had in time, the disk is full or read-only.
        """
        with self._engine.begin(f"{workspace.enterprise} {workspace.team}", patience) as transaction:
            yield Act(transaction, workspace)

    @contextmanager
    def read(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        """Open a transaction that only reads: one consistent moment."""
        with self._engine.read(patience) as transaction:
            yield Act(transaction, workspace)

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
