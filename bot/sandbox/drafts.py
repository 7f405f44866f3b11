"""What an app wants a message to say, checked as Slack checks it before anything is posted or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.refusals import SlackError
from bot.sandbox.shapes import Blocks
from bot.sandbox.strictness import (
    blocks_too_long,
    check_blocks,
    check_metadata,
    metadata_too_large,
    shortened,
)

# what people without blocks read where an app sends blocks alone
NO_FALLBACK = "This content can't be displayed."


@dataclass(frozen=True)
class Draft:
    """An accepted text with its blocks and metadata; None where they were not given."""

    text: str
    blocks: Blocks | None
    metadata: dict[str, Any] | None


def read_draft(call: Call) -> Draft:
    """The draft in a call's text, blocks and metadata.

    Raises no_text, invalid_blocks, msg_blocks_too_long, invalid_metadata_schema or metadata_too_large. Text
    above 40,000 characters is shortened.
    """
    text, blocks, metadata = call.get("text", ""), call.get("blocks"), call.get("metadata")
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    wrong = check_blocks(blocks, "message") if blocks else []
    if wrong:
        raise SlackError("invalid_blocks", wrong)
    if blocks_too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    _check_metadata(metadata)
    return Draft(shortened(text) if text.strip() else NO_FALLBACK, blocks, metadata)


def _check_metadata(metadata: dict[str, Any] | None) -> None:
    if not metadata:
        return
    wrong = check_metadata(metadata)
    if wrong:
        raise SlackError("invalid_metadata_schema", wrong)
    if metadata_too_large(metadata):
        raise SlackError("metadata_too_large")
