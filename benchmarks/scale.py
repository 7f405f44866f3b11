"""What Home and the commands cost with many profiles, against the same with few, on both engines.

The bot is a process of its own, served over HTTP; the time is the sandbox's, from handing a payload over
until the acknowledgement is back, what the bot asks of Slack meanwhile included.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.crowd import fill
from benchmarks.processes import BOT, running
from benchmarks.tables import Figure, table
from bot.sandbox import Person, Sandbox
from bot.storage import Store
from bot.storage.moving import move
from tests.postgres_place import new_database

FEW: Final = 1_000
MANY: Final = 100_000
LIMIT: Final = 1.5  # times as long
TIMES: Final = 150
_WARM_UP: Final = 10

Times = dict[str, list[float]]


def figures(folder: Path) -> Iterator[Figure]:
    """Measure with few and with many profiles; folder is for the SQLite files."""
    few, many = (_acts(folder / str(profiles), profiles) for profiles in (FEW, MANY))
    for act in few:
        name = f"{act}: {MANY:,} profiles (peer: {FEW:,})"
        yield Figure(name, "ms", many[act], few[act], most_ratio=LIMIT)


def _acts(folder: Path, profiles: int) -> Times:
    """Return the times of each act on each engine, in ms, with so many profiles in the database."""
    folder.mkdir()
    file = folder / "pollinate.db"
    with Sandbox(rates=False) as slack, new_database(shaped=True) as address:
        fill(file, slack, profiles)
        times = _measured(slack, "SQLite", folder)
        _move(file, address)
        return times | _measured(slack, "PostgreSQL", address)


def _move(file: Path, address: str) -> None:
    """Carry everything to PostgreSQL, which then counts its rows, as by itself it would within a minute."""
    source, target = Store(file), Store(address)
    move(source, target, datetime.now(UTC))
    source.close()
    target.close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _measured(slack: Sandbox, engine: str, place: Path | str) -> Times:
    """Return the times of each act with the bot on this database: a SQLite file's folder, or an address."""
    rosa, amir = slack.person("rosa"), slack.person("amir")
    with running(BOT, slack, place, http=True):
        return {
            f"{engine}, Home opened by an innovator": _homes(slack, rosa),
            f"{engine}, Home opened by a champion": _homes(slack, amir),
            f"{engine}, /needpartner status": _typed(rosa, "/needpartner status"),
            f"{engine}, /offerpartner status": _typed(amir, "/offerpartner status"),
            f"{engine}, /offerpartner capacity": _typed(amir, "/offerpartner capacity 3"),
            f"{engine}, /needpartner (the form)": _typed(rosa, "/needpartner", lambda: _close(rosa)),
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
