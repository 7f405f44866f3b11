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

DEADLINE: Final = 90.0  # seconds after the last fault in which something less must be left to do
_LOOK: Final = 0.2
_UNRESTED: Final = "SELECT count(*) AS n FROM outbox WHERE state NOT IN ('sent', 'parked')"
_UNSWEPT: Final = "SELECT count(*) AS n FROM outbox WHERE sweep_at IS NOT NULL"
_DUE: Final = "SELECT count(*) AS n FROM cycles WHERE state = 'due'"
_SOUGHT: Final = "SELECT count(*) AS n FROM searches WHERE state = 'open'"

# What can go wrong with a call; those that nobody can know the fate of first.
UNHEARD: Final = ("cut_before", "cut_after", "500", "garbage")
CALLS: Final = ("chat.*", "conversations.*", "views.*")
DELIVERIES: Final = ("delay", "duplicate", "hold", "cut_before", "cut_after")


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


def quarter_of_deliveries(world: World, seed: int) -> None:
    """Let a quarter of what people do reach the bot late, twice, not at all, or unanswered."""
    left = 1.0
    for number, effect in enumerate(DELIVERIES):
        part = 0.25 / len(DELIVERIES)
        world.slack.fault(
            Fault(
                "deliver:*", effect, seconds=0.5, times=None, probability=part / left,
                seed=1000 * seed + 500 + number,
            )
        )  # fmt: skip
        left -= part


def come_to_rest(world: World, life: Life, seconds: float = DEADLINE) -> bool:
    """Wait until nothing is left over; False where for so long it does not get less, or the bot ended."""
    fewest, deadline = left_over(world), time.monotonic() + seconds
    while left := left_over(world):
        if left < fewest:
            fewest, deadline = left, time.monotonic() + seconds
        if time.monotonic() > deadline or not life.alive:
            return False
        time.sleep(_LOOK)
    return True


def left_over(world: World, *, sweeps: bool = True) -> int:
    """Count what is still to be sent, run or found somebody else for; or, with `sweeps`, swept."""
    statements = (_UNRESTED, _DUE, _SOUGHT, *((_UNSWEPT,) if sweeps else ()))
    return sum(rows(world.place, statement)[0]["n"] for statement in statements)


def settled(world: World, acknowledged: Acknowledged, life: Life | None = None) -> Tally:
    """Clear the faults, let the bot (this life, or a new one) bring everything to rest, and judge."""
    world.slack.clear_faults()
    life = life if life and life.alive else world.begin_life()
    rested = come_to_rest(world, life)
    verdict = judge(scene(world, acknowledged))
    if rested and not verdict.right:  # an act that its person had given up waiting for may just have begun
        rested = come_to_rest(world, life)
        verdict = judge(scene(world, acknowledged))
    if not (rested or verdict.stuck):
        verdict.wrong("stuck", "the bot did not come to rest" if life.alive else "the bot ended by itself")
    return verdict
