"""What Slack refuses, written once more and independently of the builders.

Letters are counted in UTF-16 units, the strictest of the ways to count. Typed markup that would mention or
link counts as a complaint too.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

BUTTONS_A_ROW = 25
MENTION = re.compile(r"<@[A-Za-z0-9]*>")
UNESCAPED = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# (type of element) -> how many options it takes
OPTIONS = {"radio_buttons": 10, "checkboxes": 10, "static_select": 100, "multi_static_select": 100}
# msg_blocks_too_long was seen from about 13,200 letters
MESSAGE_ROOM = 13_000


def complaints_about_message(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """Tell what is wrong with a message."""
    found = _blocks(blocks, most=50)
    if any(block["type"] == "input" for block in blocks):
        found.append("an input in a message")
    if not text.strip() or units(text) > 4000 or has_typed_markup(text):
        found.append(f"text: {text[:80]!r}")
    if len(json.dumps(blocks, ensure_ascii=False)) > MESSAGE_ROOM:
        found.append("msg_blocks_too_long")
    return found


def complaints_about_view(view: dict[str, Any]) -> list[str]:
    """Tell what is wrong with a modal or a Home tab."""
    found = _blocks(view["blocks"], most=100)
    for part in ("title", "submit", "close"):
        if part in view and not 1 <= units(view[part]["text"]) <= 24:
            found.append(part)
    if view["type"] == "modal":
        asks = any(block["type"] == "input" for block in view["blocks"])
        found += ["no title"] if "title" not in view else []
        found += ["no submit"] if asks and "submit" not in view else []
        found += ["private_metadata"] if units(view.get("private_metadata", "")) > 3000 else []
    if len(json.dumps(view).encode()) > 250_000:
        found.append("view_too_large")
    return found


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def has_typed_markup(text: str) -> bool:
    """Tell whether anything but the mention of a person would be parsed in mrkdwn."""
    return bool(UNESCAPED.search(MENTION.sub("", text)))


def inputs(view: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a form's inputs."""
    return [block for block in view["blocks"] if block["type"] == "input"]


def chosen(*keys: str) -> list[dict[str, Any]]:
    """Return what a form sends for choices."""
    return [{"text": {"type": "plain_text", "text": key}, "value": key} for key in keys]


def shown(blocks: list[dict[str, Any]]) -> str:
    """Return every text of the blocks, in order, a line each."""
    return "\n".join(text["text"] for text in _walk(blocks) if text.get("type") in ("mrkdwn", "plain_text"))


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every button of the blocks, in order."""
    return [part for part in _walk(blocks) if part.get("type") == "button"]


def _blocks(blocks: list[dict[str, Any]], most: int) -> list[str]:
    found = [] if 1 <= len(blocks) <= most else [f"{len(blocks)} blocks"]
    named = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["a block_id twice"] if len(named) != len(set(named)) else []
    found += [f"block_id {name}" for name in named if not 1 <= units(name) <= 255]
    for block in blocks:
        found += _block(block)
    for part in _walk(blocks):
        found += _part(part)
    return found


def _block(block: dict[str, Any]) -> list[str]:
    kind = block["type"]
    elements = [block["element"]] if kind == "input" else block.get("elements", [])
    most = {"actions": BUTTONS_A_ROW, "context": 10}.get(kind, 1)
    found = [f"{len(elements)} elements"] if len(elements) > most else []
    names = [element["action_id"] for element in elements if "action_id" in element]
    found += ["an action_id twice"] if len(names) != len(set(names)) else []
    if kind == "header" and units(block["text"]["text"]) > 150:
        found.append("header")
    return found


def _part(part: dict[str, Any]) -> list[str]:
    kind = part.get("type")
    if kind in ("mrkdwn", "plain_text"):
        return _text(part)
    if kind == "button":
        fits = 1 <= units(part["text"]["text"]) <= 75 and units(part.get("value", "")) <= 2000
        return [] if fits else ["button"]
    if kind in OPTIONS:
        return _choices(part, OPTIONS[kind])
    if kind == "plain_text_input" and len(part.get("initial_value", "")) > part["max_length"]:
        return ["initial_value longer than max_length"]
    if "text" in part and "value" in part:
        return option(part)
    return []


def option(choice: dict[str, Any]) -> list[str]:
    """Tell what is wrong with one option."""
    sizes = (choice["text"]["text"], choice["value"], choice.get("description", {"text": "-"})["text"])
    return [] if all(1 <= units(size) <= 75 for size in sizes) else [f"option {sizes}"]


def _choices(element: dict[str, Any], most: int) -> list[str]:
    options = element["options"]
    found = [] if 1 <= len(options) <= most else [f"{len(options)} options"]
    initial = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    found += ["an initial option that is none"] if any(choice not in options for choice in initial) else []
    return found + (["empty initial_options"] if element.get("initial_options") == [] else [])


def _text(text: dict[str, Any]) -> list[str]:
    said = text["text"]
    found = [] if said.strip() and units(said) <= 3000 else [f"text of {units(said)}"]
    found += [f"unwanted letter in {said[:80]!r}"] if UNWANTED.search(said) else []
    if text["type"] == "mrkdwn":
        found += [f"typed markup in {said[:80]!r}"] if has_typed_markup(said) else []
        found += ["bare addresses become links"] if not text.get("verbatim") else []
    return found


def _walk(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from _walk(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _walk(inner)
