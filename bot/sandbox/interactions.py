"""What people do in the workspace, as one call each: type, click, fill in, close, look at Home, post.

Each act builds its payload, delivers it, waits for the acknowledgement and applies it. What a person cannot
do (an element that is not there, somebody else's modal) raises RefusalError; what goes wrong with the bot
does not.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import answers, payloads
from bot.sandbox.delivery import TIMEOUT, UNREACHABLE, Ack, Deliverer, until
from bot.sandbox.elements import Element, Values, act_on, elements, find, refusals, state_values, value_key
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Channel, Event, Message, User, View, Workspace

SLACKBOT = "USLACKBOT"
NO_MESSAGES = "Sending messages to this app has been turned off."
LEAST_QUERY = 3  # letters that a person types before options are loaded, unless the element says otherwise

Place = View | Message


class RefusalError(Exception):
    """Slack's client would not let a person do this; the message is a sentence for them."""


@dataclass(frozen=True)
class Done:
    """How an act ended: `shown` are the texts that only this person now sees because of it; in ms."""

    trouble: str | None
    ms: float
    shown: list[str] = field(default_factory=list)


class Interactions:
    """The acts of people. `read_only` says that nobody can write to the bot's direct message."""

    def __init__(self, workspace: Workspace, deliverer: Deliverer, *, read_only: bool = False) -> None:
        self.workspace = workspace
        self.deliverer = deliverer
        self.read_only = read_only
        self.troubles: dict[
            tuple[str, str], dict[str, str]
        ] = {}  # (channel, ts) -> action_id -> what went wrong
        workspace.hear(self._happened)

    # commands and messages

    async def command(self, user: User, channel: Channel, text: str) -> Done:
        """Type a command and wait until it is acknowledged."""
        command, _, rest = text.strip().partition(" ")
        self._may_write(user, channel)
        if command not in {known.command for known in self.workspace.commands}:
            self._slackbot(channel, user, f"`{command}` is not a valid command.")
            return Done("invalid_command", 0.0, [f"{command} is not a valid command."])
        shown = self._ephemeral(user)
        payload = payloads.command(
            self.workspace, user, channel, (command, rest.strip()),
            self.workspace.mint_trigger(user.id).id, self.workspace.mint_response_url(channel.id, user.id),
        )  # fmt: skip
        ack = await self.deliverer.deliver("slash_commands", command, payload)
        trouble = ack.trouble or answers.after_command(self.workspace, user, channel, ack.body)
        if trouble:
            self._slackbot(channel, user, f'{command} failed with the error "{trouble}"')
        return Done(trouble, ack.ms, shown())

    def post(self, user: User, channel: Channel, text: str) -> Message:
        """Post a message as it was typed."""
        self._may_write(user, channel)
        if not text.strip():
            raise RefusalError("There is nothing to send.")
        return self.workspace.post(channel, user.id, html.escape(text, quote=False))

    def _may_write(self, user: User, channel: Channel) -> None:
        if user.id not in channel.members:
            raise RefusalError(f"{user.real_name} is not in this conversation.")
        if self.read_only and channel.kind == "im" and self.workspace.app.bot_user in channel.members:
            raise RefusalError(NO_MESSAGES)

    def _slackbot(self, channel: Channel, user: User, text: str) -> None:
        self.workspace.post(channel, SLACKBOT, text, ephemeral_to=user.id)

    def _ephemeral(self, user: User) -> Callable[[], list[str]]:
        """A function that gives the texts that only this person sees and that came since now."""
        before = self.workspace.last_microseconds
        return lambda: [
            message.text
            for channel in self.workspace.channels.values()
            for message in _since(channel, before)
            if message.ephemeral_to == user.id
        ]

    # clicks and choices

    async def click(
        self, user: User, place: Place, ids: tuple[str, str], value: Json, seen: Element | None = None
    ) -> Done:
        """Use an element of a message, modal or Home; `ids` are block_id and action_id.

        `value` is what was chosen; `seen` is the element as the person saw it, for a click that crosses with
        the bot's redrawing.
        """
        element = find(place.blocks, *ids) or seen or _element(place, ids)
        try:
            chosen, state = act_on(element, value)
        except ValueError as error:
            raise RefusalError(str(error)) from error
        if state:
            place.state.setdefault(ids[0], {})[ids[1]] = state
        if not _dispatches(place, ids):
            return Done(None, 0.0)
        shown = self._ephemeral(user)
        payload = self._clicked(user, place, element, ids[0], chosen)
        ack = await self.deliverer.deliver("block_actions", ids[1], payload)
        self._mark(place, ids[1], ack)
        return Done(ack.trouble, ack.ms, shown())

    def _clicked(
        self, user: User, place: Place, element: Element, block_id: str, chosen: dict[str, Any]
    ) -> dict[str, Any]:
        workspace = self.workspace
        action = payloads.action(element, block_id, chosen, workspace.new_ts())
        view_id, response_url = None, None
        if isinstance(place, View):
            view_id = place.id
        else:
            response_url = workspace.mint_response_url(place.channel, user.id, place.ts)
        trigger = workspace.mint_trigger(user.id, view_id).id
        return payloads.block_actions(
            workspace, user, place, action, trigger=trigger, response_url=response_url
        )

    def _mark(self, place: Place, action_id: str, ack: Ack) -> None:
        """Show that a click went wrong, or that it went right this time."""
        if isinstance(place, View):
            place.trouble = answers.TROUBLE if ack.trouble else None
        else:
            marks = self.troubles.setdefault((place.channel, place.ts), {})
            marks.pop(action_id, None)
            if ack.trouble:
                marks[action_id] = ack.trouble
        self.workspace.changed()

    async def options(
        self, user: User, place: Place, ids: tuple[str, str], typed: str
    ) -> list[dict[str, Any]]:
        """The options that the bot offers for what was typed; raises RefusalError where Slack shows none."""
        element = _element(place, ids)
        if not element["type"].endswith("external_select"):
            raise RefusalError("This list does not ask the bot.")
        if len(typed) < element.get("min_query_length", LEAST_QUERY):
            return []
        payload = payloads.block_suggestion(self.workspace, user, place, ids, typed)
        ack = await self.deliverer.deliver("block_suggestion", ids[1], payload)
        found = None if ack.trouble else answers.after_option_load(ack.body)
        if found is None:
            raise RefusalError(answers.LOAD_TROUBLE)
        return found

    # modals

    async def submit(self, user: User, view: View, values: Values) -> answers.Verdict:
        """Submit a modal with these values; what Slack's client refuses does not reach the bot."""
        if "submit" not in view.payload:
            raise RefusalError("This form has nothing to submit.")
        self._enter(view, values)
        view.errors, view.trouble = refusals(view.blocks, state_values(view.blocks, view.state)), None
        self.workspace.changed()
        if view.errors:
            return answers.Verdict(errors=view.errors)
        trigger = self.workspace.mint_trigger(user.id, view.id).id
        payload = payloads.view_submission(
            self.workspace, user, view, trigger=trigger, response_urls=self._response_urls(user, view)
        )
        ack = await self.deliverer.deliver("view_submission", payload["view"]["callback_id"], payload)
        if ack.trouble:
            verdict = answers.Verdict(trouble=answers.TROUBLE)
        else:
            verdict = answers.after_submission(self.workspace, view, ack.body)
        view.trouble = verdict.trouble
        self.workspace.changed()
        return verdict

    def _enter(self, view: View, values: Values) -> None:
        for block_id, by_action in values.items():
            for action_id, value in by_action.items():
                element = _element(view, (block_id, action_id))
                if not isinstance(value, dict) or value.get("type") != element["type"]:
                    raise RefusalError(f"The value of {block_id} is not one of a {element['type']}.")
                if value_key(element["type"]):
                    view.state.setdefault(block_id, {})[action_id] = value

    def _response_urls(self, user: User, view: View) -> list[dict[str, Any]]:
        """A response URL for each conversation chosen in an input that asks for one."""
        state, urls = state_values(view.blocks, view.state), []
        for block, element in elements(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            channel = state[block_id][action_id].get(value_key(element["type"]) or "")
            if channel in self.workspace.channels:
                url = self.workspace.mint_response_url(channel, user.id)
                urls.append(
                    {"block_id": block_id, "action_id": action_id, "channel_id": channel, "response_url": url}
                )
        return urls

    async def close(self, user: User, view: View) -> None:
        """Close a modal, or the whole stack where it asks for that; tells the bot if it wants to know."""
        if [each.id for each in self.workspace.modals.get(user.id, [])[-1:]] != [view.id]:
            raise RefusalError("This form is no longer open.")
        whole = bool(view.payload.get("clear_on_close"))
        for closed in self.workspace.close_view(user.id, whole_stack=whole):
            if closed.payload.get("notify_on_close"):
                payload = payloads.view_closed(self.workspace, user, closed, is_cleared=whole)
                await self.deliverer.deliver("view_closed", payload["view"]["callback_id"], payload)

    # Home and events

    async def open_home(self, user: User) -> str | None:
        """Look at the Home tab: the bot hears of it if it subscribed. Waits until it has published the tab.

        Gives Slack's word for the trouble where nothing was published in time.
        """
        workspace = self.workspace
        if not (self.deliverer.transport.count and workspace.installed):
            return UNREACHABLE
        if "app_home_opened" not in workspace.app.events:
            return None
        before = _hash(workspace.homes.get(user.id))
        channel = workspace.direct(user.id, workspace.app.bot_user)
        event = payloads.app_home_opened(workspace, user, channel)
        told = self.deliverer.event("app_home_opened", payloads.event_callback(workspace, event))
        told.add_done_callback(lambda _: workspace.changed())
        published = await until(
            workspace,
            lambda: told.done() and _hash(workspace.homes.get(user.id)) != before,
            self.deliverer.patience,
        )
        return None if published else TIMEOUT

    def _happened(self, event: Event) -> None:
        """Tell the bot of an event that it subscribed to and may see."""
        channel = self.workspace.channels.get(event.body.get("channel", ""))
        visible = channel is None or self.workspace.app.bot_user in channel.members
        if event.subscription in self.workspace.app.events and visible:
            kind = str(event.body["type"])
            self.deliverer.event(kind, payloads.event_callback(self.workspace, event))


def _hash(view: View | None) -> str | None:
    return view.hash if view else None


def _since(channel: Channel, microseconds: int) -> list[Message]:
    found = []
    for message in reversed(channel.messages.values()):
        if int(message.ts.replace(".", "")) <= microseconds:
            break
        found.append(message)
    return found[::-1]


def _element(place: Place, ids: tuple[str, str]) -> Element:
    element = find(place.blocks, *ids)
    if element is None:
        raise RefusalError("That is no longer there.")
    return element


def _dispatches(place: Place, ids: tuple[str, str]) -> bool:
    """Whether using this element is told at once; inputs mostly keep it for the submission."""
    inputs = [block for block in place.blocks if block["block_id"] == ids[0] and block["type"] == "input"]
    return not inputs or bool(inputs[0].get("dispatch_action"))
