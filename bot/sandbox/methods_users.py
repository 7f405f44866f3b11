"""users.info and users.list; bots.info, which knows this app alone."""

from __future__ import annotations

from bot.sandbox.bodies import user_body
from bot.sandbox.calls import Call, Method, flag, number, text
from bot.sandbox.pages import page
from bot.sandbox.rates import TIER_2, TIER_3, TIER_4
from bot.sandbox.refusals import Body, SlackError
from bot.sandbox.shapes import User
from bot.sandbox.workspace import Workspace


def _body(workspace: Workspace, user: User, call: Call) -> Body:
    locale = {"locale": user.locale} if call.get("include_locale") else {}
    return user_body(user, workspace.team_id, workspace.clock()) | locale


def _info(workspace: Workspace, call: Call) -> Body:
    user = workspace.users.get(call["user"])
    if user is None:
        raise SlackError("user_not_found")
    return {"user": _body(workspace, user, call)}


def _list(workspace: Workspace, call: Call) -> Body:
    users, cursor = page(list(workspace.users.values()), call, default=len(workspace.users))
    return {
        "members": [_body(workspace, user, call) for user in users],
        "cache_ts": int(workspace.clock().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def _bot(workspace: Workspace, call: Call) -> Body:
    app = workspace.app
    if call.get("bot") != app.bot_id:
        raise SlackError("bot_not_found")
    known = {"id": app.bot_id, "app_id": app.id, "user_id": app.bot_user, "name": app.name}
    return {"bot": {**known, "deleted": False, "icons": {}}}


METHODS = (
    Method(
        "bots.info",
        _bot,
        TIER_3,
        optional={"bot": text, "team_id": text},
        scopes=("users:read",),
        needs_team=True,
    ),
    Method(
        "users.info",
        _info,
        TIER_4,
        required={"user": text},
        optional={"include_locale": flag},
        scopes=("users:read",),
    ),
    Method(
        "users.list",
        _list,
        TIER_2,
        optional={"cursor": text, "limit": number, "include_locale": flag, "team_id": text},
        scopes=("users:read",),
        needs_team=True,
    ),
)
