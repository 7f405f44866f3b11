"""A database moved to another place, on either engine: rows carried, compared, and the old place closed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
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


def move(
    source: Store, target: Store, now: datetime, told: Callable[[int, int], object] = lambda *_: None
) -> dict[str, int]:
    """Carry everything from one place to an empty one; return how many rows of each table were compared.

    told: hears how many rows were copied, and of how many.

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
        carry = _Carrier(old, new, sum(_size(table, old) for table in carried), told)
        counted = {table: carry.table(table) for table in carried}
        if new.number_on:
            new.rows(new.number_on, {})
        close(old, f"everything is in {target.name}. Put its address into DATABASE_URL.", now)
    return counted


class _Carrier:
    """Copies table by table, and tells how many rows of all that is."""

    def __init__(
        self, old: Transaction, new: Transaction, of: int, told: Callable[[int, int], object]
    ) -> None:
        self._old, self._new = old, new
        self._done, self._of, self._told = 0, of, told

    def table(self, name: str) -> int:
        """Copy a table and compare; return how many rows it has."""
        rows = self._old.rows(f"SELECT * FROM {name}", {})
        for start in range(0, len(rows), _TOGETHER):
            few = rows[start : start + _TOGETHER]
            _insert(name, few, self._new)
            self._done += len(few)
            self._told(self._done, self._of)
        arrived = self._new.rows(f"SELECT * FROM {name}", {})
        if _counted(storable(row) for row in rows) != _counted(arrived):
            raise MoveUndone(f"The rows of {name} did not arrive as they were; nothing was moved. Try again.")
        return len(rows)


def _size(table: str, old: Transaction) -> int:
    return int(old.rows(f"SELECT count(*) AS size FROM {table}", {})[0]["size"])


def _insert(table: str, rows: list[Row], new: Transaction) -> None:
    columns = list(rows[0])
    bound = {f"{name}_{n}": row[name] for n, row in enumerate(rows) for name in columns}
    values = ", ".join(f"({', '.join(f':{name}_{n}' for name in columns)})" for n in range(len(rows)))
    new.rows(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}", bound)


def _counted(rows: Iterable[Mapping[str, object]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)
