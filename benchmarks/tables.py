"""A figure with its peer's and its limit, and the one table they are printed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_HEAD: Final = ("", "median", "p99", "peer", "ratio", "limit", "")


@dataclass(frozen=True)
class Figure:
    """What was measured, all in one unit, at the median or at another share of the values.

    The limit is in that unit, or, as `most_ratio`, a multiple of the peer's; without any it is shown for
    comparison.
    """

    name: str
    unit: str
    measured: Sequence[float]
    peer: Sequence[float] = ()
    limit: float | None = None
    most_ratio: float | None = None
    at: float = 0.5

    @property
    def kept(self) -> bool:
        """Whether it is within its limits."""
        within = self.limit is None or percentile(self.measured, self.at) <= self.limit
        return within and (self.most_ratio is None or self.ratio <= self.most_ratio)

    @property
    def ratio(self) -> float:
        """How many times the peer's it is."""
        return percentile(self.measured, self.at) / percentile(self.peer, self.at)

    def row(self) -> tuple[str, ...]:
        """Return the cells of its line."""
        middle = median(self.measured)
        return (
            self.name,
            self._shown(middle),
            self._shown(percentile(self.measured, 0.99)) if len(self.measured) >= 50 else "",
            self._shown(percentile(self.peer, self.at)) if self.peer else "",
            f"{self.ratio:.2f}x" if self.peer else "",
            self._limits(),
            ("kept" if self.kept else "MISSED") if self._limits() else "",
        )

    def _limits(self) -> str:
        in_units = [] if self.limit is None else [f"{self.limit:g} {self.unit}"]
        return ", ".join(in_units + ([] if self.most_ratio is None else [f"{self.most_ratio:g}x"]))

    def _shown(self, value: float) -> str:
        return f"{value:.{2 if value < 10 else 0}f} {self.unit}"


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return percentile(values, 0.5)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, -int(-share * len(values) // 1) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines with aligned columns."""
    rows = [_HEAD, *(figure.row() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
