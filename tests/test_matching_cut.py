"""Where someone overdue finds no place, it is shown who holds all the places that could have been had."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.assign import solve
from matching.cut import Circle, closed_circles
from matching.task import Mask
from tests.assignments import Market, markets, taken


def circles(market: Market, chosen: Mask, unserved: list[int]) -> list[Circle]:
    named = dict(zip(("group", "group_capacity"), market[6:], strict=True))
    return list(
        closed_circles(
            market.rows, market.cols, chosen, market.row_capacity, market.col_capacity, unserved, **named
        )
    )


@settings(deadline=None, max_examples=200)
@given(markets(urgent=True, below_nothing=True))
def test_all_places_within_reach_are_held_by_those_at_least_as_overdue(market: Market) -> None:
    chosen = solve(*market).chosen
    by_row, by_col, by_group = taken(market, chosen)
    full_group = np.append(by_group >= market.group_capacity, False)[market.group]
    full = (by_col >= market.col_capacity) | full_group
    out = np.flatnonzero((market.urgency > 0) & (by_row == 0) & (market.row_capacity > 0)).tolist()
    for row, (rows, cols) in zip(out, circles(market, chosen, out), strict=True):
        others = rows[rows != row]
        assert len(others) == len(rows) - 1
        assert full[cols].all()
        assert (market.urgency[others] >= market.urgency[row]).all()
        assert (by_row[others] == 1).all()
        assert set(market.cols[np.isin(market.rows, rows)]) == set(cols), "they could go nowhere else"
        in_the_way = chosen & np.isin(market.cols, cols) & (by_col >= market.col_capacity)[market.cols]
        assert set(market.rows[in_the_way]) <= set(rows), "nobody else has a place there to give up"


def test_a_circle_closes_over_those_who_could_move_if_there_were_room() -> None:
    rows, cols = [0, 0, 1, 2, 2, 3], [0, 1, 0, 1, 2, 2]
    # Row 1 may only have column 0; row 0, who holds it, could have column 1; row 2, who holds that, column 2.
    market = (rows, cols, [0.5, 0.1, 0.4, 0.5, 0.1, 0.9], [1] * 4, [1, 1, 1])
    chosen = solve(*market, urgency=[9, 3, 9, 4]).chosen
    assert chosen.tolist() == [True, False, False, True, False, True]
    [circle] = closed_circles(rows, cols, chosen, [1] * 4, [1, 1, 1], [1])
    assert (circle.rows.tolist(), circle.cols.tolist()) == ([0, 1, 2, 3], [0, 1, 2])


def test_a_full_organisation_keeps_out_even_where_its_champion_has_time() -> None:
    rows, cols = [0, 1], [0, 1]
    chosen = solve(rows, cols, [0.5, 0.4], [1, 1], [1, 1], [2, 1], [0, 0], [1]).chosen
    assert chosen.tolist() == [True, False]
    [circle] = closed_circles(rows, cols, chosen, [1, 1], [1, 1], [1], [0, 0], [1])
    assert (circle.rows.tolist(), circle.cols.tolist()) == ([0, 1], [0, 1])


def test_a_row_that_nobody_was_found_for_stands_alone() -> None:
    [circle] = closed_circles([0], [0], [True], [1, 1], [1], [1])
    assert (circle.rows.tolist(), circle.cols.tolist()) == ([1], [])


@pytest.mark.parametrize(
    ("capacity", "places", "chosen"),
    [([1, 1], [1], [False, True]), ([1, 0], [1], [True, False]), ([1, 1], [2], [True, False])],
    ids=["it has a pair", "it has no capacity", "a place is free"],
)
def test_who_is_not_kept_out_is_refused(capacity: list[int], places: list[int], chosen: list[bool]) -> None:
    with pytest.raises(ValueError, match="Nothing keeps row 1 out"):
        list(closed_circles([0, 1], [0, 0], chosen, capacity, places, [1]))
