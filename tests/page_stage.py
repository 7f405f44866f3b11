"""What the tests of the sandbox's page play on: the sandbox, a browser, a small Bolt app over Socket Mode.

The app opens a form with every input that the page draws and gives back what arrived, opens a second one that
it pushes on and redraws, publishes a Home tab, answers clicks, and never answers the button Silent.
"""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox import Sandbox

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the PATH"),
]

ATTACK = "<img src=x onerror=\"document.title='hacked'\"> <!channel> &lt;b&gt;"
ORGANISATIONS = ("Harbour & Hearth", "Northmoor Power", "Quillstone Homes")

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def button(text: str, **more: object) -> Json:
    return {"type": "button", "text": plain(text), "action_id": text.lower(), "value": "x", **more}


def actions(block_id: str, *elements: Json) -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def described(*names: str) -> list[Json]:
    return [option | {"description": plain(f"About {option['value']}")} for option in options(*names)]


def asks(label: str, kind: str, *, optional: bool = True, **more: object) -> Json:
    """An input block; its block_id is the label in small letters with underscores."""
    element = {"type": kind, "action_id": "picker" if kind == "external_select" else "value", **more}
    asked = {"block_id": label.lower().replace(" ", "_"), "label": plain(label), "optional": optional}
    return {"type": "input", "hint": plain(f"A hint on {label}."), "element": element, **asked}


def modal(title: str, *blocks: Json, callback_id: str) -> Json:
    """A modal with a Save button, or a mere notice where the callback_id is empty."""
    view = {"type": "modal", "title": plain(title), "blocks": list(blocks), "callback_id": callback_id}
    return view | {"submit": plain("Save")} if callback_id else view


NEEDS = described("Capacity", "Credibility", "Pipeline")
CONSENTS = described("Introduce us at once", "Ask me first")
EVERY_INPUT = modal(
    "Find a partner",
    section("All of *it*, in one form."),
    asks("Venture", "plain_text_input", optional=False, max_length=40),
    asks("Your idea", "plain_text_input", multiline=True, initial_value="Begun before"),
    asks("Sectors", "multi_static_select", options=options("Health", "Social care", "Food")),
    asks("Stage", "static_select", options=options("Idea", "Pilot", "Proven")),
    asks("What you need from a partner", "checkboxes", options=NEEDS),
    asks("When a champion accepts", "radio_buttons", options=CONSENTS),
    {"type": "divider"},
    header("Evidence"),
    {"type": "context", "elements": [plain("Proof persuades.")]},
    asks("Invested so far", "number_input", is_decimal_allowed=False, min_value="0"),
    asks("Organisation", "external_select", min_query_length=0),
    asks("Day", "datepicker"),
    asks("Mail", "email_text_input"),
    asks("Site", "url_text_input"),
    asks("Colleague", "users_select"),
    asks("Place", "conversations_select"),
    callback_id="form",
)
STACK = modal(
    "Below",
    asks("Note", "plain_text_input"),
    actions("more", button("Deeper"), button("Redraw")),
    callback_id="stack",
)
ABOVE = modal("Above", section("Deep down."), callback_id="")
HOME = {
    "type": "home",
    "blocks": [
        header("Good morning"),
        section(f"You wrote: {ATTACK}"),
        actions("home", button("Begin", style="primary")),
    ],
}
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It ends here."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
CARD = [
    section("*Second Sun* suits you. ~Not~ _now_ `or` never: <https://example.org|how>."),
    actions(
        "card",
        button("Accept", style="primary"),
        button("Silent"),
        button("Decline", style="danger", confirm=CONFIRM),
    ),
]


@dataclass
class Stage:
    """The sandbox, the bot's client, the browser, and the clicks that the bot has heard."""

    slack: Sandbox
    client: WebClient
    browser: Browser
    heard: list[Json] = field(default_factory=list)

    def send(self, handle: str, **message: object) -> Json:
        """The bot writes to somebody; gives channel and ts."""
        opened: Json = self.client.conversations_open(users=[self.slack.person(handle).id])["channel"]
        posted = self.client.api_call("chat.postMessage", json={"channel": opened["id"], **message})
        return {"channel": posted["channel"], "ts": posted["ts"]}

    def told(self, action_id: str) -> list[Json]:
        """The clicks on this button that the bot heard of."""
        return [each for each in self.heard if each["actions"][0]["action_id"] == action_id]

    def hears(self, ack: Ack, body: Json) -> None:
        """The bot's answer to most clicks."""
        self.heard.append(body)
        ack()


def be(page: Page, stage: Stage, handle: str, place: str = "#general") -> None:
    """Open the page as somebody: at "steps", "home" or in a conversation."""
    slack, person = stage.slack, stage.slack.person(handle)
    at = place if place in ("home", "steps") else slack.conversation_id(person.id, place)
    page.goto(f"{slack.url}#as={person.id}&at={at}")


def composer(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Message to")


def opens(view: Json) -> Callable[[Ack, WebClient, Json], None]:
    """A listener that opens this modal."""

    def listener(ack: Ack, client: WebClient, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    return listener


def submitted(ack: Ack, view: Json) -> None:
    """Give back what was submitted, unless the venture is called Taken."""
    chosen = {block: _shown(next(iter(held.values()))) for block, held in view["state"]["values"].items()}
    if chosen["venture"] == "Taken":
        ack(
            response_action="errors",
            errors={"stage": "Choose a later stage.", "venture": "That name is taken."},
        )
    else:
        echo = modal("Thank you", section(f"```{json.dumps(chosen)}```"), callback_id="")
        ack(response_action="update", view=echo)


def _shown(value: Json) -> object:
    """A state value as what a person sees chosen."""
    held = value[next(key for key in value if key != "type")]
    if isinstance(held, list):
        return [option["text"]["text"] for option in held]
    return held["text"]["text"] if isinstance(held, dict) else held


def organisations(ack: Ack, payload: Json) -> None:
    ack(options=[each for each in options(*ORGANISATIONS) if payload["value"].lower() in each["value"]])


def publish(client: WebClient, event: Json) -> None:
    client.views_publish(user_id=event["user"], view=HOME)


def said(ack: Ack, command: Json) -> None:
    ack(f"You said {command['text']}")


def bot(stage: Stage, signing_secret: str) -> App:
    """The Bolt app."""
    app = App(client=stage.client, signing_secret=signing_secret, process_before_response=True)
    app.logger.setLevel(logging.CRITICAL)  # it complains of Silent, as it should

    def deeper(ack: Ack, client: WebClient, body: Json) -> None:
        stage.hears(ack, body)
        client.views_push(trigger_id=body["trigger_id"], view=ABOVE)

    def redraw(ack: Ack, client: WebClient, body: Json) -> None:
        stage.hears(ack, body)
        client.views_update(view_id=body["view"]["id"], view=STACK | {"title": plain("Redrawn")})

    def decline(ack: Ack, body: Json, respond: Respond) -> None:
        stage.hears(ack, body)
        respond(text="You declined.", replace_original=True)

    app.command("/needpartner")(opens(EVERY_INPUT))
    app.command("/offerpartner")(opens(STACK))
    app.command("/partneradmin")(said)
    app.options("picker")(organisations)
    app.view("form")(submitted)
    app.event("app_home_opened")(publish)
    app.action("deeper")(deeper)
    app.action("redraw")(redraw)
    app.action("decline")(decline)
    app.action("silent")(lambda body: stage.heard.append(body))
    app.action("accept")(stage.hears)
    app.action("begin")(stage.hears)
    return app


@contextmanager
def staged() -> Iterator[Stage]:
    """Everything, connected and running."""
    with sync_playwright() as tool, Sandbox(rates=False) as slack:
        environment = slack.environment()
        client = WebClient(environment["SLACK_BOT_TOKEN"], base_url=environment["SLACK_API_URL"])
        stage = Stage(slack, client, tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]))
        app = bot(stage, environment["SLACK_SIGNING_SECRET"])
        handler: Any = SocketModeHandler(app, environment["SLACK_APP_TOKEN"], web_client=client)
        handler.connect()
        slack.wait_connected()
        yield stage
        handler.close()
        stage.browser.close()


@dataclass
class Visit:
    """A page in the browser, with what it complained of and where it went."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("request", lambda request: self.addresses.append(request.url))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)


@contextmanager
def visited(stage: Stage) -> Iterator[Page]:
    """A page that may neither complain nor ask for anything from elsewhere."""
    visit = Visit(stage.browser.new_page(viewport={"width": 1280, "height": 800}))
    visit.page.set_default_timeout(5_000)
    yield visit.page
    visit.page.close()
    assert visit.complaints == []
    assert [address for address in visit.addresses if not address.startswith(stage.slack.url)] == []
