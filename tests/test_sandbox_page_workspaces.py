"""Two workspaces side by side in the sandbox's page: the rail, and how the app comes to each and goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.sandbox import Sandbox
from bot.sandbox.cast import HILLS, read_cast
from tests.page_stage import CHROMIUM, NEEDS_CHROMIUM
from tests.sandbox_oauth_bot import OAuthBot, installable, served

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[Page, Sandbox, OAuthBot]]:
    with (
        Sandbox(rates=False, installed=False, manifest=installable()) as slack,
        served(slack, tmp_path) as bot,
        sync_playwright() as tool,
    ):
        slack.offer(f"{bot.url}/slack/install")
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(5_000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        yield page, slack, bot
        browser.close()
        assert complaints == []


def test_two_workspaces_are_side_by_side(page: tuple[Page, Sandbox, OAuthBot]) -> None:
    shown, slack, bot = page
    shown.goto(slack.url)
    expect(shown.get_by_role("heading", level=1)).to_have_text(
        "Pollinate is not in Scale Partners Network yet"
    )
    rail = shown.get_by_role("group", name="Workspaces")
    expect(rail).to_have_count(0)
    second = slack.add_workspace(cast=read_cast(HILLS))
    slack.install(f"{bot.url}/slack/install")
    expect(rail.get_by_role("button")).to_have_text(["SP", "HC"])
    expect(shown.locator(".place-group").last).to_contain_text("Pollinate")

    rail.get_by_role("button", name="Hill Country Makers").click()
    expect(shown.locator(".brand")).to_contain_text("Hill Country Makers")
    expect(shown.locator(".who")).to_contain_text("Bronwen Gittins")
    with shown.expect_popup() as opened:
        shown.get_by_role("link", name="Add to Hill Country Makers").click()
    consent = opened.value
    consent.get_by_role("link").click()  # Bolt's own button
    expect(consent.get_by_role("radio", name="Hill Country Makers")).to_be_checked()
    expect(consent.get_by_role("list")).to_contain_text("Add commands that people can type")
    consent.get_by_role("button", name="Allow").click()
    expect(consent.get_by_role("heading")).to_have_text("Thank you!")
    expect(shown.locator(".lamp.on")).to_have_count(1)

    slack.person("rosa").types("/needpartner")
    second.person("ravi").types("/needpartner")
    shown.get_by_role("button", name="Raw traffic").click()
    commands = shown.locator(".traffic tr", has_text="/needpartner")
    expect(commands.locator("abbr")).to_have_text(["SP", "HC"])
    rail.get_by_role("button", name="Scale Partners Network").click()
    expect(shown.locator(".who")).to_contain_text("Rosa Trevanion")
    shown.get_by_role("button", name="Pollinate 1 unread").click()
    expect(shown.locator("main")).to_contain_text(f"You are in {slack.team}")
    rail.get_by_role("button", name="Hill Country Makers").click()

    shown.goto(f"{slack.url}#as={second.person('meg').id}&at=home")
    shown.get_by_role("button", name="Uninstall").click()
    shown.get_by_role("dialog").get_by_role("button", name="Uninstall").click()
    expect(shown.get_by_role("heading", level=1)).to_have_text("Pollinate is not in Hill Country Makers yet")
    assert (slack.installed, second.installed) == (True, False)
