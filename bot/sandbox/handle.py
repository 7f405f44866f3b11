"""One workspace of a sandbox, held by a test or script: its people, its messages, waiting and looking back.

All state lives in the server's event loop; whatever is called from outside goes there and waits.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.sandbox.browser import Browser, Landing
from bot.sandbox.cast import Cast
from bot.sandbox.clock import Clock
from bot.sandbox.delivery import Deliverer, Line
from bot.sandbox.door import Person
from bot.sandbox.door_routes import BotLink, Door
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactions import Interactions
from bot.sandbox.ledger import Entry, Ledger
from bot.sandbox.organisation import Organisation
from bot.sandbox.overview import overview
from bot.sandbox.pings import loud_pings
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Workspace

T = TypeVar("T")


@dataclass
class Shared:
    """What all workspaces of a sandbox have in common; `loop` once it `serves`."""

    clock: Clock
    line: Line
    read_only: bool
    patience: float
    retry_scale: float
    bot_link: BotLink | None = None
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)
    changes: threading.Condition = field(default_factory=threading.Condition)
    loop: asyncio.AbstractEventLoop = field(init=False)
    serves: bool = False


class Handle:
    """A workspace in the hand of whoever tries the bot out."""

    def __init__(self, shared: Shared, workspace: Workspace, cast: Cast) -> None:
        self._shared = shared
        self._workspace = workspace
        self._deliverer = Deliverer(
            workspace, shared.faults, shared.ledger, shared.line,
            patience=shared.patience, retry_scale=shared.retry_scale,
        )  # fmt: skip
        acts = Interactions(workspace, self._deliverer, read_only=shared.read_only)
        self.door = Door(acts, shared.faults, shared.ledger, cast, shared.clock, shared.bot_link)

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run something in the server's loop and give what it gives."""

        async def there() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(there(), self._shared.loop).result()

    def _look(self, work: Callable[[], T]) -> T:
        if not self._shared.serves:
            return work()

        async def there() -> T:
            return work()

        return self.run(there)

    async def stop_deliveries(self) -> None:
        """Give up what is still on its way to the bot."""
        await self._deliverer.stop()

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        """Run one of the door's operations, such as "POST click". Raises DoorError."""
        return self.run(lambda: self.door.call(operation, body))

    def announcement_channel(self) -> str:
        """Return the id of #general, with the app invited to it."""
        general = next(each for each in self._workspace.channels.values() if each.name == "general")
        self._look(lambda: self._workspace.join(general, self._workspace.app.bot_user))
        return general.id

    @property
    def team(self) -> str:
        """The workspace's team id."""
        return self._workspace.team_id

    @property
    def bot_user(self) -> str:
        """The bot's user id."""
        return self._workspace.app.bot_user

    @property
    def clock(self) -> Clock:
        """The time of day, the same in every workspace."""
        return self._shared.clock

    # the app

    @property
    def installed(self) -> bool:
        """Whether the app is in this workspace."""
        return self._workspace.installed

    def install(self, address: str, *, by: str = "", allow: bool = True) -> Landing:
        """Install the app as somebody does in a browser, from the bot's own address on; gives the last page.

        `by` is a handle, else it is the first admin. With allow=False they cancel.
        """
        installer = self.person(by).id if by else self._first_admin()
        return Browser().install(address, self.team, installer, allow=allow)

    def _first_admin(self) -> str:
        users = self._look(lambda: list(self._workspace.users.values()))
        return next(user.id for user in users if user.is_admin)

    def uninstall(self) -> None:
        """Let an admin take the app out: its tokens die, and it is told if it wants to know."""
        self._look(lambda: self._workspace.grants.remove(self._workspace))

    def admit(self) -> None:
        """Let an app that the organisation has into this workspace. Raises LookupError where it has none."""
        self._look(lambda: self._workspace.grants.admit(self._workspace))

    # people

    @property
    def people(self) -> list[str]:
        """The handles of everybody, bots aside."""
        return self._look(lambda: [user.name for user in self._workspace.users.values() if not user.is_bot])

    def add_people(self, number: int) -> list[str]:
        """Let so many more people join, who act only when told to; gives their user ids."""
        return self._look(lambda: [self._workspace.add_user(**_stranger(each)).id for each in range(number)])

    def change_person(self, who: str, **traits: Json) -> None:
        """Change somebody's fields as shapes.User has them: deleted=True deactivates, tz moves house."""
        person = self.person(who).id
        self._look(lambda: self._workspace.change_user(person, **traits))

    def person(self, who: str) -> Person:
        """Somebody by handle or user id. Raises LookupError."""
        users = self._look(lambda: list(self._workspace.users.values()))
        for user in users:
            if who in (user.id, user.name):
                return Person(self, user.id, user.name)
        raise LookupError(f"There is nobody called {who!r}, only: {', '.join(self.people)}")

    def welcome(self, handle: str, real_name: str) -> Person:
        """Somebody new, with the id U0HANDLE, in #general and with a direct message from the app."""
        return self._look(lambda: self._welcomed(handle, real_name))

    def _welcomed(self, handle: str, real_name: str) -> Person:
        workspace = self._workspace
        user = workspace.add_user(workspace.person_id(handle), name=handle, real_name=real_name)
        workspace.join(next(each for each in workspace.channels.values() if each.kind == "public"), user.id)
        workspace.direct(user.id, workspace.app.bot_user)
        return Person(self, user.id, handle)

    def names(self) -> dict[str, str]:
        """What people and public channels are called, by id."""
        workspace = self._workspace
        people = {user.id: user.real_name for user in list(workspace.users.values())}
        return people | {channel.id: channel.name for channel in list(workspace.channels.values())}

    def conversation_id(self, user_id: str, where: str) -> str:
        """A conversation of this person: by id, #name, or the other's name or handle. Raises LookupError."""
        return self._look(lambda: self._find_conversation(user_id, where))

    def _find_conversation(self, user_id: str, where: str) -> str:
        workspace = self._workspace
        if where in workspace.channels:
            return where
        for channel in workspace.channels.values():
            if channel.kind == "public" and channel.name == where.removeprefix("#"):
                return channel.id
        for user in workspace.users.values():
            if where in (user.id, user.name, user.real_name):
                return workspace.direct(user_id, user.id).id
        raise LookupError(f"There is no conversation {where!r}.")

    # waiting, faults, and looking back

    def eventually(self, look: Callable[[], T], seconds: float = 5.0) -> T:
        """Call `look` at every change until it gives something true; raises AssertionError when it does not.

        It is also called without a change four times a second, for what does not show in the workspace.
        """
        deadline = self._workspace.ticks() + seconds
        while True:
            version = self._workspace.version
            found = look()
            if found:
                return found
            left = deadline - self._workspace.ticks()
            if left <= 0:
                there = self._look(lambda: overview(self._workspace, self._shared.ledger))
                raise AssertionError(f"It did not come about in {seconds} s. There is:\n{there}")
            with self._shared.changes:
                if self._workspace.version == version:
                    self._shared.changes.wait(min(left, 0.25))

    def fault(self, fault: Fault) -> None:
        """Let something go wrong."""
        self._look(lambda: self._shared.faults.add(fault))

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._look(self._shared.faults.clear)

    def ledger(self, kind: str | None = None, method: str | None = None, since: int = 0) -> list[Entry]:
        """All traffic of the workspace numbered above `since`, of this kind and method, command or action.

        The first workspace's has what belongs to none as well, such as the asking for tokens.
        """
        teams = (self.team, *([] if self._workspace.number else [""]))
        return self._look(
            lambda: self._shared.ledger.entries(kind=kind, name=method, since=since, teams=teams)
        )

    def pings(self) -> list[str]:
        """The texts of all messages that would notify a whole channel or a user group."""
        return self._look(
            lambda: [
                message.text
                for channel in self._workspace.channels.values()
                for message in channel.messages.values()
                if loud_pings(message.text, message.blocks)
            ]
        )


class OrganisationHandle:
    """An Enterprise Grid organisation; its workspaces are handles of their own."""

    def __init__(self, home: Handle, organisation: Organisation) -> None:
        self._home = home
        self.organisation = organisation

    @property
    def id(self) -> str:
        """The enterprise id."""
        return self.organisation.id

    def install(self, address: str, *, by: str, allow: bool = True) -> Landing:
        """Install the app as an admin (by user id) does; it is in no workspace yet (see `Handle.admit`)."""
        return Browser().install(address, self.id, by, allow=allow)

    def uninstall(self) -> None:
        """Let an admin take the app out of the whole organisation."""
        organisation = self.organisation
        self._home._look(lambda: organisation.workspaces[0].grants.uninstall(organisation))


def _stranger(number: int) -> dict[str, str]:
    return {"name": f"member{number}", "real_name": f"Member {number}"}
