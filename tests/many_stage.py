"""A bot that any workspace can install, over HTTP, and a sandbox of several: the stage for what lies between.

Its tickers do not run by themselves: a test says `due()`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.app import Bot, Premises
from bot.bots import Bots, build
from bot.cycle import suggest_here
from bot.records import Installation, Workspace
from bot.sandbox import Clock, Sandbox
from bot.sandbox.browser import Landing
from bot.sandbox.handle import Handle
from bot.slack_app import CALLBACK, INSTALL, manifest
from bot.transports import WebServer, web
from bot.vault import new_key
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from tests.processes import free_port
from tests.stage import MONDAY, Stage

KEY = new_key()


def environ_for(slack: Sandbox, folder: Path, url: str, **more: str) -> dict[str, str]:
    """The settings of a bot for many workspaces, whose database is a file in the folder."""
    there = slack.environment(oauth=True)
    return {
        **{name: there[name] for name in there if name not in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")},
        "POLLINATE_URL": url,
        "POLLINATE_TOKEN_KEYS": KEY,
        "POLLINATE_QUIET_SECONDS": "30",
        "POLLINATE_QUIET_HOURS": "none",
        "DATABASE_URL": f"sqlite:///{folder / 'pollinate.db'}",
        **more,
    }


@dataclass
class Many:
    """A running sandbox, and the bot at its address."""

    slack: Sandbox
    bots: Bots
    url: str

    def install(self, where: Handle, by: str = "ada", *, allow: bool = True) -> Landing:
        """Install the bot as somebody does in a browser."""
        return where.install(self.url + INSTALL, by=by, allow=allow)

    def stage(self, where: Handle, workspace: Workspace | None = None) -> Stage:
        """The stage of one workspace, in which the bot is."""
        return Stage(cast("Sandbox", where), self.bot(workspace or Workspace("", where.team)))

    def bot(self, workspace: Workspace) -> Bot:
        found = self.bots.of(workspace)
        assert found, f"{workspace} has no bot"
        return found

    def installation(self, workspace: Workspace) -> Installation | None:
        with self.bots.premises.store.read(workspace) as act:
            return act.installation()

    def due(self) -> None:
        """Do what is due now, in every workspace."""
        self.bots.run_due()
        for workspace in self.bots.workspaces():
            bot = self.bot(workspace)
            bot.run_due()
            bot.send_due()


@contextmanager
def many_staged(folder: Path, *, rotates: bool = True) -> Iterator[Many]:
    """Start a sandbox whose workspace has not installed the bot yet, and the bot."""
    url = f"http://127.0.0.1:{free_port()}"
    described = manifest("https://bot.example.org", many=True)
    described["settings"]["token_rotation_enabled"] = rotates
    with Sandbox(clock=Clock(MONDAY), rates=False, installed=False, manifest=described) as slack:
        slack.redirect_to(url + CALLBACK)
        settings = read_settings(None, environ_for(slack, folder, url))
        bots = build(Premises(settings, read_taxonomy(), read_weights(), slack.clock, suggest_here))
        server = WebServer(web(bots), int(url.rpartition(":")[2]), host="127.0.0.1")
        server.start()
        slack.deliver_to(f"{url}/slack/events")
        try:
            with closing(bots.premises.store):
                yield Many(slack, bots, url)
        finally:
            slack.deliver_by_sockets()
            server.stop()
