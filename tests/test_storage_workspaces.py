"""Two workspaces in one database never see or change each other's rows, whatever ids one has of the other."""

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.records import (
    AGAIN,
    Kind,
    Member,
    Question,
    Reached,
    Review,
    Rung,
    Standing,
    State,
)
from bot.storage import Act, Store
from matching.people import Evidence, Idle, LeftOut, Organisation, Suggestion
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import MISTAKES, OURS, THEIRS, Put, all_rows, put_card, run
from tests.workspace_calls import (
    INSTALLED,
    LATER,
    OFFERED,
    OWN,
    PROPOSED,
    READS,
    SOON,
    WRITES,
    ZOE,
    Known,
)


@pytest.fixture
def ours(store: Store) -> Known:
    """Everything there can be: an introduction, an open card, a pause, a cycle that is due, letters out."""
    with store.begin(OURS) as act:
        zoe = act.save_champion(ZOE, NOON)
        put = put_card(act, more=[zoe.id])
        act.pause("champion", ZOE.person, LATER.date(), NOON)
        act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
        act.open_introduction(put.suggestion, NOON)
        act.set_conversation(put.suggestion, "G0OURS")
        act.keep_consent(ROSA.person, "ours", NOON)
        act.keep_vectors("m", {ROSA.problem: b"ours"})
        act.record(ROSA.person, "saved", put.innovator.id, NOON)
        act.is_first("request", NOON)
        act.ask_for_cycle(LATER.date(), "U0ADMIN", LATER)
        for kind in (Kind.CONSENT, Kind.SUMMARY, Kind.UNMET, Kind.NOTE, Kind.HOME):
            act.queue(kind, put.suggestion, NOON)
        letters = [act.claim_letter(NOON, SOON) for _ in range(5)]
        swept, sending, parked, pending, unknown = sorted(filter(None, letters), key=lambda one: one.kind)
        due, [open_card] = act.due_cycle(), act.open_cards_of(put.innovator.id)
        assert due
        act.letter_unknown(unknown, "timeout")
        act.park_letter(parked, "user_not_found")
        act.queue(Kind.CARDS, f"{put.cycle}:{put.champion.id}", NOON)
        cards = act.claim_letter(NOON, SOON)
        assert cards
        act.address_person(cards, AMIR.person)
        act.letter_sent(cards, "D0OURS", f"{SOON.timestamp():.6f}")
        act.letter_sent(swept, "D0OURS", "1.0")
        act.doubt_letter(swept, SOON)
        act.letter_later(pending, NOON, "later")
        act.hold_pace("chat.postMessage", LATER, NOON)
        act.cut_off(NOON, "token_revoked")
        act.queue(Kind.CARDS, f"{put.cycle}:{zoe.id}", NOON)
        for person, rung in ((ROSA.person, Rung.MET), (AMIR.person, Rung.ENDED)):
            act.add_follow_up(put.suggestion, person, Question.MET, "first", NOON)
            act.keep_outcome(put.suggestion, person, "first", rung, rung, Evidence(1, 2, 3), NOON)
        act.set_reached(put.suggestion, Reached(Rung.NOT_YET_MET, Standing.DISPUTED))
        act.ask(ROSA.person, NOON, NOON, NOON)
        [asked] = act.questions_for(ROSA.person)
        silence = act.begin_silence(ZOE.person, NOON)
        act.queue(Kind.HOME, ROSA.person, NOON)
        act.queue(Kind.SILENCE, silence, NOON)
        act.meet("U0PASSER")
        for person in (ROSA.person, "U0PASSER"):
            act.keep_member(Member(person, "fr-FR", "Europe/Paris"), NOON)
        act.halt("U0ADMIN", NOON)
        act.keep_own_settings({"POLLINATE_CURRENCY": "kr"}, "U0ADMIN", NOON)
        act.install(INSTALLED)
        for proposed in (PROPOSED, OFFERED):
            act.propose(proposed, "U0ADMIN", NOON)
        gone = Organisation("", "Left Behind", "charity")
        left = act.save_champion(
            replace(AMIR, id="c3", person="U0GONE", organisation=gone), NOON
        ).organisation
        act.meet("U0GONE")
        act.keep_member(Member("U0GONE", deactivated=True), NOON)
        card = act.card(put.suggestion)
        assert card
        proof = act.offer_proof(card, Rung.PILOT, Evidence(1, 2, 3), NOON)
        assert proof
        act.agree_to_proof(proof, "innovator", NOON)
        act.queue(Kind.PROOF, proof, LATER)
        mei = act.save_innovator(replace(ROSA, id="i-mei", person="U0MEI"), NOON)
        second = add_introduction(act, mei.id, put)
        act.queue(Kind.CARDS, f"x:y{AGAIN}", NOON)
        act.look_for_next(put.innovator.id, put.suggestion, NOON, zoe.id)
        [search] = act.open_searches()
        act.keep_whys(put.cycle, [LeftOut(put.innovator.id, "why")], {put.champion.id: Idle.NOBODY})
        invitation = act.invite(put.suggestion, "U0INVITED", NOON)
        late = act.save_innovator(replace(ROSA, id="i-late", person="U0LATE"), NOON)
        act.add_suggestions(put.cycle, [Suggestion(late.id, put.champion.id, 0.8, "strong", ())], NOON)
        [ended] = act.open_cards_of(late.id)
        act.decide(ended.id, State.OPEN, State.DECLINED, NOON)
        act.ask_to_stay(ROSA.person, NOON)
        act.queue(Kind.FAREWELL, ROSA.person, NOON)
        draft, drafted, struck = add_draft(act, put, late.id)
    run(store, "UPDATE outbox SET ts = COALESCE(ts, '1.0') WHERE kind = 'cards'")
    run(store, "UPDATE outbox SET ts = '1.0', drawn = 1 WHERE state = 'sending'")
    arrived = f"state = 'parked', attempted_at = '{NOON.isoformat(timespec='microseconds')}'"
    run(store, f"UPDATE outbox SET {arrived} WHERE kind = 'farewell'")  # noqa: S608
    swept = replace(swept, doubted_at=NOON)
    return Known(
        put, open_card.id, due.id, sending, search.id, invitation, unknown, asked, silence, swept, pending,
        parked.id, card, proof, second, left.id, draft, drafted, struck,
    )  # fmt: skip


def add_draft(act: Act, put: Put, other: str) -> tuple[str, str, str]:
    """Draft a cycle for review, and strike one of its two suggestions; return its id and theirs."""
    act.ask_for_cycle(NOON.date() - timedelta(days=7), None, NOON)
    due = act.due_cycle()
    assert due
    pairs = ((put.innovator.id, put.champion.id), (other, put.champion.id))
    chosen = [Suggestion(*pair, 0.8, "strong", ()) for pair in pairs]
    act.add_suggestions(due.id, chosen, NOON, State.DRAFTED)
    act.finish_cycle(
        due.id, innovators=2, champions=1, suggestions=2, left_out=0, now=NOON, state=Review.DRAFTED
    )
    drafted, struck = (card.id for card in act.cards_of_draft(due.id))
    act.decide(struck, State.DRAFTED, State.STRUCK, NOON)
    act.look_for_next(other, struck, NOON, cycle=due.id)
    return due.id, drafted, struck


def add_introduction(act: Act, innovator: str, put: Put) -> str:
    """Introduce one more innovator to the same champion, in the same cycle."""
    act.add_suggestions(put.cycle, [Suggestion(innovator, put.champion.id, 0.8, "strong", ())], NOON)
    [card] = act.open_cards_of(innovator)
    act.decide(card.id, State.OPEN, State.ACCEPTED, NOON)
    act.open_introduction(card.id, NOON)
    return card.id


def test_every_method_is_called_here() -> None:
    methods = {name for name, _ in inspect.getmembers(Act, inspect.isfunction) if name[0] != "_"}
    assert methods == {*READS, *WRITES, *OWN}, "a method without a call above may cross workspaces unseen"


@pytest.mark.parametrize("name", READS)
def test_nothing_of_ours_is_read_from_theirs(store: Store, ours: Known, name: str) -> None:
    before = all_rows(store)
    with store.begin(THEIRS) as act:
        assert not READS[name](act, ours)
    assert all_rows(store) == before
    with store.begin(OURS) as act:
        assert READS[name](act, ours), "our own workspace reads as little: this proves nothing"


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_ours_is_changed_from_theirs(store: Store, ours: Known, name: str) -> None:
    before = all_rows(store)
    with store.begin(THEIRS) as act:
        assert not WRITES[name](act, ours)
    assert all_rows(store) == before
    with store.begin(OURS) as act:
        WRITES[name](act, ours)
    assert all_rows(store) != before, "our own call changes as little: this proves nothing"


@pytest.mark.parametrize("name", OWN)
def test_the_same_people_and_ids_make_rows_of_their_own(store: Store, ours: Known, name: str) -> None:
    before = all_rows(store)
    with store.begin(THEIRS) as act:
        assert OWN[name](act, ours) in (True, None) or name.startswith("save")
    of_ours = {
        table: [row for row in rows if row.get("team") != THEIRS.team]
        for table, rows in all_rows(store).items()
    }
    assert of_ours == before


def test_a_champion_next_door_gets_an_organisation_of_their_own(store: Store, ours: Known) -> None:
    known: Organisation = ours.put.champion.organisation
    with store.begin(THEIRS) as act:
        own = act.save_champion(replace(AMIR, id="c-theirs", organisation=known), NOON).organisation
    assert own == replace(known, id=own.id)
    assert own.id != known.id


def test_our_cycle_takes_no_suggestions_of_their_people(store: Store, ours: Known) -> None:
    with store.begin(THEIRS) as act:
        rosa = act.save_innovator(replace(ROSA, id="i-theirs"), NOON)
        amir = act.save_champion(replace(AMIR, id="c-theirs"), NOON)
        assert act.add_suggestions(ours.due, [Suggestion(rosa.id, amir.id, 1.0, "strong", ())], NOON) == []


def test_an_id_of_ours_cannot_be_taken_next_door(store: Store, ours: Known) -> None:
    before = all_rows(store)
    with pytest.raises(MISTAKES), store.begin(THEIRS) as act:
        act.save_innovator(replace(ours.put.innovator, person="U0EVE"), NOON)
    assert all_rows(store) == before


def test_the_same_team_in_another_grid_is_another_workspace(store: Store, ours: Known) -> None:
    with store.read(replace(OURS, enterprise="E0OTHER")) as act:
        assert act.innovators() == []
        assert act.card(ours.put.suggestion) is None
