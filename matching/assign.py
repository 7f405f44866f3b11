"""Who is suggested to whom: the choice of pairs worth most within everyone's capacity, by minimum-cost flow.

What a pair is worth is decided before, in `matching.fit` and `matching.decide`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.shared import Whole

FINEST_SCALE = 10**9  # the solver counts in whole numbers: values are rounded to a billionth
ROOM = 2**60  # and multiplies them by the number of nodes, within 64 bits: large cycles round more coarsely


def solve(
    rows: Whole,
    cols: Whole,
    value: NDArray[np.float64],
    row_capacity: Whole,
    col_capacity: Whole,
    urgency: Whole,
) -> NDArray[np.bool_]:
    """Tell for each pair (rows[k], cols[k]), worth value[k] >= 0, whether it is chosen.

    The chosen pairs have the greatest total value that breaks no capacity (per row and per column, >= 0). A
    row of urgency 1 or more first gets one pair wherever one can be had, the higher urgency before the
    lower. Equal totals fall to the solver's own fixed order: callers who sort rows and columns get the same
    choice every time. Raises RuntimeError where the solver fails.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.bool_)
    row_capacity = np.minimum(row_capacity, len(col_capacity))
    worth, bonus = _costs(rows, value, row_capacity, len(col_capacity), urgency)
    first = np.minimum(row_capacity, urgency > 0)
    row_nodes = np.arange(len(row_capacity))
    col_nodes = len(row_nodes) + np.arange(len(col_capacity))
    source, sink = len(row_nodes) + len(col_nodes), len(row_nodes) + len(col_nodes) + 1

    flow = SimpleMinCostFlow()
    pairs = _arcs(flow, rows, col_nodes[cols], 1, -worth)
    _arcs(flow, source, row_nodes, row_capacity - first, 0)
    _arcs(flow, source, row_nodes, first, -bonus)
    _arcs(flow, col_nodes, sink, col_capacity, 0)
    _arcs(flow, [source], sink, row_capacity.sum(), 0)  # places that nobody takes
    flow.set_node_supply(source, int(row_capacity.sum()))
    flow.set_node_supply(sink, -int(row_capacity.sum()))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("The solver found no optimal choice; capacities or values are out of its range.")
    return np.asarray(flow.flows(pairs) > 0)


def _costs(
    rows: Whole, value: NDArray[np.float64], row_capacity: Whole, cols: int, urgency: Whole
) -> tuple[Whole, Whole]:
    """Return each pair's value and each row's bonus in whole numbers.

    One step of the bonus outweighs all values together. That is enough for strictness: the sets of rows
    that can have a pair at once form a matroid, where the heaviest set serves the most urgent first.
    """
    best = np.zeros(len(row_capacity))
    np.maximum.at(best, rows, value)
    most = float(best @ row_capacity) + 1.0
    levels = np.unique(urgency[urgency > 0])
    nodes = len(row_capacity) + cols + 2
    scale = min(FINEST_SCALE, ROOM / (most * (len(levels) + 1) * nodes))
    step = int(most * scale) + len(rows)
    worth = np.rint(value * scale).astype(np.int64)
    return worth, step * np.searchsorted(levels, urgency, side="right")


def _arcs(
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
