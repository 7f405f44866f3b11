"""What a local workspace is made of: people, conversations, messages, views, tickets and the installed app.

Plain records. The rules about them (who may post where, when a trigger expires) are in workspace.py and
the methods_*.py modules. Times called `ticks` are seconds of the workspace's monotonic clock; message
timestamps (`ts`) are Slack's own 'seconds.microseconds' text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any  # whatever JSON holds
Blocks = list[dict[str, Any]]
ChannelKind = Literal["public", "im", "mpim"]
ViewKind = Literal["modal", "home"]


@dataclass
class User:
    """A person or a bot. `name` is the handle, `tz` an IANA name, `colour` six hex digits without '#'.

    Guests are `is_restricted`, those of one channel `is_ultra_restricted` too.
    """

    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/London"
    emoji: str = ""
    colour: str = "4a154b"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    locale: str = "en-GB"


@dataclass
class Message:
    """One message. `ephemeral_to` is the one person who sees it, else None; `edited` is {user, ts} or None.

    `landed` is when it came to be, in ticks. `state` holds what people chose in its elements and did not
    send, by block_id and action_id. `thread_ts` is the parent's ts in a reply.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    ephemeral_to: str | None = None
    edited: dict[str, str] | None = None
    file_ids: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    landed: float = 0.0
    state: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Channel:
    """A conversation. `members` are user ids; `messages` are by ts, oldest first, ephemeral ones among them.

    `last_read` is the ts of the last message that each person has read.
    """

    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    created: int
    creator: str
    topic: str = ""
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)


@dataclass
class View:
    """A modal or a published Home tab as Slack keeps it.

    `payload` is what the app sent (type, title, blocks with every block_id and action_id filled in, …);
    `state` is what the person has put into it: {block_id: {action_id: value object}}; `errors` (by block_id)
    and `trouble` (a sentence) are what Slack's client shows inside the modal, for the page.
    """

    id: str
    user: str
    payload: dict[str, Any]
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    external_id: str = ""
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def kind(self) -> ViewKind:
        """Modal or home."""
        return "home" if self.payload["type"] == "home" else "modal"

    @property
    def blocks(self) -> Blocks:
        """The blocks shown."""
        blocks: Blocks = self.payload["blocks"]
        return blocks


@dataclass
class Trigger:
    """A person's act, which lets the app open one view in three seconds; `view_id` is the modal it was in."""

    id: str
    user: str
    expires: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """A door back to where an act happened: five uses within thirty minutes.

    `message_ts` is the message that was clicked (None after a command); `user` who acted.
    """

    id: str
    channel: str
    user: str
    expires: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class Upload:
    """A file on its way (`content` None until its bytes arrived; `done` once completed) or kept."""

    id: str
    name: str
    length: int
    user: str
    title: str = ""
    content: bytes | None = None
    done: bool = False
    channel: str | None = None
    created: int = 0


@dataclass(frozen=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str = ""


@dataclass(frozen=True)
class App:
    """The app as it is in one workspace: who it is there, what it may, and what it is everywhere.

    `scopes` are those it was granted there. `bot_token` is the one it has from the start, which never ends;
    tokens that come by OAuth are the matter of grants.py. `redirect_urls` are where OAuth may lead back to.
    """

    id: str
    name: str
    description: str
    bot_user: str
    bot_id: str
    bot_token: str
    app_token: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    scopes: frozenset[str]
    commands: tuple[Command, ...]
    events: frozenset[str]
    redirect_urls: tuple[str, ...] = ()
    rotates_tokens: bool = False
    is_org_ready: bool = False


@dataclass(frozen=True)
class Event:
    """What an app may subscribe to: `subscription` is the manifest's word (message.im), `body` the event.

    `of_org` says that it is about a whole organisation rather than about one of its workspaces.
    """

    subscription: str
    body: Mapping[str, Any]
    of_org: bool = False
