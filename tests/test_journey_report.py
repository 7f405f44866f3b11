"""An admin asks for the report and gets it, once, as files; its key numbers stand on the Home tab."""

import io
from datetime import timedelta

import httpx
import pytest
from PIL import Image

from bot import wording
from bot.sandbox import Fault, Shown
from tests.journey_acts import messages, modal, query
from tests.stage import Stage

NAMES = [
    *("funnel.png", "answers.png", "money.png", "waiting.png"),
    *("figures.csv", "innovators.csv", "suggestions.csv"),
]


def handed_over(stage: Stage, handle: str) -> list[Shown]:
    """The messages with files that somebody has of the bot."""
    return [message for message in messages(stage, handle) if message.files]


def plain_names(message: Shown) -> list[str]:
    """The files' titles, for tables, and what the pictures are of."""
    return [f"{each['name'].split('-')[0]}.{each['name'].rsplit('.')[-1]}" for each in message.files]


def content(stage: Stage, message: Shown, number: int) -> bytes:
    return httpx.get(f"{stage.slack.url.rstrip('/')}{message.files[number]['url']}").content


def test_an_admin_asks_and_gets_pictures_tables_and_the_numbers_in_words(stage: Stage) -> None:
    stage.enrol("rosa", "owen", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    assert stage.person("ada").types("/partneradmin report").text == wording.REPORT_COMING
    stage.due()
    [report] = handed_over(stage, "ada")
    assert plain_names(report) == NAMES
    assert "None of 2 innovators has reached a pilot yet" in report.plain
    assert "Introduced: 1 (50%)" in report.plain
    assert "1 innovator waits for an introduction" in report.plain
    assert wording.REPORT_COPY in report.plain
    assert Image.open(io.BytesIO(content(stage, report, 0))).format == "PNG"
    assert b"Well at Home Cornwall" in content(stage, report, 5)
    uploads = stage.slack.ledger("api", "files.getUploadURLExternal")
    assert all(
        each.request.get("alt_txt") for each in uploads if each.request["filename"].startswith("funnel")
    )
    assert query(stage, "SELECT * FROM outbox WHERE kind = 'report'") == []


def test_the_button_on_the_home_tab_does_the_same_beside_the_key_numbers(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    home = stage.person("ada").opens_home()
    assert "*So far:* 1 innovator, 1 champion, 0 introductions." in home.plain
    assert home.click("Report").ok
    assert modal(stage.person("ada")).texts == [wording.REPORT_COMING]
    stage.due()
    assert len(handed_over(stage, "ada")) == 1
    rosas = stage.person("rosa").opens_home()
    assert "Report" not in rosas.buttons
    assert "So far" not in rosas.plain


def test_asking_twice_before_it_is_drawn_gives_one_and_asking_again_another(stage: Stage) -> None:
    for _ in range(2):
        assert stage.person("ada").types("/partneradmin report").ok
    stage.due()
    assert len(handed_over(stage, "ada")) == 1
    assert stage.person("ada").types("/partneradmin report").ok
    stage.due()
    assert len(handed_over(stage, "ada")) == 2


@pytest.mark.parametrize(
    ("method", "effect"),
    [
        *((step, effect) for step in ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
          for effect in ("cut_before", "cut_after", "500", "429", "garbage")),
    ],
)  # fmt: skip
def test_whatever_fails_on_the_way_the_report_arrives_once(stage: Stage, method: str, effect: str) -> None:
    stage.slack.fault(Fault(method, effect, times=1))
    assert stage.person("ada").types("/partneradmin report").ok
    for _ in range(8):
        stage.slack.clock.advance(timedelta(minutes=2))
        stage.due()
    assert [plain_names(report) for report in handed_over(stage, "ada")] == [NAMES]
    assert query(stage, "SELECT * FROM outbox WHERE kind = 'report'") == []
