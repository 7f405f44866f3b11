"""The Slack app itself: its manifest for either way in, and the link that creates the app with it.

config/manifest.json is the app over Socket Mode; over HTTP it differs by the addresses that Slack calls.
"""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bot.door import PATH

Manifest = dict[str, Any]

# Where a workspace's admin begins an installation, and where Slack sends them back to.
INSTALL: Final = "/slack/install"
CALLBACK: Final = "/slack/oauth_redirect"
_FILE: Final = Path(__file__).parent.parent / "config" / "manifest.json"
_CREATE: Final = "https://api.slack.com/apps?new_app=1&manifest_json="


def manifest(address: str = "", *, many: bool = False) -> Manifest:
    """Return the app's manifest: over Socket Mode, or over HTTP where the bot has a public address.

    many: at that address, any workspace can install it.
    """
    described: Manifest = json.loads(_FILE.read_text(encoding="utf-8"))
    if address:
        _call_at(described, address + PATH)
    if many:
        described["oauth_config"]["redirect_urls"] = [address + CALLBACK]
        settings = described["settings"]
        settings["event_subscriptions"]["bot_events"] += ["app_uninstalled", "tokens_revoked"]
        settings["org_deploy_enabled"] = True
    return described


def _call_at(described: Manifest, url: str) -> None:
    """Have Slack call one address with commands, events, clicks, and what is typed into a picker."""
    for command in described["features"]["slash_commands"]:
        command["url"] = url
    settings = described["settings"]
    settings["event_subscriptions"]["request_url"] = url
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    settings["socket_mode_enabled"] = False


def scopes() -> frozenset[str]:
    """Return the rights that the bot needs."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def creation_link(described: Manifest) -> str:
    """Return the link that opens Slack's page for a new app with the manifest filled in."""
    return _CREATE + quote(json.dumps(described, separators=(",", ":"), ensure_ascii=False), safe="")
