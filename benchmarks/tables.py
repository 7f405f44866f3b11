"""A figure with its peer's and its limit, and the one table they are printed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_HEAD: Final = ("", "median", "p99", "peer", "ratio", "limit", "")


@dataclass(frozen=True)
class Figure:
    """What was measured, all in one unit; no limit means that it is shown for comparison."""

    name: str
    unit: str
    measured: Sequence[float]
    peer: Sequence[float] = ()
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the median is within the limit."""
        return self.limit is None or median(self.measured) <= self.limit

    def row(self) -> tuple[str, ...]:
        """Return the cells of its line."""
        middle = median(self.measured)
        return (
            self.name,
            self._shown(middle),
            self._shown(percentile(self.measured, 0.99)) if len(self.measured) >= 50 else "",
            self._shown(median(self.peer)) if self.peer else "",
            f"{middle / median(self.peer):.1f}x" if self.peer else "",
            f"{self.limit:g} {self.unit}" if self.limit is not None else "",
            "" if self.limit is None else "kept" if self.kept else "MISSED",
        )

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
