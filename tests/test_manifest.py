"""The manifest: Slack sets up an app with the commands, rights and events of the code, within its limits."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot import slack_ids

MANIFEST: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "config" / "manifest.json").read_text(encoding="utf-8")
)
COMMANDS: list[dict[str, Any]] = MANIFEST["features"]["slash_commands"]
SCOPES = {
    "channels:history": "looking up an unanswered proof card in the announcement channel",
    "chat:write": "cards, notes and the announcement",
    "commands": "the three commands",
    "files:write": "the report, the export and what is held about a person, handed over as files",
    "im:history": "looking up an unanswered post in the person's own conversation with the bot",
    "im:write": "opening that conversation",
    "mpim:write": "opening the introduction's group conversation; reading it is not asked for",
    "users:read": "each person's language and time zone, and who is a guest or has left",
}


def test_the_commands_are_those_of_the_code() -> None:
    of_the_code = [name for key, name in vars(slack_ids).items() if key.isupper() and name.startswith("/")]
    assert [command["command"] for command in COMMANDS] == of_the_code


def test_the_rights_are_those_with_a_reason_and_no_other() -> None:
    assert MANIFEST["oauth_config"] == {"scopes": {"bot": sorted(SCOPES)}}


def test_the_home_tab_is_on_and_its_opening_is_told_and_so_is_who_changes_or_leaves() -> None:
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]
    events = ["app_home_opened", "user_change"]
    assert MANIFEST["settings"]["event_subscriptions"] == {"bot_events": events}


def test_clicks_come_over_socket_mode_and_tokens_do_not_rotate() -> None:
    ways = MANIFEST["settings"]
    assert ways["interactivity"] == {"is_enabled": True}
    assert ways["socket_mode_enabled"]
    assert not ways["token_rotation_enabled"]  # a process that only schedules could not renew them


@pytest.mark.parametrize(
    ("field", "least", "most"), [("name", 1, 35), ("description", 1, 140), ("long_description", 174, 4000)]
)
def test_what_is_shown_of_the_app_fits(field: str, least: int, most: int) -> None:
    assert least <= len(MANIFEST["display_information"][field]) <= most


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command["command"])
def test_each_command_fits(command: dict[str, Any]) -> None:
    assert set(command) == {"command", "description", "usage_hint", "should_escape"}
    assert len(command["command"]) <= 32
    assert 1 <= len(command["description"]) <= 2000
    assert 1 <= len(command["usage_hint"]) <= 1000
