"""A month in minutes, as pictures: from two profiles to a pilot that is celebrated, played in the page.

`make pictures` draws docs/month-*.png anew with the others; docs/journey.md shows them. What must be true of
the same month is asserted in tests/test_journey_month.py.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser_story import be

DOCS = Path(__file__).parent
SIZE: ViewportSize = {"width": 1120, "height": 820}  # CSS pixels
SCALE = 1.25  # of the pictures' pixels to those
COLOURS = 128  # of a picture: the page has few
PATIENCE = 60_000  # ms for a cycle, or for a report to be drawn, on a busy machine
ROSA, AMIR, ADA = "Rosa Trevanion", "Amir Siddiqui", "Ada Okonjo-Lind"
FIGURES: Final[Mapping[str, str]] = {
    "Invested in it": "100000",
    "Saved by it": "2200000",
    "People reached by it": "1100",
}


def draw(browser: Browser, url: str) -> None:
    """Play the month in a workspace that has just begun, and draw it."""
    page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE)
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    introduced(page)
    met(page)
    pilot(page)
    celebrated(page)
    page.close()


def introduced(page: Page) -> None:
    """Two profiles, a cycle, a card, a conversation."""
    fills(page, "Rosa", still="1-form")
    fills(page, "Amir")
    page.get_by_role("button", name="To the next cycle, as Amir").click()
    accept = main(page).get_by_role("button", name="Accept").first
    expect(accept).to_be_visible()
    shows(page, "2-card", accept)
    accept.click()
    expect(main(page)).to_contain_text("the conversation is open")
    page.get_by_role("navigation").get_by_role("button", name=ROSA).last.click()
    expect(main(page)).to_contain_text("would you propose a time?")
    shows(page, "3-note")


def met(page: Page) -> None:
    """A week later both say that they met."""
    pass_days(page, 7)
    asked(page, AMIR, "Did you meet?")
    presses(page, "Yes, we met")
    asked(page, ROSA, "Did you meet?")
    shows(page, "4-met")
    presses(page, "Yes, we met")


def pilot(page: Page) -> None:
    """After a month both tell of a pilot, with what was invested and saved."""
    pass_days(page, 23)
    asked(page, AMIR, "How far have you two come?")
    tells_of_a_pilot(page)
    asked(page, ROSA, "How far have you two come?")
    tells_of_a_pilot(page, still="5-pilot")


def celebrated(page: Page) -> None:
    """Both say yes to the proof card; the organiser reads the report."""
    pass_days(page, 1)
    asked(page, AMIR, "May we celebrate this?")
    presses(page, "Yes, celebrate it")
    asked(page, ROSA, "May we celebrate this?")
    shows(page, "6-asked")
    presses(page, "Yes, celebrate it")
    goes_to(page, "general")
    expect(main(page)).to_contain_text("It works: a pilot")
    shows(page, "7-proof")
    be(page, ADA)
    goes_to(page, "Pollinate home")
    main(page).get_by_role("button", name="Report").click()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    goes_to(page, "Pollinate", exact=True)
    expect(main(page).locator("figure img").first).to_be_visible()
    shows(page, "8-report", main(page).locator("figure").first)


def fills(page: Page, name: str, still: str = "") -> None:
    """One of the two newcomers fills the form with their story."""
    page.get_by_role("button", name=f"Act as {name}").click()
    expect(page.get_by_role("combobox", name="Message to")).to_be_focused()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    form.get_by_role("button", name=f"Fill with {name}’s story").click()
    if still:
        shows(page, still)
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="Saved")).to_be_visible()
    form.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="First steps").click()


def pass_days(page: Page, days: int) -> None:
    """Let days pass by the page's clock, and the bot do what is due in each."""
    for _ in range(days):
        before = page.locator(".timebar time").get_attribute("datetime")
        page.get_by_role("button", name="+1 day").click()
        expect(page.locator(".timebar time")).not_to_have_attribute("datetime", before or "")
        expect(page.locator(".leap[aria-busy]")).to_have_count(0)


def asked(page: Page, name: str, question: str) -> None:
    """Look at what the bot asks somebody."""
    be(page, name)
    goes_to(page, "Pollinate", exact=True)
    expect(main(page)).to_contain_text(question)


def presses(page: Page, button: str) -> None:
    """Press a button of the latest message that has it, and wait until it is answered."""
    found = main(page).get_by_role("button", name=button)
    found.last.click()
    expect(found).to_have_count(0)


def tells_of_a_pilot(page: Page, still: str = "") -> None:
    """Answer with a pilot, and with its figures."""
    main(page).get_by_role("button", name="Pilot", exact=True).last.click()
    form = page.get_by_role("dialog")
    for label, figure in FIGURES.items():
        form.get_by_label(label).fill(figure)
    if still:
        form.locator(".modal-body").evaluate("(it) => it.scrollTo(0, it.scrollHeight)")
        shows(page, still)
    form.get_by_role("button", name="Tell").click()
    form.get_by_role("button", name="Done").click()
    expect(form).to_have_count(0)


def goes_to(page: Page, name: str, *, exact: bool = False) -> None:
    """Go to a place in the sidebar."""
    places = page.get_by_role("navigation").locator(".place")
    places.filter(has=page.get_by_text(name, exact=exact)).first.click()


def main(page: Page) -> Locator:
    """What stands in the middle of the page."""
    return page.locator("main")


def shows(page: Page, name: str, seen: Locator | None = None) -> None:
    """Draw docs/month-`name`.png, with something scrolled into sight."""
    if seen:
        seen.scroll_into_view_if_needed()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)  # what moves in has come to rest
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE)
    few.save(DOCS / f"month-{name}.png", optimize=True)
