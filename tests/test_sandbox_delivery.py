"""What people do reaches an unmodified Bolt app as from Slack, and its answers do what they do in Slack."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from slack_bolt import BoltResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox import DoorError, Person, Sandbox
from bot.sandbox.http_delivery import signature
from tests.sandbox_bot import Bot, by_http, by_sockets

Connect = Callable[[Sandbox, Bot], AbstractContextManager[None]]

PATIENCE = 0.4  # seconds that this Slack waits, instead of three


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False, patience=PATIENCE, retry_scale=0.0) as sandbox:
        yield sandbox


@pytest.fixture(params=[by_sockets, by_http], ids=["sockets", "http"])
def bot(slack: Sandbox, request: pytest.FixtureRequest) -> Iterator[Bot]:
    connected: Connect = request.param
    bot = Bot(slack)
    with connected(slack, bot):
        yield bot


@pytest.fixture
def rosa(slack: Sandbox) -> Person:
    return slack.person("rosa")


# commands


def test_a_command_carries_what_slack_sends(bot: Bot, rosa: Person) -> None:
    assert rosa.types("/needpartner say  <!channel> & co").ok
    body = bot.heard[0]
    assert set(body) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command",
        "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert (body["command"], body["text"]) == ("/needpartner", "say  <!channel> & co")
    assert (body["user_id"], body["user_name"], body["channel_name"]) == (rosa.id, "rosa", "general")


@pytest.mark.usefixtures("bot")
def test_the_answer_is_shown_to_the_one_who_typed(slack: Sandbox, rosa: Person) -> None:
    seen = rosa.types("/needpartner say Only for you")
    assert (seen.text, seen.ok) == ("Only for you", True)
    assert rosa.messages("#general")[-1].ephemeral
    assert slack.person("amir").messages("#general") == []
    rosa.types("/needpartner shout For all")
    assert [shown.plain for shown in slack.person("amir").messages("#general")] == ["For all"]
    assert rosa.types("/needpartner nothing").text == ""
    assert rosa.types("/needpartner respond By its address").text == "By its address"


def test_a_command_nobody_registered_stays_in_the_client(bot: Bot, rosa: Person) -> None:
    seen = rosa.types("/nonsense now")
    assert not seen.ok
    assert seen.text == "/nonsense is not a valid command."
    assert bot.heard == []


def test_a_command_without_acknowledgement_times_out(bot: Bot, rosa: Person) -> None:
    seen = rosa.types("/needpartner slow")
    assert seen.text == '/needpartner failed with the error "operation_timeout"'
    assert PATIENCE * 1000 <= seen.ms < 3000
    bot.free.set()
    assert rosa.types("/needpartner say Back").text == "Back"
    assert [shown.plain for shown in rosa.messages("#general")] == [seen.text, "Back"]


def test_without_a_bot_a_command_fails_at_once(rosa: Person) -> None:
    assert rosa.types("/needpartner").text == '/needpartner failed with the error "dispatch_failed"'


@pytest.mark.usefixtures("bot")
def test_a_bot_that_does_not_know_the_command_leaves_it_unanswered(rosa: Person) -> None:
    seen = rosa.types("/partneradmin")
    assert not seen.ok
    assert seen.text.startswith('/partneradmin failed with the error "')


# Home and events


def test_home_is_published_when_it_is_opened(bot: Bot, rosa: Person) -> None:
    assert rosa.home() is None
    home = rosa.opens_home()
    assert (home.plain, home.buttons) == ("Hello\n@Rosa Trevanion", ["Go"])
    event = bot.heard[0]["event"]
    assert (event["user"], event["tab"], event["channel"][0]) == (rosa.id, "home", "D")
    assert home.click("Go").ok
    assert bot.heard[-1]["view"]["type"] == "home"
    rosa.opens_home()
    assert bot.heard[-1]["event"]["view"]["type"] == "home"


def test_an_event_is_tried_again_until_it_is_taken(slack: Sandbox, bot: Bot, rosa: Person) -> None:
    bot.failures = 2
    rosa.ask("POST home")
    slack.eventually(rosa.home)
    bodies = [body for body in bot.heard if body["type"] == "event_callback"]
    assert len(bodies) == 3
    assert len({body["event_id"] for body in bodies}) == 1
    tries = [headers.get("x-slack-retry-num") for headers in bot.headers]
    assert tries in ([None, ["1"], ["2"]], [["0"], ["1"], ["2"]])  # by HTTP, by sockets


def test_an_event_is_not_tried_again_when_the_bot_says_so(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack)
    bot.failures = 9
    bot.app.error(lambda: BoltResponse(status=500, headers={"x-slack-no-retry": "1"}))
    with by_http(slack, bot):
        rosa.ask("POST home")
        assert rosa.types("/needpartner say Next").ok
        assert bot.kinds() == ["app_home_opened", "/needpartner"]


def test_commands_are_not_tried_again(bot: Bot, rosa: Person) -> None:
    rosa.types("/needpartner slow")
    bot.free.set()
    rosa.types("/needpartner say Next")
    assert bot.kinds() == ["/needpartner", "/needpartner"]


def test_messages_reach_a_bot_that_subscribed_and_is_there(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    original = Path(__file__).parents[1].joinpath("config", "manifest.json").read_text("utf-8")
    manifest.write_text(
        original.replace('"app_home_opened"', '"app_home_opened", "message.im", "message.channels"').replace(
            '"messages_tab_read_only_enabled": true', '"messages_tab_read_only_enabled": false'
        )
    )
    with Sandbox(manifest=manifest) as slack:
        bot, rosa = Bot(slack), slack.person("rosa")
        with by_sockets(slack, bot):
            rosa.posts("#general", "The bot is not in here")
            rosa.posts("Pollinate", "Hello <!here>")
            slack.eventually(lambda: bot.heard)
            event = bot.heard[0]["event"]
            assert (event["user"], event["text"], event["channel_type"]) == (
                rosa.id,
                "Hello &lt;!here&gt;",
                "im",
            )
            assert bot.kinds() == ["message"]
            assert slack.pings() == []


def test_nobody_writes_to_a_bot_whose_messages_tab_is_read_only(rosa: Person) -> None:
    with pytest.raises(DoorError, match="Sending messages to this app has been turned off"):
        rosa.posts("Pollinate", "Hello")


# connections


def test_connections_share_the_payloads(slack: Sandbox, rosa: Person) -> None:
    first, second = Bot(slack), Bot(slack)
    with by_sockets(slack, first), by_sockets(slack, second):
        slack.wait_connected(2)
        for _ in range(6):
            assert rosa.types("/needpartner say Hello").ok
        assert (len(first.heard), len(second.heard)) == (3, 3)


def test_a_refreshed_connection_is_made_anew_and_loses_nothing(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.refresh_connections(seconds=0.3)
        slack.wait_connected()
        assert rosa.types("/needpartner say Still here").text == "Still here"
        assert len(slack.ledger("api", "apps.connections.open")) == 2


def test_a_ticket_connects_once(slack: Sandbox) -> None:
    url = Bot(slack).client.apps_connections_open(app_token=slack.environment()["SLACK_APP_TOKEN"])["url"]
    with connect(url) as link:
        hello = json.loads(link.recv())
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(InvalidStatus):
            connect(url)
    with pytest.raises(InvalidStatus):
        connect(url.replace("ticket=", "ticket=x"))


def test_a_bot_with_another_signing_secret_refuses(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack, signing_secret="another")
    with by_http(slack, bot):
        assert rosa.types("/needpartner").text == '/needpartner failed with the error "http_client_error"'
        assert not slack.verify_request_url()
    assert bot.heard == []


def test_a_request_url_is_verified_by_its_challenge(slack: Sandbox) -> None:
    bot = Bot(slack)
    assert not slack.verify_request_url()
    with by_http(slack, bot):
        assert slack.verify_request_url()


def test_only_this_machine_is_delivered_to(slack: Sandbox) -> None:
    with pytest.raises(ValueError, match="only delivers to this machine"):
        slack.deliver_to("http://example.com/slack/events")


def test_the_signature_is_slacks_own_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert made == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.mark.usefixtures("bot")
def test_a_command_costs_a_few_milliseconds(rosa: Person) -> None:
    costs = sorted(rosa.types("/needpartner say Hello").ms for _ in range(40))
    assert costs[len(costs) // 2] < 25
