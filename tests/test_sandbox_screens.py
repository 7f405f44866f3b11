"""Forms and buttons behave as in Slack: what a client refuses stays there, what the bot answers is done."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox import Form, Person, Sandbox
from tests.sandbox_bot import Bot, by_http, by_sockets

TROUBLE = "We had some trouble connecting. Try again?"


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False, patience=0.4) as sandbox:
        yield sandbox


@pytest.fixture(params=[by_sockets, by_http], ids=["sockets", "http"])
def bot(slack: Sandbox, request: pytest.FixtureRequest) -> Iterator[Bot]:
    bot = Bot(slack)
    with request.param(slack, bot):
        yield bot


@pytest.fixture
def rosa(slack: Sandbox) -> Person:
    return slack.person("rosa")


# forms


def test_a_form_is_filled_by_labels_and_arrives_as_slack_sends_it(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    form = rosa.modal()
    assert form is not None
    assert (form.title, form.submit_label, form.texts, form.buttons) == (
        "A form",
        "Save",
        ["Tell us."],
        ["Inside"],
    )
    assert form.labels["Sectors"].options == ["Health", "Food", "Energy"]
    assert form.labels["Stage"].value == "Health"
    outcome = form.fill(
        {"Say": "Hello", "Sectors": ["Food", "Energy"], "Number": 7, "Place": "Bristol"}
    ).submit()
    assert outcome.ok
    assert outcome.closed
    assert outcome.modal is None
    body = bot.heard[-1]
    values = body["view"]["state"]["values"]
    assert values["say"]["value"] == {"type": "plain_text_input", "value": "Hello"}
    assert [each["value"] for each in values["sectors"]["value"]["selected_options"]] == ["food", "energy"]
    assert values["stage"]["value"]["selected_option"]["value"] == "health"
    assert values["number"]["value"]["value"] == "7"
    assert values["place"]["place"]["selected_option"]["text"]["text"] == "Bristol"
    assert (body["view"]["private_metadata"], body["view"]["callback_id"]) == ("kept", "form")
    assert body["response_urls"] == []


def test_what_was_not_touched_arrives_empty(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    open_form(rosa).fill({"Say": "Hello", "Sectors": "Food"}).submit()
    values = bot.heard[-1]["view"]["state"]["values"]
    assert values["number"]["value"] == {"type": "number_input", "value": None}
    assert values["place"]["place"] == {"type": "external_select", "selected_option": None}


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({}, {"Say", "Sectors"}),
        ({"Say": "x", "Sectors": ["Food"]}, {"Say"}),
        ({"Say": "x" * 21, "Sectors": ["Food"]}, {"Say"}),
        ({"Say": "Hello", "Sectors": ["Food", "Health", "Energy"]}, {"Sectors"}),
        ({"Say": "Hello", "Sectors": ["Food"], "Number": "many"}, {"Number"}),
        ({"Say": "Hello", "Sectors": ["Food"], "Number": "1.5"}, {"Number"}),
        ({"Say": "Hello", "Sectors": ["Food"], "Number": 101}, {"Number"}),
        ({"Say": "Hello", "Sectors": ["Food"], "Number": -1}, {"Number"}),
    ],
)
def test_what_slacks_client_refuses_does_not_reach_the_bot(
    slack: Sandbox, values: dict[str, Any], refused: set[str]
) -> None:
    bot, rosa = Bot(slack), slack.person("rosa")
    with by_sockets(slack, bot):
        rosa.types("/needpartner form")
        outcome = open_form(rosa).fill(values).submit()
        assert set(outcome.errors) == refused
        assert not outcome.closed
        assert set(open_form(rosa).errors) == refused
        assert bot.kinds() == ["/needpartner"]


def test_a_person_cannot_pick_what_is_not_offered(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    form = open_form(rosa)
    with pytest.raises(LookupError, match="Health, Food, Energy"):
        form.fill({"Sectors": ["Astrology"]})
    with pytest.raises(LookupError, match="only: Say"):
        form.fill({"Nothing": "x"})
    with pytest.raises(LookupError, match="Place"):
        form.fill({"Place": "Brist"})
    assert [option["text"]["text"] for option in form.offered("Place", "c")] == ["Cardiff", "Cornwall"]
    assert form.offered("Place", "") == []
    assert bot.kinds().count("block_suggestion") == 2


@pytest.mark.parametrize(
    ("said", "errors", "trouble", "stack"),
    [
        ("wrong", {"Say": "Not that."}, None, ["A form"]),
        ("elsewhere", {}, TROUBLE, ["A form"]),
        ("update", {}, None, ["Another"]),
        ("push", {}, None, ["A form", "Another"]),
        ("broken", {}, TROUBLE, ["A form"]),
        ("clear", {}, None, []),
        ("slow", {}, TROUBLE, ["A form"]),
        ("anything", {}, None, []),
    ],
)
@pytest.mark.usefixtures("bot")
def test_a_submission_does_what_the_bot_answers(
    rosa: Person, said: str, errors: dict[str, str], trouble: str | None, stack: list[str]
) -> None:
    rosa.types("/needpartner form")
    outcome = open_form(rosa).fill({"Say": said, "Sectors": ["Food"]}).submit()
    assert (outcome.errors, outcome.trouble) == (errors, trouble)
    assert [form.title for form in rosa.modals()] == stack
    assert outcome.closed == (stack == [])


def test_a_form_keeps_what_was_entered_when_it_is_refused(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    open_form(rosa).fill({"Say": "wrong", "Sectors": ["Food"]}).submit()
    again = open_form(rosa)
    assert (again.labels["Say"].value, again.labels["Sectors"].value) == ("wrong", ["Food"])
    assert again.fill({"Say": "right"}).submit().closed
    assert bot.kinds().count("view_submission") == 2


def test_the_bot_hears_of_a_closed_form_when_it_wants_to(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    open_form(rosa).close()
    assert rosa.modal() is None
    body = bot.heard[-1]
    assert (body["type"], body["is_cleared"], body["view"]["private_metadata"]) == (
        "view_closed",
        False,
        "kept",
    )


def test_a_button_in_a_form_is_told_with_the_form(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner form")
    assert open_form(rosa).click("Inside").ok
    body = bot.heard[-1]
    assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}
    assert body["view"]["state"]["values"]["stage"]["value"]["selected_option"]["value"] == "health"
    assert "response_url" not in body
    assert "message" not in body


def test_a_form_that_asks_for_a_conversation_gets_a_way_there(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner where")
    general = rosa.conversations()[0].id
    assert open_form(rosa).fill({"Where": general}).submit().ok
    assert bot.heard[-1]["response_urls"][0]["channel_id"] == general
    assert rosa.messages("#general")[-1].plain == "Here I am"


# clicks in messages


def test_a_click_carries_the_message_and_a_way_back(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner card")
    card = rosa.messages("Pollinate")[-1]
    assert card.plain == "For @Rosa Trevanion: *one* & two"
    assert card.buttons == ["Yes", "Slow"]
    assert card.click("Yes").ok
    body = bot.heard[-1]
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == (
        "button", "press_1", "buttons", "1",
    )  # fmt: skip
    assert body["container"] == {
        "type": "message", "message_ts": card.ts, "channel_id": card.channel, "is_ephemeral": False,
    }  # fmt: skip
    assert body["message"]["blocks"] == card.blocks
    assert body["channel"] == {"id": card.channel, "name": "directmessage"}
    changed = rosa.messages("Pollinate")[-1]
    assert (changed.plain, changed.edited, changed.ts) == ("You said 1", True, card.ts)


def test_an_ephemeral_message_can_be_taken_away(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner whisper")
    shown = rosa.messages("#general")[-1]
    assert shown.ephemeral
    assert shown.click("Away").ok
    assert rosa.messages("#general") == []
    assert bot.heard[-1]["container"]["is_ephemeral"]
    assert "message" not in bot.heard[-1]


def test_a_click_without_acknowledgement_marks_the_button_until_one_goes_well(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner card")
    card = rosa.messages("Pollinate")[-1]
    seen = card.click("Slow")
    assert (seen.text, seen.ok) == ("operation_timeout", False)
    assert rosa.messages("Pollinate")[-1].trouble == {"press_slow": "operation_timeout"}
    bot.free.set()
    assert card.click("Slow").ok
    assert rosa.messages("Pollinate")[-1].trouble == {}


def test_a_click_may_cross_with_the_redrawing(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner card")
    card = rosa.messages("Pollinate")[-1]
    assert card.click("Yes").ok
    assert rosa.messages("Pollinate")[-1].buttons == []
    assert card.click("Yes").ok
    assert bot.kinds().count("block_actions") == 2
    with pytest.raises(LookupError, match="Yes, Slow"):
        card.click("No")


def open_form(person: Person) -> Form:
    form = person.modal()
    assert form is not None
    return form
