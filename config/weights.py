"""The weights file, read and checked: how much each part of a fit counts, as an admin wrote it.

Every mistake in the file is found in one reading and told with its remedy. What a part measures is the
business of `matching.fit`; what answers make of its weight, of `matching.learn`.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from config.toml_file import FileUnusable, read_toml
from matching.weights import BASE, FEATURES, Weights

BUILT_IN: Final = Path(__file__).with_name("weights.toml")

# The names that each table holds, and the lowest and highest number it takes.
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": (BASE, *FEATURES),
    "lead": (BASE, *FEATURES),
    "value": ("crossing",),
}
_RANGES: Final = {"accept": (-10, 10), "lead": (-10, 10), "value": (0, 1)}


class WeightsError(FileUnusable):
    """The file cannot be used."""

    what = "The weights"


def read_weights(path: Path | None = None) -> Weights:
    """Return the weights written in `path`, or in the file beside this module.

    Raises `WeightsError` with every mistake at once.
    """
    path = path or BUILT_IN
    raw = read_toml(path, WeightsError)
    mistakes = tuple(_mistakes(raw))
    if mistakes:
        raise WeightsError(path, mistakes)
    accept, lead, value = (_numbers(raw[table]) for table in _TABLES)
    return Weights(accept, lead, value["crossing"])


def _numbers(lines: object) -> dict[str, float]:
    """Return a checked table as floats: 1 and 1.0 are the same weight, and make the same version."""
    return {name: float(number) for name, number in lines.items()} if isinstance(lines, dict) else {}


def _mistakes(raw: Mapping[str, object]) -> Iterator[str]:
    for table in sorted(raw.keys() - _TABLES.keys()):
        yield f"[{table}] is not known. {_remedy(table, _TABLES)}"
    for table in _TABLES:
        lines = raw.get(table)
        if isinstance(lines, dict):
            yield from (f"[{table}] {mistake}" for mistake in _line_mistakes(table, lines))
        else:
            yield f"The table [{table}] is missing. Add it, with {', '.join(_TABLES[table])}."


def _line_mistakes(table: str, lines: Mapping[str, object]) -> Iterator[str]:
    names, (low, high) = _TABLES[table], _RANGES[table]
    for name in sorted(lines.keys() - set(names)):
        yield f"{name} is not known. {_remedy(name, names)}"
    for name in names:
        if name not in lines:
            yield f"{name} is missing. Add it, with 0 where it should not count."
        elif not _is_within(lines[name], low, high):
            yield f"{name} is not a number from {low} to {high}. Write one, without quotes."


def _is_within(number: object, low: int, high: int) -> bool:
    """Tell whether this is a number from low to high; NaN lies nowhere, and true is not 1."""
    return isinstance(number, int | float) and not isinstance(number, bool) and low <= number <= high


def _remedy(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else "Take it out."
