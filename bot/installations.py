"""A workspace that installs the bot, or takes it off: what is kept, and what stops.

What is held of its people stays for as long as the settings say (`bot.retention`), so that coming back loses
nothing; its token goes at once.
"""

from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt import Ack, App

from bot.logs import log_of
from bot.occasion import Occasion
from bot.records import Installation, Workspace
from bot.storage import Store

TAKEN_OFF: Final = "uninstalled"

log = log_of(__name__)


def install(store: Store, workspace: Workspace, made: Installation) -> None:
    """Keep that the bot is installed in a workspace; what waited to be sent there is sent."""
    with store.begin(workspace, patience=10) as act:
        act.install(made)
        act.let_in()
        act.record(made.installed_by, "installs", "", made.installed_at)
    log.info("installed", team=workspace.team, enterprise=workspace.enterprise)


def _take_off(occasion: Occasion, happened: datetime) -> None:
    """Drop a workspace's token and send nothing more there, unless the bot was installed again since."""
    with occasion.begin() as act:
        installation = act.installation()
        if installation and not act.uninstall(before=happened):
            return
        act.cut_off(occasion.now, TAKEN_OFF)
    log.warning("taken off: what waits is kept", team=occasion.workspace.team)


def _uninstalled(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _take_off(occasion, _moment(body))
    ack()


def _revoked(ack: Ack, body: dict[str, Any], event: dict[str, Any], occasion: Occasion) -> None:
    """Stop where the bot's own token was revoked; those of people, which it has none of, are no matter."""
    with occasion.read() as act:
        installation = act.installation()
    if installation and installation.bot_user in (event.get("tokens") or {}).get("bot", ()):
        _take_off(occasion, _moment(body))
    ack()


def _moment(body: dict[str, Any]) -> datetime:
    """Return when an event happened, to the second; Slack may tell of it again minutes later."""
    return datetime.fromtimestamp(float(body.get("event_time") or 0), UTC)


def register(app: App) -> None:
    """Listen to the end of installations."""
    app.event("app_uninstalled")(_uninstalled)
    app.event("tokens_revoked")(_revoked)
