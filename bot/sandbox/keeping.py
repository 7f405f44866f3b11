"""A workspace kept in a JSON file over a restart: people, conversations, messages, Home tabs and files.

What lives for seconds (open modals, triggers, response URLs) is not kept, and neither are tokens: they are
the same at every start.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from bot.sandbox.shapes import Channel, Message, Upload, User, View
from bot.sandbox.workspace import Workspace


def save(workspace: Workspace, path: Path) -> None:
    """Write the workspace to a file; a crash on the way leaves the old file as it was."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(_snapshot(workspace), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def load(workspace: Workspace, path: Path) -> bool:
    """Put what a file keeps into a new workspace; False where there is no such file."""
    if not path.exists():
        return False
    kept = json.loads(path.read_text(encoding="utf-8"))
    workspace.minted, workspace.last_microseconds = kept["minted"], kept["last_microseconds"]
    workspace.users |= {each["id"]: User(**each) for each in kept["users"]}
    for each in kept["channels"]:
        workspace.admit(_channel(each))
    workspace.homes |= {each["user"]: View(**each) for each in kept["homes"]}
    workspace.uploads |= {each["id"]: _upload(each) for each in kept["uploads"]}
    workspace.changed()
    return True


def _snapshot(workspace: Workspace) -> dict[str, Any]:
    return {
        "minted": workspace.minted,
        "last_microseconds": workspace.last_microseconds,
        "users": [vars(user) for user in workspace.users.values()],
        "channels": [_kept_channel(channel) for channel in workspace.channels.values()],
        "homes": [vars(home) for home in workspace.homes.values()],
        "uploads": [_kept_upload(each) for each in workspace.uploads.values() if each.done],
    }


def _kept_channel(channel: Channel) -> dict[str, Any]:
    return vars(channel) | {"messages": [vars(message) for message in channel.messages.values()]}


def _channel(kept: dict[str, Any]) -> Channel:
    messages = {each["ts"]: Message(**each | {"landed": 0.0}) for each in kept["messages"]}
    return Channel(**kept | {"messages": messages})


def _kept_upload(upload: Upload) -> dict[str, Any]:
    content = base64.b64encode(upload.content or b"").decode()
    return vars(upload) | {"content": content}


def _upload(kept: dict[str, Any]) -> Upload:
    return Upload(**kept | {"content": base64.b64decode(kept["content"])})
