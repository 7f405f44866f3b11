"""The report's pictures: bars with their numbers beside them, drawn by matplotlib in a process of their own.

What a picture says is decided in `bot.report`; here it gets its look. Every picture is the same kind of bars,
because counts, days and sums are read off bars most surely; nothing is told by colour alone.
"""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.apart import apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of the palette by Okabe and Ito, which people of every kind of colour vision can tell apart.
BLUE: Final = "#0072B2"
GREEN: Final = "#009E73"
ORANGE: Final = "#D55E00"
PURPLE: Final = "#7A3E6D"

_INK, _QUIET, _PALE = "#1d1d1d", "#595959", "#ffffff"
_DPI: Final = 200
_WIDTH: Final = 8.0  # inches, like all lengths here
_EDGE: Final = 0.35
_LINE: Final = 0.29
_BAR: Final = 0.4
_LABEL_LETTERS: Final = 34


@dataclass(frozen=True)
class Bar:
    """One bar: `value` is its length, `more` is what is not sure and goes on in stripes."""

    label: str
    value: float
    text: str
    more: float = 0.0


@dataclass(frozen=True)
class Picture:
    """One picture with one message, which is its title; without bars it is a title and a sentence.

    `alt` says in words what the bars show.
    """

    name: str
    title: str
    subtitle: str
    colour: str
    bars: tuple[Bar, ...]
    alt: str


def drawn_apart(pictures: Sequence[Picture]) -> list[bytes]:
    """Draw pictures as PNG files, in a process that ends and takes matplotlib's memory with it."""
    return apart(drawn_here, pictures)


def drawn_here(pictures: Sequence[Picture]) -> list[bytes]:
    """Draw pictures in this process, which then has matplotlib in memory."""
    return [_png(picture) for picture in pictures]


def _png(picture: Picture) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, 1), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    title = _wrapped(figure, picture.title, 62, size=15, weight="bold")
    subtitle = _wrapped(figure, picture.subtitle, 104, size=9.5)
    head = 2 * _EDGE + _LINE * len(title) + 0.7 * _LINE * len(subtitle)
    height = head + _BAR * len(picture.bars) + _EDGE
    figure.set_size_inches(_WIDTH, height)
    _write(figure, title, height - _EDGE, size=15, colour=_INK, weight="bold")
    _write(figure, subtitle, height - _EDGE - _LINE * len(title) - 0.06, size=9.5, colour=_QUIET)
    if picture.bars:
        _draw_bars(figure, picture, height - head)
    written = io.BytesIO()
    figure.savefig(written, format="png", metadata={"Title": picture.title, "Description": picture.alt})
    return written.getvalue()


def _wrapped(figure: "Figure", text: str, most: int, *, size: float, weight: str = "normal") -> list[str]:
    """Return the text as lines of at most so many letters, and fewer where the letters are wide."""
    drawable = _drawable(text)
    for letters in range(most, 10, -6):
        lines = textwrap.wrap(drawable, letters)
        if _widest(figure, lines, size, weight) <= _WIDTH - 2 * _EDGE:
            break
    return lines


def _write(
    figure: "Figure", lines: list[str], top: float, *, size: float, colour: str, weight: str = "normal"
) -> None:
    figure.text(
        _EDGE / _WIDTH,
        top / figure.get_figheight(),
        "\n".join(lines),
        fontsize=size,
        color=colour,
        fontweight=weight,
        va="top",
        linespacing=1.25,
        parse_math=False,
    )


def _draw_bars(figure: "Figure", picture: Picture, top: float) -> None:
    """Draw the bars below `top`, as wide as the labels on the left and the numbers on the right let them."""
    labels = [_drawable(_short(bar.label)) for bar in picture.bars]
    texts = [_drawable(bar.text) for bar in picture.bars]
    left = _EDGE + _widest(figure, labels, 10.5) + 0.12
    right = _WIDTH - _EDGE - _widest(figure, texts, 10.5) - 0.1
    bottom, height = _EDGE, figure.get_figheight()
    axes = figure.add_axes((left / _WIDTH, bottom / height, (right - left) / _WIDTH, (top - bottom) / height))
    longest = max(bar.value + bar.more for bar in picture.bars) or 1.0
    for place, (bar, text) in enumerate(zip(picture.bars, texts, strict=True)):
        _draw_bar(axes, place, bar, picture.colour)
        axes.annotate(
            text, (bar.value + bar.more, place), xytext=(5, 0), textcoords="offset points",
            va="center", fontsize=10.5, color=_INK, parse_math=False, annotation_clip=False,
        )  # fmt: skip
    axes.set_xlim(0, longest)
    axes.set_ylim(len(picture.bars) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)))
    axes.set_yticklabels(labels, fontsize=10.5, color=_INK, parse_math=False)
    axes.tick_params(length=0, pad=6)
    axes.xaxis.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "left")
        spine.set_color(_QUIET)


def _draw_bar(axes: "Axes", place: int, bar: Bar, colour: str) -> None:
    axes.barh(place, bar.value, height=0.66, color=colour)
    if bar.more:
        axes.barh(
            place, bar.more, left=bar.value, height=0.66, facecolor=_PALE, edgecolor=colour, hatch="////"
        )


def _widest(figure: "Figure", texts: Sequence[str], size: float, weight: str = "normal") -> float:
    """Return the width in inches of the widest of these texts."""
    written = [figure.text(0, 0, text, fontsize=size, fontweight=weight, parse_math=False) for text in texts]
    widths = [each.get_window_extent().width / _DPI for each in written]
    for each in written:
        each.remove()
    return max(widths, default=0.0)


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LETTERS else f"{label[: _LABEL_LETTERS - 1].rstrip()}…"


def _drawable(text: str) -> str:
    """Return the text with a box for each letter that the font lacks, of which matplotlib would warn."""
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont("DejaVu Sans")).get_charmap()
    return "".join(letter if ord(letter) in known else "□" for letter in text)
