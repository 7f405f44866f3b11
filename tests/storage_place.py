"""A database for the tests of storage: a fresh store, two workspaces, and Rosa's card put to Amir.

The rows are also read past the store, with plain SQL, so that a test sees what is in the file.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any, NamedTuple, TypeVar

from bot.records import Workspace
from bot.storage import Act, Store
from matching.people import Champion, Innovator, Suggestion
from tests.profiles import AMIR, NOON, ROSA

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
def new_store() -> Iterator[Store]:
    """Open an empty store in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "pollinate.db")
        store.migrate()
        yield store


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


def file_of(store: Store) -> Path:
    """Return the file of a store on SQLite."""
    assert isinstance(store.place, Path)
    return store.place


def rows_of(store: Store, table: str) -> list[dict[str, Any]]:
    """Return every row of a table, whosever it is."""
    with closing(sqlite3.connect(file_of(store))) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608


def all_rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    with closing(sqlite3.connect(file_of(store))) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {table: rows_of(store, table) for (table,) in named}


def at_once(rivals: int, act: Callable[[int], _Answer]) -> list[_Answer]:
    """Call act(0), act(1), ... in as many threads, let go in one moment; return what each got."""
    gate = Barrier(rivals)

    def run(rival: int) -> _Answer:
        gate.wait()
        return act(rival)

    with ThreadPoolExecutor(rivals) as threads:
        return list(threads.map(run, range(rivals)))
