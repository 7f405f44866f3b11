"""What an assignment is asked to solve: pairs and capacities read, checked and put in order, in whole units.

The choice, its prices and its proof are in `matching.assign`.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

FINEST = 40  # the solver counts in whole numbers: values are rounded up to a 2**40th of the greatest
ROOM = 60  # and multiplies them by the number of nodes, within 64 bits: large cycles round more coarsely
LARGEST = 1e100  # far beyond any sensible value, and nothing computed from it overflows


@dataclass(frozen=True)
class Task:
    """What is to be solved: the pairs sorted by row and column, and everyone's capacity.

    `order` tells at which place each pair was given.
    """

    order: Whole
    rows: Whole
    cols: Whole
    value: Floats
    row_capacity: Whole
    col_capacity: Whole
    urgency: Whole
    group: Whole
    group_capacity: Whole

    @classmethod
    def read(
        cls,
        rows: ArrayLike,
        cols: ArrayLike,
        value: ArrayLike,
        row_capacity: ArrayLike,
        col_capacity: ArrayLike,
        urgency: ArrayLike | None = None,
        group: ArrayLike | None = None,
        group_capacity: ArrayLike | None = None,
    ) -> "Task":
        """Take the arguments of `solve`. Raises ValueError where they make no sense together."""
        row_room, col_room = _counts("row_capacity", row_capacity), _counts("col_capacity", col_capacity)
        group_room = _counts("group_capacity", () if group_capacity is None else group_capacity)
        groups = indexes("group", -1 if group is None else group, len(col_room), -1, len(group_room))
        urgencies = _whole("urgency", 0 if urgency is None else urgency, len(row_room))
        pairs = np.size(rows)
        row = indexes("rows", rows, pairs, 0, len(row_room))
        col = indexes("cols", cols, pairs, 0, len(col_room))
        worth = fitting("value", value, pairs).astype(np.float64)
        if not np.abs(worth).max(initial=0.0) < LARGEST:
            raise ValueError(f"value should hold numbers below {LARGEST:g}.")
        place = row * len(col_room) + col
        order = np.argsort(place, kind="stable")
        for twice in order[1:][np.diff(place[order]) == 0]:
            raise ValueError(f"Row {row[twice]} and column {col[twice]} are paired twice.")
        return cls(
            order, row[order], col[order], worth[order], row_room, col_room, urgencies, groups, group_room
        )

    @cached_property
    def levels(self) -> Whole:
        """The rank of each row's urgency: 0 for none, 1 for the lowest that comes up."""
        ranks = np.unique(self.urgency[self.urgency > 0])
        return np.where(self.urgency > 0, np.searchsorted(ranks, self.urgency) + 1, 0)

    # The nodes of the flow: rows from 0, then columns, groups, the source and the sink.

    @property
    def first_col(self) -> int:
        """The first column's node."""
        return len(self.row_capacity)

    @property
    def first_group(self) -> int:
        """The first group's node."""
        return self.first_col + len(self.col_capacity)

    @property
    def source(self) -> int:
        """The node where all pairs start."""
        return self.first_group + len(self.group_capacity)

    @property
    def sink(self) -> int:
        """The node where all pairs end, the last of them all."""
        return self.source + 1

    @cached_property
    def at_stake(self) -> float:
        """What a chain of swaps can gain at most: it passes each row and each column once."""
        return min(
            _spread(self.rows, self.value, self.row_capacity),
            _spread(self.cols, self.value, self.col_capacity),
        )

    @cached_property
    def scale(self) -> float:
        """How many of the solver's units make 1: a power of two, so that the way back loses nothing."""
        greatest = float(np.abs(self.value).max(initial=0.0))
        if not greatest:
            return 1.0
        costliest = greatest + self.at_stake * int(self.levels.max(initial=0))
        finest = FINEST - math.log2(greatest)
        return 2.0 ** min(math.floor(min(finest, ROOM - math.log2(costliest) - math.log2(self.sink))), 1000)

    @cached_property
    def worth(self) -> Whole:
        """What each pair is worth in whole units, rounded up: prices are then never too low for a value."""
        return np.ceil(self.value * self.scale).astype(np.int64)

    @cached_property
    def bonus(self) -> Whole:
        """What the first pair of each row is worth on top, in whole units.

        One level outweighs what any chain of swaps can gain. That is enough for strictness: the sets of rows
        that can have a pair at once form a matroid, where the heaviest set serves the most urgent first.
        """
        rounding = 2 * self.sink
        return self.levels * (math.ceil(self.at_stake * self.scale) + rounding)

    def taken(self, chosen: Mask) -> tuple[Whole, Whole, Whole]:
        """Count the chosen pairs of each row, column and group."""
        by_row = np.bincount(self.rows[chosen], minlength=len(self.row_capacity))
        by_col = np.bincount(self.cols[chosen], minlength=len(self.col_capacity))
        by_group = np.bincount(self.group[self.cols[chosen]] + 1, minlength=len(self.group_capacity) + 1)
        return by_row, by_col, by_group[1:]

    def full(self, chosen: Mask) -> tuple[Mask, Mask]:
        """Tell for each column whether it is full, and whether its group is."""
        _, by_col, by_group = self.taken(chosen)
        group_full = np.append(by_group >= self.group_capacity, False)  # the last: no group
        return by_col >= self.col_capacity, group_full[self.group]


def _spread(ends: Whole, value: Floats, room: Whole) -> float:
    """Return the sum, over rows or columns, of the greatest difference a swap of pairs can make there."""
    most, least = np.zeros(len(room)), np.zeros(len(room))
    np.maximum.at(most, ends, value)
    np.minimum.at(least, ends, value)
    return float((most - least).sum())


def fitting(name: str, given: ArrayLike, length: int) -> NDArray[np.generic]:
    """Return an array of this length, a single number repeated."""
    array = np.asarray(given)
    if array.ndim == 0:
        array = np.broadcast_to(array, length)
    if array.shape != (length,):
        raise ValueError(f"{name} should have {length} entries, but has the shape {array.shape}.")
    return array


def _whole(name: str, given: ArrayLike, length: int) -> Whole:
    array = fitting(name, given, length)
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} should hold whole numbers.")
    return array.astype(np.int64)


def indexes(name: str, given: ArrayLike, length: int, least: int, end: int) -> Whole:
    """Return whole numbers from `least` up to, but not including, `end`."""
    array = _whole(name, given, length)
    if array.size and not least <= array.min() <= array.max() < end:
        raise ValueError(f"{name} should hold indexes from {least} to {end - 1}.")
    return array


def _counts(name: str, given: ArrayLike) -> Whole:
    array = _whole(name, given, np.size(given))
    if array.size and array.min() < 0:
        raise ValueError(f"{name} should hold no number below 0.")
    return array
