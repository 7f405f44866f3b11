"""A database for tests: a fresh store on either engine, two workspaces, and Rosa's card put to Amir.

The rows are also read past the store, with plain SQL, so that a test sees what is in the database.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Barrier
from typing import Any, Literal, NamedTuple, TypeVar, get_args

import psycopg
from psycopg.rows import dict_row

from bot.records import Kind, State, Workspace
from bot.storage import Act, Store
from bot.storage.library import sqlite3
from matching.people import Champion, Innovator, Suggestion
from tests.postgres_place import new_database
from tests.profiles import AMIR, NOON, ROSA

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

# What the engines raise where a statement breaks a rule of the tables: a mistake, no state of the world.
MISTAKES = (sqlite3.IntegrityError, psycopg.IntegrityError)

OURS = Workspace("", "T0OURS")
THEIRS = Workspace("E0GRID", "T0THEIRS")

_Answer = TypeVar("_Answer")


class Put(NamedTuple):
    """A suggestion that stands: its own id, its cycle's, and both its people."""

    suggestion: str
    cycle: str
    innovator: Innovator
    champion: Champion


@contextmanager
def new_place(engine: Engine, *, shaped: bool = False) -> Iterator[Path | str]:
    """Make a place for a store that goes afterwards: a file that is not there yet, or an empty database.

    shaped: a database may have today's shape already, which is quicker than to give it one.
    """
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "pollinate.db"
    else:
        with new_database(shaped=shaped) as url:
            yield url


@contextmanager
def new_store(engine: Engine = "sqlite") -> Iterator[Store]:
    """Open an empty store that goes afterwards."""
    with new_place(engine, shaped=True) as place, closing(Store(place)) as store:
        if engine == "sqlite":
            file_of(store).write_bytes(_shaped())
        yield store


@cache
def _shaped() -> bytes:
    """Return a SQLite file of today's shape, which is quicker to copy than to make."""
    with new_place("sqlite") as place:
        with closing(Store(place)) as store:
            store.migrate()
        return Path(place).read_bytes()


def url_of(place: Path | str) -> str:
    """Return what DATABASE_URL says of a place."""
    return f"sqlite:///{place}" if isinstance(place, Path) else place


def put_card(
    act: Act, innovator: Innovator = ROSA, champion: Champion = AMIR, *, more: Sequence[str] = ()
) -> Put:
    """Keep both and run the cycle of NOON's date, which suggests the one to the other and to more."""
    rosa, amir = act.save_innovator(innovator, NOON), act.save_champion(champion, NOON)
    cycle = run_cycle(act, (rosa.id, amir.id), *((rosa.id, other) for other in more))
    [card] = act.cards_of_message(cycle, amir.id)
    return Put(card.id, cycle, rosa, amir)


def run_cycle(act: Act, *pairs: tuple[str, str], now: datetime = NOON) -> str:
    """Ask for a cycle, put these pairs of ids into it and finish it; return its id."""
    assert act.ask_for_cycle(now.date(), None, now)
    due = act.due_cycle()
    assert due
    weighed = {"need": 1.0}
    chosen = [Suggestion(*pair, 0.8, "strong", ("why",), weighed) for pair in pairs]
    act.add_suggestions(due.id, chosen, now)
    assert act.finish_cycle(due.id, innovators=1, champions=1, suggestions=len(chosen), left_out=0, now=now)
    return due.id


def fill(act: Act) -> Put:
    """Leave rows nearly everywhere: an introduction, its note and a card still to be sent, and the rest."""
    put = put_card(act)
    act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
    act.open_introduction(put.suggestion, NOON)
    act.keep_consent(ROSA.person, "Wording, with 100 % of its 'quotes'; \N{HONEYBEE}", NOON)
    act.keep_vectors("model", {ROSA.problem: bytes(range(256))})
    act.record(ROSA.person, "saved", put.innovator.id, NOON)
    act.record("U0ADMIN", "ran", put.cycle, NOON)
    act.is_first("v0=signature", NOON)
    act.queue(Kind.CARDS, f"{put.cycle}:{put.champion.id}", NOON)
    act.queue(Kind.NOTE, put.suggestion, NOON)
    act.save_innovator(replace(ROSA, id="i8", person="U0GONE"), NOON)
    act.erase_profiles("U0GONE", NOON)
    return put


def file_of(store: Store) -> Path:
    """Return the file of a store on SQLite."""
    assert isinstance(store.place, Path)
    return store.place


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    """Return every row of a table, whosever it is."""
    return run(store, f"SELECT * FROM {table}")  # noqa: S608


def all_rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, but for the engines' own and the list of the steps taken."""
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        if isinstance(store.place, Path)
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    names = {row["name"] for row in run(store, tables)} - {"migrations"}
    return {name: rows_of(store, name) for name in sorted(names)}


def content_of(store: Store) -> bytes:
    """Return all there is to read: of SQLite the file and its log, of PostgreSQL every row."""
    if isinstance(store.place, str):
        return repr(all_rows(store)).encode()
    return b"".join(path.read_bytes() for path in store.place.parent.glob(f"{store.place.name}*"))


def copy_of(store: Store) -> sqlite3.Connection:
    """Return a copy of a SQLite file, in memory."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(file_of(store))) as kept:
        kept.backup(copy)
    return copy


def bring_back(store: Store, copy: sqlite3.Connection) -> None:
    """Make a SQLite file, which may be in use, what it was when it was copied."""
    with closing(sqlite3.connect(file_of(store))) as kept:
        copy.backup(kept)


def run(store: Store, sql: str) -> list[dict[str, Any]]:
    """Run one statement past the store, and keep what it changes; return its rows."""
    if isinstance(store.place, Path):
        with closing(sqlite3.connect(store.place)) as connection, connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql)]
    with psycopg.connect(store.place, row_factory=dict_row) as server:
        cursor = server.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def at_once(rivals: int, act: Callable[[int], _Answer]) -> list[_Answer]:
    """Call act(0), act(1), ... in as many threads, let go in one moment; return what each got."""
    gate = Barrier(rivals)

    def run(rival: int) -> _Answer:
        gate.wait()
        return act(rival)

    with ThreadPoolExecutor(rivals) as threads:
        return list(threads.map(run, range(rivals)))
