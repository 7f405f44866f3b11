"""Delivery by signed HTTP: commands and interactions as forms, events as JSON, to the bot's one request URL.

Bytes are signed as they are sent. What is in a payload, how long to wait and what to do when nothing comes
back are delivery.py's matter.
"""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode, urlsplit

import httpx

from bot.sandbox.delivery import TIMEOUT, UNREACHABLE, Attempt, DeliveryError, Payload
from bot.sandbox.shapes import Json
from bot.sandbox.sockets import INTERACTIVE
from bot.sandbox.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
RETRY_REASONS = {TIMEOUT: "http_timeout", UNREACHABLE: "connection_failed"}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request's raw bytes, sent at `timestamp` (whole seconds since 1970)."""
    return (
        "v0="
        + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    )


class HttpTransport:
    """Posts to one request URL. Raises ValueError for a URL that does not lead to this machine."""

    mode = "http"
    count = 1

    def __init__(self, workspace: Workspace, url: str, patience: float) -> None:
        if urlsplit(url).hostname not in LOOPBACK:
            raise ValueError(
                f"The sandbox only delivers to this machine, not to {url}: use http://127.0.0.1:…"
            )
        self.url = url
        self._workspace = workspace
        self._client = httpx.AsyncClient(timeout=patience, trust_env=False)

    async def send(self, kind: str, payload: Payload, attempt: Attempt, cut: str | None) -> Json:
        """Post a payload and give its answer: a JSON value, or {"text": …}, or None; raises DeliveryError."""
        if cut == "cut_before":
            raise DeliveryError(UNREACHABLE)
        body, content_type = _encoded(kind, payload)
        response = await self._post(body, content_type, attempt)
        if cut == "cut_after":
            raise DeliveryError(UNREACHABLE)
        if response.status_code != httpx.codes.OK:
            error = "http_client_error" if response.is_client_error else "http_service_error"
            raise DeliveryError(error, response.status_code, final="x-slack-no-retry" in response.headers)
        return _decoded(response)

    async def _post(self, body: bytes, content_type: str, attempt: Attempt) -> httpx.Response:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._workspace.app.signing_secret, timestamp, body),
        }
        if attempt.number:
            headers["X-Slack-Retry-Num"] = str(attempt.number)
            headers["X-Slack-Retry-Reason"] = RETRY_REASONS.get(attempt.reason, "http_error")
        try:
            return await self._client.post(self.url, content=body, headers=headers)
        except httpx.TimeoutException as error:
            raise DeliveryError(TIMEOUT) from error
        except httpx.TransportError as error:
            raise DeliveryError(UNREACHABLE) from error

    async def verify(self) -> bool:
        """Whether the bot answers Slack's challenge, as it must before Slack accepts a request URL."""
        challenge = self._workspace.new_id("").lower()
        asked = {
            "token": self._workspace.app.verification_token,
            "challenge": challenge,
            "type": "url_verification",
        }
        try:
            answer = await self.send("url_verification", asked, Attempt(), None)
        except DeliveryError:
            return False
        return isinstance(answer, dict) and challenge in (answer.get("challenge"), answer.get("text"))

    async def close(self) -> None:
        """Close the connections to the bot."""
        await self._client.aclose()


def _encoded(kind: str, payload: Payload) -> tuple[bytes, str]:
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    if kind in INTERACTIVE:
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return json.dumps(payload).encode(), JSON


def _decoded(response: httpx.Response) -> Json:
    if not response.content:
        return None
    if not response.headers.get("content-type", "").startswith(JSON):
        return {"text": response.text}
    try:
        return response.json()
    except ValueError:
        raise DeliveryError("http_service_error", response.status_code) from None
