"""Slack's rates are kept by the sender: calls are spaced, by all processes together, and rest when refused.

Time is a clock that the tests move; Slack's own count is the sandbox's, fed with the moments of the calls.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from bot.pace import RATES, Pace, Slots
from bot.records import Lane
from bot.sandbox.rates import Rates
from bot.storage import Store
from tests.profiles import NOON
from tests.storage_place import OURS, rows_of

SECOND = timedelta(seconds=1)


class World:
    """A store, two paces of two processes on it, and Slack counting what is called."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.paces = [Pace(lambda: self.now), Pace(lambda: self.now)]
        self.slack = Rates(lambda: self.now.timestamp())

    @contextmanager
    def slots(self, process: int = 0) -> Iterator[Slots]:
        with self.store.begin(OURS) as act:
            yield self.paces[process].slots(act)

    def call(self, lane: Lane, late: float = 0.0, process: int = 0) -> None:
        """Wait until a lane is free, and call; the call arrives a little late."""
        with self.slots(process) as slots:
            wait = slots.next_free if lane in slots.busy else timedelta()
        self.now += wait
        with self.slots(process) as slots:
            assert lane not in slots.busy
            slots.take(lane)
        began, self.now = self.now, self.now + timedelta(seconds=late)
        assert self.slack.wait(lane, RATES[lane]) == 0, "Slack refused a call for its rate"
        self.now = began


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def test_as_much_as_slack_takes_is_posted_and_no_call_refused(world: World) -> None:
    for number in range(400):
        world.call(Lane.POST, late=(number * 7 % 10) / 10, process=number % 2)
    minutes = (world.now - NOON) / timedelta(minutes=1)
    assert 400 / minutes >= 0.95 * RATES[Lane.POST]


def test_a_pause_is_not_made_up_for_by_a_burst(world: World) -> None:
    for _ in range(50):
        world.call(Lane.OPEN)
    world.now += timedelta(minutes=10)
    with world.slots() as slots:
        slots.take(Lane.OPEN)
        slots.take(Lane.OPEN)
        assert Lane.OPEN in slots.busy


def test_a_busy_lane_holds_up_no_other(world: World) -> None:
    with world.slots() as slots:
        slots.take(Lane.HOME)
        assert slots.busy == {Lane.HOME}
        assert timedelta() < slots.next_free < SECOND


def test_a_conversation_takes_one_message_a_second(world: World) -> None:
    with world.slots() as slots:
        slots.take_conversation("U0AMIR")
    with world.slots(1) as slots:
        assert slots.wait_for("U0AMIR") == SECOND
        assert slots.wait_for("U0ROSA") == timedelta()
    world.now += SECOND
    with world.slots(1) as slots:
        assert slots.wait_for("U0AMIR") == timedelta()


def refuse(world: World, lane: Lane, seconds: float, conversation: str | None = None) -> None:
    with world.slots() as slots:
        slots.refused(lane, timedelta(seconds=seconds), conversation)


def test_a_refused_conversation_rests_as_long_as_slack_says_and_others_flow(world: World) -> None:
    refuse(world, Lane.POST, 3600, "U0AMIR")
    world.now += timedelta(seconds=3599)
    with world.slots(1) as slots:
        assert slots.wait_for("U0AMIR") == SECOND
        assert slots.busy == set()


def test_a_second_refusal_elsewhere_rests_the_lane_for_the_minute_slack_counts_by(world: World) -> None:
    refuse(world, Lane.POST, 3600, "U0AMIR")
    refuse(world, Lane.POST, 3600, "U0ROSA")
    with world.slots(1) as slots:
        assert slots.busy == {Lane.POST}
        assert slots.next_free == timedelta(minutes=1)


def test_a_method_that_is_refused_rests_as_a_whole(world: World) -> None:
    refuse(world, Lane.REDRAW, 30)
    world.now += timedelta(seconds=29)
    with world.slots(1) as slots:
        assert slots.busy == {Lane.REDRAW}
        slots.refused(Lane.REDRAW, SECOND, None)  # an earlier answer that came late
    world.now += SECOND
    with world.slots() as slots:
        assert slots.busy == set()


def test_what_has_passed_leaves_no_row(world: World) -> None:
    for number in range(20):
        with world.slots() as slots:
            slots.take(Lane.POST)
            slots.take_conversation(f"U{number}")
        world.now += SECOND
    assert len(rows_of(world.store, "paces")) <= 4


@pytest.mark.parametrize(
    "act",
    [
        lambda slots: slots.take(Lane.POST),
        lambda slots: slots.take_conversation("U0AMIR"),
        lambda slots: slots.refused(Lane.POST, SECOND, "U0AMIR"),
    ],
    ids=["take", "take_conversation", "refused"],
)
def test_without_rates_every_call_may_come_at_once(store: Store, act: Callable[[Slots], None]) -> None:
    def never() -> datetime:
        return NOON

    with store.begin(OURS) as opened:
        slots = Pace(never, {}).slots(opened)
        act(slots)
        assert not slots.busy
        assert slots.wait_for("U0AMIR") == timedelta()
    assert rows_of(store, "paces") == []
