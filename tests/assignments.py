"""Small markets for the tests of the assignment, and the judge they are held against: scipy's HiGHS."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.assign import Choice, Verdict, verify
from matching.task import Floats, Mask, Whole

MOST_URGENT = 3
A_LEVEL = 100.0  # what the judge gives for serving an urgent row: more than all pairs of a small market


class Market(NamedTuple):
    """The arguments of `solve`, in its order."""

    rows: Whole
    cols: Whole
    value: Floats
    row_capacity: Whole
    col_capacity: Whole
    urgency: Whole
    group: Whole
    group_capacity: Whole


class Judgement(NamedTuple):
    """How many rows of each urgency have a pair, the lowest first, and what all pairs are worth together."""

    served: list[int]
    value: float


@st.composite
def markets(draw: st.DrawFn, urgent: bool = False, below_nothing: bool = False, most_rows: int = 6) -> Market:
    rows, cols, groups = draw(st.integers(1, most_rows)), draw(st.integers(1, 5)), draw(st.integers(0, 2))
    listed = draw(st.lists(st.booleans(), min_size=rows * cols, max_size=rows * cols))
    pairs = np.argwhere(np.array(listed).reshape(rows, cols))
    # Few different values, so that ties come up, and some that no scale makes whole.
    values = st.sampled_from((0.0, 0.25, 0.5, 1.0)) | st.floats(-1.0 if below_nothing else 0.01, 3.0)
    return Market(
        pairs[:, 0],
        pairs[:, 1],
        np.array(draw(st.lists(values, min_size=len(pairs), max_size=len(pairs))), dtype=np.float64),
        draw(whole(0, 3, rows)),
        draw(whole(0, 3, cols)),
        draw(whole(0, MOST_URGENT if urgent else 0, rows)),
        draw(whole(-1, groups - 1, cols)),
        draw(whole(0, 4, groups)),
    )


def whole(least: int, most: int, size: int) -> st.SearchStrategy[Whole]:
    numbers = st.lists(st.integers(least, most), min_size=size, max_size=size)
    return numbers.map(lambda drawn: np.array(drawn, dtype=np.int64))


def proof(market: Market, choice: Choice, outside: Floats | None = None) -> Verdict:
    return verify(*market[:5], choice, *market[5:], outside=outside)


def taken(market: Market, chosen: Mask) -> tuple[Whole, Whole, Whole]:
    """Count the chosen pairs of each row, column and group."""
    by_col = incidence(market.cols[chosen], len(market.col_capacity)).sum(axis=1)
    in_group = incidence(market.group, len(market.group_capacity))
    return incidence(market.rows[chosen], len(market.row_capacity)).sum(axis=1), by_col, in_group @ by_col


def incidence(ends: Whole, count: int) -> Whole:
    """Return a row for each of `count` ends with 1 where a pair has that end, else 0."""
    has: Mask = ends == np.arange(count)[:, None]
    return has.astype(np.int64)


def judge(market: Market, chosen: Mask) -> Judgement:
    has_one = taken(market, chosen)[0] > 0
    served = [int(has_one[market.urgency == level].sum()) for level in range(1, MOST_URGENT + 1)]
    return Judgement(served, float(market.value[chosen].sum()))


def best_by_highs(market: Market) -> Judgement:
    """Return the best there is, as another solver finds it: x for each pair, y for each row that has one."""
    pairs, rows = len(market.rows), len(market.row_capacity)
    if not pairs:
        return judge(market, np.zeros(0, dtype=np.bool_))
    by_row, by_col = incidence(market.rows, rows), incidence(market.cols, len(market.col_capacity))
    by_group = incidence(market.group, len(market.group_capacity)) @ by_col
    room = np.concatenate([market.row_capacity, market.col_capacity, market.group_capacity])
    within = np.vstack([by_row, by_col, by_group])
    within = np.hstack([within, np.zeros((len(within), rows), dtype=np.int64)])
    found = milp(
        -np.concatenate([market.value, A_LEVEL * market.urgency]),
        integrality=np.ones(pairs + rows),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(within, -np.inf, room),
            LinearConstraint(np.hstack([by_row, -np.eye(rows)]), 0, np.inf),  # y only where there is an x
        ],
    )
    return judge(market, found.x[:pairs] > 0.5)
