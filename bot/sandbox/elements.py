"""The elements of blocks that a person can act on: finding them, what they hold, what Slack's client refuses.

Values have the shape that Slack sends in `state.values`. What a client refuses (a required field left empty,
a number out of range) never reaches the bot. Whether a bot may send such blocks at all is strictness.py's
matter.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.shapes import Json

Element = dict[str, Any]
Value = dict[str, Any]
Values = dict[str, dict[str, Value]]

TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
CHOOSE_ONE = ("static_select", "external_select", "radio_buttons", "overflow")
CHOOSE_MANY = ("multi_static_select", "multi_external_select", "checkboxes")
# what the value object of the other stateful elements is called, and the element's field that it starts from
PICKERS = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}

REQUIRED = "Please complete this required field."


def elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Element]]:
    """Every element with an action_id, with the block that holds it, in reading order."""
    for block in blocks:
        held = [block.get("element"), block.get("accessory")]
        if block["type"] in ("actions", "context_actions"):
            held += block["elements"]
        for element in held:
            if element and "action_id" in element:
                yield block, element


def find(blocks: list[dict[str, Any]], block_id: str, action_id: str) -> Element | None:
    """The element with these ids, or None."""
    return next(
        (
            element
            for block, element in elements(blocks)
            if block["block_id"] == block_id and element["action_id"] == action_id
        ),
        None,
    )


def value_key(kind: str) -> str | None:
    """The field of a value object that holds what was entered or chosen; None for elements without state."""
    if kind in TEXTS:
        return "value"
    if kind in CHOOSE_ONE:
        return None if kind == "overflow" else "selected_option"
    if kind in CHOOSE_MANY:
        return "selected_options"
    return PICKERS[kind][0] if kind in PICKERS else None


def _initial(element: Element) -> Value:
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in CHOOSE_ONE:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in CHOOSE_MANY:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    key, start = PICKERS[kind]
    return {"type": kind, key: element.get(start, [] if kind.startswith("multi_") else None)}


def state_values(blocks: list[dict[str, Any]], entered: Values) -> Values:
    """What Slack sends as `state.values`: what was entered, else what each element started from."""
    values: Values = {}
    for block, element in elements(blocks):
        if value_key(element["type"]) is None:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        held = entered.get(block_id, {}).get(action_id)
        values.setdefault(block_id, {})[action_id] = held or _initial(element)
    return values


def holds(value: Value) -> Json:
    """What was entered or chosen: a text, an option, a list; None or empty where nothing was."""
    key = value_key(value["type"])
    return value.get(key) if key else None


def refusals(blocks: list[dict[str, Any]], values: Values) -> dict[str, str]:
    """What Slack's client says instead of sending the form: {block_id: sentence}; empty when it sends it."""
    found = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entered = holds(values[block["block_id"]][element["action_id"]])
        if entered in (None, "", []):
            refusal = "" if block.get("optional") else REQUIRED
        else:
            refusal = _refusal(element, entered)
        if refusal:
            found[block["block_id"]] = refusal
    return found


def _refusal(element: Element, entered: Json) -> str:
    kind = element["type"]
    if kind == "number_input":
        return _number_refusal(element, str(entered))
    if kind in TEXTS:
        return _text_refusal(element, str(entered))
    if kind in CHOOSE_ONE:
        return _option_refusal(element, [entered])
    limit = element.get("max_selected_items")
    if limit and len(entered) > limit:
        return f"Choose at most {limit}."
    return _option_refusal(element, entered) if kind in CHOOSE_MANY else ""


def _text_refusal(element: Element, text: str) -> str:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < shortest:
        return f"Must be at least {shortest} characters."
    if len(text) > longest:
        return f"Must be at most {longest} characters."
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Enter a valid email address."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", text):
        return "Enter a valid URL."
    return ""


def _number_refusal(element: Element, text: str) -> str:
    decimals = element.get("is_decimal_allowed", False)
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimals else r"-?\d+", text):
        return "Enter a number." if decimals else "Enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Must be at least {least}."
    if most is not None and float(text) > float(most):
        return f"Must be at most {most}."
    return ""


def all_options(element: Element) -> list[dict[str, Any]]:
    """The options that the element itself carries, those of its groups included."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def _option_refusal(element: Element, chosen: list[dict[str, Any]]) -> str:
    if element["type"].endswith("external_select"):
        return ""  # its options came from the bot and are checked when they are loaded
    known = {option["value"] for option in all_options(element)}
    if all(option.get("value") in known for option in chosen):
        return ""
    return "Choose one of the options."


def act_on(element: Element, value: Json) -> tuple[dict[str, Any], Value | None]:
    """What an act on an element says: the fields of its action, and its new value (None for a button).

    `value` is what was chosen: an option (the whole object or its value), a list of them, a text, an id.
    Raises ValueError with a sentence where the element has no such option.
    """
    kind = element["type"]
    if kind in ("button", "workflow_button"):
        return ({"value": element["value"]} if "value" in element else {}), None
    if kind in CHOOSE_ONE:
        chosen: dict[str, Any] = {"selected_option": _option(element, value)}
    elif kind in CHOOSE_MANY:
        chosen = {"selected_options": [_option(element, one) for one in value]}
    elif kind in TEXTS:
        chosen = {"value": value}
    else:
        chosen = {PICKERS[kind][0]: value}
    return chosen, None if kind == "overflow" else {"type": kind, **chosen}


def _option(element: Element, chosen: Json) -> dict[str, Any]:
    wanted = chosen.get("value") if isinstance(chosen, dict) else chosen
    for option in all_options(element):
        if option["value"] == wanted:
            return option
    if element["type"].endswith("external_select") and isinstance(chosen, dict):
        return chosen
    raise ValueError(f"There is no option {wanted!r} here.")
