"""The HTTP door lets in what Slack signed just now; all else is turned away and leaves no trace."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot import wording
from bot.door import LARGEST_BODY, WINDOW, Environ, door
from bot.transports import WebServer, web
from tests.door_attacks import Send, attack, encoded, in_process, known_requests, over_http, signed
from tests.journey_acts import decline, messages
from tests.stage import Stage, staged
from tests.storage_place import file_of

Known = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on which something of every kind has been done once."""
    with staged(tmp_path_factory.mktemp("door"), http=True) as stage:
        stage.enrol("rosa", "tomasz", "amir")
        stage.to_next_cycle()
        decline(stage, "amir", "Not our field")
        messages(stage, "amir")[-1].click("Accept")
        messages(stage, "tomasz")
        for handle in ("rosa", "amir"):
            stage.person(handle).opens_home()
            stage.person(handle).types("/needpartner status")
        form = stage.form("amir")
        form.offered("Organisation", "har")
        form.close()
        yield stage


@pytest.fixture(scope="module")
def known(stage: Stage) -> Known:
    return known_requests(stage.slack)


@pytest.fixture
def secret(stage: Stage) -> str:
    return stage.bot.settings.signing_secret


@pytest.fixture
def send(stage: Stage, secret: str) -> Send:
    return in_process(door(stage.bot.bolt, secret))


def test_no_attack_meets_a_server_error_or_writes_a_row(
    stage: Stage, send: Send, secret: str, known: Known
) -> None:
    assert {kind for kind, _ in known} == {
        "block_actions", "block_suggestion", "event_callback", "slash_commands", "view_submission",
    }  # fmt: skip
    statuses = attack(send, secret, known, file_of(stage.bot.store), size=600)
    assert {200, 400, 401, 404, 405, 413} <= set(statuses), statuses


def test_every_kind_of_real_request_gets_in(send: Send, secret: str, known: Known) -> None:
    for kind, payload in known:
        status = send(signed(secret, *encoded(kind, payload)))
        assert status == 200 or (kind, status) == ("block_actions", 424), "its response_url is used up by now"
    challenge = {"type": "url_verification", "challenge": "abc", "token": "t"}
    assert send(signed(secret, json.dumps(challenge).encode(), "application/json; charset=utf-8")) == 200


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 200), (5 - WINDOW, 200), (WINDOW, 200), (-WINDOW - 1, 401), (WINDOW + 1, 401)]
)
def test_a_signature_is_good_for_five_minutes_either_way(
    stage: Stage, secret: str, known: Known, seconds: int, status: int
) -> None:
    now = int(time.time())
    told = signed(secret, *encoded(*known[0]), at=str(now + seconds))
    assert in_process(door(stage.bot.bolt, secret, clock=lambda: now))(told) == status


@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_an_empty_signing_secret_lets_nothing_in(stage: Stage, known: Known, empty: str) -> None:
    assert in_process(door(stage.bot.bolt, empty))(signed(empty, *encoded(*known[0]))) == 401


# over the wire


@pytest.fixture(scope="module")
def wire(stage: Stage) -> Iterator[tuple[str, httpx.Client]]:
    """The address of the bot's web server, and a client."""
    server = WebServer(web(stage.bot), 0, host="127.0.0.1")
    server.start()
    with httpx.Client(trust_env=False) as client:
        yield f"http://127.0.0.1:{server.port}", client
    server.stop()


def test_attacks_over_the_wire_end_alike(
    stage: Stage, wire: tuple[str, httpx.Client], secret: str, known: Known
) -> None:
    statuses = attack(over_http(*wire), secret, known, file_of(stage.bot.store), size=100)
    assert {400, 401} <= set(statuses), statuses


@pytest.mark.parametrize("timestamp", ["soon", "", "1e3", "-1", "٣", "9" * 400, "1"])
def test_a_timestamp_that_is_malformed_or_stale_is_refused(
    wire: tuple[str, httpx.Client], secret: str, known: Known, timestamp: str
) -> None:
    address, client = wire
    told = signed(secret, *encoded(*known[0]), at=timestamp)
    headers = [(name.encode(), value.encode()) for name, value in told.headers]
    assert client.post(f"{address}/slack/events", content=told.body, headers=headers).status_code == 401


def test_a_body_too_large_is_not_read_to_its_end(wire: tuple[str, httpx.Client]) -> None:
    address, client = wire
    body = b"x" * (LARGEST_BODY + 1)
    assert client.post(f"{address}/slack/events", content=body).status_code == 413
    assert client.post(f"{address}/slack/events", content=iter([body])).status_code == 413


def test_other_places_are_not_found_and_nothing_is_had_by_asking(wire: tuple[str, httpx.Client]) -> None:
    address, client = wire
    assert client.get(f"{address}/").status_code == 404
    asked = client.get(f"{address}/slack/events")
    assert (asked.status_code, asked.headers["allow"]) == (405, "POST")


def test_a_header_nobody_signed_does_not_reach_bolt(stage: Stage, secret: str, known: Known) -> None:
    """Bolt runs a lazy listener alone, past the others, for whoever sends these headers."""
    payload = next(request for kind, request in known if kind == "slash_commands")
    told = signed(secret, *encoded("slash_commands", payload | {"command": "/partneradmin", "text": "help"}))
    lazy = (("X-Slack-Bolt-Lazy-Only", "1"), ("X-Slack-Bolt-Lazy-Function-Name", "_preview_told"))
    answers: list[bytes] = []
    handle = door(stage.bot.bolt, secret)

    def kept(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        answers.extend(handle(environ, start))
        return answers

    assert in_process(kept)(replace(told, headers=(*told.headers, *lazy))) == 200
    assert wording.NOT_AN_ADMIN in b"".join(answers).decode()
