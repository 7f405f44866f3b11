"""The HTTP way in refuses what Slack did not sign, and answers nothing with a server error."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.transports import WebServer
from tests.stage import staged

BODY = b"command=%2Fneedpartner&text=help&user_id=U1&team_id=T1&trigger_id=1.2"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a bot served by HTTP, and its signing secret."""
    with staged(tmp_path, http=True) as stage:
        server = WebServer(stage.bot.bolt, 0, host="127.0.0.1")
        server.start()
        yield f"http://127.0.0.1:{server.port}/slack/events", stage.bot.settings.signing_secret
        server.stop()


def signed(secret: str, timestamp: str, body: bytes = BODY) -> dict[str, str]:
    mac = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={mac}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


@pytest.mark.parametrize("timestamp", ["soon", "", "1e3", "-1", "٣", "9" * 400, "1"])
def test_a_timestamp_that_is_malformed_or_stale_is_refused(door: tuple[str, str], timestamp: str) -> None:
    url, secret = door
    headers = [(name.encode(), value.encode()) for name, value in signed(secret, timestamp).items()]
    assert httpx.post(url, content=BODY, headers=headers).status_code == 401


def test_a_forged_signature_or_none_is_refused(door: tuple[str, str]) -> None:
    url, _ = door
    assert httpx.post(url, content=BODY, headers=signed("0" * 32, str(int(time.time())))).status_code == 401
    assert httpx.post(url, content=BODY).status_code == 401


def test_a_body_that_was_changed_after_signing_is_refused(door: tuple[str, str]) -> None:
    url, secret = door
    headers = signed(secret, str(int(time.time())))
    assert httpx.post(url, content=BODY.replace(b"help", b"forget"), headers=headers).status_code == 401


def test_a_body_too_large_is_not_read_to_its_end(door: tuple[str, str]) -> None:
    url, _ = door
    assert httpx.post(url, content=b"x" * 1_100_000).status_code == 413


def test_other_paths_are_not_found(door: tuple[str, str]) -> None:
    url, _ = door
    assert httpx.get(url.replace("/slack/events", "/")).status_code == 404
