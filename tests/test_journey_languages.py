"""Each of two people reads their own language from the first form to the conversation, which is in both's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import vocabulary, wording
from bot.language import say, speaking
from tests.journey_acts import modal, query
from tests.stage import Stage, staged, story

# whose options are the organisers' own words
TAXONOMY = ("Sectors", "Regions", "Stage", "Earliest stage welcome", "Kind of organisation")


def in_german(told: Mapping[str, Any]) -> dict[str, Any]:
    """A story by the German labels, with the German options."""
    with speaking("de"):
        return {say(label): value if label in TAXONOMY else _said(value) for label, value in told.items()}


def _said(value: object) -> object:
    if isinstance(value, list):
        return [_said(each) for each in value]
    return say(value) if isinstance(value, str) else value


def enrol_in_german(stage: Stage, handle: str, command: str) -> None:
    assert stage.person(handle).types(command).ok
    thanks = modal(stage.person(handle)).fill(in_german(story(handle))).submit()
    assert thanks.ok, (thanks.errors, thanks.trouble)
    assert thanks.modal
    with speaking("de"):
        assert thanks.modal.title == wording.SAVED_TITLE
    thanks.modal.close()


def everything(stage: Stage, handle: str) -> str:
    """All that somebody reads in their conversations."""
    person = stage.person(handle)
    said = [message.plain for place in person.conversations() for message in person.messages(place.id)]
    return "\n".join(said)


def kept_consents(stage: Stage, handle: str) -> list[str]:
    person = stage.person(handle).id
    kept = query(stage, "SELECT person, wording FROM consents ORDER BY rowid")
    return [shown for whose, shown in kept if whose == person]


def test_an_innovator_reads_german_and_her_champion_english(stage: Stage) -> None:
    stage.slack.change_person("rosa", locale="de-DE")
    assert stage.person("rosa").types("/needpartner").ok
    first = modal(stage.person("rosa"))
    assert (first.title, first.submit_label) == ("Partner finden", "Speichern")
    assert not first.fill({**in_german(story("rosa")), "Ihre Idee": "\u200b"}).submit().ok
    assert first.errors["Ihre Idee"] == "Bitte schreiben Sie hier ein, zwei Sätze."
    first.close()
    enrol_in_german(stage, "rosa", "/needpartner")
    stage.enrol("amir")
    stage.to_next_cycle()

    [card] = [message for message in stage.inbox("amir") if "Accept" in message.buttons]
    assert "Why you two" in card.plain
    stage.click("amir", "Accept")
    home = stage.person("rosa").opens_home()
    assert "Ihre Vermittlungen" in home.plain
    assert "\nBraucht " in home.plain
    assert "Your introductions" in stage.person("amir").opens_home().plain
    assert wording.NOTE_HEADING in everything(stage, "rosa")
    assert stage.person("rosa").types("/needpartner huch").text.startswith("„huch“ kenne ich nicht.")
    with speaking("de"):
        assert kept_consents(stage, "rosa") == [wording.CONSENT_SHOWN]
    assert kept_consents(stage, "amir") == [wording.CONSENT_SHOWN, wording.ACCEPT_AGREED]


def test_two_who_share_a_language_meet_in_it_and_the_card_gives_its_reasons_there(stage: Stage) -> None:
    for handle, command in (("rosa", "/needpartner"), ("amir", "/offerpartner")):
        stage.slack.change_person(handle, locale="de-AT")
        enrol_in_german(stage, handle, command)
    stage.due()
    stage.to_next_cycle()
    card = stage.inbox("amir")[-1]
    assert card.buttons == ["Annehmen", "Jetzt nicht", "Ablehnen", "Kolleg:in fragen"]
    assert "• Die Idee braucht " in card.plain
    stage.click("amir", "Annehmen")
    with speaking("de"):
        heading = wording.NOTE_HEADING
    assert heading in everything(stage, "rosa")


def test_consent_is_kept_in_the_language_in_which_it_was_shown(stage: Stage) -> None:
    form = stage.form("rosa")
    stage.slack.change_person("rosa", locale="de-DE")
    thanks = form.fill(story("rosa")).submit()
    assert thanks.ok
    assert kept_consents(stage, "rosa") == [wording.CONSENT_SHOWN]


@pytest.mark.parametrize(("locale", "title"), [("fr-FR", "Partner finden"), ("en-GB", "Find a partner")])
def test_whose_language_the_bot_does_not_speak_reads_the_workspaces(
    tmp_path: Path, locale: str, title: str
) -> None:
    with staged(tmp_path, change=lambda environ: environ.update(POLLINATE_LANGUAGE="german")) as stage:
        stage.slack.change_person("rosa", locale=locale)
        assert stage.person("rosa").types("/needpartner").ok
        assert modal(stage.person("rosa")).title == title


def test_an_admin_reads_help_preview_and_report_in_german(stage: Stage) -> None:
    stage.slack.change_person("ada", locale="de-DE")
    stage.enrol("rosa", "amir")
    with speaking("de"):
        assert stage.person("ada").types("/partneradmin help").text == wording.HELP_ADMIN
        assert stage.person("ada").types("/partneradmin report").text == wording.REPORT_COMING
        stage.due()
        [report] = [message for message in stage.inbox("ada") if message.files]
        assert wording.REPORT_COPY in report.plain
        assert vocabulary.STEP_NAMES["introduced"] in report.plain
        titles = " ".join(str(each.get("title")) for each in report.files)
        assert wording.REPORT_NO_ANSWERS in titles
