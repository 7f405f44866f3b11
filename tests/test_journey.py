"""The main story, end to end, over both ways in, on both engines: from two forms to a conversation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage import CARD_BUTTONS, Stage, staged
from tests.storage_place import url_of


@pytest.fixture(params=["socket mode", "http"])
def stage(request: pytest.FixtureRequest, place: Path | str, tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=request.param == "http", database=url_of(place)) as stage:
        yield stage


def test_from_two_forms_to_a_conversation_with_reasons(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()

    card = stage.inbox("amir")[-1]
    assert card.buttons == CARD_BUTTONS
    assert "@Rosa Trevanion" in card.plain
    assert "Why you two" in card.plain

    stage.click("amir", "Accept")

    redrawn = stage.inbox("amir")[-1]
    assert redrawn.ts == card.ts
    assert redrawn.buttons == []
    assert "Accepted" in redrawn.plain
    conversation = stage.person("rosa").group_with("amir")
    assert conversation is not None
    notes = stage.person("rosa").messages(conversation.id)
    assert len(notes) == 1
    assert "@Amir" in notes[0].plain
    assert "propose a time" in notes[0].plain
    for handle in ("rosa", "amir"):
        assert "not yet met" in stage.person(handle).opens_home().plain
    assert stage.slack.pings() == []
