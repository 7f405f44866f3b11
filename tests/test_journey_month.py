"""The whole way in the sandbox's clock: from two profiles to a pilot with figures, a proof card and a report.

Each way it can go otherwise has a journey of its own; docs/month.py draws the same month in the page.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import wording
from tests.journey_acts import messages
from tests.ladder_acts import PILOT, answer, home, ladder, submit
from tests.stage import CARD_BUTTONS, MONDAY, Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=True, announce=True) as stage:
        yield stage


def test_a_month_from_two_profiles_to_a_pilot_that_is_celebrated(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    [card] = messages(stage, "amir")
    assert card.buttons == CARD_BUTTONS
    assert "Well at Home Cornwall" in card.plain

    stage.click("amir", "Accept")
    conversation = stage.person("rosa").group_with("amir")
    assert conversation
    note = stage.person("rosa").messages(conversation)[-1]
    assert "@Amir Siddiqui, would you propose a time?" in note.plain

    stage.pass_time(days=7)
    for handle in ("rosa", "amir"):
        answer(stage, handle, "Yes, we met")
    assert ladder(stage) == [("met", "confirmed")]

    stage.pass_time(days=23)
    for handle in ("rosa", "amir"):
        answer(stage, handle, "Pilot")
        submit(stage, handle, "Pilot", **PILOT)
    assert ladder(stage) == [("pilot", "confirmed")]

    stage.pass_time(days=1)
    for handle in ("rosa", "amir"):
        answer(stage, handle, "Yes, celebrate it")
    announced = stage.person("kwame").messages("#general")[-1]
    assert "It works: a pilot" in announced.plain
    assert "*For every £1*\n£22 saved" in announced.plain
    assert "@Amir Siddiqui: pilot, confirmed by both" in home(stage, "rosa")

    assert stage.person("ada").types("/partneradmin report").text == wording.REPORT_COMING
    stage.due()
    report = messages(stage, "ada")[-1]
    assert "£22" in report.plain
    assert any(file["name"].startswith("funnel") for file in report.files)
    assert stage.slack.clock() - MONDAY < timedelta(days=33)
