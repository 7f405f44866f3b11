"""What is held is theirs: a person gets all of it as JSON at once, an admin everything as tables."""

import csv
import io
import json
import zipfile

import httpx

from bot import wording
from bot.sandbox import Shown
from tests.journey_acts import enrol, messages, modal, query
from tests.stage import Stage, story


def file_of(stage: Stage, message: Shown) -> bytes:
    [file] = message.files
    return httpx.get(f"{stage.slack.url.rstrip('/')}{file['url']}").content


def test_both_roles_get_all_that_is_held_at_once(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    for handle, command, table, label in (
        ("rosa", "/needpartner", "innovators", "Your idea"),
        ("amir", "/offerpartner", "champions", "The challenge you want solved"),
    ):
        assert stage.person(handle).types(f"{command} mydata").text == wording.MY_DATA_COMING
        stage.due()
        message = messages(stage, handle)[-1]
        assert message.plain.startswith(wording.MY_DATA_TEXT)
        held = json.loads(file_of(stage, message))
        assert str(story(handle)[label]) in held[table][0].values()
        assert held["suggestions"][0]["state"] == "accepted"
        assert wording.CONSENT_SHOWN in {consent["wording"] for consent in held["consents"]}
    assert query(stage, "SELECT * FROM outbox WHERE kind = 'my_data'") == []


def test_the_button_on_the_home_tab_does_the_same(stage: Stage) -> None:
    stage.enrol("rosa")
    assert stage.person("rosa").opens_home().click("My data").ok
    assert modal(stage.person("rosa")).texts == [wording.MY_DATA_COMING]
    stage.due()
    assert [file["title"] for file in messages(stage, "rosa")[-1].files] == [wording.MY_DATA]


def test_of_whom_nothing_is_held_is_told_so(stage: Stage) -> None:
    assert stage.person("rosa").types("/needpartner mydata").text == wording.NOTHING_TO_FORGET
    stage.due()
    assert messages(stage, "rosa") == []


def test_who_is_forgotten_before_it_is_sent_gets_nothing(stage: Stage) -> None:
    stage.enrol("rosa")
    assert stage.person("rosa").types("/needpartner mydata").ok
    assert stage.person("rosa").types("/needpartner forget").ok
    assert modal(stage.person("rosa")).submit().ok
    stage.due()
    assert messages(stage, "rosa") == []
    assert stage.person("rosa").id not in str(query(stage, "SELECT * FROM outbox"))


def test_an_admin_gets_everything_as_tables_that_no_spreadsheet_runs(stage: Stage) -> None:
    enrol(stage, "rosa", Venture="=HYPERLINK(1)")
    stage.enrol("owen", "amir")
    assert stage.person("owen").types("/needpartner forget").ok
    assert modal(stage.person("owen")).submit().ok
    assert stage.person("ada").types("/partneradmin export").text == wording.EXPORT_COMING
    stage.due()
    message = messages(stage, "ada")[-1]
    assert message.plain.startswith(wording.EXPORT_TEXT)
    archive = zipfile.ZipFile(io.BytesIO(file_of(stage, message)))
    tables = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert {"innovators.csv", "champions.csv", "audit.csv", "everything.json"} <= tables.keys()
    [row] = csv.DictReader(io.StringIO(tables["innovators.csv"], newline=""))
    assert row["venture"] == "'=HYPERLINK(1)"
    assert json.loads(tables["everything.json"])["innovators"][0]["venture"] == "=HYPERLINK(1)"
    assert stage.person("owen").id not in "".join(tables.values())
    assert "xoxb" not in "".join(tables.values())
