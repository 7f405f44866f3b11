"""Everyone's Home tab in a real browser: nothing is cut off in it, and no button is dead.

One workspace holds somebody for each role, with all that can wait for them at once. Every button is pressed
once, with the database as it was before: a modal, or a tab that has changed, is its answer.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bot import slack_ids
from bot.ladder import reckon
from bot.records import Question, Rung, State
from bot.storage import Act
from bot.storage.library import sqlite3
from matching.people import Champion, Evidence, Innovator
from tests.page_stage import CHROMIUM, NEEDS_CHROMIUM
from tests.stage import MONDAY, Stage, staged, story
from tests.storage_place import all_rows, bring_back, copy_of, run_cycle

pytestmark = NEEDS_CHROMIUM

ROLES: Final = {
    "newcomer": "nia",
    "innovator": "rosa",  # two introductions, both asked about; a proof card and a champion wait for her yes
    "champion": "yusuf",  # with a card
    "both": "amir",  # with a card, an introduction, and his yes to a proof card
    "admin": "ada",  # two people tell different things
}
# What a person sees of a button in Slack, which cuts it off from there.
MOST_LETTERS: Final = 30
# These have another button stand in their place once they are pressed.
RESUMED_BY: Final = {slack_ids.PAUSE: "Resume", slack_ids.ADMIN_PAUSE: "Resume everything"}
SIDES: Final = {"innovator": "innovator", "champion": "champion"}

# Texts that something around them hides a part of, or that were shortened; what is scrolled away is not cut.
CUT_OFF = """(where) => {
  const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';
  const isCut = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const it = range.getBoundingClientRect();
    let scrolls = false;
    for (let node = text.parentElement; node; node = node.parentElement) {
      const [style, room] = [getComputedStyle(node), node.getBoundingClientRect()];
      scrolls ||= style.overflowY === 'auto' || style.overflowY === 'scroll';
      if (hides(style.overflowX) && it.right > room.right + 1) return true;
      if (hides(style.overflowY) && !scrolls && it.bottom > room.bottom + 1) return true;
    }
    return it.right > innerWidth + 1 || text.data.trim().endsWith('…');
  };
  return [...document.querySelectorAll(`${where} *`)]
    .filter((node) => !node.closest('.unseen')).flatMap((node) => [...node.childNodes])
    .filter((each) => each.nodeType === 3 && each.data.trim() && isCut(each)).map((each) => each.data);
}"""
AT_REST = "() => !document.querySelector('[aria-busy=true]')"
CLOSED = "() => !document.querySelector('[aria-busy=true], dialog')"
ANSWERED = """(before) => document.querySelector('dialog.modal')
  || document.querySelector('main').innerText !== before"""


class Button(NamedTuple):
    """What a button does, and to which of a person's two profiles where that matters."""

    action: str
    side: str


class House(NamedTuple):
    """The workspace, a page in it, the database as everything stands in it, and what was pressed so far."""

    stage: Stage
    page: Page
    kept: sqlite3.Connection
    rows: dict[str, list[dict[str, Any]]]
    pressed: set[Button]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    with staged(tmp_path_factory.mktemp("homes"), http=True, announce=True) as stage:
        stage.enrol("rosa", "kwame", "amir", "yusuf", "harriet", "greta")
        assert stage.person("amir").types("/needpartner").ok
        form = stage.person("amir").modal()
        assert form
        assert form.fill({**story("kwame"), "Venture": "Harbour Lights"}).submit().ok
        stage.person("amir").modals()[-1].close()
        with stage.bot.store.begin(stage.bot.workspace) as act:
            everything_waits(act, stage)
        stage.bot.send_due()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(20_000)
        yield House(stage, page, copy_of(stage.bot.store), all_rows(stage.bot.store), set())
        stage.bot.bolt.listener_runner.listener_executor.shutdown()  # a preview may still be under way


def everything_waits(act: Act, stage: Stage) -> None:
    """Bring the people of the roles together, past the matching."""

    def one(of: Callable[[str], Innovator | Champion | None], handle: str) -> str:
        found = of(stage.person(handle).id)
        assert found, handle
        return found.id

    rosa, kwame = (one(act.innovator, name) for name in ("rosa", "kwame"))
    amir, yusuf, harriet, greta = (one(act.champion, name) for name in ("amir", "yusuf", "harriet", "greta"))
    pairs = (rosa, amir), (rosa, harriet), (rosa, greta), (kwame, yusuf), (kwame, amir)
    cycle = run_cycle(act, *pairs, now=MONDAY)
    met, _ = sorted(act.cards_of_message(cycle, amir), key=lambda card: card.innovator.id != rosa)
    [disputed], [asking] = act.cards_of_message(cycle, greta), act.cards_of_message(cycle, harriet)
    assert act.decide(asking.id, State.OPEN, State.ASKING, MONDAY)
    for card, question in ((met, Question.MET), (disputed, Question.RUNG)):
        assert act.decide(card.id, State.OPEN, State.ACCEPTED, MONDAY)
        act.open_introduction(card.id, MONDAY)
        act.add_follow_up(card.id, card.innovator.person, question, "topic", MONDAY)
    act.ask(met.innovator.person, MONDAY + timedelta(days=1), MONDAY, MONDAY)
    people = disputed.innovator.person, disputed.champion.person
    for person, rung in zip(people, (Rung.PILOT, Rung.MET), strict=True):
        act.keep_outcome(disputed.id, person, "topic", rung, rung, Evidence(), MONDAY)
    act.set_reached(disputed.id, reckon(act.outcomes_of(disputed.id), people))
    proof = act.offer_proof(met, Rung.PILOT, Evidence(100_000, 2_200_000, 1_100), MONDAY)
    assert proof
    assert act.agree_to_proof(proof, "champion", MONDAY)


def opened(house: House, role: str) -> list[Button]:
    """Open somebody's Home tab as everything stood at first; give its buttons in their order."""
    person = house.stage.person(ROLES[role])
    bring_back(house.stage.bot.store, house.kept)
    blocks = person.opens_home().blocks
    address = f"{house.stage.slack.url}#as={person.id}&at=home"
    if house.page.url != address:
        house.page.goto(address)
    found = [each for block in blocks for each in block.get("elements", ()) if each["type"] == "button"]
    expect(buttons(house.page)).to_have_text([each["text"]["text"] for each in found])
    return [Button(each["action_id"], SIDES.get(each.get("value"), "")) for each in found]


def buttons(page: Page) -> Locator:
    return page.locator(".home-view button")


def press(house: House, button: Locator) -> None:
    """Press a button, say yes where it asks, and see that it has an answer and no trouble."""
    page = house.page
    label, before = button.inner_text(), page.locator("main").inner_text()
    button.click()
    page.wait_for_function(AT_REST)
    if page.locator("dialog.confirm").count():
        page.locator("dialog.confirm button").last.click()
        page.wait_for_function(AT_REST)
    if not page.locator("dialog.modal").count():
        house.stage.bot.send_due()
    page.wait_for_function(ANSWERED, arg=before)
    assert page.locator(".trouble-sign, .notice").all_inner_texts() == [], label
    assert page.evaluate(CUT_OFF, "dialog") == [], label
    assert "Something went wrong" not in page.locator("body").inner_text(), label


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_cut_off_on_a_wide_screen_or_a_narrow_one(house: House, role: str) -> None:
    opened(house, role)
    for label in buttons(house.page).all_inner_texts():
        assert len(label) <= MOST_LETTERS, label
    for width in (420, 1280):
        house.page.set_viewport_size({"width": width, "height": 800})
        assert house.page.evaluate(CUT_OFF, "main") == [], width


@pytest.mark.parametrize("role", ROLES)
def test_every_button_answers(house: House, role: str) -> None:
    found = opened(house, role)
    assert found
    for at, button in enumerate(found):
        if button not in house.pressed:
            house.pressed.add(button)
            if not put_back(house, role):
                assert opened(house, role) == found
            press(house, buttons(house.page).nth(at))
            if button.action in RESUMED_BY:
                press_the_way_back(house, RESUMED_BY[button.action])


def put_back(house: House, role: str) -> bool:
    """Close what has opened; False where more has changed than that."""
    for modal in reversed(house.stage.person(ROLES[role]).modals()):
        modal.close()
    house.page.wait_for_function(CLOSED)
    return all_rows(house.stage.bot.store) == house.rows


def press_the_way_back(house: House, label: str) -> None:
    """Press the button that stands now where one was pressed."""
    house.page.keyboard.press("Escape")
    house.page.wait_for_function(CLOSED)
    house.stage.bot.send_due()
    press(house, buttons(house.page).get_by_text(label, exact=True).first)
