"""What is delivered twice, late or out of order has one effect; a form that did not open opens again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sandbox import Fault
from tests.deliveries import run_deliveries
from tests.journey_acts import messages, modal
from tests.stage import Stage, staged, story
from tests.storage_place import Engine, rows_of


@pytest.fixture(params=["socket mode", "http"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path, http=request.param == "http") as stage:
        yield stage


@pytest.fixture
def asked(stage: Stage) -> Stage:
    """The stage with Rosa's card before Amir."""
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    return stage


def settle(stage: Stage) -> None:
    """Let what is still in hand be finished, and send what is due."""
    stage.person("ada").types("/needpartner help")
    for _ in range(3):
        stage.pass_time(seconds=61)


def test_a_form_delivered_twice_is_one_profile(stage: Stage) -> None:
    form = stage.form("rosa").fill(story("rosa"))
    stage.slack.fault(Fault("deliver:view_submission", "duplicate"))
    form.submit()  # which of the two answers is shown is a matter of chance
    signed = not stage.bot.settings.socket_mode  # a copy with the same signature changes nothing at all
    stage.slack.eventually(lambda: len(acts(stage, "saved a profile")) == (1 if signed else 2))
    settle(stage)
    assert len(acts(stage, "saved a profile")) == (1 if signed else 2)
    assert [row["person"] for row in rows_of(stage.bot.store, "innovators")] == [stage.person("rosa").id]
    assert "Welcome" in stage.person("amir").opens_home().plain


def acts(stage: Stage, act: str) -> list[str]:
    """What the audit trail holds of an act."""
    return [row["subject"] for row in rows_of(stage.bot.store, "audit") if row["act"] == act]


def test_an_accept_delivered_twice_is_one_introduction(asked: Stage) -> None:
    asked.slack.fault(Fault("deliver:block_actions", "duplicate"))
    asked.inbox("amir")[-1].click("Accept")
    settle(asked)
    assert len(acts(asked, "accepted")) == 1
    assert_introduced_once(asked)


def test_two_accepts_of_which_the_first_comes_late_are_one_introduction(asked: Stage) -> None:
    card = asked.inbox("amir")[-1]
    asked.slack.fault(Fault("deliver:block_actions", "hold", seconds=2))
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(card.click, "Accept")
        asked.slack.eventually(lambda: not asked.slack.call("GET faults", {})["faults"])
        assert card.click("Accept").ok
        assert late.result().ok
    settle(asked)
    assert len(acts(asked, "accepted")) == 1
    assert_introduced_once(asked)


def assert_introduced_once(stage: Stage) -> None:
    rosa = stage.person("rosa")
    conversation = rosa.group_with("amir")
    assert conversation
    assert len(rosa.messages(conversation)) == 1
    [card] = messages(stage, "amir")
    assert "Accepted" in card.plain


def test_a_decline_that_comes_after_the_accept_changes_nothing(asked: Stage) -> None:
    card = asked.inbox("amir")[-1]
    assert card.click("Decline").ok
    form = modal(asked.person("amir")).fill({"Why not this one?": "Something else"})
    assert card.click("Accept").ok
    refused = form.submit()
    assert "already" in " ".join([*refused.errors.values(), *(refused.modal.texts if refused.modal else [])])
    settle(asked)
    assert acts(asked, "declined") == []
    assert_introduced_once(asked)


def test_a_home_tab_opened_twice_and_late_is_one_home_tab(stage: Stage) -> None:
    stage.enrol("rosa")
    stage.slack.fault(Fault("deliver:app_home_opened", "duplicate"))
    home = stage.person("rosa").opens_home()
    assert "Pause" in home.buttons
    assert [row["state"] for row in rows_of(stage.bot.store, "outbox")] == []


def test_a_cycle_asked_for_twice_is_one(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.slack.fault(Fault("deliver:slash_commands", "duplicate"))
    stage.person("ada").types("/partneradmin run")
    stage.due()
    settle(stage)
    assert len(rows_of(stage.bot.store, "cycles")) == 1
    assert len(messages(stage, "amir")) == 1
    assert len(messages(stage, "ada")) == 1


# a form that Slack does not open


@pytest.mark.parametrize("effect", ["cut_before", "cut_after", "500", "garbage", "429"])
def test_a_form_that_did_not_open_is_told_and_opens_again(stage: Stage, effect: str) -> None:
    rosa = stage.person("rosa")
    stage.slack.fault(Fault("views.open", effect))
    told = rosa.types("/needpartner")
    assert told.ok
    assert "try again" in told.text.lower(), told.text
    for form in rosa.modals():
        form.close()
    assert rosa.types("/needpartner").ok
    assert modal(rosa).fill(story("rosa")).submit().ok


def test_a_form_that_opens_slowly_is_still_in_time(stage: Stage) -> None:
    stage.slack.fault(Fault("views.open", "delay", seconds=1))
    assert stage.person("rosa").types("/needpartner").ok
    modal(stage.person("rosa"))


def test_copies_in_any_order_leave_what_one_of_each_would(engine: Engine) -> None:
    run_deliveries(sequences=6 if engine == "sqlite" else 2, engine=engine)
