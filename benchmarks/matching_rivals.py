"""Measure the matching against its limits and its rivals, and print the tables: `make bench-matching`.

A whole cycle of the engine at three sizes; then, from the very pairs the engine chose from, a choice by each
method that can manage them. Every measurement runs in a process of its own, see
`benchmarks.matching_measures`. Ends with exit code 1 where a limit is missed, where a method reaches more
than ours, or where an exact one is quicker.
"""

import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.tables import Figure, median, table

ROOT: Final = Path(__file__).parent.parent
PATIENCE: Final = 120.0  # seconds for a choice; a cycle gets as many as it needs
MEMORY_LIMIT: Final = 1500.0  # MB, at the largest size
GAP_LIMIT: Final = 100.0  # millionths by which all pairs may allow more
GROWTH_LIMIT: Final = 1.2  # the exponent, between the last two sizes
OURS: Final = "matching.assign"
EXACT: Final = ("scipy HiGHS", "networkx")
PEER: Final = "PyPI matching"
METHODS: Final = (
    OURS, *EXACT, "linear_sum_assignment", "greedy", "deferred acceptance", PEER, "first come", "random"
)  # fmt: skip


class Size(NamedTuple):
    """How many people; the limit is in seconds for a whole cycle, the median of `runs`."""

    innovators: int
    champions: int
    limit: float
    runs: int

    def __str__(self) -> str:
        return f"{self.innovators:,} x {self.champions:,}"


SIZES: Final = (Size(1_000, 300, 0.3, 5), Size(10_000, 2_000, 2.5, 3), Size(100_000, 20_000, 30.0, 1))


@dataclass(frozen=True)
class Reached:
    """What a method reached, or why it was not tried; `dropped` pairs broke a rule it cannot know."""

    method: str
    seconds: float = math.nan
    memory: float = math.nan
    value: float = math.nan
    dropped: int = 0
    why_not: str = ""

    def row(self, ours: "Reached") -> tuple[str, ...]:
        """Return the cells of its line."""
        if self.why_not:
            return (self.method, "", "", "", "", "", "", self.why_not)
        return (
            self.method,
            f"{self.value:.3f}",
            f"{self.value / ours.value:.4f}",
            f"{self.seconds:.3f} s",
            f"{self.seconds / ours.seconds:.1f}x",
            f"{self.memory:.0f} MB",
            str(self.dropped or ""),
            "exact" if self.method in (OURS, *EXACT) else "",
        )


def main() -> int:
    """Measure and print; return the exit code."""
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores\n\nA whole cycle, profiles to reasons:"
    )
    figures = list(_cycles())
    print(table(figures))
    faults = [f"{figure.name} is beyond its limit." for figure in figures if not figure.kept]
    with tempfile.TemporaryDirectory(prefix="pollinate-bench-") as folder:
        faults += _choices(Path(folder))
    print(
        "\n".join(["", *(faults or ["All limits are kept; nothing reaches more, nothing exact is quicker."])])
    )
    return 1 if faults else 0


def _cycles() -> Iterator[Figure]:
    """Measure whole cycles of the engine, each in a new process that has decided a tiny one before."""
    times, cold = [], []
    for size in SIZES:
        found = [_measured("cycle", size.innovators, size.champions) for _ in range(size.runs)]
        seconds = [each["seconds"] for each in found]
        times.append(median(seconds))
        cold += [each["cold"] for each in found]
        yield Figure(f"{size}, worth {found[0]['value']:.1f}", "s", seconds, limit=size.limit)
        memory = [each["memory"] for each in found]
        yield Figure(f"{size}, peak memory of the process", "MB", memory, limit=MEMORY_LIMIT)
        gap = [1e6 * each["gap"] for each in found]
        yield Figure(f"{size}, what all pairs may allow more", "ppm", gap, limit=GAP_LIMIT)
    growth = math.log(times[-1] / times[-2]) / math.log(SIZES[-1].innovators / SIZES[-2].innovators)
    yield Figure("growth between the last two: n to the", "", [growth], limit=GROWTH_LIMIT)
    yield Figure("first tiny cycle of a process, libraries loaded", "s", cold)


def _choices(folder: Path) -> list[str]:
    """Let every method choose at every size; print what was reached, and return what is wrong with ours."""
    peer, faults = _peer(folder), []
    earlier: dict[str, Reached] = {}
    for size in SIZES:
        path = folder / f"{size.innovators}.npz"
        pairs = _measured("pairs", size.innovators, size.champions, path)["pairs"]
        reached = [_reached(method, path, peer, earlier.get(method)) for method in METHODS]
        earlier = {each.method: each for each in reached}
        print(f"\n{size}: a choice from the {pairs:,} pairs that the engine chose from")
        print(_aligned(reached))
        faults += [f"{size}: {fault}" for fault in _faults(reached)]
    print("\nDropped: pairs taken out again, since they broke a cap that the method cannot know.")
    return faults


def _faults(reached: Sequence[Reached]) -> Iterator[str]:
    ours, *others = reached
    for each in others:
        if each.value > ours.value * (1 + 1e-9):
            yield f"{each.method} reaches more."
        if each.method in EXACT and each.seconds < ours.seconds:
            yield f"{each.method} is quicker."


def _reached(method: str, path: Path, peer: Path | str, earlier: Reached | None) -> Reached:
    """Let a method choose, if what it took for a tenth of the people gives hope."""
    if method == PEER and isinstance(peer, str):
        return Reached(method, why_not=peer)
    if earlier and (earlier.why_not or earlier.seconds * 10 > PATIENCE):
        return Reached(method, why_not=earlier.why_not or f"not tried: {earlier.seconds:.0f} s for a tenth")
    try:
        if method == PEER:
            return Reached(method, **_by_peer(Path(peer), path))
        return Reached(method, **_measured("choose", method, path, patience=PATIENCE))
    except RuntimeError as error:
        if method != PEER:
            raise
        return Reached(method, why_not=f"failed: {str(error).splitlines()[-1][:60]}")
    except subprocess.TimeoutExpired:
        return Reached(method, why_not=f"not ready after {PATIENCE:.0f} s")
    except MemoryError:
        return Reached(method, why_not="needs more than 8 GB")


def _measured(*words: object, patience: float | None = None) -> dict[str, Any]:
    """Return what a process of `benchmarks.matching_measures` tells; MemoryError where it had too little."""
    command = [sys.executable, "-m", "benchmarks.matching_measures", *map(str, words)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False)
    return _told(run)


def _told(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    if "MemoryError" in run.stderr or "Unable to allocate" in run.stderr:
        raise MemoryError
    if run.returncode or not run.stdout:
        raise RuntimeError(f"A measurement failed:\n{run.stderr}")
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def _peer(folder: Path) -> Path | str:
    """Return an interpreter that has the package, in an environment made for it; else why there is none."""
    home = folder / "peer"
    python = home / "bin" / "python"
    pip = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install", "matching")
    try:
        subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)
        subprocess.run([python, *pip], check=True, capture_output=True, cwd=folder, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return "not tried: it could not be installed from here"
    return python


def _by_peer(python: Path, pairs: Path) -> dict[str, Any]:
    """Let the package choose: -I and the folder keep ours out of its way, which bears the same name."""
    chosen = pairs.with_suffix(".npy")
    run = subprocess.run(
        [python, "-I", ROOT / "benchmarks" / "matching_peer.py", pairs, chosen],
        cwd=pairs.parent, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    told = _told(run)
    return {**_measured("judge", pairs, chosen), **told}  # its own memory, not the judge's


def _aligned(reached: Sequence[Reached]) -> str:
    head = ("", "value", "of ours", "time", "of ours", "memory", "dropped", "")
    rows = [head, *(each.row(reached[0]) for each in reached)]
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:-1], widths[1:]), row[-1]]).rstrip()
        for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
