"""A cycle is asked for once a local date and finished once; the past it leaves is what the next one reads."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.records import CycleSummary, DueCycle, State
from bot.storage import Act, Store
from matching.people import Barrier, Past, Suggestion
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, Put, at_once, put_card, rows_of, run_cycle

TODAY = NOON.date()
LONG_AGO = NOON - timedelta(days=999)


def after(days: int) -> datetime:
    return NOON + timedelta(days=days)


# --- asked for, due, finished --------------------------------------------------------------------------


def test_eight_threads_ask_for_one_cycle_a_date(store: Store) -> None:
    days = [TODAY + timedelta(days=day) for day in range(5)]

    def ask(rival: int) -> int:
        asked = 0
        for day in days:
            with store.begin(OURS, patience=10) as act:
                asked += act.ask_for_cycle(day, f"U{rival}", NOON)
        return asked

    assert sum(at_once(8, ask)) == len(days)
    assert sorted(row["local_date"] for row in rows_of(store, "cycles")) == [str(day) for day in days]


def test_eight_threads_finish_a_cycle_once(store: Store) -> None:
    with store.begin(OURS) as act:
        act.ask_for_cycle(TODAY, None, NOON)
        due = act.due_cycle()
    assert due

    def finish(rival: int) -> bool:
        with store.begin(OURS, patience=10) as act:
            return act.finish_cycle(
                due.id, innovators=rival, champions=0, suggestions=0, left_out=0, now=NOON
            )

    finished = at_once(8, finish)
    assert finished.count(True) == 1
    [row] = rows_of(store, "cycles")
    assert (row["state"], row["innovators"]) == ("done", finished.index(True))


def test_the_oldest_due_cycle_comes_first_with_who_asked(act: Act) -> None:
    assert act.due_cycle() is None
    assert act.last_cycle_date() is None
    act.ask_for_cycle(date(2026, 3, 10), None, NOON)
    act.ask_for_cycle(date(2026, 3, 3), "U0ADMIN", NOON)
    first = act.due_cycle()
    assert first
    assert first == DueCycle(first.id, date(2026, 3, 3), "U0ADMIN")
    assert act.asked_by(first.id) == "U0ADMIN"
    assert act.last_cycle_date() == date(2026, 3, 10)
    assert act.finish_cycle(first.id, innovators=1, champions=1, suggestions=0, left_out=1, now=NOON)
    second = act.due_cycle()
    assert second
    assert (second.local_date, second.asked_by) == (date(2026, 3, 10), None)
    assert not act.ask_for_cycle(date(2026, 3, 3), None, NOON), "a date that has had its cycle gets no other"


def test_a_summary_tells_what_a_cycle_did_the_latest_one_if_none_is_named(act: Act) -> None:
    assert act.cycle_summary() is None
    first = run_cycle(act)
    act.ask_for_cycle(after(7).date(), None, after(7))
    due = act.due_cycle()
    assert due
    assert act.cycle_summary(due.id) is None, "a cycle that is only due has done nothing yet"
    assert act.finish_cycle(due.id, innovators=5, champions=4, suggestions=3, left_out=2, now=after(8))
    expected = CycleSummary(due.id, after(7).date(), after(8), 5, 4, 3, 2)
    assert act.cycle_summary() == act.cycle_summary(due.id) == expected
    earlier = act.cycle_summary(first)
    assert earlier
    assert earlier.id == first


# --- suggestions of a cycle ----------------------------------------------------------------------------


def add(act: Act, *pairs: tuple[str, str]) -> list[str]:
    act.ask_for_cycle(TODAY, None, NOON)
    due = act.due_cycle()
    assert due
    return act.add_suggestions(due.id, [Suggestion(*pair, 0.5, "good", ()) for pair in pairs], NOON)


def test_the_champions_who_got_one_are_named_once_each(act: Act) -> None:
    zoe = act.save_champion(replace(AMIR, id="c0", person="U0ZOE"), NOON).id
    amir, rosa = act.save_champion(AMIR, NOON).id, act.save_innovator(ROSA, NOON).id
    ben = act.save_innovator(replace(ROSA, id="i2", person="U0BEN"), NOON).id
    act.save_champion(replace(AMIR, id="c9", person="U0IDLE"), NOON)
    assert add(act, (rosa, amir), (ben, amir), (ben, zoe)) == [zoe, amir]


@pytest.mark.parametrize("left", ["innovator pauses", "champion pauses", "innovator goes", "champion goes"])
def test_a_pair_one_of_whom_left_since_it_was_chosen_is_left_out(act: Act, left: str) -> None:
    rosa, amir = act.save_innovator(ROSA, NOON), act.save_champion(AMIR, NOON)
    side, how = left.split()
    person = rosa.person if side == "innovator" else amir.person
    if how == "goes":
        act.erase_profiles(person, NOON)
    else:
        act.pause("innovator" if side == "innovator" else "champion", person, None, NOON)
    assert add(act, (rosa.id, amir.id)) == []


def test_a_pair_that_a_rival_process_kept_already_is_kept_once(act: Act) -> None:
    rosa, amir = act.save_innovator(ROSA, NOON), act.save_champion(AMIR, NOON)
    assert add(act, (rosa.id, amir.id)) == [amir.id]
    assert add(act, (rosa.id, amir.id)) == []
    assert len(act.open_cards_of(rosa.id)) == 1


# --- the past ------------------------------------------------------------------------------------------

APART = {
    State.OPEN: Barrier.SUGGESTED,
    State.ASKING: Barrier.SUGGESTED,
    State.ACCEPTED: Barrier.INTRODUCED,
    State.DECLINED: Barrier.DECLINED,
    State.REFUSED: Barrier.DECLINED,
    State.CLOSED: Barrier.DECLINED,
    State.EXPIRED: Barrier.DECLINED,
    State.HANDED: Barrier.DECLINED,
    State.STRUCK: Barrier.DECLINED,
    State.DRAFTED: Barrier.SUGGESTED,
    State.POSTPONED: Barrier.SUGGESTED,
}


def put_in(act: Act, stands: State) -> Put:
    put = put_card(act)
    if stands is not State.OPEN:
        act.decide(put.suggestion, State.OPEN, stands, after(1))
    return put


@pytest.mark.parametrize("stands", APART)
def test_a_pair_is_kept_apart_in_the_words_of_a_barrier(act: Act, stands: State) -> None:
    put = put_in(act, stands)
    apart = act.past(LONG_AGO).kept_apart
    assert apart == {(put.innovator.id, put.champion.id): APART[stands]}
    assert {type(reason) for reason in apart.values()} == {Barrier}


@pytest.mark.parametrize("stands", APART)
def test_what_ended_is_forgiven_after_its_rest_and_an_introduction_never(act: Act, stands: State) -> None:
    put_in(act, stands)
    ended = APART[stands] is Barrier.DECLINED
    assert act.past(after(1) - timedelta(microseconds=1)).kept_apart
    assert bool(act.past(after(1)).kept_apart) != ended


def test_the_latest_suggestion_of_a_pair_tells_why(act: Act) -> None:
    put = put_in(act, State.DECLINED)
    run_cycle(act, (put.innovator.id, put.champion.id), now=after(7))
    assert act.past(LONG_AGO).kept_apart == {(put.innovator.id, put.champion.id): Barrier.SUGGESTED}


def test_an_innovator_waits_from_joining_and_again_from_each_suggestion(act: Act) -> None:
    run_cycle(act)  # before anyone joined
    rosa, amir = act.save_innovator(ROSA, after(1)), act.save_champion(AMIR, after(1))

    def waited() -> int:
        return act.past(LONG_AGO).waited[rosa.id]

    assert waited() == 0
    for cycle in (1, 2):
        run_cycle(act, now=after(7 * cycle))
        assert waited() == cycle
    act.ask_for_cycle(after(20).date(), None, after(20))
    assert waited() == 2, "a cycle that is only due has passed nobody over"
    due = act.due_cycle()
    assert due
    act.add_suggestions(due.id, [Suggestion(rosa.id, amir.id, 0.5, "good", ())], after(20))
    act.finish_cycle(due.id, innovators=1, champions=1, suggestions=1, left_out=0, now=after(20))
    assert waited() == 0
    act.save_innovator(replace(ROSA, idea="Told anew."), after(22))
    run_cycle(act, now=after(28))
    assert waited() == 1


def test_places_left_are_the_introductions_still_wanted(act: Act) -> None:
    put = put_card(act, replace(ROSA, wanted=2))

    def places() -> int:
        return act.past(LONG_AGO).places_left[put.innovator.id]

    assert places() == 2
    act.decide(put.suggestion, State.OPEN, State.ASKING, after(1))
    assert places() == 2
    act.decide(put.suggestion, State.ASKING, State.ACCEPTED, after(1))
    assert places() == 1
    act.save_innovator(replace(ROSA, wanted=0), after(2))
    assert places() == 0, "never less than none"


def test_where_nothing_was_there_is_no_past(act: Act) -> None:
    assert act.past(LONG_AGO) == Past()
