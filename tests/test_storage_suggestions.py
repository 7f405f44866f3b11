"""Suggestions are decided once each, whoever clicks at once; introductions and what counts follow from it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.records import Card, DeclineReason, Rung, State
from bot.storage import Store
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, Put, at_once, put_card, rows_of, run_cycle

LATER = NOON + timedelta(days=7)
ZOE = replace(AMIR, id="c2", person="U0ZOE")


@pytest.fixture
def put(store: Store) -> Put:
    with store.begin(OURS) as act:
        return put_card(act)


def card_of(store: Store, suggestion: str) -> Card:
    with store.read(OURS) as act:
        card = act.card(suggestion)
    assert card
    return card


def decide(store: Store, suggestion: str, was: State, becomes: State) -> bool:
    with store.begin(OURS, patience=10) as act:
        return act.decide(suggestion, was, becomes, LATER)


def test_a_card_holds_both_people_as_they_are_now(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        rosa = act.save_innovator(replace(put.innovator, idea="A better idea."), LATER)
        amir = act.save_champion(replace(put.champion, capacity=9), LATER)
    assert card_of(store, put.suggestion) == Card(
        put.suggestion, put.cycle, State.OPEN, rosa, amir, "strong", ("why",), NOON
    )


def test_there_is_no_card_where_there_is_no_suggestion_or_it_is_forgotten(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        assert act.card("nobody's") is None
        act.erase_profiles(ROSA.person, NOON)
        assert act.card(put.suggestion) is None
        assert act.cards_of_person(AMIR.person) == []


def test_a_message_holds_its_cards_in_the_order_they_were_suggested(store: Store) -> None:
    with store.begin(OURS) as act:
        amir, zoe = act.save_champion(AMIR, NOON), act.save_champion(ZOE, NOON)
        people = [replace(ROSA, id=id_, person=f"U0{id_}") for id_ in ("z", "a", "m")]
        order = [act.save_innovator(one, NOON).id for one in people]
        cycle = run_cycle(act, *((id_, amir.id) for id_ in order), ("a", zoe.id))
        assert [card.innovator.id for card in act.cards_of_message(cycle, amir.id)] == order
        assert [card.champion.id for card in act.cards_of_message(cycle, zoe.id)] == [zoe.id]
        assert act.cards_of_message("another", amir.id) == []


def test_a_person_sees_their_cards_of_both_sides_newest_first_and_twenty_at_most(store: Store) -> None:
    with store.begin(OURS) as act:
        zoe = act.save_champion(ZOE, NOON)
        put = put_card(act)
        own = act.save_innovator(replace(ROSA, id="i2", person=AMIR.person), NOON)
        for day in range(1, 23):
            run_cycle(act, (own.id, zoe.id), now=NOON + timedelta(days=day))
        cards = act.cards_of_person(AMIR.person)
        assert [card.suggested_at for card in cards] == [
            NOON + timedelta(days=day) for day in range(22, 2, -1)
        ]
        assert [card.id for card in act.cards_of_person(ROSA.person)] == [put.suggestion]
        assert len(act.open_cards_of(own.id)) == 22


def test_counterparts_are_those_on_the_other_side_of_a_card(store: Store) -> None:
    with store.begin(OURS) as act:
        zoe = act.save_champion(ZOE, NOON)
        put_card(act, more=[zoe.id])
        assert act.counterparts(ROSA.person) == [AMIR.person, ZOE.person]
        assert act.counterparts(AMIR.person) == act.counterparts(ZOE.person) == [ROSA.person]
        assert act.counterparts("U0NOBODY") == []


# --- decisions -----------------------------------------------------------------------------------------


def test_of_fifty_rival_clicks_one_wins(store: Store, put: Put) -> None:
    wishes = (State.ACCEPTED, State.DECLINED, State.ASKING, State.CLOSED)
    won = at_once(50, lambda rival: decide(store, put.suggestion, State.OPEN, wishes[rival % len(wishes)]))
    assert won.count(True) == 1
    assert card_of(store, put.suggestion).state is wishes[won.index(True) % len(wishes)]


@pytest.mark.parametrize("stands", State)
@pytest.mark.parametrize("was", State)
def test_a_decision_only_holds_from_where_it_was_taken(
    store: Store, put: Put, stands: State, was: State
) -> None:
    if stands is not State.OPEN:
        decide(store, put.suggestion, State.OPEN, stands)
    becomes = State.CLOSED if stands is not State.CLOSED else State.DECLINED
    assert decide(store, put.suggestion, was, becomes) == (was is stands)
    assert card_of(store, put.suggestion).state is (becomes if was is stands else stands)


def test_a_decline_keeps_its_reason(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        act.decide(put.suggestion, State.OPEN, State.DECLINED, LATER, DeclineReason.TOO_EARLY)
    assert card_of(store, put.suggestion).decline_reason is DeclineReason.TOO_EARLY


def test_a_decision_undone_by_an_error_was_never_taken(store: Store, put: Put) -> None:
    with pytest.raises(ZeroDivisionError), store.begin(OURS) as act:
        assert 1 / (not act.decide(put.suggestion, State.OPEN, State.ACCEPTED, LATER))
    assert card_of(store, put.suggestion).state is State.OPEN


def test_open_cards_wait_for_somebody(store: Store, put: Put) -> None:
    waits = {State.OPEN: True, State.ASKING: True}
    for stands in (State.OPEN, State.ASKING, State.ACCEPTED, State.DECLINED, State.REFUSED, State.CLOSED):
        decide(store, put.suggestion, card_of(store, put.suggestion).state, stands)
        with store.read(OURS) as act:
            assert [card.id for card in act.open_cards_of(put.innovator.id)] == [put.suggestion] * waits.get(
                stands, False
            )


# --- what counts ---------------------------------------------------------------------------------------


def accepted(store: Store) -> int:
    with store.read(OURS) as act:
        return act.accepted_this_cycle(AMIR.id)


def test_a_place_is_taken_at_the_click_and_free_again_where_the_innovator_refuses(
    store: Store, put: Put
) -> None:
    assert accepted(store) == 0
    decide(store, put.suggestion, State.OPEN, State.ASKING)
    assert accepted(store) == 1
    decide(store, put.suggestion, State.ASKING, State.REFUSED)
    assert accepted(store) == 0


def test_a_place_stays_taken_when_the_innovator_agrees(store: Store, put: Put) -> None:
    decide(store, put.suggestion, State.OPEN, State.ASKING)
    decide(store, put.suggestion, State.ASKING, State.ACCEPTED)
    assert accepted(store) == 1


def test_a_place_is_counted_in_the_cycle_of_the_click(store: Store, put: Put) -> None:
    decide(store, put.suggestion, State.OPEN, State.ASKING)
    with store.begin(OURS) as act:
        run_cycle(act, now=LATER + timedelta(days=1))
    assert accepted(store) == 0
    with store.begin(OURS) as act:  # the innovator agrees late: the champion's click was in the cycle before
        act.decide(put.suggestion, State.ASKING, State.ACCEPTED, LATER + timedelta(days=2))
    assert accepted(store) == 0


def test_an_old_card_accepted_now_takes_a_place_of_now(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        run_cycle(act, now=LATER)
        assert act.ask_for_cycle((LATER + timedelta(days=1)).date(), None, LATER + timedelta(days=1))
        act.decide(put.suggestion, State.OPEN, State.ACCEPTED, LATER + timedelta(hours=1))
    assert accepted(store) == 1, "a cycle that is only due has not begun"


def test_declines_take_no_place_and_before_the_first_cycle_nothing_does(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_champion(AMIR, NOON)
    assert accepted(store) == 0
    with store.begin(OURS) as act:
        put = put_card(act)
        act.decide(put.suggestion, State.OPEN, State.DECLINED, LATER)
    assert accepted(store) == 0


def test_introductions_of_an_innovator_are_counted_over_all_cycles(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        cycle = run_cycle(act, (put.innovator.id, put.champion.id), now=LATER)
        [second] = act.cards_of_message(cycle, put.champion.id)
        for counted, suggestion in enumerate((put.suggestion, second.id)):
            assert act.introductions_of(put.innovator.id) == counted
            act.decide(suggestion, State.OPEN, State.ACCEPTED, LATER)
        assert act.introductions_of(put.innovator.id) == 2


# --- introductions -------------------------------------------------------------------------------------


def test_an_introduction_is_opened_once_and_keeps_its_conversation(store: Store, put: Put) -> None:
    with store.begin(OURS) as act:
        act.open_introduction(put.suggestion, NOON)
        act.set_conversation(put.suggestion, "G0PAIR")
        act.open_introduction(put.suggestion, LATER)
    card = card_of(store, put.suggestion)
    assert (card.conversation, card.rung) == ("G0PAIR", Rung.NOT_YET_MET)
    assert [row["opened_at"] for row in rows_of(store, "introductions")] == [
        "2026-03-03T12:00:00.000000+00:00"
    ]


def test_no_introduction_is_opened_without_its_suggestion(store: Store) -> None:
    with store.begin(OURS) as act:
        act.open_introduction("forgotten", NOON)
        act.set_conversation("forgotten", "G0PAIR")
    assert rows_of(store, "introductions") == []
