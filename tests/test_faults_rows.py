"""The rows of `make faults`, each at a tiny size: the bot's own process, killed and started again."""

import pytest

from bot.messenger import Messenger
from faults import crash_points, random_kills
from faults.crowd import Acknowledged
from faults.judge import judge
from faults.places import SQLITE
from faults.scene import scene
from faults.settling import come_to_rest, settled
from faults.world import World, new_world

BEE, TREE = "U0BEE0000", "U0TREE0000"


@pytest.mark.parametrize("step", [30, 60])
def test_killed_at_a_step_with_a_lost_answer_nothing_is_lost_or_twice(step: int) -> None:
    reached, verdict = crash_points.killed_at(SQLITE, "cut_after", step, seed=1)
    assert reached
    assert verdict.right, verdict.examples


def test_killed_at_random_with_a_quarter_of_calls_failing_nothing_is_lost_or_twice() -> None:
    tally = random_kills.play(SQLITE, kills=4, seed=1)
    assert tally.struck == 4
    assert tally.clean, tally.examples


def test_a_world_with_a_lost_and_a_doubled_card_and_a_stuck_letter_is_judged_so() -> None:
    with new_world(SQLITE, innovators=2, champions=2) as world:
        assert world.suggest([(BEE, TREE), ("U0BEE0001", "U0TREE0001")])
        assert come_to_rest(world, world.begin_life())
        assert settled(world, Acknowledged()).right
        spoil(world)
        verdict = judge(scene(world, Acknowledged()))
        assert (verdict.lost, verdict.twice, verdict.stuck) == (1, 1, 1), verdict.examples


def spoil(world: World) -> None:
    """Take one card away, put another there twice, and leave a cycle unrun, with no bot to mend it."""
    world.lives[-1].kill()
    settings = world.slack.environment()
    messenger = Messenger(settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"])
    [card] = world.person(TREE).messages("Pollinate")
    messenger.withdraw(card.channel, card.ts)
    [other] = world.person("U0TREE0001").messages("Pollinate")
    messenger.client.chat_postMessage(channel=other.channel, text=other.text, blocks=other.blocks)
    world.ask_for_cycle()
