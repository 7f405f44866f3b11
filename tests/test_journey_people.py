"""Who is who: whoever acts is known by language and zone soon after, and changes are heard of."""

import pytest

from bot.records import Member
from bot.sandbox.faults import Fault
from tests.journey_acts import query
from tests.stage import Stage


def known(stage: Stage, handle: str) -> Member | None:
    with stage.bot.store.read(stage.bot.workspace) as act:
        return act.member(stage.person(handle).id)


def asked(stage: Stage) -> list[str]:
    return [entry.request["user"] for entry in stage.slack.ledger("api", "users.info")]


def test_whoever_acts_is_known_by_language_and_zone(stage: Stage) -> None:
    stage.slack.change_person("rosa", tz="Europe/Paris", locale="fr-FR")
    assert known(stage, "rosa") is None
    stage.person("rosa").opens_home()
    stage.due()
    rosa = stage.person("rosa").id
    assert known(stage, "rosa") == Member(rosa, "fr-FR", "Europe/Paris")
    assert asked(stage) == [rosa]


def test_nobody_is_asked_about_twice_a_day_and_everybody_with_a_profile_each_day(stage: Stage) -> None:
    stage.enrol("rosa")
    for _ in range(3):
        stage.due()
    assert len(asked(stage)) == 1
    stage.pass_time(hours=23)
    assert len(asked(stage)) == 1
    stage.pass_time(hours=2)
    assert len(asked(stage)) == 2


def test_a_move_and_a_new_language_are_heard_of_at_once(stage: Stage) -> None:
    stage.enrol("rosa")
    stage.due()
    stage.slack.change_person("rosa", tz="Asia/Kolkata", locale="hi-IN", is_ultra_restricted=True)
    told = Member(stage.person("rosa").id, "hi-IN", "Asia/Kolkata", guest=True)
    stage.slack.eventually(lambda: known(stage, "rosa") == told)


def test_of_strangers_nothing_is_kept(stage: Stage) -> None:
    stage.enrol("rosa")
    stage.due()
    stage.slack.change_person("amir", tz="Asia/Kolkata")
    stage.slack.eventually(lambda: stage.slack.ledger("user_change"))
    stage.due()
    assert query(stage, "SELECT person FROM people") == [(stage.person("rosa").id,)]


def test_a_passer_by_is_forgotten_after_a_day(stage: Stage) -> None:
    stage.person("rosa").opens_home()
    stage.due()
    assert known(stage, "rosa")
    stage.pass_time(hours=25)
    assert known(stage, "rosa") is None


@pytest.mark.parametrize("effect", ["500", "cut_before", "garbage", "429"])
def test_where_slack_does_not_say_the_bot_goes_on_and_asks_again(stage: Stage, effect: str) -> None:
    stage.slack.fault(Fault("users.info", effect))
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    assert "Accept" in stage.inbox("amir")[-1].buttons
    stage.due()
    assert known(stage, "rosa") == Member(stage.person("rosa").id, "en-GB", "Europe/London")


def test_the_forgotten_are_not_asked_about_again(stage: Stage) -> None:
    stage.enrol("rosa")
    rosa = stage.person("rosa")
    assert rosa.types("/needpartner forget").ok
    form = rosa.modal()
    assert form
    assert form.submit().ok
    stage.due()
    assert known(stage, "rosa") is None
    assert query(stage, "SELECT person FROM people") == []


def test_a_workspace_that_lets_us_in_no_more_is_asked_about_nobody(stage: Stage) -> None:
    with stage.bot.store.begin(stage.bot.workspace) as act:
        act.cut_off(stage.bot.clock(), "token_revoked")
    stage.person("rosa").opens_home()
    stage.bot.run_due()
    assert asked(stage) == []
    with stage.bot.store.begin(stage.bot.workspace) as act:
        act.let_in()
    stage.bot.run_due()
    assert asked(stage) == [stage.person("rosa").id]
