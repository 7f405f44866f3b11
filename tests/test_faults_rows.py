"""The rows of `make faults`, each at a tiny size: the bot's own process, killed, paused and lied to."""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.messenger import Messenger
from faults import crash_points, databases, posts, random_kills, refusals, signals, small_disk
from faults.crowd import Acknowledged
from faults.judge import judge
from faults.life import ROOT
from faults.places import SQLITE
from faults.rows import ROWS
from faults.scene import scene
from faults.settling import come_to_rest, settled
from faults.tally import Tally
from faults.world import World, new_world
from tests.postgres_place import server

BEE, TREE = "U0BEE0000", "U0TREE0000"


# What each row plays, and how often here; side by side, since most of it is waiting.
TINY: Mapping[str, tuple[Callable[[str, int, int], Tally], int]] = {
    "kills": (random_kills.play, 3),
    "kills-http": (partial(random_kills.play, http=True), 2),
    "posts": (posts.play, 40),
    "rates": (refusals.too_often, 4),
    "cut-off": (refusals.cut_off, 1),
    "paused": (signals.paused, 1),
    "ended": (signals.ended, 1),
    "held": (databases.held, 1),
    "shut": (databases.shut, 1),
    "disk-full": (small_disk.play, 1),
    "restarts": (databases.restarted, 2),
}


def test_whatever_goes_wrong_nothing_is_lost_twice_leaked_or_stuck() -> None:
    with ThreadPoolExecutor(5) as threads:
        parts = {name: threads.submit(play, SQLITE, times, 1) for name, (play, times) in TINY.items()}
        parts["kills-postgres"] = threads.submit(random_kills.play, server().url(), 2, 1)
        step = threads.submit(crash_points.killed_at, SQLITE, "cut_after", 20, 1)
    assert not [(name, part.result()) for name, part in parts.items() if not part.result().clean]
    reached, verdict = step.result()
    assert reached
    assert verdict.right, verdict.examples


def test_each_row_has_a_name_of_its_own_and_parts_to_play() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.plays(SQLITE, 1, 1) and row.plays("postgresql://", row.aim, 1) for row in ROWS)


def test_what_came_of_each_row_stands_in_the_documentation() -> None:
    page = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [row.name for row in ROWS]


def test_a_world_with_a_lost_and_a_doubled_card_and_a_cycle_unrun_is_judged_so() -> None:
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
