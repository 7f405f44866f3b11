"""files.*: an upload in its three steps.

The app asks for an address, posts the bytes there (the server's route calls `Workspace.receive_upload`), and
completes the upload, which shares the file.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.access import find_channel
from bot.sandbox.bodies import Body, file_body
from bot.sandbox.calls import Call, Method, files, number, text
from bot.sandbox.rates import TIER_4
from bot.sandbox.refusals import SlackError
from bot.sandbox.shapes import Channel, Upload
from bot.sandbox.strictness import shortened
from bot.sandbox.workspace import Workspace

FILE_KEYS = {"id", "title", "highlight_type"}


def _ask_address(workspace: Workspace, call: Call) -> Body:
    if not call["filename"] or not call["length"]:
        raise SlackError("invalid_arguments", ["[ERROR] filename and length must not be empty"])
    upload = Upload(workspace.new_id("F"), call["filename"], call["length"], workspace.app.bot_user)
    workspace.uploads[upload.id] = upload
    return {"upload_url": f"{workspace.address}/upload/{upload.id}", "file_id": upload.id}


def _complete(workspace: Workspace, call: Call) -> Body:
    channel = _shared_in(workspace, call)
    uploads = [_arrived(workspace, each) for each in call["files"]]
    if not uploads:
        raise SlackError("invalid_arguments", ["[ERROR] no less than 1 items allowed [json-pointer:/files]"])
    for upload, asked in zip(uploads, call["files"], strict=True):
        upload.done, upload.title = True, str(asked.get("title") or upload.name)
        upload.created = int(workspace.clock().timestamp())
        upload.channel = channel.id if channel else None
    if channel:
        comment = shortened(call.get("initial_comment", ""))
        ids = [upload.id for upload in uploads]
        workspace.post(channel, workspace.app.bot_user, comment, file_ids=ids)
    return {"files": [file_body(upload, workspace.address) for upload in uploads]}


def _shared_in(workspace: Workspace, call: Call) -> Channel | None:
    if "channel_id" not in call.arguments:
        return None
    channel = find_channel(workspace, call["channel_id"])
    if workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _arrived(workspace: Workspace, asked: dict[str, Any]) -> Upload:
    if not isinstance(asked, dict) or not set(asked) <= FILE_KEYS:
        raise SlackError("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/files]"])
    upload = workspace.uploads.get(str(asked.get("id")))
    if upload is None or upload.content is None or upload.done:
        raise SlackError("file_not_found")
    return upload


METHODS = (
    Method(
        "files.getUploadURLExternal",
        _ask_address,
        TIER_4,
        required={"filename": text, "length": number},
        optional={"alt_txt": text, "snippet_type": text},
        scopes=("files:write",),
    ),
    Method(
        "files.completeUploadExternal",
        _complete,
        TIER_4,
        required={"files": files},
        optional={"channel_id": text, "initial_comment": text},
        scopes=("files:write",),
    ),
)
