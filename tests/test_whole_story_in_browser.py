"""The whole story as a newcomer lives it: `make sandbox`, two forms, a cycle, Accept, a conversation.

The sandbox and the bot run as a process of their own, with their own ticker; everything is done and seen in
the page. Each way the story can go otherwise is tested without a browser, in the journeys.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser_story import be, sandbox
from tests.page_stage import CHROMIUM, NEEDS_CHROMIUM

pytestmark = NEEDS_CHROMIUM

CYCLE = 15_000  # ms for a cycle, all its messages and the page to follow, on a busy machine


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with sandbox() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_from_two_commands_to_a_conversation(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    main = page.locator("main")

    step(page, "Rosa", "/needpartner")
    saves_their_story(page, "Rosa", venture="Well at Home Cornwall")
    step(page, "Amir", "/offerpartner")
    saves_their_story(page, "Amir", venture="Harbour & Hearth")

    go_to(page, "First steps").click()
    page.get_by_role("button", name="To the next cycle, as Amir").click()
    expect(main).to_contain_text("Why you two", timeout=CYCLE)
    expect(main).to_contain_text("Well at Home Cornwall · @Rosa Trevanion")
    expect(main).to_contain_text("They need capacity, credibility and a pipeline; you offer all of it.")
    expect(main).to_contain_text("£100,000 invested · £2.2 million saved · 1,100 people reached")
    expect(page.locator(".time strong")).to_have_text("09:00")

    buttons = main.get_by_role("button", name="Accept")
    before = buttons.count()
    buttons.first.click()
    expect(main).to_contain_text("Accepted: the conversation is open.", timeout=CYCLE)
    expect(buttons).to_have_count(before - 1)
    expect(main.locator(".message")).to_have_count(1)

    for me, other in (("Amir Siddiqui", "Rosa Trevanion"), ("Rosa Trevanion", "Amir Siddiqui")):
        be(page, me)
        go_to(page, re.compile(f"^{other}")).click()
        expect(main.locator(".message")).to_have_count(1)
        expect(main).to_contain_text("Good to have you both here")
        expect(main).to_contain_text("@Rosa Trevanion is behind Well at Home Cornwall")
        expect(main).to_contain_text("@Amir Siddiqui opens doors at Harbour & Hearth")
        expect(main).to_contain_text("@Amir Siddiqui, would you propose a time?")
        expect(main.locator(".list-line .mark", has_text="3.")).to_have_count(1)
        go_to(page, "Pollinate home").click()
        expect(main.locator(".list-line")).to_contain_text([f"@{other}: not yet met"])
    expect(go_to(page, "First steps")).to_contain_text("3 of 3")
    assert complaints == []


def test_an_organiser_sees_whom_the_next_cycle_would_bring_together(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    be(page, "Ada Okonjo-Lind")
    go_to(page, "Pollinate home").click()
    page.locator("main").get_by_role("button", name="Preview").click()
    expect(page.get_by_role("dialog")).to_contain_text("would go out now", timeout=CYCLE)


def test_a_name_typed_and_entered_closes_the_list_of_people(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    be(page, "Malcolm Reid")
    expect(page.get_by_role("searchbox", name="Find a person")).to_be_hidden()


def go_to(page: Page, name: str | re.Pattern[str]) -> Locator:
    """A place in the sidebar."""
    return page.get_by_role("navigation").locator(".place").filter(has=page.get_by_text(name))


def step(page: Page, name: str, command: str) -> None:
    """Begin a step; the command stands ready to be sent."""
    go_to(page, "First steps").click()
    page.get_by_role("button", name=f"Act as {name}").click()
    typed = page.get_by_role("combobox", name="Message to")
    expect(typed).to_have_value(command)
    typed.press("Enter")


def saves_their_story(page: Page, name: str, *, venture: str) -> None:
    """Fill the form with the newcomer's story, save it and read what happens next."""
    form = page.get_by_role("dialog")
    form.get_by_role("button", name=f"Fill with {name}’s story").click()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="Saved")).to_be_visible()
    expect(form).to_contain_text(venture)
    expect(form).to_contain_text(re.compile(r"The next suggestions go out on \w+ \d+ \w+ at 09:00"))
    form.get_by_role("button", name="Done").click()
    expect(form).to_have_count(0)
