"""The state of a local Slack workspace, and the operations on it that more than one of its doors needs.

One object, touched by one thread only (the server's loop), so nothing here locks. It knows who is there
and what was said; what an app may do with it is decided in methods_*.py, what Slack accepts in strictness.py.
Two clocks: `clock` gives the workspace's time of day (aware; message timestamps come from it, and tests
move it), `ticks` gives real seconds (triggers, rates and response URLs expire by it).

Ids, timestamps and the ways to hear what happened (`listen`, `hear`) come from news.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.bodies import CHANNEL_TYPES, message_body, user_body
from bot.sandbox.grants import Grants
from bot.sandbox.install import identifier, install
from bot.sandbox.naming import kept_state, named
from bot.sandbox.news import Bulletin, Clock, Ticks, wall_clock
from bot.sandbox.organisation import Organisation
from bot.sandbox.passes import Passes
from bot.sandbox.rates import Rates
from bot.sandbox.shapes import (
    App,
    Blocks,
    Channel,
    ChannelKind,
    Command,
    Event,
    Json,
    Message,
    ResponseUrl,
    Trigger,
    Upload,
    User,
    View,
)

__all__ = [
    "App", "Blocks", "Channel", "Command", "Event", "Message", "ResponseUrl", "Trigger", "Upload", "User",
    "View", "Workspace", "install",
]  # fmt: skip


class Workspace(Passes):
    """A workspace, and an app for it, which is in it (with its bot user) or is not yet.

    `installed` is whether it is in it, `by_org` whether the organisation let it in instead of the workspace.
    `grants` are shared by all workspaces of a sandbox; `number` counts these from 0 and sets their ids apart.

    `address` is where the sandbox serves ("http://127.0.0.1:54321", no slash at the end); the server sets it
    before it answers. `rates=False` takes Slack's rate limits away.

    State to read freely: `users`, `channels` (both by id), `homes` (published Home by user id), `modals`
    (each person's stack of open modals by user id, top last), `triggers`, `response_urls`, `uploads` (by id).
    """

    def __init__(
        self,
        app: App,
        *,
        name: str = "Sandbox",
        domain: str = "sandbox",
        clock: Clock = wall_clock,
        ticks: Ticks = time.monotonic,
        rates: bool = True,
        installed: bool = True,
        organisation: Organisation | None = None,
        grants: Grants | None = None,
    ) -> None:
        self.grants = grants or Grants(app)
        beside = self.grants.workspaces
        number = len(beside)
        realm = f"{number}." if number else ""
        super().__init__(clock, ticks, beside[0].bulletin if beside else Bulletin(), realm)
        beside.append(self)
        self.app = app
        self.name = name
        self.domain = domain
        self.number = number
        self.team_id = identifier("T", f"{realm}team")
        self.organisation = organisation
        self.installed = installed
        self.by_org = False
        self.rates = Rates(ticks) if rates else None
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._between: dict[tuple[ChannelKind, frozenset[str]], Channel] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.uploads: dict[str, Upload] = organisation.uploads if organisation else {}
        if installed:
            self.add_bot()

    # people and conversations

    def add_bot(self) -> User:
        """The app's bot user comes, or comes back."""
        app = self.app
        bot = User(app.bot_user, app.name.lower(), app.name, title=app.description, is_bot=True)
        self.users[bot.id] = bot
        return bot

    @property
    def commands(self) -> tuple[Command, ...]:
        """The app's commands that its people have: none where it is not, or may have none."""
        return self.app.commands if self.installed and "commands" in self.app.scopes else ()

    @property
    def installed_team_id(self) -> str:
        """Where the app was installed: this workspace, or its organisation."""
        return self.organisation.id if self.by_org and self.organisation else self.team_id

    def person_id(self, handle: str) -> str:
        """The user id of somebody of the cast: the handle can be read from it."""
        return f"U{self.number}{handle.upper()}"

    def add_user(self, user_id: str | None = None, **traits: Json) -> User:
        """A new person; `traits` are User's fields (name and real_name at least), an id is made up."""
        user = User(id=user_id or self.new_id("U"), **traits)
        self.users[user.id] = user
        self.changed()
        return user

    def change_user(self, user_id: str, **traits: Json) -> None:
        """Change somebody's fields, and tell it as Slack does (deactivating somebody is deleted=True)."""
        user = self.users[user_id]
        for trait, value in traits.items():
            setattr(user, trait, value)
        told = user_body(user, self.team_id, self.clock()) | {"locale": user.locale}
        self.happened("user_change", {"type": "user_change", "user": told})
        self.changed()

    def add_channel(
        self, name: str, members: Iterable[str] = (), *, kind: ChannelKind = "public", topic: str = ""
    ) -> Channel:
        """A new conversation; `name` without '#'. Use `direct` and `group` for the kinds im and mpim."""
        prefix = {"public": "C", "im": "D", "mpim": "C"}[kind]
        people = list(dict.fromkeys(members))
        channel = Channel(
            id=self.new_id(prefix),
            name=name,
            kind=kind,
            members=people,
            created=int(self.clock().timestamp()),
            creator=people[0] if people else self.app.bot_user,
            topic=topic,
        )
        self.admit(channel)
        return channel

    def admit(self, channel: Channel) -> None:
        """Take a conversation in."""
        self.channels[channel.id] = channel
        if channel.kind != "public":
            self._between[channel.kind, frozenset(channel.members)] = channel
        self.changed()

    def conversation(self, kind: ChannelKind, members: Iterable[str]) -> Channel | None:
        """The direct or group message between exactly these people, or None."""
        return self._between.get((kind, frozenset(members)))

    def direct(self, one: str, other: str) -> Channel:
        """The direct message between two, made if there is none."""
        return self.conversation("im", (one, other)) or self.add_channel("", (one, other), kind="im")

    def group(self, members: Iterable[str]) -> Channel:
        """The group direct message of exactly these people (the opener among them), made if there is none."""
        people = list(dict.fromkeys(members))
        handles = "--".join(self.users[each].name for each in people)
        return self.conversation("mpim", people) or self.add_channel(f"mpdm-{handles}-1", people, kind="mpim")

    def join(self, channel: Channel, user_id: str) -> None:
        """Make somebody a member of a public channel."""
        if user_id in channel.members:
            return
        channel.members.append(user_id)
        body = {"type": "member_joined_channel", "user": user_id, "channel": channel.id}
        self.happened("member_joined_channel", body | {"channel_type": "C", "team": self.team_id})
        self.changed()

    # messages

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        blocks: Blocks | None = None,
        *,
        metadata: dict[str, Any] | None = None,
        ephemeral_to: str | None = None,
        file_ids: Iterable[str] = (),
        thread_ts: str | None = None,
    ) -> Message:
        """Put a message into a conversation; whether its author may is the caller's question.

        Everybody but the one who posts has it unread. Blocks without a block_id or action_id get one.
        """
        message = Message(
            channel=channel.id,
            ts=self.new_ts(),
            user=user,
            text=text,
            blocks=self.named(blocks or []),
            metadata=metadata,
            ephemeral_to=ephemeral_to,
            file_ids=list(file_ids),
            thread_ts=thread_ts,
            landed=self.ticks(),
        )
        channel.messages[message.ts] = message
        if ephemeral_to is None:
            self._message_happened(message, self._body(message))
        self.changed()
        return message

    def rewrite(
        self,
        message: Message,
        text: str,
        blocks: Blocks | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Give a message new text and, where not None, new blocks and metadata; marks it as edited."""
        before = self._body(message)
        message.text = text
        message.blocks = message.blocks if blocks is None else self.named(blocks)
        message.metadata = message.metadata if metadata is None else (metadata or None)
        if message.ephemeral_to is None:
            message.edited = {"user": message.user, "ts": self.new_ts()}
        message.state = kept_state(message.state, message.blocks)
        change = {"message": self._body(message), "previous_message": before}
        self._message_happened(message, {"subtype": "message_changed", "hidden": True, **change})
        self.changed()

    def remove(self, message: Message) -> None:
        """Take a message away."""
        del self.channels[message.channel].messages[message.ts]
        gone = {"subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts}
        self._message_happened(message, gone | {"previous_message": self._body(message)})
        self.changed()

    def _message_happened(self, message: Message, body: Mapping[str, Any]) -> None:
        if message.ephemeral_to is not None:
            return
        kind = self.channels[message.channel].kind
        plural = {"public": "channels", "im": "im", "mpim": "mpim"}[kind]
        where = {"type": "message", "channel": message.channel, "channel_type": CHANNEL_TYPES[kind]}
        self.happened(f"message.{plural}", {**body, **where, "ts": body.get("ts") or self.new_ts()})

    def _body(self, message: Message) -> dict[str, Any]:
        return message_body(message, self.app, self.team_id)

    def visible(self, channel: Channel, user: str) -> list[Message]:
        """The messages this person sees there, oldest first; nothing if they are no member."""
        if user not in channel.members:
            return []
        return [m for m in channel.messages.values() if m.ephemeral_to in (None, user)]

    def read(self, channel: Channel, user: str) -> None:
        """Mark everything there as read by this person."""
        channel.last_read[user] = next(reversed(channel.messages), "")
        self.changed()

    def unread(self, channel: Channel, user: str) -> int:
        """How many messages of others this person has not read there."""
        seen, count = channel.last_read.get(user, ""), 0
        for message in reversed(channel.messages.values()):
            if message.ts <= seen:
                break
            count += message.user != user and message.ephemeral_to in (None, user)
        return count

    # views

    def view(self, view_id: str) -> View | None:
        """An open modal or published Home by its id."""
        stacks = [*self.modals.values(), list(self.homes.values())]
        return next((view for stack in stacks for view in stack if view.id == view_id), None)

    def new_view(self, user: str, payload: dict[str, Any], previous: View | None = None) -> View:
        """A view with an id and hash of its own, shown nowhere yet; `previous` is the one beneath it."""
        view_id = self.new_id("V")
        return View(
            id=view_id,
            user=user,
            payload=payload | {"blocks": self.named(payload["blocks"])},
            hash=self._view_hash(),
            root_view_id=previous.root_view_id if previous else view_id,
            previous_view_id=previous.id if previous else None,
            external_id=payload.get("external_id", ""),
        )

    def open_view(self, user: str, payload: dict[str, Any]) -> View:
        """Show a modal as the root of this person's stack; what was open is gone."""
        view = self.new_view(user, payload)
        self.modals[user] = [view]
        self.changed()
        return view

    def push_view(self, user: str, payload: dict[str, Any]) -> View:
        """Show a modal on top of this person's stack, which is not empty."""
        view = self.new_view(user, payload, self.modals[user][-1])
        self.modals[user].append(view)
        self.changed()
        return view

    def publish_home(self, user: str, payload: dict[str, Any]) -> View:
        """Show this Home tab to this person; its id stays the same when it is published again."""
        known = self.homes.get(user)
        if known:
            return self.replace_view(known, payload)
        self.homes[user] = self.new_view(user, payload)
        self.changed()
        return self.homes[user]

    def replace_view(self, view: View, payload: dict[str, Any]) -> View:
        """Show `payload` in a view's place (the same object); inputs still there keep their values."""
        view.payload = payload | {"blocks": self.named(payload["blocks"])}
        view.external_id = payload.get("external_id", view.external_id)
        view.hash = self._view_hash()
        view.state = kept_state(view.state, view.blocks)
        view.errors, view.trouble = {}, None
        self.changed()
        return view

    def close_view(self, user: str, *, whole_stack: bool = False) -> list[View]:
        """Close this person's top modal, or all of them; gives the closed ones, top first."""
        stack = self.modals.get(user, [])
        closed = stack[::-1] if whole_stack else stack[-1:]
        self.modals[user] = [] if whole_stack else stack[:-1]
        self.changed()
        return closed

    def _view_hash(self) -> str:
        return f"{int(self.clock().timestamp())}.{self.new_id('')[:8].lower()}"

    def named(self, blocks: Blocks) -> Blocks:
        """A copy of blocks in which every block has a block_id and every interactive element an action_id."""
        return named(blocks, lambda: self.new_id("")[:5])

    # files

    def receive_upload(self, upload_id: str, content: bytes) -> bool:
        """Take a file's bytes; False where no such upload was asked for or its length is another."""
        upload = self.uploads.get(upload_id)
        if upload is None or upload.done or upload.length != len(content):
            return False
        upload.content = content
        return True
