"""The rivals choose as they claim to: within every capacity, and each by its own rule."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import rivals
from matching.assign import solve


@dataclass(frozen=True)
class Grounds:
    """Pairs and everyone's room, as rivals ask for them."""

    rows: rivals.Whole
    cols: rivals.Whole
    value: rivals.Floats
    accept: rivals.Floats
    lead: rivals.Floats
    row_capacity: rivals.Whole
    col_capacity: rivals.Whole
    waited: rivals.Whole
    group: rivals.Whole
    group_capacity: rivals.Whole

    def counts(self, chosen: rivals.Mask) -> tuple[rivals.Whole, rivals.Whole, rivals.Whole]:
        """Count the chosen pairs of each row, column and group."""
        in_groups = np.bincount(self.group[self.cols[chosen]] + 1, minlength=len(self.group_capacity) + 1)
        return (
            np.bincount(self.rows[chosen], minlength=len(self.row_capacity)),
            np.bincount(self.cols[chosen], minlength=len(self.col_capacity)),
            in_groups[1:],
        )


@st.composite
def grounds(draw: st.DrawFn) -> Grounds:
    """Draw up to six rows, five columns and two groups; chances in tenths, so that ties come up."""
    rows, cols, groups = draw(st.integers(0, 6)), draw(st.integers(0, 5)), draw(st.integers(0, 2))
    places = draw(st.lists(st.integers(0, max(rows * cols - 1, 0)), unique=True)) if rows * cols else []
    tenths = st.integers(1, 10).map(lambda tenth: tenth / 10)

    def some(strategy: st.SearchStrategy[float], length: int, kind: type) -> np.ndarray:
        return np.array(draw(st.lists(strategy, min_size=length, max_size=length)), dtype=kind)

    accept, lead = (some(tenths, len(places), np.float64) for _ in "pq")
    return Grounds(
        rows=np.array([place // cols for place in places], dtype=np.int64),
        cols=np.array([place % cols for place in places], dtype=np.int64),
        value=accept * lead,
        accept=accept,
        lead=lead,
        row_capacity=some(st.integers(0, 3), rows, np.int64),
        col_capacity=some(st.integers(0, 3), cols, np.int64),
        waited=some(st.integers(0, 3), rows, np.int64),
        group=some(st.integers(-1, groups - 1), cols, np.int64),
        group_capacity=some(st.integers(0, 3), groups, np.int64),
    )


def at_random(found: Grounds) -> rivals.Mask:
    return rivals.at_random(found, np.random.default_rng(1))


RIVALS = (rivals.greedy, rivals.first_come, rivals.deferred_acceptance, at_random)
every_rival = pytest.mark.parametrize("choose", RIVALS)
Rival = Callable[[Grounds], rivals.Mask]


@every_rival
@given(found=grounds())
def test_no_capacity_is_ever_broken_and_none_beats_the_engine(choose: Rival, found: Grounds) -> None:
    chosen = choose(found)
    by_row, by_col, by_group = found.counts(chosen)
    assert (by_row <= found.row_capacity).all()
    assert (by_col <= found.col_capacity).all()
    assert (by_group <= found.group_capacity).all()
    assert found.value[chosen].sum() <= best(found) + 1e-9


@every_rival
@given(found=grounds())
def test_no_pair_is_passed_over_that_has_room_on_all_sides(choose: Rival, found: Grounds) -> None:
    chosen = choose(found)
    by_row, by_col, by_group = found.counts(chosen)
    group_free = np.append(by_group < found.group_capacity, True)[found.group]
    free = (by_row < found.row_capacity)[found.rows] & (by_col < found.col_capacity)[found.cols]
    assert not (free & group_free[found.cols] & ~chosen).any()


@given(found=grounds())
def test_greedy_reaches_at_least_a_third_of_the_best(found: Grounds) -> None:
    """With three kinds of capacity a taken pair keeps out at most three others, none worth more."""
    assert found.value[rivals.greedy(found)].sum() * 3 >= best(found) - 1e-9


@given(found=grounds())
def test_first_come_gives_who_waited_longest_the_best_there_is(found: Grounds) -> None:
    chosen = rivals.first_come(found)
    first = min(range(len(found.waited)), key=lambda row: (-found.waited[row], row), default=None)
    open_to = np.append(found.group_capacity > 0, True)[found.group] & (found.col_capacity > 0)
    theirs = (found.rows == first) & open_to[found.cols]
    if theirs.any() and found.row_capacity[first]:
        assert found.value[chosen & theirs].max() == found.value[theirs].max()


@given(found=grounds())
def test_deferred_acceptance_leaves_no_two_who_would_rather_have_each_other(found: Grounds) -> None:
    chosen = rivals.deferred_acceptance(found)
    for pair in np.flatnonzero(~chosen).tolist():
        assert not (row_would(found, chosen, pair) and col_would(found, chosen, pair))


@given(found=grounds())
def test_ranked_by_one_value_on_both_sides_deferred_acceptance_is_greedy(found: Grounds) -> None:
    order = np.argsort(np.lexsort((found.cols, found.rows, -found.value)))
    worth = 1.0 - order / max(len(order), 1)  # without ties: then there is one stable choice
    alike = Grounds(**{**vars(found), "value": worth, "accept": worth, "lead": worth})
    assert (rivals.deferred_acceptance(alike) == rivals.greedy(alike)).all()


def best(found: Grounds) -> float:
    return solve(
        found.rows, found.cols, found.value, found.row_capacity, found.col_capacity,
        group=found.group, group_capacity=found.group_capacity,
    ).value  # fmt: skip


def row_would(found: Grounds, chosen: rivals.Mask, pair: int) -> bool:
    """Tell whether an innovator has a place for the pair, or would drop another for it."""
    row = found.rows[pair]
    mine = chosen & (found.rows == row)
    worse = mine & (found.lead < found.lead[pair])
    return bool(mine.sum() < found.row_capacity[row] or worse.any())


def col_would(found: Grounds, chosen: rivals.Mask, pair: int) -> bool:
    """Tell whether a champion and the organisation have room for the pair, or would drop another for it."""
    col = found.cols[pair]
    group = found.group[col]
    theirs = chosen & (found.cols == col)
    worse = found.accept < found.accept[pair]
    if theirs.sum() >= found.col_capacity[col]:
        return bool((theirs & worse).any())
    inside = chosen & (found.group[found.cols] == group)
    return bool(group < 0 or inside.sum() < found.group_capacity[group] or (inside & worse).any())
