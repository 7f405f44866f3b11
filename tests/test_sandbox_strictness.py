"""The sandbox accepts the blocks, views and metadata Slack accepts, and refuses the others in its words."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.pings import loud_pings, pings
from bot.sandbox.strictness import (
    SCHEMA,
    Surface,
    blocks_too_long,
    check_blocks,
    check_metadata,
    check_option_load,
    check_view,
)

Object = dict[str, Any]


def plain(text: str = "words") -> Object:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Object:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", text: str = "words") -> Object:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Object]:
    return [option(str(n)) for n in range(count)]


def button(text: str = "Go", **more: object) -> Object:
    return {"type": "button", "text": plain(text), **more}


def section(**more: object) -> Object:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Object) -> Object:
    return {"type": "actions", "elements": list(elements)}


def asking(element: Object, **more: object) -> Object:
    return {"type": "input", "label": plain(), "element": element, **more}


def modal(*blocks: Object, **more: object) -> Object:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks), **more}


def select(**more: object) -> Object:
    return {"type": "static_select", "options": options(2), **more}


def typed(**more: object) -> Object:
    return {"type": "plain_text_input", **more}


def number(**more: object) -> Object:
    return {"type": "number_input", "is_decimal_allowed": True, **more}


def words(messages: list[str]) -> list[str]:
    return [message.removeprefix("[ERROR] ") for message in messages]


CONFIRM = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
IMAGE = {"image_url": "http://127.0.0.1/a.png", "alt_text": "a bee"}
SENTENCE = {"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}
RICH = {"type": "rich_text", "elements": [SENTENCE]}

ROW_ELEMENTS: list[Object] = [
    button(value="v", url="http://127.0.0.1", style="primary", confirm=CONFIRM, accessibility_label="go"),
    select(placeholder=plain(), initial_option=option("0")),
    {"type": "static_select", "option_groups": [{"label": plain(), "options": options(2)}]},
    {"type": "external_select", "min_query_length": 0},
    {"type": "users_select", "initial_user": "U1"},
    {"type": "conversations_select", "filter": {"include": ["im"]}},
    {"type": "channels_select"},
    {"type": "checkboxes", "options": [{"text": mrkdwn(), "value": "a", "description": mrkdwn()}]},
    {"type": "radio_buttons", "options": options(10), "initial_option": option("3")},
    {"type": "datepicker", "initial_date": "2026-02-28"},
    {"type": "timepicker", "initial_time": "23:59"},
    {"type": "datetimepicker", "initial_date_time": 1_700_000_000},
    {"type": "overflow", "options": options(5)},
]
INPUT_ELEMENTS: list[Object] = [
    {"type": "plain_text_input", "multiline": True, "min_length": 1, "max_length": 600, "initial_value": "a"},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "initial_value": "3"},
    {"type": "email_text_input", "placeholder": plain()},
    {"type": "url_text_input", "focus_on_load": True},
    {"type": "multi_static_select", "options": options(100), "initial_options": [option("7")]},
    {"type": "multi_external_select", "max_selected_items": 3},
    {"type": "multi_users_select"},
    {"type": "conversations_select", "response_url_enabled": True, "default_to_current_conversation": True},
    *(element for element in ROW_ELEMENTS if element["type"] not in ("button", "overflow")),
]
EVERYWHERE = [
    section(fields=[mrkdwn()] * 10),
    {"type": "section", "fields": [plain()]},
    *(section(accessory=element) for element in ROW_ELEMENTS if element["type"] != "datetimepicker"),
    section(accessory={"type": "image", **IMAGE}),
    section(accessory={"type": "multi_static_select", "options": options(1)}),
    {"type": "header", "text": plain()},
    {"type": "divider", "block_id": "line"},
    {"type": "image", "title": plain(), **IMAGE},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a bee"},
    {"type": "context", "elements": [mrkdwn(), plain(), {"type": "image", **IMAGE}]},
    *(actions(element) for element in ROW_ELEMENTS),
    RICH,
]
IN_MESSAGES = [
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]], "column_settings": [None]},
    {"type": "markdown", "text": "# Title"},
]
ALERT = {"type": "alert", "text": mrkdwn(), "level": "warning"}


@pytest.mark.parametrize("block", [*EVERYWHERE, *IN_MESSAGES])
def test_what_slack_shows_in_a_message_is_accepted(block: Object) -> None:
    assert check_blocks([block], "message") == []


@pytest.mark.parametrize("block", [*EVERYWHERE, ALERT, *(asking(element) for element in INPUT_ELEMENTS)])
def test_what_slack_shows_in_a_modal_is_accepted(block: Object) -> None:
    assert check_view(modal(block, private_metadata="", callback_id="form", notify_on_close=True)) == []


@pytest.mark.parametrize("block", EVERYWHERE)
def test_what_slack_shows_in_home_is_accepted(block: Object) -> None:
    assert check_view({"type": "home", "blocks": [block]}) == []


@pytest.mark.parametrize(
    ("block", "surface"),
    [
        (asking({"type": "plain_text_input"}), "message"),
        (ALERT, "message"),
        (ALERT, "home"),
        *((block, surface) for block in IN_MESSAGES for surface in ("modal", "home")),
    ],
)
def test_a_block_on_the_wrong_surface_is_refused(block: Object, surface: Surface) -> None:
    expected = f"unsupported type: {block['type']} [json-pointer:/blocks/0/type]"
    assert words(check_blocks([block], surface)) == [expected]


@pytest.mark.parametrize(
    ("block", "place"),
    [
        (actions({"type": "plain_text_input"}), "elements/0"),
        (actions({"type": "multi_users_select"}), "elements/0"),
        (actions({"type": "image", **IMAGE}), "elements/0"),
        (section(accessory={"type": "datetimepicker"}), "accessory"),
        (section(accessory={"type": "number_input", "is_decimal_allowed": True}), "accessory"),
        (asking(button()), "element"),
        (asking({"type": "overflow", "options": options(2)}), "element"),
        ({"type": "context", "elements": [button()]}, "elements/0"),
    ],
)
def test_an_element_in_the_wrong_block_is_refused(block: Object, place: str) -> None:
    (message,) = words(check_blocks([block], "modal"))
    assert message.startswith("unsupported type: ")
    assert message.endswith(f"[json-pointer:/blocks/0/{place}/type]")


LENGTHS: list[tuple[int, Callable[[str], Object]]] = [
    (3_000, lambda text: {"type": "section", "text": mrkdwn(text)}),
    (2_000, lambda text: section(fields=[plain(text)])),
    (150, lambda text: {"type": "header", "text": plain(text)}),
    (255, lambda text: {"type": "divider", "block_id": text}),
    (255, lambda text: actions(button(action_id=text))),
    (75, lambda text: actions(button(text))),
    (2_000, lambda text: actions(button(value=text))),
    (3_000, lambda text: actions(button(url=text))),
    (100, lambda text: actions(button(confirm=CONFIRM | {"title": plain(text)}))),
    (300, lambda text: actions(button(confirm=CONFIRM | {"text": mrkdwn(text)}))),
    (30, lambda text: actions(button(confirm=CONFIRM | {"deny": plain(text)}))),
    (75, lambda text: actions(select(options=[option(text=text)]))),
    (75, lambda text: actions(select(options=[option(text)]))),
    (75, lambda text: actions(select(options=[option() | {"description": plain(text)}]))),
    (150, lambda text: actions(select(placeholder=plain(text)))),
    (2_000, lambda text: {"type": "image", **IMAGE, "alt_text": text}),
    (2_000, lambda text: asking(select(), label=plain(text))),
    (2_000, lambda text: asking(select(), hint=plain(text))),
]


@pytest.mark.parametrize(("most", "block"), LENGTHS)
def test_a_text_may_be_as_long_as_slack_lets_it(most: int, block: Callable[[str], Object]) -> None:
    assert check_blocks([block("x" * most)], "modal") == []
    (message,) = words(check_blocks([block("x" * (most + 1))], "modal"))
    assert message.startswith(f"must be less than {most + 1} characters [json-pointer:/blocks/0/")


def test_letters_are_counted_the_strictest_way() -> None:
    assert check_blocks([{"type": "header", "text": plain("🐝" * 75)}], "home") == []
    assert len(check_blocks([{"type": "header", "text": plain("🐝" * 76)}], "home")) == 1


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "missing required field: text, fields [json-pointer:/blocks/0]"),
        ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
        ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section(fields=[mrkdwn()] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
        (actions(), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(button(style="loud")),
         "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
        (actions(button(value=5)), "must provide a string [json-pointer:/blocks/0/elements/0/value]"),
        (actions({"type": "static_select"}),
         "must provide exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]"),
        (actions(select(options=options(101))),
         "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (actions({"type": "radio_buttons", "options": options(11)}),
         "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (actions({"type": "overflow", "options": options(6)}),
         "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (actions(select(initial_option=option("z"))),
         "the initial option is not among the options [json-pointer:/blocks/0/elements/0]"),
        (actions(select(options=[option("a"), option("a")])),
         "option value a already exists [json-pointer:/blocks/0/elements/0]"),
        (actions(button(action_id="go"), button(action_id="go")),
         "`action_id` go already exists [json-pointer:/blocks/0]"),
        (actions({"type": "datepicker", "initial_date": "2026-02-30"}),
         "must be a date [json-pointer:/blocks/0/elements/0/initial_date]"),
        ({"type": "context", "elements": [plain()] * 11},
         "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
        ({"type": "image", "alt_text": "a"},
         "must provide exactly one of: image_url, slack_file [json-pointer:/blocks/0]"),
        ("words", "must provide an object [json-pointer:/blocks/0]"),
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused_in_slacks_words(block: object, said: str) -> None:
    assert words(check_blocks([block], "message")) == [said]


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "number_input"}, "missing required field: is_decimal_allowed"),
        (typed(max_length=3_001), "must be at most 3000"),
        (typed(min_length=5, max_length=4), "min_length must not be above max_length"),
        (typed(max_length=2, initial_value="abc"), "initial_value is longer than max_length"),
        (number(is_decimal_allowed=False, initial_value="1.5"), "initial_value must be a whole number"),
        (number(min_value="2", initial_value="1"), "initial_value is below min_value"),
        (number(max_value="2", initial_value="3"), "initial_value is above max_value"),
        (number(min_value="2", max_value="1"), "min_value must not be above max_value"),
        ({"type": "multi_static_select", "options": options(3), "max_selected_items": 1,
          "initial_options": options(2)}, "more initial options than max_selected_items"),
    ],
)  # fmt: skip
def test_a_wrong_input_is_refused(element: Object, said: str) -> None:
    (message,) = words(check_view(modal(asking(element))))
    assert message.startswith(said)


def test_ids_and_focus_are_given_once() -> None:
    line = {"type": "divider", "block_id": "line"}
    focused = asking({"type": "plain_text_input", "focus_on_load": True})
    assert words(check_blocks([line, line], "home")) == [
        "`block_id` line already exists [json-pointer:/blocks]"
    ]
    assert len(check_view(modal(focused, focused))) == 1
    assert check_view(modal(focused, asking({"type": "plain_text_input"}))) == []


def test_a_message_holds_fifty_blocks_a_view_a_hundred() -> None:
    assert check_blocks([section()] * 50, "message") == []
    assert words(check_blocks([section()] * 51, "message")) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_view(modal(*[section()] * 100)) == []
    assert len(check_view(modal(*[section()] * 101))) == 1


def test_a_message_holds_one_table_and_so_much_text() -> None:
    table = IN_MESSAGES[0]
    assert words(check_blocks([table, table], "message")) == ["only one table allowed [json-pointer:/blocks]"]
    assert len(check_blocks([{"type": "markdown", "text": "x" * 7_000}] * 2, "message")) == 1
    assert not blocks_too_long([section(text=mrkdwn("x" * 3_000))] * 4)
    assert blocks_too_long([section(text=mrkdwn("x" * 3_000))] * 5)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal(private_metadata="x" * 3_001),
         "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal(hash="1.a"), "invalid additional property: hash [json-pointer:/view]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        ({"type": "home", "blocks": [], "title": plain()},
         "invalid additional property: title [json-pointer:/view]"),
        ({"type": "modal", "title": plain(), "blocks": [asking({"type": "plain_text_input"})]},
         "must define `submit` to use an `input` block in modals [json-pointer:/view]"),
        (modal(section(accessory={"type": "channels_select", "response_url_enabled": True})),
         "response_url_enabled is for input blocks in modals [json-pointer:/view/blocks/0]"),
        ({"type": "workflow_step"}, "unsupported type: workflow_step [json-pointer:/view/type]"),
        ([], "unsupported type: None [json-pointer:/view/type]"),
    ],
)  # fmt: skip
def test_a_wrong_view_is_refused_in_slacks_words(view: object, said: str) -> None:
    assert words(check_view(view)) == [said]


def test_metadata_is_an_event_with_a_payload() -> None:
    assert (
        check_metadata({"event_type": "outbox_row", "event_payload": {"key": "k", "deep": {"n": [1]}}}) == []
    )
    assert len(check_metadata({"event_type": "two words", "event_payload": {}})) == 1
    assert len(check_metadata({"event_type": "a", "event_payload": "text"})) == 1
    assert len(check_metadata({"event_type": "a", "event_payload": {}, "more": 1})) == 1


def test_loaded_options_are_options() -> None:
    assert check_option_load({"options": []}) == []
    assert check_option_load({"option_groups": [{"label": plain(), "options": options(3)}]}) == []
    assert len(check_option_load({"options": options(101)})) == 1
    assert len(check_option_load({"options": [option(text="x" * 76)]})) == 1
    assert len(check_option_load({})) == 1


def test_a_message_pings_only_where_slack_reads_markup() -> None:
    shown: list[Object] = [
        {"type": "section", "text": mrkdwn("ask <@U1|rosa>"), "fields": [plain("<!channel>")]},
        {"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]},
        ]},
        {"type": "markdown", "text": "<!subteam^S1>"},
    ]  # fmt: skip
    assert pings("hi <!everyone>", shown) == ["!everyone", "@U1", "!here", "!subteam^S1"]
    assert loud_pings("hi <!everyone>", shown) == ["!everyone", "!here", "!subteam^S1"]
    assert pings("&lt;!channel&gt; @channel", [section(text=mrkdwn("&lt;@U1&gt;"))]) == []


# so that chance finds more than unknown words
KEYS = st.sampled_from(
    ["type", "text", "elements", "element", "accessory", "options", "rows", "fields", "blocks"]
)
KINDS = st.sampled_from(
    sorted({name.split(":")[-1] for name in json.loads(SCHEMA.read_text("utf-8"))["$defs"]})
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(ANY_JSON)
def test_whatever_is_sent_gets_an_answer(sent: object) -> None:
    for messages in (check_blocks([sent], "message"), check_view(sent), check_option_load(sent)):
        assert all(message.startswith("[ERROR] ") and message.endswith("]") for message in messages)
    assert check_blocks({"not": "a list"}, "home")
