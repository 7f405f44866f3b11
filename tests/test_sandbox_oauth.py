"""The sandbox installs an app by OAuth v2 as Slack does: the page, codes, tokens that rotate, the end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox import Clock, Sandbox
from bot.sandbox.browser import Browser
from bot.sandbox.grants import Grants
from bot.sandbox.install import install
from bot.sandbox.methods import answer
from bot.sandbox.workspace import Workspace
from tests.sandbox_oauth_bot import OAuthBot, installable, served
from tests.sandbox_place import error

HOME = "https://bot.example.org/slack/oauth_redirect"
SCOPES = {"chat:write", "commands"}
INSTALL = "/slack/install"


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(installed=False, rates=False, manifest=installable()) as sandbox:
        yield sandbox


@pytest.fixture
def bot(slack: Sandbox, tmp_path: Path) -> Iterator[OAuthBot]:
    with served(slack, tmp_path) as running:
        yield running


# the whole way, with Bolt's own OAuth


def test_bolts_own_flow_installs_uninstalls_and_installs_again(slack: Sandbox, bot: OAuthBot) -> None:
    rosa = slack.person("rosa")
    assert rosa.types("/needpartner").text == "/needpartner is not a valid command."
    assert [each.name for each in rosa.conversations()] == ["general"]

    landing = slack.install(bot.url + INSTALL)
    assert (landing.status, slack.installed) == (200, True), landing.text
    assert rosa.types("/needpartner").text == "Scale Partners Network"
    found = bot.store.find_installation(enterprise_id=None, team_id=slack.team)
    assert found
    assert (found.user_id, found.bot_user_id) == (slack.person("ada").id, slack.bot_user)

    slack.uninstall()
    slack.eventually(lambda: not bot.store.find_installation(enterprise_id=None, team_id=slack.team))
    assert {"app_uninstalled", "tokens_revoked"} <= {each.name for each in slack.ledger()}
    assert error(WebClient(found.bot_token, base_url=slack.environment()["SLACK_API_URL"]).auth_test) == (
        "account_inactive"
    )
    assert rosa.types("/needpartner").text == "/needpartner is not a valid command."

    slack.install(bot.url + INSTALL, by="rosa")
    again = bot.store.find_installation(enterprise_id=None, team_id=slack.team)
    assert again
    assert again.bot_token != found.bot_token
    assert rosa.types("/needpartner").ok
    asked = slack.ledger(method="oauth.v2.access")[0]
    assert (asked.request["client_secret"], asked.request["code"]) == ("…", "…")
    assert asked.response["access_token"] == "…"


def test_who_cancels_is_led_back_and_nothing_is_installed(slack: Sandbox, bot: OAuthBot) -> None:
    landing = slack.install(bot.url + INSTALL, allow=False)
    assert "access_denied" in landing.url
    assert not slack.installed
    slack.change_person("priya", is_restricted=True)
    assert "access_denied" in slack.install(bot.url + INSTALL, by="priya").text
    assert slack.ledger(method="oauth.v2.access") == []


def test_the_page_asks_for_nothing_that_slack_would_not(slack: Sandbox) -> None:
    slack.redirect_to(HOME)
    right = {"client_id": slack.environment(oauth=True)["SLACK_CLIENT_ID"], "scope": "commands,chat:write"}
    page = f"{slack.url}oauth/v2/authorize?"

    def shown(**query: str) -> tuple[int, str]:
        landing = Browser().open(page + "&".join(f"{key}={value}" for key, value in (right | query).items()))
        return landing.status, landing.text

    status, text = shown(redirect_uri=HOME + "/deeper", state='"><script>')
    assert status == 200
    assert "Add commands that people can type" in text
    assert "<script>" not in text
    elsewhere = httpx.post(
        f"{page}client_id={right['client_id']}&scope=commands",
        data={"answer": "allow", "place": slack.team},
        headers={"Origin": "https://evil.example"},
    )
    assert (elsewhere.status_code, "another page" in elsewhere.text) == (400, True)
    for wrong, word in (
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": "chat:write,chat:shout"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"redirect_uri": "https://bot.example.org.evil.example/slack/oauth_redirect"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://bot.example.org:444/slack/oauth_redirect"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://bot.example.org/slack/oauth_redirect/../x"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://bot.example.org/slack/oauth_redirected"}, "bad_redirect_uri"),
    ):
        status, text = shown(**wrong)
        assert (status, word in text) == (400, True), wrong


# codes and tokens, without the way through the browser


class Desk:
    """A workspace that may install the app, and the app's calls for tokens."""

    def __init__(self, *, rotates: bool) -> None:
        app = install(installable(rotates=rotates))
        self.clock = Clock(frozen=True)
        self.workspace = Workspace(app, clock=self.clock, installed=False, rates=False)
        self.ada = self.workspace.add_user(name="ada", real_name="Ada", is_admin=True).id
        self.grants: Grants = self.workspace.grants

    def code(self, scopes: set[str] = SCOPES) -> str:
        return self.grants.allow(self.workspace, self.ada, scopes, HOME)

    def access(self, **asked: str) -> dict[str, Any]:
        client = {
            "client_id": self.grants.app.client_id,
            "client_secret": self.grants.app.client_secret,
            "redirect_uri": HOME,
        }
        return answer(self.grants, "oauth.v2.access", None, client | asked).body

    def refresh(self, token: str) -> dict[str, Any]:
        return self.access(grant_type="refresh_token", refresh_token=token)

    def test(self, token: str) -> str:
        body = answer(self.grants, "auth.test", token, {}).body
        return str(body.get("error", body["ok"]))


def test_a_code_is_good_once_and_for_ten_minutes() -> None:
    desk = Desk(rotates=False)
    code = desk.code()
    assert desk.access(code=code, client_id="1.2")["error"] == "invalid_client_id"
    assert desk.access(code=code, client_secret="wrong")["error"] == "bad_client_secret"
    assert desk.access(code=code, grant_type="password")["error"] == "invalid_grant_type"
    assert desk.access(code=code, redirect_uri="")["error"] == "bad_redirect_uri"
    assert not desk.workspace.installed
    told = desk.access(code=code)
    assert {key: value for key, value in told.items() if key != "access_token"} == {
        "ok": True,
        "app_id": desk.grants.app.id,
        "authed_user": {"id": desk.ada},
        "scope": "chat:write,commands",
        "token_type": "bot",
        "bot_user_id": desk.workspace.app.bot_user,
        "team": {"id": desk.workspace.team_id, "name": "Sandbox"},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    assert desk.access(code=code)["error"] == "code_already_used"
    late = desk.code()
    desk.clock.advance(timedelta(minutes=10))
    assert [desk.access(code=each)["error"] for each in (late, "1.2.3", "")] == ["invalid_code"] * 3


def test_without_rotation_a_token_stays_and_its_scopes_grow() -> None:
    desk = Desk(rotates=False)
    first = desk.access(code=desk.code({"commands"}))
    desk.clock.advance(timedelta(days=400))
    second = desk.access(code=desk.code({"chat:write"}))
    assert first["access_token"].startswith("xoxb-")
    assert first["access_token"] == second["access_token"]
    assert second["scope"] == "chat:write,commands"
    assert desk.test(first["access_token"]) == "True"
    assert desk.refresh("")["error"] == "invalid_refresh_token"


def test_rotating_tokens_end_after_twelve_hours_and_a_refresh_token_is_good_once() -> None:
    desk = Desk(rotates=True)
    first = desk.access(code=desk.code())
    assert first["access_token"].startswith("xoxe.xoxb-1-")
    assert (first["expires_in"], first["refresh_token"][:7]) == (43200, "xoxe-1-")
    second = desk.refresh(first["refresh_token"])
    assert (second["team"], second["bot_user_id"]) == (first["team"], first["bot_user_id"])
    assert desk.refresh(first["refresh_token"])["error"] == "invalid_refresh_token"
    assert [desk.test(each["access_token"]) for each in (first, second)] == ["True", "True"]
    third = desk.refresh(second["refresh_token"])
    assert desk.test(first["access_token"]) == "token_revoked"
    desk.clock.advance(timedelta(hours=12))
    assert desk.test(third["access_token"]) == "token_expired"
    fourth = desk.refresh(third["refresh_token"])
    assert desk.test(fourth["access_token"]) == "True"
    desk.grants.remove(desk.workspace)
    assert desk.test(fourth["access_token"]) == "account_inactive"
    assert desk.refresh(fourth["refresh_token"])["error"] == "invalid_refresh_token"


def test_an_app_can_end_it_itself() -> None:
    desk = Desk(rotates=False)
    token = desk.access(code=desk.code())["access_token"]
    assert answer(desk.grants, "auth.revoke", token, {"test": "true"}).body == {"ok": True, "revoked": False}
    assert answer(desk.grants, "auth.revoke", token, {}).body["revoked"] is True
    assert (desk.test(token), desk.workspace.installed) == ("account_inactive", True)
    token = desk.access(code=desk.code())["access_token"]
    client = {"client_id": desk.grants.app.client_id, "client_secret": desk.grants.app.client_secret}
    assert answer(desk.grants, "apps.uninstall", token, client).body == {"ok": True}
    assert (desk.test(token), desk.workspace.installed) == ("account_inactive", False)
