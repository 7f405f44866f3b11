"""*A colleague*: a card goes to a champion of the same organisation or to somebody invited, never astray."""

import pytest

from bot import wording
from tests.journey_acts import enrol, messages, modal, query, rows, standings, states
from tests.stage import CARD_BUTTONS, Stage, story


def give(stage: Stage, handle: str) -> None:
    """Open *A colleague* on somebody's latest card."""
    assert stage.inbox(handle)[-1].click("A colleague").ok


def invite(stage: Stage, handle: str, to: str) -> object:
    give(stage, handle)
    told = modal(stage.person(handle)).fill({"Somebody new": stage.person(to).id}).submit()
    stage.bot.send_due()
    return told


def two_at_fennimore(stage: Stage) -> tuple[str, str]:
    """Freya's card with one of the two champions of a foundation; give the one and the other."""
    enrol(stage, "kwame", Introductions_wanted="1")
    stage.enrol("yusuf", "noor")
    stage.to_next_cycle()
    asked = [handle for handle in ("yusuf", "noor") if messages(stage, handle)]
    assert asked, standings(stage)
    return (asked[0], "noor" if asked[0] == "yusuf" else "yusuf")


def test_an_invitation_shows_nothing_of_the_innovator_and_makes_a_champion(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    invite(stage, "amir", "malcolm")
    assert states(stage) == ["handed"]
    assert wording.CARD_HANDED in messages(stage, "amir")[-1].plain
    [asked] = messages(stage, "malcolm")
    assert "Harbour & Hearth" in asked.plain
    assert "Well at Home" not in asked.plain
    assert "Rosa" not in asked.plain
    assert asked.buttons == ["Open the form", "No, thank you"]
    assert query(stage, "SELECT count(*) FROM champions") == [(1,)], (
        "nobody is enrolled without their own act"
    )

    assert asked.click("Open the form").ok
    form = modal(stage.person("malcolm"))
    told = {**story("amir")}
    told.pop("Or a new organisation", None)
    assert form.fill(told).submit().ok
    stage.person("malcolm").modals()[-1].close()
    stage.due()

    assert states(stage) == ["handed", "open"]
    answered, card = messages(stage, "malcolm")
    assert answered.buttons == []
    assert card.buttons == CARD_BUTTONS
    assert "Well at Home" in card.plain
    assert "@Amir Siddiqui thought that this one is for you" in card.plain
    assert {each.organisation for each in standings(stage)} == {"Harbour & Hearth"}


@pytest.mark.parametrize("how", ["no", "silence", "forgotten"])
def test_after_an_invitation_that_comes_to_nothing_the_next_best_is_asked(stage: Stage, how: str) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    invite(stage, "amir", "malcolm")
    stage.enrol("harriet")
    if how == "no":
        stage.click("malcolm", "No, thank you")
        assert wording.INVITATION_DECLINED in messages(stage, "malcolm")[-1].plain
        assert messages(stage, "malcolm")[-1].buttons == []
        stage.due()
    elif how == "silence":
        stage.pass_time(days=6, hours=1)
        assert wording.INVITATION_CLOSED in messages(stage, "malcolm")[-1].plain
    else:
        stage.person("malcolm").types("/offerpartner forget")
        modal(stage.person("malcolm")).submit()
        stage.due()
        assert messages(stage, "malcolm") == []
        assert query(stage, "SELECT count(*) FROM invitations") == [(0,)]
    assert [(each.organisation, each.state) for each in standings(stage)] == [
        ("Harbour & Hearth", "handed"),
        ("Tamarlee Travel Board", "open"),
    ]


@pytest.mark.parametrize("whom", ["rosa", "amir", "harriet"])
def test_who_has_a_part_already_cannot_be_invited(stage: Stage, whom: str) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.enrol("harriet")  # of another organisation
    give(stage, "amir")
    before = rows(stage)
    told = modal(stage.person("amir")).fill({"Somebody new": stage.person(whom).id}).submit()
    assert list(told.errors.values()) in ([wording.CANNOT_INVITE], [wording.CANNOT_HAND])
    assert rows(stage) == before


def test_a_withdrawn_innovator_ends_the_invitation(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    invite(stage, "amir", "malcolm")
    assert stage.person("rosa").types("/needpartner withdraw").text == wording.WITHDRAWN
    stage.due()
    [ended] = messages(stage, "malcolm")
    assert wording.INVITATION_CLOSED in ended.plain
    assert ended.buttons == []
    assert states(stage) == ["handed"]


def test_a_colleague_gets_the_card_in_the_same_cycle(stage: Stage) -> None:
    first, other = two_at_fennimore(stage)
    stage.person(first)
    give(stage, first)
    form = modal(stage.person(first))
    assert "Hand over" in form.buttons
    assert form.click("Hand over").ok
    assert modal(stage.person(first)).texts == [wording.HANDED_OVER]
    stage.due()
    assert states(stage) == ["handed", "open"]
    assert messages(stage, first)[-1].buttons == []
    [card] = messages(stage, other)
    assert card.buttons == CARD_BUTTONS
    assert "thought that this one is for you" in card.plain
    assert len(query(stage, "SELECT DISTINCT cycle FROM suggestions")) == 1
