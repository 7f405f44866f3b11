"""views.*: modals opened and pushed by a person's act, views changed, and the Home tab."""

from __future__ import annotations

from typing import Any

from bot.sandbox.access import find_person
from bot.sandbox.bodies import Body, view_body
from bot.sandbox.calls import Call, Method, text, view
from bot.sandbox.rates import TIER_4
from bot.sandbox.refusals import SlackError
from bot.sandbox.strictness import check_view, view_too_large
from bot.sandbox.workspace import Trigger, View, Workspace

STACK = 3  # the root and two pushed views


def accept_view(workspace: Workspace, payload: dict[str, Any], kind: str, known: View | None = None) -> None:
    """Raise what Slack says against a view of this kind (also one in an acknowledgement); `known` is the one
    it takes the place of.

    Raises invalid_arguments, view_too_large or duplicate_external_id.
    """
    wrong = check_view(payload)
    if not wrong and payload["type"] != kind:
        wrong = [f"[ERROR] unsupported type: {payload['type']} [json-pointer:/view/type]"]
    if wrong:
        raise SlackError("invalid_arguments", wrong)
    if view_too_large(payload):
        raise SlackError("view_too_large")
    double = _by_external_id(workspace, payload.get("external_id", ""))
    if double is not None and double is not known:
        raise SlackError("duplicate_external_id")


def _views(workspace: Workspace) -> list[View]:
    return [each for stack in workspace.modals.values() for each in stack] + list(workspace.homes.values())


def _by_external_id(workspace: Workspace, external_id: str) -> View | None:
    if not external_id:
        return None
    return next((each for each in _views(workspace) if each.external_id == external_id), None)


def _redeem(workspace: Workspace, trigger_id: str) -> Trigger:
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if trigger.expires <= workspace.ticks():
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def _shown(workspace: Workspace, shown: View) -> Body:
    return {"view": view_body(shown, workspace.app, workspace.team_id, workspace.installed_team_id)}


def _open(workspace: Workspace, call: Call) -> Body:
    accept_view(workspace, call["view"], "modal")
    trigger = _redeem(workspace, call["trigger_id"])
    if _is_open(workspace, trigger):
        return _pushed(workspace, trigger, call["view"])
    return _shown(workspace, workspace.open_view(trigger.user, call["view"]))


def _push(workspace: Workspace, call: Call) -> Body:
    accept_view(workspace, call["view"], "modal")
    trigger = _redeem(workspace, call["trigger_id"])
    if not _is_open(workspace, trigger):
        raise SlackError("invalid_trigger_id")
    return _pushed(workspace, trigger, call["view"])


def _is_open(workspace: Workspace, trigger: Trigger) -> bool:
    """Whether the act was in a modal that is still open."""
    return any(each.id == trigger.view_id for each in workspace.modals.get(trigger.user, []))


def _pushed(workspace: Workspace, trigger: Trigger, payload: dict[str, Any]) -> Body:
    if len(workspace.modals[trigger.user]) >= STACK:
        raise SlackError("push_limit_reached")
    return _shown(workspace, workspace.push_view(trigger.user, payload))


def _update(workspace: Workspace, call: Call) -> Body:
    if ("view_id" in call.arguments) == ("external_id" in call.arguments):
        raise SlackError("invalid_arguments", ["[ERROR] must provide exactly one of: view_id, external_id"])
    known = workspace.view(call.get("view_id", "")) or _by_external_id(workspace, call.get("external_id", ""))
    if known is None:
        raise SlackError("not_found")
    accept_view(workspace, call["view"], known.kind, known)
    _check_hash(known, call)
    return _shown(workspace, workspace.replace_view(known, call["view"]))


def _publish(workspace: Workspace, call: Call) -> Body:
    user = find_person(workspace, call["user_id"])
    known = workspace.homes.get(user.id)
    accept_view(workspace, call["view"], "home", known)
    _check_hash(known, call)
    return _shown(workspace, workspace.publish_home(user.id, call["view"]))


def _check_hash(known: View | None, call: Call) -> None:
    given = call.get("hash")
    if given and (known is None or given != known.hash):
        raise SlackError("hash_conflict")


_BY_ACT = {"trigger_id": text, "view": view}

METHODS = (
    Method("views.open", _open, TIER_4, required=_BY_ACT),
    Method("views.push", _push, TIER_4, required=_BY_ACT),
    Method(
        "views.update",
        _update,
        TIER_4,
        required={"view": view},
        optional={"view_id": text, "external_id": text, "hash": text},
    ),
    Method(
        "views.publish",
        _publish,
        TIER_4,
        required={"user_id": text, "view": view},
        optional={"hash": text},
    ),
)
