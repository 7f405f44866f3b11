"""What came of a row: how often the fault struck and what went wrong; and the table of all rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

WRONGS: Final = ("lost", "twice", "leaked", "stuck")
_EXAMPLES: Final = 12
_HEAD: Final = ("", "struck", *WRONGS, "told", "seconds", "")


@dataclass
class Tally:
    """Counts of one row. `told`: notes of unknown fate that were parked and shown to an admin, not lost.

    `examples` are sentences on the first wrongs that were found, `notes` what a reader of the table should
    know besides.
    """

    struck: int = 0
    lost: int = 0
    twice: int = 0
    leaked: int = 0
    stuck: int = 0
    told: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong, and the fault struck at all."""
        return self.struck > 0 and self.right

    @property
    def right(self) -> bool:
        """Whether nothing went wrong."""
        return not any(getattr(self, wrong) for wrong in WRONGS)

    def wrong(self, kind: str, sentence: str) -> None:
        """Count one wrong of WRONGS."""
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples) < _EXAMPLES:
            self.examples.append(f"{kind}: {sentence}")

    def add(self, other: "Tally") -> None:
        """Add another lane's counts; `seconds` are the row's, not summed."""
        for name in ("struck", *WRONGS, "told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.examples = [*self.examples, *other.examples][:_EXAMPLES]
        self.notes += [note for note in other.notes if note not in self.notes]


def table(rows: Sequence[tuple[str, Tally]]) -> str:
    """Return the rows as lines with aligned columns, and below them what each has to say."""
    cells = [_HEAD, *(_cells(name, tally) for name, tally in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    said = [f"  {name}: {text}" for name, tally in rows for text in (*tally.notes, *tally.examples)]
    return "\n".join([*(_line(row, widths) for row in cells), *said])


def _cells(name: str, tally: Tally) -> tuple[str, ...]:
    counts = (str(getattr(tally, each)) for each in ("struck", *WRONGS, "told"))
    came_of_it = ("kept" if tally.struck else "NOT PLAYED") if tally.right else "BROKEN"
    return (name, *counts, f"{tally.seconds:.0f}", came_of_it)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
