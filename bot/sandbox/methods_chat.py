"""chat.*: posting, changing and taking away messages, and the links to them."""

from __future__ import annotations

from bot.sandbox.access import find_channel, find_own_message, find_person, find_place
from bot.sandbox.bodies import Body, message_body
from bot.sandbox.calls import Call, Method, blocks, flag, metadata, text
from bot.sandbox.drafts import read_draft
from bot.sandbox.rates import MANY, POSTS_A_MINUTE, TIER_3, TIER_4
from bot.sandbox.refusals import SlackError
from bot.sandbox.workspace import Channel, Message, Workspace

UPDATE_CHARACTERS = 4_000  # chat.update refuses what chat.postMessage would take


def _post(workspace: Workspace, call: Call) -> Body:
    channel = find_place(workspace, call["channel"])
    draft = read_draft(call)
    message = workspace.post(
        channel,
        workspace.app.bot_user,
        draft.text,
        draft.blocks,
        metadata=draft.metadata,
        thread_ts=_thread(channel, call),
    )
    body = message_body(message, workspace.app, workspace.team_id, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def _thread(channel: Channel, call: Call) -> str | None:
    ts: str | None = call.get("thread_ts")
    if ts is not None and _shown(channel, ts) is None:
        raise SlackError("thread_not_found")
    return ts


def _shown(channel: Channel, ts: str) -> Message | None:
    """A message that is not only one person's."""
    message = channel.messages.get(ts)
    return message if message and message.ephemeral_to is None else None


def _post_ephemeral(workspace: Workspace, call: Call) -> Body:
    channel = find_place(workspace, call["channel"])
    reader = find_person(workspace, call["user"])
    if reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    draft = read_draft(call)
    message = workspace.post(
        channel, workspace.app.bot_user, draft.text, draft.blocks, ephemeral_to=reader.id
    )
    return {"message_ts": message.ts}


def _update(workspace: Workspace, call: Call) -> Body:
    channel = find_channel(workspace, call["channel"])
    message = find_own_message(workspace, channel, call["ts"], "cant_update_message")
    if len(call.get("text", "")) > UPDATE_CHARACTERS:
        raise SlackError("msg_too_long")
    draft = read_draft(call)
    workspace.rewrite(message, draft.text, draft.blocks, draft.metadata)
    body = message_body(message, workspace.app, workspace.team_id, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": body}


def _delete(workspace: Workspace, call: Call) -> Body:
    channel = find_channel(workspace, call["channel"])
    message = find_own_message(workspace, channel, call["ts"], "cant_delete_message")
    workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def _permalink(workspace: Workspace, call: Call) -> Body:
    channel = find_channel(workspace, call["channel"])
    message = _shown(channel, call["message_ts"])
    if message is None:
        raise SlackError("message_not_found")
    place = f"{workspace.address}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": place}


_WORDS = {"text": text, "blocks": blocks, "mrkdwn": flag}
_WRITE = ("chat:write",)
_MESSAGE = {"channel": text, "ts": text}

METHODS = (
    Method(
        "chat.postMessage",
        _post,
        POSTS_A_MINUTE,
        required={"channel": text},
        optional={
            **_WORDS,
            "metadata": metadata,
            "thread_ts": text,
            "unfurl_links": flag,
            "unfurl_media": flag,
        },
        scopes=_WRITE,
        channel_rate="channel",
    ),
    Method(
        "chat.postEphemeral",
        _post_ephemeral,
        TIER_4,
        required={"channel": text, "user": text},
        optional=_WORDS,
        scopes=_WRITE,
    ),
    Method(
        "chat.update",
        _update,
        TIER_3,
        required=_MESSAGE,
        optional={**_WORDS, "metadata": metadata},
        scopes=_WRITE,
    ),
    Method("chat.delete", _delete, TIER_3, required=_MESSAGE, scopes=_WRITE),
    Method("chat.getPermalink", _permalink, MANY, required={"channel": text, "message_ts": text}),
)
