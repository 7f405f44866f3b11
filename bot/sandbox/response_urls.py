"""What an app may post to a response URL: a new message, or a change of the one that was clicked.

The route that takes the request is the server's; the address is minted by `Workspace.mint_response_url`.
"""

from __future__ import annotations

from bot.sandbox.calls import Call, Reader, blocks, flag, metadata, text
from bot.sandbox.drafts import read_draft
from bot.sandbox.refusals import SlackError
from bot.sandbox.shapes import Json, ResponseUrl
from bot.sandbox.workspace import Message, Workspace

USES = 5
_READERS: dict[str, Reader] = {
    "text": text,
    "blocks": blocks,
    "metadata": metadata,
    "response_type": text,
    "replace_original": flag,
    "delete_original": flag,
    "unfurl_links": flag,
    "unfurl_media": flag,
    "mrkdwn": flag,
}


def respond(workspace: Workspace, response_id: str, payload: Json) -> tuple[int, str]:
    """Do what a payload posted to /response/{response_id} says; the HTTP status and plain text of the answer.

    `payload` is the JSON value of the request's body (None where it was no JSON). Gives (200, "ok"), or
    Slack's refusals: (404, "expired_url" | "used_url"), (400, "invalid_payload" | "no_text" | …).
    A refused payload counts as a use. A new message is ephemeral to the person who acted, unless the
    payload's response_type is in_channel.
    """
    door = workspace.response_urls.get(response_id)
    if door is None or door.expires <= workspace.ticks():
        return 404, "expired_url"
    if door.uses >= USES:
        return 404, "used_url"
    door.uses += 1
    try:
        _apply(workspace, door, _read(payload))
    except SlackError as refusal:
        return 400, refusal.error
    return 200, "ok"


def _read(payload: Json) -> Call:
    if not isinstance(payload, dict) or not set(payload) <= set(_READERS):
        raise SlackError("invalid_payload")
    call = Call({name: _READERS[name](name, value) for name, value in payload.items() if value is not None})
    if call.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_payload")
    return call


def _apply(workspace: Workspace, door: ResponseUrl, call: Call) -> None:
    original = _original(workspace, door)
    if call.get("delete_original"):
        _take_away(workspace, original)
        return
    draft = read_draft(call)
    if call.get("replace_original") and original:
        workspace.rewrite(original, draft.text, draft.blocks or [], draft.metadata)
        return
    workspace.post(
        workspace.channels[door.channel],
        workspace.app.bot_user,
        draft.text,
        draft.blocks,
        metadata=draft.metadata,
        ephemeral_to=None if call.get("response_type") == "in_channel" else door.user,
    )


def _original(workspace: Workspace, door: ResponseUrl) -> Message | None:
    """The bot's own message that was clicked, if it is still there."""
    message = workspace.channels[door.channel].messages.get(door.message_ts or "")
    return message if message and message.user == workspace.app.bot_user else None


def _take_away(workspace: Workspace, original: Message | None) -> None:
    if original is None:
        raise SlackError("message_not_found")
    workspace.remove(original)
