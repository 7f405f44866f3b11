"""Other ways to choose from a market, to hold the engine's choice against: simpler, or known from textbooks.

Each takes pairs and everyone's room, and tells for each pair whether it is chosen. None ever breaks a
capacity of an innovator, a champion or an organisation; none knows of anyone overdue. The engine's own way
is `matching.assign`.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Pairs(Protocol):
    """Pairs (rows[k], cols[k]) who may meet, as a `matching.market.Market` holds them.

    `value`, `accept` and `lead` are per pair, `row_capacity` and `waited` (cycles) per row, `col_capacity`
    and `group` (a place in `group_capacity`, -1 for none) per column.
    """

    @property
    def rows(self) -> Whole: ...  # noqa: D102
    @property
    def cols(self) -> Whole: ...  # noqa: D102
    @property
    def value(self) -> Floats: ...  # noqa: D102
    @property
    def accept(self) -> Floats: ...  # noqa: D102
    @property
    def lead(self) -> Floats: ...  # noqa: D102
    @property
    def row_capacity(self) -> Whole: ...  # noqa: D102
    @property
    def col_capacity(self) -> Whole: ...  # noqa: D102
    @property
    def waited(self) -> Whole: ...  # noqa: D102
    @property
    def group(self) -> Whole: ...  # noqa: D102
    @property
    def group_capacity(self) -> Whole: ...  # noqa: D102


def greedy(pairs: Pairs) -> Mask:
    """Take the pair worth most, then the next that still finds room, and so on."""
    return _taken(pairs, np.lexsort((pairs.cols, pairs.rows, -pairs.value)))


def first_come(pairs: Pairs) -> Mask:
    """Let who has waited longest take the best of what is free; of equals, who stands first."""
    return _taken(pairs, np.lexsort((pairs.cols, -pairs.value, pairs.rows, -pairs.waited[pairs.rows])))


def at_random(pairs: Pairs, chance: np.random.Generator) -> Mask:
    """Take whatever pairs come, as long as they find room."""
    return _taken(pairs, chance.permutation(len(pairs.rows)))


def deferred_acceptance(pairs: Pairs) -> Mask:
    """Choose so that no innovator and champion would both rather have each other (Gale and Shapley, 1962).

    Innovators rank by where it is likeliest to lead somewhere, champions and their organisations by what they
    are likeliest to accept. Ranked by one value on both sides, the outcome would be that of `greedy`.
    """
    order = np.lexsort((pairs.cols, -pairs.lead, pairs.rows))
    row_of, listed = pairs.rows.tolist(), order.tolist()
    starts = np.searchsorted(pairs.rows[order], np.arange(len(pairs.row_capacity) + 1)).tolist()
    upcoming, free = starts[:-1], pairs.row_capacity.tolist()
    doors = _Doors(pairs)
    asking = list(range(len(free)))
    while asking:
        row = asking.pop()
        while free[row] > 0 and upcoming[row] < starts[row + 1]:
            free[row] -= 1
            upcoming[row] += 1
            for refused in doors.ask(listed[upcoming[row] - 1]):
                free[row_of[refused]] += 1
                asking.append(row_of[refused])
    return np.array(doors.held, dtype=np.bool_)


class _Doors:
    """The champions and their capped organisations: each holds the best who have asked, as many as find room.

    A pair refused once need not be looked at again, however the others change.
    """

    def __init__(self, pairs: Pairs) -> None:
        """Rank all pairs as the champions do."""
        self.held = [False] * len(pairs.rows)
        rank = np.empty(len(pairs.rows), dtype=np.int64)
        rank[np.lexsort((pairs.cols, pairs.rows, -pairs.accept))] = np.arange(len(rank))
        self._rank = rank.tolist()
        self._col = pairs.cols.tolist()
        self._group = np.where(pairs.group < 0, -1, pairs.group + len(pairs.col_capacity)).tolist()
        self._free = [*pairs.col_capacity.tolist(), *pairs.group_capacity.tolist()]
        self._worst: list[list[tuple[int, int]]] = [[] for _ in self._free]

    def ask(self, pair: int) -> Iterator[int]:
        """Hold a pair, and yield those that have to go for it: maybe itself."""
        self.held[pair] = True
        for door in self._doors(pair):
            self._free[door] -= 1
            heappush(self._worst[door], (-self._rank[pair], pair))
        for door in self._doors(pair):
            if self._free[door] < 0:
                yield self._let_go(door)

    def _doors(self, pair: int) -> tuple[int, ...]:
        col = self._col[pair]
        group = self._group[col]
        return (col,) if group < 0 else (col, group)

    def _let_go(self, door: int) -> int:
        pair = heappop(self._worst[door])[1]
        while not self.held[pair]:  # gone through the other door
            pair = heappop(self._worst[door])[1]
        self.held[pair] = False
        for other in self._doors(pair):
            self._free[other] += 1
        return pair


def _taken(pairs: Pairs, order: NDArray[Any]) -> Mask:
    """Go through the pairs in this order and take each that finds room."""
    no_cap = np.iinfo(np.int64).max
    rows, cols = pairs.rows[order].tolist(), pairs.cols[order].tolist()
    group, in_group = pairs.group.tolist(), [*pairs.group_capacity.tolist(), no_cap]  # -1: the last
    in_row, in_col = pairs.row_capacity.tolist(), pairs.col_capacity.tolist()
    taken = []
    for pair, row, col in zip(order.tolist(), rows, cols, strict=True):
        if in_row[row] > 0 and in_col[col] > 0 and in_group[group[col]] > 0:
            in_row[row] -= 1
            in_col[col] -= 1
            in_group[group[col]] -= 1
            taken.append(pair)
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[taken] = True
    return chosen
