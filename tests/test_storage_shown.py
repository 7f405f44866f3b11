"""What was shown is kept with what was weighed, and read back with what came of it; silence is told apart."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.records import Rung, State
from bot.storage import Act, Store
from matching.people import Answer, Proof, Shown, Suggestion
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, THEIRS, rows_of, run

WEIGHED = {"need": 1 / 3, "text": 0.7000000000000001, "stage": 2.0}


def after(days: int) -> datetime:
    return NOON + timedelta(days=days)


def weighed(innovator: str, champion: str, propensity: float = 0.4) -> Suggestion:
    return Suggestion(innovator, champion, 0.8, "strong", ("why",), WEIGHED, propensity)


def cycle(act: Act, day: int, *suggestions: Suggestion, version: str = "", proof: Proof | None = None) -> str:
    """Run a cycle so many days after NOON; return its id."""
    assert act.ask_for_cycle(after(day).date(), None, after(day))
    due = act.due_cycle()
    assert due
    act.add_suggestions(due.id, suggestions, after(day))
    assert act.finish_cycle(
        due.id,
        innovators=1,
        champions=1,
        suggestions=len(suggestions),
        left_out=0,
        now=after(day),
        version=version,
        proof=proof or Proof(),
    )
    return due.id


def put(act: Act) -> str:
    """Keep Rosa and Amir and show him her card on day 0; return the suggestion's id."""
    rosa, amir = act.save_innovator(ROSA, NOON), act.save_champion(AMIR, NOON)
    run = cycle(act, 0, weighed(rosa.id, amir.id), version="abc")
    [card] = act.cards_of_message(run, amir.id)
    return card.id


def the_one(act: Act) -> Shown:
    [shown] = act.shown()
    return shown


# --- what is kept --------------------------------------------------------------------------------------


def test_what_was_weighed_is_told_with_the_answer(act: Act) -> None:
    act.decide(put(act), State.OPEN, State.DECLINED, after(1))
    expected = Shown(1, ROSA.id, AMIR.id, WEIGHED, 0.4, "abc", Answer.DECLINED)
    assert the_one(act) == expected
    assert act.past(NOON).shown == (expected,)


def test_a_cycle_keeps_the_version_of_its_weights_and_its_proof(store: Store) -> None:
    proof = Proof(1.5, 1.5000001, 12, {"c1": 0.25})
    with store.begin(OURS) as act:
        cycle(act, 0, version="abc", proof=proof)
    [row] = rows_of(store, "cycles")
    assert row["weights_version"] == "abc"
    assert Proof(**json.loads(row["proof"])) == proof


def test_cycles_are_counted_by_their_dates_those_that_ran(act: Act) -> None:
    rosa, amir = act.save_innovator(ROSA, NOON), act.save_champion(AMIR, NOON)
    for day in (14, 0, 7):
        cycle(act, day, *([] if day == 7 else [weighed(rosa.id, amir.id, propensity=(day + 1) / 16)]))
    act.ask_for_cycle(after(21).date(), None, after(21))
    for card in act.open_cards_of(rosa.id):
        act.decide(card.id, State.OPEN, State.DECLINED, after(20))
    assert [(shown.cycle, shown.propensity) for shown in act.shown()] == [(1, 1 / 16), (3, 15 / 16)]


def test_another_workspace_sees_nothing_of_it(store: Store) -> None:
    with store.begin(OURS) as act:
        act.decide(put(act), State.OPEN, State.DECLINED, after(1))
    with store.begin(THEIRS) as act:
        assert act.shown() == ()
        cycle(act, 30)
    with store.read(OURS) as act:
        assert len(act.shown()) == 1


@pytest.mark.parametrize("person", [ROSA.person, AMIR.person])
def test_who_is_forgotten_teaches_nothing_any_more(act: Act, person: str) -> None:
    act.decide(put(act), State.OPEN, State.DECLINED, after(1))
    act.erase_profiles(person, NOON)
    assert act.shown() == ()


def test_the_newest_twenty_thousand_are_told_oldest_first(sqlite_store: Store) -> None:
    with sqlite_store.begin(OURS) as act:
        rosas = [act.save_innovator(replace(ROSA, id=f"i{n}", person=f"U0R{n}"), NOON).id for n in range(101)]
        amirs = [act.save_champion(replace(AMIR, id=f"c{n}", person=f"U0A{n}"), NOON).id for n in range(200)]
        cycle(act, 0, *(weighed(rosa, amir) for rosa in rosas for amir in amirs))
        cycle(act, 7)
        shown = act.shown()
    assert len(shown) == 20_000
    assert [one.innovator for one in shown[:: len(amirs)]] == rosas[1:]


# --- what came of it -----------------------------------------------------------------------------------

Move = tuple[State, State, int]
ACCEPTED, DECLINED, SILENT = Answer
OPEN, ASKING = State.OPEN, State.ASKING


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        ([(OPEN, State.ACCEPTED, 1)], (ACCEPTED, None)),
        ([(OPEN, ASKING, 1)], (ACCEPTED, None)),
        ([(OPEN, ASKING, 1), (ASKING, State.ACCEPTED, 2)], (ACCEPTED, True)),
        ([(OPEN, ASKING, 1), (ASKING, State.REFUSED, 2)], (ACCEPTED, False)),
        ([(OPEN, ASKING, 1), (ASKING, State.CLOSED, 2)], (ACCEPTED, None)),
        ([(OPEN, State.DECLINED, 1)], (DECLINED, None)),
        ([], None),
        ([(OPEN, State.CLOSED, 1)], None),
    ],
)
def test_an_answer_is_told_as_soon_as_it_is_there(
    act: Act, moves: Sequence[Move], told: tuple[Answer, bool | None] | None
) -> None:
    suggestion = put(act)
    for was, becomes, day in moves:
        assert act.decide(suggestion, was, becomes, after(day))
    assert [(shown.answer, shown.led) for shown in act.shown()] == ([told] if told else [])


@pytest.mark.parametrize(
    ("moves", "answer"),
    [
        ([], SILENT),
        ([(OPEN, State.CLOSED, 8)], SILENT),
        ([(OPEN, State.CLOSED, 7)], SILENT),
        ([(OPEN, State.CLOSED, 6)], None),
        ([(OPEN, State.DECLINED, 8)], DECLINED),
        ([(OPEN, State.ACCEPTED, 8)], ACCEPTED),
    ],
)
def test_who_let_a_whole_cycle_pass_was_silent_unless_an_answer_came_at_last(
    act: Act, moves: Sequence[Move], answer: Answer | None
) -> None:
    suggestion = put(act)
    cycle(act, 7)
    for was, becomes, day in moves:
        assert act.decide(suggestion, was, becomes, after(day))
    assert [shown.answer for shown in act.shown()] == ([answer] if answer else [])


def test_a_cycle_that_is_only_due_makes_nobody_silent(act: Act) -> None:
    put(act)
    act.ask_for_cycle(after(7).date(), None, after(7))
    assert act.shown() == ()


@pytest.mark.parametrize("rung", Rung)
@pytest.mark.parametrize("asked_first", [True, False])
def test_an_introduction_led_somewhere_from_the_first_meeting_on(
    store: Store, rung: Rung, asked_first: bool
) -> None:
    with store.begin(OURS) as act:
        suggestion = put(act)
        act.decide(suggestion, OPEN, ASKING if asked_first else State.ACCEPTED, after(1))
        act.decide(suggestion, ASKING, State.ACCEPTED, after(2))
        act.open_introduction(suggestion, after(2))
    run(store, f"UPDATE introductions SET rung = '{rung}'")  # noqa: S608
    unmet = True if asked_first else None
    expected = {Rung.NOT_YET_MET: unmet, Rung.ENDED: False}.get(rung, True)
    with store.read(OURS) as act:
        assert (the_one(act).answer, the_one(act).led) == (ACCEPTED, expected)
