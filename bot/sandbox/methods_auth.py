"""auth.test, and apps.connections.open, which gives the address of a Socket Mode connection."""

from __future__ import annotations

from bot.sandbox.calls import Body, Call, Method, flag
from bot.sandbox.rates import MANY, TIER_2
from bot.sandbox.workspace import Workspace


def _test(workspace: Workspace, _call: Call) -> Body:
    app = workspace.app
    return {
        "url": f"{workspace.address}/",
        "team": workspace.name,
        "user": workspace.users[app.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def _open_connection(workspace: Workspace, _call: Call) -> Body:
    link = workspace.address.replace("http", "ws", 1)
    return {"url": f"{link}/link?ticket={workspace.mint_ticket()}&app_id={workspace.app.id}"}


METHODS = (
    Method("auth.test", _test, MANY),
    Method(
        "apps.connections.open", _open_connection, TIER_2, optional={"debug_reconnects": flag}, caller="app"
    ),
)
