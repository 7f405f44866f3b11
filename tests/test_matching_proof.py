"""Every choice is proved best by its prices, anyone can recheck it, and what is wrong fails the check."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.assign import Choice, solve, verify
from matching.task import Floats
from tests.assignments import Market, best_by_highs, judge, markets, proof, taken

SOMETHING = 1e-4  # values and prices below are too near to nothing for their loss to be told from rounding


@settings(deadline=None, max_examples=200)
@given(markets(urgent=True, below_nothing=True))
def test_every_choice_is_proved_best(market: Market) -> None:
    choice = solve(*market)
    verdict = proof(market, choice)
    assert verdict, verdict.why
    assert verdict.value == choice.value
    assert verdict.bound == pytest.approx(choice.value, abs=1e-9)


@settings(deadline=None, max_examples=150)
@given(markets(below_nothing=True), st.data())
def test_no_choice_is_worth_more_than_the_bound_whatever_the_prices(
    market: Market, data: st.DataObject
) -> None:
    group_prices = data.draw(some_prices(len(market.group_capacity)))
    own = data.draw(some_prices(len(market.col_capacity)))
    chosen = solve(*market).chosen
    chosen[data.draw(st.integers(0, 4)) :] = False
    prices = own + np.append(group_prices, 0.0)[market.group]
    verdict = proof(market, Choice(chosen, judge(market, chosen).value, prices, group_prices))
    assert verdict.bound >= best_by_highs(market).value - 1e-9


def some_prices(count: int) -> st.SearchStrategy[Floats]:
    return st.lists(st.floats(0, 4), min_size=count, max_size=count).map(np.array)


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True), st.data())
def test_taking_an_introduction_out_fails(market: Market, data: st.DataObject) -> None:
    choice = solve(*market)
    worthy = np.flatnonzero(choice.chosen & (market.value > SOMETHING))
    assume(len(worthy))
    fewer = choice.chosen.copy()
    fewer[data.draw(st.sampled_from(worthy.tolist()))] = False
    less = replace(choice, chosen=fewer, value=float(market.value[fewer].sum()))
    assert not proof(market, less)
    assert "another choice may be worth" in proof(market, less).why


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True), st.data())
def test_putting_an_introduction_in_fails(market: Market, data: st.DataObject) -> None:
    choice = solve(*market)
    worthy = np.flatnonzero(~choice.chosen & (market.value > SOMETHING))
    assume(len(worthy))
    more = choice.chosen.copy()
    more[data.draw(st.sampled_from(worthy.tolist()))] = True
    verdict = proof(market, replace(choice, chosen=more, value=float(market.value[more].sum())))
    assert not verdict
    assert "but room for" in verdict.why


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True), st.data())
def test_lowering_a_price_fails(market: Market, data: st.DataObject) -> None:
    choice = solve(*market)
    dear = np.flatnonzero(choice.prices > SOMETHING)
    assume(len(dear))
    col = data.draw(st.sampled_from(dear.tolist()))
    prices = choice.prices.copy()
    prices[col] *= data.draw(st.floats(0, 0.99))
    assert not proof(market, replace(choice, prices=prices))


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True), st.data())
def test_raising_a_price_above_what_any_row_would_pay_fails(market: Market, data: st.DataObject) -> None:
    choice = solve(*market)
    places = np.flatnonzero(market.col_capacity)
    assume(len(places))
    prices = choice.prices.copy()
    prices[data.draw(st.sampled_from(places.tolist()))] += 1000.0
    assert not proof(market, replace(choice, prices=prices))


@settings(deadline=None, max_examples=100)
@given(markets(urgent=True))
def test_where_there_is_competition_no_prices_at_all_prove_nothing(market: Market) -> None:
    choice = solve(*market)
    assume(choice.prices.max() > SOMETHING)
    free = replace(choice, prices=0 * choice.prices, group_prices=0 * choice.group_prices)
    assert not proof(market, free)


@settings(deadline=None, max_examples=150)
@given(markets(urgent=True, below_nothing=True))
def test_a_place_has_a_price_only_where_none_is_free(market: Market) -> None:
    choice = solve(*market)
    _, by_col, by_group = taken(market, choice.chosen)
    of_group = np.append(choice.group_prices, 0.0)[market.group]
    free_col, free_group = by_col < market.col_capacity, by_group < market.group_capacity
    assert choice.prices[free_col].tolist() == of_group[free_col].tolist()
    assert not choice.group_prices[free_group].any()
    assert (choice.prices >= of_group).all()
    assert (choice.group_prices >= 0).all()


@settings(deadline=None, max_examples=150)
@given(markets(below_nothing=True), st.integers(0, 4))
def test_a_price_is_what_one_more_place_adds(market: Market, col: int) -> None:
    col %= len(market.col_capacity)
    room = market.col_capacity + (np.arange(len(market.col_capacity)) == col)
    group_room = market.group_capacity + (np.arange(len(market.group_capacity)) == market.group[col])
    one_more = solve(*market._replace(col_capacity=room, group_capacity=group_room))
    choice = solve(*market)
    assert one_more.value - choice.value == pytest.approx(choice.prices[col], abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(markets(below_nothing=True), st.integers(0, 1))
def test_a_group_s_price_is_what_one_more_place_in_it_adds(market: Market, group: int) -> None:
    assume(group < len(market.group_capacity))
    room = market.group_capacity + (np.arange(len(market.group_capacity)) == group)
    choice = solve(*market)
    added = solve(*market._replace(group_capacity=room)).value - choice.value
    assert added == pytest.approx(choice.group_prices[group], abs=1e-9)


def test_a_price_exceeds_every_value_where_one_more_place_would_serve_someone_overdue() -> None:
    overdue = ([0, 1], [0, 0], [0.5, 0.4], [1, 1], [1], [1, 1])
    assert solve(*overdue[:5]).prices.tolist() == pytest.approx([0.4])
    choice = solve(*overdue)
    assert choice.prices[0] > 0.9
    assert verify(*overdue[:5], choice, overdue[5])


@settings(deadline=None, max_examples=150)
@given(markets(below_nothing=True), st.data())
def test_the_bound_covers_pairs_that_are_not_listed(market: Market, data: st.DataObject) -> None:
    listed = np.array([data.draw(st.booleans()) for _ in market.rows], dtype=np.bool_)
    few = market._replace(rows=market.rows[listed], cols=market.cols[listed], value=market.value[listed])
    choice = solve(*few)
    outside = np.full(len(market.row_capacity), -np.inf)
    above = (market.value - choice.prices[market.cols])[~listed]
    np.maximum.at(outside, market.rows[~listed], above)
    verdict = proof(few, choice, outside)
    best = best_by_highs(market).value
    assert verdict.bound >= best - 1e-9
    if choice.value < best - 1e-6:
        assert not verdict
    if not len(above) or above.max() <= 0:
        assert verdict, "nothing outside is attractive at these prices"


def test_a_pair_outside_that_would_serve_someone_overdue_leaves_the_proof_open() -> None:
    market = ([0], [0], [0.5], [1, 1], [1, 1])
    choice = solve(*market, urgency=[0, 1])
    assert verify(*market, choice, urgency=[0, 1])
    assert not verify(*market, choice, urgency=[0, 1], outside=[-0.1, -0.1])
    assert verify(*market, choice, outside=[-0.1, -0.1])


def test_a_row_takes_pairs_outside_only_where_it_has_nothing_better() -> None:
    market = ([0], [0], [0.5], [2], [1, 1])
    assert verify(*market, solve(*market), outside=[0.2]).bound == pytest.approx(0.7)


def test_the_tolerance_is_a_share_of_the_value() -> None:
    market = ([0], [0], [10.0], [1], [2])
    choice = solve(*market)
    assert not verify(*market, choice, outside=[10.02])
    assert not verify(*market, choice, outside=[10.02], tolerance=0.001)
    assert verify(*market, choice, outside=[10.02], tolerance=0.003)


@pytest.mark.parametrize(
    ("capacities", "why"),
    [
        (([1, 1, 1], [3, 3], [3]), "Row 0 has 2 pairs, but room for 1"),
        (([2, 1, 1], [2, 3], [3]), "Column 0 has 3 pairs, but room for 2"),
        (([2, 1, 1], [3, 3], [2]), "Group 0 has 3 pairs, but room for 2"),
    ],
)
def test_a_broken_capacity_fails_by_name(capacities: tuple[list[int], ...], why: str) -> None:
    pairs = ([0, 0, 1, 2], [0, 1, 0, 0], [0.9, 0.8, 0.7, 0.6])
    choice = solve(*pairs, [2, 1, 1], [3, 3], None, [0, -1], [3])
    assert choice.chosen.all()
    row, col, group = capacities
    assert why in verify(*pairs, row, col, choice, None, [0, -1], group).why


@pytest.mark.parametrize(
    ("price", "group_price", "why"),
    [
        (-0.1, 0.0, "The price of column 0 is"),
        (0.4, 0.5, "The price of column 0 is"),
        (float("nan"), 0.0, "The price of column 0 is"),
        (float("inf"), 0.0, "The price of column 0 is"),
        (0.5, -0.1, "The price of group 0 is"),
    ],
)
def test_what_is_no_price_fails_by_name(price: float, group_price: float, why: str) -> None:
    market = Market(*(np.array(part) for part in ([0], [0], [0.5], [1], [1], [0], [0], [1])))
    choice = solve(*market)
    verdict = proof(market, replace(choice, prices=np.array([price]), group_prices=np.array([group_price])))
    assert not verdict
    assert why in verdict.why


def test_a_misstated_value_fails() -> None:
    market = ([0], [0], [0.5], [1], [1])
    choice = solve(*market)
    assert verify(*market, choice)
    assert "said to be worth 0.6" in verify(*market, replace(choice, value=0.6)).why


def test_a_proof_of_another_market_is_refused() -> None:
    with pytest.raises(ValueError, match="chosen should have 2 entries"):
        verify([0, 1], [0, 0], [0.5, 0.4], [1, 1], [1], solve([0], [0], [0.5], [1], [1]))
