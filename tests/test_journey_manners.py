"""Manners in the whole of it: messages wait for people's own mornings, holidays are kept, nothing is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journey_acts import cycles, messages, query
from tests.stage import Stage, staged

LATE = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
BEFORE_EASTER = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)  # a Wednesday


def has_cards(stage: Stage, handle: str) -> bool:
    return any("Accept" in message.buttons for message in messages(stage, handle))


def test_cards_arrive_at_the_cycles_hour_where_each_champion_is(stage: Stage) -> None:
    stage.slack.change_person("amir", tz="America/New_York")
    stage.enrol("rosa", "priya", "amir", "greta", "samuel")
    stage.due()
    stage.to_next_cycle()
    assert [has_cards(stage, handle) for handle in ("amir", "greta")] == [False, True]
    stage.pass_time(hours=4, minutes=58)
    assert not has_cards(stage, "amir")
    stage.pass_time(minutes=2)
    assert has_cards(stage, "amir")
    assert len(messages(stage, "greta")) == 1


def test_a_cycle_run_at_night_decides_at_once_and_is_heard_of_in_the_morning(tmp_path: Path) -> None:
    with staged(tmp_path, http=True, start=LATE) as stage:
        stage.enrol("rosa", "amir")
        assert stage.person("ada").types("/partneradmin run").ok
        stage.due()
        assert cycles(stage) == [("2026-03-02", LATE)]
        assert not has_cards(stage, "amir")
        assert "1 suggestion made" in messages(stage, "ada")[-1].plain  # the answer to an own act
        stage.pass_time(hours=9, minutes=58)
        assert not has_cards(stage, "amir")
        stage.pass_time(minutes=2)
        assert has_cards(stage, "amir")
        assert query(stage, "SELECT attempts, error FROM outbox WHERE kind = 'cards'") == [(0, None)]


def test_answers_to_own_acts_know_no_quiet_hours(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.pass_time(hours=13)
    stage.click("amir", "Accept")
    assert "conversation is open" in messages(stage, "amir")[-1].plain
    assert stage.person("amir").group_with("rosa")


def test_a_message_that_waited_over_a_restart_is_not_lost(tmp_path: Path) -> None:
    with staged(tmp_path, http=True, start=LATE) as stage:
        stage.enrol("rosa", "amir")
        assert stage.person("ada").types("/partneradmin run").ok
        stage.due()
        due = query(stage, "SELECT state, due_at FROM outbox WHERE kind = 'cards'")
        assert due == [("pending", "2026-03-03T08:00:00.000000+00:00")]


def test_no_cycle_runs_on_a_holiday_and_home_says_when_it_does(tmp_path: Path) -> None:
    def keep(environ: dict[str, str]) -> None:
        environ |= {"POLLINATE_CYCLE": "fri 9:00", "POLLINATE_COUNTRY": "GB-ENG"}

    with staged(tmp_path, http=True, start=BEFORE_EASTER, change=keep) as stage:
        stage.enrol("rosa", "amir")
        assert "Tuesday 7 April at 09:00" in stage.person("rosa").opens_home().plain
        for _ in range(5):
            stage.pass_time(days=1)
            assert cycles(stage) == []
        stage.pass_time(days=1)
        assert [day for day, _ in cycles(stage)] == ["2026-04-07"]
        assert has_cards(stage, "amir")


def test_a_cycle_missed_while_the_bot_was_down_is_not_made_up_for_on_a_holiday(tmp_path: Path) -> None:
    def keep(environ: dict[str, str]) -> None:
        environ |= {"POLLINATE_CYCLE": "thu 9:00", "POLLINATE_COUNTRY": "GB-ENG"}

    with staged(tmp_path, http=True, start=BEFORE_EASTER, change=keep) as stage:
        stage.enrol("rosa", "amir")
        stage.slack.clock.advance(timedelta(days=2))  # Good Friday
        stage.due()
        assert cycles(stage) == []
        stage.pass_time(days=1)
        assert [day for day, _ in cycles(stage)] == ["2026-04-02"]


def test_quiet_weekends_and_hours_are_settings(tmp_path: Path) -> None:
    def change(environ: dict[str, str]) -> None:
        environ |= {"POLLINATE_QUIET_HOURS": "none", "POLLINATE_QUIET_WEEKENDS": "yes"}

    with staged(tmp_path, http=True, start=LATE + timedelta(days=5), change=change) as stage:  # a Saturday
        stage.enrol("rosa", "amir")
        assert stage.person("ada").types("/partneradmin run").ok
        stage.due()
        stage.pass_time(hours=25)
        assert not has_cards(stage, "amir")
        stage.pass_time(hours=1)
        assert has_cards(stage, "amir")  # Monday, at midnight
