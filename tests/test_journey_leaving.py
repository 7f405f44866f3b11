"""A champion who pauses or leaves, and whoever is deactivated, leave nobody waiting."""

from tests.journey_acts import enrol, messages, query, standings
from tests.stage import Stage


def states_of(stage: Stage, venture: str) -> list[tuple[str, str]]:
    return [(one.organisation, one.state) for one in standings(stage) if one.venture == venture]


def venture(stage: Stage) -> str:
    [(name,)] = query(stage, "SELECT venture FROM innovators")
    return str(name)


def amir_is_asked(stage: Stage) -> str:
    """Rosa's card is put to Amir; give the venture's name."""
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    assert "Accept" in messages(stage, "amir")[-1].buttons
    return venture(stage)


def test_what_waits_for_a_champion_who_pauses_goes_to_the_next_best(stage: Stage) -> None:
    name = amir_is_asked(stage)
    stage.enrol("harriet")
    seen = stage.person("amir").types("/offerpartner pause")
    assert "goes to somebody else" in seen.text
    stage.due()
    first, *others = states_of(stage, name)
    assert first[1] == "closed"
    assert [state for _, state in others] == ["open"]
    assert "Accept" not in messages(stage, "amir")[-1].buttons


def test_a_colleague_comes_before_the_next_best(stage: Stage) -> None:
    enrol(stage, "kwame", Introductions_wanted="1")
    stage.enrol("yusuf", "noor", "harriet", "amir")
    stage.to_next_cycle()
    asked, other = ("yusuf", "noor") if messages(stage, "yusuf") else ("noor", "yusuf")
    assert messages(stage, other) == []
    [(organisation, _)] = states_of(stage, venture(stage))
    assert stage.person(asked).types("/offerpartner leave").ok
    stage.due()
    assert states_of(stage, venture(stage)) == [(organisation, "closed"), (organisation, "open")]
    assert "Accept" in messages(stage, other)[-1].buttons


def test_a_champion_who_leaves_stays_in_what_was_agreed_and_may_come_back(stage: Stage) -> None:
    name = amir_is_asked(stage)
    stage.click("amir", "Accept")
    amir, ada = stage.person("amir"), stage.person("ada")
    assert amir.opens_home().click("Leave").ok
    stage.due()
    assert [state for _, state in states_of(stage, name)] == ["accepted"]
    assert "Without a champion" in ada.types("/partneradmin status").text
    assert name in amir.opens_home().plain
    assert amir.types("/offerpartner resume").ok
    assert "Without a champion" not in ada.types("/partneradmin status").text


def test_whoever_is_deactivated_is_paused_and_nobody_waits_for_them(stage: Stage) -> None:
    name = amir_is_asked(stage)
    stage.enrol("greta")
    stage.slack.change_person("amir", deleted=True)
    paused = "SELECT paused FROM champions WHERE paused = 1"
    stage.slack.eventually(lambda: query(stage, paused))
    stage.due()
    assert [state for _, state in states_of(stage, name)][:1] == ["closed"]
    assert "Without a champion" in stage.person("ada").types("/partneradmin status").text
    stage.slack.change_person("amir", deleted=False)
    assert stage.person("amir").types("/offerpartner resume").ok
    assert query(stage, paused) == []


def test_a_deactivated_innovators_card_closes_kindly(stage: Stage) -> None:
    name = amir_is_asked(stage)
    stage.slack.change_person("rosa", deleted=True)
    stage.slack.eventually(lambda: query(stage, "SELECT 1 FROM innovators WHERE paused = 1"))
    stage.due()
    assert [state for _, state in states_of(stage, name)] == ["closed"]
    assert "nothing left for you to do" in messages(stage, "amir")[-1].plain


def test_deactivation_that_no_event_told_of_is_seen_within_a_day(stage: Stage) -> None:
    amir_is_asked(stage)
    stage.bot.bolt._listeners.clear()  # the bot hears nothing
    stage.slack.change_person("amir", deleted=True)
    stage.pass_time(days=1, minutes=1)
    assert query(stage, "SELECT paused FROM champions") == [(1,)]


def test_a_guest_may_be_an_innovator(stage: Stage) -> None:
    stage.slack.change_person("rosa", is_restricted=True)
    amir_is_asked(stage)
    stage.click("amir", "Accept")
    assert stage.person("rosa").group_with("amir")
