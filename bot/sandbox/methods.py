"""The Web API: every method the sandbox has, and the one function that answers a call.

`answer` does what Slack does before a method runs (token, rate, scopes, arguments) and turns refusals into
Slack's bodies. `read_request` gets a call out of an HTTP request in any of the encodings that Slack accepts.
What each method does is in methods_*.py; `respond` (what is posted to a response URL) is in response_urls.py.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox import (
    methods_auth,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_oauth,
    methods_users,
    methods_views,
)
from bot.sandbox.calls import Call, Method, names, read_json, require_scopes
from bot.sandbox.grants import Grants
from bot.sandbox.organisation import Organisation
from bot.sandbox.refusals import Body, SlackError
from bot.sandbox.workspace import Workspace

__all__ = ["METHODS", "ApiAnswer", "Call", "Method", "SlackError", "answer", "read_request"]

_FAMILIES = (
    methods_auth.METHODS,
    methods_chat.METHODS,
    methods_conversations.METHODS,
    methods_files.METHODS,
    methods_oauth.METHODS,
    methods_users.METHODS,
    methods_views.METHODS,
)
# the arguments that tell which workspace of an organisation is meant
IDS = ("channel", "channel_id", "trigger_id", "user", "user_id", "users", "view_id")
METHODS: dict[str, Method] = {method.name: method for family in _FAMILIES for method in family}


@dataclass(frozen=True)
class ApiAnswer:
    """An HTTP answer: status, JSON body, and headers beyond Content-Type (which is application/json).

    `team` is the workspace that was called, "" where none was.
    """

    status: int
    body: Body
    headers: dict[str, str] = field(default_factory=dict)
    team: str = ""


def read_request(
    content_type: str, authorization: str, query: str, body: bytes
) -> tuple[str | None, dict[str, Any]]:
    """The token (None if there is none) and the raw arguments of an HTTP request.

    `query` is the part after '?'. Raises SlackError: invalid_post_type, invalid_json, json_not_object; the
    caller answers with status 200 and `error.body()`. The client id and secret of Basic authentication are
    arguments like any others.
    """
    arguments: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    arguments |= _read_body(content_type.split(";")[0].strip().lower(), body)
    in_arguments = arguments.pop("token", None)
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "basic":
        arguments |= _client(token)
    return (token.strip() if scheme.lower() == "bearer" and token else in_arguments), arguments


def _client(credentials: str) -> dict[str, str]:
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


def _read_body(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    if content_type != "application/json":
        raise SlackError("invalid_post_type")
    try:
        found = read_json(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(found, dict):
        raise SlackError("json_not_object")
    return found


def answer(
    grants: Grants, method_name: str, token: str | None, arguments: Mapping[str, Any], lag: float = 0.0
) -> ApiAnswer:
    """Answer one call of the Web API and, where it is let in, do what it says.

    `arguments` are as the request held them (strings, or JSON values), without the token. With a `lag`,
    conversations.history shows nothing that landed within the last `lag` seconds. Never raises SlackError:
    a refusal is an answer of status 200 with {"ok": false, "error": …}, or 429 with Retry-After.
    """
    headers: dict[str, str] = {}
    team = ""
    try:
        method = METHODS.get(method_name)
        if method is None:
            raise SlackError("unknown_method", req_method=method_name)
        place = _opened(grants, method, token)
        workspace = place if isinstance(place, Workspace) else _meant(place, method, arguments)
        team = workspace.team_id if method.caller == "bot" else ""
        headers |= _scope_headers(workspace, method)
        wait = _wait(workspace, method, arguments)
        if wait:
            limited = {"ok": False, "error": "ratelimited"}
            return ApiAnswer(429, limited, headers | {"Retry-After": str(wait)}, team)
        require_scopes(workspace, method.scopes)
        given = _without_team(workspace, arguments)
        body = method.handler(workspace, Call(method.read(given), lag, token or ""))
        return ApiAnswer(200, {"ok": True, **body}, headers, team)
    except SlackError as refusal:
        return ApiAnswer(200, refusal.body(), headers, team)


def _opened(grants: Grants, method: Method, token: str | None) -> Workspace | Organisation:
    """What a call is let into; what needs no bot's token, into the home of all."""
    if method.caller == "client":
        return grants.home
    if not token:
        raise SlackError("not_authed")
    is_app = token == grants.app.app_token
    place = grants.home if is_app else grants.opens(token)
    if is_app != (method.caller == "app"):
        raise SlackError("not_allowed_token_type")
    return place


def _meant(organisation: Organisation, method: Method, arguments: Mapping[str, Any]) -> Workspace:
    """The workspace that a call with an organisation's token is about: the one it names, or whose ids it has.

    Raises missing_argument or team_access_not_granted.
    """
    reached, team = organisation.reached(), arguments.get("team_id")
    if team and team != organisation.id:
        reached = [each for each in reached if each.team_id == team]
    elif method.needs_team:
        raise SlackError("missing_argument")
    if not reached and method.name.startswith("auth."):
        return organisation.workspaces[0]
    if not reached:
        raise SlackError("team_access_not_granted")
    return next((each for each in reached if _knows(each, arguments)), reached[0])


def _without_team(workspace: Workspace, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments without the team_id that Bolt adds to every call: where the app was installed."""
    own = (workspace.team_id, workspace.installed_team_id)
    return {name: value for name, value in arguments.items() if name != "team_id" or value not in own}


def _knows(workspace: Workspace, arguments: Mapping[str, Any]) -> bool:
    ids = {each for name in IDS for each in names(name, arguments.get(name, ""))}
    known = (workspace.channels, workspace.users, workspace.triggers)
    return any(not ids.isdisjoint(each) for each in known) or any(map(workspace.view, ids))


def _scope_headers(workspace: Workspace, method: Method) -> dict[str, str]:
    granted = {"bot": workspace.app.scopes, "app": ["connections:write"], "client": []}[method.caller]
    return {
        "x-oauth-scopes": ",".join(sorted(granted)),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }


def _wait(workspace: Workspace, method: Method, arguments: Mapping[str, Any]) -> int:
    if workspace.rates is None:
        return 0
    channel = str(arguments.get(method.channel_rate)) if method.channel_rate else None
    return workspace.rates.wait(method.name, method.a_minute, channel)
