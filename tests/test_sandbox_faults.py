"""Everything that can go wrong between a bot and Slack goes wrong on demand, as often as told and no more."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.sandbox import Fault, Person, Sandbox
from bot.sandbox.faults import Faults
from tests.sandbox_bot import Bot, by_http, by_sockets

SCOPES = ["chat:write", "commands", "im:history", "im:write", "mpim:write"]
BROKEN = (SlackClientError, OSError)  # however the SDK tells that it does not know what happened


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False, scopes=SCOPES, patience=0.4, retry_scale=0.0) as sandbox:
        yield sandbox


@pytest.fixture
def rosa(slack: Sandbox) -> Person:
    return slack.person("rosa")


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return Bot(slack).client


def landed(person: Person) -> int:
    return len(person.messages("Pollinate"))


# calls of the bot


@pytest.mark.parametrize(
    ("effect", "took_effect"), [("cut_before", 0), ("cut_after", 1), ("garbage", 1), ("500", 0)]
)
def test_an_open_case_leaves_the_bot_not_knowing(
    slack: Sandbox, client: WebClient, rosa: Person, effect: str, took_effect: int
) -> None:
    slack.fault(Fault("chat.postMessage", effect))
    with pytest.raises(BROKEN):
        client.chat_postMessage(channel=rosa.id, text="Hello")
    assert landed(rosa) == took_effect
    client.chat_postMessage(channel=rosa.id, text="Hello")
    assert landed(rosa) == took_effect + 1
    assert [entry.fault for entry in slack.ledger("api", "chat.postMessage")] == [effect, None]


def test_a_cut_call_has_no_http_answer(slack: Sandbox, client: WebClient) -> None:
    slack.fault(Fault("auth.test", "cut_after"))
    with pytest.raises(ConnectionError):
        client.auth_test()
    assert slack.ledger("api", "auth.test")[-1].status == 0


def test_a_bot_that_dies_in_the_middle_of_a_call_is_no_error_here(
    slack: Sandbox, client: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    host, _, port = slack.url.removeprefix("http://").rstrip("/").partition(":")
    with socket.create_connection((host, int(port))) as dying:
        dying.sendall(b"POST /api/chat.postMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
    assert client.auth_test()["ok"]
    assert not caplog.messages
    assert not slack.ledger("api", "chat.postMessage")


def test_the_sdks_own_retries_post_twice(slack: Sandbox, rosa: Person) -> None:
    settings = slack.environment()
    client = WebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
    slack.fault(Fault("chat.postMessage", "cut_after"))
    client.chat_postMessage(channel=rosa.id, text="Hello")
    assert landed(rosa) == 2


def test_too_many_requests_are_not_accepted(slack: Sandbox, client: WebClient, rosa: Person) -> None:
    slack.fault(Fault("chat.*", "429", retry_after=7))
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=rosa.id, text="Hello")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert refused.value.response["error"] == "ratelimited"
    assert landed(rosa) == 0


def test_a_call_is_delayed_and_then_done(slack: Sandbox, client: WebClient, rosa: Person) -> None:
    slack.fault(Fault("chat.postMessage", "delay", seconds=0.2))
    started = time.monotonic()
    client.chat_postMessage(channel=rosa.id, text="Hello")
    assert time.monotonic() - started >= 0.2
    assert landed(rosa) == 1


def test_history_lags_behind(slack: Sandbox, client: WebClient, rosa: Person) -> None:
    posted = client.chat_postMessage(channel=rosa.id, text="Hello")
    slack.fault(Fault("conversations.history", "lag", seconds=30))
    assert client.conversations_history(channel=posted["channel"])["messages"] == []
    assert len(client.conversations_history(channel=posted["channel"])["messages"]) == 1


# deliveries to the bot


def test_a_payload_is_delivered_twice(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.fault(Fault("deliver:slash_commands", "duplicate"))
        assert rosa.types("/needpartner say Hello").text == "Hello"
        slack.eventually(lambda: len(bot.heard) == 2)
        assert bot.heard[0] == bot.heard[1]


def test_a_held_event_comes_after_the_next_one() -> None:
    with Sandbox(rates=False) as slack:
        bot, rosa, amir = Bot(slack), slack.person("rosa"), slack.person("amir")
        with by_sockets(slack, bot), ThreadPoolExecutor(1) as threads:
            slack.fault(Fault("deliver:app_home_opened", "hold", seconds=5))
            opened = threads.submit(rosa.opens_home)
            slack.eventually(lambda: not rosa.ask("GET faults")["faults"])
            amir.opens_home()
            opened.result()
            assert [body["event"]["user"] for body in bot.heard] == [amir.id, rosa.id]


def test_a_held_payload_goes_by_itself_when_no_other_comes(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.fault(Fault("deliver:slash_commands", "hold", seconds=0.1))
        assert rosa.types("/needpartner say Hello").text == "Hello"


def test_a_late_payload_still_reaches_the_bot(slack: Sandbox, rosa: Person) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.fault(Fault("deliver:slash_commands", "delay", seconds=0.6))
        assert "operation_timeout" in rosa.types("/needpartner say Hello").text
        assert bot.heard == []
        slack.eventually(lambda: bot.heard)
        assert [shown.plain for shown in rosa.messages("#general")] == [
            '/needpartner failed with the error "operation_timeout"'
        ]


@pytest.mark.parametrize(("effect", "heard"), [("cut_before", 0), ("cut_after", 1)])
def test_a_connection_is_lost_and_made_anew(slack: Sandbox, rosa: Person, effect: str, heard: int) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.fault(Fault("deliver:slash_commands", effect))
        assert "operation_timeout" in rosa.types("/needpartner say Lost").text
        slack.wait_connected()
        assert rosa.types("/needpartner say Found").text == "Found"
        assert [body["text"] for body in bot.heard] == ["say Lost"] * heard + ["say Found"]


def test_an_event_on_a_lost_connection_fails_over(slack: Sandbox, rosa: Person) -> None:
    first, second = Bot(slack), Bot(slack)
    with by_sockets(slack, first), by_sockets(slack, second):
        slack.wait_connected(2)
        slack.fault(Fault("deliver:app_home_opened", "cut_before"))
        assert rosa.opens_home().plain.startswith("Hello")


@pytest.mark.parametrize(("effect", "heard"), [("cut_before", 0), ("cut_after", 1)])
def test_a_request_is_lost_by_http(slack: Sandbox, rosa: Person, effect: str, heard: int) -> None:
    bot = Bot(slack)
    with by_http(slack, bot):
        slack.fault(Fault("deliver:*", effect))
        assert not rosa.types("/needpartner say Lost").ok
        assert len(bot.heard) == heard


# how often


def test_a_fault_strikes_once_unless_told_otherwise() -> None:
    assert strikes(Fault("a", "500"), 3) == [True, False, False]
    assert strikes(Fault("a", "500", times=2), 3) == [True, True, False]
    assert strikes(Fault("a", "500", times=None), 3) == [True, True, True]
    assert strikes(Fault("a", "500", skip=1), 3) == [False, True, False]


def test_chance_repeats_itself() -> None:
    fault = Fault("a", "500", times=None, probability=0.5, seed=3)
    assert strikes(fault, 50) == strikes(fault, 50)
    assert 10 < sum(strikes(fault, 50)) < 40


def test_a_fault_hits_only_what_it_names() -> None:
    faults = Faults()
    faults.add(Fault("chat.*", "500", times=None))
    assert faults.strike("chat.update")
    assert faults.strike("conversations.history") is None
    assert faults.strike("deliver:block_actions") is None


def test_cleared_faults_are_over(slack: Sandbox, client: WebClient) -> None:
    slack.fault(Fault("*", "500", times=None))
    slack.clear_faults()
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "chat.postMessage", "effect": "duplicate"},
        {"method": "deliver:block_actions", "effect": "429"},
        {"method": "chat.postMessage", "effect": "500", "probability": 2},
        {"method": "chat.postMessage", "effect": "delay", "seconds": -1},
        {"method": "chat.postMessage", "effect": "delay", "sometimes": True},
        {"method": "chat.postMessage"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        Fault.from_json(wrong)


def strikes(fault: Fault, calls: int) -> list[bool]:
    faults = Faults()
    faults.add(fault)
    return [faults.strike("a") is not None for _ in range(calls)]
