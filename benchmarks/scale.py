"""What Home and the commands cost with many profiles, against the same with few, on both engines.

The bot is a process of its own, served over HTTP; the time is the sandbox's, from handing a payload over
until the acknowledgement is back, what the bot asks of Slack meanwhile included.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.crowd import fill
from benchmarks.processes import BOT, running
from benchmarks.tables import Figure, table
from bot.sandbox import Person, Sandbox
from tests.postgres_place import new_database

FEW: Final = 1_000
MANY: Final = 100_000
LIMIT: Final = 1.5  # times as long
TIMES: Final = 150
_WARM_UP: Final = 10

Times = dict[str, list[float]]


def figures(folder: Path) -> Iterator[Figure]:
    """Measure with few and with many profiles; folder is for the databases."""
    for engine in ("SQLite", "PostgreSQL"):
        few, many = (_acts(engine, folder / f"{engine}{profiles}", profiles) for profiles in (FEW, MANY))
        for act in few:
            name = f"{engine}, {MANY:,} profiles (peer: {FEW:,}): {act}"
            yield Figure(name, "ms", many[act], few[act], most_ratio=LIMIT)


@contextmanager
def _place(engine: str, folder: Path) -> Iterator[Path | str]:
    """Yield a new folder, or the address of a new database that goes afterwards."""
    if engine == "SQLite":
        folder.mkdir()
        yield folder
    else:
        with new_database(shaped=True) as url:
            yield url


def _acts(engine: str, folder: Path, profiles: int) -> Times:
    """Return the times of each act, in ms, with so many profiles in the database."""
    with Sandbox(rates=False) as slack, _place(engine, folder) as place:
        fill(place if isinstance(place, str) else place / "pollinate.db", slack, profiles)
        with running(BOT, slack, place, http=True):
            rosa, amir = slack.person("rosa"), slack.person("amir")
            return {
                "Home opened by an innovator": _homes(slack, rosa),
                "Home opened by a champion": _homes(slack, amir),
                "/needpartner status": _typed(rosa, "/needpartner status"),
                "/offerpartner status": _typed(amir, "/offerpartner status"),
                "/offerpartner capacity": _typed(amir, "/offerpartner capacity 3"),
                "/needpartner (the form)": _typed(rosa, "/needpartner", lambda: _close(rosa)),
            }


def _typed(person: Person, text: str, afterwards: Callable[[], object] = lambda: None) -> list[float]:
    times = []
    for _ in range(_WARM_UP + TIMES):
        seen = person.types(text)
        assert seen.ok, seen.text
        times.append(seen.ms)
        afterwards()
    return times[_WARM_UP:]


def _close(person: Person) -> None:
    form = person.modal()
    assert form
    form.close()


def _homes(slack: Sandbox, person: Person) -> list[float]:
    since = slack.ledger()[-1].n
    for _ in range(_WARM_UP + TIMES):
        person.opens_home()
    return [entry.ms for entry in slack.ledger("app_home_opened", since=since)][_WARM_UP:]


def main() -> int:
    """Measure and print; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="pollinate-bench-") as folder:
        found = list(figures(Path(folder)))
    print(table(found))
    return 0 if all(figure.kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
