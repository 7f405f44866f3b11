"""Where a database stands: a SQLite file or one of a PostgreSQL server's databases, new for every world.

What is kept is read here past the bot, in plain SQL, so that it is judged by what is there.
"""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from bot.storage import Store
from bot.storage.library import sqlite3
from tests.postgres_place import SHAPED

Place = Path | str
SQLITE: Final = "sqlite"
_BUSY_SECONDS: Final = 30


@contextmanager
def new_place(engine: str, folder: Path) -> Iterator[Place]:
    """Make an empty database of today's shape that is gone afterwards.

    engine: SQLITE, or the address of a database of the tests' PostgreSQL server, where one of today's shape
    is copied.
    """
    if engine == SQLITE:
        Store(folder / "pollinate.db").migrate()
        yield folder / "pollinate.db"
        return
    name = f"faults_{uuid.uuid4().hex}"
    _run(engine, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, SHAPED)
    try:
        yield _beside(engine, name)
    finally:
        _run(engine, "DROP DATABASE {} WITH (FORCE)", name)


def _beside(engine: str, name: str) -> str:
    """Return the address of a database beside this one."""
    before, _, options = engine.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{'?' + options if options else ''}"


def _run(engine: str, statement: LiteralString, *names: str) -> None:
    with psycopg.connect(engine, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def rows(place: Place, statement: LiteralString) -> list[dict[str, Any]]:
    """Return what a SELECT finds, by column name."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place, timeout=_BUSY_SECONDS)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement)]
    with psycopg.connect(place, row_factory=dict_row) as connection:
        return connection.execute(statement).fetchall()


def unsound(place: Place) -> tuple[str, ...]:
    """Return what the database says is wrong with it: nothing, where it is sound.

    PostgreSQL reads every row, and with it every page's checksum.
    """
    if isinstance(place, Path):
        checks = (row["integrity_check"] for row in rows(place, "PRAGMA integrity_check"))
        return tuple(f"integrity: {told}" for told in checks if told != "ok") + tuple(
            f"foreign key: {row}" for row in rows(place, "PRAGMA foreign_key_check")
        )
    return tuple(_unreadable(place))


def _unreadable(place: str) -> Iterator[str]:
    tables = rows(place, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    with psycopg.connect(place, autocommit=True) as connection:
        for table in tables:
            try:
                connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table["tablename"])))
            except psycopg.Error as error:
                yield f"table {table['tablename']}: {error}"
