"""Imported profiles are proposals: nobody is enrolled, shown or matched before saving the form themselves."""

import pytest

from bot import wording
from bot.exporting import csv_bytes
from bot.importing import TEMPLATES, read
from bot.proposals import propose
from tests.journey_acts import messages, modal, query, states
from tests.stage import Stage


def imported(stage: Stage, handle: str, which: str, **changes: str) -> None:
    """Let an admin import a profile for somebody, and let what follows be sent."""
    columns, example = TEMPLATES[which]
    row = {**dict(zip(columns, example, strict=True)), "person": stage.person(handle).id, **changes}
    reading = read(csv_bytes(columns, [row]), stage.bot.taxonomy)
    assert reading.mistakes == ()
    with stage.bot.store.begin(stage.bot.workspace) as act:
        propose(act, reading.profiles, "", stage.slack.clock())
    stage.bot.send_due()


def enrolled(stage: Stage) -> list[str]:
    return [row[0] for row in query(stage, "SELECT venture FROM innovators")]


def test_nobody_is_enrolled_by_an_import_nor_matched(stage: Stage) -> None:
    stage.enrol("amir")
    imported(stage, "rosa", "innovators", sectors="Health", regions="Nationwide")
    stage.to_next_cycle()
    assert enrolled(stage) == []
    assert states(stage) == []
    [asked] = messages(stage, "rosa")
    assert asked.buttons == [wording.PROPOSAL_YES, wording.PROPOSAL_NO]
    assert "Well at Home" in asked.plain


def test_who_says_yes_corrects_the_form_and_is_in_by_saving_it(stage: Stage) -> None:
    imported(stage, "rosa", "innovators")
    [asked] = messages(stage, "rosa")
    assert asked.click(wording.PROPOSAL_YES).ok
    form = modal(stage.person("rosa"))
    assert not form.submit().ok, "how to be introduced is chosen by nobody else"
    saved = form.fill(
        {"Venture": "Well at Home Cornwall", "When a champion accepts": "Ask me first"}
    ).submit()
    assert saved.ok, saved.errors
    stage.due()
    assert enrolled(stage) == ["Well at Home Cornwall"]
    assert query(stage, "SELECT wording FROM consents") == [(wording.CONSENT_SHOWN,)]
    assert query(stage, "SELECT * FROM proposals") == []
    assert messages(stage, "rosa") == [], "the question is answered, so it is taken back"


def test_a_champion_may_leave_it_to_a_click_and_a_save(stage: Stage) -> None:
    stage.enrol("amir")
    known = query(stage, "SELECT name FROM organisations")[0][0]
    imported(stage, "noor", "champions", organisation=known.upper())
    assert messages(stage, "noor")[-1].click(wording.PROPOSAL_YES).ok
    assert modal(stage.person("noor")).submit().ok
    stage.due()
    assert len(query(stage, "SELECT * FROM organisations")) == 1
    assert len(query(stage, "SELECT * FROM champions")) == 2


def test_who_says_no_is_erased_and_told_so(stage: Stage) -> None:
    imported(stage, "rosa", "innovators")
    [asked] = messages(stage, "rosa")
    assert asked.click(wording.PROPOSAL_NO).ok
    stage.due()
    assert [each.plain for each in stage.inbox("rosa")] == [wording.PROPOSAL_REFUSED]
    assert query(stage, "SELECT * FROM proposals") == []
    assert enrolled(stage) == []


def test_forgetting_erases_what_was_proposed(stage: Stage) -> None:
    imported(stage, "rosa", "innovators")
    assert stage.person("rosa").types("/needpartner mydata").ok
    assert stage.person("rosa").types("/needpartner forget").ok
    assert modal(stage.person("rosa")).submit().ok
    stage.due()
    assert query(stage, "SELECT * FROM proposals") == []
    assert stage.person("rosa").id not in str(query(stage, "SELECT * FROM outbox"))


@pytest.mark.parametrize("button", [False, True])
def test_an_admin_is_told_how_to_import(stage: Stage, *, button: bool) -> None:
    if button:
        assert stage.person("ada").opens_home().click("Import").ok
        assert modal(stage.person("ada")).texts == [wording.IMPORT_HOW]
    else:
        assert stage.person("ada").types("/partneradmin import").text == wording.IMPORT_HOW
