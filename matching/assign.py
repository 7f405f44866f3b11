"""Who is suggested to whom: the choice of pairs worth most within all capacities, its prices and its proof.

The choice is a minimum-cost flow from rows (innovators) to columns (champions), with one more layer of nodes
for the groups of columns (organisations). `matching.task` reads what is asked; what a pair is worth is
decided before, in `matching.fit`; why an urgent row was left out is found after, in `matching.cut`.

The price of a place is what one more place there would add to the total: nothing where places are free, and
the more the better the pairs are that find no room. At these prices every row has just the pairs that are
worth most to it above their price, and every place that has a price is taken: then no choice is worth more
(duality of linear programs; Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9). An urgent row pays
any price: where one more place would serve an urgent row more, its price exceeds every value, and tells who
goes first rather than what a place is worth.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.task import Floats, Mask, Task, Whole, fitting

BEYOND = 2**62  # more than any price


@dataclass(frozen=True)
class Choice:
    """Which pairs are chosen, and the prices that prove it best.

    `chosen` tells it for each pair in the order given; `value` is what the chosen pairs are worth together,
    any bonus for urgency left out. `prices`, per column, are those of a place there, its group's included;
    `group_prices`, per group, those of a place in it. Prices are >= 0 and in the unit of the values.
    """

    chosen: Mask
    value: float
    prices: Floats
    group_prices: Floats


@dataclass(frozen=True)
class Verdict:
    """Whether a choice is proved best, as a truth value too, and `why` in a sentence.

    `value` is what the chosen pairs are worth together, and `bound` what no choice that serves the urgent as
    well can exceed: neither counts any bonus for urgency.
    """

    value: float
    bound: float
    holds: bool
    why: str

    def __bool__(self) -> bool:
        return self.holds


def solve(
    rows: ArrayLike,
    cols: ArrayLike,
    value: ArrayLike,
    row_capacity: ArrayLike,
    col_capacity: ArrayLike,
    urgency: ArrayLike | None = None,
    group: ArrayLike | None = None,
    group_capacity: ArrayLike | None = None,
) -> Choice:
    """Choose from the pairs (rows[k], cols[k]), each worth value[k], those that are worth most together.

    No row, column or group gets more pairs than its capacity (whole, >= 0). `group` names for each column the
    group it belongs to, -1 for none. A row of urgency 1 or more first gets one pair wherever one can be had,
    the higher urgency strictly before the lower; only for that a pair worth less than nothing is chosen.

    Equal totals fall to the solver's fixed order over the pairs sorted by row and column: the same pairs give
    the same choice in whatever order they come. Values count to a 2**40th of the greatest, less finely where
    many are urgent in a very large cycle. Raises ValueError where the arguments make no sense together, and
    RuntimeError where the solver fails.
    """
    task = Task.read(rows, cols, value, row_capacity, col_capacity, urgency, group, group_capacity)
    chosen = _flow(task)
    prices, group_prices = _prices(task, chosen)
    as_given = np.empty_like(chosen)
    as_given[task.order] = chosen
    return Choice(as_given, math.fsum(task.value[chosen]), prices / task.scale, group_prices / task.scale)


def verify(
    rows: ArrayLike,
    cols: ArrayLike,
    value: ArrayLike,
    row_capacity: ArrayLike,
    col_capacity: ArrayLike,
    choice: Choice,
    urgency: ArrayLike | None = None,
    group: ArrayLike | None = None,
    group_capacity: ArrayLike | None = None,
    outside: ArrayLike | None = None,
    tolerance: float = 1e-9,
) -> Verdict:
    """Recheck in one pass that a choice breaks no capacity and that its prices prove it best.

    It does not matter how the choice came about: at any prices >= 0, all places times their prices and what
    the rows could have at most above the prices are together no less than any choice is worth. `outside`, per
    row, is the most that a pair which is not listed may be worth above its price (-inf where there is none):
    the bound then covers those pairs too. The proof holds where the bound exceeds the value by no more than
    `tolerance` times the value and what the chosen pairs were rounded up by for the solver. Raises ValueError
    where the arguments make no sense together.
    """
    task = Task.read(rows, cols, value, row_capacity, col_capacity, urgency, group, group_capacity)
    chosen = fitting("chosen", choice.chosen, len(task.rows)).astype(np.bool_)[task.order]
    prices = fitting("prices", choice.prices, len(task.col_capacity)).astype(np.float64)
    group_prices = fitting("group_prices", choice.group_prices, len(task.group_capacity)).astype(np.float64)
    beyond = fitting("outside", -np.inf if outside is None else outside, len(task.row_capacity))

    worth = math.fsum(task.value[chosen])
    rounding = float((task.worth[chosen] / task.scale - task.value[chosen]).sum())
    slack = tolerance * math.fsum(abs(task.value[chosen])) + rounding
    fault = next(_faults(task, chosen, prices, group_prices), "")
    if not fault and abs(choice.value - worth) > slack:
        fault = f"The choice is said to be worth {choice.value:g}, but its pairs are worth {worth:g}."
    if fault:
        return Verdict(worth, math.inf, holds=False, why=fault)
    gap = max(_gap(task, chosen, prices, group_prices, beyond.astype(np.float64)), 0.0)
    if gap > slack:
        why = f"By these prices another choice may be worth {gap:g} more."
        return Verdict(worth, worth + gap, holds=False, why=why)
    return Verdict(worth, worth + gap, holds=True, why="By these prices no other choice is worth more.")


def _flow(task: Task) -> Mask:
    """Return for each pair whether it is chosen."""
    if not len(task.rows):
        return np.zeros(0, dtype=np.bool_)
    row_room = np.minimum(task.row_capacity, np.bincount(task.rows, minlength=len(task.row_capacity)))
    first = np.minimum(row_room, task.levels > 0)
    places = int(row_room.sum())
    row_nodes = np.arange(task.first_col)
    col_nodes = np.arange(task.first_col, task.first_group)
    group_nodes = np.arange(task.first_group, task.source)

    flow = SimpleMinCostFlow()
    pairs = add_arcs(flow, task.rows, col_nodes[task.cols], 1, -task.worth)
    add_arcs(flow, task.source, row_nodes, row_room - first, 0)
    add_arcs(flow, task.source, row_nodes, first, -task.bonus)
    above_cols = np.append(group_nodes, task.sink)[task.group]  # -1, no group, is the last: the sink
    add_arcs(flow, col_nodes, above_cols, np.minimum(task.col_capacity, places), 0)
    add_arcs(flow, group_nodes, task.sink, np.minimum(task.group_capacity, places), 0)
    add_arcs(flow, [task.source], task.sink, places, 0)  # places that nobody takes
    flow.set_node_supply(task.source, places)
    flow.set_node_supply(task.sink, -places)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("The solver found no optimal choice; capacities or values are out of its range.")
    return np.asarray(flow.flows(pairs) > 0)


def add_arcs(
    flow: SimpleMinCostFlow, tails: ArrayLike, heads: ArrayLike, capacities: ArrayLike, costs: ArrayLike
) -> NDArray[np.int32]:
    """Add arcs, one for each place of the arguments as broadcast together, and return their numbers."""
    ends_and_bounds = np.broadcast_arrays(tails, heads, capacities, costs)
    kinds = (np.int32, np.int32, np.int64, np.int64)
    arcs = (
        np.ascontiguousarray(array, dtype=kind) for array, kind in zip(ends_and_bounds, kinds, strict=True)
    )
    numbers: NDArray[np.int32] = flow.add_arcs_with_capacity_and_unit_cost(*arcs)
    return numbers


@dataclass(frozen=True)
class _Listing:
    """Pairs listed by their row or by their column."""

    pairs: Whole
    starts: Whole

    @classmethod
    def by(cls, ends: Whole, pairs: Whole, count: int) -> "_Listing":
        order = np.argsort(ends[pairs], kind="stable")
        return cls(pairs[order], np.searchsorted(ends[pairs][order], np.arange(count + 1)))

    def of(self, ends: Whole) -> Whole:
        """Return all pairs of these rows or columns."""
        first = self.starts[ends]
        many = self.starts[ends + 1] - first
        before = np.cumsum(many) - many
        places: Whole = np.repeat(first - before, many) + np.arange(many.sum())
        return self.pairs[places]


def _prices(task: Task, chosen: Mask) -> tuple[Whole, Whole]:
    """Return the least prices, of columns and of groups, at which no row wants anything but what it has.

    From nothing, the price of a full column rises to what the keenest row without a place would pay for one,
    which makes those who have a place there keener on others: Bellman and Ford's method on the residual
    network. No price rises above that of any proof, so they come to rest at the least, exact in whole units.
    """
    by_row, by_col, _ = task.taken(chosen)
    full, group_full = task.full(chosen)
    only_group_full = np.flatnonzero(group_full & ~full)
    held = _Listing.by(task.cols, np.flatnonzero(chosen), len(by_col))
    wanted = _Listing.by(task.rows, np.flatnonzero(~chosen), len(by_row))

    # What a pair must be worth above its price before a row wants it: more than the last one that it has.
    threshold = np.where(by_row < task.row_capacity, np.where(by_row > 0, 0, -task.bonus), BEYOND)
    np.minimum.at(threshold, task.rows[chosen], task.worth[chosen])
    price, asked = np.zeros(len(by_col), np.int64), np.zeros(len(by_col), np.int64)
    group_price = np.zeros(len(task.group_capacity) + 1, np.int64)  # the last: no group
    keen = np.arange(len(by_row))
    while len(keen):
        pairs = wanted.of(keen)
        np.maximum.at(asked, task.cols[pairs], task.worth[pairs] - threshold[task.rows[pairs]])
        np.maximum.at(group_price, task.group[only_group_full], asked[only_group_full])
        before, price = price, np.maximum(asked, group_price[task.group])
        pairs = held.of(np.flatnonzero(price > before))
        left = task.worth[pairs] - price[task.cols[pairs]]
        keen = np.unique(task.rows[pairs[left < threshold[task.rows[pairs]]]])
        np.minimum.at(threshold, task.rows[pairs], left)
    return price, group_price[:-1]


def _faults(task: Task, chosen: Mask, prices: Floats, group_prices: Floats) -> Iterator[str]:
    """Yield in sentences what makes the choice impossible or the prices none."""
    rooms = (task.row_capacity, task.col_capacity, task.group_capacity)
    for kind, taken, room in zip(("Row", "Column", "Group"), task.taken(chosen), rooms, strict=True):
        for over in np.flatnonzero(taken > room):
            yield f"{kind} {over} has {taken[over]} pairs, but room for {room[over]}."
    own = prices - np.append(group_prices, 0.0)[task.group]
    for col in np.flatnonzero(~(own >= 0) | ~np.isfinite(prices)):
        yield f"The price of column {col} is not a number of at least its group's price, or 0."
    for group in np.flatnonzero(~(group_prices >= 0) | ~np.isfinite(group_prices)):
        yield f"The price of group {group} is not a number of at least 0."


def _gap(task: Task, chosen: Mask, prices: Floats, group_prices: Floats, outside: Floats) -> float:
    """Return by how much the bound exceeds the choice, its urgency bonuses counted on both sides.

    It is summed from what is lost in each place, where large prices and bonuses have cancelled out already:
    the prices of free places, and what each row could have at these prices beyond what it has.
    """
    by_row, by_col, by_group = task.taken(chosen)
    own = prices - np.append(group_prices, 0.0)[task.group]
    free = own @ (task.col_capacity - by_col) + group_prices @ (task.group_capacity - by_group)
    net = task.value - prices[task.cols]
    bonus = task.bonus / task.scale
    has = np.bincount(task.rows[chosen], net[chosen], len(by_row)) + np.where(by_row > 0, bonus, 0.0)
    return float(free + (_most(task, chosen, net, outside, bonus) - has).sum())


def _most(task: Task, chosen: Mask, net: Floats, outside: Floats, bonus: Floats) -> Floats:
    """Return for each row the most it could have at these prices: its best pairs above them, and its bonus.

    `net` is what each pair is worth above its price; of pairs outside there are as many as a row likes.
    """
    room = np.minimum(task.row_capacity, len(task.col_capacity))
    floor = np.maximum(outside, 0.0)
    best = outside.copy()
    np.maximum.at(best, task.rows, net)

    # A full row's best pairs are among those no worse than its worst: sorting these is quick.
    worst = np.full(len(room), np.inf)
    np.minimum.at(worst, task.rows[chosen], net[chosen])
    full = np.bincount(task.rows[chosen], minlength=len(room)) >= task.row_capacity
    cut = np.where(full, worst, -np.inf)[task.rows]
    good = np.flatnonzero((net > floor[task.rows]) & (net >= cut))
    good = good[np.lexsort((-net[good], task.rows[good]))]
    row = task.rows[good]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    within = rank < room[row]
    above = np.bincount(row[within], (net[good] - floor[row])[within], len(room))
    most: Floats = above + room * floor
    return most + np.where(room > 0, np.maximum(bonus + np.minimum(best, 0.0), 0.0), 0.0)
