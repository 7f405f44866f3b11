"""What Slack refuses in well-shaped blocks: ids used twice, an initial option that is no option and so on.

The blocks given here have passed the schema (strictness.py). Messages are worded as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.sandbox.shapes import Blocks

Element = Mapping[str, Any]

MARKDOWN_CHARACTERS = 12_000


def inconsistencies(blocks: Blocks, root: str) -> list[str]:
    """What is wrong among and within the blocks; `root` is the JSON pointer of their list."""
    wrong = [*_repeated_block_ids(blocks, root), *_too_much_of_a_kind(blocks, root)]
    focused = 0
    for pointer, block, elements in _rows(blocks, root):
        wrong += _repeated_action_ids(block, elements, pointer)
        for place, element in elements:
            wrong += _element_inconsistencies(element, f"{pointer}/{place}")
            focused += bool(element.get("focus_on_load"))
    if focused > 1:
        wrong.append(_message("only one element can have focus_on_load", root))
    return wrong


def view_inconsistencies(view: Mapping[str, Any]) -> list[str]:
    """What is wrong in a view beyond its blocks: inputs without a submit button, misplaced response URLs."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    wrong = []
    if view["type"] == "modal" and inputs and "submit" not in view:
        wrong.append(_message("must define `submit` to use an `input` block in modals", "/view"))
    for number, block in enumerate(view["blocks"]):
        held = [element for _, element in _elements(block)]
        asks = any(element.get("response_url_enabled") for element in held)
        if asks and not (view["type"] == "modal" and block["type"] == "input"):
            pointer = f"/view/blocks/{number}"
            wrong.append(_message("response_url_enabled is for input blocks in modals", pointer))
    return wrong


def _message(what: str, pointer: str) -> str:
    return f"[ERROR] {what} [json-pointer:{pointer}]"


def _rows(blocks: Blocks, root: str) -> Iterator[tuple[str, dict[str, Any], list[tuple[str, Element]]]]:
    for number, block in enumerate(blocks):
        yield f"{root}/{number}", block, _elements(block)


def _elements(block: Mapping[str, Any]) -> list[tuple[str, Element]]:
    """The elements of a block that may be acted on, each with its place in the block."""
    found = [(key, block[key]) for key in ("element", "accessory") if key in block]
    if block["type"] == "actions":
        found += [(f"elements/{number}", element) for number, element in enumerate(block["elements"])]
    return found


def _repeated(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def _repeated_block_ids(blocks: Blocks, root: str) -> list[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    return [_message(f"`block_id` {block_id} already exists", root) for block_id in _repeated(ids)]


def _repeated_action_ids(
    block: Mapping[str, Any], elements: list[tuple[str, Element]], pointer: str
) -> list[str]:
    ids = [element["action_id"] for _, element in elements if "action_id" in element]
    where = f" for block_id {block['block_id']}" if "block_id" in block else ""
    return [_message(f"`action_id` {each} already exists{where}", pointer) for each in _repeated(ids)]


def _too_much_of_a_kind(blocks: Blocks, root: str) -> Iterator[str]:
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield _message("only one table allowed", root)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_CHARACTERS:
        yield _message(f"markdown blocks must be less than {MARKDOWN_CHARACTERS + 1} characters", root)


def _element_inconsistencies(element: Element, pointer: str) -> Iterator[str]:
    yield from _option_inconsistencies(element, pointer)
    if "initial_date" in element and not _is_date(element["initial_date"]):
        yield _message("must be a date", f"{pointer}/initial_date")
    for low, high in (("min_length", "max_length"), ("min_value", "max_value")):
        if low in element and high in element and Decimal(element[low]) > Decimal(element[high]):
            yield _message(f"{low} must not be above {high}", pointer)
    if "initial_value" in element:
        yield from _initial_value_inconsistencies(element, f"{pointer}/initial_value")


def _option_inconsistencies(element: Element, pointer: str) -> Iterator[str]:
    groups = [group["options"] for group in element.get("option_groups", [])]
    options = [option for group in [element.get("options", []), *groups] for option in group]
    initial = element.get("initial_options", [])
    if "max_selected_items" in element and len(initial) > element["max_selected_items"]:
        yield _message("more initial options than max_selected_items", f"{pointer}/initial_options")
    if element["type"].endswith("external_select"):
        return
    if any(option not in options for option in [*initial, *_alone(element.get("initial_option"))]):
        yield _message("the initial option is not among the options", pointer)
    for value in _repeated([option["value"] for option in options]):
        yield _message(f"option value {value} already exists", pointer)


def _alone(option: Element | None) -> list[Element]:
    return [] if option is None else [option]


def _initial_value_inconsistencies(element: Element, pointer: str) -> Iterator[str]:
    value = element["initial_value"]
    if "max_length" in element and len(value) > element["max_length"]:
        yield _message("initial_value is longer than max_length", pointer)
    if element["type"] != "number_input":
        return
    if not element["is_decimal_allowed"] and "." in value:
        yield _message("initial_value must be a whole number", pointer)
    if "min_value" in element and Decimal(value) < Decimal(element["min_value"]):
        yield _message("initial_value is below min_value", pointer)
    if "max_value" in element and Decimal(value) > Decimal(element["max_value"]):
        yield _message("initial_value is above max_value", pointer)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
