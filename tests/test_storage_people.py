"""Who is who is kept of those the bot deals with, no longer than needed, and forgotten with them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.records import Member
from bot.storage import Act, Store
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, THEIRS, rows_of

PARIS = Member(ROSA.person, "fr-FR", "Europe/Paris")
DAY = timedelta(days=1)


def test_language_and_zone_are_those_slack_told(act: Act) -> None:
    assert act.member(ROSA.person) is None
    assert (act.language_of(ROSA.person), act.zone_of(ROSA.person)) == ("", None)
    act.meet(ROSA.person)
    assert (act.language_of(ROSA.person), act.zone_of(ROSA.person)) == ("", None)
    act.keep_member(PARIS, NOON)
    assert act.member(ROSA.person) == PARIS
    assert (act.language_of(ROSA.person), act.zone_of(ROSA.person)) == ("fr-FR", ZoneInfo("Europe/Paris"))


def test_everything_told_of_a_person_is_kept(act: Act) -> None:
    told = Member(AMIR.person, "de-DE", "Europe/Berlin", deactivated=True, guest=True, bot=True)
    act.meet(AMIR.person)
    act.keep_member(told, NOON)
    assert act.member(AMIR.person) == told


def test_a_zone_that_does_not_exist_is_none(act: Act) -> None:
    act.meet(ROSA.person)
    for zone in ("Mars/Olympus", "../etc", "/etc", ""):
        act.keep_member(Member(ROSA.person, zone=zone), NOON)
        assert act.zone_of(ROSA.person) is None


def test_nothing_is_kept_of_whom_nobody_met(act: Act) -> None:
    act.keep_member(PARIS, NOON)
    assert act.member(ROSA.person) is None


def test_those_with_a_profile_are_asked_about_once_a_day_and_the_unknown_first(act: Act) -> None:
    act.save_innovator(ROSA, NOON)
    assert act.members_to_ask(NOON - DAY, 8) == [ROSA.person]
    act.keep_member(PARIS, NOON)
    assert act.members_to_ask(NOON - DAY, 8) == []
    act.save_champion(AMIR, NOON)
    assert act.members_to_ask(NOON, 8) == [AMIR.person, ROSA.person]
    assert act.members_to_ask(NOON, 1) == [AMIR.person]
    act.asked_in_vain(AMIR.person, NOON)
    assert act.members_to_ask(NOON - DAY, 8) == []


def test_only_people_without_a_profile_are_passers_by(act: Act) -> None:
    act.save_innovator(ROSA, NOON)
    act.save_champion(AMIR, NOON)
    act.meet("U0PASSER")
    assert not act.drop_passer_by("U0PASSER")  # nothing is known of them yet
    people = (ROSA.person, AMIR.person, "U0PASSER")
    for person in people:
        act.asked_in_vain(person, NOON)
    assert [act.drop_passer_by(person) for person in people] == [False, False, True]
    assert act.member("U0PASSER") is None


def test_forgetting_takes_who_somebody_is_along(store: Store) -> None:
    for workspace in (OURS, THEIRS):
        with store.begin(workspace) as act:
            act.meet(ROSA.person)
            act.keep_member(PARIS, NOON)
    with store.begin(OURS) as act:
        act.erase_profiles(ROSA.person, NOON)
    assert [row["team"] for row in rows_of(store, "people")] == [THEIRS.team]
