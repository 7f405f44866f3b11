"""Profiles from a spreadsheet: read row by row, every mistake named with its line, column and remedy.

Pure: bytes in, profiles and mistakes out. A cell is read as the form's field of that name is (`bot.forms`),
so that what may be imported is what may be typed. Nobody is enrolled by it: see `bot.proposals`.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from bot import forms, vocabulary
from bot import slack_ids as ids
from bot.answers import Refused
from bot.exporting import plain
from matching.people import Champion, Consent, Innovator
from matching.taxonomy import Taxonomy

PERSON: Final = "person"
INNOVATORS: Final = (
    *(PERSON, ids.VENTURE, ids.PROBLEM, ids.IDEA, ids.SECTORS, ids.REGIONS, ids.STAGE, ids.NEEDS),
    *(ids.INVESTED, ids.SAVED, ids.REACHED, ids.OTHER_SECTORS, ids.WANTED),
)
CHAMPIONS: Final = (
    *(PERSON, ids.ORGANISATION, ids.KIND, ids.SECTORS, ids.REGIONS, ids.CHALLENGE, ids.OFFERS, ids.ROLE),
    *(ids.MANDATE, ids.VALUES, ids.OUTSIDE_IDEAS, ids.EARLIEST_STAGE, ids.CAPACITY),
)
_DEFAULTS: Final = {ids.OTHER_SECTORS: "welcome", ids.WANTED: "1", ids.CAPACITY: "1"}
_OPTIONAL: Final = {
    *(ids.INVESTED, ids.SAVED, ids.REACHED, ids.MANDATE, ids.VALUES, ids.OUTSIDE_IDEAS), *_DEFAULTS,
}  # fmt: skip
_EXAMPLES: Final = (
    *("U0123ABCD", "Well at Home", "Older people end up in hospital", "Nurses and volunteers visit together"),
    *("Health; Social care", "Cornwall", "Pilot", "Capacity; Pipeline", "100000", "2200000", "1100"),
    *("welcome", "1"),
)
_CHAMPION_EXAMPLES: Final = (
    *(
        "U0123ABCD",
        "Age & Place",
        "Charity",
        "Social care",
        "Nationwide",
        "Fewer people in hospital",
        "Pipeline",
    ),
    *("Broker", "Can sponsor", "People first", "", "Idea", "1"),
)
TEMPLATES: Final = {"innovators": (INNOVATORS, _EXAMPLES), "champions": (CHAMPIONS, _CHAMPION_EXAMPLES)}

_ID: Final = re.compile(r"[UW][A-Z0-9]{2,20}")
_AMOUNT: Final = re.compile(r"\D{0,4}([0-9]{1,3}(?:[,' ][0-9]{3})+|[0-9]+)")
_BETWEEN: Final = re.compile(r"\s*[;|\n]\s*")
_LISTS: Final = {ids.SECTORS, ids.REGIONS, ids.NEEDS, ids.OFFERS, ids.MANDATE}
_AMOUNTS: Final = {ids.INVESTED, ids.SAVED, ids.REACHED}


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a line of the file (1 is its heading), and what to write instead."""

    line: int
    column: str
    remedy: str


@dataclass(frozen=True)
class Reading:
    """What a file holds: the profiles that can be taken, every mistake in the others, each person's line."""

    profiles: tuple[Innovator | Champion, ...]
    mistakes: tuple[Mistake, ...]
    lines: Mapping[str, int]


class Unreadable(Exception):  # noqa: N818 - it is an answer with advice
    """The file is none of these tables; the text says what to do."""


def read(content: bytes, taxonomy: Taxonomy) -> Reading:
    """Read a file of innovators or of champions, told apart by its columns. Raises Unreadable."""
    lines = list(_lines(_text(content)))
    heading = [_column(cell) for cell in lines[0][1]] if lines else []
    columns = INNOVATORS if ids.VENTURE in heading else CHAMPIONS
    _check_heading(heading, columns)
    profiles: list[Innovator | Champion] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for line, cells in lines[1:]:
        row = dict(zip(heading, map(plain, cells), strict=False))
        profile, unread = _read_row(row, columns, taxonomy)
        wrong = [*_wrong_person(row, line, seen), *(Mistake(line, *each) for each in unread.items())]
        mistakes += wrong
        profiles += [profile] if profile and not wrong else []
    return Reading(tuple(profiles), tuple(mistakes), seen)


def _text(content: bytes) -> str:
    """Return the text of a file as Excel and others write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """Yield every line that is not empty with its number, whatever separates its cells."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def _column(heading: str) -> str:
    return re.sub(r"[\s-]+", "_", heading.strip().lower())


def _check_heading(heading: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in heading and column not in _OPTIONAL]
    unknown = [column for column in heading if column and column not in columns]
    if not (missing or unknown):
        return
    near = [f"{each} (did you mean {found[0]}?)" if (found := get_close_matches(each, columns, 1)) else each
            for each in unknown]  # fmt: skip
    told = [f"These columns are missing: {', '.join(missing)}."] if missing else []
    told += [f"These are not known: {', '.join(near)}."] if near else []
    raise Unreadable(f"{' '.join(told)} `--template` shows the columns of either table.")


def _wrong_person(row: Mapping[str, str], line: int, seen: dict[str, int]) -> Iterable[Mistake]:
    person = row.get(PERSON, "")
    if not _ID.fullmatch(person):
        yield Mistake(
            line, PERSON, "Give the member ID: in Slack open the person's profile, then its ⋮ menu."
        )
    elif person in seen:
        yield Mistake(line, PERSON, f"This person is in line {seen[person]}, too. Keep one of the two.")
    else:
        seen[person] = line


def _read_row(
    row: Mapping[str, str], columns: Sequence[str], taxonomy: Taxonomy
) -> tuple[Innovator | Champion | None, dict[str, str]]:
    """Read a row into a profile, or into a remedy for each column that cannot be read."""
    wrong: dict[str, str] = {}
    names = _names(taxonomy)
    values = {column: _element(column, row.get(column, ""), names, wrong) for column in columns[1:]}
    told: dict[str, Any] = {"id": "", "person": row.get(PERSON, ""), "taxonomy": taxonomy}
    found: Innovator | Champion | None = None
    try:
        if columns is INNOVATORS:
            # asked again in the form, with nothing chosen: it is the innovator's own act
            values[ids.CONSENT] = {ids.VALUE: {"selected_option": {"value": Consent.ASK_FIRST.value}}}
            found = forms.read_need(values, **told)
        else:
            values[ids.NEW_ORGANISATION] = values.pop(ids.ORGANISATION)
            found = forms.read_offer(values, **told)
    except Refused as refused:
        wrong = {**refused.errors, **wrong}
    return found, wrong


def _element(
    column: str, cell: str, names: Mapping[str, Mapping[str, str]], wrong: dict[str, str]
) -> dict[str, Any]:
    """Return a cell as the form would have it; what is no word of the column is noted."""
    text = cell or _DEFAULTS.get(column, "")
    if column in _AMOUNTS:
        amount = _AMOUNT.fullmatch(text)
        return {ids.VALUE: {"value": re.sub(r"\D", "", amount[1]) if amount else text}}
    if column not in names:
        return {ids.VALUE: {"value": text}}
    words = [word for word in _BETWEEN.split(text) if word] if column in _LISTS else [text] if text else []
    options = [{"value": key} for word in words if (key := _key(column, word, names[column], wrong))]
    if column in _LISTS:
        return {ids.VALUE: {"selected_options": options}}
    return {ids.VALUE: {"selected_option": options[0] if options else None}}


def _key(column: str, word: str, known: Mapping[str, str], wrong: dict[str, str]) -> str:
    """Return the key that a word of a column stands for; empty, and a remedy noted, where it is none."""
    key = known.get(word.casefold(), "")
    if not key:
        near = get_close_matches(word.casefold(), known, 1, 0.5)
        shown = {key: name for name, key in known.items()}
        hint = (
            f"did you mean “{shown[known[near[0]]]}”?"
            if near
            else f"use one of: {', '.join(shown.values())}."
        )
        wrong.setdefault(column, f"“{word[:60]}” is not known here: {hint}")
    return key


def _names(taxonomy: Taxonomy) -> dict[str, dict[str, str]]:
    """Return for each column of choices its words, by key and by name, and the keys they stand for."""
    counts = {str(count): str(count) for count in range(1, 6)}
    needs = {need.value: name for need, name in vocabulary.NEED_NAMES.items()}
    pairs: dict[str, dict[str, str]] = {
        ids.SECTORS: {term.key: term.name for term in taxonomy.sectors},
        ids.REGIONS: {term.key: term.name for term in taxonomy.regions},
        ids.STAGE: {term.key: term.name for term in taxonomy.stages},
        ids.EARLIEST_STAGE: {term.key: term.name for term in taxonomy.stages},
        ids.KIND: {term.key: term.name for term in taxonomy.kinds},
        ids.NEEDS: needs,
        ids.OFFERS: needs,
        ids.ROLE: {role.value: name for role, name in vocabulary.ROLE_NAMES.items()},
        ids.MANDATE: {power.value: name for power, name in vocabulary.MANDATE_NAMES.items()},
        ids.OTHER_SECTORS: {"welcome": "Welcome", "own": "Only my sectors"},
        ids.WANTED: counts,
        ids.CAPACITY: counts,
    }
    return {
        column: {text.casefold(): key for key, name in words.items() for text in (key, name)}
        for column, words in pairs.items()
    }
