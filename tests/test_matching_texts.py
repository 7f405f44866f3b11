"""Texts about the same thing are near, however inflected, and nothing that people type breaks the reading."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.affinity import affinity, shared_terms

NASTY = (
    "",
    " ",
    "🐝🌳",
    "👩🏽‍⚕️",
    "\ud800",
    "\x00",
    "42 2.2 100%",
    "the and of",
    "a" * 40_000,
    "bee " * 10_000,
    "蜂と木",
    "ß İ ﬁ",
)
WRITING = st.sampled_from(NASTY) | st.text(max_size=60)
PEOPLE = st.lists(st.lists(WRITING, max_size=3), max_size=4)


@settings(deadline=None, max_examples=60)
@given(left=PEOPLE, right=PEOPLE)
def test_any_texts_of_any_people_give_a_nearness_for_each_pair(
    left: list[list[str]], right: list[list[str]]
) -> None:
    near = affinity(left, right)
    assert near.shape == (len(left), len(right))
    assert ((near >= 0) & (near <= 1)).all()
    np.testing.assert_allclose(near, affinity(right, left).T, atol=1e-12)


def test_the_same_text_is_as_near_as_can_be_and_another_not_near_at_all() -> None:
    near = affinity([["Bees pollinate trees."]], [["bees pollinate TREES"], ["Nurses visit hospitals."]])
    np.testing.assert_allclose(near, [[1.0, 0.0]], atol=1e-12)


@pytest.mark.parametrize("empty", ["", "🐝", "1234", "the of and"])
def test_a_text_without_words_is_near_to_nothing(empty: str) -> None:
    assert affinity([[empty]], [[empty], ["bees"]]).tolist() == [[0.0, 0.0]]
    assert affinity([[]], [["bees"]]).tolist() == [[0.0]]


def test_inflection_makes_no_difference() -> None:
    assert affinity([["A nurse visits patients"]], [["Nurses visiting a patient"]])[0, 0] == pytest.approx(
        1.0
    )


def test_what_everyone_here_writes_brings_nobody_nearer() -> None:
    assert affinity([["We help people with new ideas"]], [["An idea to support people"]])[0, 0] == 0


def test_words_side_by_side_count_as_well_as_single_ones() -> None:
    near = affinity([["care home visits"]], [["care home"], ["home care"]])
    assert near[0, 0] > near[0, 1] > 0


def test_the_best_three_pairs_of_texts_count() -> None:
    two, three = ["bees", "trees"], ["bees", "trees", "roots"]
    np.testing.assert_allclose(affinity([two], [three]), [[2 / 3]], atol=1e-12)
    np.testing.assert_allclose(affinity([three], [three]), [[1.0]], atol=1e-12)


def test_saying_a_word_again_and_again_adds_little() -> None:
    once, often = affinity([["bees. trees"], ["bees bees bees bees bees bees trees"]], [["trees"]])[:, 0]
    assert once > often > once / 3


def test_the_order_of_people_changes_nothing() -> None:
    people = [
        ["Nurses visit older people", "at home"],
        ["Sensors warn farmers"],
        ["Older farmers at home", ""],
    ]
    np.testing.assert_array_equal(affinity(people[::-1], people), affinity(people, people)[::-1])


def test_shared_terms_are_told_as_the_left_side_writes_them() -> None:
    ours = ["Older people in Cornwall go to hospital.", "Nurses prevent an NHS admission. NHS nurses visit."]
    theirs = ["Preventing hospital admissions of older people in cornwall with the nhs nurse"]
    expected = ("older people", "NHS nurses", "Cornwall", "hospital", "prevent", "admission")
    assert shared_terms(ours, theirs, limit=9) == expected
    assert shared_terms(ours, theirs, limit=2) == expected[:2]


def test_colourless_words_are_no_evidence() -> None:
    assert shared_terms(["We help people with a new service."], ["Our service helps people."]) == ()


@settings(deadline=None, max_examples=150)
@given(left=st.lists(WRITING, max_size=3), right=st.lists(WRITING, max_size=3))
def test_a_shared_term_is_plain_and_stands_in_the_text(left: list[str], right: list[str]) -> None:
    terms = shared_terms([*left, "Bees and oak-trees"], [*right, "The bee oak-tree"])
    assert len(terms) <= 3
    for term in terms:
        assert re.fullmatch(r"[^\W\d_]+(?:[ -][^\W\d_]+)?", term)
        assert len(term) <= 81
        assert any(term[1:] in text for text in [*left, "Bees and oak-trees"])
