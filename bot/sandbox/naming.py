"""Names for what an app left unnamed: Slack gives every block a block_id and every element an action_id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.shapes import Blocks

Name = Callable[[], str]
INTERACTIVE_ROWS = ("actions", "context_actions")


def named(blocks: Blocks, new_name: Name) -> Blocks:
    """A copy of blocks with every missing block_id and action_id filled in from `new_name`."""
    return [_named_block(block, new_name) for block in blocks]


def _named_block(block: dict[str, Any], new_name: Name) -> dict[str, Any]:
    result = {**block, "block_id": block.get("block_id") or new_name()}
    for key in ("accessory", "element"):
        if key in result:
            result[key] = _named_element(result[key], new_name)
    if block["type"] in INTERACTIVE_ROWS:
        result["elements"] = [_named_element(element, new_name) for element in block["elements"]]
    return result


def _named_element(element: dict[str, Any], new_name: Name) -> dict[str, Any]:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": new_name()}


def kept_state(state: dict[str, dict[str, Any]], blocks: Blocks) -> dict[str, dict[str, Any]]:
    """What of a person's entries is still to be seen: those whose block_id and action_id are still there."""
    kept: dict[str, dict[str, Any]] = {}
    for block in blocks:
        elements = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        actions = {element.get("action_id") for element in elements if isinstance(element, dict)}
        values = {key: value for key, value in state.get(block["block_id"], {}).items() if key in actions}
        if values:
            kept[block["block_id"]] = values
    return kept
