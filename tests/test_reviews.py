"""A draft on both engines: hundreds of suggestions page by page, rivals at once, and nothing twice."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import review, wording
from bot.cycle import CycleTaken, run_due
from bot.drawings import Post
from bot.messenger import Messenger
from bot.occasion import Occasion, Refusal
from bot.records import Kind, Review, State
from bot.review_cards import PAGE
from bot.storage import Act, Store
from config.settings import read_settings
from matching import Decision, LeftOut, Suggestion
from matching.people import Organisation
from tests.profiles import AMIR, NOON, ROSA, TAXONOMY
from tests.slack_limits import buttons, complaints_about_message, shown
from tests.storage_place import OURS, at_once, rows_of

ADMIN = "U0ADMIN"
SETTINGS = read_settings(
    None,
    {
        "SLACK_BOT_TOKEN": "xoxb-1-2-made",
        "SLACK_APP_TOKEN": "xapp-1-made-1-up",
        "POLLINATE_ADMINS": ADMIN,
        "POLLINATE_REVIEW": "yes",
        "POLLINATE_REVIEW_CHANNEL": "C1",
    },
)
LONG = "A name & a <word> that \N{HONEYBEE} goes on " * 8


def occasion(store: Store, now_at: timedelta = timedelta()) -> Occasion:
    nobody = Messenger("xoxb-", "http://127.0.0.1:9/")
    return Occasion(OURS, ADMIN, NOON + now_at, store, nobody, SETTINGS, TAXONOMY, lambda: None)


def people(act: Act, pairs: int, words: str = "") -> list[Suggestion]:
    """Keep so many innovators and champions, and suggest them to each other in pairs."""
    chosen = []
    for n in range(pairs):
        innovator = act.save_innovator(
            replace(ROSA, id=f"i{n}", person=f"U0I{n}", venture=f"Venture {n} {words}"), NOON
        )
        organisation = Organisation("", f"{n} {words}", "charity")
        champion = act.save_champion(
            replace(AMIR, id=f"c{n}", person=f"U0C{n}", organisation=organisation), NOON
        )
        chosen.append(Suggestion(innovator.id, champion.id, 0.8, "strong", (words or "Why.",) * 4))
    return chosen


def deciding(chosen: list[Suggestion], left_out: tuple[LeftOut, ...] = ()) -> Callable[..., Decision]:
    def decide(*_given: object, **_named: object) -> Decision:
        return Decision(tuple(chosen), left_out)

    return decide


def draft(store: Store, decide: Callable[..., Decision], now_at: timedelta = timedelta()) -> bool:
    """Ask for a cycle and let it be drafted."""
    now = NOON + now_at
    with store.begin(OURS) as act:
        act.ask_for_cycle(now.date(), None, now)
    return run_due(store, OURS, now, SETTINGS, TAXONOMY, decide)


def waiting(store: Store) -> str:
    with store.read(OURS) as act:
        found = act.draft()
    assert found
    return found.cycle


def drawn(store: Store) -> Post:
    with store.read(OURS) as act:
        found = review.draw_review(act, waiting(store), NOON, settings=SETTINGS)
    assert found
    return found


def states(store: Store, table: str = "suggestions") -> list[str]:
    return sorted(row["state"] for row in rows_of(store, table))


def letters(store: Store) -> list[str]:
    return sorted(row["kind"] for row in rows_of(store, "outbox") if row["kind"] != Kind.HOME)


def test_three_hundred_suggestions_fit_page_by_page_into_one_message(sqlite_store: Store) -> None:
    store = sqlite_store
    with store.begin(OURS) as act:
        chosen = people(act, 300, LONG)
    left_out = tuple(LeftOut(one.innovator, LONG) for one in chosen[:40])
    assert draft(store, deciding(chosen, left_out))
    seen: set[str] = set()
    for page in range(300 // PAGE):
        message = drawn(store).message
        assert complaints_about_message(message.text, message.blocks) == []
        assert f"{page * PAGE + 1} to {page * PAGE + PAGE} of 300" in shown(message.blocks)
        found = {each["action_id"]: each["value"] for each in buttons(message.blocks)}
        seen |= {each["value"] for each in buttons(message.blocks) if each["action_id"] == "review_strike"}
        if page < 300 // PAGE - 1:
            review.turn_page(occasion(store), found["review_later"])
    assert len(seen) == 300
    assert "review_later" not in found
    review.turn_page(occasion(store), found["review_earlier"])
    assert f"{300 - 2 * PAGE + 1} to {300 - PAGE} of 300" in shown(drawn(store).message.blocks)

    began = time.perf_counter()
    review.approve(occasion(store), waiting(store))
    assert time.perf_counter() - began < 20, "a click that takes long is told it failed"
    assert states(store) == ["open"] * 300
    assert letters(store) == ["cards"] * 300 + ["review"]


def test_a_page_that_cannot_be_is_refused_in_words(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 1)
    draft(store, deciding(chosen))
    for value in ("", ":", "another:1", f"{waiting(store)}:-1", f"{waiting(store)}:²"):
        with pytest.raises(Refusal, match="nothing was done"):
            review.turn_page(occasion(store), value)
    review.turn_page(occasion(store), f"{waiting(store)}:9999")
    assert "review_strike" in str(drawn(store).message.blocks), "the last page is shown"


def test_of_two_processes_that_draft_a_cycle_one_does(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 2)

    def overtaken(*given: object, **named: object) -> Decision:
        assert run_due(store, OURS, NOON, SETTINGS, TAXONOMY, deciding(chosen[:1]))
        return deciding(chosen)(*given, **named)

    with pytest.raises(CycleTaken):
        draft(store, overtaken)
    assert (states(store), letters(store)) == (["drafted"], ["review"])
    assert rows_of(store, "outbox")[0]["channel"] == "C1"


def test_many_who_approve_and_strike_at_once_are_answered_and_nothing_goes_out_twice(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 3)
    draft(store, deciding(chosen))
    cycle = waiting(store)
    with store.read(OURS) as act:
        ids = [card.id for card in act.cards_of_draft(cycle)]
    acts = [lambda: review.approve(occasion(store), cycle)] * 3
    acts += [lambda: review.strike(occasion(store), ids[0])] * 3

    def told(rival: int) -> str:
        try:
            acts[rival]()
        except Refusal as refusal:
            return str(refusal)
        return ""

    heard = at_once(6, told)
    struck = states(store).count("struck")
    assert heard.count("") == 1 + struck
    assert set(heard) <= {"", wording.REVIEW_CHANGED}
    assert states(store) == ["open"] * (3 - struck) + ["struck"] * struck
    assert letters(store) == ["cards"] * (3 - struck) + ["review"]


def test_a_draft_and_its_approval_are_counted_where_they_belong(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 3)
    draft(store, deciding(chosen))
    with store.begin(OURS) as act:
        assert (act.cycle_summary(), act.cycles_run(), act.told(), act.shown()) == (None, 0, [], ())
        assert (act.counterparts("U0I0"), act.cards_of_person("U0C0")) == ([], [])
        assert "Why." not in str(act.held("U0C0"))
        act.pause("champion", "U0C2", None, NOON)
    review.approve(occasion(store, timedelta(days=2)), waiting(store))
    with store.read(OURS) as act:
        summary = act.cycle_summary()
        assert summary
        assert (summary.suggestions, summary.started_at) == (2, NOON + timedelta(days=2))
        done = act.draft(summary.id)
        assert done
        assert (done.state, done.dropped, done.reviewed_by) == (Review.APPROVED, 1, ADMIN)
        assert act.let_down() == {chosen[2].innovator}
        assert {card.suggested_at for card in act.cards_of_person("U0C0")} == {summary.started_at}


def test_an_organisations_cap_lowered_meanwhile_holds(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 1)
        home = act.champions()[0].organisation
        act.save_champion(replace(AMIR, id="c9", person="U0C9", organisation=home), NOON)
        other = act.save_innovator(replace(ROSA, id="i9", person="U0I9"), NOON)
        chosen.append(replace(chosen[0], innovator=other.id, champion="c9"))
    draft(store, deciding(chosen))
    with store.begin(OURS) as act:
        act.change_organisation(replace(home, cap=1))
    review.approve(occasion(store), waiting(store))
    assert states(store) == ["open"]


def test_whoever_approved_and_is_forgotten_is_named_no_more(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 1)
        act.save_innovator(replace(ROSA, id="i-admin", person=ADMIN), NOON)
    draft(store, deciding(chosen))
    cycle = waiting(store)
    review.approve(occasion(store), cycle)
    with store.begin(OURS) as act:
        before = [row["version"] for row in rows_of(store, "outbox") if row["kind"] == Kind.REVIEW]
        act.redraw_about(ADMIN, NOON)
        act.erase_profiles(ADMIN, NOON)
    assert [row["version"] for row in rows_of(store, "outbox") if row["kind"] == Kind.REVIEW] > before
    with store.read(OURS) as act:
        message = review.draw_review(act, cycle, NOON, settings=SETTINGS)
    assert message
    assert ADMIN not in str(message)
    assert ADMIN not in str(rows_of(store, "cycles"))


def test_a_draft_that_was_dropped_keeps_nobody_apart(store: Store) -> None:
    with store.begin(OURS) as act:
        chosen = people(act, 2)
    draft(store, deciding(chosen))
    cycle = waiting(store)
    with store.begin(OURS) as act:
        struck = act.cards_of_draft(cycle)[0]
        act.decide(struck.id, State.DRAFTED, State.STRUCK, NOON)
    draft(store, deciding([]), timedelta(days=7))
    with store.read(OURS) as act:
        assert act.draft() is None
        assert set(act.kept_apart(NOON - timedelta(days=99))) == {(struck.innovator.id, struck.champion.id)}
    with pytest.raises(Refusal, match="nothing was done"):
        review.approve(occasion(store), cycle)
    with pytest.raises(Refusal, match="nothing was done"):
        review.put_back(occasion(store), struck.id)
