"""Letting a world come to rest: the faults are over, the bot runs, and everything due has been done."""

import time
from typing import Final

from bot.sandbox import Fault
from faults.crowd import Acknowledged
from faults.judge import judge
from faults.life import Life
from faults.places import rows
from faults.scene import scene
from faults.tally import Tally
from faults.world import World

DEADLINE: Final = 90.0  # seconds after the last fault in which everything must have come to rest
_LOOK: Final = 0.2
_UNRESTED: Final = "SELECT 1 FROM outbox WHERE state NOT IN ('sent', 'parked') LIMIT 1"
_UNSWEPT: Final = "SELECT 1 FROM outbox WHERE sweep_at IS NOT NULL LIMIT 1"
_DUE: Final = "SELECT 1 FROM cycles WHERE state = 'due' LIMIT 1"

# What can go wrong with a call; those that nobody can know the fate of first.
UNHEARD: Final = ("cut_before", "cut_after", "500", "garbage")
CALLS: Final = ("chat.*", "conversations.*", "views.*")


def quarter_failing(world: World, seed: int, *, share: float = 0.25, late: float = 0.4) -> None:
    """Let this share of all calls fail, each in one of six ways, and history lag behind at times.

    late: how many seconds after the others those calls take effect that are delayed.
    """
    effects = (*UNHEARD, "429", "delay")
    left = 1.0  # the first fault that strikes is the one; so each takes its part of what is left
    for number, effect in enumerate(effects):
        part = share / len(effects)
        for place, method in enumerate(CALLS):
            world.slack.fault(
                Fault(
                    method, effect, seconds=late, times=None, probability=part / left,
                    seed=1000 * seed + 10 * number + place,
                )
            )  # fmt: skip
        left -= part
    world.slack.fault(
        Fault("conversations.history", "lag", seconds=4.0, times=None, probability=0.3, seed=seed)
    )


def come_to_rest(world: World, life: Life, seconds: float = DEADLINE) -> bool:
    """Wait until nothing is left over; False where something is still after that time, or the bot ended."""
    deadline = time.monotonic() + seconds
    while at_work(world):
        if time.monotonic() > deadline or not life.alive:
            return False
        time.sleep(_LOOK)
    return True


def at_work(world: World, *, sweeps: bool = True) -> bool:
    """Whether something is still to be sent, looked for or run; or, with `sweeps`, swept."""
    left = (_UNRESTED, _DUE, _UNSWEPT) if sweeps else (_UNRESTED, _DUE)
    return any(rows(world.place, statement) for statement in left)


def settled(world: World, acknowledged: Acknowledged, life: Life | None = None) -> Tally:
    """Clear the faults, let the bot (this life, or a new one) bring everything to rest, and judge."""
    world.slack.clear_faults()
    life = life if life and life.alive else world.begin_life()
    rested = come_to_rest(world, life)
    verdict = judge(scene(world, acknowledged))
    if not (rested or verdict.stuck):
        verdict.wrong("stuck", "the bot did not come to rest" if life.alive else "the bot ended by itself")
    return verdict
