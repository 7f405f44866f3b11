"""What Home and the commands cost with many profiles, against the same with few.

The bot is a process of its own, served over HTTP; the time is the sandbox's, from handing a payload over
until the acknowledgement is back, what the bot asks of Slack meanwhile included.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.crowd import fill
from benchmarks.processes import BOT, running
from benchmarks.tables import Figure, table
from bot.sandbox import Person, Sandbox

FEW: Final = 1_000
MANY: Final = 100_000
LIMIT: Final = 1.5  # times as long
TIMES: Final = 150
_WARM_UP: Final = 10

Times = dict[str, list[float]]


def figures(folder: Path) -> Iterator[Figure]:
    """Measure with few and with many profiles; folder is for the databases."""
    few, many = (_acts(folder / str(profiles), profiles) for profiles in (FEW, MANY))
    for act in few:
        yield Figure(f"{MANY:,} profiles (peer: {FEW:,}): {act}", "ms", many[act], few[act], most_ratio=LIMIT)


def _acts(folder: Path, profiles: int) -> Times:
    """Return the times of each act, in ms, with so many profiles in the database."""
    folder.mkdir()
    with Sandbox(rates=False) as slack:
        fill(folder / "pollinate.db", slack, profiles)
        with running(BOT, slack, folder, http=True):
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
