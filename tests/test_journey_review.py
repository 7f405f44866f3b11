"""Where review is on, admins see each cycle before anyone else, and nothing goes out before they approve."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wording
from bot.sandbox import Shown
from tests.journey_acts import at_once, captured, cycles, deliver, enrol, messages, modal, query, states
from tests.stage import CARD_BUTTONS, Stage, staged
from tests.storage_place import all_rows

CHANNEL = "#general"


def with_review(channel: str = "") -> Callable[[dict[str, str]], None]:
    """Turn review on, in the announcement channel unless another is given."""

    def change(environ: dict[str, str]) -> None:
        environ["POLLINATE_REVIEW"] = "yes"
        environ["POLLINATE_REVIEW_CHANNEL"] = channel or environ.pop("POLLINATE_CHANNEL")

    return change


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True, announce=True, change=with_review()) as stage:
        yield stage


def drafts(stage: Stage) -> list[Shown]:
    """The messages in the admins' channel, oldest first."""
    found = stage.person("ada").messages(CHANNEL)
    return [each for each in found if each.user == stage.slack.bot_user and not each.ephemeral]


def press(stage: Stage, button: str, who: str = "ada", nth: int = 0) -> str:
    """Press a button of the latest draft, and let what follows happen; give what only who pressed is told."""
    before = len(whispers(stage, who))
    [*_, shown] = [each for each in stage.person(who).messages(CHANNEL) if not each.ephemeral]
    seen = shown.click(button, nth)
    assert seen.ok, seen.text
    stage.bot.send_due()
    return "".join(whispers(stage, who)[before:])


def whispers(stage: Stage, who: str) -> list[str]:
    return [each.plain for each in stage.person(who).messages(CHANNEL) if each.ephemeral]


def drafted(stage: Stage) -> str:
    """Let a cycle for Rosa, who wants one introduction, be drafted; give who was not chosen."""
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir", "harriet")
    stage.to_next_cycle()
    return "harriet" if "@Amir Siddiqui" in drafts(stage)[0].plain else "amir"


def heard(stage: Stage) -> list[Shown]:
    return [each for who in ("rosa", "amir", "harriet") for each in messages(stage, who)]


# --- drafted, struck, swapped, approved -----------------------------------------------------------------


def test_nothing_goes_out_before_the_draft_is_approved(stage: Stage) -> None:
    drafted(stage)
    [draft] = drafts(stage)
    assert draft.buttons == ["Approve all", "Strike", "Swap"]
    assert "The cycle of Tuesday 3 March, for you to review" in draft.plain
    assert "*1 suggestion waits for your approval.*" in draft.plain
    assert "*Well at Home Cornwall* (@Rosa Trevanion) → " in draft.plain
    stage.pass_time(days=1)
    assert (heard(stage), states(stage), cycles(stage)) == ([], ["drafted"], [])
    assert len(drafts(stage)) == 1

    assert press(stage, "Approve all") == ""
    [card] = heard(stage)
    assert card.buttons == CARD_BUTTONS
    assert states(stage) == ["open"]
    [approved] = drafts(stage)
    assert approved.plain == (
        "@Ada Okonjo-Lind has approved the cycle of Tuesday 3 March. 1 suggestion went out."
    )
    assert (approved.ts, approved.buttons) == (draft.ts, [])


def test_a_card_of_an_approved_draft_is_like_any_other(stage: Stage) -> None:
    other = drafted(stage)
    stage.pass_time(days=4)
    press(stage, "Approve all")
    chosen = "amir" if other == "harriet" else "harriet"
    [card] = messages(stage, chosen)
    stage.pass_time(days=2)
    assert [each.ts for each in messages(stage, chosen)] == [card.ts], "its days count from the approval"
    stage.click(chosen, "Accept")
    assert states(stage) == ["accepted"]


def test_what_is_struck_goes_to_nobody_and_may_be_put_back(stage: Stage) -> None:
    drafted(stage)
    press(stage, "Strike")
    assert wording.REVIEW_STRUCK in drafts(stage)[0].plain
    assert drafts(stage)[0].buttons == ["Approve all", "Put back"]
    press(stage, "Put back")
    assert drafts(stage)[0].buttons == ["Approve all", "Strike", "Swap"]
    press(stage, "Strike")
    press(stage, "Approve all")
    assert states(stage) == ["struck"]
    assert drafts(stage)[0].plain.endswith("0 suggestions went out. 1 was struck.")


def test_whose_suggestion_was_struck_is_told_kindly_and_goes_first(stage: Stage) -> None:
    drafted(stage)
    press(stage, "Strike")
    stage.pass_time(hours=1)
    assert heard(stage) == [], "not before the draft is approved"
    press(stage, "Approve all")
    stage.due()
    [news] = messages(stage, "rosa")
    assert "no champion could be asked for you in the end" in news.plain
    assert wording.WHY_FIRST in news.plain
    assert messages(stage, "amir") + messages(stage, "harriet") == []


def test_a_struck_pair_rests_as_long_as_a_declined_one(stage: Stage) -> None:
    other = drafted(stage)
    press(stage, "Strike")
    press(stage, "Approve all")
    stage.to_next_cycle()
    assert states(stage) == ["struck", "drafted"]
    assert "@Harriet" in drafts(stage)[-1].plain if other == "harriet" else "@Amir" in drafts(stage)[-1].plain


def test_a_swap_brings_the_next_best_into_the_message(stage: Stage) -> None:
    other = drafted(stage)
    press(stage, "Swap")
    assert wording.REVIEW_LOOKING in drafts(stage)[0].plain
    assert press(stage, "Approve all") == wording.REVIEW_STILL_LOOKING
    stage.due()
    [draft] = drafts(stage)
    assert wording.REVIEW_SWAPPED in draft.plain
    assert draft.buttons == ["Approve all", "Strike", "Swap"]
    assert (states(stage), heard(stage)) == (["struck", "drafted"], [])
    press(stage, "Approve all")
    assert [each.person.handle for each in heard(stage)] == [other]


def test_where_there_is_no_next_best_the_message_says_so(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    press(stage, "Swap")
    stage.due()
    assert wording.REVIEW_NOBODY in drafts(stage)[0].plain
    press(stage, "Put back")
    assert states(stage) == ["drafted"]
    press(stage, "Swap")
    stage.due()
    assert wording.REVIEW_NOBODY in drafts(stage)[0].plain, "it may be tried again"


def test_what_was_struck_is_not_put_back_where_its_place_is_taken(stage: Stage) -> None:
    enrol(stage, "amir", Introductions_a_cycle="1")
    enrol(stage, "rosa", Introductions_wanted="1")
    enrol(stage, "tomasz", Introductions_wanted="1")
    stage.to_next_cycle()
    [venture] = query(stage, "SELECT innovator FROM suggestions")
    press(stage, "Strike")
    [other] = query(stage, f"SELECT id FROM innovators WHERE id <> '{venture[0]}'")  # noqa: S608
    with stage.bot.store.begin(stage.bot.workspace) as act:
        draft = act.draft()
        assert draft
        act.look_for_next(other[0], "another", stage.slack.clock(), cycle=draft.cycle)
    stage.due()
    assert states(stage) == ["struck", "drafted"]
    assert press(stage, "Put back") == wording.REVIEW_NO_ROOM
    assert states(stage) == ["struck", "drafted"]


# --- what happens meanwhile -----------------------------------------------------------------------------


def test_who_pauses_meanwhile_is_dropped_and_the_message_says_how_many(stage: Stage) -> None:
    drafted(stage)
    assert stage.person("rosa").types("/needpartner pause").ok
    press(stage, "Approve all")
    assert (heard(stage), states(stage)) == ([], [])
    assert "0 suggestions went out. 1 was dropped, as somebody has paused" in drafts(stage)[0].plain


def test_who_lowers_their_number_meanwhile_gets_no_more(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir")
    stage.to_next_cycle()
    assert states(stage) == ["drafted", "drafted"]
    assert stage.person("amir").types("/offerpartner capacity 1").ok
    press(stage, "Approve all")
    assert states(stage) == ["open"]
    assert "1 was dropped" in drafts(stage)[0].plain


def test_what_nobody_approves_is_dropped_when_the_next_is_drafted(stage: Stage) -> None:
    drafted(stage)
    stage.to_next_cycle()
    old, new = drafts(stage)
    assert old.plain == wording.REVIEW_LAPSED.format(day="Tuesday 3 March")
    assert old.buttons == []
    assert new.buttons == ["Approve all", "Strike", "Swap"]
    assert (states(stage), heard(stage)) == (["drafted"], [])


@pytest.mark.parametrize("button", ["Strike", "Swap", "Approve all"])
def test_a_button_that_comes_again_does_nothing_and_says_so(stage: Stage, button: str) -> None:
    drafted(stage)
    press(stage, button)
    before = all_rows(stage.bot.store)
    again = captured(stage, "block_actions", f"review_{button.split()[0].lower()}")
    deliver(stage, again)
    assert whispers(stage, "ada")[-1] == wording.REVIEW_CHANGED
    assert all_rows(stage.bot.store) == before


def test_of_two_who_approve_at_once_one_does_and_the_cards_go_out_once(stage: Stage) -> None:
    drafted(stage)
    [draft] = drafts(stage)
    at_once(lambda: draft.click("Approve all"), lambda: draft.click("Approve all"))
    stage.bot.send_due()
    stage.due()
    assert whispers(stage, "ada") == [wording.REVIEW_CHANGED]
    assert len(heard(stage)) == 1


def test_only_admins_may(stage: Stage) -> None:
    drafted(stage)
    before = all_rows(stage.bot.store)
    for button in ("Approve all", "Strike", "Swap"):
        assert press(stage, button, "rosa") == wording.NOT_AN_ADMIN
    assert all_rows(stage.bot.store) == before


def test_while_everything_is_paused_nothing_is_approved(stage: Stage) -> None:
    drafted(stage)
    assert stage.person("ada").types("/partneradmin pause").ok
    assert press(stage, "Approve all") == press(stage, "Swap") == wording.REVIEW_HALTED
    assert states(stage) == ["drafted"]
    assert stage.person("ada").types("/partneradmin resume").ok
    press(stage, "Approve all")
    assert states(stage) == ["open"]


@pytest.mark.parametrize(("who", "command"), [("rosa", "/needpartner"), ("chosen", "/offerpartner")])
def test_who_is_forgotten_is_in_the_draft_no_more(stage: Stage, who: str, command: str) -> None:
    other = drafted(stage)
    person = stage.person({"chosen": "amir" if other == "harriet" else "harriet"}.get(who, who))
    assert person.types(f"{command} forget").ok
    assert modal(person).submit().ok
    stage.bot.send_due()
    [draft] = drafts(stage)
    assert person.id not in str(draft.blocks)
    assert states(stage) == []
    stage.due()
    assert states(stage) == ([] if who == "rosa" else ["drafted"]), "the next best takes a champion's place"


def test_a_card_that_comes_back_waits_for_approval_too(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    press(stage, "Approve all")
    assert stage.inbox("amir")[-1].click("Not now").ok
    assert modal(stage.person("amir")).fill({"When shall we ask you again?": "In 1 month"}).submit().ok
    stage.slack.clock.advance(timedelta(days=35))
    stage.to_next_cycle()
    assert "*These cards come back" in drafts(stage)[-1].plain
    assert states(stage) == ["postponed"]
    press(stage, "Approve all")
    assert states(stage) == ["open"]
    assert messages(stage, "amir")[-1].buttons == CARD_BUTTONS


# --- where admins hear of it ----------------------------------------------------------------------------


def test_status_home_and_preview_say_that_a_draft_waits(stage: Stage) -> None:
    drafted(stage)
    ada = stage.person("ada")
    channel = stage.bot.settings.review_channel
    waits = (
        "The cycle of Tuesday 3 March is drafted and waits in {} for approval since Tuesday 3 March at 09:00"
    )
    assert waits.format(f"<#{channel}>") in ada.types("/partneradmin status").text
    assert waits.format("#general") in ada.opens_home().plain
    assert ada.types("/partneradmin preview").ok
    told = stage.slack.eventually(lambda: [each for each in whispers(stage, "ada") if "Trevanion" in each])
    assert waits.format("#general") in told[-1]
    assert "*Well at Home Cornwall* (@Rosa Trevanion) to " in told[-1]
    press(stage, "Approve all")
    assert "drafted" not in ada.types("/partneradmin status").text
    assert "drafted" not in ada.opens_home().plain


def test_an_admin_who_runs_a_cycle_is_told_where_it_goes_and_when_it_went_out(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    coming = wording.ADMIN_DRAFTING.format(channel=f"<#{stage.bot.settings.review_channel}>")
    assert stage.person("ada").types("/partneradmin run").text == coming
    stage.due()
    assert messages(stage, "ada") == []
    press(stage, "Approve all")
    [summary] = messages(stage, "ada")
    assert "1 suggestion made" in summary.plain


def test_a_draft_that_could_not_be_posted_is_in_the_status_with_the_remedy(tmp_path: Path) -> None:
    with staged(tmp_path, http=True, change=with_review("C0NOWHERE")) as stage:
        stage.enrol("rosa", "amir")
        stage.to_next_cycle()
        told = stage.person("ada").types("/partneradmin status").text
        assert "It could not be posted there (channel_not_found). Invite Pollinate to the channel" in told
        [(letter,)] = query(stage, "SELECT id FROM outbox WHERE kind = 'review'")
        assert f"python -m bot letters --again {letter}" in told
        assert (states(stage), messages(stage, "amir")) == (["drafted"], [])


def test_where_nobody_can_be_suggested_there_is_nothing_to_review(stage: Stage) -> None:
    stage.enrol("rosa")
    stage.to_next_cycle()
    stage.due()
    assert drafts(stage) == []
    assert len(messages(stage, "rosa")) == 1
