"""Rows as files that other programs open: CSV and JSON. The one seam through which rows leave the house.

A spreadsheet takes a cell that begins with certain signs for a formula, so that what a person typed could
act on the machine of whoever opens the file: such cells get an apostrophe in front, and `bot.importing` takes
it off again.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

# What makes a cell a formula, behind whatever a spreadsheet may strip; a tab or a return begins another cell.
_FORMULA: Final = re.compile(r"[\t\r]|[\s\x00-\x1f\u200b\ufeff]*[=+@＝＋－＠-]")


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return a CSV file of these columns; UTF-8 with the mark by which Excel knows it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def json_bytes(held: object) -> bytes:
    """Return a JSON file that a person can read, too."""
    return json.dumps(held, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


def harmless(text: str) -> str:
    """Return the text as no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """Return a cell's text as it was before `harmless`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    return harmless(value) if isinstance(value, str) else value
