"""The Web API: every method the sandbox has, and the one function that answers a call.

`answer` does what Slack does before a method runs (token, rate, scopes, arguments) and turns refusals into
Slack's bodies. `read_request` gets a call out of an HTTP request in any of the encodings that Slack accepts.
What each method does is in methods_*.py; `respond` (what is posted to a response URL) is in response_urls.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox import (
    methods_auth,
    methods_chat,
    methods_conversations,
    methods_files,
    methods_users,
    methods_views,
)
from bot.sandbox.calls import Body, Call, Method, SlackError, read_json, require_scopes
from bot.sandbox.workspace import Workspace

__all__ = ["METHODS", "ApiAnswer", "Call", "Method", "SlackError", "answer", "read_request"]

_FAMILIES = (
    methods_auth.METHODS,
    methods_chat.METHODS,
    methods_conversations.METHODS,
    methods_files.METHODS,
    methods_users.METHODS,
    methods_views.METHODS,
)
METHODS: dict[str, Method] = {method.name: method for family in _FAMILIES for method in family}


@dataclass(frozen=True)
class ApiAnswer:
    """An HTTP answer: status, JSON body, and headers beyond Content-Type (which is application/json)."""

    status: int
    body: Body
    headers: dict[str, str] = field(default_factory=dict)


def read_request(
    content_type: str, authorization: str, query: str, body: bytes
) -> tuple[str | None, dict[str, Any]]:
    """The token (None if there is none) and the raw arguments of an HTTP request.

    `query` is the part after '?'. Raises SlackError: invalid_post_type, invalid_json, json_not_object; the
    caller answers with status 200 and `error.body()`.
    """
    arguments: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    arguments |= _read_body(content_type.split(";")[0].strip().lower(), body)
    in_arguments = arguments.pop("token", None)
    scheme, _, token = authorization.partition(" ")
    return (token.strip() if scheme.lower() == "bearer" and token else in_arguments), arguments


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
    workspace: Workspace, method_name: str, token: str | None, arguments: Mapping[str, Any], lag: float = 0.0
) -> ApiAnswer:
    """Answer one call of the Web API and, where it is let in, do what it says.

    `arguments` are as the request held them (strings, or JSON values), without the token. With a `lag`,
    conversations.history shows nothing that landed within the last `lag` seconds. Never raises SlackError:
    a refusal is an answer of status 200 with {"ok": false, "error": …}, or 429 with Retry-After.
    """
    headers: dict[str, str] = {}
    try:
        method = METHODS.get(method_name)
        if method is None:
            raise SlackError("unknown_method", req_method=method_name)
        _check_token(workspace, method, token)
        granted = workspace.app.scopes if method.caller == "bot" else ["connections:write"]
        headers["x-oauth-scopes"] = ",".join(sorted(granted))
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        wait = _wait(workspace, method, arguments)
        if wait:
            return ApiAnswer(429, {"ok": False, "error": "ratelimited"}, headers | {"Retry-After": str(wait)})
        require_scopes(workspace, method.scopes)
        body = method.handler(workspace, Call(method.read(arguments), lag))
        return ApiAnswer(200, {"ok": True, **body}, headers)
    except SlackError as refusal:
        return ApiAnswer(200, refusal.body(), headers)


def _check_token(workspace: Workspace, method: Method, token: str | None) -> None:
    if not token:
        raise SlackError("not_authed")
    known = {workspace.app.bot_token: "bot", workspace.app.app_token: "app"}
    if token not in known:
        raise SlackError("invalid_auth")
    if known[token] != method.caller:
        raise SlackError("not_allowed_token_type")


def _wait(workspace: Workspace, method: Method, arguments: Mapping[str, Any]) -> int:
    if workspace.rates is None:
        return 0
    channel = str(arguments.get(method.channel_rate)) if method.channel_rate else None
    return workspace.rates.wait(method.name, method.a_minute, channel)
