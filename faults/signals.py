"""Signals in the middle of posting: paused beyond the lease and woken; asked to end, five times over."""

import random
import signal
import subprocess
import time
from typing import Final

from bot.sandbox import Fault
from faults.crowd import Acknowledged
from faults.life import PLAIN, Life
from faults.places import rows
from faults.settling import settled
from faults.tally import Tally
from faults.world import LEASE, QUIET, World, new_world

_LETTERS: Final = 12
_OUT_WITHIN: Final = 25.0  # seconds that a host gives a process to end
_SLOW: Final = (0.1, 4.0, 12.0)  # seconds that Slack takes for an answer, while the bot is asked to end
_BETWEEN: Final = 0.2
_SENDING: Final = "SELECT id FROM outbox WHERE state = 'sending'"


def paused(engine: str, times: int, seed: int) -> Tally:
    """Stop a sending process beyond its lease, let another take over, and let the first go on."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    for _ in range(times):
        with new_world(engine, innovators=_LETTERS, champions=_LETTERS) as world:
            _put(world)
            world.slack.fault(Fault("chat.postMessage", "delay", seconds=0.1, times=None))
            sleeper = _posting(world)
            time.sleep(chance.uniform(0, 0.5))
            sleeper.signal(signal.SIGSTOP)
            other = world.begin_life()
            other.until_ready()
            time.sleep(LEASE + 2 * QUIET + chance.uniform(1, 3))
            sleeper.signal(signal.SIGCONT)
            verdict = settled(world, Acknowledged(), other)
            tally.struck += 1
            tally.add(verdict)
    return tally


def ended(engine: str, times: int, seed: int) -> Tally:
    """Ask a posting process to end, five times over; whoever is not out in time is killed."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    longest = 0.0
    for number in range(times):
        with new_world(engine, innovators=_LETTERS, champions=_LETTERS) as world:
            _put(world)
            slow = _SLOW[number % len(_SLOW)]
            world.slack.fault(Fault("chat.postMessage", "delay", seconds=slow, times=None))
            life = _posting(world, PLAIN)
            time.sleep(chance.uniform(0, 0.5))
            longest = max(longest, _end(life, tally))
            tally.struck += 1
            tally.add(settled(world, Acknowledged()))
    tally.notes.append(f"out after {longest:.1f} s at the latest")
    return tally


def _end(life: Life, tally: Tally) -> float:
    """Send five SIGTERM and wait; how many seconds it took from the first to the end."""
    started = time.monotonic()
    for _ in range(5):
        life.signal(signal.SIGTERM)
        time.sleep(_BETWEEN)
    try:
        life.process.wait(_OUT_WITHIN - (time.monotonic() - started))
    except subprocess.TimeoutExpired:
        tally.wrong("stuck", f"it was not out within {_OUT_WITHIN:g} s")
        life.kill()
    return time.monotonic() - started


def _put(world: World) -> None:
    world.suggest(list(zip(world.innovators, world.champions, strict=True)))


def _posting(world: World, words: tuple[str, ...] | None = None) -> Life:
    """Start the bot and wait until it posts."""
    life = world.begin_life(words) if words else world.begin_life()
    deadline = time.monotonic() + 30
    while not rows(world.place, _SENDING) and time.monotonic() < deadline:
        time.sleep(0.02)
    return life
