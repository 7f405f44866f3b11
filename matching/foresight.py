"""Who must be suggested now, so that nobody has to wait longer than promised later on.

Whoever has waited for the agreed number of cycles goes first. That alone comes too late where several people
depend on the same few champions and fall due at once. So everyone who has waited is given a place in a later
cycle before their time is up, each champion having as many in every cycle as now; for whom there is none left
the time is now.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.assign import add_arcs
from matching.shared import Whole

FARTHEST = 12  # cycles ahead are planned: much changes until then


def must_go_now(
    rows: Whole,
    cols: Whole,
    patience: Whole,
    col_capacity: Whole,
    group: Whole,
    group_capacity: Whole,
) -> NDArray[np.bool_]:
    """Tell for each row whether it can no longer be promised a place in a later cycle.

    `patience` per row: how many cycles it may still wait, 0 for one whose time has come; below 0 it is not
    looked at. The pairs (rows[k], cols[k]) may meet; of columns, groups and capacities the meaning is that of
    `matching.assign.solve`. Where places are short, it is the least patient who go now. Raises RuntimeError
    where the solver fails.
    """
    now: NDArray[np.bool_] = patience == 0
    planned = (patience > 0) & (patience <= FARTHEST)
    later, some = np.flatnonzero(planned), np.flatnonzero(planned[rows])
    if not len(some):
        return now
    cycles, width = int(patience[later].max()), len(col_capacity)
    col_nodes = len(patience) + np.arange(cycles * width).reshape(
        cycles, width
    )  # of later cycles, next first
    group_nodes = col_nodes.size + len(patience) + np.arange(cycles * len(group_capacity)).reshape(cycles, -1)
    sink = len(patience) + col_nodes.size + group_nodes.size

    flow = SimpleMinCostFlow()
    add_arcs(flow, rows[some], col_nodes[patience[rows[some]] - 1, cols[some]], 1, 0)
    add_arcs(flow, col_nodes[1:], col_nodes[:-1], len(later), 0)  # whoever may wait longer may come earlier
    above = np.column_stack([group_nodes, np.full(cycles, sink)])[
        :, group
    ]  # -1, no group, is the last: the sink
    add_arcs(flow, col_nodes, above, np.minimum(col_capacity, len(later)), 0)
    add_arcs(flow, group_nodes, sink, np.minimum(group_capacity, len(later)), 0)
    # Without a later place: dear enough that each is had, and dearer for who could have waited longer.
    left = add_arcs(flow, later, sink, 1, 1 + patience[later])
    flow.set_nodes_supplies(later.astype(np.int32), np.ones(len(later), np.int64))
    flow.set_node_supply(sink, -len(later))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("The solver found no plan for the cycles to come.")
    now[later[np.asarray(flow.flows(left)) > 0]] = True
    return now
