"""The Home tab, for everyone who may open it: what it shows and that its buttons do what they say."""

from bot import wording
from tests.journey_acts import decline, enrol, from_the_bot, modal, query
from tests.stage import CARD_BUTTONS, Stage, story


def test_a_new_person_is_welcomed_and_can_choose(stage: Stage) -> None:
    home = stage.person("rosa").opens_home()
    assert home.plain.startswith(wording.HOME_WELCOME)
    assert home.buttons == ["I need a partner", "I can open doors", "Help"]
    for button, title in (("I need a partner", "Find a partner"), ("I can open doors", "Open doors")):
        assert home.click(button).ok
        assert modal(stage.person("rosa")).title == title
        modal(stage.person("rosa")).close()


def test_an_innovators_tab(stage: Stage) -> None:
    stage.enrol("rosa")
    home = stage.person("rosa").opens_home()
    assert wording.HOME_WELCOME not in home.plain
    assert wording.HOME_NOTHING_WAITS in home.plain
    assert "*Well at Home Cornwall*\nProven · Health, Social care · Cornwall" in home.plain
    assert "£100,000 invested · £2.2 million saved · 1,100 people reached" in home.plain
    assert wording.ACTIVE_INNOVATOR in home.plain
    assert "Tuesday 3 March at 09:00 GMT" in home.plain
    assert home.buttons == ["Edit", "Pause", "Why?", "I can open doors too", "Help", "My data", "Forget me"]
    assert home.click("Edit").ok
    assert modal(stage.person("rosa")).labels["Venture"].value == "Well at Home Cornwall"


def test_a_champions_tab(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    home = stage.person("amir").opens_home()
    assert "Waiting for you\n*Well at Home Cornwall* · @Rosa Trevanion" in home.plain
    assert "*Harbour & Hearth*" in home.plain
    assert "Open to 2 introductions a cycle" in home.plain
    others = ["Edit", "Pause", "Why?", "Leave", "I need a partner too", "Help", "My data", "Forget me"]
    assert home.buttons == [*CARD_BUTTONS, *others]


def test_somebody_who_is_both_sees_both_and_is_not_suggested_to_themselves(stage: Stage) -> None:
    stage.enrol("rosa")
    person = stage.person("rosa")
    assert person.types("/offerpartner").ok
    modal(person).fill(story("amir")).submit()
    modal(person).close()
    stage.to_next_cycle()
    home = person.opens_home()
    assert "*Well at Home Cornwall*" in home.plain
    assert "*Harbour & Hearth*" in home.plain
    innovators, champions = ["Edit", "Pause", "Why?"], ["Edit", "Pause", "Why?", "Leave"]
    assert home.buttons == [*innovators, *champions, "Help", "My data", "Forget me"]
    assert query(stage, "SELECT id FROM suggestions") == []

    assert home.click("Pause", nth=1).ok
    assert query(stage, "SELECT paused FROM innovators UNION ALL SELECT paused FROM champions") == [
        (0,),
        (1,),
    ]
    assert person.types("/needpartner forget").ok
    modal(person).submit()
    assert query(stage, "SELECT id FROM innovators UNION ALL SELECT id FROM champions") == []


def test_an_admins_tab(stage: Stage) -> None:
    home = stage.person("ada").opens_home()
    assert f"For organisers\n{wording.ADMIN_NO_CYCLE}" in home.plain
    assert {"Status", "Preview", "Run now"} <= set(home.buttons)
    assert home.click("Help").ok
    assert "/partneradmin run" in modal(stage.person("ada")).texts[-1]
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    assert "1 suggestion made" in stage.person("ada").opens_home().plain


def test_nobody_else_sees_what_is_for_organisers(stage: Stage) -> None:
    stage.enrol("rosa")
    home = stage.person("rosa").opens_home()
    assert "Run now" not in home.buttons
    assert home.click("Help").ok
    assert "/partneradmin" not in modal(stage.person("rosa")).texts[0]


def test_introductions_stand_on_both_tabs_without_anyone_opening_them(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    seen = {handle: stage.person(handle).home() for handle in ("rosa", "amir")}
    assert seen["rosa"] is not None
    assert "• *Harbour & Hearth*, @Amir Siddiqui: not yet met" in seen["rosa"].plain
    assert seen["amir"] is not None
    assert "• *Well at Home Cornwall*, @Rosa Trevanion: not yet met" in seen["amir"].plain


def test_an_innovator_never_learns_who_declined(stage: Stage) -> None:
    stage.enrol("rosa", "amir", "harriet")
    stage.to_next_cycle()
    decline(stage, "amir", "A conflict of interest")
    home = stage.person("rosa").opens_home().plain
    status = stage.person("rosa").types("/needpartner status").text
    for name in ("Harbour", "Amir", stage.person("amir").id, "conflict"):
        assert name not in home + status


def test_nothing_of_a_champion_is_shown_before_they_have_said_yes(stage: Stage) -> None:
    enrol(stage, "rosa", When_a_champion_accepts="Ask me first")
    stage.enrol("amir")
    stage.to_next_cycle()
    before = stage.person("rosa").opens_home().plain
    assert "Harbour" not in before
    stage.click("amir", "Accept")
    after = stage.person("rosa").opens_home()
    assert "Harbour" in after.plain
    assert after.buttons[:2] == ["Yes, introduce us", "Not this one"]
    assert str(story("amir")["Outside ideas it has taken up"])[:30] not in from_the_bot(stage)
