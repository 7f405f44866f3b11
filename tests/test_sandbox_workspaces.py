"""Several workspaces of one sandbox are apart as in Slack, and organisations reach over some of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox_oauth_bot import OAuthBot, installable, served
from tests.sandbox_place import error

INSTALL = "/slack/install"
Body = dict[str, Any]


def test_what_happens_in_one_workspace_is_of_that_one_alone(tmp_path: Path) -> None:
    with Sandbox(rates=False, installed=False, manifest=installable()) as slack:
        second = slack.add_workspace("Hill Growers")
        rosa, other = slack.person("rosa"), second.person("rosa")
        assert (rosa.handle, rosa.id != other.id, slack.team != second.team) == ("rosa", True, True)
        with served(slack, tmp_path) as bot:
            slack.install(bot.url + INSTALL)
            assert not other.types("/needpartner").ok
            assert second.ledger() == []
            second.install(bot.url + INSTALL)
            said = [person.types("/needpartner").text for person in (rosa, other)]
            assert said == ["Scale Partners Network", "Hill Growers"]
            assert [body["team_id"] for body in bot.heard[-2:]] == [slack.team, second.team]
            inboxes = [person.messages("Pollinate")[-1].text for person in (rosa, other)]
            assert inboxes == [f"You are in {slack.team}", f"You are in {second.team}"]
            assert {each.team for each in second.ledger()} == {second.team}
            tokens = [_token(bot, each.team) for each in (slack, second)]
            clients = [WebClient(each, base_url=slack.environment()["SLACK_API_URL"]) for each in tokens]
            assert error(clients[0].users_info, user=other.id) == "user_not_found"
            assert (
                error(clients[0].chat_postMessage, channel=_direct(other), text="hi") == "channel_not_found"
            )
            assert clients[1].chat_postMessage(channel=_direct(other), text="hi")["ok"]
            slack.uninstall()
            assert other.types("/needpartner").ok
            slack.change_person("rosa", title="gone")
            second.change_person("rosa", title="here")
            slack.eventually(lambda: bot.heard[-1].get("event", {}).get("type") == "user_change")
            assert [each["event"]["user"]["id"] for each in bot.heard if _is_change(each)] == [other.id]
            assert (len(second.ledger("user_change")), slack.ledger("user_change")) == (1, [])


def _token(bot: OAuthBot, team: str, enterprise: str | None = None) -> str:
    found = bot.store.find_installation(
        enterprise_id=enterprise, team_id=team or None, is_enterprise_install=bool(enterprise)
    )
    assert found
    return str(found.bot_token)


def _direct(person: Person) -> str:
    return next(each.id for each in person.conversations() if each.name == "Pollinate")


def _is_change(body: Body) -> bool:
    return bool(body.get("event", {}).get("type") == "user_change")


def test_the_door_knows_a_workspace_by_its_people() -> None:
    with Sandbox() as slack:
        second = slack.add_workspace("Hill Growers")
        ada = second.person("ada")
        state = ada.ask("GET state")
        assert [each["name"] for each in state["teams"]] == ["Scale Partners Network", "Hill Growers"]
        assert [each["installed"] for each in state["teams"]] == [True, False]
        assert (state["team"]["id"], state["apps"]) == (second.team, [])
        told = httpx.get(f"{slack.url}door/state", params={"team": second.team}).json()
        assert (told["team"]["id"], told["me"]) == (second.team, second.person("rosa").id)


@pytest.fixture
def grid(tmp_path: Path) -> Iterator[tuple[Sandbox, OAuthBot]]:
    with (
        Sandbox(rates=False, installed=False, manifest=installable(rotates=True)) as slack,
        served(slack, tmp_path) as bot,
    ):
        yield slack, bot


def test_an_organisation_installs_once_and_lets_the_app_into_its_workspaces(
    grid: tuple[Sandbox, OAuthBot],
) -> None:
    slack, bot = grid
    organisation = slack.add_organisation("Great Grid")
    north, south = (slack.add_workspace(name, organisation=organisation) for name in ("North", "South"))
    ada, rosa = north.person("ada"), north.person("rosa")
    landing = organisation.install(bot.url + INSTALL, by=rosa.id)
    assert "access_denied" in landing.text
    assert organisation.install(bot.url + INSTALL, by=ada.id).status == 200
    told = slack.ledger(method="oauth.v2.access")[-1].response
    assert (told["team"], told["is_enterprise_install"]) == (None, True)
    assert told["enterprise"] == {"id": organisation.id, "name": "Great Grid"}
    assert not rosa.types("/needpartner").ok

    north.admit()
    slack.eventually(lambda: bool(bot.heard) and bot.heard[-1]["event"]["type"] == "team_access_granted")
    assert (bot.heard[-1]["event"]["team_ids"], bot.heard[-1].get("team_id")) == ([north.team], None)
    assert rosa.types("/needpartner").text == "Great Grid"
    command = bot.heard[-1]
    assert (command["team_id"], command["enterprise_id"]) == (north.team, organisation.id)
    assert command["is_enterprise_install"] == "true"
    assert not south.person("rosa").types("/needpartner").ok

    north.change_person("rosa", title="Founder")
    slack.eventually(lambda: _is_change(bot.heard[-1]))
    event = bot.heard[-1]
    assert (event["team_id"], event["enterprise_id"]) == (north.team, organisation.id)
    assert event["authorizations"] == [
        {
            "enterprise_id": organisation.id,
            "team_id": None,
            "user_id": north.bot_user,
            "is_bot": True,
            "is_enterprise_install": True,
        }
    ]
    client = WebClient(_token(bot, "", organisation.id), base_url=slack.environment()["SLACK_API_URL"])
    me = client.auth_test()
    assert (me["team_id"], me["enterprise_id"]) == (organisation.id, organisation.id)
    assert (me["is_enterprise_install"], me["user_id"]) == (True, north.bot_user)
    assert error(client.users_list) == "missing_argument"
    assert error(client.users_list, team_id=south.team) == "team_access_not_granted"
    assert rosa.id in [each["id"] for each in client.users_list(team_id=north.team)["members"]]
    view = {"type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "A form"}}
    view |= {"blocks": [], "submit": {"type": "plain_text", "text": "Save"}}
    trigger = north._look(lambda: north._workspace.mint_trigger(rosa.id)).id
    client.views_open(trigger_id=trigger, view=view)
    form = rosa.modal()
    assert form
    assert form.submit().ok
    sent = bot.heard[-1]
    assert (sent["team"], sent["enterprise"]["id"], sent["user"]["team_id"]) == (
        None, organisation.id, north.team,
    )  # fmt: skip
    assert sent["view"]["app_installed_team_id"] == organisation.id

    organisation.uninstall()
    slack.eventually(lambda: {"app_uninstalled"} <= {each.name for each in north.ledger()})
    assert error(client.auth_test) == "account_inactive"
    assert not rosa.types("/needpartner").ok
