"""The app comes to a workspace, and leaves it: what its people see of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def arrive(workspace: Workspace, scopes: Iterable[str], *, by_org: bool = False) -> None:
    """Let the app in with these scopes: its bot user, and a direct message with everyone."""
    workspace.app = replace(workspace.app, scopes=frozenset(scopes))
    workspace.installed, workspace.by_org = True, by_org
    bot = workspace.add_bot()
    for user in list(workspace.users.values()):
        if not user.is_bot:
            workspace.direct(user.id, bot.id)
    workspace.changed()


def leave(workspace: Workspace) -> None:
    """Take the app out; what it said stays, what can be pressed or filled in goes."""
    workspace.installed = workspace.by_org = False
    deactivate(workspace)
    for shown in (workspace.homes, workspace.modals, workspace.triggers, workspace.response_urls):
        shown.clear()
    workspace.changed()


def deactivate(workspace: Workspace) -> None:
    """Take the bot user out of the channels; the token it had from the start is worth nothing any more."""
    bot = workspace.app.bot_user
    workspace.app = replace(workspace.app, bot_token="")
    workspace.users[bot].deleted = True
    for channel in workspace.channels.values():
        if channel.kind == "public" and bot in channel.members:
            channel.members.remove(bot)
