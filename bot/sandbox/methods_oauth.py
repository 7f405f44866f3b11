"""What an app asks for by its client id and secret: tokens for a code or a refresh token, and its own end."""

from __future__ import annotations

from bot.sandbox.calls import Call, Method, text
from bot.sandbox.rates import MANY, TIER_1
from bot.sandbox.refusals import Body, SlackError
from bot.sandbox.workspace import Workspace

_CLIENT = {"client_id": text, "client_secret": text}


def _check_client(workspace: Workspace, call: Call) -> None:
    app = workspace.app
    if call.get("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.get("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")


def _access(workspace: Workspace, call: Call) -> Body:
    _check_client(workspace, call)
    grant = call.get("grant_type", "authorization_code")
    if grant == "refresh_token":
        return workspace.grants.refresh(call.get("refresh_token", ""))
    if grant != "authorization_code":
        raise SlackError("invalid_grant_type")
    return workspace.grants.exchange(call.get("code", ""), call.get("redirect_uri", ""))


def _uninstall(workspace: Workspace, call: Call) -> Body:
    _check_client(workspace, call)
    grants = workspace.grants
    grants.uninstall(grants.opens(call.token))
    return {}


METHODS = (
    Method(
        "oauth.v2.access",
        _access,
        MANY,
        optional={
            **_CLIENT, "code": text, "redirect_uri": text, "grant_type": text, "refresh_token": text
        },
        caller="client",
    ),
    Method("apps.uninstall", _uninstall, TIER_1, required=_CLIENT),
)  # fmt: skip
