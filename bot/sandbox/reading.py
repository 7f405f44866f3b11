"""What a person reads on the screen: blocks as lines of text, and the buttons among them.

Mentions, links and escapes are shown as Slack's client shows them; the asterisks of bold text stay.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.elements import Element, elements
from bot.sandbox.shapes import Json

_ANGLES = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")

Names = Mapping[str, str]


def readable(mrkdwn: str, names: Names) -> str:
    """A mrkdwn text as it is read; `names` maps the ids of people and channels to what they are called."""

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found.groups()
        if sign in ("@", "#"):
            return sign + names.get(what, label or what)
        if sign == "!":
            return str(label or "@" + what.partition("^")[0])
        return str(label or what)

    return html.unescape(_ANGLES.sub(shown, mrkdwn))


def lines(blocks: list[dict[str, Any]], names: Names) -> list[str]:
    """Every text in these blocks, in reading order, without the labels of inputs and what can be pressed."""
    return [line for block in blocks for line in _block_lines(block, names) if line]


def _block_lines(block: dict[str, Any], names: Names) -> Iterator[str]:
    kind = block["type"]
    if kind in ("actions", "input", "context_actions"):
        return
    if kind == "rich_text":
        for element in block["elements"]:
            yield "".join(_rich(element, names))
        return
    if kind == "table":
        for row in block["rows"]:
            yield " | ".join("".join(_rich(cell, names)) for cell in row)
        return
    for text in (block.get("title"), block.get("text"), *block.get("fields", []), *block.get("elements", [])):
        yield _text(text, names)
    yield block.get("alt_text", "") if kind == "image" else ""


def _text(text: Json, names: Names) -> str:
    if isinstance(text, str):  # a markdown block's
        return text
    if not text or not isinstance(text.get("text"), str):
        return text.get("alt_text", "") if text else ""
    return text["text"] if text["type"] == "plain_text" else readable(text["text"], names)


def _rich(element: dict[str, Any], names: Names) -> Iterator[str]:
    kind = element["type"]
    if kind == "user":
        yield "@" + names.get(element["user_id"], element["user_id"])
    elif kind == "channel":
        yield "#" + names.get(element["channel_id"], element["channel_id"])
    elif kind == "broadcast":
        yield "@" + element["range"]
    elif kind == "emoji":
        yield f":{element['name']}:"
    elif "elements" in element:
        for each in element["elements"]:
            yield from _rich(each, names)
    else:
        yield element.get("text") or element.get("url") or ""


def buttons(blocks: list[dict[str, Any]]) -> list[tuple[str, str, Element]]:
    """The buttons in reading order: what is written on each, its block_id, the element."""
    return [
        (element["text"]["text"], block["block_id"], element)
        for block, element in elements(blocks)
        if element["type"] == "button"
    ]
