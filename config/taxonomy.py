"""The taxonomy file, read and checked: sectors, regions, stages and kinds as an admin wrote them.

Every mistake in the file is found in one reading and told with its remedy. What the words mean for a match is
the business of `matching`; what they look like on a screen, of the screens.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from config.toml_file import FileUnusable, read_toml
from matching import Region, Sector, Taxonomy, Term

BUILT_IN = Path(__file__).with_name("taxonomy.toml")

LONGEST_NAME = 75  # an option of a Slack menu
LONGEST_TABLE = 100  # the options of one Slack menu
KEY = re.compile(r"[a-z_]{1,75}")

FIELDS: Mapping[str, frozenset[str]] = {
    "sectors": frozenset({"name", "neighbours"}),
    "regions": frozenset({"name", "within"}),
    "stages": frozenset({"name"}),
    "kinds": frozenset({"name"}),
}


class TaxonomyError(FileUnusable):
    """The file cannot be used."""

    what = "The taxonomy"


@dataclass(frozen=True)
class Entry:
    """One line of a table, read leniently, so that one mistake does not hide or cause another."""

    table: str
    key: str
    name: str
    neighbours: tuple[str, ...] = ()
    within: str | None = None


def read_taxonomy(path: Path | None = None) -> Taxonomy:
    """Return the taxonomy written in `path`, or in the file beside this module.

    Raises `TaxonomyError` with every mistake at once.
    """
    path = path or BUILT_IN
    raw = read_toml(path, TaxonomyError)
    entries = [_entry(table, key, line) for table, key, line in _lines(raw)]
    mistakes = (*_shape_mistakes(raw), *_word_mistakes(entries), *_link_mistakes(entries))
    if mistakes:
        raise TaxonomyError(path, mistakes)
    return _taxonomy(entries)


def _lines(raw: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    for table in FIELDS:
        lines = raw.get(table)
        if isinstance(lines, dict):
            yield from ((table, key, line) for key, line in lines.items())


def _entry(table: str, key: str, line: object) -> Entry:
    fields = line if isinstance(line, dict) else {"name": line}
    name, within, neighbours = (fields.get(field) for field in ("name", "within", "neighbours"))
    return Entry(
        table,
        key,
        name=name.strip() if isinstance(name, str) else "",
        neighbours=tuple(n for n in neighbours if isinstance(n, str)) if isinstance(neighbours, list) else (),
        within=within if isinstance(within, str) else None,
    )


def _taxonomy(entries: list[Entry]) -> Taxonomy:
    return Taxonomy(
        sectors=tuple(Sector(e.key, e.name, e.neighbours) for e in entries if e.table == "sectors"),
        regions=tuple(Region(e.key, e.name, e.within) for e in entries if e.table == "regions"),
        stages=tuple(Term(e.key, e.name) for e in entries if e.table == "stages"),
        kinds=tuple(Term(e.key, e.name) for e in entries if e.table == "kinds"),
    )


def _shape_mistakes(raw: Mapping[str, object]) -> Iterator[str]:
    for table in FIELDS:
        lines = raw.get(table)
        if not isinstance(lines, dict):
            yield f"The table [{table}] is missing. Add it with at least one line."
        elif not lines:
            yield f"The table [{table}] is empty. Add at least one line."
        elif len(lines) > LONGEST_TABLE:
            yield f"[{table}] has {len(lines)} lines. Keep at most {LONGEST_TABLE}: a menu holds no more."
    for table in sorted(raw.keys() - FIELDS.keys()):
        yield f"[{table}] is not known. The tables are {_listed(FIELDS)}."
    for table, key, line in _lines(raw):
        yield from (f"[{table}] {key}: {mistake}" for mistake in _field_mistakes(table, line))


def _field_mistakes(table: str, line: object) -> Iterator[str]:
    fields = line if isinstance(line, dict) else {"name": line}
    for field in sorted(fields.keys() - FIELDS[table]):
        yield f"{field} is not known here. Use {_listed(FIELDS[table])}."
    name, neighbours = fields.get("name"), fields.get("neighbours", [])
    if not isinstance(name, str) or not name.strip():
        yield 'it has no name. Write it as a text: name = "…".'
    elif len(name.strip()) > LONGEST_NAME:
        yield f"the name has {len(name.strip())} letters. Keep at most {LONGEST_NAME}."
    if not isinstance(fields.get("within", ""), str):
        yield 'within is not a text. Write one key: within = "…".'
    if not isinstance(neighbours, list) or not all(isinstance(key, str) for key in neighbours):
        yield 'neighbours is not a list of texts. Write neighbours = ["…", "…"].'


def _word_mistakes(entries: list[Entry]) -> Iterator[str]:
    tables_of_key: dict[str, list[str]] = {}
    keys_of_name: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        if not KEY.fullmatch(entry.key):
            yield f"[{entry.table}] {entry.key}: a key has 1 to 75 of the letters a to z and _. Rename it."
        tables_of_key.setdefault(entry.key, []).append(f"[{entry.table}]")
        keys_of_name.setdefault((entry.table, entry.name.casefold()), []).append(entry.key)
    for key, tables in tables_of_key.items():
        if len(tables) > 1:
            yield f"The key {key} stands in {_listed(tables)}. Rename all but one."
    for (table, name), keys in keys_of_name.items():
        if name and len(keys) > 1:
            yield f"[{table}] {_listed(keys)} have the same name. Give each its own."


def _link_mistakes(entries: list[Entry]) -> Iterator[str]:
    sectors = {entry.key for entry in entries if entry.table == "sectors"}
    regions = {entry.key: entry.within for entry in entries if entry.table == "regions"}
    for entry in entries:
        for neighbour in entry.neighbours:
            if neighbour not in sectors:
                remedy = _remedy(neighbour, sectors)
                yield f"[sectors] {entry.key}: its neighbour {neighbour} is no sector. {remedy}"
            elif neighbour == entry.key:
                yield f"[sectors] {entry.key}: it is its own neighbour. Take it out of its list."
        if entry.within is not None and entry.within not in regions:
            remedy = _remedy(entry.within, regions)
            yield f"[regions] {entry.key}: it lies within {entry.within}, which is no region. {remedy}"
    yield from _cycles(regions)


def _cycles(within: Mapping[str, str | None]) -> Iterator[str]:
    told: set[str] = set()
    for start in within:
        path: list[str] = []
        key: str | None = start
        while key is not None and key not in path:
            path.append(key)
            key = within.get(key)
        if key is not None and key not in told:
            circle = path[path.index(key) :]
            told.update(circle)
            yield f"[regions] {' within '.join([*circle, key])}: a circle. Take one of these `within` out."


def _remedy(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, known, n=1)
    return f"Did you mean {near[0]}?" if near else "Add it, or take it out here."


def _listed(words: Iterable[str]) -> str:
    *most, last = sorted(words)
    return f"{', '.join(most)} and {last}" if most else last
