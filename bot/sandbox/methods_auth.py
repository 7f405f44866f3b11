"""auth.test, auth.revoke, and apps.connections.open, which gives the address of a Socket Mode connection."""

from __future__ import annotations

from bot.sandbox.calls import Call, Method, flag
from bot.sandbox.organisation import Organisation
from bot.sandbox.rates import MANY, TIER_2, TIER_3
from bot.sandbox.refusals import Body
from bot.sandbox.workspace import Workspace


def _test(workspace: Workspace, call: Call) -> Body:
    place = workspace.grants.opens(call.token)
    of_org = isinstance(place, Organisation)
    organisation = place if isinstance(place, Organisation) else place.organisation
    return {
        "url": f"{workspace.address}/",
        "team": place.name,
        "user": place.app.name.lower(),
        "team_id": place.id if isinstance(place, Organisation) else place.team_id,
        "user_id": place.app.bot_user,
        "bot_id": place.app.bot_id,
        "is_enterprise_install": of_org,
        **({"enterprise_id": organisation.id} if organisation else {}),
    }


def _revoke(workspace: Workspace, call: Call) -> Body:
    wanted = not call.get("test")
    if wanted:
        workspace.grants.revoke(call.token)
    return {"revoked": wanted}


def _open_connection(workspace: Workspace, _call: Call) -> Body:
    link = workspace.address.replace("http", "ws", 1)
    return {"url": f"{link}/link?ticket={workspace.mint_ticket()}&app_id={workspace.app.id}"}


METHODS = (
    Method("auth.test", _test, MANY),
    Method("auth.revoke", _revoke, TIER_3, optional={"test": flag}),
    Method(
        "apps.connections.open", _open_connection, TIER_2, optional={"debug_reconnects": flag}, caller="app"
    ),
)
