"""Forms in the sandbox's page: every input arrives, errors stand by their fields, nothing typed gets lost."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page_stage import NEEDS_CHROMIUM, STACK, Stage, be, composer, staged, visited

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as everything:
        yield everything


@pytest.fixture
def page(stage: Stage) -> Iterator[Page]:
    with visited(stage) as page:
        yield page


def opens_form(page: Page, command: str) -> Locator:
    composer(page).fill(command)
    composer(page).press("Enter")
    return page.get_by_role("dialog")


def test_a_step_is_ticked_off_when_the_form_is_saved(page: Page, stage: Stage) -> None:
    be(page, stage, "rosa")
    form = opens_form(page, "/needpartner")
    form.get_by_role("button", name="Fill with Rosa’s story").click()
    expect(form.get_by_label("Venture")).to_have_value("Well at Home Cornwall")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    echoed = json.loads(form.locator("pre").inner_text())
    assert echoed["sectors"] == ["Health", "Social care"]
    assert (echoed["stage"], echoed["invested_so_far"]) == ("Proven", "100000")
    assert echoed["when_a_champion_accepts"] == "Introduce us at once"
    assert echoed["what_you_need_from_a_partner"] == ["Capacity", "Credibility", "Pipeline"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="First steps").click()
    expect(page.get_by_role("button", name="First steps")).to_contain_text("1 of 3")
    expect(page.locator(".step.done")).to_have_count(1)


def test_every_input_can_be_filled_and_arrives(page: Page, stage: Stage) -> None:
    be(page, stage, "priya")
    form = opens_form(page, "/needpartner")
    expect(form.get_by_label("Venture")).to_be_focused()
    expect(form.get_by_label("Your idea")).to_have_value("Begun before")
    form.get_by_label("Venture").fill("Morning Crust " + "x" * 20)
    expect(form.get_by_text("6 left")).to_be_visible()
    chooses(form, "Sectors", "soc", "Social care")
    chooses(form, "Sectors", "food", "Food")
    page.keyboard.press("Escape")  # closes the list, not the form
    chooses(form, "Stage", "", "Pilot")
    form.get_by_label("Credibility").check()
    form.get_by_label("Ask me first").check()
    form.get_by_label("Invested so far").fill("48000")
    chooses(form, "Organisation", "power", "Northmoor Power")
    form.get_by_label("Day").fill("2025-03-10")
    form.get_by_label("Mail").fill("priya@example.org")
    form.get_by_label("Site").fill("https://example.org")
    chooses(form, "Colleague", "amir", "Amir Siddiqui")
    chooses(form, "Place", "gen", "general")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    assert json.loads(form.locator("pre").inner_text()) == {
        "venture": "Morning Crust " + "x" * 20,
        "your_idea": "Begun before",
        "sectors": ["Social care", "Food"],
        "stage": "Pilot",
        "what_you_need_from_a_partner": ["Credibility"],
        "when_a_champion_accepts": "Ask me first",
        "invested_so_far": "48000",
        "organisation": "Northmoor Power",
        "day": "2025-03-10",
        "mail": "priya@example.org",
        "site": "https://example.org",
        "colleague": stage.slack.person("amir").id,
        "place": stage.slack.conversation_id(stage.slack.person("priya").id, "#general"),
    }


def chooses(form: Locator, label: str, typed: str, name: str) -> None:
    field = form.get_by_role("combobox", name=label)
    field.click()
    if typed:
        field.press_sequentially(typed)
    form.page.get_by_role("option", name=name, exact=True).click()


def test_errors_stand_under_their_fields_and_take_the_focus(page: Page, stage: Stage) -> None:
    be(page, stage, "mei")
    form = opens_form(page, "/needpartner")
    form.get_by_role("button", name="Save").click()  # refused by what Slack's own client checks
    expect(form.get_by_label("Venture")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Venture")).to_be_focused()
    form.get_by_label("Venture").fill("Taken")
    expect(form.locator(".wrong")).to_have_count(0)
    form.get_by_label("Venture").press("Enter")  # refused by the bot
    expect(form.get_by_text("That name is taken.")).to_be_visible()
    expect(form.get_by_text("Choose a later stage.")).to_be_visible()
    expect(form.get_by_label("Venture")).to_be_focused()


def test_the_focus_stays_in_a_form_and_escape_closes_it(page: Page, stage: Stage) -> None:
    be(page, stage, "tomasz")
    form = opens_form(page, "/offerpartner")
    expect(form.get_by_label("Note")).to_be_focused()
    visited = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        visited.add(page.evaluate("document.activeElement.closest('dialog') !== null"))
    assert visited == {True}
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(composer(page)).to_be_focused()


def test_forms_are_pushed_redrawn_and_keep_what_was_typed(page: Page, stage: Stage) -> None:
    be(page, stage, "layla")
    form = opens_form(page, "/offerpartner")
    form.get_by_label("Note").fill("half a thought")
    form.get_by_role("button", name="Redraw").click()
    expect(form.get_by_role("heading", name="Redrawn")).to_be_visible()
    expect(form.get_by_label("Note")).to_have_value("half a thought")
    assert stage.told("redraw")[-1]["view"]["state"]["values"]["note"]["value"]["value"] == "half a thought"
    form.get_by_label("Note").fill("a whole thought")
    stage.client.views_update(view_id=stage.told("redraw")[-1]["view"]["id"], view=STACK)
    expect(form.get_by_role("heading", name="Below")).to_be_visible()
    expect(form.get_by_label("Note")).to_have_value("a whole thought")
    form.get_by_role("button", name="Deeper").click()
    expect(form.get_by_role("heading", name="Above")).to_be_visible()
    form.get_by_role("button", name="Back").click()
    expect(form.get_by_label("Note")).to_have_value("a whole thought")
