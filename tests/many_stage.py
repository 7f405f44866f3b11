"""A bot that any workspace can install, and a sandbox: the stage for journeys between workspaces."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.bots import Bots, build
from bot.cycle import suggest_here
from bot.sandbox import Sandbox
from bot.vault import new_key
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights

KEY = new_key()


def environ_for(slack: Sandbox, folder: Path, **more: str) -> dict[str, str]:
    """The settings of a bot for many workspaces, whose database is a file in the folder."""
    return {
        "SLACK_API_URL": f"{slack.url}api/",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "0123456789abcdef",
        "SLACK_SIGNING_SECRET": slack.environment()["SLACK_SIGNING_SECRET"],
        "POLLINATE_URL": "http://127.0.0.1:1",
        "POLLINATE_TOKEN_KEYS": KEY,
        "POLLINATE_QUIET_SECONDS": "30",
        "DATABASE_URL": f"sqlite:///{folder / 'pollinate.db'}",
        **more,
    }


@contextmanager
def bots_of(slack: Sandbox, folder: Path, **more: str) -> Iterator[Bots]:
    """The bots; their ticker does not run by itself."""
    settings = read_settings(None, environ_for(slack, folder, **more))
    bots = build(settings, read_taxonomy(), read_weights(), slack.clock, suggest_here)
    with closing(bots.premises.store):
        yield bots
