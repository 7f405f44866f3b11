"""The judge of `make faults` finds what is lost, twice, leaked or stuck, and lets pass what is right."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from faults.judge import Letter, Message, Scene, Screen, Suggested, judge
from faults.tally import Tally, table

BEE, TREE, OTHER = "U0BEE", "U0TREE", "U0OTHER"
NAMES = {BEE: "Venture bee", TREE: "Organisation tree", OTHER: "Venture other"}
CARD = Message("An innovator for you: Venture bee")
QUESTION = Message("Organisation tree would like to meet you")
NOTE = Message("Venture bee, meet Organisation tree")
INTRODUCED = Suggested("s1", "c1", BEE, TREE, "accepted", accepted=True, asks=True)
SEEN = {
    BEE: Screen((QUESTION,), {TREE: (NOTE,)}, "Organisation tree"),
    TREE: Screen((CARD,), {BEE: (NOTE,)}),
    OTHER: Screen(),
}
RIGHT = Scene(
    names=NAMES,
    suggested=(INTRODUCED,),
    letters=(Letter("cards", "c1:t", "sent", ""), Letter("note", "s1", "sent", "")),
    screens=SEEN,
    audit=(("accepted", "s1"), ("agreed", "s1")),
    profiles={BEE: 2},
    decided=(("accepted", "s1"), ("agreed", "s1")),
    told_profiles={BEE: 2},
    put=frozenset({"s1"}),
    secrets=("xoxb-1",),
)


def counts(tally: Tally) -> dict[str, int]:
    found = {kind: getattr(tally, kind) for kind in ("lost", "twice", "leaked", "stuck", "told")}
    return {kind: number for kind, number in found.items() if number}


def screens(person: str, seen: Screen) -> Scene:
    return replace(RIGHT, screens={**SEEN, person: seen})


def test_a_world_in_which_all_is_right_is_found_right() -> None:
    assert counts(judge(RIGHT)) == {}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (screens(TREE, Screen(())), "lost"),  # no card
        (screens(TREE, Screen((CARD, CARD), {BEE: (NOTE,)})), "twice"),
        (screens(BEE, Screen((), {TREE: (NOTE,)})), "lost"),  # no question
        (screens(BEE, Screen((QUESTION,), {TREE: (NOTE, NOTE)})), "twice"),
        (screens(BEE, Screen((QUESTION,))), "lost"),  # no note
        (screens(TREE, Screen((Message(CARD.text, ("s1",)),))), "stuck"),  # still has its buttons
        (screens(OTHER, Screen((CARD,))), "leaked"),
        (screens(OTHER, Screen(home="Organisation tree")), "leaked"),
        (screens(OTHER, Screen(groups={TREE: (NOTE,)})), "leaked"),
        (replace(RIGHT, audit=(*RIGHT.audit, ("accepted", "s1"))), "twice"),  # decided again
        (replace(RIGHT, audit=(("declined", "s1"), ("agreed", "s1"))), "lost"),  # not the first that counts
        (replace(RIGHT, audit=()), "lost"),
        (replace(RIGHT, profiles={BEE: 1}), "lost"),
        (replace(RIGHT, put=frozenset({"s1", "s2"})), "lost"),
        (replace(RIGHT, letters=(Letter("cards", "c1:t", "sending", ""),)), "stuck"),
        (replace(RIGHT, letters=(Letter("cards", "c1:t", "parked", "why"),)), "stuck"),
        (replace(RIGHT, due=1), "stuck"),
        (replace(RIGHT, unsound=("integrity: no",)), "lost"),
        (replace(RIGHT, logs="token xoxb-1 was refused"), "leaked"),
    ],
)
def test_each_wrong_is_found_and_told(wrong: Scene, kind: str) -> None:
    tally = judge(wrong)
    assert counts(tally)[kind] >= 1
    assert any(example.startswith(f"{kind}: ") for example in tally.examples)
    assert not tally.right


def test_a_note_of_unknown_fate_that_an_admin_is_told_of_is_not_lost() -> None:
    unknown = (Letter("note", "s1", "parked", "nobody knows"),)
    assert counts(judge(replace(screens(BEE, Screen((QUESTION,))), letters=unknown))) == {"told": 1}
    twice = screens(BEE, Screen((QUESTION,), {TREE: (NOTE, NOTE)}))
    assert counts(judge(replace(twice, letters=unknown))) == {"told": 1, "twice": 1}


def open_card(scene: Scene) -> Scene:
    standing = replace(INTRODUCED, state="open", accepted=False)
    nothing: Callable[[], Screen] = Screen
    seen = {BEE: nothing(), TREE: Screen((Message(CARD.text, ("s1",)),)), OTHER: nothing()}
    return replace(scene, suggested=(standing,), letters=(), screens=seen, audit=(), decided=())


def test_a_card_that_is_open_has_its_buttons_and_nobody_else_hears_of_it() -> None:
    scene = open_card(RIGHT)
    assert counts(judge(scene)) == {}
    early = {**scene.screens, BEE: Screen(home="Organisation tree")}
    assert counts(judge(replace(scene, screens=early))) == {"leaked": 1}
    without = {**scene.screens, TREE: Screen((CARD,))}
    assert counts(judge(replace(scene, screens=without))) == {"stuck": 1}


def test_the_table_says_which_row_is_broken_and_which_was_not_played() -> None:
    kept, broken, idle = Tally(struck=3), Tally(struck=3, notes=["so it was"]), Tally()
    broken.wrong("twice", "a card")
    told = table([("one", kept), ("two", broken), ("three", idle)]).splitlines()
    assert [line.split()[-1] for line in told[1:4]] == ["kept", "BROKEN", "PLAYED"]
    assert told[4:] == ["  two: so it was", "  two: twice: a card"]
