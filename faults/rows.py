"""The rows of the table: what each plays, at which aim, and how many worlds of it run side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from faults import (
    crash_points,
    databases,
    posts,
    power,
    promises,
    random_kills,
    refusals,
    signals,
    small_disk,
)
from faults.tally import Tally

Play = Callable[[], Tally]
# From the engine (SQLITE, or a PostgreSQL server's address), how often, and where chance begins.
Part = Callable[[str, int, int], Tally]


@dataclass(frozen=True)
class Row:
    """One row. `plays` returns its parts, each to be played in a process of its own, `workers` at a time."""

    name: str
    told: str
    aim: int
    plays: Callable[[str, int, int], list[Play]]
    workers: int = 4
    postgres: bool = False


def _shared(part: Part, among: int) -> Callable[[str, int, int], list[Play]]:
    """Share the aim of a row among so many worlds."""

    def plays(engine: str, aim: int, seed: int) -> list[Play]:
        parts = min(among, aim)
        shares = [aim // parts + (number < aim % parts) for number in range(parts)]
        return [partial(part, engine, share, 100 * seed + number) for number, share in enumerate(shares)]

    return plays


def _crash_points(engine: str, percent: int, seed: int) -> list[Play]:
    """Every step at a hundred per cent, below that every so many; each fault's steps in eight parts."""
    every, most, parts = max(1, round(100 / percent)), crash_points.MOST, 8
    return [
        partial(crash_points.play, engine, effect, range(1 + part * every, most, parts * every), seed)
        for effect in crash_points.EFFECTS
        for part in range(parts)
    ]


def _tested(kind: str, *files: str) -> Callable[[str, int, int], list[Play]]:
    return lambda _engine, _aim, _seed: [partial(promises.tested, files, kind)]


_STEPS: Final = "kill -9 at every numbered step, times every network fault (in per cent of the steps)"
_KILLS: Final = "kill -9 at random, a quarter of all calls failing"
_CALLED: Final = "kill -9 at random over HTTP, a quarter of all calls and deliveries failing"
_SCHEDULERS: Final = "eight schedulers ask for and run each cycle at once"
_RIVALS: Final = "fifty rival clicks at once"
_ORDER: Final = "copies, up to eleven of each, in any order"
_PAUSED: Final = "a sender paused beyond its lease wakes again"
_POWER: Final = "the power cut while people act: a disk forgets what it was not made to write"

_RIGHTS: Final = ("test_rights_matrix", "test_journey_rights")
_SCREENS: Final = ("test_cards", "test_forms", "test_small_modals", "test_home")
_BACKUPS: Final = ("test_storage_backups", "test_storage_moving")

ROWS: Final = (
    Row("steps", _STEPS, 100, _crash_points, 12),
    Row("steps-postgres", _STEPS, 100, _crash_points, 12, postgres=True),
    Row("kills", _KILLS, 1000, _shared(random_kills.play, 3), 3),
    Row("kills-postgres", _KILLS, 300, _shared(random_kills.play, 3), 3, postgres=True),
    Row("kills-http", _CALLED, 300, _shared(partial(random_kills.play, http=True), 3), 3),
    Row("posts", "posts, a quarter of all calls failing", 10_000, _shared(posts.play, 4)),
    Row("rates", "429 with Retry-After in every form", 400, _shared(refusals.too_often, 4)),
    Row("paused", _PAUSED, 24, _shared(signals.paused, 6), 6),
    Row("paused-postgres", _PAUSED, 12, _shared(signals.paused, 6), 6, postgres=True),
    Row("ended", "five SIGTERM while posting", 18, _shared(signals.ended, 6), 6),
    Row("cut-off", "the token revoked and given back", 24, _shared(refusals.cut_off, 4)),
    Row("held", "the SQLite file held by another process, for 1, 4 and 30 s", 12, _shared(databases.held, 4)),
    Row("disk-full", "a full disk", 20, _shared(small_disk.play, 4)),
    Row("power-cut", _POWER, 60, _shared(power.play, 3), 3),
    Row("power-cut-postgres", _POWER, 30, _shared(power.play_on_postgresql, 2), 2),
    Row("shut", "a missing folder, a file that may not be written", 9, _shared(databases.shut, 3)),
    Row("restarts", "PostgreSQL restarted, fast and immediate", 400, _shared(databases.restarted, 4)),
    Row("schedulers", _SCHEDULERS, 1000, _shared(promises.schedulers, 1)),
    Row("schedulers-postgres", _SCHEDULERS, 1000, _shared(promises.schedulers, 1), postgres=True),
    Row("rivals", _RIVALS, 1000, _shared(promises.races, 4)),
    Row("rivals-postgres", _RIVALS, 1000, _shared(promises.races, 2), 2, postgres=True),
    Row("orders", _ORDER, 10_000, _shared(promises.shuffled, 2), 2),
    Row("forged", "forged, stale and malformed requests", 100_000, _shared(promises.forged, 2), 2),
    Row("rights", "everything by everyone it is not for", 1, _tested("leaked", *_RIGHTS)),
    Row("texts", "markup, marks, emoji and null bytes in every field", 1, _tested("leaked", *_SCREENS)),
    Row("backups", "a backup restored, a database moved", 1, _tested("lost", *_BACKUPS)),
    Row("clocks", "one cycle a local date, whatever the clock does", 1, _tested("twice", "test_schedule")),
    Row("logs", "canaries in every field and token", 1, _tested("leaked", "test_logs")),
)
