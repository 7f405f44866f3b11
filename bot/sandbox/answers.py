"""What a bot's acknowledgement does: the words after a command, the fate of a modal, the options of a select.

Each function takes the acknowledgement's body (None where there was none) and changes the workspace as Slack
would. What Slack would not accept shows as trouble, in the words its clients use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import all_options
from bot.sandbox.methods_views import STACK, accept_view
from bot.sandbox.refusals import SlackError
from bot.sandbox.response_urls import respond
from bot.sandbox.shapes import Json
from bot.sandbox.strictness import check_option_load
from bot.sandbox.workspace import Channel, User, View, Workspace

TROUBLE = "We had some trouble connecting. Try again?"
LOAD_TROUBLE = "The options could not be loaded."


@dataclass(frozen=True)
class Verdict:
    """What came of a submission: errors by block_id, or trouble, or neither when it was taken."""

    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None


def after_command(workspace: Workspace, user: User, channel: Channel, body: Json) -> str | None:
    """Show what a command was answered with; gives Slack's word for what is wrong with it, or None."""
    if not body or body == {"text": ""}:
        return None
    address = workspace.mint_response_url(channel.id, user.id)  # the answer counts as no use of the real one
    status, word = respond(workspace, address.rpartition("/")[2], body)
    return None if status == 200 else word


def after_submission(workspace: Workspace, view: View, body: Json) -> Verdict:
    """Do with a submitted modal what the acknowledgement says: close, show errors, update, push or clear."""
    if not body:
        if is_open(workspace, view):
            close(workspace, view)
        return Verdict()
    act = _RESPONSES.get(str(body.get("response_action"))) if isinstance(body, Mapping) else None
    return act(workspace, view, body) if act else Verdict(trouble=TROUBLE)


def is_open(workspace: Workspace, view: View) -> bool:
    """Whether this modal is still on its person's screen."""
    return view.id in (each.id for each in workspace.modals.get(view.user, []))


def close(workspace: Workspace, view: View) -> None:
    """Take a modal, and what is on top of it, off the screen."""
    while is_open(workspace, view):
        workspace.close_view(view.user)


def _errors(workspace: Workspace, view: View, body: Mapping[str, Any]) -> Verdict:
    errors = body.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return Verdict(trouble=TROUBLE)
    view.errors = {block_id: str(sentence) for block_id, sentence in errors.items()}
    workspace.changed()
    return Verdict(errors=view.errors)


def _update(workspace: Workspace, view: View, body: Mapping[str, Any]) -> Verdict:
    payload: Json = body.get("view")
    if not _acceptable(workspace, payload, view):
        return Verdict(trouble=TROUBLE)
    if is_open(workspace, view):
        workspace.replace_view(view, payload)
    return Verdict()


def _push(workspace: Workspace, view: View, body: Mapping[str, Any]) -> Verdict:
    payload: Json = body.get("view")
    if not _acceptable(workspace, payload, None) or len(workspace.modals.get(view.user, [])) >= STACK:
        return Verdict(trouble=TROUBLE)
    if is_open(workspace, view):
        workspace.push_view(view.user, payload)
    return Verdict()


def _acceptable(workspace: Workspace, payload: Json, known: View | None) -> bool:
    try:
        accept_view(workspace, payload, "modal", known)
    except SlackError:
        return False
    return True


def _clear(workspace: Workspace, view: View, _body: Mapping[str, Any]) -> Verdict:
    workspace.close_view(view.user, whole_stack=True)
    return Verdict()


_RESPONSES = {"errors": _errors, "update": _update, "push": _push, "clear": _clear}


def after_option_load(body: Json) -> list[dict[str, Any]] | None:
    """The options that a select shows, those of groups one after the other; None where Slack refuses them."""
    if check_option_load(body):
        return None
    return all_options(body)
