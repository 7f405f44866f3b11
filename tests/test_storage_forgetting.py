"""Who asks to be forgotten leaves a count and nothing else; what showed them is drawn again without them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.records import Kind, Question, Reached, Rung, Standing, State
from bot.storage import Act, Store
from bot.storage.erasures import fingerprint
from matching.people import Evidence, Innovator
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, all_rows, content_of, put_card, rows_of

TODAY = NOON.date()
LATER = NOON + timedelta(days=9)


CANARY = "canary"
TOLD = Innovator(
    id="i9",
    person=f"U0{CANARY}",
    venture=f"{CANARY} venture",
    problem=f"{CANARY} problem " * 400,  # longer than a page of the file
    idea=f"{CANARY} idea",
    sectors=(f"{CANARY}_sector",),
    regions=(f"{CANARY}_region",),
    stage=f"{CANARY}_stage",
    needs=ROSA.needs,
    evidence=Evidence(1, 2, 3),
)
OFFERED = replace(
    AMIR,
    id="c9",
    person=TOLD.person,
    sectors=TOLD.sectors,
    regions=TOLD.regions,
    challenge=f"{CANARY} challenge",
    earliest_stage=TOLD.stage,
)


def leave_traces_everywhere(store: Store) -> None:
    """Let the canary be innovator, champion, admin, and one of a pair in every state, with letters out."""
    with store.begin(OURS) as act:
        put = put_card(act, TOLD, OFFERED)
        act.save_innovator(ROSA, NOON)
        act.save_champion(AMIR, NOON)
        act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
        act.open_introduction(put.suggestion, NOON)
        act.set_conversation(put.suggestion, f"G0{CANARY}")
        act.keep_consent(TOLD.person, f"{CANARY} wording", NOON)
        act.record(TOLD.person, "saved", put.innovator.id, NOON)
        act.record("U0ADMIN", "struck", TOLD.person, NOON)
        act.ask_for_cycle(LATER.date(), TOLD.person, LATER)
        act.pause("innovator", TOLD.person, TODAY, NOON)
        act.add_follow_up(put.suggestion, TOLD.person, Question.RUNG, f"{CANARY} topic", NOON)
        act.ask(TOLD.person, NOON, NOON, NOON)
        act.keep_outcome(put.suggestion, TOLD.person, "topic", "met", Rung.MET, Evidence(1, 2, 3), NOON)
        act.set_reached(put.suggestion, Reached(Rung.MET, Standing.CLAIMED, TOLD.person))
        act.begin_silence(TOLD.person, NOON)
        act.halt(TOLD.person, NOON)
        act.keep_own_settings({"POLLINATE_ADMINS": f"U0ADMIN, {TOLD.person}"}, TOLD.person, NOON)
        card = act.card(put.suggestion)
        assert card
        assert act.offer_proof(card, Rung.PILOT, Evidence(1, 2, 3), NOON)
        act.queue(Kind.NOTE, put.suggestion, NOON)
        act.queue(Kind.CARDS, f"{put.cycle}:{put.champion.id}", NOON)
    assert traces(store) >= {"innovators", "champions", "consents", "introductions", "audit", "cycles"}
    assert traces(store) >= {
        "follow_ups",
        "outcomes",
        "askings",
        "silences",
        "proofs",
        "halts",
        "own_settings",
    }
    assert CANARY.encode() in content_of(store)


def traces(store: Store) -> set[str]:
    """Return the tables that name the canary in any column of any row."""
    return {table for table, rows in all_rows(store).items() if CANARY in repr(rows)}


def test_forgetting_leaves_nothing_in_any_table_nor_in_the_file_but_a_count(store: Store) -> None:
    leave_traces_everywhere(store)
    with store.begin(OURS) as act:
        act.redraw_about(TOLD.person, NOON)
        assert act.erase_profiles(TOLD.person, NOON)
        assert not act.erase_profiles(TOLD.person, NOON)
    assert traces(store) == set()
    assert rows_of(store, "suggestions") == rows_of(store, "introductions") == []
    store.empty_log()  # as at the bot's next tick
    assert CANARY.encode() not in content_of(store)
    tallies = {row["name"]: row["tally"] for row in rows_of(store, "tallies")}
    assert tallies == {"forgotten innovator": 1, "forgotten champion": 1}
    assert [row["person"] for row in rows_of(store, "erasures")] == [fingerprint(OURS, TOLD.person)]


def test_who_is_forgotten_is_no_admin_any_more_but_for_the_last_one(act: Act) -> None:
    act.keep_own_settings({"POLLINATE_ADMINS": "U0ADA, U0ADAM"}, "U0ADA", NOON)
    act.erase_profiles("U0ADA", NOON)
    assert act.own_settings() == {"POLLINATE_ADMINS": "U0ADAM"}
    act.erase_profiles("U0ADAM", NOON)
    assert act.own_settings() == {"POLLINATE_ADMINS": "U0ADAM"}, "nobody could set anything any more"


def test_forgetting_touches_nobody_else(store: Store) -> None:
    with store.begin(OURS) as act:
        put_card(act)
        act.keep_consent(ROSA.person, "wording", NOON)
        act.record(ROSA.person, "saved", ROSA.id, NOON)
    before = all_rows(store)
    with store.begin(OURS) as act:
        assert not act.erase_profiles("U0NOBODY", NOON)
    assert all_rows(store) == before
    with store.begin(OURS) as act:
        act.save_innovator(replace(TOLD, person="U0ZOE"), NOON)
        assert act.erase_profiles("U0ZOE", NOON)
    after = all_rows(store)
    assert after | {"tallies": [], "erasures": []} == before


def test_an_organisation_outlives_its_champion(store: Store) -> None:
    with store.begin(OURS) as act:
        kept = act.save_champion(AMIR, NOON).organisation
        act.erase_profiles(AMIR.person, NOON)
        assert act.champions() == []
        assert act.organisations_like("age") == [kept]


def test_the_count_of_the_forgotten_grows(store: Store) -> None:
    for number in range(3):
        with store.begin(OURS) as act:
            act.save_innovator(replace(ROSA, id=f"i{number}"), NOON)
            act.erase_profiles(ROSA.person, NOON)
    assert [row["tally"] for row in rows_of(store, "tallies")] == [3]


def send_all(act: Act, now: datetime) -> set[tuple[str, str]]:
    """Send every letter that is due; return the kind and subject of each."""
    taken: set[tuple[str, str]] = set()
    while letter := act.claim_letter(now, LATER):
        assert act.letter_sent(letter, "D0", f"{letter.id}.0")
        taken.add((letter.kind, letter.subject))
    return taken


def test_every_letter_that_shows_a_person_is_drawn_again_and_no_other(store: Store) -> None:
    zoe = replace(AMIR, id="c2", person="U0ZOE")
    with store.begin(OURS) as act:
        put = put_card(act)
        act.save_champion(zoe, NOON)
        act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
        act.open_introduction(put.suggestion, NOON)
        act.add_follow_up(put.suggestion, AMIR.person, Question.MET, "first", NOON)
        [asking] = act.ask(AMIR.person, NOON, NOON, NOON)
        silence = act.begin_silence(zoe.person, NOON)
        cards = (Kind.CARDS, f"{put.cycle}:{put.champion.id}")
        shown = {cards, (Kind.CONSENT, put.suggestion), (Kind.NOTE, put.suggestion), (Kind.QUESTIONS, asking)}
        others = {
            (Kind.SUMMARY, put.cycle),
            (Kind.CARDS, f"{put.cycle}:{zoe.id}"),
            (Kind.HOME, ROSA.person),
            (Kind.SILENCE, silence),
        }
        for kind, subject in shown | others:
            act.queue(kind, subject, NOON)
        assert send_all(act, NOON) == shown | others
        for person, drawn in (
            (zoe.person, {(Kind.SILENCE, silence)}),
            (ROSA.person, shown),
            (AMIR.person, shown),
        ):
            act.redraw_about(person, LATER)
            assert send_all(act, NOON) == set()
            assert send_all(act, LATER) == drawn
