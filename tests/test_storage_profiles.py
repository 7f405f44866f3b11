"""Profiles: kept as they were told, and replaced; organisations found again; consents and pauses."""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage import Side, Store
from matching.people import Champion, Innovator, Organisation
from tests.profiles import AMIR, ANY_CHAMPION, ANY_INNOVATOR, NOON, ROSA
from tests.storage_place import ENGINES, OURS, new_store, put_card, rows_of

TODAY = NOON.date()
LATER = NOON + timedelta(days=9)
BOTH_SIDES = pytest.mark.parametrize("side", ["innovator", "champion"])


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest) -> Iterator[Store]:
    """One store for all examples of a property; each example undoes what it did."""
    with new_store(request.param) as made:
        yield made


class Undone(Exception):  # noqa: N818  # ends an example, is no mistake
    """Rolls an example's transaction back."""


def storable(profile: Innovator | Champion) -> bool:
    """Whether it holds neither a null byte nor half a surrogate pair: the forms take out both."""
    letters = "".join(map(str, _texts(profile)))
    return not any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in letters)


def _texts(profile: Innovator | Champion) -> list[object]:
    organisation = vars(profile.organisation) if isinstance(profile, Champion) else {}
    return [*vars(profile).values(), *organisation.values()]


@given(told=ANY_INNOVATOR.filter(storable), again=ANY_INNOVATOR.filter(storable))
@settings(max_examples=60, deadline=None)
def test_an_innovator_comes_back_as_told_and_is_replaced_whole(
    shared: Store, told: Innovator, again: Innovator
) -> None:
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(Undone))
        act = stack.enter_context(shared.begin(OURS))
        assert act.save_innovator(told, NOON) == told == act.innovator(told.person)
        expected = replace(again, id=told.id, person=told.person)
        assert act.save_innovator(replace(again, person=told.person), LATER) == expected
        assert act.innovators() == [expected]
        raise Undone


@given(
    told=ANY_CHAMPION.filter(storable).filter(lambda champion: champion.organisation.name),
    again=ANY_CHAMPION.filter(storable),
)
@settings(max_examples=60, deadline=None)
def test_a_champion_comes_back_as_told_and_is_replaced_whole(
    shared: Store, told: Champion, again: Champion
) -> None:
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(Undone))
        act = stack.enter_context(shared.begin(OURS))
        kept = act.save_champion(told, NOON)
        made = replace(told.organisation, id=kept.organisation.id)
        assert kept == replace(told, organisation=made) == act.champion(told.person)
        changed = replace(again, person=told.person, organisation=made)
        assert act.save_champion(changed, LATER) == replace(changed, id=told.id)
        assert act.champions() == [replace(changed, id=told.id)]
        raise Undone


def test_null_bytes_are_replaced_and_half_a_surrogate_pair_is_refused_whole(store: Store) -> None:
    nul = replace(ROSA, venture="\x00nul\x00", problem="\x00")
    with store.begin(OURS) as act:
        act.save_innovator(nul, NOON)
    with pytest.raises(UnicodeEncodeError), store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, problem="Told before.", venture="\ud800 half"), NOON)
    with store.read(OURS) as act:
        assert act.innovator(ROSA.person) == replace(ROSA, venture="\ufffdnul\ufffd", problem="\ufffd")


def test_a_stranger_has_no_profile(store: Store) -> None:
    with store.begin(OURS) as act:
        assert act.first_joined() is None
        put_card(act)
        assert act.innovator(AMIR.person) is None
        assert act.champion(ROSA.person) is None
        assert act.first_joined() == NOON


# --- organisations -------------------------------------------------------------------------------------


def from_organisation(person: str, organisation: Organisation) -> Champion:
    return replace(AMIR, id=f"id of {person}", person=person, organisation=organisation)


@pytest.mark.parametrize(
    "spelling",
    ["Age & Place", "  AGE  &\tplace ", "age & place", "Ａｇｅ & Place", "Age & Place\u00a0"],
)
def test_an_organisation_is_found_by_its_name_however_it_is_spelled(store: Store, spelling: str) -> None:
    with store.begin(OURS) as act:
        first = act.save_champion(AMIR, NOON).organisation
        colleague = from_organisation("U0ZOE", replace(AMIR.organisation, id="", name=spelling))
        assert act.save_champion(colleague, NOON).organisation == first
    assert len(rows_of(store, "organisations")) == 1


@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
)
@settings(max_examples=80, deadline=None)
def test_spellings_of_any_name_meet(shared: Store, name: str) -> None:
    spellings = (name, name.casefold(), unicodedata.normalize("NFD", name), f"  {name}\n")
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(Undone))
        act = stack.enter_context(shared.begin(OURS))
        for spelling in spellings:
            act.save_champion(from_organisation(spelling, Organisation("", spelling, "charity")), NOON)
        assert {champion.organisation.name for champion in act.champions()} == {name}
        raise Undone


def test_the_greek_whose_folding_takes_letters_apart_meet_too(store: Store) -> None:
    with store.begin(OURS) as act:
        for person, name in (("U1", "ταΐζω"), ("U2", "ΤΑΪ́ΖΩ")):
            act.save_champion(from_organisation(person, Organisation("", name, "charity")), NOON)
    assert len(rows_of(store, "organisations")) == 1


def test_a_picked_organisation_needs_no_name_and_keeps_its_own(store: Store) -> None:
    with store.begin(OURS) as act:
        first = act.save_champion(AMIR, NOON).organisation
        picked = act.save_champion(from_organisation("U0ZOE", Organisation(first.id, "", "company")), NOON)
        assert picked.organisation == replace(first, kind="company")
        renamed = replace(first, name="Somebody else's")
        assert act.save_champion(from_organisation("U0BEN", renamed), NOON).organisation.name == first.name


@pytest.mark.parametrize("place", [0, 1])
def test_the_organisation_picked_is_meant_even_under_the_name_of_another(store: Store, place: int) -> None:
    with store.begin(OURS) as act:
        known = [
            act.save_champion(from_organisation(name, Organisation("", name, "charity")), NOON).organisation
            for name in ("First", "Second")
        ]
        both = replace(known[place], name=known[1 - place].name)
        assert act.save_champion(from_organisation("U0ZOE", both), NOON).organisation == known[place]


def test_what_a_colleague_wrote_is_not_wiped_by_empty_fields_but_replaced_by_new_ones(store: Store) -> None:
    with store.begin(OURS) as act:
        first = act.save_champion(AMIR, NOON).organisation
        silent = replace(first, values="", outside_ideas="")
        assert act.save_champion(from_organisation("U0ZOE", silent), NOON).organisation == first
        told = replace(first, values="New values.", outside_ideas="")
        expected = replace(first, values="New values.")
        assert act.save_champion(from_organisation("U0ZOE", told), NOON).organisation == expected
        amir = act.champion(AMIR.person)
        assert amir
        assert amir.organisation == expected


def test_an_organisation_nobody_knows_and_nobody_named_is_refused(store: Store) -> None:
    unknown = from_organisation("U0ZOE", Organisation("made up", "", "charity"))
    with pytest.raises(LookupError), store.begin(OURS) as act:
        act.save_champion(unknown, NOON)
    assert rows_of(store, "organisations") == rows_of(store, "champions") == []


def test_organisations_are_offered_by_what_was_typed(store: Store) -> None:
    with store.begin(OURS) as act:
        for number, name in enumerate(("Zebra 100%", "age & place", "The Age_d", "Åge")):
            act.save_champion(from_organisation(f"U{number}", Organisation("", name, "charity")), NOON)

        def names(typed: str, limit: int = 100) -> list[str]:
            return [organisation.name for organisation in act.organisations_like(typed, limit)]

        assert names("") == ["age & place", "The Age_d", "Zebra 100%", "Åge"]
        assert names("  AGE ") == ["age & place", "The Age_d"]
        assert names("%") == ["Zebra 100%"]
        assert names("_") == ["The Age_d"]
        assert names("A\u030age") == ["Åge"]
        assert names("", limit=1) == ["age & place"]
        assert names("nobody") == []


# --- consents, capacity, pauses ------------------------------------------------------------------------


def test_every_consent_is_kept_with_its_wording_and_time(store: Store) -> None:
    with store.begin(OURS) as act:
        act.keep_consent(ROSA.person, "You agree to A.", NOON)
        act.keep_consent(ROSA.person, "You agree to A.", LATER)
        act.keep_consent(ROSA.person, "You agree to B.", LATER)
    kept = [(row["person"], row["wording"], row["given_at"]) for row in rows_of(store, "consents")]
    assert sorted(kept) == [
        (ROSA.person, "You agree to A.", "2026-03-03T12:00:00.000000+00:00"),
        (ROSA.person, "You agree to A.", "2026-03-12T12:00:00.000000+00:00"),
        (ROSA.person, "You agree to B.", "2026-03-12T12:00:00.000000+00:00"),
    ]


def test_capacity_is_set_for_champions_only(store: Store) -> None:
    with store.begin(OURS) as act:
        put_card(act)
        assert act.set_capacity(AMIR.person, 5, LATER)
        assert not act.set_capacity(ROSA.person, 5, LATER)
        assert [champion.capacity for champion in act.champions()] == [5]


def is_paused(store: Store, side: Side) -> bool:
    with store.read(OURS) as act:
        profile = act.innovator("U0ZOE") if side == "innovator" else act.champion("U0ZOE")
        assert profile
        return profile.paused


def save_zoe(store: Store) -> None:
    """Keep Zoe as both, so that a pause of one side can be seen not to touch the other."""
    with store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, person="U0ZOE"), NOON)
        act.save_champion(replace(AMIR, person="U0ZOE"), NOON)


@BOTH_SIDES
def test_a_pause_holds_for_one_side_until_resumed_and_survives_a_new_form(store: Store, side: Side) -> None:
    save_zoe(store)
    other: Side = "champion" if side == "innovator" else "innovator"
    with store.begin(OURS) as act:
        assert act.pause(side, "U0ZOE", None, NOON)
    save_zoe(store)
    with store.begin(OURS) as act:
        act.end_pauses(date(9999, 12, 31))
        assert act.paused_until(side, "U0ZOE") is None
    assert (is_paused(store, side), is_paused(store, other)) == (True, False)
    with store.begin(OURS) as act:
        assert act.resume(side, "U0ZOE", NOON)
    assert not is_paused(store, side)


@BOTH_SIDES
def test_a_pause_ends_by_itself_on_its_day(store: Store, side: Side) -> None:
    save_zoe(store)
    end = TODAY + timedelta(days=30)
    with store.begin(OURS) as act:
        act.pause(side, "U0ZOE", end, NOON)
        act.end_pauses(end - timedelta(days=1))
        assert act.paused_until(side, "U0ZOE") == end
    assert is_paused(store, side)
    with store.begin(OURS) as act:
        act.end_pauses(end)
        assert act.paused_until(side, "U0ZOE") is None
    assert not is_paused(store, side)


@BOTH_SIDES
def test_nobody_is_paused_who_is_not_there(store: Store, side: Side) -> None:
    with store.begin(OURS) as act:
        assert not act.pause(side, "U0NOBODY", None, NOON)
        assert not act.resume(side, "U0NOBODY", NOON)
        assert act.paused_until(side, "U0NOBODY") is None
