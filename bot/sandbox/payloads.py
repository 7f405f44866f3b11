"""What the bot is sent, field by field as Slack sends it: commands, interactions, events.

Pure: builds JSON from the workspace's state and the ids it is given. When they are sent is interactions.py's
matter.
"""

from typing import Any

from bot.sandbox.bodies import message_body, view_body
from bot.sandbox.elements import Element, state_values
from bot.sandbox.workspace import Channel, Event, Message, User, View, Workspace

Payload = dict[str, Any]


def command(
    workspace: Workspace,
    user: User,
    channel: Channel,
    words: tuple[str, str],
    trigger: str,
    response_url: str,
) -> Payload:
    """A slash command; `words` are the command and the text behind it."""
    organisation = workspace.organisation
    of_org = {"enterprise_id": organisation.id, "enterprise_name": organisation.name} if organisation else {}
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        **of_org,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": words[0],
        "text": words[1],
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "true" if workspace.by_org else "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.kind == "im" else channel.name


def _interaction(workspace: Workspace, kind: str, user: User, place: View | Message) -> Payload:
    """What every interaction has; in an org-wide installation, those in views come without their team."""
    organisation = workspace.organisation
    nowhere = workspace.by_org and isinstance(place, View)
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_id},
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "team": None if nowhere else _team(workspace),
        "enterprise": organisation.body() if organisation else None,
        "is_enterprise_install": workspace.by_org,
    }


def _team(workspace: Workspace) -> Payload:
    team: Payload = {"id": workspace.team_id, "domain": workspace.domain}
    organisation = workspace.organisation
    if organisation:
        team |= {"enterprise_id": organisation.id, "enterprise_name": organisation.name}
    return team


def view_now(workspace: Workspace, view: View) -> Payload:
    """A view with everything that is entered in it."""
    state = {"values": state_values(view.blocks, view.state)}
    body = view_body(view, workspace.app, workspace.team_id, workspace.installed_team_id)
    return body | {"state": state}


def _where(workspace: Workspace, place: View | Message) -> Payload:
    """The part of an interaction that says where it happened."""
    if isinstance(place, View):
        return {"container": {"type": "view", "view_id": place.id}, "view": view_now(workspace, place)}
    channel = workspace.channels[place.channel]
    ephemeral = place.ephemeral_to is not None
    where: Payload = {
        "container": {
            "type": "message",
            "message_ts": place.ts,
            "channel_id": place.channel,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": state_values(place.blocks, place.state)},
    }
    if not ephemeral:  # Slack does not keep ephemeral messages, so it cannot show them
        where["message"] = message_body(place, workspace.app, workspace.team_id, metadata=True)
    return where


def block_actions(
    workspace: Workspace,
    user: User,
    place: View | Message,
    action: Payload,
    *,
    trigger: str,
    response_url: str | None,
) -> Payload:
    """A click or a choice in a message, a modal or the Home tab; `action` as made by `action`."""
    payload = _interaction(workspace, "block_actions", user, place) | _where(workspace, place)
    payload |= {"trigger_id": trigger, "actions": [action]}
    return payload | ({"response_url": response_url} if response_url else {})


def action(element: Element, block_id: str, chosen: Payload, action_ts: str) -> Payload:
    """One entry of `actions`: the element that was used and what was chosen in it."""
    shown: Payload = {
        key: element[key] for key in ("type", "action_id", "text", "style", "placeholder") if key in element
    }
    return {**shown, "block_id": block_id, **chosen, "action_ts": action_ts}


def view_submission(
    workspace: Workspace, user: User, view: View, *, trigger: str, response_urls: list[Payload]
) -> Payload:
    """A modal that was submitted."""
    return _interaction(workspace, "view_submission", user, view) | {
        "trigger_id": trigger,
        "view": view_now(workspace, view),
        "response_urls": response_urls,
    }


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Payload:
    """A modal that was closed; `is_cleared` when the whole stack went."""
    return _interaction(workspace, "view_closed", user, view) | {
        "view": view_now(workspace, view),
        "is_cleared": is_cleared,
    }


def block_suggestion(
    workspace: Workspace, user: User, place: View | Message, ids: tuple[str, str], typed: str
) -> Payload:
    """The question which options to show for what was typed; `ids` are block_id and action_id."""
    asked = {"block_id": ids[0], "action_id": ids[1], "value": typed}
    return _interaction(workspace, "block_suggestion", user, place) | _where(workspace, place) | asked


def app_home_opened(workspace: Workspace, user: User, channel: Channel) -> Event:
    """The event that somebody looks at the app's Home tab; `channel` is their direct message with the app."""
    body: Payload = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": "home",
        "event_ts": workspace.new_ts(),
    }
    home = workspace.homes.get(user.id)
    if home:
        body["view"] = view_now(workspace, home)
    return Event("app_home_opened", body)


def event_callback(workspace: Workspace, event: Event) -> Payload:
    """An event in its envelope; one about a whole organisation names no team."""
    envelope: Payload = {
        "token": workspace.app.verification_token,
        "api_app_id": workspace.app.id,
        "event": dict(event.body),
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.clock().timestamp()),
    }
    organisation = workspace.organisation
    if organisation:
        envelope["enterprise_id"] = organisation.id
    if not event.of_org:
        envelope["team_id"] = workspace.team_id
    return envelope | (_context(workspace) if workspace.installed and not event.of_org else {})


def _context(workspace: Workspace) -> Payload:
    """Whose eyes an event is seen with; what tells of the end of an installation has none any more."""
    enterprise_id = workspace.organisation.id if workspace.organisation else None
    seen_by = {
        "enterprise_id": enterprise_id,
        "team_id": None if workspace.by_org else workspace.team_id,
        "user_id": workspace.app.bot_user,
        "is_bot": True,
        "is_enterprise_install": workspace.by_org,
    }
    return {
        "context_team_id": workspace.team_id,
        "context_enterprise_id": enterprise_id,
        "authorizations": [seen_by],
        "is_ext_shared_channel": False,
        "event_context": workspace.new_id("4-"),
    }
