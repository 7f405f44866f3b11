"""Rows that need no other process: what the tests promise, at the full aim or as they stand."""

import logging
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.door import door
from bot.storage import Store
from faults.life import ROOT
from faults.places import SQLITE, new_place
from faults.tally import Tally
from tests.deliveries import run_deliveries
from tests.door_attacks import attack, in_process, known_requests
from tests.journey_acts import decline, messages
from tests.postgres_place import stop_server
from tests.profiles import ROSA
from tests.races import RIVALS, run_races
from tests.schedulers import FIRST, schedule
from tests.stage import staged
from tests.storage_place import OURS, Engine, file_of

_SCHEDULERS: Final = 8
_A_CYCLE: Final = 2.0  # seconds, at the very most
_COUNTED: Final = re.compile(r"(\d+) (passed|failed|error)")


def races(engine: str, races: int, _seed: int) -> Tally:
    """Let fifty rivals click at once, so many times: one winner each, everyone answered."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder, new_place(engine, Path(folder)) as place:
        heard = _kept(tally, "twice", lambda: run_races(Store(place), races))
    tally.struck = sum(heard.values()) // RIVALS
    tally.notes.append(f"{RIVALS} rivals each; {heard['']} were first, or said the same")
    return tally


def shuffled(engine: str, sequences: int, seed: int) -> Tally:
    """Deliver so many sequences with copies and out of order: each leaves what one of each would."""
    tally = Tally(struck=sequences)
    try:
        kind: Engine = "sqlite" if engine == SQLITE else "postgresql"
        _kept(tally, "twice", lambda: run_deliveries(sequences, kind, seed))
    finally:
        stop_server()
    return tally


def schedulers(engine: str, cycles: int, _seed: int) -> Tally:
    """Let eight processes ask for and run each cycle at once: each is asked for and run exactly once."""
    tally = Tally(struck=cycles)
    with tempfile.TemporaryDirectory() as folder, new_place(engine, Path(folder)) as place:
        store = Store(place)
        with store.begin(OURS) as act:
            act.save_innovator(ROSA, FIRST - timedelta(weeks=1))
        store.close()
        asked, ran = schedule(place, cycles, _SCHEDULERS, seconds=_A_CYCLE * cycles + 60)
    for what, number in (("asked for", asked), ("run", ran)):
        if number != cycles:
            tally.wrong("lost" if number < cycles else "twice", f"{cycles} cycles were {what} {number} times")
    return tally


def forged(_engine: str, requests: int, seed: int) -> Tally:
    """Send so many forged, stale and malformed requests: never a server's error, nothing written."""
    tally = Tally()
    logging.disable()  # each of the signed ones that makes no sense is told of
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), http=True) as stage:
        stage.enrol("rosa", "tomasz", "amir")
        stage.to_next_cycle()
        decline(stage, "amir", "Not our field")
        messages(stage, "amir")[-1].click("Accept")
        stage.person("rosa").opens_home()
        stage.person("rosa").types("/needpartner status")
        known, secret = known_requests(stage.slack), stage.bot.settings.signing_secret
        send = in_process(door(stage.bot.bolt, secret))
        database = file_of(stage.bot.store)
        statuses = _kept(tally, "leaked", lambda: attack(send, secret, known, database, requests, seed))
    tally.struck = sum(statuses.values())
    tally.notes.append("answered " + ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items())))
    return tally


def _kept(tally: Tally, kind: str, play: Callable[[], Counter[str] | Counter[int] | None]) -> Counter[object]:
    """Play what fails by an assertion, and count that as a wrong."""
    try:
        return Counter(play() or {})
    except AssertionError as broken:
        tally.wrong(kind, str(broken)[:300])
        return Counter()


def tested(files: tuple[str, ...], kind: str) -> Tally:
    """Run test files as they stand; each test that fails counts as a wrong of this kind."""
    words = (
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        *(f"tests/{name}.py" for name in files),
    )
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    counts = {what: int(number) for number, what in _COUNTED.findall(told.splitlines()[-1])}
    tally = Tally(struck=sum(counts.values()), notes=[f"{counts.get('passed', 0)} tests passed"])
    for line in told.splitlines():
        if line.startswith(("FAILED", "ERROR")):
            tally.wrong(kind, line)
    return tally
