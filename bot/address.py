"""What two addresses tell: that of a Socket Mode connection, and the bot's own public one."""

import http.client
import json
import re
import secrets
import urllib.error
import urllib.request
from datetime import datetime
from http import HTTPStatus
from typing import Final

from slack_sdk.signature import SignatureVerifier

from bot.door import PATH

_PATIENCE: Final = 10  # seconds


def app_named(address: str, token: str) -> str:
    """Return the id of the app that a connection's address, or the token that opened it, names; or nothing.

    Slack's reference shows app_id in the address; that the token holds the id too is seen, not documented.
    """
    found = re.search(r"[?&]app_id=(A[A-Z0-9]+)(?:&|$)", address)
    found = found or re.match(r"xapp-[0-9]+-(A[A-Z0-9]+)-", token)
    return found[1] if found else ""


def found_at(url: str, secret: str, now: datetime) -> tuple[bool, str]:
    """Ask the bot at its public address what Slack asks it; return whether that is well, and a sentence."""
    try:
        status, is_ours = _asked_like_slack(url, secret, now)
    except (OSError, http.client.HTTPException, ValueError) as failure:
        return False, f"{url} cannot be reached ({type(failure).__name__})"
    if status == HTTPStatus.UNAUTHORIZED:
        return False, f"the bot at {url} has another SLACK_SIGNING_SECRET: start it anew"
    if not is_ours:
        return False, f"{url}{PATH} answers {status}: hand requests on to the bot's PORT"
    return True, f"{url} leads to the bot, which has this signing secret"


def _asked_like_slack(url: str, secret: str, now: datetime) -> tuple[int, bool]:
    """Send Slack's question whether an address is the bot's; return the status, and whether that is answered.

    Raises OSError, HTTPException or ValueError where nobody answers.
    """
    challenge, at = secrets.token_hex(16), str(int(now.timestamp()))
    body = json.dumps({"type": "url_verification", "token": "", "challenge": challenge})
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
    headers["Content-Type"] = "application/json"
    request = urllib.request.Request(url + PATH, body.encode(), headers)  # noqa: S310 - the admin's own address
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            text = answer.read(1000).decode("utf-8", "replace")
            return answer.status, challenge in text
    except urllib.error.HTTPError as refusal:
        return refusal.code, False
