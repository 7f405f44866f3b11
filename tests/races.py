"""Rivals at once: many threads, let go in one moment, click on what only one of them can have.

Each race is between people of its own, so that thousands fit into one database. What every rival is told is
returned, "" where all went well; each race looks at what is kept and fails where a cap or a decision broke.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from bot import wording
from bot.introductions import accept, decline
from bot.messenger import Messenger
from bot.occasion import Occasion, Refusal
from bot.profiles import save_need
from bot.records import DeclineReason, State
from bot.storage import DatabaseBusy, Store
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from matching.people import Consent
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, at_once, rows_of, run_cycle

RIVALS = 50
TAXONOMY = read_taxonomy()
SETTINGS = read_settings(None, {"SLACK_BOT_TOKEN": "xoxb-1-x", "SLACK_APP_TOKEN": "xapp-1-x"})


class Put(NamedTuple):
    """A card, and the people it is between."""

    card: str
    innovator: str
    champion: str


class Arena:
    """A store in which people act through the stories, as their clicks would have them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self._nobody = Messenger("xoxb-", "http://127.0.0.1:9/")

    def occasion(self, person: str) -> Occasion:
        return Occasion(
            OURS, person, self.now, self.store, self._nobody, SETTINGS, TAXONOMY, lambda: None
        )  # fmt: skip

    def said(self, act: Callable[[], object]) -> str:
        """Let somebody act; what they are told, "" where all went well."""
        try:
            act()
        except Refusal as refusal:
            return str(refusal)
        except DatabaseBusy:
            return wording.DATABASE_BUSY
        return ""

    def put(
        self, *, innovators: int = 1, champions: int = 1, wanted: int = 1, capacity: int = 1,
        consent: Consent = Consent.AT_ONCE,
    ) -> list[Put]:  # fmt: skip
        """Put a card between each of these and each of those; people are named by the day, which passes."""
        self.now += timedelta(days=1)
        day = f"{self.now.date():%Y%m%d}"
        rosas = [
            replace(ROSA, id=f"i{day}{n}", person=f"UI{day}{n}", wanted=wanted, consent=consent)
            for n in range(innovators)
        ]
        amirs = [
            replace(AMIR, id=f"c{day}{n}", person=f"UC{day}{n}", capacity=capacity) for n in range(champions)
        ]
        with self.store.begin(OURS, patience=10) as act:
            for rosa in rosas:
                act.save_innovator(rosa, self.now)
            for amir in amirs:
                act.save_champion(amir, self.now)
            cycle = run_cycle(act, *((rosa.id, amir.id) for rosa in rosas for amir in amirs), now=self.now)
            found = [card for amir in amirs for card in act.cards_of_message(cycle, amir.id)]
        return [Put(card.id, card.innovator.person, card.champion.person) for card in found]

    def accepts(self, put: Put) -> str:
        """Let the champion accept; what they are told."""
        return self.said(lambda: accept(self.occasion(put.champion), put.card))

    def declines(self, put: Put) -> str:
        """Let the champion decline; what they are told."""
        return self.said(lambda: decline(self.occasion(put.champion), put.card, DeclineReason.TOO_EARLY))

    def states(self, puts: Sequence[Put]) -> list[State]:
        with self.store.read(OURS, patience=10) as act:
            found = [act.card(put.card) for put in puts]
        return [card.state for card in found if card]


def on_one_card(arena: Arena, rivals: int) -> list[str]:
    """The champion accepts and declines one card in many places at once: the first decision stands."""
    [put] = arena.put()
    told = at_once(rivals, lambda n: arena.declines(put) if n % 2 else arena.accepts(put))
    assert told.count("") == 1, told
    decided = "declined" if told.index("") % 2 else "accepted"
    assert arena.states([put]) == [State(decided)]
    assert [row["act"] for row in rows_of(arena.store, "audit") if row["subject"] == put.card] == [decided]
    return answered(told, wording.ALREADY_ANSWERED)


def for_one_place(arena: Arena, rivals: int) -> list[str]:
    """A champion with room for one accepts four cards at once."""
    puts = arena.put(innovators=4)
    told = at_once(rivals, lambda n: arena.accepts(puts[n % 4]))
    assert told.count("") == 1, told
    assert sorted(arena.states(puts)) == [State.ACCEPTED, State.OPEN, State.OPEN, State.OPEN]
    return answered(told, wording.CAPACITY_GONE, wording.ALREADY_ANSWERED)


def for_one_innovator(arena: Arena, rivals: int) -> list[str]:
    """Four champions accept at once an innovator who wants one introduction."""
    puts = arena.put(champions=4)
    told = at_once(rivals, lambda n: arena.accepts(puts[n % 4]))
    assert told.count("") == 1, told
    assert sorted(arena.states(puts)) == [State.ACCEPTED, State.CLOSED, State.CLOSED, State.CLOSED]
    return answered(told, wording.NO_ROOM_LEFT, wording.ALREADY_ANSWERED)


def with_one_form(arena: Arena, rivals: int) -> list[str]:
    """One person sends the form from many places at once: one profile, as one of them had it."""
    arena.now += timedelta(days=1)
    person = f"UF{arena.now.date():%Y%m%d}"
    occasion = arena.occasion(person)
    told = at_once(rivals, lambda n: arena.said(lambda: save_need(occasion, need_values(f"Idea {n}"))))
    [kept] = [row for row in rows_of(arena.store, "innovators") if row["person"] == person]
    assert told[int(kept["idea"].removeprefix("Idea "))] == ""
    return answered(told)


def answered(told: list[str], *refusals: str) -> list[str]:
    """Check that nobody heard anything but success, one of these refusals, or to try again."""
    assert set(told) <= {"", wording.DATABASE_BUSY, *refusals}, set(told)
    return told


RACES = (on_one_card, for_one_place, for_one_innovator, with_one_form)


def run_races(store: Store, races: int, rivals: int = RIVALS) -> Counter[str]:
    """Run so many races one after another; return how often each thing was told."""
    arena, heard = Arena(store), Counter[str]()
    for n in range(races):
        heard.update(RACES[n % len(RACES)](arena, rivals))
    return heard


def need_values(idea: str) -> dict[str, Any]:
    """Return what a submitted need form holds."""
    texts = {"venture": "Nurses at Home", "problem": "Nobody sees the signs.", "idea": idea}
    one = {"stage": TAXONOMY.stages[0].key, "other_sectors": "welcome", "consent": "ask_first", "wanted": "1"}
    some = {"sectors": TAXONOMY.sectors[0].key, "regions": TAXONOMY.regions[0].key, "needs": "pipeline"}
    return {
        **{field: {"value": {"value": text}} for field, text in texts.items()},
        **{field: {"value": {"selected_option": {"value": value}}} for field, value in one.items()},
        **{field: {"value": {"selected_options": [{"value": value}]}} for field, value in some.items()},
    }
