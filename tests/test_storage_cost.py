"""What an act for one person costs the database does not grow with everybody else, in SQLite's own steps."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.records import Kind, State
from bot.storage import Act, Store
from bot.storage.sqlite import SQLiteTransaction
from config.taxonomy import read_taxonomy
from matching.community import community
from tests.profiles import NOON
from tests.storage_place import OURS, new_store, run_cycle

FEW, MANY = 20, 300  # profiles on either side
CYCLES = 3
INNOVATOR, CHAMPION = "U1I", "U1C"  # with cards like everybody else

ACTS: dict[str, Callable[[Act], object]] = {
    "a person's cards": lambda act: act.cards_of_person(CHAMPION),
    "whom a person has cards with": lambda act: act.counterparts(INNOVATOR),
    "the cards of a message": lambda act: act.cards_of_message(latest(act)[0], latest(act)[1]),
    "an innovator's open cards": lambda act: [*map(act.open_cards_of, own_id(act))],
    "an innovator's introductions": lambda act: [*map(act.introductions_of, own_id(act))],
    "what a champion took on in this cycle": lambda act: act.accepted_this_cycle(latest(act)[1]),
    "drawing again what shows a suggestion": lambda act: act.redraw_suggestion(latest(act)[2], NOON),
    "what a person is asked": lambda act: act.questions_for(INNOVATOR),
    "the proofs of a person": lambda act: act.proofs_of(INNOVATOR),
    "who is at an organisation": lambda act: act.people_of_organisation(organisation(act)),
    "taking up a letter": lambda act: act.claim_letter(NOON, NOON + timedelta(minutes=1)),
    "whether anything is due": lambda act: act.anything_due(NOON, NOON),
}


def own_id(act: Act) -> list[str]:
    found = act.innovator(INNOVATOR)
    assert found
    return [found.id]


def latest(act: Act) -> tuple[str, str, str]:
    """Return cycle, champion and id of the champion's latest suggestion."""
    card = act.cards_of_person(CHAMPION)[0]
    return card.cycle, card.champion.id, card.id


def organisation(act: Act) -> str:
    found = act.champion(CHAMPION)
    assert found
    return found.organisation.id


@pytest.fixture(scope="module")
def crowds() -> Iterator[tuple[Store, Store]]:
    with new_store() as few, new_store() as many:
        for store, people in ((few, FEW), (many, MANY)):
            _fill(store, people)
        yield few, many


@pytest.mark.parametrize("name", ACTS)
def test_an_act_for_one_costs_as_much_among_many_as_among_few(name: str, crowds: tuple[Store, Store]) -> None:
    few, many = (_steps(store, ACTS[name]) for store in crowds)
    assert 0 < many <= 1.5 * few, f"{many} steps instead of {few}"


def _steps(store: Store, act_of: Callable[[Act], object]) -> int:
    """Return how many steps SQLite's machine takes for an act."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with store.begin(OURS) as act:
        transaction = act._transaction
        assert isinstance(transaction, SQLiteTransaction)
        transaction.database.conn.set_progress_handler(count, 1)
        act_of(act)
        transaction.database.conn.set_progress_handler(None, 1)
    return taken


def _fill(store: Store, people: int) -> None:
    """Let cycles run in which everybody got a card and its letter, and every third was accepted."""
    innovators, champions = community(people, people, 1, read_taxonomy())
    with store.begin(OURS) as act:
        ours = [
            act.save_innovator(replace(one, person=f"U2{at}" if at else INNOVATOR), NOON).id
            for at, one in enumerate(innovators)
        ]
        theirs = [
            act.save_champion(replace(one, person=f"U3{at}" if at else CHAMPION), NOON).id
            for at, one in enumerate(champions)
        ]
        for number in range(CYCLES):
            now = NOON + timedelta(days=7 * number)
            cycle = run_cycle(act, *zip(ours, theirs, strict=True), now=now)
            for at, champion in enumerate(theirs):
                [card] = act.cards_of_message(cycle, champion)
                act.queue(Kind.CARDS, f"{cycle}:{champion}", now)
                if at % 3 == 2:
                    act.decide(card.id, State.OPEN, State.ACCEPTED, now)
                    act.open_introduction(card.id, now)
