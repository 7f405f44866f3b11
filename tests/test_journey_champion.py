"""A champion's way through the story: cards, clicks, reasons, and the limits they have set themselves."""

import pytest

from bot import vocabulary, wording
from tests.journey_acts import (
    captured,
    decline,
    deliver,
    enrol,
    lower_wanted,
    messages,
    modal,
    posted,
    press_forged,
    rows,
    standings,
    states,
)
from tests.stage import CARD_BUTTONS, Stage


@pytest.mark.parametrize(("reason", "name"), vocabulary.DECLINE_REASONS.items())
def test_each_reason_to_decline_is_kept_and_the_card_says_so(stage: Stage, reason: str, name: str) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]

    assert card.click("Decline").ok
    form = modal(stage.person("amir"))
    assert form.labels["Why not this one?"].options == list(vocabulary.DECLINE_REASONS.values())
    assert "Well at Home Cornwall" in form.texts[0]
    submitted = form.fill({"Why not this one?": name}).submit()
    stage.bot.send_due()

    assert submitted.ok
    assert submitted.closed
    [redrawn] = messages(stage, "amir")
    assert redrawn.ts == card.ts
    assert redrawn.buttons == []
    assert f"You declined: {name.lower()}." in redrawn.plain
    [standing] = standings(stage)
    assert (standing.state, standing.reason) == ("declined", reason)


def test_a_declined_innovator_is_not_hurt_and_is_suggested_to_someone_else(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "Too early for us")

    home = stage.person("rosa").opens_home().plain
    assert messages(stage, "rosa") == []
    assert "Looking for a partner" in home
    assert "declined" not in home.lower()
    assert "Harbour" not in home

    stage.enrol("harriet")
    stage.to_next_cycle()
    assert [(each.organisation, each.state) for each in standings(stage)] == [
        ("Harbour & Hearth", "declined"),
        ("Tamarlee Travel Board", "open"),
    ]


def test_going_back_from_declining_changes_nothing(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    assert messages(stage, "amir")[-1].click("Decline").ok
    before = rows(stage)

    unanswered = modal(stage.person("amir")).submit()
    assert list(unanswered.errors) == ["Why not this one?"]
    modal(stage.person("amir")).close()

    assert stage.person("amir").modal() is None
    assert rows(stage) == before
    assert messages(stage, "amir")[-1].buttons == CARD_BUTTONS


def test_a_decline_without_a_known_reason_is_sent_back(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "Not our field")
    forged = captured(stage, "view_submission", "decline_form")
    forged["view"]["private_metadata"] = messages(stage, "amir")[-1].blocks[-1]["elements"][0]["value"]
    before = rows(stage)
    for chosen in (None, {"value": "because"}, {}, "not_our_field"):
        forged["view"]["state"]["values"]["reason"]["value"]["selected_option"] = chosen
        assert list(deliver(stage, forged)["errors"]) == ["reason"]
    assert rows(stage) == before


def test_a_second_click_is_answered_and_changes_nothing(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]
    stage.click("amir", "Accept")
    before = rows(stage)

    for button in ("Accept", "Decline", "Accept"):
        assert card.click(button).text == wording.ALREADY_ANSWERED

    assert rows(stage) == before
    assert stage.person("amir").modal() is None
    stage.bot.send_due()
    assert len(posted(stage)) == 2  # the card and the note


def test_a_decline_that_was_left_open_comes_too_late(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    card = messages(stage, "amir")[-1]
    assert card.click("Decline").ok
    form = modal(stage.person("amir"))
    stage.click("amir", "Accept")
    before = rows(stage)

    late = form.fill({"Why not this one?": "Something else"}).submit()

    assert late.errors == {"Why not this one?": wording.ALREADY_ANSWERED}
    assert rows(stage) == before
    assert states(stage) == ["accepted"]


def test_several_cards_come_in_one_message_and_are_answered_one_by_one(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir")
    stage.to_next_cycle()
    [message] = messages(stage, "amir")
    assert message.buttons == CARD_BUTTONS * 2
    assert message.plain.startswith("2 innovators for you to meet")

    decline(stage, "amir", "No capacity just now", nth=1)
    [redrawn] = messages(stage, "amir")
    assert redrawn.buttons == CARD_BUTTONS
    stage.click("amir", "Accept")

    [answered] = messages(stage, "amir")
    assert answered.buttons == []
    assert sorted(states(stage)) == ["accepted", "declined"]
    assert {payload["channel"] for payload in posted(stage)} >= {stage.person("amir").id}


def test_nobody_is_messaged_twice_in_a_cycle(stage: Stage) -> None:
    champions = ("amir", "harriet", "yusuf", "eleri", "noor")
    stage.enrol("rosa", "tomasz", "priya", "owen", "freya", *champions)
    for cycle in (1, 2):
        stage.to_next_cycle()
        for _ in range(3):
            stage.pass_time(hours=1)
        channels = [payload["channel"] for payload in posted(stage)]
        assert max(channels.count(channel) for channel in channels) <= cycle
    assert len(standings(stage)) > len(posted(stage)), "no message held several cards"


def test_capacity_counts_at_the_click(stage: Stage) -> None:
    stage.enrol("rosa")
    enrol(stage, "amir", Introductions_a_cycle="1")
    stage.to_next_cycle()
    stage.enrol("tomasz")
    stage.another_cycle()
    first, second = messages(stage, "amir")
    assert "Lanehopper" in second.plain

    assert first.click("Accept").ok
    stage.bot.send_due()
    before = rows(stage)
    assert second.click("Accept").text == wording.CAPACITY_GONE
    assert rows(stage) == before
    assert messages(stage, "amir")[-1].buttons == CARD_BUTTONS

    stage.another_cycle()
    assert second.click("Accept").text == ""
    assert states(stage) == ["accepted", "asking"]  # Tomasz wants to be asked first


def test_raising_the_capacity_makes_room_at_once(stage: Stage) -> None:
    stage.enrol("rosa")
    enrol(stage, "amir", Introductions_a_cycle="1")
    stage.to_next_cycle()
    stage.enrol("tomasz")
    stage.another_cycle()
    first, second = messages(stage, "amir")
    first.click("Accept")
    assert second.click("Accept").text == wording.CAPACITY_GONE

    told = stage.person("amir").types("/offerpartner capacity 2")

    assert told.text == "Noted: you get at most 2 suggestions a cycle from now on."
    assert second.click("Accept").text == ""
    assert states(stage) == ["accepted", "asking"]  # Tomasz wants to be asked first


@pytest.mark.parametrize("told", ["0", "6", "-1", "two", "1.5", "", "²", "٣", "99999999999999999999", "2 3"])
def test_a_capacity_that_is_none_is_refused(stage: Stage, told: str) -> None:
    stage.enrol("amir")
    before = rows(stage)
    assert stage.person("amir").types(f"/offerpartner capacity {told}").text == wording.CAPACITY_UNREADABLE
    assert rows(stage) == before


def test_capacity_is_for_champions(stage: Stage) -> None:
    assert stage.person("amir").types("/offerpartner capacity 2").text == wording.NO_CHAMPION
    assert "don't know" in stage.person("rosa").types("/needpartner capacity 2").text


def test_the_wanted_number_closes_other_cards_and_redraws_them(stage: Stage) -> None:
    enrol(stage, "rosa", Introductions_wanted="1")
    stage.enrol("amir")
    stage.to_next_cycle()
    stage.enrol("harriet")
    stage.another_cycle()
    stale = messages(stage, "harriet")[-1]
    assert stale.buttons == CARD_BUTTONS

    stage.click("amir", "Accept")

    [redrawn] = messages(stage, "harriet")
    assert redrawn.ts == stale.ts
    assert redrawn.buttons == []
    assert "This suggestion is closed" in redrawn.plain
    assert states(stage) == ["accepted", "closed"]
    before = rows(stage)
    assert stale.click("Accept").text == wording.ALREADY_ANSWERED
    assert rows(stage) == before
    assert stage.person("rosa").group_with("harriet") is None
    stage.to_next_cycle()
    assert len(standings(stage)) == 2, "who has found the introductions wanted is suggested no more"


def test_wanting_fewer_closes_what_is_too_much(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.enrol("harriet")
    stage.another_cycle()
    stage.click("amir", "Accept")
    assert states(stage) == ["accepted", "open"]

    lower_wanted(stage, "rosa", "1")

    assert states(stage) == ["accepted", "closed"]
    assert messages(stage, "harriet")[-1].buttons == []


def test_a_card_can_be_answered_on_the_home_tab(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    home = stage.person("amir").opens_home()
    assert home.click("Accept").ok
    stage.bot.send_due()

    assert states(stage) == ["accepted"]
    assert messages(stage, "amir")[-1].buttons == []
    redrawn = stage.person("amir").home()
    assert redrawn is not None
    assert "Accept" not in redrawn.buttons
    assert home.click("Accept").ok
    assert modal(stage.person("amir")).texts == [wording.ALREADY_ANSWERED]


def test_a_card_that_is_gone_is_answered(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    before = rows(stage)
    card = messages(stage, "amir")[-1]
    for value in ("0123456789abcdef", "' OR 1=1 --", "", "🐝" * 600):
        for action in ("accept", "decline", "consent_yes", "consent_no"):
            assert press_forged(card, action, value).text == wording.CARD_GONE
    assert rows(stage) == before


def test_a_paused_champion_is_left_alone(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    assert stage.person("amir").types("/offerpartner pause").text == wording.PAUSED_NOW.format(
        command="/offerpartner"
    )
    stage.to_next_cycle()
    assert messages(stage, "amir") == []
    assert stage.person("amir").types("/offerpartner resume").text == wording.RESUMED
    stage.to_next_cycle()
    assert len(messages(stage, "amir")) == 1
