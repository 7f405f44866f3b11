"""A database moved to another place, on either engine: rows carried, compared, and the old place closed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.storage.engine import DatabaseUnusable, Row, Transaction, storable
from bot.storage.marks import MARKS, close
from bot.storage.migrations import tables
from bot.storage.store import Store

_TOGETHER: Final = 200  # rows in one statement
_PATIENCE: Final = 10.0


class MoveUndone(DatabaseUnusable):
    """Nothing was moved; the text says why, and what to do."""


def move(source: Store, target: Store, now: datetime) -> dict[str, int]:
    """Carry everything from one place to an empty one; return how many rows of each table were compared.

    Nobody writes in either place meanwhile, and nobody in the old one afterwards. The new place is whole
    before the old one is closed: if this process is killed between the two, both can be used, and the next
    attempt says that the new place is not empty. On MoveUndone and DatabaseUnusable nothing has changed.
    """
    source.migrate()
    target.migrate()
    carried = [table for table in tables() if table != MARKS]
    with source.alone(_PATIENCE) as old, target.alone(_PATIENCE) as new:
        if full := [table for table in carried if new.rows(f"SELECT 1 FROM {table} LIMIT 1", {})]:
            raise MoveUndone(
                f"{target.name} is not empty: there are rows in {', '.join(full)}. Give the address of an"
                " empty database."
            )
        counted = {table: _carry(table, old, new) for table in carried}
        if new.number_on:
            new.rows(new.number_on, {})
        close(old, f"everything is in {target.name}. Put its address into DATABASE_URL.", now)
    return counted


def _carry(table: str, old: Transaction, new: Transaction) -> int:
    """Copy a table and compare; return how many rows it has."""
    rows = old.rows(f"SELECT * FROM {table}", {})
    for start in range(0, len(rows), _TOGETHER):
        _insert(table, rows[start : start + _TOGETHER], new)
    arrived = new.rows(f"SELECT * FROM {table}", {})
    if _counted(storable(row) for row in rows) != _counted(arrived):
        raise MoveUndone(f"The rows of {table} did not arrive as they were; nothing was moved. Try again.")
    return len(rows)


def _insert(table: str, rows: list[Row], new: Transaction) -> None:
    columns = list(rows[0])
    bound = {f"{name}_{n}": row[name] for n, row in enumerate(rows) for name in columns}
    values = ", ".join(f"({', '.join(f':{name}_{n}' for name in columns)})" for n in range(len(rows)))
    new.rows(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}", bound)


def _counted(rows: Iterable[Mapping[str, object]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)
