"""Organisations: an admin renames one, sets its kind and cap, and merges two that are the same."""

from bot.sandbox import Form
from tests.journey_acts import enrol, modal, query, states
from tests.stage import Stage


def opened(stage: Stage, name: str) -> Form:
    """The form of one organisation, as an admin gets it."""
    ada = stage.person("ada")
    assert ada.types("/partneradmin organisations").ok
    assert modal(ada).fill({"Organisation": name}).submit().ok
    return modal(ada)


def names(stage: Stage) -> list[str]:
    return [name for (name,) in query(stage, "SELECT name FROM organisations ORDER BY name")]


def name_of(stage: Stage, handle: str) -> str:
    found = query(
        stage,
        "SELECT person, organisations.name FROM champions"
        " JOIN organisations ON organisations.id = organisation",
    )
    return str(dict(found)[stage.person(handle).id])


def test_an_admin_renames_an_organisation_and_everyone_sees_it(stage: Stage) -> None:
    stage.enrol("amir")
    before = name_of(stage, "amir")
    assert opened(stage, before).fill({"Name": "Renamed Trust", "Introductions a cycle": "3"}).submit().ok
    modal(stage.person("ada")).close()
    assert query(stage, "SELECT name, cap FROM organisations") == [("Renamed Trust", 3)]
    assert "Renamed Trust" in stage.person("amir").opens_home().plain
    assert query(stage, "SELECT act FROM audit WHERE act LIKE '%organisation'") == [
        ("changed an organisation",)
    ]


def test_names_that_differ_in_case_and_spaces_only_are_the_same(stage: Stage) -> None:
    stage.enrol("amir", "greta")
    taken = name_of(stage, "greta")
    refused = opened(stage, name_of(stage, "amir")).fill({"Name": f" {taken.upper()} "}).submit()
    assert "Another organisation goes by this name" in str(refused.errors)
    assert len(names(stage)) == 2


def test_a_merge_is_confirmed_in_numbers_and_moves_champions_and_their_past(stage: Stage) -> None:
    stage.enrol("rosa", "amir", "greta")
    gone, into = name_of(stage, "amir"), name_of(stage, "greta")
    stage.to_next_cycle()
    before = states(stage)
    assert opened(stage, gone).fill({"Merge it into": into}).submit().ok
    asked = modal(stage.person("ada"))
    assert "Its champion moves, which makes 2 together" in " ".join(asked.texts)
    assert names(stage) == sorted([gone, into])
    assert asked.submit().ok
    assert names(stage) == [into]
    assert name_of(stage, "amir") == into
    assert states(stage) == before
    stage.bot.send_due()
    assert into in stage.person("amir").opens_home().plain


def test_texts_of_both_are_joined_and_the_same_is_not_said_twice(stage: Stage) -> None:
    enrol(stage, "amir")
    enrol(stage, "greta")
    query_texts = "SELECT written_values, outside_ideas FROM organisations WHERE name = '{}'"
    gone, into = name_of(stage, "amir"), name_of(stage, "greta")
    [mine], [theirs] = (query(stage, query_texts.format(name)) for name in (gone, into))
    assert opened(stage, gone).fill({"Merge it into": into}).submit().ok
    assert modal(stage.person("ada")).submit().ok
    [joined] = query(stage, query_texts.format(into))
    for one, other, both in zip(theirs, mine, joined, strict=True):
        assert both == "\n".join(dict.fromkeys(text for text in (one, other) if text))


def test_an_organisation_is_not_merged_into_itself(stage: Stage) -> None:
    stage.enrol("amir")
    name = name_of(stage, "amir")
    opened(stage, name).fill({"Merge it into": name}).submit()
    assert names(stage) == [name]


def test_the_cap_of_an_organisation_holds_for_all_its_champions_together(stage: Stage) -> None:
    stage.enrol("amir")
    name = name_of(stage, "amir")
    for handle in ("greta", "samuel"):
        enrol(stage, handle, Organisation=name, Or_a_new_organisation="")
    stage.enrol("rosa", "priya", "tomasz", "mei")
    assert opened(stage, name).fill({"Introductions a cycle": "1"}).submit().ok
    modal(stage.person("ada")).close()
    stage.to_next_cycle()
    assert len(states(stage)) == 1


def test_an_organisation_outlives_its_champion_and_admins_are_told(stage: Stage) -> None:
    stage.enrol("amir")
    name = name_of(stage, "amir")
    amir = stage.person("amir")
    assert amir.types("/offerpartner forget").ok
    assert modal(amir).submit().ok
    told = stage.person("ada").types("/partneradmin status").text
    assert f"Without a champion: {name}" in told.replace("&amp;", "&")
