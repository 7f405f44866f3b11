"""Everything the bot listens to, by everyone it could come from: what is not theirs is refused, and told so.

The table OWNERS has a line for each listener, found by asking the stories what they register; a new one
without a line fails. The database is put back after each act that may change something.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from bot import (
    wording,
)
from bot.reception import STORIES
from bot.storage import Act, Store
from tests.journey_acts import rows
from tests.profiles import AMIR, ROSA
from tests.rights_theatre import (
    ADMIN,
    ASKED,
    CHAMPION,
    EVERYONE,
    INNOVATOR,
    INTRODUCED,
    INVITED,
    OWNERS,
    QUIET,
    WORDS,
    Body,
    Listener,
    Registry,
    Theatre,
    theatre_in,
)
from tests.storage_place import put_card, rows_of


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with theatre_in(tmp_path_factory.mktemp("rights")) as stage:
        yield stage


@pytest.fixture(autouse=True)
def _put_back(theatre: Theatre) -> Iterator[None]:
    yield
    theatre.restore()


def test_every_listener_has_its_line_in_the_table(theatre: Theatre) -> None:
    registry = Registry()
    for story in STORIES:
        story.register(registry)
    assert set(registry.found) == set(OWNERS)
    assert len(theatre.stage.bot.bolt._listeners) == len(OWNERS), "somebody else listens, too"


GONE: Final = {
    CHAMPION: wording.CARD_GONE,
    INNOVATOR: wording.CARD_GONE,
    INVITED: wording.CARD_GONE,
    ASKED: wording.QUESTION_GONE,
    INTRODUCED: wording.INTRODUCTION_GONE,
}
REFUSALS: Final = {**dict.fromkeys(GONE, wording.NOT_YOURS), ADMIN: wording.NOT_AN_ADMIN}


@pytest.mark.parametrize("listener", [each for each, owners in OWNERS.items() if owners is not EVERYONE])
def test_what_is_not_theirs_is_refused_in_words_and_changes_no_row(
    theatre: Theatre, listener: Listener
) -> None:
    before = rows(theatre.stage)
    for role, word in itertools.product(EVERYONE - OWNERS[listener], WORDS.get(listener[1], ("",))):
        said = theatre.said(theatre.body(listener, theatre.by(role), word=word))
        assert REFUSALS[OWNERS[listener]] in said, (role, word)
        assert rows(theatre.stage) == before, (role, word)


@pytest.mark.parametrize("listener", OWNERS)
def test_what_is_theirs_changes_nobody_elses_profile(theatre: Theatre, listener: Listener) -> None:
    for role, word in itertools.product(OWNERS[listener], WORDS.get(listener[1], ("",))):
        person = theatre.by(role)
        before = of_others(theatre.stage.bot.store, person)
        said = theatre.said(theatre.body(listener, person, word=word))
        assert said or listener[1] in QUIET, (role, word)
        assert wording.NOT_YOURS not in said
        assert of_others(theatre.stage.bot.store, person) == before, (role, word)
        theatre.restore()


def of_others(store: Store, person: str) -> list[Body]:
    """Return the profiles and consents of everybody but one."""
    tables = ("innovators", "champions", "consents")
    return [row for table in tables for row in rows_of(store, table) if row["person"] != person]


# --- values, old cards, former admins -------------------------------------------------------------------

GARBAGE: Final = (
    "",
    "garbage",
    "x" * 2000,
    "\x00",
    "a\x00b",
    "\ud800",
    "' OR 1=1 --",
    "<!channel>",
    "%",
    "null",
)


@pytest.mark.parametrize("listener", [each for each, owners in OWNERS.items() if owners in GONE])
def test_a_forged_value_reaches_no_card(theatre: Theatre, listener: Listener) -> None:
    theirs = replace(theatre.stage.bot.workspace, team="T0THEIRS")
    person = theatre.by(min(OWNERS[listener]))
    with theatre.stage.bot.store.begin(theirs) as act:
        card = put_card_of(act, person)
    before = rows(theatre.stage)
    for value in (*GARBAGE, card, theatre.erased):
        said = theatre.said(theatre.body(listener, person, card=value))
        gone = wording.PROOF_GONE if listener[1].startswith("proof_") else GONE[OWNERS[listener]]
        assert gone in said or '"response_action": "errors"' in said, value
        assert rows(theatre.stage) == before


def put_card_of(act: Act, person: str) -> str:
    """Put a card between two profiles of this person, and return its id."""
    return put_card(act, replace(ROSA, person=person), replace(AMIR, person=person)).suggestion


def test_a_card_of_somebody_forgotten_is_gone_for_everyone(theatre: Theatre) -> None:
    before = rows(theatre.stage)
    for listener, owners in OWNERS.items():
        if owners in (CHAMPION, INNOVATOR):
            for role in EVERYONE:
                assert wording.CARD_GONE in theatre.said(
                    theatre.body(listener, theatre.by(role), card=theatre.erased)
                )
    assert rows(theatre.stage) == before


def test_an_admin_who_is_no_longer_named_can_do_nothing_more(theatre: Theatre) -> None:
    bot, ada = theatre.stage.bot, theatre.by("admin")
    for listener, owners in OWNERS.items():
        if owners is ADMIN:
            assert wording.NOT_AN_ADMIN not in theatre.said(theatre.body(listener, ada, word="status"))
    theatre.restore()
    before, named = rows(theatre.stage), bot.settings
    bot.settings = replace(named, admins=frozenset())
    try:
        for listener, owners in OWNERS.items():
            if owners is ADMIN:
                assert wording.NOT_AN_ADMIN in theatre.said(theatre.body(listener, ada, word="run"))
    finally:
        bot.settings = named
    assert rows(theatre.stage) == before
