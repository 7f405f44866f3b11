"""Chosen among the best pairs only, and proven among all: nothing that was let go is ever missed."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Policy, sweep
from matching.affinity import Texts
from matching.community import community
from matching.keeping import Kept
from matching.market import Market, market
from matching.optimum import Optimum, optimum
from matching.pair import barrier
from matching.people import Past
from matching.shared import Whole
from matching.sweep import Found
from tests import assignments
from tests.matching_cases import TAXONOMY, WEIGHTS, Case, cases


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(sweep, "CHUNK", 3)
        small.setattr(sweep, "CELLS", 8)
        yield


def all_pairs(case: Case) -> Market:
    return market(*case, TAXONOMY, WEIGHTS)


def few_pairs(case: Case, per_row: int = 1, per_col: int = 1) -> Market:
    return market(*case, TAXONOMY, WEIGHTS, per_row=per_row, per_col=per_col)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_the_market_holds_every_pair_without_a_barrier(case: Case) -> None:
    found = all_pairs(case)
    held = {
        (found.innovators[row].id, found.champions[col].id)
        for row, col in zip(found.rows, found.cols, strict=True)
    }
    free = {
        (innovator.id, champion.id)
        for innovator, champion in product(case.innovators, case.champions)
        if barrier(innovator, champion, case.past, TAXONOMY) is None and case.policy.per_innovator > 0
    }
    assert held == free


@settings(deadline=None, max_examples=100)
@given(cases())
def test_a_pair_is_worth_what_its_features_say(case: Case) -> None:
    found = all_pairs(case)
    ours, theirs = [one.texts for one in found.innovators], [one.texts for one in found.champions]
    assert np.array_equal(found.near, Texts(ours, theirs).pairs(found.rows, found.cols))
    assert np.allclose(found.value, found.scores.value)
    assert np.all(found.value > 0)


@settings(deadline=None, max_examples=100)
@given(cases(), st.integers(0, 3), st.integers(0, 3))
def test_what_is_let_go_is_within_its_bound(case: Case, per_row: int, per_col: int) -> None:
    few, everyone = few_pairs(case, per_row + 1, per_col + 1), all_pairs(case)
    prices = np.linspace(0, 0.3, len(few.champions))
    bound = few.kept.attraction(prices, few.kept.of_those_let_go(prices))
    missing = ~few.has(Found(everyone.rows, everyone.cols, everyone.value, everyone.near))
    above = everyone.value[missing] - prices[everyone.cols[missing]]
    assert np.all(above <= bound[everyone.rows[missing]] + 1e-5)


def as_judged(found: Market, urgency: Whole) -> assignments.Market:
    ranks = np.unique(np.append(0, urgency), return_inverse=True)[1][1:]
    return assignments.Market(
        found.rows, found.cols, found.value, found.row_capacity, found.col_capacity,
        ranks, found.group, found.group_capacity,
    )  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(cases())
def test_the_best_of_few_is_the_best_of_all_and_proven_so(case: Case) -> None:
    few, everyone = few_pairs(case), all_pairs(case)
    best = optimum(few)
    assert best.verdict, best.verdict.why
    ours = assignments.judge(as_judged(best.market, few.urgency), best.chosen)
    exact = assignments.best_by_highs(as_judged(everyone, few.urgency))
    assert ours.served == exact.served
    assert ours.value == pytest.approx(exact.value, rel=1e-4, abs=1e-5)
    assert best.verdict.bound >= exact.value - 1e-5


def among(places: int) -> Optimum:
    innovators, champions = community(150, 40, 5, TAXONOMY)
    champions = [
        replace(one, capacity=places, organisation=replace(one.organisation, cap=None)) for one in champions
    ]
    return optimum(market(innovators, champions, Past(), Policy(), TAXONOMY, WEIGHTS, per_row=4, per_col=4))


def test_more_places_never_lower_the_value() -> None:
    values = [among(places).verdict.value for places in (0, 1, 2, 5, 50)]
    assert values == sorted(values)
    assert values[0] == 0


def test_a_price_is_nothing_where_places_are_left() -> None:
    assert not among(200).prices.any()
    assert among(1).prices.any()


def test_nobody_is_looked_at_twice_where_nothing_was_let_go() -> None:
    everyone = all_pairs(Case(*community(20, 8, 1, TAXONOMY), Past(), Policy()))
    assert isinstance(everyone.kept, Kept)
    assert not np.isfinite(everyone.kept.row_least).any()
