"""What people do, delivered once in one world; in another again and again, in any order, with new ids.

Slack sends no key that would tell a copy from a second act, so the meaning has to: a card is answered once,
a date has one cycle. After every sequence both worlds hold the same.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.admin import run_now
from bot.introductions import answer_consent
from bot.storage import Store
from matching.people import Consent
from tests.races import Arena, Put
from tests.storage_place import Engine, all_rows, new_store

MOST_COPIES = 11  # as often as one message of Slack's has been seen to come
Delivery = Callable[["World"], object]


class World:
    """Three innovators who want to be asked, each with a card before each of two champions."""

    def __init__(self, store: Store) -> None:
        self.arena = Arena(store)
        self.puts = sorted(
            self.arena.put(innovators=3, champions=2, wanted=2, capacity=5, consent=Consent.ASK_FIRST),
            key=lambda put: (put.innovator, put.champion),
        )

    def consents(self, put: Put, yes: bool) -> str:
        """Let the innovator answer; what they are told."""
        return self.arena.said(lambda: answer_consent(self.arena.occasion(put.innovator), put.card, yes))

    def holds(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row, but for its random ids and its times."""
        rows = all_rows(self.arena.store)
        named = {put.card: f"card {n}" for n, put in enumerate(self.puts)}
        named |= {row["id"]: f"cycle of {row['local_date']}" for row in rows["cycles"]}
        named |= {row["id"]: row["name"] for row in rows["organisations"]}
        return {
            table: sorted((_without_chance(row, named) for row in kept), key=repr)
            for table, kept in rows.items()
        }


def _without_chance(row: dict[str, Any], named: dict[str, str]) -> dict[str, Any]:
    """Return a row with our names for its ids, and without what differs from run to run."""
    left_out = {"n", "version", "id"} if row.get("id") not in named else {"n", "version"}
    return {
        key: _named(value, named)
        for key, value in row.items()
        if key not in left_out and not key.endswith("_at") and key != "at"
    }


def _named(value: object, named: dict[str, str]) -> object:
    if not isinstance(value, str):
        return value
    for known, name in named.items():
        value = value.replace(known, name)
    return value


class Deliveries(RuleBasedStateMachine):
    """`once` hears every delivery the first time; `often` hears all the copies as well."""

    engine: Engine = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.once, self.often = (World(self._open.enter_context(new_store(self.engine))) for _ in range(2))
        self.heard: list[Delivery] = []

    def _deliver(self, delivery: Delivery) -> None:
        delivery(self.once)
        delivery(self.often)
        self.heard.append(delivery)

    @rule(n=st.integers(0, 5))
    def accept(self, n: int) -> None:
        """A champion presses Accept."""
        self._deliver(lambda world: world.arena.accepts(world.puts[n]))

    @rule(n=st.integers(0, 5))
    def decline(self, n: int) -> None:
        """A champion sends the decline form, opened before anything else happened to the card."""
        self._deliver(lambda world: world.arena.declines(world.puts[n]))

    @precondition(lambda self: "asking" in self.once.arena.states(self.once.puts))
    @rule(n=st.integers(0, 5), yes=st.booleans())
    def consent(self, n: int, yes: bool) -> None:
        """An innovator who has been asked, and nobody else, answers."""
        if self.once.arena.states(self.once.puts)[n] == "asking":
            self._deliver(lambda world: world.consents(world.puts[n], yes))

    @rule()
    def run_cycle(self) -> None:
        """An admin asks for a cycle."""
        self._deliver(lambda world: world.arena.said(lambda: run_now(world.arena.occasion("U0ADA"))))

    @precondition(lambda self: self.heard)
    @rule(data=st.data(), copies=st.integers(1, MOST_COPIES - 1))
    def again(self, data: st.DataObject, copies: int) -> None:
        """Copies of something that was delivered before come late."""
        delivery = data.draw(st.sampled_from(self.heard))
        for _ in range(copies):
            delivery(self.often)

    def teardown(self) -> None:
        """Compare the two worlds, and close both."""
        with self._open:
            assert self.once.holds() == self.often.holds()


def run_deliveries(sequences: int, engine: Engine = "sqlite", begin: int = 0) -> None:
    """Try so many sequences of deliveries on an engine; `begin` is where chance begins."""
    machine = type("DeliveriesHere", (Deliveries,), {"engine": engine})
    run_state_machine_as_test(
        seed(begin)(machine),
        settings=settings(
            max_examples=sequences,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
