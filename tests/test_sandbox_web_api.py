"""The sandbox's Web API lets in what Slack would (tokens, scopes, arguments, rates) and writes it down."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from bot.sandbox.keeping import load, save
from bot.sandbox.ledger import HIDDEN, Ledger
from bot.sandbox.methods import METHODS, ApiAnswer, answer
from bot.sandbox.workspace import Workspace
from tests.sandbox_place import ALL_SCOPES, GRANTED, HELLO, Place, Server, error, refusal


@pytest.fixture
def strict(server: Server) -> Place:
    """With the manifest's scopes and Slack's rates."""
    return server.serve(Place(GRANTED, rates=True))


def test_auth_test_says_who_the_bot_is_and_what_it_may(slack: Place) -> None:
    found = slack.client().auth_test()
    assert (found["team"], found["user_id"], found["bot_id"]) == (
        "Testers",
        slack.me,
        slack.workspace.app.bot_id,
    )
    assert found.headers["x-oauth-scopes"] == ",".join(sorted(ALL_SCOPES))


def test_the_whole_sandbox_is_reached_through_its_environment() -> None:
    with Sandbox() as whole:
        found = whole.environment()
        client = WebClient(found["SLACK_BOT_TOKEN"], base_url=found["SLACK_API_URL"], retry_handlers=[])
        assert client.auth_test()["user_id"] == whole.bot_user
        assert [entry.name for entry in whole.ledger(kind="api")] == ["auth.test"]


def test_a_call_needs_the_right_token(slack: Place) -> None:
    app_token = slack.workspace.app.app_token
    assert error(slack.client("xoxb-stranger").auth_test) == "invalid_auth"
    assert error(slack.client(app_token).auth_test) == "not_allowed_token_type"
    assert answer(slack.workspace.grants, "auth.test", None, {}).body["error"] == "not_authed"


def test_what_a_token_may_is_told_to_whoever_has_it_and_to_nobody_else(slack: Place) -> None:
    opened = answer(slack.workspace.grants, "apps.connections.open", slack.workspace.app.app_token, {})
    assert opened.headers["x-oauth-scopes"] == "connections:write"
    assert "x-oauth-scopes" not in answer(slack.workspace.grants, "auth.test", "xoxb-stranger", {}).headers


def test_unknown_methods_and_arguments_are_refused(slack: Place) -> None:
    client = slack.client()
    assert refusal(client.api_call, api_method="chat.shout")["error"] == "unknown_method"
    wrong = refusal(client.chat_postMessage, channel=slack.general.id, text="hi", colour="red")
    assert wrong["error"] == "invalid_arguments"
    assert wrong["response_metadata"]["messages"] == ["[ERROR] unknown argument: colour"]
    wrong = refusal(client.api_call, api_method="chat.postMessage", json={"text": "hi"})
    assert wrong["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("conversations.info", {"channel": "general"}, "channels:read"),
        ("conversations.list", {"types": "im,mpim"}, "im:read,mpim:read"),
        ("conversations.join", {"channel": "quiet"}, "channels:join"),
    ],
)
def test_what_the_manifest_does_not_grant_is_refused(
    strict: Place, method: str, arguments: dict[str, Any], needed: str
) -> None:
    names = {"rosa": strict.rosa.id, "general": strict.general.id, "quiet": strict.quiet.id}
    asked = {key: names.get(value, value) for key, value in arguments.items()}
    body = refusal(strict.client().api_call, api_method=method, params=asked)
    assert (body["error"], body["needed"]) == ("missing_scope", needed)
    assert body["provided"] == ",".join(sorted(strict.workspace.app.scopes))


def test_forms_and_json_mean_the_same(slack: Place) -> None:
    client, channel = slack.client(), slack.general.id
    as_form = client.api_call("chat.postMessage", data={"channel": channel, "blocks": json.dumps([HELLO])})
    as_json = client.api_call("chat.postMessage", json={"channel": channel, "blocks": [HELLO]})
    shown = [each["message"]["blocks"][0]["text"] for each in (as_form, as_json)]
    assert shown == [HELLO["text"], HELLO["text"]]


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/json", b"{not json", "invalid_json"),
        ("application/json", b"[1]", "json_not_object"),
        ("application/json", b'{"text": "\\ud83d"}', "invalid_json"),
        ("text/xml", b"<a/>", "invalid_post_type"),
    ],
)
def test_bodies_that_slack_cannot_read_are_refused(
    slack: Place, content_type: str, body: bytes, expected: str
) -> None:
    request = urllib.request.Request(  # noqa: S310 loopback
        f"{slack.workspace.address}/api/auth.test", data=body, headers={"Content-Type": content_type}
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310
        assert json.load(response) == {"ok": False, "error": expected}


def test_a_channel_takes_one_message_a_second_after_a_short_burst(strict: Place) -> None:
    client, channel = strict.client(), strict.general.id
    for _ in range(3):
        client.chat_postMessage(channel=channel, text="hi")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=channel, text="hi")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel=strict.rosa.id, text="hi")["ok"]
    strict.seconds += 1
    assert client.chat_postMessage(channel=channel, text="hi")["ok"]


def test_a_method_is_refused_above_its_rate_until_the_minute_is_over(strict: Place) -> None:
    def call() -> ApiAnswer:
        arguments = {"users": strict.rosa.id}
        return answer(
            strict.workspace.grants, "conversations.open", strict.workspace.app.bot_token, arguments
        )

    assert all(call().status == 200 for _ in range(50))
    strict.seconds += 20
    refused = call()
    assert (refused.status, refused.headers["Retry-After"]) == (429, "40")
    strict.seconds += 40
    assert call().status == 200


def test_socket_mode_gets_a_ticket_for_one_connection(slack: Place) -> None:
    url = slack.client().apps_connections_open(app_token=slack.workspace.app.app_token)["url"]
    ticket = url.split("ticket=")[1].split("&")[0]
    assert url.startswith(slack.workspace.address.replace("http", "ws") + "/link?")
    assert slack.workspace.redeem_ticket(ticket)
    assert not slack.workspace.redeem_ticket(ticket)


def test_the_ledger_is_bounded_and_holds_no_token(slack: Place) -> None:
    ledger, token = Ledger(capacity=3), slack.workspace.app.bot_token
    for n in range(5):
        ledger.record(slack.workspace.clock(), "bot→slack", "api", f"m{n}", {"token": "t", "list": [token]})
    kept = ledger.entries()
    assert [entry.n for entry in kept] == [3, 4, 5]
    assert kept[0].request == {"token": HIDDEN, "list": [HIDDEN]}
    assert [entry.n for entry in ledger.entries(since=4)] == [5]
    assert [entry.n for entry in ledger.entries(name="m3")] == [4]
    assert ledger.entries(kind="upload") == []


def test_a_kept_workspace_comes_back_as_it_was(slack: Place, tmp_path: Path) -> None:
    client, path = slack.client(), tmp_path / "kept.json"
    posted = client.chat_postMessage(channel=slack.rosa.id, text="hi", blocks=[HELLO])
    client.views_publish(user_id=slack.rosa.id, view={"type": "home", "blocks": [HELLO]})
    client.files_upload_v2(filename="a.txt", content="abc", channel=slack.general.id)
    save(slack.workspace, path)
    again = Workspace(slack.workspace.app)
    assert load(again, path)
    assert again.users == slack.workspace.users
    assert again.homes == slack.workspace.homes
    assert again.uploads == slack.workspace.uploads
    assert again.channels[posted["channel"]].messages[posted["ts"]].text == "hi"
    assert again.new_ts() > posted["ts"]
    assert not load(again, tmp_path / "missing.json")


def test_every_method_documents_its_rate() -> None:
    assert {name: method.a_minute for name, method in METHODS.items()} == {
        "apps.connections.open": 20, "apps.uninstall": 1, "auth.revoke": 50, "auth.test": 600,
        "bots.info": 50,
        "chat.delete": 50, "chat.getPermalink": 600, "chat.postEphemeral": 100, "chat.postMessage": 300,
        "chat.update": 50,
        "conversations.history": 50, "conversations.info": 50, "conversations.join": 50,
        "conversations.list": 20, "conversations.members": 100, "conversations.open": 50,
        "files.completeUploadExternal": 100, "files.getUploadURLExternal": 100, "oauth.v2.access": 600,
        "users.info": 100, "users.list": 20,
        "views.open": 100, "views.publish": 100, "views.push": 100, "views.update": 100,
    }  # fmt: skip


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(METHODS)), st.data())
def test_whatever_a_method_is_asked_it_answers(name: str, data: st.DataObject) -> None:
    place, method = Place(), METHODS[name]
    known = {"channel": place.general.id, "user": place.rosa.id, "user_id": place.rosa.id}
    asked = {
        each: data.draw(ANY_JSON | st.just(known.get(each, "1")), label=each)
        for each in (*method.required, *method.optional)
    }
    app = place.workspace.app
    token = app.bot_token if method.caller == "bot" else app.app_token
    body = answer(place.workspace.grants, name, token, asked).body
    assert body["ok"] is True or isinstance(body["error"], str)
    assert json.loads(json.dumps(body)) == body
