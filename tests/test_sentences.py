"""A sentence is its English text everywhere, and can still be said in another language, parts and all."""

import json
import pickle

import pytest

from matching.sentences import Sentence, all_of, as_json, from_json, one_of

GERMAN = {
    "They need {needs}; you offer {offer}.": "Gebraucht wird {needs}; {offer} haben Sie.",
    "{most} and {last}": "{most} und {last}",
    "capacity": "Kapazität",
    "a pipeline": "neue Aufträge",
    "both": "beides",
}
NEEDS = all_of([Sentence("capacity"), Sentence("a pipeline")])
TOLD = Sentence("They need {needs}; you offer {offer}.", needs=NEEDS, offer=Sentence("both"))


def in_german(template: str) -> str:
    return GERMAN.get(template, template)


def test_a_sentence_is_its_english_text() -> None:
    assert TOLD == "They need capacity and a pipeline; you offer both."
    assert f"{TOLD}".startswith("They need")
    assert json.dumps([TOLD]) == '["They need capacity and a pipeline; you offer both."]'


def test_it_is_said_in_another_language_with_all_its_words() -> None:
    assert TOLD.said(in_german) == "Gebraucht wird Kapazität und neue Aufträge; beides haben Sie."


def test_what_a_person_typed_is_not_translated_and_its_braces_are_left_alone() -> None:
    typed = Sentence("Both of you write of {terms}.", terms=all_of(["“both”", "“{last}”", "both"]))
    assert typed.said(in_german) == "Both of you write of “both”, “{last}” und both."


def test_it_survives_json_and_another_process() -> None:
    for copy in (from_json(json.loads(json.dumps(as_json(TOLD)))), pickle.loads(pickle.dumps(TOLD))):
        assert isinstance(copy, Sentence)
        assert copy == TOLD
        assert copy.said(in_german) == TOLD.said(in_german)


def test_text_kept_before_sentences_knew_their_parts_stays_text() -> None:
    assert from_json("They need {it}.") == "They need {it}."


def test_one_word_needs_no_joint() -> None:
    assert (all_of(["a"]), one_of(["a"]), one_of(["a", "b", "c"])) == ("a", "a", "a, b or c")


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Sentence("You offer {what}.", other="time")
