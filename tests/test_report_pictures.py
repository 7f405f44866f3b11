"""The pictures of the report: PNG files that hold whatever there is, in colours all can see."""

import io
import itertools

import pytest
from PIL import Image

from bot.report_pictures import BLUE, GREEN, ORANGE, PURPLE, Bar, Picture, drawn_apart, drawn_here

NASTY = "<!channel> $x^2$ {venture} \N{GRINNING FACE} \u202e \x00 名前 %s"


def picture(
    *bars: Bar, title: str = "Half of all answers came within 2 days", subtitle: str = "By"
) -> Picture:
    return Picture("answers", title, subtitle, BLUE, bars, "alt")


def drawn(one: Picture) -> Image.Image:
    [png] = drawn_here([one])
    return Image.open(io.BytesIO(png)).convert("RGB")


PICTURES = {
    "nothing": picture(),
    "one row": picture(Bar("Well at Home", 1, "1 day")),
    "nothing but zeros": picture(*[Bar("Met", 0, "0 (0%)")] * 9),
    "ten rows": picture(*[Bar(f"Organisation {n}", n, f"{n} days") for n in range(10)]),
    "great numbers": picture(Bar("Saved", 10**15, "£1,000,000,000 million (and £5 told)", 10**14)),
    "what people type": picture(Bar(NASTY * 20, 3, NASTY), Bar("", 2, ""), title=NASTY, subtitle=NASTY),
    "long sentences": picture(Bar("a", 1, "b"), title="many words " * 20, subtitle="many words " * 40),
}


@pytest.mark.parametrize("name", PICTURES)
def test_whatever_there_is_fits_into_the_picture(name: str) -> None:
    image = drawn(PICTURES[name])
    assert image.width == 1600
    edge = 20  # pixels: nothing is drawn so near the edge, or it would be cut off
    for box in (
        (0, 0, image.width, edge),
        (0, image.height - edge, image.width, image.height),
        (0, 0, edge, image.height),
        (image.width - edge, 0, image.width, image.height),
    ):
        assert [colour for _, colour in image.crop(box).getcolors() or ()] == [(255, 255, 255)]
    assert len(image.getcolors(1 << 24) or ()) > 2, "nothing is drawn"


def test_bars_begin_at_nothing_and_are_as_long_as_their_numbers() -> None:
    image = drawn(picture(Bar("a", 1, "1"), Bar("b", 2, "2"), Bar("c", 4, "4")))
    blue = tuple(int(BLUE[place : place + 2], 16) for place in (1, 3, 5))
    spans = []
    for y in range(image.height):
        row = [x for x in range(image.width) if image.getpixel((x, y)) == blue]
        if row:
            spans.append((row[0], row[-1] - row[0]))
    lengths = [length for length, _ in itertools.groupby(span[1] for span in spans)]
    assert len({start for start, _ in spans}) == 1
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=4)
    assert lengths[2] == pytest.approx(4 * lengths[0], abs=12)


def test_what_is_not_sure_is_striped_not_only_paler() -> None:
    image = drawn(picture(Bar("Saved", 1, "£1", more=1)))
    blue = tuple(int(BLUE[place : place + 2], 16) for place in (1, 3, 5))
    y = next(y for y in range(image.height) if image.getpixel((300, y)) == blue) + 30
    line = [image.getpixel((x, y)) == blue for x in range(image.width)]
    assert len(list(itertools.groupby(line))) > 10


def test_the_colours_differ_in_lightness_enough_from_white() -> None:
    for colour in (BLUE, GREEN, ORANGE, PURPLE):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (light + 0.05) >= 3, f"{colour} is too pale to be seen by everyone"


def test_the_pictures_are_drawn_in_a_process_that_ends() -> None:
    assert drawn_apart([PICTURES["one row"]]) == drawn_here([PICTURES["one row"]])
