"""All pairs, looked at block by block: every innovator with all champions who are open to someone alike.

Innovators who need the same in the same regions are looked at together, since the same champions are open to
them. How near their texts are is bounded first, and looked at closely for the pairs that are kept. What a
pair is worth comes from `matching.fit`, which are kept is decided in `matching.keeping`. Memory stays that of
a few blocks and of what is kept.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.fit import Block, Fits, Grid
from matching.keeping import LEAST, Keeper, Kept, Pairs
from matching.shared import Whole

CHUNK = 256  # innovators whose texts are compared at a time
PAIRS = 20_000  # single pairs that are looked at closely at a time
THREADS = 2  # more get into each other's way, and every one holds blocks in memory
CELLS = 180_000  # pairs whose values are reckoned at a time: enough to keep the threads busy by themselves

Look = Callable[[Whole, Whole, Grid, Grid], None]


class Nearness(Protocol):
    """How near the texts of two sides are: `matching.affinity.Texts` or `Vectors`."""

    def at_most(self, rows: Whole, cols: Whole) -> Grid:
        """Return how near each of `rows` is to each of `cols` at most."""
        ...

    def pairs(self, rows: Whole, cols: Whole) -> NDArray[np.float32]:
        """Return how near the two of each pair are, in [0, 1]."""
        ...


class Found(NamedTuple):
    """Some pairs by row, then column, with what they are worth and how near their texts are."""

    rows: Whole
    cols: Whole
    value: NDArray[np.float64]
    near: NDArray[np.float32]

    def and_also(self, others: "Found") -> "Found":
        """Return both."""
        return Found(
            np.append(self.rows, others.rows),
            np.append(self.cols, others.cols),
            np.append(self.value, others.value),
            np.append(self.near, others.near),
        )

    def without(self, some: NDArray[np.bool_]) -> "Found":
        """Return the others."""
        return Found(self.rows[~some], self.cols[~some], self.value[~some], self.near[~some])


def pair_places(rows: Whole, cols: Whole, width: int) -> Whole:
    """Return a number for each pair, among `width` columns, that rises by row and then by column."""
    return rows * width + cols


class Sweep:
    """All pairs of the open `rows` and `cols`, to be looked at as often as needed.

    `apart`: the rows and the columns of pairs that may not meet whatever they are worth.
    """

    def __init__(
        self, fits: Fits, texts: Nearness, rows: Whole, cols: Whole, apart: tuple[Whole, Whole]
    ) -> None:
        self._fits, self._texts, self._cols = fits, texts, cols
        shared = fits.shared
        keys = (shared.sectors.ours, shared.stages.ours, shared.regions.ours, shared.needs.ours)
        self._alike = rows[np.lexsort([key[rows] for key in keys])]
        self._width = len(fits.accept.of_col)
        self._apart = np.sort(pair_places(*apart, self._width))

    def best(self, per_row: int, per_col: int) -> tuple[Found, Kept]:
        """Look closely at the very best pairs of each row and column; return them, and bounds on all others.

        Of each row about `per_row` pairs are bounded one by one, of each column `per_col`, a part of them are
        the very best.
        """
        keeper = Keeper(len(self._fits.urging), self._width, per_row, per_col)
        groups = self._look(self._alike, keeper.keep)
        pairs, kept = keeper.kept(groups)
        return self.closely(pairs), kept

    def closely(self, pairs: Pairs) -> Found:
        """Look closely at some pairs."""
        return self._weighed(pairs.rows.astype(np.int64), pairs.cols.astype(np.int64), pairs.near)

    def above(self, rows: Whole, least: NDArray[np.float64], prices: NDArray[np.float64]) -> Found:
        """Find every pair of these rows that may be worth more than least[row] above its column's price."""
        parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))]

        def look(some: Whole, cols: Whole, value: Grid, near: Grid) -> None:
            enough = np.maximum(least[some, None] + prices[cols], LEAST)
            line, col = np.nonzero(value > enough)
            parts.append((some[line], cols[col], near[line, col]))

        self._look(self._alike[np.isin(self._alike, rows)], look)
        ours, theirs, near = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return self._weighed(ours, theirs, near)

    def _look(self, rows: Whole, look: Look) -> tuple[tuple[Whole, Whole], ...]:
        """Show what all pairs of these rows are worth at most; return which rows were shown which columns."""

        def show(chunk: Whole) -> tuple[Whole, Whole]:
            block = Block(self._fits, chunk, self._cols)
            near = self._texts.at_most(chunk, block.cols)
            for lines in _lines(block) if len(block.cols) else ():
                value = block.values(lines, near[lines])
                self._wall_off(chunk[lines], block.cols, value)
                look(chunk[lines], block.cols, value, near[lines])
            return chunk, block.cols

        with ThreadPoolExecutor(THREADS) as threads:
            return tuple(threads.map(show, (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK))))

    def _weighed(self, rows: Whole, cols: Whole, at_most: NDArray[np.float32]) -> Found:
        """Return, by row and column, how near the texts of these pairs are and what the pairs are worth."""
        order = np.argsort(pair_places(rows, cols, self._width))
        rows, cols, at_most = rows[order], cols[order], at_most[order]
        near, value = np.zeros(len(rows), np.float32), np.empty(len(rows))

        def look(some: slice) -> None:
            words = some.start + np.flatnonzero(at_most[some])
            near[words] = self._texts.pairs(rows[words], cols[words])
            value[some] = self._fits.of_pairs(rows[some], cols[some], near[some]).value

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(look, (slice(at, at + PAIRS) for at in range(0, len(rows), PAIRS))))
        return Found(rows, cols, value, near)

    def _wall_off(self, rows: Whole, cols: Whole, value: Grid) -> None:
        """Make pairs worthless that may not meet whatever they are worth."""
        if not len(self._apart):
            return
        first, last = (np.searchsorted(self._apart, (rows + step) * self._width) for step in (0, 1))
        for line in np.nonzero(first < last)[0]:
            walled = self._apart[first[line] : last[line]] % self._width
            value[line, np.isin(cols, walled)] = 0.0


def _lines(block: Block) -> Iterator[slice]:
    step = max(CELLS // max(len(block.cols), 1), 1)
    return (slice(start, start + step) for start in range(0, len(block.rows), step))
