"""Many posts while a quarter of all calls fail in every way there is: cut before and after, refused for now,
broken, garbled, landing after the bot gave up waiting, and history that lags behind.
"""

from typing import Final

from faults.crowd import Acknowledged
from faults.settling import come_to_rest, quarter_failing, settled
from faults.tally import Tally
from faults.world import World, new_world

_PATIENCE: Final = 1  # seconds the worker waits for Slack here, so that late landings come often
_LATE: Final = 1.3


def play(engine: str, posts: int, seed: int) -> Tally:
    """Put so many cards, let the faults strike until all are through, and judge."""
    side = max(2, int(posts**0.5) + 1)
    with new_world(engine, innovators=side, champions=side) as world:
        quarter_failing(world, seed, late=_LATE)
        life = world.begin_life(FAULTS_PATIENCE=str(_PATIENCE))
        _put(world, posts)
        come_to_rest(world, life)
        struck = sum(entry.fault is not None for entry in world.slack.ledger("api"))
        verdict = settled(world, Acknowledged(), life)
        verdict.struck = struck
        verdict.notes.append(f"{len(world.put)} posts, {len(world.slack.ledger('api'))} calls")
        return verdict


def _put(world: World, posts: int) -> None:
    """Put cards to the champions in turn, each of a venture they have not seen, one cycle a round."""
    bees, trees = list(world.innovators), list(world.champions)
    pairs = [(bees[(n + n // len(trees)) % len(bees)], trees[n % len(trees)]) for n in range(posts)]
    for first in range(0, posts, len(trees)):
        world.suggest(pairs[first : first + len(trees)])
