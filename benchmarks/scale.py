"""What Home and the commands cost with many profiles, against the same with few, on both engines.

Two bots are processes of their own, served over HTTP, one with many profiles and one with few; each act is
done with the one and the other in turn, so that whatever else the machine does meets both. The time is the
sandbox's, from handing a payload over until the acknowledgement is back, what the bot asks of Slack meanwhile
included.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.crowd import fill
from benchmarks.processes import BOT, Running, running
from benchmarks.tables import Figure, table
from bot.sandbox import Sandbox
from bot.storage import Store
from bot.storage.moving import move
from tests.postgres_place import new_database

FEW: Final = 1_000
MANY: Final = 100_000
LIMIT: Final = 1.5  # times as long
TIMES: Final = 300
_WARM_UP: Final = 10
_FILE: Final = "pollinate.db"


@dataclass(frozen=True)
class Community:
    """A workspace with profiles: in a SQLite file in a folder, until they are moved to an address."""

    slack: Sandbox
    folder: Path
    address: str

    def move(self) -> None:
        """Carry all to PostgreSQL, which then counts its rows, as by itself it would within a minute."""
        source, target = Store(self.folder / _FILE), Store(self.address)
        move(source, target, datetime.now(UTC))
        source.close()
        target.close()
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("ANALYZE")


def figures(folder: Path) -> Iterator[Figure]:
    """Measure with few and with many profiles; folder is for the SQLite files."""
    with _community(folder / "few", FEW) as few, _community(folder / "many", MANY) as many:
        with _served(few, few.folder), _served(many, many.folder):
            yield from _compared("SQLite", few, many)
        few.move()
        many.move()
        with _served(few, few.address), _served(many, many.address):
            yield from _compared("PostgreSQL", few, many)


@contextmanager
def _community(folder: Path, profiles: int) -> Iterator[Community]:
    folder.mkdir()
    with Sandbox(rates=False) as slack, new_database(shaped=True) as address:
        fill(folder / _FILE, slack, profiles)
        yield Community(slack, folder, address)


def _served(community: Community, place: Path | str) -> AbstractContextManager[Running]:
    return running(BOT, community.slack, place, http=True)


def _compared(engine: str, few: Community, many: Community) -> Iterator[Figure]:
    for name, act in _ACTS.items():
        pairs = [(act(few.slack), act(many.slack)) for _ in range(_WARM_UP + TIMES)][_WARM_UP:]
        peer, measured = zip(*pairs, strict=True)
        full_name = f"{engine}, {name}: {MANY:,} profiles (peer: {FEW:,})"
        yield Figure(full_name, "ms", measured, peer, most_ratio=LIMIT)


def _opens_home(handle: str, slack: Sandbox) -> float:
    since = slack.ledger()[-1].n
    slack.person(handle).opens_home()
    return slack.ledger("app_home_opened", since=since)[-1].ms


def _types(handle: str, text: str, slack: Sandbox) -> float:
    seen = slack.person(handle).types(text)
    assert seen.ok, seen.text
    return seen.ms


def _opens_form(handle: str, text: str, slack: Sandbox) -> float:
    took = _types(handle, text, slack)
    form = slack.person(handle).modal()
    assert form
    form.close()
    return took


# Each is done once, and returns how many ms that took.
_ACTS: Final[Mapping[str, Callable[[Sandbox], float]]] = {
    "Home opened by an innovator": partial(_opens_home, "rosa"),
    "Home opened by a champion": partial(_opens_home, "amir"),
    "/needpartner status": partial(_types, "rosa", "/needpartner status"),
    "/offerpartner status": partial(_types, "amir", "/offerpartner status"),
    "/offerpartner capacity": partial(_types, "amir", "/offerpartner capacity 3"),
    "/needpartner (the form)": partial(_opens_form, "rosa", "/needpartner"),
}


def main() -> int:
    """Measure and print; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="pollinate-bench-") as folder:
        found = list(figures(Path(folder)))
    print(table(found))
    return 0 if all(figure.kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
