"""The rows of the table: what each plays, at which aim, and how many worlds of it run side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from faults import crash_points, random_kills
from faults.places import SQLITE
from faults.tally import Tally

Play = Callable[[], Tally]


@dataclass(frozen=True)
class Row:
    """One row. `plays` returns what is played, each part in a process of its own, `workers` at a time.

    Its arguments: the engine (SQLITE, or a PostgreSQL server's address), the aim times the size asked for
    (at least 1), the seed.
    """

    name: str
    told: str
    aim: int
    plays: Callable[[str, int, int], list[Play]]
    workers: int = 4
    postgres: bool = False


def _random_kills(engine: str, kills: int, seed: int) -> list[Play]:
    parts = min(4, kills)
    shares = [kills // parts + (part < kills % parts) for part in range(parts)]
    return [partial(random_kills.play, engine, share, 100 * seed + n) for n, share in enumerate(shares)]


def _crash_points(engine: str, among: int, seed: int) -> list[Play]:
    """Every step at full size; at a smaller one, as many of a hundred steps as `among` says."""
    stride = max(1, 100 // among)
    return [partial(crash_points.play, engine, effect, stride, seed) for effect in crash_points.EFFECTS]


ROWS: Final = (
    Row("crash-points", "kill -9 at every numbered step, times every network fault", 100, _crash_points, 8),
    Row("random-kills", "kill -9 at random, a quarter of all calls failing", 1000, _random_kills),
)


def engine_of(row: Row, postgres: str) -> str:
    """Return where a row's databases are made."""
    return postgres if row.postgres else SQLITE
