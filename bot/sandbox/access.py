"""Which conversations and people an app may reach, and with which scopes.

Used by the methods of several families; each function finds what is asked for or raises Slack's refusal.
"""

from __future__ import annotations

from bot.sandbox.calls import require_scopes
from bot.sandbox.refusals import SlackError
from bot.sandbox.workspace import Channel, Message, User, Workspace

# how scopes call the kinds of conversation: channels:history, im:read, mpim:write
SCOPE_WORDS = {"public": "channels", "im": "im", "mpim": "mpim"}


def find_channel(workspace: Workspace, channel_id: str) -> Channel:
    """The conversation, where the bot may know of it: a public one, or one that it is in."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and workspace.app.bot_user not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def find_readable(workspace: Workspace, channel_id: str, verb: str) -> Channel:
    """The conversation, where the app has the scope for its kind (`verb`: "read" or "history")."""
    channel = find_channel(workspace, channel_id)
    require_scopes(workspace, [f"{SCOPE_WORDS[channel.kind]}:{verb}"])
    return channel


def find_place(workspace: Workspace, target: str) -> Channel:
    """Where a message goes: by a conversation's id, a public channel's #name, or a person's id.

    Raises channel_not_found, not_in_channel or is_archived where the bot may not post there.
    """
    channel = _addressed(workspace, target)
    if channel.is_archived:
        raise SlackError("is_archived")
    joined = workspace.app.bot_user in channel.members
    if not joined and "chat:write.public" not in workspace.app.scopes:
        raise SlackError("not_in_channel")
    return channel


def _addressed(workspace: Workspace, target: str) -> Channel:
    if target in workspace.users:
        return _direct_message(workspace, workspace.users[target])
    if target.startswith("#"):
        named = (c for c in workspace.channels.values() if c.kind == "public" and c.name == target[1:])
        channel = next(named, None)
        if channel is None:
            raise SlackError("channel_not_found")
        return channel
    return find_channel(workspace, target)


def _direct_message(workspace: Workspace, user: User) -> Channel:
    """Their direct message; that of somebody who left can still be posted to, but not opened."""
    me = workspace.app.bot_user
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    known = workspace.conversation("im", (me, user.id))
    if known is None and user.deleted:
        raise SlackError("channel_not_found")
    return known or workspace.direct(me, user.id)


def find_person(workspace: Workspace, user_id: str) -> User:
    """Somebody the bot may write to."""
    user = workspace.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    return user


def find_own_message(workspace: Workspace, channel: Channel, ts: str, refusal: str) -> Message:
    """A message the bot has posted; raises message_not_found, or `refusal` where it is somebody else's."""
    message = channel.messages.get(ts)
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != workspace.app.bot_user:
        raise SlackError(refusal)
    return message
