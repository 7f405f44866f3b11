"""kill -9 at every numbered step, times every network fault: one introduction from its card to its note.

For each fault the bot is killed at step 1, then in a new world at step 2, and so on until the whole story is
told before the fatal step comes. Each time the bot is started again, the people try on until they are
through, and the world is judged.
"""

import random
import time
from typing import Final

from bot.sandbox import Fault
from faults.crowd import Crowd
from faults.judge import judge
from faults.life import FORKED, Life
from faults.places import rows
from faults.scene import scene
from faults.settling import DEADLINE, UNHEARD, come_to_rest, left_over
from faults.tally import Tally
from faults.world import World, new_world

# Each strikes the first call of every method that an introduction takes; "lag" needs a post to be in doubt,
# and, with its sweeps, the longest.
EFFECTS: Final = ("lag", "none", *UNHEARD, "429", "delay")
MOST: Final = 1_000  # steps, which no story takes
_METHODS: Final = ("views.open", "conversations.open", "chat.postMessage", "chat.update", "views.publish")
_STARTS: Final = 3  # one that ends since Slack is too slow at its start is begun again, as a host does
_LOOK: Final = 0.05
_TREE: Final = "U0TREE0000"
_BEE: Final = "U0BEE0000"
_STANDING: Final = "SELECT state FROM suggestions"


def play(engine: str, effect: str, steps: range, seed: int) -> Tally:
    """Kill at these steps, one after the other, until one is not reached."""
    tally = Tally()
    for step in steps:
        reached, verdict = killed_at(engine, effect, step, seed)
        tally.struck += reached
        tally.add(verdict)
        if not reached:
            return tally
    tally.wrong("stuck", f"the story takes more than {MOST} steps with {effect}")
    return tally


def killed_at(engine: str, effect: str, step: int, seed: int) -> tuple[bool, Tally]:
    """Play the story in a bot that is killed at a step; whether it came so far, and the verdict."""
    with new_world(engine, innovators=1, champions=1) as world:
        crowd = Crowd(world, random.Random(seed))  # noqa: S311 - chance for tests, not for secrets
        world.suggest([(_BEE, _TREE)])
        _arm(world, effect)
        life = world.begin_life(FORKED, FAULTS_STEP=str(step))
        told = _story(world, crowd, life, sweeps=effect == "lag")
        reached = not life.alive
        for _ in range(_STARTS):
            if not life.alive:
                life = world.begin_life(FORKED)
                told = _story(world, crowd, life, sweeps=effect == "lag")
        verdict = judge(scene(world, crowd.acknowledged))
        if told and not verdict.right and come_to_rest(world, life):  # swept: then it has to be right
            verdict = judge(scene(world, crowd.acknowledged))
        if not told:
            verdict.wrong(
                "stuck", "the story does not end" if life.alive else f"it ended: {life.said[-300:]}"
            )
        verdict.examples = [f"{each} (step {step}, {effect})" for each in verdict.examples]
        return reached, verdict


def _arm(world: World, effect: str) -> None:
    """Let the first call of each method fail in this way."""
    if effect == "lag":
        world.slack.fault(Fault("conversations.history", "lag", seconds=3.0, times=3))
        world.slack.fault(Fault("chat.postMessage", "cut_after"))
    elif effect != "none":
        for method in _METHODS:
            world.slack.fault(Fault(method, effect, seconds=0.2))


def _story(world: World, crowd: Crowd, life: Life, *, sweeps: bool) -> bool:
    """Let both act until all is told and at rest; False where the bot dies first, or nothing goes on.

    sweeps: wait for these, too: only where history lags is there anything to sweep.
    """
    deadline = time.monotonic() + DEADLINE
    while life.alive and time.monotonic() < deadline:
        if _BEE not in crowd.acknowledged.profiles:
            crowd.change_profile(_BEE)
        crowd.answer_card(_TREE, share=1)
        crowd.answer_question(_BEE, share=1)
        done = _BEE in crowd.acknowledged.profiles and rows(world.place, _STANDING)[0]["state"] == "accepted"
        if done and not left_over(world, sweeps=sweeps):
            return True
        time.sleep(_LOOK)
    return False
