"""The sandbox's page is legible: nothing runs off the side from 380 pixels up, and texts meet WCAG AA."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.page_stage import CARD, NEEDS_CHROMIUM, Stage, be, composer, section, staged

pytestmark = NEEDS_CHROMIUM

LONG = "<https://example.org/" + "b" * 300 + ">"

OVER_THE_EDGE = """() => [...document.querySelectorAll('main *, .timebar *, dialog *')]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""

# Texts whose contrast with what is painted behind them is below 4.5; a canvas reads any CSS colour as bytes.
FAINT = """() => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const bytes = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((c, at) => c * a / 255 + under[at] * (1 - a / 255));
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const style = getComputedStyle(node);
    if (node.classList.contains('sidebar')) return bytes(style.getPropertyValue('--hedge')).slice(0, 3);
    const own = bytes(style.backgroundColor);
    return own[3] === 255 ? own.slice(0, 3) : over(own, ground(node.parentElement));
  };
  const linear = (part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const contrast = (one, other) => (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  const ink = (node) => over(bytes(getComputedStyle(node).color), ground(node));
  const words = (node) => [...node.childNodes].filter((each) => each.nodeType === 3)
    .map((each) => each.data.trim()).join('');
  const isSeen = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    && !node.closest('.unseen, [disabled], .avatar');
  return [...document.querySelectorAll('body *')].filter((node) => words(node) && isSeen(node))
    .map((node) => [words(node), contrast(light(ink(node)), light(ground(node)))])
    .filter(([, ratio]) => ratio < 4.5);
}"""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as everything:
        everything.send("eleri", text="A card", blocks=[*CARD, section("a" * 400), section(LONG)])
        yield everything


def places(page: Page, stage: Stage) -> Iterator[str]:
    """Go through the page's places, one after another, and last into a form with errors."""
    for place in ("steps", "home", "Pollinate", "#general"):
        be(page, stage, "eleri", place)
        expect(page.locator("main h1, main h3").first).to_be_visible()
        expect(page.locator(".place-group").first).to_be_attached()
        page.wait_for_timeout(200)  # what moves in has come to rest
        yield place
    composer(page).fill("/needpartner")
    composer(page).press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator(".wrong")).to_have_count(1)
    yield "a form"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [380, 760, 1280, 1920])
def test_nothing_runs_off_the_side(stage: Stage, width: int) -> None:
    page = stage.browser.new_page(viewport={"width": width, "height": 800})
    for place in places(page, stage):
        assert page.evaluate(OVER_THE_EDGE) == [], place
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(stage: Stage, scheme: Literal["light", "dark"]) -> None:
    page = stage.browser.new_page(color_scheme=scheme)
    for place in places(page, stage):
        assert page.evaluate(FAINT) == [], place
    page.close()


def test_every_control_has_a_name(stage: Stage) -> None:
    page = stage.browser.new_page()
    for place in places(page, stage):
        for control in page.locator("button:visible, input:visible, textarea:visible").all():
            expect(control, place).to_have_accessible_name(re.compile(r"\S"))
    page.close()
