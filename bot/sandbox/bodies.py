"""People, conversations, messages and views spelled as Slack's JSON spells them.

Used in the answers of the Web API and in the payloads of interactions and events. Looks at state and
changes none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.shapes import App, Channel, Message, Upload, User, View

Body = dict[str, Any]

CHANNEL_TYPES = {"public": "channel", "im": "im", "mpim": "mpim"}


def message_body(message: Message, app: App, team: str, *, metadata: bool = False) -> Body:
    """A message as history, events and payloads show it; its metadata only where `metadata` asks for it."""
    body: Body = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": team,
    }
    if message.user == app.bot_user:
        body |= {"bot_id": app.bot_id, "app_id": app.id}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.edited:
        body["edited"] = message.edited
    if message.file_ids:
        body["files"] = [{"id": file_id} for file_id in message.file_ids]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body


def user_body(user: User, team: str, now: datetime) -> Body:
    """A person as users.info shows them; no e-mail address, which nobody here has."""
    offset = now.astimezone(ZoneInfo(user.tz)).utcoffset()
    return {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "color": user.colour,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "title": user.title,
            "team": team,
        },
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "updated": 0,
    }


def channel_body(channel: Channel, app: App, team: str) -> Body:
    """A conversation as conversations.info shows it to the bot."""
    body: Body = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": team,
    }
    if channel.kind == "im":
        other = [member for member in channel.members if member != app.bot_user]
        return body | {"user": other[0], "is_open": True, "is_user_deleted": False, "priority": 0}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": False,
        "is_private": channel.kind == "mpim",
        "is_general": channel.name == "general",
        "is_member": app.bot_user in channel.members,
        "creator": channel.creator,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def view_body(view: View, app: App, team: str, installed_team: str) -> Body:
    """A view as views.* and interaction payloads show it, with what the person has put into it so far.

    `installed_team` is where the app was installed, which may be the whole organisation.
    """
    sent = view.payload
    return {
        "id": view.id,
        "team_id": team,
        "type": sent["type"],
        "title": sent.get("title"),
        "submit": sent.get("submit"),
        "close": sent.get("close"),
        "blocks": sent["blocks"],
        "private_metadata": sent.get("private_metadata", ""),
        "callback_id": sent.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "clear_on_close": sent.get("clear_on_close", False),
        "notify_on_close": sent.get("notify_on_close", False),
        "submit_disabled": False,
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "external_id": view.external_id,
        "app_id": app.id,
        "app_installed_team_id": installed_team,
        "bot_id": app.bot_id,
    }


def file_body(upload: Upload, address: str) -> Body:
    """A completed file as files.completeUploadExternal shows it; `address` is where the sandbox serves."""
    return {
        "id": upload.id,
        "created": upload.created,
        "name": upload.name,
        "title": upload.title,
        "size": upload.length,
        "user": upload.user,
        "channels": [upload.channel] if upload.channel else [],
        "url_private": f"{address}/files/{upload.id}/{upload.name}",
        "permalink": f"{address}/files/{upload.id}/{upload.name}",
    }
