"""The Slack app itself: its manifest for either way in, and the link that creates the app with it.

config/manifest.json is the app over Socket Mode; over HTTP it differs by the addresses that Slack calls.
"""

import json
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from bot.door import PATH

Manifest = dict[str, Any]

_FILE: Final = Path(__file__).parent.parent / "config" / "manifest.json"
_CREATE: Final = "https://api.slack.com/apps?new_app=1&manifest_json="


def manifest(address: str = "") -> Manifest:
    """Return the app's manifest: over Socket Mode, or over HTTP where the bot has a public address."""
    described: Manifest = json.loads(_FILE.read_text(encoding="utf-8"))
    if address:
        _call_at(described, address + PATH)
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


def public_address(text: str) -> str:
    """Return the public address of a bot over HTTP, without a slash at its end.

    Raises ValueError with the rest of a sentence: what is wrong and what to write instead.
    """
    try:
        parts = urlsplit(text)
        sound = bool(parts.hostname) and not re.search(r"\s|@", text)
        _ = parts.port  # raises where it is no number
    except ValueError:
        sound = False
    if not sound or parts.scheme != "https":
        raise ValueError("must begin with https://, as Slack calls no other: write https://bot.example.org.")
    if parts.path.strip("/") or "?" in text or "#" in text:
        raise ValueError(f"must end with the name of the host: {PATH} is added here.")
    return f"https://{parts.netloc}"
