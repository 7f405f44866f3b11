"""The kill switch: nothing runs and nobody is written to unasked until an admin resumes; nothing is lost."""

from datetime import timedelta

from tests.journey_acts import cycles, messages, modal, query
from tests.stage import Stage


def admin_types(stage: Stage, word: str) -> str:
    seen = stage.person("ada").types(f"/partneradmin {word}")
    assert seen.ok
    return seen.text


def test_paused_no_cycle_runs_and_resumed_the_missed_one_is_made_up_for(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    assert "Everything is paused" in admin_types(stage, "pause")
    stage.to_next_cycle()
    assert cycles(stage) == []
    assert "no cycle can run" in admin_types(stage, "run")
    stage.pass_time(hours=2)
    assert cycles(stage) == []
    assert "Everything goes on" in admin_types(stage, "resume")
    stage.due()
    assert [day for day, _ in cycles(stage)] == ["2026-03-03"]
    assert "Accept" in messages(stage, "amir")[-1].buttons


def test_what_was_held_goes_out_one_after_the_other(stage: Stage) -> None:
    stage.slack.change_person("amir", tz="America/New_York")
    stage.slack.change_person("greta", tz="America/New_York")
    stage.enrol("rosa", "priya", "tomasz", "mei", "amir", "greta")
    stage.due()
    stage.to_next_cycle()
    held = query(stage, "SELECT count(*) FROM outbox WHERE kind = 'cards' AND ts IS NULL")[0][0]
    assert held == 2, "nothing is held: this proves nothing"
    admin_types(stage, "pause")
    stage.pass_time(hours=6)
    assert (messages(stage, "amir"), messages(stage, "greta")) == ([], [])
    assert "2 messages were held" in admin_types(stage, "resume")
    stage.due()
    assert len(messages(stage, "amir")) + len(messages(stage, "greta")) == 1
    stage.pass_time(seconds=5)
    assert [len(messages(stage, handle)) for handle in ("amir", "greta")] == [1, 1]


def test_the_days_of_a_halt_count_against_nobodys_answer(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.pass_time(days=4)
    assert "until Monday 9 March" in messages(stage, "amir")[-1].plain
    admin_types(stage, "pause")
    stage.pass_time(days=14)
    admin_types(stage, "resume")
    stage.due()
    [card] = messages(stage, "amir")
    assert "Accept" in card.buttons
    assert "until Monday 23 March" in card.plain
    stage.pass_time(days=2)
    assert "Accept" not in messages(stage, "amir")[-1].buttons


def test_answers_to_own_acts_go_out_while_everything_is_paused(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    admin_types(stage, "pause")
    stage.click("amir", "Accept")
    assert "conversation is open" in messages(stage, "amir")[-1].plain
    assert stage.person("amir").group_with("rosa")


def test_everybody_sees_it_and_only_once_is_enough(stage: Stage) -> None:
    stage.enrol("rosa")
    ada, rosa = stage.person("ada"), stage.person("rosa")
    assert ada.opens_home().click("Pause everything").ok
    modal(ada).close()
    assert "Everything is paused already" in admin_types(stage, "pause")
    assert "Everything is paused since Monday 2 March" in admin_types(stage, "status").replace("*", "")
    assert "have paused all suggestions" in rosa.opens_home().plain
    assert "Pause everything" not in ada.opens_home().buttons
    assert ada.opens_home().click("Resume everything").ok
    modal(ada).close()
    assert "nothing to resume" in admin_types(stage, "resume")
    assert "paused all" not in rosa.opens_home().plain


def test_who_and_when_stands_in_the_audit_trail(stage: Stage) -> None:
    for word in ("pause", "resume"):
        admin_types(stage, word)
        stage.slack.clock.advance(timedelta(minutes=1))
    ada = stage.person("ada").id
    acts = query(stage, "SELECT person, act FROM audit WHERE act LIKE '%everything' ORDER BY at")
    assert acts == [(ada, "paused everything"), (ada, "resumed everything")]


def test_nobody_but_an_admin_pauses_everything(stage: Stage) -> None:
    for word in ("pause", "resume"):
        assert "Only the organisers" in stage.person("rosa").types(f"/partneradmin {word}").text
    assert query(stage, "SELECT * FROM halts") == []
