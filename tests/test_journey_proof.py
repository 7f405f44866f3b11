"""A partnership is celebrated once both have said yes to the very card, for as long as both like."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import letters, wording
from bot.sandbox import Fault, Shown
from tests.journey_acts import messages, modal, press_forged, query, rows
from tests.ladder_acts import PILOT, home, introduce, tell
from tests.stage import Stage, staged

FIGURES = {label.replace(" ", "_"): value for label, value in PILOT.items()}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True, announce=True) as stage:
        yield stage


def reach_a_pilot(stage: Stage) -> None:
    """Let Rosa and Amir confirm a pilot with figures, and a day pass: nobody gets three messages in one."""
    introduce(stage)
    tell(stage, "rosa", "Pilot", **FIGURES)
    tell(stage, "amir", "Pilot")
    stage.pass_time(days=1)


def asked(stage: Stage, handle: str) -> Shown:
    [found] = [each for each in messages(stage, handle) if each.plain.startswith("May we celebrate this?")]
    return found


def announced(stage: Stage) -> list[Shown]:
    return [
        each for each in stage.person("harriet").messages("#general") if each.user == stage.slack.bot_user
    ]


def click(stage: Stage, handle: str, button: str) -> None:
    seen = asked(stage, handle).click(button)
    assert seen.ok, seen.text
    stage.bot.send_due()


def card_of(message: Shown) -> list[object]:
    """The blocks of the card, which begins with its heading."""
    start = next(n for n, b in enumerate(message.blocks) if "It works" in b.get("text", {}).get("text", ""))
    return [{k: v for k, v in b.items() if k != "block_id"} for b in message.blocks[start : start + 5]]


def test_both_are_asked_once_and_see_exactly_what_is_posted(stage: Stage) -> None:
    reach_a_pilot(stage)
    assert asked(stage, "rosa").buttons == asked(stage, "amir").buttons == ["Yes, celebrate it", "Rather not"]
    assert announced(stage) == []
    click(stage, "rosa", "Yes, celebrate it")
    assert "as soon as @Amir Siddiqui says yes too" in asked(stage, "rosa").plain
    assert announced(stage) == []
    seen = card_of(asked(stage, "amir"))
    click(stage, "amir", "Yes, celebrate it")
    [card] = announced(stage)
    assert card_of(card) == seen == card_of(asked(stage, "rosa"))
    stage.due()
    assert len(announced(stage)) == 1


def test_the_card_says_who_and_what_and_what_it_came_to(stage: Stage) -> None:
    reach_a_pilot(stage)
    for handle in ("rosa", "amir"):
        click(stage, handle, "Yes, celebrate it")
    [card] = announced(stage)
    for said in (
        "*Well at Home Cornwall* and *Harbour & Hearth*\n@Rosa Trevanion and @Amir Siddiqui made it happen.",
        "Community nurses find the people",
        "*Invested*\n£100,000",
        "*Saved, estimated*\n£2.2 million",
        "*For every £1*\n£22 saved",
        "*People reached*\n1,100",
    ):
        assert said in card.plain
    assert "pilot. £100,000 invested · £2.2 million saved · 1,100 people reached." in card.text
    assert card.buttons == []


def test_the_words_agreed_to_are_kept(stage: Stage) -> None:
    reach_a_pilot(stage)
    click(stage, "rosa", "Yes, celebrate it")
    kept = query(stage, "SELECT wording FROM consents WHERE person = 'U0ROSA' ORDER BY given_at DESC LIMIT 1")
    assert kept[0][0] == wording.PROOF_ASK.format(channel=f"<#{stage.bot.settings.channel}>")


def test_one_no_is_enough_and_nobody_is_asked_again(stage: Stage) -> None:
    reach_a_pilot(stage)
    click(stage, "rosa", "Yes, celebrate it")
    click(stage, "amir", "Rather not")
    assert wording.PROOF_REFUSED in asked(stage, "rosa").plain
    assert asked(stage, "rosa").buttons == asked(stage, "amir").buttons == []
    tell(stage, "rosa", "Scaled", **FIGURES)
    tell(stage, "amir", "Scaled")
    assert asked(stage, "rosa").buttons == []
    assert announced(stage) == []


@pytest.mark.parametrize("handle", ["rosa", "amir"])
def test_either_can_take_it_back(stage: Stage, handle: str) -> None:
    reach_a_pilot(stage)
    for each in ("rosa", "amir"):
        click(stage, each, "Yes, celebrate it")
    stale = asked(stage, handle)
    click(stage, handle, "Take it back")
    assert announced(stage) == []
    for each in ("rosa", "amir"):
        assert wording.PROOF_WITHDRAWN in asked(stage, each).plain
        assert asked(stage, each).buttons == []
    value = next(b for b in stale.blocks if b["type"] == "actions")["elements"][0]["value"]
    assert press_forged(stale, "proof_back", value).text == wording.ALREADY_ANSWERED


def test_a_yes_can_be_taken_back_before_the_other_has_answered(stage: Stage) -> None:
    reach_a_pilot(stage)
    click(stage, "rosa", "Yes, celebrate it")
    click(stage, "rosa", "Take it back")
    assert wording.PROOF_REFUSED in asked(stage, "amir").plain
    assert announced(stage) == []


def test_all_of_it_is_on_the_home_tab_too(stage: Stage) -> None:
    reach_a_pilot(stage)
    for handle in ("rosa", "amir"):
        shown = stage.person(handle).opens_home()
        assert "*For every £1*\n£22 saved" in shown.plain
        assert shown.click("Yes, celebrate it").ok
        stage.bot.send_due()
    assert len(announced(stage)) == 1
    assert wording.PROOF_CELEBRATED in home(stage, "rosa")
    assert stage.person("rosa").opens_home().click("Take it back").ok
    stage.bot.send_due()
    assert announced(stage) == []


def test_nobody_else_can_answer(stage: Stage) -> None:
    reach_a_pilot(stage)
    stage.enrol("tomasz", "harriet")
    stage.to_next_cycle()
    value = next(b for b in asked(stage, "rosa").blocks if b["type"] == "actions")["elements"][0]["value"]
    before = rows(stage)
    own = messages(stage, "harriet")[-1]
    for action in ("proof_yes", "proof_no", "proof_back"):
        assert press_forged(own, action, value).text == wording.NOT_YOURS
        assert press_forged(own, action, "unheard of").text == wording.PROOF_GONE
    assert rows(stage) == before


@pytest.mark.parametrize(
    ("rosa", "amir", "figures"),
    [("Pilot", "Exploring", FIGURES), ("Exploring", "Exploring", FIGURES), ("Pilot", "Pilot", {})],
    ids=["not confirmed", "below a pilot", "no figures"],
)
def test_what_is_not_proven_is_not_offered(
    stage: Stage, rosa: str, amir: str, figures: dict[str, object]
) -> None:
    introduce(stage)
    tell(stage, "rosa", rosa, **figures)
    tell(stage, "amir", amir)
    assert query(stage, "SELECT id FROM proofs") == []


def test_without_a_channel_nothing_is_asked(tmp_path: Path) -> None:
    with staged(tmp_path, http=True) as stage:
        reach_a_pilot(stage)
        assert query(stage, "SELECT id FROM proofs") == []


def test_a_card_for_a_channel_that_the_bot_is_not_in_waits_and_goes_out_once_it_is(stage: Stage) -> None:
    reach_a_pilot(stage)
    stage.slack.fault(Fault("chat.postMessage", "refused", error="not_in_channel"))
    for each in ("rosa", "amir"):
        click(stage, each, "Yes, celebrate it")
    assert announced(stage) == []
    assert wording.letters_parked(1) in stage.person("ada").types("/partneradmin status").text
    [letter] = letters.listed(stage.bot.store).splitlines()[:-1]
    assert "not_in_channel" in letter
    letters.settle(stage.bot.store, letter.split()[0], again=True, now=stage.slack.clock())
    stage.bot.send_due()
    assert len(announced(stage)) == 1


@pytest.mark.parametrize(("handle", "command"), [("rosa", "/needpartner"), ("amir", "/offerpartner")])
def test_a_card_that_names_a_forgotten_person_is_withdrawn(stage: Stage, handle: str, command: str) -> None:
    reach_a_pilot(stage)
    for each in ("rosa", "amir"):
        click(stage, each, "Yes, celebrate it")
    assert stage.person(handle).types(f"{command} forget").ok
    assert modal(stage.person(handle)).submit().ok
    stage.bot.send_due()
    assert announced(stage) == []
    assert query(stage, "SELECT id FROM proofs") == []
    assert not [each for each in messages(stage, "rosa") if "May we celebrate" in each.plain]
    assert not [each for each in messages(stage, "amir") if "May we celebrate" in each.plain]
