"""Nobody waits in the dark: why there is no suggestion is true, told once, and never who declined."""

from bot import wording
from tests.journey_acts import decline, messages, query
from tests.stage import Stage


def why(stage: Stage, handle: str, command: str = "/needpartner") -> str:
    return stage.person(handle).types(f"{command} why").text


def test_who_is_left_out_hears_why_once(stage: Stage) -> None:
    stage.enrol("rosa", "owen", "amir")
    assert wording.WHY_NO_CYCLE in why(stage, "owen")
    stage.to_next_cycle()
    stage.due()
    stage.due()
    [news] = messages(stage, "owen")
    assert news.plain.startswith(wording.NEWS_HEADING)
    assert (
        "The cycle of Tuesday 3 March had no suggestion for you. Every champion is behind a barrier"
        in news.plain
    )
    assert "Every champion is behind a barrier" in why(stage, "owen")
    assert messages(stage, "rosa") == []
    assert "is with a champion" in why(stage, "rosa")


def test_what_a_decline_tells_is_made_usable_and_names_nobody(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    decline(stage, "amir", "Too early for us")
    stage.due()
    [news] = messages(stage, "rosa")
    assert wording.WHY_TOO_EARLY in why(stage, "rosa")
    assert "More evidence would help" in news.plain
    assert wording.WHY_FIRST in news.plain
    for name in ("Harbour", "Amir", "declined"):
        assert name not in news.plain
    stage.due()
    assert len(messages(stage, "rosa")) == 1


def test_champions_are_told_why_there_is_no_card(stage: Stage) -> None:
    stage.enrol("owen", "amir")
    stage.to_next_cycle()
    assert wording.WHY_NOBODY.format(day="Tuesday 3 March") in why(stage, "amir", "/offerpartner")
    stage.enrol("rosa")
    stage.to_next_cycle()
    assert wording.WHY_CARDS.format(day="Tuesday 10 March") in why(stage, "amir", "/offerpartner")
    assert why(stage, "rosa", "/offerpartner") == wording.NO_CHAMPION


def test_the_wording_is_kept_with_both_answers(stage: Stage) -> None:
    stage.enrol("tomasz", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    stage.click("tomasz", "Not this one")
    kept = query(stage, "SELECT person, wording, answer FROM consents WHERE subject <> '' ORDER BY given_at")
    assert kept == [
        (stage.person("amir").id, wording.ACCEPT_AGREED, "yes"),
        (stage.person("tomasz").id, wording.CONSENT_ASK, "no"),
    ]
