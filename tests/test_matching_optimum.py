"""The choice of pairs is worth as much as any can be, within every capacity, and the overdue go first."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.assign import solve
from matching.shared import Grid, Mask, Whole


class Market(NamedTuple):
    """Pairs by row and column with their values, and what each row and column has room for."""

    rows: Whole
    cols: Whole
    value: Grid
    row_capacity: Whole
    col_capacity: Whole
    urgency: Whole


@st.composite
def markets(draw: st.DrawFn, most_rows: int = 6, most_urgent: int = 0) -> Market:
    rows, cols = draw(st.integers(1, most_rows)), draw(st.integers(1, 5))
    allowed = draw(st.lists(st.booleans(), min_size=rows * cols, max_size=rows * cols))
    pairs = np.argwhere(np.array(allowed).reshape(rows, cols))
    # Few different values, so that ties come up, and some that no scale makes whole.
    values = st.sampled_from((0.0, 0.25, 0.5, 1.0)) | st.floats(0.01, 3.0)
    return Market(
        pairs[:, 0],
        pairs[:, 1],
        np.array(draw(st.lists(values, min_size=len(pairs), max_size=len(pairs)))),
        np.array(draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))),
        np.array(draw(st.lists(st.integers(0, 3), min_size=cols, max_size=cols))),
        np.array(draw(st.lists(st.integers(0, most_urgent), min_size=rows, max_size=rows))),
    )


def taken(ends: Whole, chosen: Mask, room: Whole) -> Whole:
    return np.bincount(ends[chosen], minlength=len(room))


def best_by_highs(market: Market) -> float:
    """Return the greatest total value as another solver finds it."""
    if not len(market.rows):
        return 0.0
    by_row = (market.rows == np.arange(len(market.row_capacity))[:, None]).astype(float)
    by_col = (market.cols == np.arange(len(market.col_capacity))[:, None]).astype(float)
    room = np.concatenate([market.row_capacity, market.col_capacity])
    within = LinearConstraint(np.vstack([by_row, by_col]), -np.inf, room)
    found = milp(
        -market.value, integrality=np.ones_like(market.rows), bounds=Bounds(0, 1), constraints=within
    )
    return -float(found.fun)


@settings(deadline=None, max_examples=150)
@given(markets())
def test_no_other_choice_is_worth_more(market: Market) -> None:
    chosen = solve(*market)
    assert abs(market.value[chosen].sum() - best_by_highs(market)) < 1e-6


@settings(deadline=None, max_examples=150)
@given(markets(most_urgent=3))
def test_no_capacity_is_broken(market: Market) -> None:
    chosen = solve(*market)
    assert (taken(market.rows, chosen, market.row_capacity) <= market.row_capacity).all()
    assert (taken(market.cols, chosen, market.col_capacity) <= market.col_capacity).all()


def by_urgency(market: Market, served: tuple[int, ...]) -> list[int]:
    """Count the served rows of each urgency, the highest first."""
    return [int((market.urgency[list(served)] == level).sum()) for level in (3, 2, 1)]


def can_be_served(market: Market, rows: tuple[int, ...], room: tuple[int, ...]) -> bool:
    """Tell whether each of these rows can have a pair at once, by trying."""
    if not rows:
        return True
    cols = market.cols[market.rows == rows[0]].tolist() if market.row_capacity[rows[0]] else []
    lower = [(*room[:col], room[col] - 1, *room[col + 1 :]) for col in cols if room[col] > 0]
    return any(can_be_served(market, rows[1:], rest) for rest in lower)


@settings(deadline=None, max_examples=150)
@given(markets(most_rows=5, most_urgent=3))
def test_the_overdue_go_first_and_the_longest_overdue_before_the_others(market: Market) -> None:
    urgent = np.flatnonzero(market.urgency).tolist()
    some = [rows for size in range(len(urgent) + 1) for rows in combinations(urgent, size)]
    possible = [rows for rows in some if can_be_served(market, rows, tuple(market.col_capacity))]
    served = tuple(np.unique(market.rows[solve(*market)]))
    assert by_urgency(market, served) == max(by_urgency(market, rows) for rows in possible)


def test_an_overdue_row_takes_the_only_place_from_one_worth_far_more() -> None:
    rows, cols, value = np.array([0, 1]), np.array([0, 0]), np.array([1000.0, 0.001])
    chosen = solve(rows, cols, value, np.array([2, 2]), np.array([1]), np.array([0, 1]))
    assert chosen.tolist() == [False, True]


def test_being_overdue_gives_one_place_and_not_two() -> None:
    rows, cols, value = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0.1, 0.1, 0.9, 0.9])
    chosen = solve(rows, cols, value, np.array([2, 2]), np.array([1, 1]), np.array([5, 0]))
    assert rows[chosen].tolist() == [0, 1]


def test_a_large_cycle_with_long_waits_stays_within_the_solver_s_numbers() -> None:
    chance = np.random.default_rng(7)
    pairs = np.unique(chance.integers(0, (3_000, 800), size=(40_000, 2)), axis=0)
    waited = np.arange(3_000) // 10
    value = chance.random(len(pairs)) * (1 + 0.1 * waited[pairs[:, 0]])
    chosen = solve(pairs[:, 0], pairs[:, 1], value, np.full(3_000, 2), np.full(800, 2), waited)
    served = np.unique(pairs[chosen, 0])
    assert len(served) == chosen.sum() == 1_600, "every place goes to someone overdue who has no other"
    assert np.isin(np.arange(2_000, 3_000), served).mean() > 0.99


def test_without_pairs_nothing_is_chosen() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert solve(none, none, np.zeros(0), np.array([1]), np.array([1]), np.array([3])).tolist() == []
