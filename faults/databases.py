"""What happens to the database: another program holds it, its disk is full, its server is started again."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.storage.restoring import backup
from faults.crowd import Busy, Crowd
from faults.life import MORTAL, PATIENCE
from faults.scene import profiles
from faults.settling import settled
from faults.tally import Tally
from faults.world import World, new_world, now
from tests.postgres_place import Server

HELD: Final = (1.0, 4.0, 30.0)  # seconds
_ACKNOWLEDGED: Final = 2_500.0  # ms, in which everyone is answered, whatever holds the database
_ACTS: Final = ("slash_commands", "block_actions", "view_submission")
_NEWS: Final = 5  # new suggestions after so many restarts
_HOLDER: Final = (
    "import sys, time; from bot.storage.library import sqlite3; c = sqlite3.connect(sys.argv[1], timeout=30);"
    " c.execute('BEGIN IMMEDIATE'); time.sleep(float(sys.argv[2])); c.rollback()"
)


def held(engine: str, times: int, seed: int) -> Tally:
    """Let another process hold the SQLite file while people act, for 1, 4 and 30 s in turn."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    with new_world(engine, innovators=20, champions=20) as world, _acting(world, chance) as (crowd, busy):
        for number in range(times):
            world.suggest(world.new_pairs(10, chance))
            busy.go_on()
            since = world.slack.ledger()[-1].n
            seconds = str(HELD[number % len(HELD)])
            subprocess.run([sys.executable, "-c", _HOLDER, str(world.place), seconds], check=True)
            busy.pause()
            tally.struck += 1
            for kind in _ACTS:
                for entry in world.slack.ledger(kind, since=since):
                    if entry.ms > _ACKNOWLEDGED:
                        tally.wrong("stuck", f"{entry.name} was answered after {entry.ms:.0f} ms")
            tally.add(settled(world, crowd.acknowledged, world.lives[-1]))
    return tally


@contextmanager
def _acting(world: World, chance: random.Random) -> Iterator[tuple[Crowd, Busy]]:
    """Start the bot, and a crowd that can act."""
    world.begin_life().until_ready()
    crowd = Crowd(world, chance)
    busy = Busy(crowd)
    try:
        yield crowd, busy
    finally:
        busy.end()


def shut(engine: str, times: int, seed: int) -> Tally:  # noqa: ARG001 - nothing is left to chance
    """Start the bot on a missing folder and on files it may not write, and forbid it one that it has open."""
    tally = Tally()
    with new_world(engine, innovators=1, champions=1) as world:
        empty, whole = world.folder / "empty.db", world.folder / "whole.db"
        empty.touch(0o400)
        backup(world.store, whole, now())
        for _ in range(times):
            _judge_acts(world, whole, tally)
            _judge_start(world, world.folder / "missing" / "p.db", "folder exist", tally)
            _judge_start(world, empty, "write permission", tally)
            _judge_start(world, whole, "write permission", tally)
            tally.struck += 4
    return tally


def _judge_start(world: World, place: Path, words: str, tally: Tally) -> None:
    """A bot that cannot keep anything does not start, and says in words why."""
    life = world.begin_life((*without_powers(), *MORTAL), DATABASE_URL=f"sqlite:///{place}")
    code = life.process.wait(PATIENCE)
    if code != 1 or words not in life.said or "Traceback" in life.said:
        tally.wrong("stuck", f"on {place.name} the bot ended with {code} and said {life.said[-200:]!r}")


def _judge_acts(world: World, place: Path, tally: Tally) -> None:
    """What cannot be kept is not acknowledged; what is acknowledged once it can be again, is kept."""
    place.chmod(0o600)
    life = world.begin_life((*without_powers(), *MORTAL), DATABASE_URL=f"sqlite:///{place}")
    crowd, writer = Crowd(world, random.Random(1)), world.writers[0]  # noqa: S311 - for tests, no secrets
    ready = life.until_ready()
    place.chmod(0o400)
    if not ready:
        tally.wrong("stuck", f"on {place.name} the bot was not ready: {life.said[-600:]!r}")
        return life.kill()
    crowd.change_profile(writer)
    if crowd.acknowledged.profiles or not life.alive:
        tally.wrong("lost", f"on {place.name} a profile was acknowledged, or the bot ended: {life.said!r}")
    place.chmod(0o600)
    crowd.change_profile(writer)
    life.kill()
    if not (kept := crowd.acknowledged.profiles):
        tally.wrong("stuck", f"on {place.name} nothing was acknowledged when it could be kept: {life.said!r}")
    elif profiles(place)[writer] != kept[writer]:
        tally.wrong("lost", f"on {place.name} the profile that was acknowledged is not there")
    place.chmod(0o400)
    return None


def without_powers() -> tuple[str, ...]:
    """Return what runs a program without root's power to write everywhere."""
    powers = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}") if os.geteuid() == 0 else ()


def restarted(_engine: str, times: int, seed: int) -> Tally:
    """Restart a PostgreSQL server of its own, fast and at once in turn, while people act."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    server = Server()
    try:
        with new_world(server.url(), innovators=30, champions=30) as world:
            with _acting(world, chance) as (crowd, busy):
                for number in range(times):
                    if number % _NEWS == 0:
                        busy.pause()
                        world.suggest(world.new_pairs(10, chance))
                        busy.go_on()
                    time.sleep(chance.uniform(0.05, 0.6))
                    server.control("restart", "-m", "immediate" if number % 2 else "fast")
                    tally.struck += 1
                busy.pause()
                tally.add(settled(world, crowd.acknowledged, world.lives[-1]))
            decided = len(crowd.acknowledged.decided)
            tally.notes.append(f"{len(world.put)} suggestions put, {decided} decisions acknowledged")
    finally:
        server.stop()
    return tally
