"""What admins do, and what a cycle does by itself: on its day and hour, and once after days of silence."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import wording
from bot.cycle import suggest_here
from matching import Decision
from tests.journey_acts import (
    captured,
    cycles,
    deliver,
    messages,
    modal,
    posted,
    rows,
    standings,
    states,
)
from tests.stage import CARD_BUTTONS, MONDAY, Stage, staged


def whispered(stage: Stage, handle: str) -> list[str]:
    """What only this person sees in #general, where commands are typed."""
    return [each.plain for each in stage.person(handle).messages("#general") if each.ephemeral]


def after_coming(stage: Stage) -> list[str]:
    """What Ada was whispered when she asked for a preview, but for the announcement that it is coming."""
    return stage.slack.eventually(
        lambda: [text for text in whispered(stage, "ada") if text != wording.PREVIEW_COMING]
    )


def instead_of_coming(stage: Stage) -> list[str]:
    """What Ada's open modal says once it no longer announces what is coming."""
    ada = stage.person("ada")
    return stage.slack.eventually(
        lambda: [text for form in ada.modals() for text in form.texts if text != wording.PREVIEW_COMING]
    )


# --- who is an admin ------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["", "help", "status", "run", "preview", "export", "nonsense"])
def test_only_admins_may(stage: Stage, word: str) -> None:
    stage.enrol("rosa", "amir")
    before = rows(stage)
    assert stage.person("rosa").types(f"/partneradmin {word}").text == wording.NOT_AN_ADMIN
    assert rows(stage) == before


def test_no_preview_follows_the_refusal(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    assert stage.person("rosa").types("/partneradmin preview").text == wording.NOT_AN_ADMIN
    assert stage.person("ada").types("/partneradmin preview").ok
    assert after_coming(stage), "one that was asked for earlier would have come by now"
    assert whispered(stage, "rosa") == [wording.NOT_AN_ADMIN]


@pytest.mark.parametrize("action", ["admin_run", "admin_status", "admin_preview"])
def test_an_admins_button_in_another_hand_is_refused(stage: Stage, action: str) -> None:
    stage.enrol("rosa", "amir")
    assert stage.person("rosa").opens_home().click("Help").ok
    modal(stage.person("rosa")).close()
    copied = captured(stage, "block_actions", "help")
    copied["actions"][0]["action_id"] = action
    copied["trigger_id"] = _fresh_trigger(stage, "rosa")
    before = rows(stage)

    deliver(stage, copied)

    assert rows(stage) == before
    assert modal(stage.person("rosa")).texts == [wording.NOT_AN_ADMIN]


def _fresh_trigger(stage: Stage, handle: str) -> str:
    """A trigger of somebody's that has opened nothing yet."""
    assert stage.person(handle).types("/needpartner help").ok
    return str(captured(stage, "slash_commands", "/needpartner")["trigger_id"])


# --- status, help, preview ------------------------------------------------------------------------------


def test_help_and_an_unknown_word(stage: Stage) -> None:
    ada = stage.person("ada")
    for word in ("", "help", "HELP"):
        assert ada.types(f"/partneradmin {word}").text == wording.HELP_ADMIN
    told = ada.types("/partneradmin <!channel>").text
    assert told == wording.UNKNOWN_WORD.format(word="&lt;!channel&gt;", command="/partneradmin")


def test_status_tells_the_last_cycle_and_the_next(stage: Stage) -> None:
    ada = stage.person("ada")
    assert ada.types("/partneradmin status").text == (
        "No cycle has run yet.\nThe next cycle runs on Tuesday 3 March at 09:00 GMT."
    )
    stage.enrol("rosa", "owen", "amir")
    stage.to_next_cycle()
    assert ada.types("/partneradmin status").text == (
        "The last cycle ran on Tuesday 3 March: 2 innovators and 1 champion considered, 1 suggestion made, "
        "1 innovator left without one.\nThe next cycle runs on Tuesday 10 March at 09:00 GMT."
    )
    assert ada.opens_home().click("Status").ok
    assert "1 suggestion made" in modal(ada).texts[0]


def test_status_counts_what_waits_to_be_sent(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.slack.clock.advance(timedelta(days=1))
    assert stage.bot.run_due()
    told = stage.person("ada").types("/partneradmin status").text
    assert "1 message is waiting to be sent." in told
    stage.bot.send_due()
    assert "waiting" not in stage.person("ada").types("/partneradmin status").text


def test_a_preview_shows_the_next_cycle_and_sends_nothing(stage: Stage) -> None:
    stage.enrol("rosa", "owen", "amir")
    before, entries = rows(stage), len(posted(stage))

    assert stage.person("ada").types("/partneradmin preview").text == wording.PREVIEW_COMING

    told = after_coming(stage)
    assert "*1 suggestion would go out now:*" in told[0]
    assert "*Well at Home Cornwall* (@Rosa Trevanion) to @Amir Siddiqui of Harbour & Hearth" in told[0]
    assert "*Honest Soil* (@Owen Pritchard) would get no suggestion." in told[0]
    stage.bot.send_due()
    assert rows(stage) == before
    assert len(posted(stage)) == entries
    assert standings(stage) == []


def test_a_preview_on_the_home_tab_is_filled_in_where_it_opened(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    before = rows(stage)
    ada = stage.person("ada")
    assert ada.opens_home().click("Preview").ok
    assert "*Well at Home Cornwall*" in instead_of_coming(stage)[0]
    assert len(ada.modals()) == 1
    assert rows(stage) == before


def _broken(*_given: Any, **_named: Any) -> Decision:  # noqa: ANN401 - it looks at nothing
    raise RuntimeError("the choosing broke")


def test_a_preview_that_fails_is_owned_up_to(tmp_path: Path) -> None:
    with staged(tmp_path, http=True, decide=_broken) as stage:
        ada = stage.person("ada")
        assert ada.types("/partneradmin preview").ok
        assert after_coming(stage)[0].startswith("Something went wrong on our side")
        assert ada.opens_home().click("Preview").ok
        assert instead_of_coming(stage)[0].startswith("Something went wrong on our side")


# --- run now --------------------------------------------------------------------------------------------


def test_run_runs_a_cycle_now_and_tells_who_asked(stage: Stage) -> None:
    stage.enrol("rosa", "owen", "amir")
    assert stage.person("ada").types("/partneradmin run").text == wording.ADMIN_RUNNING
    stage.due()

    assert len(messages(stage, "amir")) == 1
    [summary] = messages(stage, "ada")
    assert summary.plain == (
        "The cycle of Monday 2 March has run: 2 innovators and 1 champion considered, 1 suggestion made, "
        "1 innovator left without one. The messages to the champions are on their way."
    )


def test_a_second_run_on_one_day_is_refused_in_words(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    ada = stage.person("ada")
    ada.types("/partneradmin run")
    assert ada.types("/partneradmin run").text == wording.CYCLE_ALREADY_RAN
    stage.due()
    before = rows(stage)
    assert ada.types("/partneradmin run").text == wording.CYCLE_ALREADY_RAN
    assert ada.opens_home().click("Run now").ok
    assert modal(ada).texts == [wording.CYCLE_ALREADY_RAN]
    assert rows(stage) == before
    stage.due()
    assert len(messages(stage, "amir")) == 1
    assert len(messages(stage, "ada")) == 1


def test_a_run_on_the_home_tab_and_one_that_finds_nothing(stage: Stage) -> None:
    stage.enrol("owen", "amir")
    ada = stage.person("ada")
    assert ada.opens_home().click("Run now").ok
    assert modal(ada).texts == [wording.ADMIN_RUNNING]
    stage.due()
    [summary] = messages(stage, "ada")
    assert "nobody could be suggested to anybody" in summary.plain
    assert "/partneradmin preview" in summary.plain


def test_a_run_before_the_hour_takes_the_days_cycle_along(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.slack.clock.move_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    stage.person("ada").types("/partneradmin run")
    stage.due()
    stage.pass_time(hours=2)
    assert [day for day, _ in cycles(stage)] == ["2026-03-03"]
    assert stage.person("ada").types("/partneradmin run").text == wording.CYCLE_ALREADY_RAN


# --- the schedule ---------------------------------------------------------------------------------------


def test_a_cycle_runs_at_its_hour_and_once(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.slack.clock.move_to(datetime(2026, 3, 3, 8, 59, tzinfo=UTC))
    stage.due()
    assert cycles(stage) == []
    for _ in range(3):
        stage.pass_time(minutes=1)
    assert cycles(stage) == [("2026-03-03", datetime(2026, 3, 3, 9, 0, tzinfo=UTC))]
    assert len(messages(stage, "amir")) == 1
    assert messages(stage, "ada") == [], "nobody asked for it"


def test_days_of_silence_are_made_up_for_by_one_cycle(stage: Stage) -> None:
    stage.enrol("rosa", "tomasz", "amir")
    stage.slack.clock.advance(timedelta(days=23))  # three Tuesdays; Wednesday 25 March at noon
    for _ in range(4):
        stage.due()
    assert [day for day, _ in cycles(stage)] == ["2026-03-24"]
    assert len(messages(stage, "amir")) == 1
    stage.to_next_cycle()
    assert [day for day, _ in cycles(stage)] == ["2026-03-24", "2026-03-31"]


def test_a_cycle_before_anyone_had_joined_is_not_made_up_for(stage: Stage) -> None:
    stage.slack.clock.advance(timedelta(days=2))
    stage.enrol("rosa", "amir")
    stage.due()
    assert cycles(stage) == []


def test_the_hour_is_the_workspaces_own_through_the_change_of_clocks(tmp_path: Path) -> None:
    start = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)
    with staged(tmp_path, http=True, start=start) as stage:
        stage.enrol("rosa")
        for _ in range(24 * 16):
            stage.pass_time(hours=1)
        assert cycles(stage) == [
            ("2026-03-24", datetime(2026, 3, 24, 9, 0, tzinfo=UTC)),
            ("2026-03-31", datetime(2026, 3, 31, 8, 0, tzinfo=UTC)),
            ("2026-04-07", datetime(2026, 4, 7, 8, 0, tzinfo=UTC)),
        ]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["an hour that is skipped", "an hour that comes twice"],
)
def test_a_cycle_in_the_night_of_the_change_runs_once(
    tmp_path: Path, start: datetime, expected: datetime
) -> None:
    def at_half_past_one(environ: dict[str, str]) -> None:
        environ["POLLINATE_CYCLE"] = "sun 01:30"

    with staged(tmp_path, http=True, start=start, change=at_half_past_one) as stage:
        stage.enrol("rosa")
        for _ in range(48):
            stage.pass_time(minutes=30)
        assert [started for _, started in cycles(stage)] == [expected]


def test_of_two_processes_that_run_a_cycle_only_one_is_heard(tmp_path: Path) -> None:
    others: list[Stage] = []

    def overtaken(*given: Any, **named: Any) -> Decision:  # noqa: ANN401 - handed on as they are
        """While this process is choosing, let Amir take less and another process run the same cycle."""
        for stage in others[:1]:
            others.clear()
            assert stage.person("amir").types("/offerpartner capacity 1").ok
            assert stage.bot.run_due()
        return suggest_here(*given, **named)

    with staged(tmp_path, http=True, decide=overtaken) as stage:
        stage.enrol("rosa", "tomasz", "amir")
        others.append(stage)
        stage.to_next_cycle()
        assert others == []
        assert states(stage) == ["open"]
        assert len(cycles(stage)) == 1
        [card] = messages(stage, "amir")
        assert card.buttons == CARD_BUTTONS


def test_who_pauses_while_a_cycle_is_choosing_is_left_out(tmp_path: Path) -> None:
    stages: list[Stage] = []

    def slowly(*given: Any, **named: Any) -> Decision:  # noqa: ANN401 - handed on as they are
        assert stages[0].person("rosa").types("/needpartner pause").ok
        return suggest_here(*given, **named)

    with staged(tmp_path, http=True, decide=slowly, start=MONDAY) as stage:
        stages.append(stage)
        stage.enrol("rosa", "amir")
        stage.to_next_cycle()
        assert standings(stage) == []
        assert posted(stage) == []
