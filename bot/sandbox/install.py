"""The app a manifest describes, as it is installed in the sandbox: its ids, tokens, scopes and commands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.shapes import App, Command


def install(manifest: Mapping[str, Any], scopes: Iterable[str] | None = None) -> App:
    """The app a manifest describes, installed with its scopes, or with `scopes` instead of them.

    Its ids and tokens are the same at every start, so that a developer's .env stays right.
    Raises ValueError, in Slack's words, where the manifest names no way in.
    """
    missing = _without_way_in(manifest)
    if missing:
        raise ValueError(f"invalid_manifest: {'; '.join(missing)}")
    features, settings = manifest["features"], manifest.get("settings", {})
    granted = manifest["oauth_config"]["scopes"]["bot"] if scopes is None else scopes
    return App(
        id=identifier("A", "app"),
        name=features.get("bot_user", manifest["display_information"])["display_name"],
        description=manifest["display_information"].get("description", ""),
        bot_user=identifier("U", "bot"),
        bot_id=identifier("B", "bot"),
        bot_token="-".join(("xoxb", "sandbox", _digest("bot token"))),
        app_token="-".join(("xapp", "sandbox", _digest("app token"))),
        client_id=f"{_number('team')}.{_number('app')}",
        client_secret=_digest("client secret"),
        signing_secret=_digest("signing secret"),
        verification_token=_digest("verification token"),
        scopes=frozenset(granted),
        commands=tuple(
            Command(each["command"], each["description"], each.get("usage_hint", ""))
            for each in features.get("slash_commands", [])
        ),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        redirect_urls=tuple(manifest["oauth_config"].get("redirect_urls", [])),
        rotates_tokens=settings.get("token_rotation_enabled", False),
        is_org_ready=settings.get("org_deploy_enabled", False),
    )


def elsewhere(app: App, place: str) -> App:
    """The same app as it would be in another workspace or organisation: another bot user, no token yet."""
    bot_user, bot_id = identifier("U", f"bot {place}"), identifier("B", f"bot {place}")
    return replace(app, bot_user=bot_user, bot_id=bot_id, bot_token="", scopes=frozenset())


def _without_way_in(manifest: Mapping[str, Any]) -> list[str]:
    """What has neither Socket Mode nor an https address that Slack could call."""
    settings = manifest.get("settings", {})
    if settings.get("socket_mode_enabled"):
        return []
    ways = [
        *(("Slash Command", command) for command in manifest["features"].get("slash_commands", [])),
        ("Event Subscription", {"url": settings.get("event_subscriptions", {}).get("request_url")}),
        ("Interactivity", {"url": settings.get("interactivity", {}).get("request_url")}),
    ]
    return [
        f"{what} requires either Request URL or Socket Mode Enabled"
        for what, called in ways
        if not str(called.get("url")).startswith("https://")
    ]


def _digest(word: str) -> str:
    return hashlib.blake2b(word.encode(), digest_size=16, person=b"sandbox").hexdigest()


def _number(word: str) -> int:
    return int(_digest(word)[:10], 16)


def identifier(prefix: str, seed: str) -> str:
    """An id in Slack's looks: `prefix` and ten capitals and digits, always the same for the same seed."""
    return prefix + _digest(prefix + seed)[:10].upper()
