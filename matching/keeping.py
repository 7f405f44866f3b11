"""What is kept of all pairs: the best of every innovator and of every champion, and a bound on the rest.

A pair that is let go is worth no more than the least that is kept of its innovator, and no more than the
least that is kept of its champion. So a choice among the kept pairs can be proven against all of them.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from matching.fit import Grid
from matching.shared import Whole

BUFFER = 2_000_000  # pairs taken before those that are the best of nobody are let go
BEST_OF_ROW, BEST_OF_COL = 4, 3  # of so many that are kept, one is looked at closely; others are near misses
MARK = 1e-5  # how far apart equal pairs are held, as a fraction of their value
LEAST = np.float32(1e-12)  # what a pair is worth at least that may meet


@dataclass(frozen=True)
class Kept:
    """What the pairs are worth at most that have not been looked at closely: near misses and those let go.

    The near misses have their bounds one by one. `row_least` and `col_least` bound what was let go of each
    row and column: minus infinity where that is nothing. `groups` are the rows that were looked at together,
    each with all columns open to any of them.
    """

    misses: "Pairs"
    row_least: NDArray[np.float32]
    col_least: NDArray[np.float32]
    groups: tuple[tuple[Whole, Whole], ...]

    def attraction(self, prices: NDArray[np.float64], let_go: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each row the most that any of these pairs could be worth above its column's price.

        `let_go` is what `of_those_let_go` returns for the same prices.
        """
        most = let_go.copy()
        np.maximum.at(most, self.misses.rows, self.misses.rank - prices[self.misses.cols])
        return most

    def of_those_let_go(self, prices: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each row the most that a pair let go could be worth above its column's price."""
        most = np.full(len(self.row_least), -np.inf)
        for rows, cols in self.groups:
            order = cols[np.argsort(self.col_least[cols], kind="stable")]
            least, price = self.col_least[order].astype(np.float64), prices[order]
            if not len(order):
                continue
            # where the row's bound is the smaller one, the cheapest such column; else the best of the others
            cheapest = np.append(np.minimum.accumulate(price[::-1])[::-1], np.inf)
            dearest = np.append(-np.inf, np.maximum.accumulate(least - price))
            bound = self.row_least[rows].astype(np.float64)
            place = np.searchsorted(least, bound)
            most[rows] = np.maximum(bound - cheapest[place], dearest[place])
        return np.where(np.isfinite(self.row_least), most, -np.inf)

    def parted(self, wanted: NDArray[np.bool_]) -> tuple["Pairs", "Kept"]:
        """Take the near misses that are wanted; return them, and what remains."""
        return self.misses.taken(wanted), replace(self, misses=self.misses.taken(~wanted))


class Pairs(NamedTuple):
    """Some pairs, as arrays of one length.

    `near` is how near their texts are at most, `rank` what they are worth at most; `of_row` marks those that
    are kept for their row.
    """

    rows: NDArray[np.int32]
    cols: NDArray[np.int32]
    near: NDArray[np.float32]
    rank: NDArray[np.float32]
    of_row: NDArray[np.bool_]

    def taken(self, places: NDArray[Any]) -> "Pairs":
        """Return those at some places."""
        return Pairs._make(column[places] for column in self)


_NONE = Pairs._make(np.zeros(0, kind) for kind in (np.int32, np.int32, np.float32, np.float32, np.bool_))


class Keeper:
    """What is kept of a sweep so far; used by several threads at once.

    The order in which they come makes no difference: what is let go of a column is never better than what is
    kept of it in the end. Pairs of equal value are told apart by a mark that is fixed for each of them, so
    that those who are alike do not all keep the same few.
    """

    def __init__(self, rows: int, cols: int, per_row: int, per_col: int) -> None:
        self._per_row, self._per_col, self._width = per_row, per_col, cols
        self._row_least = np.full(rows, -np.inf, dtype=np.float32)
        self._col_least = np.full(cols, -np.inf, dtype=np.float32)
        marks = np.random.default_rng(0).random(2 * cols, dtype=np.float32)
        self._marks = sliding_window_view(np.float32(1.0) + marks * np.float32(MARK), cols)
        self._of_rows: list[Pairs] = []  # no longer among the best of their column
        self._of_cols: list[Pairs] = []
        self._fresh = 0
        self._lock = Lock()

    def keep(self, rows: Whole, cols: Whole, value: Grid, near: Grid) -> None:
        """Take the best of each of these rows, and what may be among the best of the columns."""
        rank = np.multiply(value, self._marks[rows * 7919 % self._width, : len(cols)], out=value)
        least = self._least_of_rows(rows, rank)[:, None]
        enough = np.minimum(least, self._col_least[cols][None, :])
        place = np.flatnonzero(rank >= np.maximum(enough, LEAST))
        line, col = np.divmod(place, len(cols))
        found = rank.ravel()[place]
        pairs = Pairs(
            rows[line].astype(np.int32),
            cols[col].astype(np.int32),
            near.ravel()[place],
            found,
            found >= least[line, 0],
        )
        with self._lock:
            self._of_cols.append(pairs)
            self._fresh += len(place)
            if self._fresh <= BUFFER:
                return
            parts, self._of_cols, self._fresh = self._of_cols, [], 0
        self._let_go(parts)

    def _least_of_rows(self, rows: Whole, rank: Grid) -> NDArray[np.float32]:
        """Return what about the last of the best of each row ranks at; minus infinity where all are kept.

        In a long row every fourth pair tells nearly as well, in a fourth of the time, where to draw the line.
        """
        if rank.shape[1] <= self._per_row:
            return np.full(len(rows), -np.inf, dtype=np.float32)
        step = 4 if rank.shape[1] > 8 * self._per_row else 1
        best = self._per_row // step
        least = np.partition(rank[:, ::step], -best, axis=1)[:, -best]
        self._row_least[rows] = least = np.where(least > 0, least, np.float32(-np.inf))
        return least

    def _let_go(self, parts: list[Pairs]) -> None:
        """Let go of what is the best of neither its row nor its column; note what is enough from now on.

        What is enough among some of the pairs is so among all, where it can only be more: others may go on.
        """
        pairs = _joined(parts)
        least = _last_of_best(pairs.cols, pairs.rank, self._per_col, self._width)
        with self._lock:
            np.maximum(self._col_least, least, out=self._col_least)
        best = pairs.rank >= self._col_least[pairs.cols]
        with self._lock:
            self._of_rows.append(pairs.taken(pairs.of_row & ~best))
            self._of_cols.append(pairs.taken(best))

    def kept(self, groups: tuple[tuple[Whole, Whole], ...]) -> tuple[Pairs, Kept]:
        """Return the very best pairs, which are worth a close look, and what is known of all others."""
        parts, self._of_cols = self._of_cols, []
        self._let_go(parts)
        pairs = _joined([*self._of_rows, *self._of_cols])
        of_row = _last_of_best(pairs.rows, pairs.rank, self._per_row // BEST_OF_ROW, len(self._row_least))
        of_col = _last_of_best(pairs.cols, pairs.rank, self._per_col // BEST_OF_COL, self._width)
        very_best = (pairs.rank >= of_row[pairs.rows]) | (pairs.rank >= of_col[pairs.cols])
        return Kept(pairs, self._row_least, self._col_least, groups).parted(very_best)


def _last_of_best(
    ends: NDArray[np.int32], rank: NDArray[np.float32], best: int, count: int
) -> NDArray[np.float32]:
    """Return what the last of the `best` of each row, or column, ranks at; minus infinity where all are."""
    ranks = rank[np.argsort(falling(ends, rank))]
    starts = np.append(0, np.cumsum(np.bincount(ends, minlength=count)))
    last = starts[:-1] + max(best, 1) - 1
    full = last < starts[1:]
    least = np.full(count, -np.inf, dtype=np.float32)
    least[full] = ranks[last[full]]
    return least


def falling(ends: NDArray[Any], rank: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return whole numbers that order pairs by row or column, and then by falling rank, which is >= 0.

    One such number is sorted several times quicker than two keys: the bits of floats keep their order.
    """
    key: NDArray[np.int64] = (ends.astype(np.int64) << 32) - rank.view(np.int32)
    return key


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs._make(np.concatenate(columns) for columns in zip(_NONE, *parts, strict=True))
