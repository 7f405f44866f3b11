"""A small bot made of unmodified Bolt, connected to a sandbox by Socket Mode or by signed HTTP.

It does what it is told by the words behind its command or in its form, and writes down what it heard.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, BoltRequest, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from waitress.server import create_server

from bot.sandbox import Sandbox
from bot.sandbox.shapes import Json

Body = dict[str, Any]

PLACES = ("Belfast", "Bristol", "Cardiff", "Cornwall")


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Body:
    return {"text": plain(text), "value": text.lower()}


def field(block_id: str, label: str, element: Body, **more: Json) -> Body:
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def button(text: str, value: str = "1") -> Body:
    return {"type": "button", "action_id": f"press_{value}", "text": plain(text), "value": value}


def buttons(*found: Body, block_id: str = "buttons") -> Body:
    return {"type": "actions", "block_id": block_id, "elements": list(found)}


def section(text: str) -> Body:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(title: str, blocks: list[Body], **more: Json) -> Body:
    return {"type": "modal", "callback_id": "form", "title": plain(title), "blocks": blocks} | more


def form() -> Body:
    """A form with an input of each kind that matters."""
    number = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "100"}
    place = {"type": "external_select", "action_id": "place", "min_query_length": 1}
    options = [option("Health"), option("Food"), option("Energy")]
    sectors = {"type": "multi_static_select", "options": options, "max_selected_items": 2}
    stages = {"type": "radio_buttons", "options": options[:2], "initial_option": options[0]}
    return modal(
        "A form",
        [
            section("Tell us."),
            field("say", "Say", {"type": "plain_text_input", "min_length": 2, "max_length": 20}),
            field("sectors", "Sectors", sectors),
            field("stage", "Stage", stages),
            field("number", "Number", number, optional=True),
            field("place", "Place", place, optional=True),
            buttons(button("Inside")),
        ],
        submit=plain("Save"),
        notify_on_close=True,
        private_metadata="kept",
    )


class Bot:
    """The bot: `heard` are the bodies it was sent, `free` lets those go on that were told to be slow."""

    def __init__(self, slack: Sandbox, signing_secret: str | None = None) -> None:
        settings = slack.environment()
        self.client = WebClient(
            settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"], retry_handlers=[], timeout=10
        )
        logger = logging.getLogger("tests.sandbox_bot")
        logger.setLevel(logging.CRITICAL)
        self.app = App(
            client=self.client,
            signing_secret=signing_secret or settings["SLACK_SIGNING_SECRET"],
            process_before_response=True,
            logger=logger,
        )
        self.app_token = settings["SLACK_APP_TOKEN"]
        self.heard: list[Body] = []
        self.headers: list[Body] = []
        self.free = threading.Event()
        self.failures = 0  # how many events it fails on before it takes one
        self._register()

    def kinds(self) -> list[str]:
        """What it heard of, in order: payload types, event types, commands."""
        return [_kind(body) for body in self.heard]

    def _register(self) -> None:
        self.app.use(self._listen)
        for command in ("/needpartner", "/offerpartner"):
            self.app.command(command)(self._command)
        self.app.view("form")(self._submitted)
        self.app.view("where")(self._placed)
        self.app.view_closed("form")(lambda ack: ack())
        self.app.action(re.compile("press_"))(self._pressed)
        self.app.options("place")(self._places)
        self.app.event("app_home_opened")(self._home)
        self.app.event("message")(lambda: None)

    def _listen(self, body: Body, request: BoltRequest, next: Callable[[], None]) -> None:
        self.heard.append(body)
        self.headers.append(dict(request.headers))
        next()

    def _command(self, ack: Ack, body: Body, respond: Respond) -> None:
        word, _, rest = body["text"].partition(" ")
        if word == "slow":
            self.free.wait(5)
        if word == "form":
            self.client.views_open(trigger_id=body["trigger_id"], view=form())
        if word == "where":
            where = field("say", "Where", {"type": "conversations_select", "response_url_enabled": True})
            self.client.views_open(
                trigger_id=body["trigger_id"],
                view=modal("Where", [where], submit=plain("There"), callback_id="where"),
            )
        if word == "respond":
            respond(rest)
        if word == "card":
            blocks = [
                section(f"For <@{body['user_id']}>: *one* &amp; two"),
                buttons(button("Yes"), button("Slow", "slow")),
            ]
            self.client.chat_postMessage(channel=body["user_id"], text="A card", blocks=blocks)
        if word == "whisper":
            respond("Psst", blocks=[section("Psst"), buttons(button("Away", "away"))])
        answers = {"say": {"text": rest}, "shout": {"text": rest, "response_type": "in_channel"}}
        ack(**answers.get(word, {}))

    def _submitted(self, ack: Ack, view: Body) -> None:
        said = view["state"]["values"]["say"]["value"]["value"]
        other = modal("Another", [section(said)])
        responses: dict[str, Body] = {
            "wrong": {"response_action": "errors", "errors": {"say": "Not that."}},
            "elsewhere": {"response_action": "errors", "errors": {"nowhere": "Not that."}},
            "update": {"response_action": "update", "view": other},
            "push": {"response_action": "push", "view": other},
            "broken": {"response_action": "update", "view": {**other, "title": plain("x" * 25)}},
            "clear": {"response_action": "clear"},
        }
        if said == "slow":
            self.free.wait(5)
        ack(**responses.get(said, {}))

    def _placed(self, ack: Ack, respond: Respond) -> None:
        respond("Here I am")
        ack()

    def _pressed(self, ack: Ack, body: Body, respond: Respond) -> None:
        value = body["actions"][0]["value"]
        if value == "slow" and not self.free.wait(5):
            return
        if value == "away":
            respond(delete_original=True)
        elif "response_url" in body:
            respond(f"You said {value}", replace_original=True)
        ack()

    def _places(self, ack: Ack, body: Body) -> None:
        if body["value"] == "broken":
            ack(options=[option("x" * 76)])
        else:
            ack(options=[option(place) for place in PLACES if body["value"].lower() in place.lower()])

    def _home(self, event: Body) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("told to fail")
        blocks = [
            {"type": "header", "text": plain("Hello")},
            section(f"<@{event['user']}>"),
            buttons(button("Go")),
        ]
        self.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def _kind(body: Body) -> str:
    if "event" in body:
        return str(body["event"]["type"])
    return str(body.get("command") or body["type"])


@contextmanager
def by_sockets(slack: Sandbox, bot: Bot) -> Iterator[None]:
    """Connect the bot by Socket Mode, beside what is connected already."""
    handler = SocketModeHandler(bot.app, bot.app_token, ping_interval=0.1)
    try:
        with hurried(slack, handler.client):
            yield
    finally:
        bot.free.set()


@contextmanager
def hurried(slack: Sandbox, client: SocketModeClient) -> Iterator[None]:
    """Connect a Socket Mode client, and close it at the end without the seconds that takes by itself."""
    before = len(slack.ledger("api", "apps.connections.open"))
    try:
        client.connect()
        slack.wait_connected(before + 1)
        yield
    finally:
        _hurry(client)
        slack.drop_connections()
        slack.eventually(lambda: not client.is_connected())
        client.close()


def _hurry(client: SocketModeClient) -> None:
    """Let a client close at once: left alone it waits seconds for its own threads, or connects meanwhile."""
    client.closed = True
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    client.message_queue.put(None)
    for runner in (client.current_app_monitor, client.message_processor):
        if runner.is_alive():
            runner.shutdown()  # type: ignore[no-untyped-call]  # so is the SDK


@contextmanager
def by_http(slack: Sandbox, bot: Bot) -> Iterator[None]:
    """Serve the bot's request URL by waitress and let the sandbox deliver there."""
    sockets: dict[int, Any] = {}
    server = create_server(
        SlackRequestHandler(bot.app, path="/slack/events"), host="127.0.0.1", port=0, threads=4, map=sockets
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    slack.deliver_to(f"http://127.0.0.1:{server.effective_port}/slack/events")
    try:
        yield
    finally:
        bot.free.set()
        slack.deliver_by_sockets()
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: [each.close() for each in list(sockets.values())])
        thread.join()
