"""The sandbox's page: what a person can do and see in it, with keyboard and mouse, in a real browser.

The tests act in the page and look at what came of it there, at the bot, or at the door; each as somebody
else, so that none stands in another's way. Forms are in test_sandbox_page_forms.py, what holds for all of the
page (contrast, widths) in test_sandbox_page_legible.py.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox import Sandbox
from bot.sandbox.web import PAGE
from tests.page_stage import (
    ATTACK,
    CARD,
    NEEDS_CHROMIUM,
    Stage,
    be,
    composer,
    header,
    section,
    staged,
    visited,
)

pytestmark = NEEDS_CHROMIUM

MARKUP_READERS = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|DOMParser")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as everything:
        yield everything


@pytest.fixture
def page(stage: Stage) -> Iterator[Page]:
    with visited(stage) as page:
        yield page


def test_it_says_that_it_is_not_slack_and_greets_a_newcomer(page: Page, stage: Stage) -> None:
    page.goto(stage.slack.url)
    expect(page.get_by_role("contentinfo")).to_contain_text("This is not Slack")
    expect(page.get_by_role("heading", level=1)).to_have_text("See an introduction grow")
    expect(page).to_have_title("First steps · Rosa Trevanion · Pollinate sandbox (not Slack)")
    page.get_by_role("button", name="Act as Amir").first.click()
    expect(composer(page)).to_have_value("/offerpartner")
    expect(page.locator(".who")).to_contain_text("Amir Siddiqui")


def test_a_person_is_chosen_with_the_keyboard(page: Page, stage: Stage) -> None:
    be(page, stage, "rosa")
    expect(page.locator(".who")).to_contain_text("Rosa Trevanion")
    page.keyboard.press("Control+k")
    groups = page.locator(".people-list section")
    assert [groups.nth(at).locator("button").count() for at in range(3)] == [12, 1, 8]
    assert [groups.nth(at).locator("h3").inner_text() for at in range(3)] == [
        "Innovators",
        "Admin",
        "Champions",
    ]
    expect(page.get_by_role("searchbox", name="Find a person")).to_be_focused()
    assert (
        page.locator("main").evaluate("node => node.clientWidth") > 900
    )  # everything else stays where it was
    page.keyboard.type("malc")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".who")).to_contain_text("Malcolm Reid")
    assert f"as={stage.slack.person('malcolm').id}" in page.url


def test_commands_are_offered_and_completed(page: Page, stage: Stage) -> None:
    be(page, stage, "kwame")
    composer(page).press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(composer(page)).to_have_value("/partneradmin ")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    answer = page.locator(".message.ephemeral", has_text="You said hello")
    expect(answer).to_contain_text("Only visible to you")


def test_what_people_write_stays_text(page: Page, stage: Stage) -> None:
    stage.slack.person("owen").posts("#general", ATTACK)
    stage.send(
        "owen", text=ATTACK, blocks=[section(ATTACK), header(ATTACK), {"type": "markdown", "text": ATTACK}]
    )
    for place in ("#general", "Pollinate", "home"):
        be(page, stage, "owen", place)
        expect(page.locator("main")).to_contain_text("onerror=\"document.title='hacked'\"")
        assert page.locator("img[onerror], img[src='x'], main b").count() == 0
    assert "hacked" not in page.title()


def test_messages_show_marks_and_unread_ones_are_counted(page: Page, stage: Stage) -> None:
    first = stage.send("freya", text="The first")
    stage.send("freya", text="The second", blocks=CARD)
    stage.client.chat_update(**first, text="The first, mended")
    be(page, stage, "freya")
    place = page.get_by_role("button", name="Pollinate 2 unread")
    place.click()
    expect(page.get_by_text("The first, mended")).to_be_visible()
    expect(page.locator(".edited")).to_have_text("(edited)")
    expect(page.locator(".new-mark")).to_have_text("New")
    expect(page.locator(".day")).to_have_text("Today")
    expect(page.locator(".badge")).to_have_count(0)
    freya = stage.slack.person("freya")
    stage.slack.eventually(lambda: not any(each.unread for each in freya.conversations()))
    assert page.locator("main strong", has_text="Second Sun").count() == 1
    assert page.get_by_role("link", name="how").get_attribute("href") == "https://example.org"
    expect(page.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()


def test_a_message_appears_without_reloading(page: Page, stage: Stage) -> None:
    be(page, stage, "dev", "Pollinate")
    expect(page.get_by_text("Nothing has been said here yet.")).to_be_visible()
    stage.send("dev", text="Here I am")
    expect(page.get_by_role("article")).to_contain_text("Here I am")
    stage.send("dev", text="And again")
    expect(page.locator("#announcer")).to_have_text("Pollinate says: And again")


def test_clicks_wait_visibly_and_say_when_nobody_answered(page: Page, stage: Stage) -> None:
    stage.send("nia", text="A card", blocks=CARD)
    be(page, stage, "nia", "Pollinate")
    silent = page.get_by_role("button", name="Silent")
    silent.click()
    expect(silent).to_have_attribute("aria-busy", "true")
    expect(page.locator(".trouble-sign")).to_contain_text("No answer within 3 seconds")
    page.get_by_role("button", name="Accept").click()
    stage.slack.eventually(lambda: stage.told("accept"))
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    assert stage.told("decline") == []
    page.get_by_role("button", name="Decline").click()
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Yes").click()
    expect(page.get_by_text("You declined.")).to_be_visible()


def test_the_home_tab_is_asked_for_and_drawn(page: Page, stage: Stage) -> None:
    be(page, stage, "jamal", "home")
    expect(page.get_by_role("heading", name="Good morning")).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    stage.slack.eventually(lambda: stage.told("begin"))
    assert stage.told("begin")[-1]["container"]["type"] == "view"


def test_the_inspector_shows_the_raw_traffic(page: Page, stage: Stage) -> None:
    be(page, stage, "siobhan")
    composer(page).fill("/partneradmin traffic")
    composer(page).press("Enter")
    expect(page.get_by_role("article").filter(has_text="You said traffic")).to_be_visible()
    page.get_by_role("button", name="Raw traffic").click()
    inspector = page.get_by_role("complementary", name="Raw traffic")
    inspector.get_by_role("searchbox").fill("/partneradmin")
    # its own line, once that is there: other tests have typed the command too
    line = stage.slack.ledger("slash_commands", "/partneradmin")[-1].n
    inspector.locator(f'tr[data-n="{line}"]').get_by_role("button", name="/partneradmin").click()
    expect(inspector.locator("pre").first).to_contain_text('"text": "traffic"')
    assert "xoxb-" not in inspector.inner_text()


class Link:
    """A bot that is told when the clock moved, with a cycle in a week."""

    def __init__(self, due: datetime) -> None:
        self.due = due
        self.moves = 0

    def moved(self) -> None:
        self.moves += 1

    def next_cycle(self) -> datetime:
        return self.due


def test_the_clock_is_moved_forward(stage: Stage) -> None:
    link = Link(datetime.now(UTC) + timedelta(days=7))
    with Sandbox(bot_link=link) as slack:
        page = stage.browser.new_page()
        page.goto(slack.url)
        clock = page.get_by_role("region", name="The bot's clock")
        clock.get_by_role("button", name="+1 day").click()
        expect(page.locator("#announcer")).to_contain_text("It is now")
        assert timedelta(hours=23) < slack.clock() - datetime.now(UTC) < timedelta(hours=25)
        clock.get_by_role("button", name="Next cycle").click()
        slack.eventually(lambda: link.moves == 2)
        assert link.due <= slack.clock() < link.due + timedelta(minutes=1)
        page.close()


def test_a_clock_that_cannot_be_moved_says_so(page: Page, stage: Stage) -> None:
    be(page, stage, "samuel")
    expect(page.get_by_role("region", name="The bot's clock")).to_contain_text("it keeps real time")
    expect(page.get_by_role("button", name="+1 day")).to_have_count(0)


def test_a_lost_connection_is_seen_and_mended(stage: Stage) -> None:
    page = stage.browser.new_page()
    with Sandbox() as slack:
        port = int(slack.url.rsplit(":", 1)[1].rstrip("/"))
        page.goto(slack.url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Reconnecting…")).to_be_visible(timeout=10_000)
    with Sandbox(port=port):
        expect(page.get_by_text("Reconnecting…")).to_have_count(0, timeout=15_000)
    page.close()


def test_back_returns_to_where_one_was(page: Page, stage: Stage) -> None:
    be(page, stage, "harriet")
    page.get_by_role("button", name="Pollinate home").click()
    expect(page.get_by_role("heading", name="Good morning")).to_be_visible()
    page.go_back()
    expect(composer(page)).to_be_visible()
    expect(page.locator(".who")).to_contain_text("Harriet Penrose")


def test_the_app_s_messages_follow_the_person(page: Page, stage: Stage) -> None:
    stage.send("yusuf", text="For Yusuf")
    stage.send("malcolm", text="For Malcolm")
    be(page, stage, "yusuf", "Pollinate")
    expect(page.get_by_text("For Yusuf")).to_be_visible()
    page.locator(".who").click()
    page.get_by_role("button", name="Malcolm Reid").click()
    expect(page.get_by_text("For Malcolm")).to_be_visible()
    expect(page.get_by_text("For Yusuf")).to_have_count(0)


def test_a_group_conversation_is_opened_and_written_in(page: Page, stage: Stage) -> None:
    be(page, stage, "noor")
    page.get_by_role("button", name="New message").click()
    whom = page.get_by_role("dialog").get_by_role("combobox", name="To whom")
    for name in ("Eleri Vaughan", "Samuel Adeyemi"):
        whom.press_sequentially(name[:5])
        page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eleri Vaughan, Samuel Adeyemi")
    composer(page).fill("Shall we *three* meet?")
    composer(page).press("Enter")
    expect(page.get_by_role("article").locator("strong", has_text="three")).to_be_visible()
    eleri = stage.slack.person("eleri")
    group = next(each for each in eleri.conversations() if each.kind == "mpim")
    assert [shown.text for shown in eleri.messages(group)] == ["Shall we *three* meet?"]


def test_no_script_reads_markup() -> None:
    """What people write becomes text nodes only; this keeps it so."""
    scripts = list((PAGE / "scripts").glob("*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not MARKUP_READERS.search(text), script
        assert len(text.splitlines()) < 350
