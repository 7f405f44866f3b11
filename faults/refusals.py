"""What Slack refuses: calls that came too often, with a `Retry-After` of every form, and the bot itself."""

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.sandbox import Entry, Fault
from faults.crowd import Busy, Crowd
from faults.places import rows
from faults.settling import settled
from faults.tally import Tally
from faults.world import World, new_world

# Retry-After, and the seconds before which no other call may come: Slack's, or one where it says nothing.
HEADERS: Final = {
    "1": 1.0, "2": 2.0, "4.5": 4.5, "0": 0.9, "": 0.9, "3600": 3600.0, "-5": 0.9, "soon": 0.9, "1e3": 0.9,
    "Wed, 21 Oct 2099 07:28:00 GMT": 0.9, "9" * 40: 3600.0,
}  # fmt: skip
_WATCHED: Final = 10.0  # seconds
_LATE: Final = 4.0
_IN_FORCE: Final = 3.0
_CUT_OFF: Final = ("token_revoked", "account_inactive", "invalid_auth", "not_authed")
_ASKING: Final = ("auth.test", "apps.connections.open", "response_url")


def too_often(engine: str, refusals: int, seed: int) -> Tally:
    """Refuse so many posts for their rate, every third; none is made again too early, and others flow."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    headers = [chance.choice(list(HEADERS)) for _ in range(refusals)]
    with new_world(engine, innovators=3 * refusals, champions=3 * refusals) as world:
        for header in headers:
            world.slack.fault(Fault("chat.postMessage", "429", retry_after=header))
            world.slack.fault(Fault("chat.postMessage", "delay", seconds=0, times=2))
        world.suggest(list(zip(world.innovators, world.champions, strict=True)))
        world.begin_life().until_ready()
        _watch(world, 2 * refusals, tally)
        _judge_pace(world, headers, tally)
    return tally


def _watch(world: World, others: int, tally: Tally) -> None:
    """Wait until so many posts came through, and then some time more; nothing that is due may be left."""
    deadline = time.monotonic() + 30 + others / 5
    while sum(entry.fault != "429" for entry in _posts(world)) < others and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(_WATCHED)
    overdue = (datetime.now(UTC) - timedelta(seconds=_LATE)).isoformat()
    for row in rows(world.place, "SELECT subject, due_at FROM outbox WHERE state <> 'sent'"):
        if row["due_at"] < overdue:
            tally.wrong("stuck", f"{row['subject']} has been due since {row['due_at']}")


def _judge_pace(world: World, headers: list[str], tally: Tally) -> None:
    """Find the calls that came again before Slack allowed it. The nth refusal has the nth header."""
    refused: dict[str, tuple[datetime, str]] = {}
    told = iter(headers)
    for entry in _posts(world):
        channel, at = entry.request["channel"], datetime.fromisoformat(entry.at)
        if channel in refused:
            since, header = refused.pop(channel)
            waited = (at - since).total_seconds()
            if waited < HEADERS[header]:
                tally.wrong("twice", f"a call came {waited:.1f} s after Retry-After {header!r}")
        if entry.fault == "429":
            tally.struck += 1
            refused[channel] = at, next(told)


def _posts(world: World) -> list[Entry]:
    return world.slack.ledger("api", "chat.postMessage")


def cut_off(engine: str, times: int, seed: int) -> Tally:
    """Revoke the token in the middle of it all: the bot stops, keeps what waits, and goes on afterwards."""
    chance = random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    tally = Tally()
    with new_world(engine, innovators=20, champions=20) as world:
        crowd = Crowd(world, chance)
        busy = Busy(crowd)
        try:
            for number in range(times):
                world.suggest(world.new_pairs(10, chance))
                busy.go_on()
                _revoke(world, _CUT_OFF[number % len(_CUT_OFF)], tally, chance)
                busy.pause()
                tally.struck += 1
                tally.add(settled(world, crowd.acknowledged, world.lives[-1]))
        finally:
            busy.end()
    return tally


def _revoke(world: World, error: str, tally: Tally, chance: random.Random) -> None:
    """Let the bot in no more, for a while, and see that it stops; now and then it is started again then."""
    life = world.lives[-1] if world.lives and world.lives[-1].alive else world.begin_life()
    life.until_ready()
    time.sleep(chance.uniform(0, 1))
    world.slack.fault(Fault("*", "refused", error=error, times=None))
    world.slack.drop_connections()
    world.suggest(world.new_pairs(3, chance))
    deadline = time.monotonic() + 20
    while not rows(world.place, "SELECT why FROM stops") and time.monotonic() < deadline:
        time.sleep(0.05)
    if not rows(world.place, "SELECT why FROM stops"):
        tally.wrong("stuck", f"it did not stop at {error}")
    time.sleep(0.5)  # for what was in hand
    before = world.slack.ledger("api")[-1].n
    time.sleep(_IN_FORCE)
    calls = {entry.name for entry in world.slack.ledger("api", since=before)} - set(_ASKING)
    if calls:
        tally.wrong("leaked", f"after {error} it still calls {', '.join(sorted(calls))}")
    if chance.random() < 0.3:
        life.kill()
        world.slack.clear_faults()
        world.begin_life()
