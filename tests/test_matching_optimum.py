"""The choice of pairs is worth as much as any can be, within every capacity, and the overdue go first."""

from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assign import solve
from matching.task import LARGEST, Whole
from tests.assignments import MOST_URGENT, Market, best_by_highs, judge, markets, taken

NONE = np.zeros(0, dtype=np.int64)


@settings(deadline=None, max_examples=200)
@given(markets(urgent=True, below_nothing=True))
def test_no_other_choice_is_worth_more(market: Market) -> None:
    choice, best = solve(*market), best_by_highs(market)
    reached = judge(market, choice.chosen)
    assert reached.served == best.served
    assert reached.value == pytest.approx(best.value, abs=1e-6)
    assert choice.value == pytest.approx(reached.value, abs=1e-12)


@settings(deadline=None, max_examples=150)
@given(markets(urgent=True, below_nothing=True))
def test_no_capacity_is_broken(market: Market) -> None:
    by_row, by_col, by_group = taken(market, solve(*market).chosen)
    assert (by_row <= market.row_capacity).all()
    assert (by_col <= market.col_capacity).all()
    assert (by_group <= market.group_capacity).all()


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True, below_nothing=True), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_makes_no_difference(market: Market, chance: Random) -> None:
    order = chance.sample(range(len(market.rows)), len(market.rows))
    shuffled = market._replace(rows=market.rows[order], cols=market.cols[order], value=market.value[order])
    one, other = solve(*market), solve(*shuffled)
    assert one.chosen[order].tolist() == other.chosen.tolist()
    assert one.value == other.value
    assert one.prices.tolist() == other.prices.tolist()
    assert one.group_prices.tolist() == other.group_prices.tolist()


@settings(deadline=None, max_examples=100)
@given(markets(), st.sampled_from(("row_capacity", "col_capacity", "group_capacity")), st.integers(0, 5))
def test_more_capacity_never_lowers_the_value(market: Market, whose: str, which: int) -> None:
    more = getattr(market, whose) + (np.arange(len(getattr(market, whose))) == which)
    assert solve(*market._replace(**{whose: more})).value >= solve(*market).value - 1e-9


def can_be_served(market: Market, rows: tuple[int, ...], room: tuple[int, ...]) -> bool:
    """Tell whether each of these rows can have a pair at once, by trying."""
    if not rows:
        return True
    cols = market.cols[market.rows == rows[0]].tolist() if market.row_capacity[rows[0]] else []
    lower = [(*room[:col], room[col] - 1, *room[col + 1 :]) for col in cols if room[col] > 0]
    return any(can_be_served(market, rows[1:], rest) for rest in lower if fits_groups(market, rest))


def fits_groups(market: Market, room: tuple[int, ...]) -> bool:
    used = market.col_capacity - np.array(room)
    return all(used[market.group == index].sum() <= cap for index, cap in enumerate(market.group_capacity))


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True, most_rows=5))
def test_the_overdue_go_first_and_the_longest_overdue_before_the_others(market: Market) -> None:
    urgent = np.flatnonzero(market.urgency).tolist()
    some = [rows for size in range(len(urgent) + 1) for rows in combinations(urgent, size)]
    possible = [rows for rows in some if can_be_served(market, rows, tuple(market.col_capacity))]
    best = max(by_urgency(market.urgency[list(rows)]) for rows in possible)
    served = np.unique(market.rows[solve(*market).chosen])
    assert by_urgency(market.urgency[served]) == best


def by_urgency(urgency: Whole) -> list[int]:
    """Count the rows of each urgency, the highest first."""
    return [int((urgency == level).sum()) for level in range(MOST_URGENT, 0, -1)]


def test_an_overdue_row_takes_the_only_place_from_one_worth_far_more() -> None:
    assert solve([0, 1], [0, 0], [1000.0, 0.001], [2, 2], [1], [0, 1]).chosen.tolist() == [False, True]


def test_being_overdue_gives_one_place_and_not_two() -> None:
    choice = solve([0, 0, 1, 1], [0, 1, 0, 1], [0.1, 0.1, 0.9, 0.9], [2, 2], [1, 1], [5, 0])
    assert sorted(np.array([0, 0, 1, 1])[choice.chosen]) == [0, 1]


def test_a_pair_worth_less_than_nothing_is_chosen_only_for_someone_overdue() -> None:
    market = ([0, 1], [0, 1], [-1.0, -1.0], [1, 1], [1, 1])
    assert solve(*market, urgency=[0, 1]).chosen.tolist() == [False, True]


def test_an_organisation_caps_its_champions_together() -> None:
    rows, cols, value = [0, 1, 2, 3], [0, 0, 1, 2], [0.9, 0.8, 0.7, 0.1]
    choice = solve(rows, cols, value, 1 + np.zeros(4, int), [2, 2, 2], None, [0, 0, -1], [2])
    assert choice.chosen.tolist() == [True, True, False, True]
    assert choice.value == pytest.approx(1.8)


def test_a_large_cycle_with_long_waits_stays_within_the_solver_s_numbers() -> None:
    chance = np.random.default_rng(7)
    pairs = np.unique(chance.integers(0, (3_000, 800), size=(40_000, 2)), axis=0)
    waited = np.arange(3_000) // 10
    value = chance.random(len(pairs)) * (1 + 0.1 * waited[pairs[:, 0]])
    choice = solve(pairs[:, 0], pairs[:, 1], value, np.full(3_000, 2), np.full(800, 2), waited)
    served = np.unique(pairs[choice.chosen, 0])
    assert len(served) == choice.chosen.sum() == 1_600, "every place goes to someone overdue who has no other"
    assert np.isin(np.arange(2_000, 3_000), served).mean() > 0.99


@pytest.mark.parametrize("unit", [1e-300, 1e-12, 1e12, LARGEST / 10])
def test_the_unit_of_the_values_makes_no_difference(unit: float) -> None:
    rows, cols, value = [0, 0, 1, 1], [0, 1, 0, 1], np.array([0.9, 0.8, 0.8, 0.1])
    choice = solve(rows, cols, value * unit, [1, 1], [1, 1])
    assert choice.chosen.tolist() == [False, True, True, False]
    assert choice.prices.tolist() == pytest.approx([0.1 * unit, 0.0], rel=1e-9)


@pytest.mark.parametrize(("rows", "cols"), [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_without_pairs_nothing_is_chosen(rows: int, cols: int) -> None:
    choice = solve(NONE, NONE, [], [1] * rows, [1] * cols, [3] * rows, [0] * cols, [1])
    assert (choice.chosen.tolist(), choice.value) == ([], 0.0)
    assert (choice.prices.tolist(), choice.group_prices.tolist()) == ([0.0] * cols, [0.0])


@pytest.mark.parametrize(("row", "col"), [(0, 5), (5, 0), (0, 0)])
def test_with_no_capacity_nothing_is_chosen(row: int, col: int) -> None:
    choice = solve([0, 1, 1], [0, 0, 1], [0.5, 1.0, 0.2], [row] * 2, [col] * 2, [0, 1])
    assert (choice.chosen.tolist(), choice.value) == ([False] * 3, 0.0)


def test_one_pair_is_chosen_even_where_it_is_worth_next_to_nothing() -> None:
    assert solve([0], [0], [1e-9], [1], [1]).chosen.tolist() == [True]


def test_where_all_are_worth_the_same_as_many_as_can_be_are_chosen() -> None:
    pairs = np.argwhere(np.ones((6, 4)))
    choice = solve(pairs[:, 0], pairs[:, 1], np.full(24, 0.3), [1] * 6, [1, 1, 1, 2])
    assert choice.value == pytest.approx(5 * 0.3)


def test_where_nothing_is_worth_anything_the_overdue_are_served_all_the_same() -> None:
    choice = solve([0, 1, 2], [0, 0, 0], [0.0, 0.0, 0.0], [1] * 3, [1], [0, 2, 1])
    assert (choice.chosen.tolist(), choice.value) == ([False, True, False], 0.0)


FINE: tuple[Any, ...] = ([0, 1], [0, 0], [0.5, 0.4], [1, 1], [1], [0, 1], [0], [1])


@pytest.mark.parametrize(
    ("place", "wrong", "why"),
    [
        (0, [0, 2], "rows should hold indexes from 0 to 1"),
        (0, [0, -1], "rows should hold indexes from 0 to 1"),
        (0, [0.0, 1.0], "rows should hold whole numbers"),
        (0, [0, 0], "Row 0 and column 0 are paired twice"),
        (1, [0], "cols should have 2 entries"),
        (1, [0, 1], "cols should hold indexes from 0 to 0"),
        (2, [0.5], "value should have 2 entries"),
        (2, [0.5, float("nan")], "value should hold numbers below"),
        (2, [0.5, float("-inf")], "value should hold numbers below"),
        (3, [1, -1], "row_capacity should hold no number below 0"),
        (3, [[1, 1]], "row_capacity should have 2 entries"),
        (4, [0.5], "col_capacity should hold whole numbers"),
        (5, [1], "urgency should have 2 entries"),
        (6, [1], "group should hold indexes from -1 to 0"),
        (7, [], "group should hold indexes from -1 to -1"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(place: int, wrong: list[float], why: str) -> None:
    assert solve(*FINE).chosen.tolist() == [False, True]
    arguments = [*FINE]
    arguments[place] = wrong
    with pytest.raises(ValueError, match=why):
        solve(*arguments)
