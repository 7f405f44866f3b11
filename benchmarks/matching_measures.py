"""One measurement of the matching, in a process that ends after it: `python -m benchmarks.matching_measures`.

    cycle INNOVATORS CHAMPIONS          a whole cycle of the bot's engine, after a tiny one
    pairs INNOVATORS CHAMPIONS FILE     the pairs its engine chooses from, written to an .npz file
    choose METHOD FILE                  a choice from these pairs
    judge FILE CHOSEN                   a choice that stands in an .npy file

Each prints one JSON object: seconds, the peak memory of the process in MB, and what was reached. What is held
against what, and the limits, are in `benchmarks.matching_rivals`.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from matching import rivals

SEED: Final = 1
MEMORY: Final = 8 * 10**9  # bytes that a choice may ask for
Mask = rivals.Mask


@dataclass(frozen=True)
class Pairs:
    """Pairs and everyone's room, as `matching.market.Market` holds them, without the people."""

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

    @classmethod
    def read(cls, path: Path) -> "Pairs":
        """Return the pairs kept in a file."""
        with np.load(path) as kept:
            return cls(**{field.name: kept[field.name] for field in fields(cls)})

    def feasible(self, chosen: Mask) -> Mask:
        """Return the chosen pairs but those that break a capacity, the least valuable of them."""
        places = np.flatnonzero(chosen)
        order = places[np.argsort(-self.value[places], kind="stable")]
        kept = np.zeros_like(chosen)
        room = (
            self.row_capacity.copy(),
            self.col_capacity.copy(),
            np.append(self.group_capacity, len(order)),
        )
        for pair in order.tolist():
            ends = (self.rows[pair], self.cols[pair], self.group[self.cols[pair]])
            if all(left[end] > 0 for left, end in zip(room, ends, strict=True)):
                kept[pair] = True
                for left, end in zip(room, ends, strict=True):
                    left[end] -= 1
        return kept


def cycle(innovators: int, champions: int) -> Mapping[str, float]:
    """Measure a whole cycle, profiles to reasons; `cold` is a tiny one before it that loads the libraries."""
    from config.taxonomy import read_taxonomy
    from config.weights import read_weights
    from matching import Past, Policy, suggest
    from matching.community import community

    taxonomy, weights = read_taxonomy(), read_weights()
    tiny, people = (community(*size, SEED, taxonomy) for size in ((20, 10), (innovators, champions)))
    before = time.perf_counter()
    suggest(*tiny, Past(), Policy(), taxonomy, weights)
    gc.disable()  # as the bot's deciding process does, which ends afterwards
    started = time.perf_counter()
    decision = suggest(*people, Past(), Policy(), taxonomy, weights)
    ended = time.perf_counter()
    proof = decision.proof
    return {
        "cold": started - before,
        "seconds": ended - started,
        "value": proof.value,
        "gap": (proof.bound - proof.value) / max(proof.value, 1e-9),
        "suggestions": len(decision.suggestions),
    }


def pairs(innovators: int, champions: int, path: Path) -> Mapping[str, float]:
    """Write the pairs that the engine chooses from in the end."""
    from config.taxonomy import read_taxonomy
    from config.weights import read_weights
    from matching import Past, Policy
    from matching.community import community
    from matching.decide import KEPT_PER_CHAMPION, KEPT_PER_INNOVATOR
    from matching.market import market
    from matching.optimum import optimum

    taxonomy = read_taxonomy()
    people = community(innovators, champions, SEED, taxonomy)
    start = market(
        *people, Past(), Policy(), taxonomy, read_weights(),
        per_row=KEPT_PER_INNOVATOR, per_col=KEPT_PER_CHAMPION,
    )  # fmt: skip
    found = optimum(start).market
    scores = found.scores
    arrays = {name.name: getattr(found, name.name) for name in fields(Pairs) if hasattr(found, name.name)}
    np.savez(path, **{**arrays, "accept": scores.accept, "lead": scores.lead})
    return {"pairs": len(found.rows)}


def choose(method: str, path: Path) -> Mapping[str, float]:
    """Measure a choice by one of `METHODS`, its libraries loaded before."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    METHODS[method](_few())
    found = Pairs.read(path)
    started = time.perf_counter()
    chosen = METHODS[method](found)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, **_reached(found, chosen)}


def judge(path: Path, chosen: Path) -> Mapping[str, float]:
    """Tell what a choice made elsewhere is worth."""
    return _reached(Pairs.read(path), np.load(chosen))


def _reached(found: Pairs, chosen: Mask) -> Mapping[str, float]:
    kept = found.feasible(chosen)
    return {"value": float(found.value[kept].sum()), "dropped": int(chosen.sum() - kept.sum())}


def _few() -> Pairs:
    one, half, two = np.ones(1, np.int64), np.full(2, 0.5), np.arange(2)
    return Pairs(two, two * 0, half, half, half, one.repeat(2), one, one.repeat(2), one * 0, one)


def _ours(found: Pairs) -> Mask:
    from matching.assign import solve

    return solve(
        found.rows, found.cols, found.value, found.row_capacity, found.col_capacity,
        group=found.group, group_capacity=found.group_capacity,
    ).chosen  # fmt: skip


def _highs(found: Pairs) -> Mask:
    """Solve the linear program; its corners are whole, since the pairs make a network."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    every = np.arange(len(found.rows))
    group = found.group[found.cols]
    capped = np.flatnonzero(group >= 0)
    ends = ((found.rows, found.row_capacity), (found.cols, found.col_capacity))
    parts = [csr_array((np.ones(len(every)), (end, every)), (len(room), len(every))) for end, room in ends]
    size = (len(found.group_capacity), len(every))
    parts.append(csr_array((np.ones(len(capped)), (group[capped], capped)), size))
    room = np.concatenate([found.row_capacity, found.col_capacity, found.group_capacity])
    result = linprog(-found.value, A_ub=vstack(parts), b_ub=room, bounds=(0, 1), method="highs-ds")
    if result.status:
        raise RuntimeError(result.message)
    chosen: Mask = result.x > 0.5
    return chosen


def _networkx(found: Pairs) -> Mask:
    """Solve the same network as ours; networkx wants whole numbers, so values are rounded to a billionth."""
    import networkx  # type: ignore[import-untyped]

    graph = networkx.DiGraph()
    places = int(found.row_capacity.sum())
    graph.add_node("source", demand=-places)
    graph.add_node("sink", demand=places)
    graph.add_edge("source", "sink", capacity=places, weight=0)
    for row, room in enumerate(found.row_capacity.tolist()):
        graph.add_edge("source", ("row", row), capacity=room, weight=0)
    for col, (room, group) in enumerate(zip(found.col_capacity.tolist(), found.group.tolist(), strict=True)):
        graph.add_edge(("col", col), ("group", group) if group >= 0 else "sink", capacity=room, weight=0)
    for group, room in enumerate(found.group_capacity.tolist()):
        graph.add_edge(("group", group), "sink", capacity=room, weight=0)
    worth = np.rint(-1e9 * found.value).astype(np.int64).tolist()
    ends = list(zip(found.rows.tolist(), found.cols.tolist(), strict=True))
    for (row, col), cost in zip(ends, worth, strict=True):
        graph.add_edge(("row", row), ("col", col), capacity=1, weight=cost)
    _, flow = networkx.network_simplex(graph)
    return np.array([flow["row", row]["col", col] > 0 for row, col in ends], dtype=np.bool_)


def _dense(found: Pairs) -> Mask:
    """Assign one to one in rounds: first each innovator once, then those who may have a second, and so on.

    A champion is there as often as there is room. Organisations' caps are more than this method can know.
    """
    from scipy.optimize import linear_sum_assignment

    grid = np.zeros((len(found.row_capacity), len(found.col_capacity)))
    grid[found.rows, found.cols] = found.value
    room = found.col_capacity.copy()
    chosen = np.zeros(len(found.rows), dtype=np.bool_)
    for turn in range(found.row_capacity.max(initial=0)):
        row_of, col_of = np.flatnonzero(found.row_capacity > turn), np.repeat(np.arange(len(room)), room)
        rows, cols = linear_sum_assignment(grid[row_of][:, col_of], maximize=True)
        taken = np.zeros(grid.shape, dtype=np.bool_)
        taken[row_of[rows], col_of[cols]] = grid[row_of[rows], col_of[cols]] > 0
        chosen |= taken[found.rows, found.cols]
        grid[taken] = 0.0
        room -= taken.sum(axis=0)
    return chosen


METHODS: Final[Mapping[str, Callable[[Pairs], Mask]]] = {
    "matching.assign": _ours,
    "greedy": rivals.greedy,
    "first come": rivals.first_come,
    "deferred acceptance": rivals.deferred_acceptance,
    "random": lambda found: rivals.at_random(found, np.random.default_rng(SEED)),
    "scipy HiGHS": _highs,
    "networkx": _networkx,
    "linear_sum_assignment": _dense,
}


def main(words: list[str]) -> None:
    """Measure what the words ask for, and print it."""
    match words:
        case ["cycle", innovators, champions]:
            found: Mapping[str, Any] = cycle(int(innovators), int(champions))
        case ["pairs", innovators, champions, path]:
            found = pairs(int(innovators), int(champions), Path(path))
        case ["choose", method, path]:
            found = choose(method, Path(path))
        case ["judge", path, chosen]:
            found = judge(Path(path), Path(chosen))
        case _:
            raise SystemExit(__doc__)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000  # it is told in kB
    print(json.dumps({**found, "memory": peak}))


if __name__ == "__main__":
    main(sys.argv[1:])
