"""Being forgotten: everything is erased in one step, in the file and in everything the bot has said."""

from datetime import timedelta

from bot import wording
from tests.journey_acts import (
    decline,
    from_the_bot,
    messages,
    modal,
    posted,
    query,
    rows,
    standings,
    states,
)
from tests.ladder_acts import answer, asked, introduce, question
from tests.stage import CARD_BUTTONS, Stage, story
from tests.storage_place import content_of


def typed_by(handle: str) -> list[str]:
    """The texts somebody has typed that belong to nobody else."""
    told = story(handle)
    words = ("Venture", "The problem you solve", "Your idea", "The challenge you want solved")
    return [str(told[label])[:40] for label in words if label in told]


def forget(stage: Stage, handle: str, command: str) -> str:
    """Let somebody erase everything; return what they are told."""
    assert stage.person(handle).types(f"{command} forget").ok
    submitted = modal(stage.person(handle)).submit()
    assert submitted.ok
    stage.bot.send_due()
    stage.bot.run_due()
    return "\n".join(modal(stage.person(handle)).texts)


def nothing_left(stage: Stage, handle: str) -> None:
    """Look for what somebody typed, and for who they are, in the file and in everything the bot has said."""
    file = content_of(stage.bot.store)
    shown = from_the_bot(stage)
    for text in typed_by(handle):
        assert text.encode() not in file
        assert text not in shown
    assert stage.person(handle).id.encode() not in file


def test_forgetting_erases_an_innovator_everywhere(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir", "harriet")
    stage.to_next_cycle()
    stage.another_cycle()
    assert len(standings(stage)) >= 4
    first = messages(stage, "amir")[0]
    nth = 0 if first.plain.index("Well at Home") < first.plain.index("Lanehopper") else 1
    assert first.click("Accept", nth).ok
    stage.bot.send_due()
    stage.person("amir").opens_home()
    assert typed_by("rosa")[1] in from_the_bot(stage), "or there would be nothing to erase"

    assert forget(stage, "rosa", "/needpartner") == wording.FORGOTTEN

    nothing_left(stage, "rosa")
    [redrawn] = [each for each in messages(stage, "amir") if each.ts == first.ts]
    assert "Lanehopper" in redrawn.plain
    assert redrawn.buttons == CARD_BUTTONS
    home = stage.person("rosa").home()
    assert home is not None
    assert home.plain.startswith(wording.HOME_WELCOME)
    assert query(stage, "SELECT name, tally FROM tallies") == [("forgotten innovator", 1)]


def test_a_message_with_nothing_left_in_it_is_taken_back(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stale = messages(stage, "amir")[-1]
    forget(stage, "rosa", "/needpartner")
    assert messages(stage, "amir") == []
    assert not stale.click("Accept").ok
    assert standings(stage) == []


def test_forgetting_erases_a_champion_everywhere(stage: Stage) -> None:
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")  # Tomasz wants to be asked first
    stage.enrol("rosa")
    stage.to_next_cycle()
    stage.person("tomasz").opens_home()
    stage.person("rosa").opens_home()
    assert stage.person("amir").id in from_the_bot(stage)

    assert forget(stage, "amir", "/offerpartner") == wording.FORGOTTEN

    nothing_left(stage, "amir")
    assert f"@{stage.person('amir').id}" not in from_the_bot(stage)
    assert "Harbour" not in "".join(each.plain for each in messages(stage, "tomasz"))
    assert messages(stage, "amir") == []
    stage.due()
    for handle in ("rosa", "tomasz"):
        home = stage.person(handle).home()
        assert home is not None
        assert "Harbour" not in home.plain
        assert "is with a champion" not in home.plain


def test_who_is_forgotten_before_the_messages_are_sent_is_in_none(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.pass_time(hours=1)
    stage.slack.clock.advance(timedelta(days=1))
    assert stage.bot.run_due()
    forget(stage, "rosa", "/needpartner")
    stage.due()
    assert posted(stage) == []
    nothing_left(stage, "rosa")


def test_keeping_everything_after_all(stage: Stage) -> None:
    stage.enrol("rosa")
    assert stage.person("rosa").types("/needpartner forget").ok
    before = rows(stage)
    modal(stage.person("rosa")).close()
    assert rows(stage) == before


def test_forgetting_twice_is_answered(stage: Stage) -> None:
    stage.enrol("rosa")
    forget(stage, "rosa", "/needpartner")
    stage.person("rosa").modals()[-1].close()
    assert forget(stage, "rosa", "/offerpartner") == wording.NOTHING_TO_FORGET


def test_who_was_forgotten_can_come_back_and_is_suggested_anew(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "Not our field")
    assert stage.person("rosa").opens_home().click("Forget me").ok
    modal(stage.person("rosa")).submit()
    modal(stage.person("rosa")).close()
    stage.enrol("rosa")
    stage.to_next_cycle()
    assert states(stage) == ["open"]


def test_what_was_told_of_an_introduction_goes_with_either_of_the_two(stage: Stage) -> None:
    introduce(stage)
    stage.pass_time(days=7, hours=1)
    answer(stage, "amir", "Yes, we met")
    assert asked(stage, "rosa")
    assert "Well at Home" in question(stage, "amir").plain
    forget(stage, "rosa", "/needpartner")
    nothing_left(stage, "rosa")
    assert not any(each.plain.startswith("How is it going?") for each in messages(stage, "amir"))
    assert query(stage, "SELECT id FROM follow_ups UNION ALL SELECT id FROM outcomes") == []
    forget(stage, "amir", "/offerpartner")
    nothing_left(stage, "amir")
    assert query(stage, "SELECT id FROM askings UNION ALL SELECT id FROM silences") == []
