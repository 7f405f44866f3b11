"""The manifest: Slack sets up an app with the commands, rights and events of the code, for either way in."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import door, slack_ids
from bot.sandbox import Sandbox
from bot.slack_app import creation_link, manifest, scopes
from config.values import public_address
from tests.processes import ROOT, Environ, bot, environ_of, plain_environ, running

MANIFEST: dict[str, Any] = json.loads((ROOT / "config" / "manifest.json").read_text(encoding="utf-8"))
COMMANDS: list[dict[str, Any]] = MANIFEST["features"]["slash_commands"]
PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
HOOKS: dict[str, Any] = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))
ADDRESS = "https://bot.example.org"


def reasons(heading: str) -> dict[str, str]:
    """The rows of a table of docs/slack.md: what is asked for, and why."""
    [chapter] = [each for each in PAGE.split("\n## ") if each.startswith(heading)]
    return dict(re.findall(r"^\| `([\w:]+)` \| (.+) \|$", chapter, re.MULTILINE))


def test_the_commands_are_those_of_the_code() -> None:
    of_the_code = [name for key, name in vars(slack_ids).items() if key.isupper() and name.startswith("/")]
    assert [command["command"] for command in COMMANDS] == of_the_code


def test_every_right_has_its_reason_in_the_docs_and_no_other_is_asked_for() -> None:
    told = reasons("What it may")
    assert MANIFEST["oauth_config"] == {"scopes": {"bot": sorted(told)}}
    assert scopes() == set(told)
    assert all(why.endswith(".") for why in told.values())


def test_every_event_has_its_reason_in_the_docs_and_no_other_is_heard_of() -> None:
    told = reasons("What it hears of")
    assert MANIFEST["settings"]["event_subscriptions"] == {"bot_events": sorted(told)}
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]


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


# over HTTP


def test_over_http_slack_calls_one_address_with_everything_and_nothing_else_differs() -> None:
    over_http, url = manifest(ADDRESS), ADDRESS + door.PATH
    assert [command.pop("url") for command in over_http["features"]["slash_commands"]] == [url] * 3
    settings = over_http["settings"]
    assert settings["event_subscriptions"].pop("request_url") == url
    assert settings["interactivity"].pop("request_url") == url
    assert settings["interactivity"].pop("message_menu_options_url") == url
    assert settings["socket_mode_enabled"] is False
    settings["socket_mode_enabled"] = True
    assert over_http == MANIFEST


def test_an_app_for_many_workspaces_differs_by_how_it_is_installed_and_taken_off() -> None:
    many, one = manifest(ADDRESS, many=True), manifest(ADDRESS)
    assert many["oauth_config"].pop("redirect_urls") == [f"{ADDRESS}/slack/oauth_redirect"]
    settings = many["settings"]
    assert settings["event_subscriptions"]["bot_events"][-2:] == ["app_uninstalled", "tokens_revoked"]
    del settings["event_subscriptions"]["bot_events"][-2:]
    assert settings["org_deploy_enabled"]
    settings["org_deploy_enabled"] = False
    assert many == one


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/", "https://bot.example.org:8443"])
def test_a_public_address_is_taken_with_or_without_its_last_slash(address: str) -> None:
    assert public_address(address) == address.rstrip("/")


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("http://bot.example.org", "must begin with https://"),
        ("bot.example.org", "must begin with https://"),
        ("https://", "must begin with https://"),
        ("https://ann@bot.example.org", "must begin with https://"),
        ("https://bot.example.org:port", "must begin with https://"),
        ("https://bot.example.org/slack/events", "/slack/events are added"),
        ("https://bot.example.org?a=b", "/slack/events are added"),
        ("https://bot.example.org/#top", "/slack/events are added"),
    ],
)
def test_any_other_address_is_refused_in_words(address: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        public_address(address)


def test_the_sandbox_takes_either_manifest_but_none_without_a_way_in(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest(ADDRESS)), encoding="utf-8")
    Sandbox(manifest=file)
    nowhere = manifest()
    nowhere["settings"]["socket_mode_enabled"] = False
    file.write_text(json.dumps(nowhere), encoding="utf-8")
    with pytest.raises(ValueError, match="Event Subscription requires either Request URL or Socket Mode"):
        Sandbox(manifest=file)


# the command, the link, and Slack's own command line


def test_the_command_prints_the_manifest_for_either_way_in(tmp_path: Path) -> None:
    for words, expected in (((), MANIFEST), (("--url", ADDRESS), manifest(ADDRESS))):
        told = bot("manifest", *words, environ=plain_environ(), folder=tmp_path)
        assert (told.returncode, json.loads(told.stdout)) == (0, expected)
    told = bot("manifest", "--url", "http://bot", environ=plain_environ(), folder=tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("The address after --url must begin with https://")


def test_the_link_of_the_readme_is_the_one_the_command_prints(tmp_path: Path) -> None:
    link = bot("manifest", "--link", environ=plain_environ(), folder=tmp_path).stdout.strip()
    assert f"[Create the app]({link})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_the_link_opens_the_creation_of_an_app_with_the_whole_manifest(address: str) -> None:
    link = urlsplit(creation_link(manifest(address)))
    assert (link.scheme, link.netloc, link.path) == ("https", "api.slack.com", "/apps")
    asked = parse_qs(link.query, strict_parsing=True)
    assert asked.keys() == {"new_app", "manifest_json"}
    assert json.loads(asked["manifest_json"][0]) == manifest(address)


def test_slacks_command_line_gets_the_manifest_from_its_hook() -> None:
    # It splits the line at blanks, adds the project's folder, and runs it there.
    line = [*HOOKS["hooks"]["get-manifest"].split(), f"--source={ROOT}"]
    told = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    assert json.loads(told.stdout) == MANIFEST


def test_slacks_command_line_runs_the_bot_with_the_tokens_of_the_app_it_installed(tmp_path: Path) -> None:
    assert HOOKS["config"]["sdk-managed-connection-enabled"]  # the bot connects itself
    python, *words = HOOKS["hooks"]["start"].split()
    assert (python, words[:2]) == (".venv/bin/python", ["-m", "bot"])
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        with running(*words[2:], environ=as_slack_run_has_it(environ), folder=tmp_path) as found:
            found.until("Pollinate is ready")
            assert "/needpartner" in slack.person("rosa").types("/needpartner help").text
            assert found.end() == 0


def as_slack_run_has_it(environ: Environ) -> Environ:
    """Its app's tokens under its own names, and beside them those of the .env file, of another app."""
    its = {"SLACK_CLI_XOXB": environ["SLACK_BOT_TOKEN"], "SLACK_CLI_XAPP": environ["SLACK_APP_TOKEN"]}
    return environ | its | {"SLACK_BOT_TOKEN": "xoxb-other", "SLACK_APP_TOKEN": "xapp-other"}
