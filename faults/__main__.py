"""Play every fault of the table at its aim, and say row by row what came of it: `make faults`.

    python -m faults [--only ROW ...] [--size FRACTION] [--seed N] [--list]

Ends with exit code 1 where anything was lost, twice, leaked or stuck. Nothing but loopback is used, and
nothing is kept. Unless TMPDIR names another place, the worlds stand in memory where the system has a folder
for that: what a process wrote before it was killed is there as on any disk, without the disk's waits.
"""

import argparse
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from bot.progress import showing
from faults.places import SQLITE
from faults.rows import ROWS, Row
from faults.tally import Tally, table
from tests.memory_disk import work_in_memory
from tests.postgres_place import server, stop_server


def main(arguments: list[str] | None = None) -> int:
    """Play, print the table, and return the exit code."""
    options = _parser().parse_args(arguments)
    rows = [row for row in ROWS if not options.only or row.name in options.only]
    if options.list:
        print("\n".join(f"{row.name:<22} {row.aim:>7}  {row.told}" for row in ROWS))
        return 0
    work_in_memory()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{machine}, seed {options.seed}, size {options.size:g}")
    try:
        postgres = server().url() if any(row.postgres for row in rows) else ""
        played = [
            (row.name, _played(row, postgres if row.postgres else SQLITE, options.size, options.seed))
            for row in rows
        ]
    finally:
        stop_server()
    print("\n" + table(played))
    return 0 if all(tally.clean for _, tally in played) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m faults", description="Play every fault of the table.")
    names = [row.name for row in ROWS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="ROW", help="these rows and no others")
    parser.add_argument("--size", type=float, default=1.0, help="a part of the full aim (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins (default: 1)")
    parser.add_argument("--list", action="store_true", help="name the rows, and play none")
    return parser


def _played(row: Row, engine: str, size: float, seed: int) -> Tally:
    """Play one row, and print a line on it."""
    print(f"{row.name:<22} {row.told} ...", flush=True)
    tally, started = Tally(), time.monotonic()
    parts = row.plays(engine, max(1, round(row.aim * size)), seed)
    spawn = multiprocessing.get_context("spawn")
    with (
        showing(row.name) as told,
        ProcessPoolExecutor(min(row.workers, len(parts)), mp_context=spawn) as pool,
    ):
        for done, played in enumerate(as_completed([pool.submit(part) for part in parts]), 1):
            tally.add(played.result())
            told(done, len(parts))
    tally.seconds = time.monotonic() - started
    print(f"{'':<22} {_told(tally)}", flush=True)
    return tally


def _told(tally: Tally) -> str:
    wrongs: Sequence[str] = ("lost", "twice", "leaked", "stuck", "told")
    counts = ", ".join(f"{getattr(tally, wrong)} {wrong}" for wrong in wrongs)
    return f"struck {tally.struck} times: {counts}; {tally.seconds:.0f} s"


if __name__ == "__main__":
    sys.exit(main())
