"""The forms: filled with what is known, within Slack's limits whatever that is, read back believing none."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_ids as ids
from bot.dialogs import need_saved, offer_saved
from bot.forms import Refused, need_form, offer_form, organisation_options, read_need, read_offer
from matching.people import Champion, Evidence, Innovator, Need, Organisation
from tests.profiles import (
    AMIR,
    ANY_CHAMPION,
    ANY_INNOVATOR,
    ANY_ORGANISATION,
    ANY_TEXT,
    ROSA,
    TAXONOMY,
)
from tests.slack_limits import chosen, complaints_about_view, inputs, option, shown

LONDON = ZoneInfo("Europe/London")
NEED_LABELS = [
    "Venture",
    "The problem you solve",
    "Your idea",
    "Sectors",
    "Regions",
    "Stage",
    "What you need from a partner",
    "Invested so far",
    "Saved so far",
    "People reached",
    "Partners from other sectors",
    "When a champion accepts",
    "Introductions wanted",
]
OFFER_LABELS = [
    "Organisation",
    "Or a new organisation",
    "Kind of organisation",
    "Sectors",
    "Regions",
    "The challenge you want solved",
    "What you can offer",
    "Your role",
    "Your mandate",
    "Values your organisation has written down",
    "Outside ideas it has taken up",
    "Earliest stage welcome",
    "Introductions a cycle",
]
SETTINGS = settings(deadline=None, max_examples=60)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
ANY_ELEMENT = st.fixed_dictionaries(
    {},
    optional={
        "value": ANY_JSON | ANY_TEXT,
        "selected_option": ANY_JSON | st.fixed_dictionaries({"value": ANY_JSON | st.just("pilot")}),
        "selected_options": ANY_JSON | st.lists(st.fixed_dictionaries({"value": ANY_JSON}), max_size=3),
    },
)


FIELDS = st.sampled_from(
    (ids.VENTURE, ids.PROBLEM, ids.IDEA, ids.SECTORS, ids.STAGE, ids.NEEDS, ids.SAVED, ids.WANTED)
)


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """Return the values Slack would send if the form was submitted as it opened."""
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])} for block in inputs(view)
    }


def _state(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind in ("plain_text_input", "number_input"):
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    return {"type": kind, "selected_option": element.get("initial_option")}


def reread_need(known: Innovator) -> Innovator:
    values = untouched(need_form(known, TAXONOMY))
    return read_need(values, id=known.id, person=known.person, taxonomy=TAXONOMY)


def reread_offer(known: Champion) -> Champion:
    values = untouched(offer_form(known, TAXONOMY))
    return read_offer(values, id=known.id, person=known.person, taxonomy=TAXONOMY)


def refusals_of_need(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        read_need(values, id="i1", person="U0ROSA", taxonomy=TAXONOMY)
    return refused.value.errors


def refusals_of_offer(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        read_offer(values, id="c1", person="U0AMIR", taxonomy=TAXONOMY)
    return refused.value.errors


def with_answer(values: dict[str, Any], field: str, **answer: object) -> dict[str, Any]:
    return values | {field: {ids.VALUE: answer}}


# --- what the forms ask --------------------------------------------------------------------------------


def test_the_forms_ask_under_their_labels_and_names() -> None:
    need, offer = need_form(None, TAXONOMY), offer_form(None, TAXONOMY)
    assert [block["label"]["text"] for block in inputs(need)] == NEED_LABELS
    assert [block["label"]["text"] for block in inputs(offer)] == OFFER_LABELS
    assert (need["title"]["text"], need["callback_id"]) == ("Find a partner", ids.NEED_FORM)
    assert (offer["title"]["text"], offer["callback_id"]) == ("Open doors", ids.OFFER_FORM)
    actions = {block["element"]["action_id"] for block in inputs(need) + inputs(offer)}
    assert actions == {ids.VALUE, ids.ORGANISATION_PICKER}


def test_only_what_a_person_may_not_know_is_optional() -> None:
    optional = [b["label"]["text"] for b in inputs(need_form(None, TAXONOMY)) if b["optional"]]
    assert optional == ["Invested so far", "Saved so far", "People reached"]
    optional = [b["label"]["text"] for b in inputs(offer_form(None, TAXONOMY)) if b["optional"]]
    assert optional == [
        "Organisation",
        "Or a new organisation",
        "Your mandate",
        "Values your organisation has written down",
        "Outside ideas it has taken up",
    ]


def test_how_to_be_introduced_is_the_innovators_own_choice() -> None:
    consent = next(b for b in inputs(need_form(None, TAXONOMY)) if b["block_id"] == ids.CONSENT)
    assert "initial_option" not in consent["element"]
    assert [choice["text"]["text"] for choice in consent["element"]["options"]] == [
        "Introduce us at once",
        "Ask me first",
    ]


def test_a_form_says_what_saving_agrees_to() -> None:
    for view in (need_form(ROSA, TAXONOMY), offer_form(AMIR, TAXONOMY)):
        assert "By saving you agree" in shown(view["blocks"])


def test_the_currency_is_named_with_the_amounts() -> None:
    assert "whole EUR" in shown(need_form(None, TAXONOMY, "EUR")["blocks"])


# --- filled with what is known -------------------------------------------------------------------------


def test_a_form_submitted_as_it_opened_changes_nothing() -> None:
    assert reread_need(ROSA) == ROSA
    picked = replace(AMIR.organisation, name="")
    assert reread_offer(AMIR) == replace(AMIR, organisation=picked)


@SETTINGS
@given(st.text(max_size=600).filter(lambda text: text.isprintable() and text.strip()), st.integers(0, 10**12))
def test_what_was_typed_comes_back_as_it_was_typed(text: str, amount: int) -> None:
    typed = replace(ROSA, idea=f"{text[:500]}\n\nand more", evidence=Evidence(saved=amount))
    once = reread_need(typed)
    assert once.evidence == typed.evidence
    assert reread_need(once) == once


def test_choices_the_taxonomy_dropped_are_left_out() -> None:
    values = untouched(need_form(replace(ROSA, sectors=("health", "gone"), stage="gone"), TAXONOMY))
    assert values[ids.SECTORS][ids.VALUE]["selected_options"] == [
        {"text": {"type": "plain_text", "text": "Health", "emoji": True}, "value": "health"}
    ]
    assert values[ids.STAGE][ids.VALUE]["selected_option"] is None


@SETTINGS
@given(ANY_INNOVATOR, ANY_CHAMPION)
def test_no_profile_breaks_a_form(innovator: Innovator, champion: Champion) -> None:
    assert complaints_about_view(need_form(innovator, TAXONOMY)) == []
    assert complaints_about_view(offer_form(champion, TAXONOMY)) == []
    assert complaints_about_view(need_saved(innovator, None)) == []
    assert complaints_about_view(offer_saved(champion, None)) == []


def test_the_empty_forms_keep_the_limits() -> None:
    assert complaints_about_view(need_form(None, TAXONOMY)) == []
    assert complaints_about_view(offer_form(None, TAXONOMY)) == []


# --- reading believes nothing --------------------------------------------------------------------------


def test_an_empty_form_is_refused_with_every_mistake_at_once() -> None:
    required = {
        ids.VENTURE,
        ids.PROBLEM,
        ids.IDEA,
        ids.SECTORS,
        ids.REGIONS,
        ids.STAGE,
        ids.NEEDS,
        ids.OTHER_SECTORS,
        ids.CONSENT,
        ids.WANTED,
    }
    assert refusals_of_need({}).keys() == required
    assert refusals_of_offer({}).keys() == {
        ids.ORGANISATION,
        ids.KIND,
        ids.SECTORS,
        ids.REGIONS,
        ids.CHALLENGE,
        ids.OFFERS,
        ids.ROLE,
        ids.EARLIEST_STAGE,
        ids.CAPACITY,
    }


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        (ids.VENTURE, {"value": "   "}),
        (ids.VENTURE, {"value": "\u200b\u2063"}),
        (ids.VENTURE, {"value": "x" * 81}),
        (ids.PROBLEM, {"value": "x" * 601}),
        (ids.IDEA, {"value": None}),
        (ids.IDEA, {"value": 7}),
        (ids.SECTORS, {"selected_options": chosen("health", "astrology")}),
        (ids.SECTORS, {"selected_options": []}),
        (ids.REGIONS, {"selected_options": None}),
        (ids.STAGE, {"selected_option": chosen("health")[0]}),
        (ids.NEEDS, {"selected_options": chosen("money")}),
        (ids.INVESTED, {"value": "-1"}),
        (ids.INVESTED, {"value": "1.5"}),
        (ids.INVESTED, {"value": "1_000"}),
        (ids.SAVED, {"value": "1000000000001"}),
        (ids.SAVED, {"value": "٣"}),
        (ids.REACHED, {"value": "9" * 5000}),
        (ids.REACHED, {"value": 5}),
        (ids.OTHER_SECTORS, {"selected_option": None}),
        (ids.CONSENT, {"selected_option": chosen("never")[0]}),
        (ids.WANTED, {"selected_option": chosen("6")[0]}),
    ],
)
def test_one_wrong_answer_is_refused_at_its_field(field: str, answer: dict[str, Any]) -> None:
    values = with_answer(untouched(need_form(ROSA, TAXONOMY)), field, **answer)
    assert refusals_of_need(values).keys() == {field}


def test_amounts_may_be_left_empty_and_reach_a_million_millions() -> None:
    values = untouched(need_form(ROSA, TAXONOMY))
    values = with_answer(with_answer(values, ids.INVESTED, value=None), ids.SAVED, value=str(10**12))
    del values[ids.REACHED]
    read = read_need(values, id="i1", person="U0ROSA", taxonomy=TAXONOMY)
    assert read.evidence == Evidence(invested=None, saved=10**12, reached=None)


def test_text_is_kept_without_what_nobody_can_see() -> None:
    values = with_answer(untouched(need_form(ROSA, TAXONOMY)), ids.VENTURE, value=" Bee\u202e\x00\n Co ")
    values = with_answer(values, ids.IDEA, value="One.\r\n\r\nTwo. <b> & \ud83d")
    read = read_need(values, id="i1", person="U0ROSA", taxonomy=TAXONOMY)
    assert read.venture == "Bee Co"
    assert read.idea == "One.\n\nTwo. <b> &"


def test_a_choice_made_twice_counts_once() -> None:
    values = with_answer(
        untouched(need_form(ROSA, TAXONOMY)), ids.NEEDS, selected_options=chosen("pipeline", "pipeline")
    )
    assert read_need(values, id="i1", person="U", taxonomy=TAXONOMY).needs == (Need.PIPELINE,)


@SETTINGS
@given(ANY_JSON | st.dictionaries(FIELDS, st.fixed_dictionaries({ids.VALUE: ANY_ELEMENT}), max_size=3))
def test_no_payload_whatever_breaks_reading(values: dict[str, Any]) -> None:
    assert refusals_of_need(values)
    assert refusals_of_offer(values)


@SETTINGS
@given(FIELDS, ANY_ELEMENT)
def test_what_is_read_is_always_within_the_limits(field: str, element: dict[str, Any]) -> None:
    values = with_answer(untouched(need_form(ROSA, TAXONOMY)), field, **element)
    try:
        read = read_need(values, id="i1", person="U0ROSA", taxonomy=TAXONOMY)
    except Refused as refused:
        errors = refused.errors
    else:
        errors = {field: ""}
        assert 1 <= len(read.venture) <= 80
        assert all(1 <= len(text) <= 600 for text in (read.problem, read.idea))
        assert 1 <= read.wanted <= 5
    assert errors.keys() == {field}


# --- the organisation ----------------------------------------------------------------------------------


def test_a_picked_organisation_has_its_id_and_a_new_one_its_name() -> None:
    values = untouched(offer_form(AMIR, TAXONOMY))
    picked = read_offer(values, id="c1", person="U", taxonomy=TAXONOMY).organisation
    assert (picked.id, picked.name) == ("o1", "")
    values[ids.ORGANISATION] = {ids.ORGANISATION_PICKER: {"selected_option": None}}
    values = with_answer(values, ids.NEW_ORGANISATION, value="Oak  Trust")
    named = read_offer(values, id="c1", person="U", taxonomy=TAXONOMY).organisation
    assert (named.id, named.name, named.kind) == ("", "Oak Trust", "charity")


def test_both_organisations_or_none_are_refused() -> None:
    values = untouched(offer_form(AMIR, TAXONOMY))
    both = with_answer(values, ids.NEW_ORGANISATION, value="Oak Trust")
    assert refusals_of_offer(both).keys() == {ids.NEW_ORGANISATION}
    neither = values | {ids.ORGANISATION: None}
    assert refusals_of_offer(neither).keys() == {ids.ORGANISATION}


@SETTINGS
@given(st.lists(ANY_ORGANISATION, max_size=3))
def test_the_picker_gets_at_most_a_hundred_options_that_fit(organisations: list[Organisation]) -> None:
    oak = Organisation("o9", "Oak & Sons <b>", "charity")
    options = organisation_options([oak, *organisations, *[AMIR.organisation] * 120])["options"]
    assert len(options) == 100
    assert options[0] == {
        "text": {"type": "plain_text", "text": "Oak & Sons <b>", "emoji": True},
        "value": "o9",
    }
    assert [fault for choice in options for fault in option(choice)] == []


def test_no_organisation_is_an_empty_list() -> None:
    assert organisation_options([]) == {"options": []}
