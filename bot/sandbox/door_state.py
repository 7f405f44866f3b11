"""What a person sees, as the door's JSON: their conversations, messages, Home tab and open modals.

Looks at the workspace and changes nothing. Only what this person may see is in it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.delivery import Transport
from bot.sandbox.payloads import view_now
from bot.sandbox.workspace import Channel, Message, User, View, Workspace

Body = dict[str, Any]
Troubles = Mapping[tuple[str, str], Mapping[str, str]]

NOT_SLACK = "This is not Slack. It is a local workspace on this computer, for trying the bot out."


def team(workspace: Workspace) -> Body:
    """A workspace as the rail of workspaces shows it."""
    organisation = workspace.organisation
    return {
        "id": workspace.team_id,
        "name": workspace.name,
        "organisation": organisation.name if organisation else None,
        "installed": workspace.installed,
    }


def users(workspace: Workspace) -> list[Body]:
    """Everybody in the workspace, bots too."""
    return [
        {
            "id": user.id,
            "name": user.name,
            "real_name": user.real_name,
            "title": user.title,
            "emoji": user.emoji,
            "colour": user.colour,
            "is_bot": user.is_bot,
            "is_admin": user.is_admin,
            "deleted": user.deleted,
        }
        for user in workspace.users.values()
    ]


def conversations(workspace: Workspace, user: User, *, read_only: bool) -> list[Body]:
    """The conversations this person is in, channels first, then those with the latest message first.

    A direct message in which nobody has written is left out, unless it is the one with the bot.
    """
    app = workspace.app.bot_user
    found = [
        _conversation(
            workspace, channel, user, read_only=read_only and channel.kind == "im" and app in channel.members
        )
        for channel in workspace.channels.values()
        if user.id in channel.members
        and (channel.kind != "im" or app in channel.members or _latest(channel, user) is not None)
    ]
    found.sort(key=lambda each: each["latest_ts"] or "", reverse=True)
    return sorted(found, key=lambda each: bool(each["kind"] != "public"))


def _conversation(workspace: Workspace, channel: Channel, user: User, *, read_only: bool) -> Body:
    return {
        "id": channel.id,
        "name": name_for(workspace, channel, user),
        "kind": channel.kind,
        "members": list(channel.members),
        "unread": workspace.unread(channel, user.id),
        "latest_ts": _latest(channel, user),
        "topic": channel.topic,
        "read_only": read_only,
    }


def name_for(workspace: Workspace, channel: Channel, user: User) -> str:
    """How this person's client calls a conversation: a channel's name, else the others' names."""
    if channel.kind == "public":
        return channel.name
    others = [member for member in channel.members if member != user.id]
    return ", ".join(workspace.users[member].real_name for member in others)


def _latest(channel: Channel, user: User) -> str | None:
    return next((message.ts for message in _backwards(channel, user, None)), None)


def _backwards(channel: Channel, user: User, before: str | None) -> Iterator[Message]:
    """The messages this person sees, newest first, older than `before`."""
    if user.id not in channel.members:
        return
    for message in reversed(channel.messages.values()):
        if message.ephemeral_to in (None, user.id) and (before is None or message.ts < before):
            yield message


def messages(
    workspace: Workspace, channel: Channel, user: User, troubles: Troubles, *, before: str | None, limit: int
) -> list[Body]:
    """The last `limit` messages that this person sees before a ts, oldest first."""
    found: list[Body] = []
    for message in _backwards(channel, user, before):
        if len(found) == limit:
            break
        found.append(_message(workspace, message, troubles.get((channel.id, message.ts), {})))
    return found[::-1]


def _message(workspace: Workspace, message: Message, trouble: Mapping[str, str]) -> Body:
    return {
        "ts": message.ts,
        "user": message.user,
        "username": workspace.users[message.user].real_name,
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": message.ephemeral_to is not None,
        "edited": message.edited is not None,
        "deleted": False,
        "trouble": dict(trouble),
        "state": message.state,
        "files": [_file(workspace, file_id) for file_id in message.file_ids if file_id in workspace.uploads],
    }


def _file(workspace: Workspace, file_id: str) -> Body:
    upload = workspace.uploads[file_id]
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.title,
        "size": upload.length,
        "url": f"/files/{upload.id}/{upload.name}",
    }


def views(workspace: Workspace, user: User) -> Body:
    """A person's Home tab ({"view": …} or None) and open modals, top last."""
    home = workspace.homes.get(user.id)
    return {
        "home": {"view": _view(workspace, home)} if home else None,
        "modals": [_view(workspace, modal) for modal in workspace.modals.get(user.id, [])],
    }


def _view(workspace: Workspace, shown: View) -> Body:
    """A view with what is entered in it, its errors by block_id and its trouble."""
    return view_now(workspace, shown) | {"errors": shown.errors, "trouble": shown.trouble}


def apps(workspace: Workspace, transport: Transport) -> list[Body]:
    """The one app: what it is called, whether it is connected, and its commands; none where it is not in."""
    app = workspace.app
    commands = [
        {"command": each.command, "usage_hint": each.usage_hint, "description": each.description}
        for each in workspace.commands
    ]
    shown = [
        {
            "bot_user_id": app.bot_user,
            "name": app.name,
            "description": app.description,
            "connected": {"mode": transport.mode, "count": transport.count},
            "commands": commands,
        }
    ]
    return shown if workspace.installed else []


def clock(workspace: Workspace, timezone: str, next_cycle: Callable[[], datetime | None] | None) -> Body:
    """The workspace's time; `next_cycle` asks the bot when it runs next, None where no bot is linked."""
    due = next_cycle() if next_cycle else None
    return {
        "now": workspace.clock().isoformat(),
        "timezone": timezone,
        "movable": next_cycle is not None,
        "next_cycle": due.isoformat() if due else None,
    }
