"""The door: everything that people and tests do in one workspace of the sandbox.

Every operation takes a JSON object and gives one; `Door.call` runs one by its name, which is what the routes
(doors.py) and the Python client (door.py) both do. What an act means is interactions.py's matter, what a
person sees door_state.py's.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.sandbox import door_state
from bot.sandbox.cast import TIMEZONE, Cast
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.interactions import Interactions, Place, RefusalError
from bot.sandbox.ledger import Ledger
from bot.sandbox.workspace import Channel, User, View

Body = dict[str, Any]

NOT_MOVABLE = "Nobody would notice: no bot is linked to this clock. Start both with: python -m bot sandbox"


class BotLink(Protocol):
    """The bot's side of the clock."""

    def moved(self) -> None:
        """The clock moved: do what is due. Called in a worker thread; it may take its time."""

    def next_cycle(self) -> datetime | None:
        """When the next cycle is due (aware), None if never. Called in the server's loop: be quick."""


class DoorError(Exception):
    """A request that the door does not serve: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Door:
    """All operations, over one workspace."""

    acts: Interactions
    faults: Faults
    ledger: Ledger
    cast: Cast
    clock: Clock
    bot_link: BotLink | None = None

    def __post_init__(self) -> None:
        self.workspace = self.acts.workspace
        self._operations: dict[str, Callable[[Body], Awaitable[Body]]] = {
            "GET state": self._state,
            "GET views": self._views,
            "GET messages": self._messages,
            "POST command": self._command,
            "POST click": self._click,
            "POST options": self._options,
            "POST submit": self._submit,
            "POST close": self._close,
            "POST home": self._home,
            "POST post": self._post,
            "POST read": self._read,
            "POST open": self._open,
            "POST clock": self._clock,
            "GET faults": self._faults,
            "POST faults": self._add_fault,
            "DELETE faults": self._clear_faults,
            "GET ledger": self._ledger,
            "POST uninstall": self._uninstall,
        }

    async def call(self, operation: str, body: Body) -> Body:
        """Run an operation such as "POST click". Raises DoorError."""
        run = self._operations.get(operation)
        if run is None:
            raise DoorError(404, f"The door has no {operation}.")
        try:
            return {"ok": True, **await run(body)}
        except RefusalError as refused:
            raise DoorError(409, str(refused)) from refused
        except KeyError as error:
            raise DoorError(400, f"{operation} lacks {error}.") from error
        except ValueError as error:
            raise DoorError(400, str(error)) from error

    # finding what a request names

    def _user(self, body: Body) -> User:
        user = self.workspace.users.get(body["as"])
        if user is None or user.is_bot or user.deleted:
            raise DoorError(404, f"There is nobody called {body['as']} here.")
        return user

    def _channel(self, body: Body, user: User, key: str = "conversation") -> Channel:
        channel = self.workspace.channels.get(body[key])
        if channel is None or user.id not in channel.members:
            raise DoorError(404, f"{user.real_name} is in no conversation {body[key]}.")
        return channel

    def _view(self, user: User, view_id: str) -> View:
        home = self.workspace.homes.get(user.id)
        for view in [*self.workspace.modals.get(user.id, []), *([home] if home else [])]:
            if view.id == view_id:
                return view
        raise DoorError(409, "This form is no longer open.")

    def _place(self, user: User, view_id: str | None, body: Body) -> Place:
        if view_id is not None:
            return self._view(user, view_id)
        channel = self._channel(body, user, "channel")
        message = channel.messages.get(body["ts"])
        if message is None or message.ephemeral_to not in (None, user.id):
            raise DoorError(409, "This message is no longer there.")
        return message

    # seeing

    async def _state(self, body: Body) -> Body:
        first = next(user.id for user in self.workspace.users.values() if not user.is_bot)
        user = self._user({"as": body.get("as") or first})
        member = next((each for each in self.cast.members if each.handle == user.name), None)
        link = self.bot_link
        return {
            "me": user.id,
            "team": door_state.team(self.workspace),
            "install": self.workspace.grants.install_address,
            "teams": [door_state.team(each) for each in self.workspace.grants.workspaces],
            "not_slack": door_state.NOT_SLACK,
            "users": door_state.users(self.workspace),
            "conversations": door_state.conversations(self.workspace, user, read_only=self.acts.read_only),
            "apps": door_state.apps(self.workspace, self.acts.deliverer.transport),
            **door_state.views(self.workspace, user),
            "clock": door_state.clock(self.workspace, TIMEZONE, link.next_cycle if link else None),
            "examples": member.examples if member else {},
            "version": self.workspace.version,
        }

    async def _views(self, body: Body) -> Body:
        return door_state.views(self.workspace, self._user(body))

    async def _messages(self, body: Body) -> Body:
        user = self._user(body)
        found = door_state.messages(
            self.workspace, self._channel(body, user), user, self.acts.troubles,
            before=body.get("before") or None, limit=int(body.get("limit", 100)),
        )  # fmt: skip
        return {"messages": found}

    # acting

    async def _command(self, body: Body) -> Body:
        user = self._user(body)
        done = await self.acts.command(user, self._channel(body, user), body["text"])
        return {
            "ok": done.trouble is None,
            "shown": "\n".join(done.shown),
            "trouble": done.trouble,
            "ms": done.ms,
        }

    async def _click(self, body: Body) -> Body:
        user, container = self._user(body), body["container"]
        place = self._place(user, container.get("view"), container.get("message", {}))
        ids = (body["block_id"], body["action_id"])
        done = await self.acts.click(user, place, ids, body.get("value"), body.get("seen"))
        return {"trouble": done.trouble, "shown": "\n".join(done.shown), "ms": done.ms}

    async def _options(self, body: Body) -> Body:
        user = self._user(body)
        place = self._place(user, body.get("view_id"), body)
        ids = (body["block_id"], body["action_id"])
        return {"options": await self.acts.options(user, place, ids, body["value"])}

    async def _submit(self, body: Body) -> Body:
        user = self._user(body)
        verdict = await self.acts.submit(user, self._view(user, body["view_id"]), body["values"])
        return {"errors": verdict.errors, "trouble": verdict.trouble}

    async def _close(self, body: Body) -> Body:
        user = self._user(body)
        await self.acts.close(user, self._view(user, body["view_id"]))
        return {}

    async def _home(self, body: Body) -> Body:
        return {"trouble": await self.acts.open_home(self._user(body))}

    async def _post(self, body: Body) -> Body:
        user = self._user(body)
        return {"ts": self.acts.post(user, self._channel(body, user), body["text"]).ts}

    async def _read(self, body: Body) -> Body:
        user = self._user(body)
        self.workspace.read(self._channel(body, user), user.id)
        return {}

    async def _open(self, body: Body) -> Body:
        user = self._user(body)
        others = [self.workspace.users[each] for each in dict.fromkeys(body["users"]) if each != user.id]
        if not 1 <= len(others) <= 8 or any(each.deleted for each in others):
            raise DoorError(400, "A conversation is opened with one to eight people who are here.")
        members = [user.id, *(each.id for each in others)]
        channel = self.workspace.direct(*members) if len(others) == 1 else self.workspace.group(members)
        return {"conversation": channel.id}

    # the clock, faults, the ledger

    async def _clock(self, body: Body) -> Body:
        if self.bot_link is None:
            raise DoorError(409, NOT_MOVABLE)
        self._move(body)
        self.workspace.changed()
        try:
            await asyncio.to_thread(self.bot_link.moved)
        except Exception as error:  # whatever the bot does, the page gets a sentence
            raise DoorError(500, f"The bot failed when it was told of the new time: {error!r}") from error
        self.workspace.changed()
        return {"now": self.workspace.clock().isoformat()}

    def _move(self, body: Body) -> None:
        if body.get("to") == "next_cycle":
            due = self.bot_link.next_cycle() if self.bot_link else None
            if due is None:
                raise ValueError("No cycle is scheduled.")
            self.clock.move_to(max(due, self.clock()))
        else:
            self.clock.advance(timedelta(hours=float(body.get("hours", 0)), days=float(body.get("days", 0))))

    async def _faults(self, _body: Body) -> Body:
        return {"faults": self.faults.as_json()}

    async def _add_fault(self, body: Body) -> Body:
        self.faults.add(Fault.from_json(body))
        return await self._faults({})

    async def _clear_faults(self, _body: Body) -> Body:
        self.faults.clear()
        return {}

    async def _ledger(self, body: Body) -> Body:
        entries = self.ledger.entries(since=int(body.get("since", 0)), limit=int(body.get("limit", 200)))
        return {"entries": [entry.body() for entry in entries], "last": self.ledger.last}

    async def _uninstall(self, body: Body) -> Body:
        """Take the app out of this workspace, as one of its admins may."""
        if not self._user(body).is_admin:
            raise DoorError(403, "Only an admin of the workspace can take an app out.")
        if not self.workspace.installed:
            raise DoorError(409, "The app is not in this workspace.")
        self.workspace.grants.remove(self.workspace)
        return {}
