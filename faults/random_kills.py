"""kill -9 at random: the bot is killed again and again while a quarter of all calls fail and people act.

A life lasts up to two seconds after it was ready, and sometimes not so long. New suggestions come in every
life, and now and then a cycle that the bot has to decide itself. Where Slack calls the bot, over HTTP, a
quarter of what it delivers goes wrong as well.
"""

import random
import time
from typing import Final

from faults.crowd import Busy, Crowd
from faults.life import FORKED, MORTAL
from faults.settling import quarter_failing, quarter_of_deliveries, settled
from faults.tally import Tally
from faults.world import World, new_world

_PEOPLE: Final = 60  # on each side
_SUGGESTIONS: Final = 3  # in a life
_LONGEST: Final = 2.0  # seconds of a life
_EARLY: Final = 0.15  # how many lives end before the bot is ready
_OWN_CYCLE: Final = 25  # every so many lives
_SPAWNED: Final = (
    10  # every so many lives begins with an interpreter; the others are forked, which is quicker
)
_JUDGED: Final = 50  # after so many


def play(engine: str, kills: int, seed: int, *, http: bool = False) -> Tally:
    """Kill the bot so many times, and judge every now and then; http: it is called, and does not connect."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    with new_world(engine, innovators=_PEOPLE, champions=_PEOPLE, http=http) as world:
        crowd = Crowd(world, chance)
        busy = Busy(crowd)
        try:
            for first in range(0, kills, _JUDGED):
                number = min(_JUDGED, kills - first)
                _live_and_die(world, busy, chance, range(first, first + number), seed)
                verdict = settled(world, crowd.acknowledged)
                world.lives[-1].kill()  # or it would do the work of those that are to die
                tally.struck += number
                if not verdict.right or first + number >= kills:
                    tally.add(verdict)
                    break
        finally:
            busy.end()
        tally.notes.append(_told(world, crowd))
        for failure in busy.failures:
            tally.wrong("stuck", f"the crowd: {failure}")
    return tally


def _live_and_die(world: World, busy: Busy, chance: random.Random, lives: range, seed: int) -> None:
    quarter_failing(world, seed + lives.start)
    if world.port:
        quarter_of_deliveries(world, seed + lives.start)
    busy.go_on()
    for number in lives:
        if number % _OWN_CYCLE == _OWN_CYCLE - 1:
            world.ask_for_cycle()
        else:
            world.suggest(world.new_pairs(chance.randint(1, _SUGGESTIONS), chance))
        life = world.begin_life(FORKED if number % _SPAWNED else MORTAL)
        if chance.random() > _EARLY:
            life.until_ready()
        time.sleep(chance.uniform(0, _LONGEST if chance.random() > _EARLY else 0.3))
        life.kill()
    busy.pause()


def _told(world: World, crowd: Crowd) -> str:
    decided = len(crowd.acknowledged.decided)
    return f"{len(world.put)} suggestions put, {decided} decisions acknowledged"
