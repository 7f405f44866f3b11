"""What the messenger makes of an answer: one of four outcomes for everything Slack and the network can do.

Slack is played by a socket that answers with exactly the bytes it was told to, so that broken answers can be
given too.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards import Message
from bot.messenger import Messenger, answer
from bot.records import Workspace
from bot.refusals import Gone, NotSent, Refused, Unclear

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
HELLO = Message("Hello", [])
TOKEN = "xoxb-canary-0123456789"
HALF_A_MINUTE = 30.0


def reply(body: object, status: int = 200, **headers: str) -> bytes:
    """An HTTP answer: JSON, or the text as it stands."""
    content = (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"HTTP/1.1 {status} Told", f"Content-Length: {len(content)}", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + content


def refusal(error: str) -> bytes:
    return reply({"ok": False, "error": error})


@contextmanager
def slack(*answers: bytes | None) -> Iterator[str]:
    """Serve one answer a connection (None: none at all until the end), then hang up; give the address."""
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        for sent in answers:
            with listener.accept()[0] as caller:
                _read_request(caller)
                if sent is None:
                    over.wait(10)
                else:
                    caller.sendall(sent)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


def _read_request(caller: socket.socket) -> None:
    caller.settimeout(10)
    with caller.makefile("rb") as request:
        headers = iter(request.readline, b"\r\n")
        length = [int(line.split(b":")[1]) for line in headers if line.lower().startswith(b"content-length")]
        request.read(sum(length))


def outcome(answer: bytes | None, act: Callable[[Messenger], object] | None = None) -> Exception:
    """What is raised for a post, or another act, that is answered so."""
    with slack(answer) as address, pytest.raises((NotSent, Unclear, Gone, Refused)) as caught:
        (act or _post)(Messenger(TOKEN, address, patience=1))
    assert TOKEN not in str(caught.value)
    return caught.value


def _post(messenger: Messenger) -> tuple[str, str]:
    return messenger.post("D1", HELLO, "key")


@pytest.mark.parametrize(
    "error",
    [
        "cannot_dm_bot", "cant_update_message", "channel_not_found", "invalid_user_combination",
        "is_archived", "message_not_found", "not_in_channel", "user_disabled", "user_not_found",
        "user_not_visible",
    ],
)  # fmt: skip
def test_whoever_cannot_be_reached_any_more_is_gone(error: str) -> None:
    assert isinstance(outcome(refusal(error)), Gone)


@pytest.mark.parametrize(
    "error",
    [
        "account_inactive", "invalid_arguments", "invalid_auth", "invalid_blocks", "missing_scope",
        "msg_too_long", "no_text", "not_authed", "restricted_action", "token_expired", "token_revoked",
        "an_error_of_tomorrow",
    ],
)  # fmt: skip
def test_what_is_ours_to_mend_is_refused(error: str) -> None:
    found = outcome(refusal(error))
    assert isinstance(found, Refused)
    assert str(found) == error


@pytest.mark.parametrize(
    "answer",
    [
        refusal("fatal_error"),
        refusal("internal_error"),
        refusal("request_timeout"),
        refusal("service_unavailable"),
        reply({"ok": False}),
        reply({"ok": False, "error": "channel_not_found"}, 503),
        reply("Internal Server Error", 500),
        reply("<html>Bad gateway", 502),
        reply("<html>Fine"),
        reply(""),
        reply("[1]"),
        reply("null"),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        reply({"ok": True, "ts": "1.2"})[:-5],
        b"nothing that HTTP knows\r\n\r\n",
        None,
    ],
    ids=lambda answer: repr(answer)[:40],
)
def test_what_may_or_may_not_have_landed_is_unclear(answer: bytes | None) -> None:
    assert isinstance(outcome(answer), Unclear)


def test_a_connection_that_never_came_about_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotSent, match="ConnectionRefusedError") as caught:
        _post(Messenger(TOKEN, f"http://127.0.0.1:{port}/"))
    assert caught.value.wait is None


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("1", 1.0),
        ("30", 30.0),
        ("3600", 3600.0),
        ("7200", 7200.0),
        ("2.5", 2.5),
        (" 7 ", 7.0),
        ("0", 1.0),
        ("999999999999", 86_400.0),
        ("", HALF_A_MINUTE),
        ("-5", HALF_A_MINUTE),
        ("nan", HALF_A_MINUTE),
        ("inf", HALF_A_MINUTE),
        ("1e3", HALF_A_MINUTE),
        ("soon", HALF_A_MINUTE),
        ("Tue, 03 Mar 2026 12:00:00 GMT", HALF_A_MINUTE),
    ],
)
def test_slack_says_when_to_come_again(told: str, wait: float) -> None:
    found = outcome(reply({"ok": False, "error": "ratelimited"}, 429, Retry_After=told))
    assert isinstance(found, NotSent)
    assert found.wait == wait
    assert found.limited == "chat.postMessage"


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (reply({"ok": False, "error": "ratelimited"}, 429), HALF_A_MINUTE),
        (reply({"ok": False, "error": "ratelimited"}, 429, RETRY_AFTER="9"), 9.0),
        (reply({"ok": False, "error": "rate_limited"}), HALF_A_MINUTE),
        (reply({"ok": False, "error": "ratelimited"}, 200, retry_after="9"), 9.0),
        (reply("Too Many Requests", 429, Retry_After="9"), 9.0),
    ],
    ids=["no header", "capitals", "status 200", "small letters", "no JSON"],
)
def test_too_many_requests_were_not_taken_in_whatever_form_it_is_said(answer: bytes, wait: float) -> None:
    found = outcome(answer)
    assert isinstance(found, NotSent)
    assert found.wait == wait


ACTS: dict[str, Callable[[Messenger], Any]] = {
    "whoami": lambda messenger: messenger.whoami(),
    "open_view": lambda messenger: messenger.open_view("1.2.abc", {}),
    "redraw_view": lambda messenger: messenger.redraw_view("V1", {}),
    "publish_home": lambda messenger: messenger.publish_home("U1", {}),
    "conversation_with": lambda messenger: messenger.conversation_with(["U1", "U2"]),
    "post": _post,
    "redraw": lambda messenger: messenger.redraw("D1", "1.2", HELLO),
    "withdraw": lambda messenger: messenger.withdraw("D1", "1.2"),
    "copies": lambda messenger: messenger.copies("D1", "key", NOW),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_has_the_same_outcomes(act: Callable[[Messenger], object]) -> None:
    assert isinstance(outcome(reply("{}", 429, Retry_After="3"), act), NotSent)
    assert isinstance(outcome(b"", act), Unclear)
    assert isinstance(outcome(reply("no JSON"), act), Unclear)
    assert isinstance(outcome(refusal("missing_scope"), act), Refused)


def test_an_answer_that_lacks_what_was_asked_for_is_unclear() -> None:
    for act in (ACTS["whoami"], ACTS["open_view"], ACTS["conversation_with"], ACTS["post"], ACTS["copies"]):
        assert isinstance(outcome(reply({"ok": True}), act), Unclear)


def test_a_message_that_is_gone_already_is_withdrawn() -> None:
    with slack(refusal("message_not_found")) as address:
        Messenger(TOKEN, address).withdraw("D1", "1.2")


def test_the_token_tells_the_workspace() -> None:
    for enterprise, expected in (("E1", "E1"), (None, "")):
        with slack(reply({"ok": True, "team_id": "T1", "enterprise_id": enterprise})) as address:
            assert Messenger(TOKEN, address).whoami() == Workspace(expected, "T1")


def test_every_copy_of_a_message_is_found_on_whatever_page_of_the_history() -> None:
    ours = {"ts": "2.0", "metadata": {"event_payload": {"key": "key"}}}
    others = [{"ts": "1.0"}, {"ts": "1.1", "metadata": {}}]
    later = {**ours, "ts": "3.0"}
    first = reply({"ok": True, "messages": [later, *others], "response_metadata": {"next_cursor": "more"}})
    last = reply({"ok": True, "messages": [*others, ours], "response_metadata": None})
    with slack(first, last) as address:
        assert Messenger(TOKEN, address).copies("D1", "key", NOW) == ["2.0", "3.0"]
    with slack(reply({"ok": True, "messages": others})) as address:
        assert Messenger(TOKEN, address).copies("D1", "key", NOW) == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [(reply("no", 404), NotSent), (reply("no", 429), NotSent), (reply("no", 500), NotSent), (b"", Unclear)],
)
def test_an_answer_to_a_response_url_that_does_not_arrive_is_told(
    told: bytes, expected: type[Exception]
) -> None:
    with slack(told) as address, pytest.raises(expected) as caught:
        answer(address, "Hello")
    assert "127.0.0.1" not in str(caught.value)
