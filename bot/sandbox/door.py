"""The door's Python client: people whom a test or a script lets act, and what they see.

Everything goes through the same operations as the page's requests (door_routes.py). Objects that were handed
out are what was on the screen at that moment; ask again to see what is there now.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.door_routes import DoorError
from bot.sandbox.form import Form
from bot.sandbox.reading import buttons, lines, readable
from bot.sandbox.shapes import Json

if TYPE_CHECKING:
    from bot.sandbox.handle import Handle

Body = dict[str, Any]
MANY = 1_000_000  # messages: all of them

GENERAL = "#general"


@dataclass(frozen=True)
class Seen:
    """What an act led to: the text that only this person sees now, or what went wrong; in ms."""

    text: str
    ok: bool
    ms: float


@dataclass(frozen=True)
class Conversation:
    """A conversation as one person lists it; `kind` is public, im or mpim, `members` are user ids."""

    name: str
    kind: str
    id: str
    members: list[str]
    unread: int


@dataclass(frozen=True)
class Shown:
    """A message or Home tab on somebody's screen.

    `text` is the message's own text (the fallback where there are blocks), `plain` all that is read, line by
    line, `buttons` what is written on the buttons. `channel` is the conversation's id, empty for Home.
    """

    person: "Person" = field(repr=False)
    container: Body = field(repr=False)
    blocks: list[Body] = field(repr=False)
    text: str
    plain: str
    buttons: list[str]
    user: str = ""
    channel: str = ""
    ts: str = ""
    ephemeral: bool = False
    edited: bool = False
    trouble: dict[str, str] = field(default_factory=dict)
    files: list[Body] = field(default_factory=list)

    def click(self, text: str, nth: int = 0) -> Seen:
        """Press the nth of the buttons with this text, as it was seen even if it has been redrawn since."""
        return self.person.press(self.container, self.blocks, text, nth)


class Person:
    """Somebody in the workspace."""

    def __init__(self, sandbox: "Handle", user_id: str, handle: str) -> None:
        self.sandbox = sandbox
        self.id = user_id
        self.handle = handle

    def __repr__(self) -> str:
        return f"Person({self.handle!r})"

    def ask(self, operation: str, **body: Json) -> Body:
        """Run one of the door's operations as this person. Raises DoorError."""
        return self.sandbox.call(operation, {"as": self.id, **body})

    # acting

    def types(self, text: str, channel: "str | Conversation | None" = None) -> Seen:
        """Type a command, in #general if not told where, and wait for the bot at most three seconds."""
        answer = self.ask("POST command", conversation=self._conversation_id(channel or GENERAL), text=text)
        return Seen(answer["shown"], answer["ok"], answer["ms"])

    def posts(self, channel: "str | Conversation", text: str) -> str:
        """Post a message; gives its ts."""
        ts: str = self.ask("POST post", conversation=self._conversation_id(channel), text=text)["ts"]
        return ts

    def press(self, container: Body, blocks: list[Body], text: str, nth: int = 0) -> Seen:
        """Press the nth button with this text in a container; raises LookupError if there is none."""
        found = [(block_id, element) for shown, block_id, element in buttons(blocks) if shown == text]
        if nth >= len(found):
            there = ", ".join(shown for shown, _, _ in buttons(blocks)) or "none"
            raise LookupError(f"There is no button {text!r} (number {nth}), only: {there}")
        block_id, element = found[nth]
        return self.act(container, block_id, element)

    def act(self, container: Body, block_id: str, element: Body, value: Json = None) -> Seen:
        """Use an element as it was seen in a container; `value` is what is chosen in a select."""
        ids = {"block_id": block_id, "action_id": element["action_id"]}
        try:
            done = self.ask("POST click", container=container, **ids, value=value, seen=element)
        except DoorError as refused:
            return Seen(str(refused), ok=False, ms=0.0)
        return Seen(done["trouble"] or done["shown"], done["trouble"] is None, done["ms"])

    def opens_home(self) -> Shown:
        """Look at the Home tab, once the bot has published it anew (at most three seconds)."""
        self.ask("POST home")
        home = self.home()
        if home is None:
            raise AssertionError(f"The bot has published no Home tab for {self.handle}.")
        return home

    # seeing

    def home(self) -> Shown | None:
        """The Home tab that is published for this person, without telling the bot."""
        home = self.ask("GET views")["home"]
        if home is None:
            return None
        view = home["view"]
        return Shown(
            self, {"view": view["id"]}, view["blocks"], text="",
            plain="\n".join(lines(view["blocks"], self.sandbox.names())),
            buttons=[text for text, _, _ in buttons(view["blocks"])],
        )  # fmt: skip

    def modals(self) -> list[Form]:
        """The open modals, top last."""
        return [Form(self, view) for view in self.ask("GET views")["modals"]]

    def modal(self) -> Form | None:
        """The modal on top, or None."""
        stack = self.ask("GET views")["modals"]
        return Form(self, stack[-1]) if stack else None

    def messages(self, where: "str | Conversation") -> list[Shown]:
        """The messages in a conversation, oldest first.

        `where` is "#general", the bot's or a person's name or handle (for a direct message), an id or a
        Conversation.
        """
        channel = self._conversation_id(where)
        found = self.ask("GET messages", conversation=channel, limit=MANY)["messages"]
        names = self.sandbox.names()
        return [self._shown(channel, message, names) for message in found]

    def _shown(self, channel: str, message: Body, names: dict[str, str]) -> Shown:
        blocks = message["blocks"]
        read = lines(blocks, names) if blocks else [readable(message["text"], names)]
        return Shown(
            self, {"message": {"channel": channel, "ts": message["ts"]}}, blocks, text=message["text"],
            plain="\n".join(read), buttons=[text for text, _, _ in buttons(blocks)], user=message["user"],
            channel=channel, ts=message["ts"], ephemeral=message["ephemeral"], edited=message["edited"],
            trouble=message["trouble"], files=message["files"],
        )  # fmt: skip

    def conversations(self) -> list[Conversation]:
        """The conversations that this person lists."""
        return [
            Conversation(each["name"], each["kind"], each["id"], each["members"], each["unread"])
            for each in self.ask("GET state")["conversations"]
        ]

    def group_with(self, *others: str) -> Conversation | None:
        """The group conversation of exactly this person, these others (handles or ids) and the bot."""
        members = {self.id, self.sandbox.bot_user, *(self.sandbox.person(other).id for other in others)}
        groups = (each for each in self.conversations() if each.kind == "mpim")
        return next((each for each in groups if set(each.members) == members), None)

    def _conversation_id(self, where: "str | Conversation") -> str:
        return where.id if isinstance(where, Conversation) else self.sandbox.conversation_id(self.id, where)
