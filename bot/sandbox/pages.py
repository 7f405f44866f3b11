"""Long answers in pieces: Slack's `limit` and `cursor`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.calls import Call
from bot.sandbox.refusals import SlackError

Row = TypeVar("Row")

MOST = 999


def limit_of(call: Call, default: int) -> int:
    """How many rows are asked for; raises invalid_limit above 999."""
    limit: int = call.get("limit") or default
    if call.get("limit", 0) > MOST:
        raise SlackError("invalid_limit")
    return limit


def page(rows: Sequence[Row], call: Call, default: int = 100) -> tuple[list[Row], str]:
    """The rows that `limit` and `cursor` ask for, and the cursor of the next ones ("" after the last)."""
    start = read_cursor(call)
    if start and not start.isdecimal():
        raise SlackError("invalid_cursor")
    first = int(start or 0)
    end = first + limit_of(call, default)
    return list(rows[first:end]), cursor_at(str(end)) if end < len(rows) else ""


def cursor_at(place: str) -> str:
    """A cursor that leads to a place."""
    return base64.b64encode(f"next:{place}".encode()).decode()


def read_cursor(call: Call) -> str:
    """The place a call's cursor leads to, "" where it has none; raises invalid_cursor for a made-up one."""
    cursor = call.get("cursor", "")
    try:
        word, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        raise SlackError("invalid_cursor") from None
    if cursor and word != "next":
        raise SlackError("invalid_cursor")
    return place
