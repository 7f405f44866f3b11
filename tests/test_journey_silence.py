"""Silence and *Not now*: nobody holds anybody up unseen, and what is put off comes back in its time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import next_best, wording
from tests.journey_acts import (
    captured,
    decline,
    deliver,
    enrol,
    messages,
    modal,
    posted,
    query,
    rows,
    standings,
    states,
)
from tests.stage import CARD_BUTTONS, Stage


def not_now(stage: Stage, handle: str, months: str) -> None:
    """Put the first open card of somebody's latest message off."""
    assert stage.inbox(handle)[-1].click("Not now").ok
    assert modal(stage.person(handle)).fill({"When shall we ask you again?": months}).submit().ok
    stage.bot.send_due()


def organisations(stage: Stage) -> list[tuple[str, str]]:
    return [(each.organisation, each.state) for each in standings(stage)]


# --- reminded, ended, passed on -------------------------------------------------------------------------


def test_a_card_that_nobody_answers_is_put_forward_once(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    [first] = messages(stage, "amir")
    stage.pass_time(days=2, hours=23)
    assert [each.ts for each in messages(stage, "amir")] == [first.ts]
    stage.pass_time(hours=2)

    [again] = messages(stage, "amir")
    assert again.ts != first.ts
    assert "*Still waiting for your answer*, until Monday 9 March" in again.plain
    assert again.buttons == CARD_BUTTONS
    for _ in range(3):
        stage.pass_time(hours=12)
    assert [each.ts for each in messages(stage, "amir")] == [again.ts]

    stage.click("amir", "Accept")
    [answered] = messages(stage, "amir")
    assert answered.ts == again.ts
    assert answered.buttons == []


def test_a_card_ends_kindly_and_the_next_best_is_asked_in_the_same_cycle(stage: Stage) -> None:
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir", "harriet")
    stage.to_next_cycle()
    [(asked, _)] = organisations(stage)
    first, second = ("amir", "harriet") if asked == "Harbour & Hearth" else ("harriet", "amir")
    stage.pass_time(days=6, minutes=1)

    assert [state for _, state in organisations(stage)] == ["expired", "open"]
    [ended] = messages(stage, first)
    assert wording.CARD_EXPIRED in ended.plain
    assert ended.buttons == []
    [next_card] = messages(stage, second)
    assert next_card.buttons == CARD_BUTTONS
    assert messages(stage, "rosa") == []
    assert len(query(stage, "SELECT DISTINCT cycle FROM suggestions")) == 1


def test_after_a_decline_the_next_best_is_asked_at_once_and_nobody_twice(stage: Stage) -> None:
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir", "harriet")
    stage.to_next_cycle()
    [(asked, _)] = organisations(stage)
    first, second = ("amir", "harriet") if asked == "Harbour & Hearth" else ("harriet", "amir")
    decline(stage, first, "Too early for us")
    stage.due()
    assert states(stage) == ["declined", "open"]
    decline(stage, second, "Too early for us")
    before = len(standings(stage))
    stage.due()
    stage.due()
    assert len(standings(stage)) == before, "both have had their message of this cycle"
    channels = [payload["channel"] for payload in posted(stage)]
    assert len(channels) == len(set(channels))


def test_while_a_cycle_is_due_which_may_choose_the_same_pair_nobody_else_is_sought(stage: Stage) -> None:
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir", "harriet")
    stage.to_next_cycle()
    [(asked, _)] = organisations(stage)
    decline(stage, "amir" if asked == "Harbour & Hearth" else "harriet", "Too early for us")
    bot, now = stage.bot, stage.slack.clock()
    with bot.store.begin(bot.workspace) as act:
        assert act.ask_for_cycle(now.date() + timedelta(days=1), None, now)
    assert not next_best.run_due(bot.store, bot.workspace, now, bot.settings, bot.taxonomy, bot.decide)
    assert states(stage) == ["declined"]
    stage.due()
    assert states(stage) == ["declined", "open"]


def test_who_found_nobody_goes_first_in_the_next_cycle(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "No capacity just now")
    stage.due()
    with stage.bot.store.read(stage.bot.workspace) as act:
        [innovator] = act.innovators()
        assert act.let_down() == {innovator.id}
        assert act.past(stage.slack.clock()).first == {innovator.id}


def test_after_days_down_what_is_late_happens_once(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    before = len(posted(stage))
    stage.slack.clock.move_to(datetime(2026, 3, 25, 12, 0, tzinfo=UTC))
    for _ in range(4):
        stage.due()
    assert states(stage) == ["expired"], (
        "no reminder is sent for what has ended, nor is the pair suggested again"
    )
    assert wording.CARD_EXPIRED in messages(stage, "amir")[0].plain
    cards = [each for each in posted(stage)[before:] if each["channel"] == messages(stage, "amir")[0].channel]
    assert cards == []


def test_an_innovator_who_does_not_answer_leaves_the_champion_free(stage: Stage) -> None:
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    stage.pass_time(days=6, hours=1)
    assert states(stage) == ["closed"]
    assert messages(stage, "tomasz")[-1].buttons == []
    assert wording.CARD_CLOSED in messages(stage, "amir")[-1].plain


# --- not now --------------------------------------------------------------------------------------------


def test_what_is_put_off_comes_back_within_the_cycles_message(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    not_now(stage, "amir", "In 1 month")
    [card] = messages(stage, "amir")
    assert card.buttons == []
    assert wording.CARD_POSTPONED.format(day="Friday 3 April") in card.plain
    assert states(stage) == ["postponed"]
    assert (
        "comes back with the first suggestions after Friday 3 April"
        in stage.person("amir").opens_home().plain
    )
    for _ in range(4):
        stage.to_next_cycle()
    assert states(stage) == ["postponed"]

    stage.to_next_cycle()  # 7 April

    assert states(stage) == ["open"]
    [back] = messages(stage, "amir")
    assert back.ts != card.ts
    assert back.buttons == CARD_BUTTONS


def test_a_card_that_comes_back_takes_one_of_the_champions_places(stage: Stage) -> None:
    stage.enrol("rosa")
    enrol(stage, "amir", Introductions_a_cycle="1")
    stage.to_next_cycle()
    not_now(stage, "amir", "In 1 month")
    stage.slack.clock.move_to(datetime(2026, 4, 6, 12, 0, tzinfo=UTC))
    stage.enrol("tomasz")
    stage.due()
    assert [each.venture for each in standings(stage) if each.state == "open"] == ["Well at Home Cornwall"]


@pytest.mark.parametrize("forged", [None, {"value": "2"}, {"value": "-1"}, {}])
def test_only_the_offered_months_are_taken(stage: Stage, forged: object) -> None:
    stage.enrol("rosa", "tomasz", "amir")
    stage.to_next_cycle()
    not_now(stage, "amir", "In 3 months")
    copied = captured(stage, "view_submission", "postpone_form")
    copied["view"]["private_metadata"] = messages(stage, "amir")[-1].blocks[-1]["elements"][0]["value"]
    copied["view"]["state"]["values"]["months"]["value"]["selected_option"] = forged
    before = rows(stage)
    assert list(deliver(stage, copied)["errors"]) == ["months"]
    assert rows(stage) == before


# --- withdraw -------------------------------------------------------------------------------------------


def test_an_innovator_withdraws_what_is_out(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    rosa = stage.person("rosa")
    assert rosa.types("/needpartner withdraw").text == wording.NOTHING_TO_WITHDRAW
    stage.to_next_cycle()
    assert rosa.opens_home().click("Withdraw").ok
    assert modal(rosa).texts == [wording.WITHDRAWN]
    stage.bot.send_due()
    assert states(stage) == ["closed"]
    assert messages(stage, "amir")[-1].buttons == []
    home = rosa.home()
    assert home is not None
    assert "Withdraw" not in home.buttons
    stage.due()
    assert states(stage) == ["closed"]
    assert rosa.types("/needpartner withdraw").text == wording.NOTHING_TO_WITHDRAW
