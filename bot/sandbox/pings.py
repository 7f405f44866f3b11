"""Whom a message would notify beyond its words: channel-wide calls, user groups and mentions of people.

Slack reads these in every mrkdwn text, in a message's `text` (also where blocks are shown instead of it), in
markdown and in rich text; never in plain_text. An escaped `&lt;!channel&gt;` is only words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sandbox.shapes import Blocks, Json

CALL = re.compile(r"<(!(?:channel|here|everyone|subteam\^\w+)|@\w+)(?:\|[^>]*)?>")


def pings(text: str, blocks: Blocks | None = None) -> list[str]:
    """Everyone a message would notify, in order: "!channel", "!here", "!everyone", "!subteam^S…", "@U…"."""
    return [*CALL.findall(text), *_in_blocks(blocks or [])]


def loud_pings(text: str, blocks: Blocks | None = None) -> list[str]:
    """The calls in it to more than one person: a channel or a user group."""
    return [each for each in pings(text, blocks) if each.startswith("!")]


def _in_blocks(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _in_blocks(each)
    elif isinstance(value, dict):
        yield from _in_object(value)


def _in_object(value: dict[str, Json]) -> Iterator[str]:
    kind = value.get("type")
    if kind in ("mrkdwn", "markdown"):
        yield from CALL.findall(value["text"])
    elif kind == "broadcast":
        yield f"!{value['range']}"
    elif kind == "usergroup":
        yield f"!subteam^{value['usergroup_id']}"
    elif kind == "user":
        yield f"@{value['user_id']}"
    else:
        yield from _in_blocks(list(value.values()))
