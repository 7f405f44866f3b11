"""The two forms: mistakes leave nothing saved, what is known is shown, text stays text."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot import labels, wording
from bot.answers import LONGEST_NAME, LONGEST_TEXT
from bot.sandbox import Form
from tests.journey_acts import (
    captured,
    deliver,
    enrol,
    from_the_bot,
    messages,
    query,
    rows,
    submit_raw,
)
from tests.stage import Stage, staged, story

ZERO_WIDTH = "\u200b"


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on which both forms have been sent once; the tests that share it change nothing."""
    with staged(tmp_path_factory.mktemp("forms"), http=True) as stage:
        stage.enrol("rosa", "amir")
        yield stage


# --- mistakes -------------------------------------------------------------------------------------------


def text(value: str | None) -> dict[str, Any]:
    return {"value": value}


def option(value: str | None) -> dict[str, Any]:
    return {"selected_option": {"value": value} if value is not None else None}


def options(*values: str) -> dict[str, Any]:
    return {"selected_options": [{"value": value} for value in values]}


LONG_NAME, LONG_TEXT = text("x" * (LONGEST_NAME + 1)), text("x" * (LONGEST_TEXT + 1))
BLANKS = (text(None), text(""), text("  \n\t "), text(ZERO_WIDTH))
NAME = (LONG_NAME, *BLANKS)
TEXT = (LONG_TEXT, *BLANKS)
ONE = (option(None), option("nonsense"), option("<!channel>"), {"selected_option": "health"})
SOME = (options(), options("nonsense"), {"selected_options": None}, {"selected_options": "health"})
NUMBER = (text("-1"), text("1.5"), text("a lot"), text("1,000"), text("9" * 13), text("9" * 5000), text("²"))

MISTAKES = {
    "need_form": {
        "venture": NAME,
        "problem": TEXT,
        "idea": TEXT,
        "sectors": SOME,
        "regions": SOME,
        "stage": ONE,
        "needs": SOME,
        "invested": NUMBER,
        "saved": NUMBER,
        "reached": NUMBER,
        "other_sectors": ONE,
        "consent": ONE,
        "wanted": (*ONE, option("0"), option("6")),
    },
    "offer_form": {
        "organisation": (option("no such id"), option("x" * 3000), option("' OR 1=1 --")),
        "new_organisation": (LONG_NAME,),
        "kind": ONE,
        "sectors": SOME,
        "regions": SOME,
        "challenge": TEXT,
        "offers": SOME,
        "role": ONE,
        "mandate": (options("nonsense"), options("budget", "everything")),
        "values": (LONG_TEXT,),
        "outside_ideas": (LONG_TEXT,),
        "earliest_stage": ONE,
        "capacity": (*ONE, option("0"), option("6")),
    },
}


@pytest.mark.parametrize(
    ("form", "field"), [(form, field) for form, fields in MISTAKES.items() for field in fields]
)
def test_a_mistake_is_answered_at_its_field_and_nothing_is_saved(
    enrolled: Stage, form: str, field: str
) -> None:
    before = rows(enrolled)
    for mistake in MISTAKES[form][field]:
        changed = {field: mistake}
        if field == "organisation":  # Amir named a new one; one of the two is enough
            changed["new_organisation"] = text(None)
        errors = submit_raw(enrolled, form, changed)
        assert list(errors) == [field], mistake
        assert errors[field].startswith("Please") or errors[field] == labels.CHOICE_UNKNOWN
        assert rows(enrolled) == before


def test_every_field_of_the_forms_has_its_mistakes_here(enrolled: Stage) -> None:
    for form, fields in MISTAKES.items():
        payload = captured(enrolled, "view_submission", form)
        assert set(fields) == set(payload["view"]["state"]["values"])


@pytest.mark.parametrize("form", MISTAKES)
def test_all_mistakes_are_answered_at_once(enrolled: Stage, form: str) -> None:
    before = rows(enrolled)
    changed = {field: mistakes[0] for field, mistakes in MISTAKES[form].items()}
    expected = set(changed) - {"organisation"}  # whether it is known is asked once the rest is right
    changed["organisation"] = option(None) if form == "offer_form" else {}
    changed = {field: change for field, change in changed.items() if change}
    assert set(submit_raw(enrolled, form, changed)) == expected
    assert rows(enrolled) == before


@pytest.mark.parametrize("form", MISTAKES)
@pytest.mark.parametrize("values", [{}, None, [], {"venture": None}, {"venture": {"value": "x"}}])
def test_a_submission_without_rhyme_or_reason_saves_nothing(
    enrolled: Stage, form: str, values: object
) -> None:
    before = rows(enrolled)
    payload = captured(enrolled, "view_submission", form)
    payload["view"]["state"]["values"] = values
    assert deliver(enrolled, payload)["response_action"] == "errors"
    assert rows(enrolled) == before


def test_slacks_own_client_refuses_what_is_missing_and_the_form_keeps_its_text(stage: Stage) -> None:
    form = stage.form("rosa")
    told = {**story("rosa"), "Venture": "x" * 200, "When a champion accepts": None}
    refused = form.fill(told).submit()
    assert set(refused.errors) == {"Venture", "When a champion accepts"}
    assert query(stage, "SELECT id FROM innovators") == []
    again = stage.person("rosa").modal()
    assert again is not None
    assert again.labels["Your idea"].value == story("rosa")["Your idea"]
    again.fill({"Venture": "Well at Home", "When a champion accepts": "Ask me first"})
    assert again.submit().ok
    assert query(stage, "SELECT venture, consent FROM innovators") == [("Well at Home", "ask_first")]


# --- what is known --------------------------------------------------------------------------------------


def shown(form: Form) -> dict[str, object]:
    return {label: field.value for label, field in form.labels.items()}


def test_an_empty_form_chooses_nothing_for_the_innovator(stage: Stage) -> None:
    empty = shown(stage.form("rosa"))
    assert empty.pop("Partners from other sectors") == "Welcome"
    assert empty.pop("Introductions wanted") == "1"
    assert not any(empty.values())


def test_the_need_form_shows_what_is_known(stage: Stage) -> None:
    stage.enrol("rosa")
    told = dict(story("rosa"))
    numbers = ("Invested so far", "Saved so far", "People reached")
    assert shown(stage.form("rosa")) == {**told, **{label: str(told[label]) for label in numbers}}


def test_the_offer_form_shows_what_is_known(stage: Stage) -> None:
    stage.enrol("amir")
    told = dict(story("amir"))
    told["Organisation"] = told.pop("Or a new organisation")
    assert shown(stage.form("amir")) == {**told, "Or a new organisation": None}


def test_a_form_that_is_sent_again_changes_the_profile_and_makes_no_second_one(stage: Stage) -> None:
    stage.enrol("rosa")
    [(identity,)] = query(stage, "SELECT id FROM innovators")
    enrol(stage, "rosa", Venture="Well at Home", Invested_so_far=None)
    assert query(stage, "SELECT id, venture, invested FROM innovators") == [(identity, "Well at Home", None)]
    assert len(query(stage, "SELECT id FROM consents")) == 2


def test_saving_keeps_the_consent_with_the_wording_that_was_shown(stage: Stage) -> None:
    form = stage.form("rosa")
    assert wording.CONSENT_SHOWN in form.texts
    form.fill(story("rosa")).submit()
    person = stage.person("rosa").id
    assert query(stage, "SELECT person, wording FROM consents") == [(person, wording.CONSENT_SHOWN)]


def test_saving_is_thanked_with_what_happens_next(stage: Stage) -> None:
    thanks = stage.form("rosa").fill(story("rosa")).submit().modal
    assert thanks is not None
    assert thanks.title == "Saved"
    assert "*Well at Home Cornwall* is in" in thanks.texts[0]
    assert "Tuesday 3 March at 09:00 GMT" in thanks.texts[1]


@pytest.mark.parametrize(("handle", "command"), [("rosa", "/needpartner"), ("amir", "/offerpartner")])
def test_saving_while_paused_says_so_until_the_pause_is_over(stage: Stage, handle: str, command: str) -> None:
    stage.enrol(handle)
    stage.person(handle).types(f"{command} pause 5 March")
    for days, expected in ((0, True), (4, False)):
        stage.slack.clock.advance(timedelta(days=days))
        thanks = stage.form(handle).submit().modal
        assert thanks is not None
        assert (wording.STILL_PAUSED in thanks.texts) is expected
        thanks.close()


# --- organisations --------------------------------------------------------------------------------------


def organisations(stage: Stage) -> list[tuple[str, int]]:
    """The organisations that are kept, with how many champions each has."""
    return query(
        stage,
        "SELECT organisations.name, count(champions.id) FROM organisations"
        " LEFT JOIN champions ON champions.organisation = organisations.id"
        " GROUP BY organisations.id ORDER BY organisations.name",
    )


def test_a_known_organisation_is_picked_by_typing(stage: Stage) -> None:
    stage.enrol("yusuf", "amir")
    form = stage.form("noor")
    assert [each["text"]["text"] for each in form.offered("Organisation", "FENN")] == ["Fennimore Foundation"]
    assert len(form.offered("Organisation", "")) == 2
    assert form.offered("Organisation", "nobody") == []
    assert form.offered("Organisation", "%") == []
    assert form.fill(story("noor")).submit().ok
    assert organisations(stage) == [("Fennimore Foundation", 2), ("Harbour & Hearth", 1)]


def test_a_name_typed_anew_meets_the_organisation_that_is_known(stage: Stage) -> None:
    stage.enrol("yusuf")
    enrol(stage, "noor", Organisation=None, Or_a_new_organisation="  fennimore   FOUNDATION ")
    assert organisations(stage) == [("Fennimore Foundation", 2)]


def test_both_a_known_and_a_new_organisation_are_one_too_many(stage: Stage) -> None:
    stage.enrol("yusuf")
    before = rows(stage)
    both = {**story("noor"), "Or a new organisation": "Another Foundation"}
    assert stage.form("noor").fill(both).submit().errors == {
        "Or a new organisation": labels.ORGANISATION_TWICE
    }
    assert rows(stage) == before


def test_no_organisation_is_asked_for(stage: Stage) -> None:
    neither = {**story("amir"), "Or a new organisation": None}
    assert stage.form("amir").fill(neither).submit().errors == {"Organisation": labels.ORGANISATION_MISSING}
    assert query(stage, "SELECT id FROM champions") == []


# --- hostile text ---------------------------------------------------------------------------------------

HOSTILE = "<!channel> & <!here> *Söhne* 🐝 `x` <https://evil.example|ok>"
REORDERING = "\u202e\u2066\u200f"


def test_what_is_typed_never_pings_and_is_shown_as_it_was_typed(stage: Stage) -> None:
    ada = stage.person("ada")
    shout = f"{REORDERING}{HOSTILE} <@{ada.id}> <!subteam^S0123>\n> &lt;!everyone&gt; @channel"
    enrol(
        stage,
        "rosa",
        Venture=REORDERING + HOSTILE,
        The_problem_you_solve=shout,
        Your_idea=shout,
        When_a_champion_accepts="Ask me first",
    )
    enrol(
        stage,
        "amir",
        Or_a_new_organisation=f"{REORDERING}{HOSTILE} & Co",
        The_challenge_you_want_solved=shout,
        Values_your_organisation_has_written_down=shout,
        Outside_ideas_it_has_taken_up=shout,
    )
    assert ada.types("/partneradmin preview").ok
    stage.to_next_cycle()
    [card] = messages(stage, "amir")
    assert HOSTILE in card.plain
    assert f"<@{ada.id}>" in card.plain
    stage.click("amir", "Accept")
    assert HOSTILE in messages(stage, "rosa")[-1].plain
    stage.click("rosa", "Yes, introduce us")
    conversation = stage.person("amir").group_with("rosa")
    assert conversation is not None
    [note] = stage.person("amir").messages(conversation)
    assert HOSTILE in note.plain

    for handle, command in (("rosa", "/needpartner"), ("amir", "/offerpartner")):
        assert HOSTILE in stage.person(handle).opens_home().plain
        assert "&lt;!channel&gt;" in stage.person(handle).types(f"{command} status").text
    said = from_the_bot(stage)
    assert stage.slack.pings() == []
    assert f"<@{ada.id}>" not in said
    assert not any(letter in said for letter in REORDERING)


def test_a_hostile_name_stays_what_it_is_in_the_form(stage: Stage) -> None:
    enrol(stage, "rosa", Venture=HOSTILE)
    assert stage.form("rosa").labels["Venture"].value == HOSTILE


def test_a_hostile_organisation_can_be_picked(stage: Stage) -> None:
    enrol(stage, "amir", Or_a_new_organisation=HOSTILE)
    enrol(stage, "noor", Organisation=HOSTILE)
    assert organisations(stage) == [(HOSTILE, 2)]
