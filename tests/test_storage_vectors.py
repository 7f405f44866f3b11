"""A sentence vector stays as long as somebody has its text, and not a moment longer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.storage import Act, Store
from bot.storage.vectors import text_hash
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, THEIRS, content_of, rows_of

LATER = NOON + timedelta(days=1)
MODEL = "model-1"
EVERY_TEXT = {*ROSA.texts, *AMIR.texts}


@pytest.fixture
def full(store: Store) -> Store:
    """Rosa and Amir with a vector for each of their texts."""
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
        act.save_champion(AMIR, NOON)
        assert act.keep_vectors(MODEL, {text: made_of(text) for text in EVERY_TEXT}) == len(EVERY_TEXT)
    return store


def made_of(text: str) -> bytes:
    return f"made of {text}".encode()


def kept(store: Store) -> dict[str, bytes]:
    with store.read(OURS) as act:
        return act.vectors(MODEL)


def test_every_text_of_a_profile_is_asked_for_once_without_blanks_around(act: Act) -> None:
    act.save_innovator(replace(ROSA, problem=f" \n{ROSA.idea}\u3000", idea=ROSA.idea), NOON)
    act.save_champion(replace(AMIR, organisation=replace(AMIR.organisation, values=" \t ")), NOON)
    asked = act.texts_without_vector(MODEL)
    assert sorted(asked) == sorted([ROSA.idea, AMIR.challenge, AMIR.organisation.outside_ideas])


def test_what_is_kept_is_found_and_not_asked_for_again(full: Store) -> None:
    assert kept(full) == {text: made_of(text) for text in EVERY_TEXT}
    with full.begin(OURS) as act:
        assert act.texts_without_vector(MODEL) == []
        act.keep_vectors(MODEL, {ROSA.idea: b"anew"})
        assert act.vectors(MODEL)[ROSA.idea] == b"anew"


def test_another_models_vectors_are_never_mixed_in(full: Store) -> None:
    with full.begin(OURS) as act:
        assert set(act.texts_without_vector("model-2")) == EVERY_TEXT
        assert act.vectors("model-2") == {}
        act.keep_vectors("model-2", {ROSA.idea: b"2"})
        assert act.vectors(MODEL)[ROSA.idea] == made_of(ROSA.idea)
        assert act.drop_stale_vectors("model-2") == len(EVERY_TEXT)
        assert (act.vectors(MODEL), act.vectors("model-2")) == ({}, {ROSA.idea: b"2"})


def test_a_vector_whose_text_has_gone_meanwhile_is_not_kept(full: Store) -> None:
    with full.begin(OURS) as act:
        assert act.keep_vectors(MODEL, {"Nobody has this.": b"late", "": b"blank"}) == 0
    assert kept(full).keys() == EVERY_TEXT


def test_changing_a_text_drops_what_was_computed_from_it_and_nothing_else(full: Store) -> None:
    told = replace(AMIR.organisation, values="Another credo.", outside_ideas="")
    with full.begin(OURS) as act:
        act.save_innovator(replace(ROSA, idea="Another idea."), LATER)
        act.save_champion(replace(AMIR, challenge="Another.", organisation=told), LATER)
    assert kept(full).keys() == {ROSA.problem, AMIR.organisation.outside_ideas}
    assert len(rows_of(full, "vectors")) == 2


def test_saving_the_same_again_keeps_them(full: Store) -> None:
    before = rows_of(full, "vectors")
    with full.begin(OURS) as act:
        act.save_innovator(replace(ROSA, problem=f" {ROSA.problem} ", stage="idea"), LATER)
        act.save_champion(replace(AMIR, organisation=replace(AMIR.organisation, values="")), LATER)
    assert rows_of(full, "vectors") == before


def test_forgetting_leaves_no_vector_and_no_hash_not_even_in_the_file(full: Store) -> None:
    with full.begin(OURS) as act:
        act.erase_profiles(ROSA.person, NOON)
        act.erase_profiles(AMIR.person, NOON)
    organisation = {AMIR.organisation.values, AMIR.organisation.outside_ideas}
    assert {row["text_hash"] for row in rows_of(full, "vectors")} == {text_hash(one) for one in organisation}
    full.empty_log()  # as at the bot's next tick
    content = content_of(full)
    for text in EVERY_TEXT - organisation:
        assert text_hash(text).encode() not in content
        assert made_of(text) not in content


def test_what_a_colleague_wrote_too_stays_until_both_are_gone(full: Store) -> None:
    zoe = replace(AMIR, id="c2", person="U0ZOE")
    with full.begin(OURS) as act:
        act.save_champion(zoe, NOON)
        act.erase_profiles(AMIR.person, NOON)
        assert AMIR.challenge in act.vectors(MODEL)
        act.erase_profiles(zoe.person, NOON)
    assert AMIR.challenge not in kept(full)


def test_an_act_that_fails_leaves_them_as_they_were(full: Store) -> None:
    before = rows_of(full, "vectors")
    with pytest.raises(InterruptedError), full.begin(OURS) as act:
        erase_and_fail(act)
    assert rows_of(full, "vectors") == before


def erase_and_fail(act: Act) -> None:
    act.erase_profiles(ROSA.person, NOON)
    raise InterruptedError


def test_the_same_text_next_door_has_a_vector_of_its_own(full: Store) -> None:
    with full.begin(THEIRS) as act:
        act.save_innovator(replace(ROSA, id="i-theirs"), NOON)
        act.keep_vectors(MODEL, {ROSA.idea: b"theirs"})
        act.erase_profiles(ROSA.person, NOON)
    assert kept(full)[ROSA.idea] == made_of(ROSA.idea)


def test_a_saved_profile_is_noticed(act: Act) -> None:
    assert act.last_profile_change() is None
    act.save_champion(AMIR, NOON)
    first = act.last_profile_change()
    assert first
    act.save_innovator(ROSA, LATER)
    assert act.last_profile_change() not in (None, first)


def test_workspaces_with_profiles_are_known(full: Store) -> None:
    assert full.workspaces() == [OURS]
    with full.begin(THEIRS) as act:
        act.save_champion(replace(AMIR, id="c-theirs"), NOON)
    assert set(full.workspaces()) == {OURS, THEIRS}
