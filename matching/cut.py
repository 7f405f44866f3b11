"""Why a row was left out that should have gone first: the closed circle of columns and those who hold them.

An urgent row without a pair could still be served if a column it may have were free, or if someone who holds
one could move to another that is. Where nobody can, everything reached on the way is a closed circle: fewer
places than rows that need one, and all of them held by rows at least as urgent. The words for it are the
caller's; the choice itself comes from `matching.assign`.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from matching.task import Mask, Task, Whole, fitting, indexes


class Circle(NamedTuple):
    """Rows that have no other columns to go to than these, and whose members hold all places there."""

    rows: Whole
    cols: Whole


def closed_circles(
    rows: ArrayLike,
    cols: ArrayLike,
    chosen: ArrayLike,
    row_capacity: ArrayLike,
    col_capacity: ArrayLike,
    unserved: ArrayLike,
    group: ArrayLike | None = None,
    group_capacity: ArrayLike | None = None,
) -> Iterator[Circle]:
    """Yield for each of the `unserved` rows the circle that keeps it out.

    The other arguments are those of `matching.assign.solve`, `chosen` the mask it returned. A circle holds
    the row itself, every column that one of its rows may have, and every row that is in the way there; each
    column is full, or its group is. Where the choice is best and the row urgent, the other rows have one pair
    each and are at least as urgent. Raises ValueError where nothing keeps the row out: it has a pair, or no
    capacity for one, or others could make room for it.
    """
    task = Task.read(rows, cols, 0.0, row_capacity, col_capacity, None, group, group_capacity)
    taken = fitting("chosen", chosen, len(task.rows)).astype(np.bool_)[task.order]
    open_to_pairs = (task.taken(taken)[0] == 0) & (task.row_capacity > 0)
    network = _network(task, taken)
    _, knot = connected_components(network, connection="strong")
    known: dict[bytes, Whole] = {}  # what is reached from the same knots is the same
    for row in indexes("unserved", unserved, np.size(unserved), 0, len(task.row_capacity)).tolist():
        begins = np.unique(knot[network.indices[network.indptr[row] : network.indptr[row + 1]]]).tobytes()
        if begins not in known:
            known[begins] = np.sort(breadth_first_order(network, row, return_predecessors=False))
            known[begins] = known[begins][known[begins] != row]
        beyond = known[begins]
        if not open_to_pairs[row] or task.sink in beyond[-1:]:
            raise ValueError(f"Nothing keeps row {row} out: it has a pair, wants none, or could have one.")
        first_col, first_group = np.searchsorted(beyond, (task.first_col, task.first_group))
        others, in_reach = beyond[:first_col], beyond[first_col:first_group] - task.first_col
        yield Circle(np.insert(others, np.searchsorted(others, row), row), in_reach)


def _network(task: Task, chosen: Mask) -> csr_array:
    """Return where each row could have a pair, and who or what is in the way there.

    The nodes are those of the flow; the sink stands for a free place.
    """
    full, group_full = task.full(chosen)
    held, cols = np.flatnonzero(chosen), np.arange(len(full))
    in_full, in_full_group = held[full[task.cols[held]]], held[group_full[task.cols[held]]]
    only_group_full, free = cols[group_full & ~full], cols[~group_full & ~full]
    steps = [
        (task.rows, task.first_col + task.cols),
        (task.first_col + task.cols[in_full], task.rows[in_full]),
        (task.first_col + only_group_full, task.first_group + task.group[only_group_full]),
        (task.first_group + task.group[task.cols[in_full_group]], task.rows[in_full_group]),
        (task.first_col + free, np.full(len(free), task.sink)),
    ]
    tails, heads = (np.concatenate(ends) for ends in zip(*steps, strict=True))
    return csr_array((np.ones(len(tails)), (tails, heads)), shape=(task.sink + 1, task.sink + 1))
