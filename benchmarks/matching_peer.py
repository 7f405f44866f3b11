"""The package `matching` from the package index, choosing from pairs in an .npz file.

Run by `benchmarks.matching_rivals` as a script in an environment of its own, apart from our folder of the
same name. Innovators are its residents, once each in a round; champions are its hospitals; both sides rank by
value. Organisations' caps are more than it can know. It writes what is chosen to an .npy file, and prints
seconds and peak memory in MB as JSON.
"""

import importlib
import json
import resource
import sys
import threading
import time
from collections import defaultdict
from typing import Any

import numpy as np


def main(pairs: str, chosen: str) -> None:
    """Choose from the pairs of one file, and write which are chosen to another."""
    games = importlib.import_module("matching.games")
    with np.load(pairs) as kept:
        found = {name: kept[name] for name in ("rows", "cols", "value", "row_capacity", "col_capacity")}
    started = time.perf_counter()
    taken = choice(games, found)
    seconds = time.perf_counter() - started
    np.save(chosen, taken)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "memory": peak}))


def choice(games: Any, found: dict[str, Any]) -> Any:  # noqa: ANN401 - the package ships no types
    """Return for each pair whether it is chosen in any round."""
    order = np.argsort(-found["value"], kind="stable").tolist()
    rows, cols = found["rows"].tolist(), found["cols"].tolist()
    pair = {ends: number for number, ends in enumerate(zip(rows, cols, strict=True))}
    capacity, room = found["row_capacity"].tolist(), found["col_capacity"].tolist()
    taken = np.zeros(len(rows), dtype=bool)
    for turn in range(max(capacity, default=0)):
        wants, likes = defaultdict(list), defaultdict(list)
        for number in order:
            row, col = rows[number], cols[number]
            if capacity[row] > turn and room[col] > 0 and not taken[number]:
                wants[f"i{row}"].append(f"c{col}")
                likes[f"c{col}"].append(f"i{row}")
        places = {name: room[int(name[1:])] for name in likes}
        if not wants:
            break
        game = games.HospitalResident.create_from_dictionaries(wants, likes, places)
        for hospital, residents in game.solve(optimal="resident").items():
            for resident in residents:
                taken[pair[int(str(resident)[1:]), int(str(hospital)[1:])]] = True
                room[int(str(hospital)[1:])] -= 1
    return taken


if __name__ == "__main__":
    sys.setrecursionlimit(10**7)  # it copies everybody by way of everybody they know, one inside the other
    threading.stack_size(2**30)
    work = threading.Thread(target=main, args=sys.argv[1:])
    work.start()
    work.join()
