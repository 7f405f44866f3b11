"""The door for requests by HTTP, before Bolt: in goes what Slack signed a moment ago, in a shape Slack sends.

Size, headers, time and signature are looked at before a byte is parsed; all that is turned away gets a status
from 400 to 415 and no more. What a request asks for, and whether that person may, is the stories' business.
"""

import hashlib
import hmac
import http
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from slack_bolt import App, BoltRequest
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse

from bot.logs import log_of

PATH: Final = "/slack/events"
LARGEST_BODY: Final = 1_048_576  # bytes; Slack's own requests stay far below
WINDOW: Final = 300  # seconds a signature is good for, before and after the moment it names

_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII)
_ENCODINGS: Final = ("application/json", "application/x-www-form-urlencoded")
# Only these go on to Bolt: others, such as those that address its lazy listeners, nobody has signed.
_PASSED_ON: Final = (
    "HTTP_X_SLACK_REQUEST_TIMESTAMP",
    "HTTP_X_SLACK_SIGNATURE",
    "HTTP_X_SLACK_RETRY_NUM",
    "HTTP_X_SLACK_RETRY_REASON",
)

log = log_of(__name__)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class TurnedAway(Exception):  # noqa: N818 - an answer, not a fault
    """A request that does not get in; the text says why, without a word of what it held."""

    def __init__(self, status: http.HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


def door(app: App, signing_secret: str, clock: Callable[[], float] = time.time) -> Wsgi:
    """Return the WSGI application that lets Slack's requests in to Bolt. clock: seconds since 1970."""

    def guarded(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            request = _read(environ, _signed_body(environ, signing_secret, clock()))
            told = app.dispatch(request)
            response = WsgiHttpResponse(told.status, told.headers, told.body)
        except TurnedAway as refusal:
            log.info("a request was turned away", status=int(refusal.status), why=str(refusal))
            response = _refusal(refusal)
        except Exception as error:
            # Listeners' errors end in the error door; what Bolt itself falls over is no request of Slack's.
            log.error("a signed request could not be understood", exc_info=error)
            response = _refusal(TurnedAway(http.HTTPStatus.BAD_REQUEST, "The request cannot be understood."))
        start_response(response.status, response.get_headers())
        return response.get_body()

    return guarded


def _refusal(refusal: TurnedAway) -> WsgiHttpResponse:
    headers: dict[str, Sequence[str]] = {"content-type": ["text/plain;charset=utf-8"]}
    if refusal.status is http.HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ["POST"]
    return WsgiHttpResponse(refusal.status, headers, str(refusal))


def _signed_body(environ: Environ, secret: str, now: float) -> bytes:
    """Return the body, once its signature has been found to be Slack's and fresh. Raises TurnedAway."""
    if environ.get("PATH_INFO") != PATH:
        raise TurnedAway(http.HTTPStatus.NOT_FOUND, "There is nothing here.")
    if environ.get("REQUEST_METHOD") != "POST":
        raise TurnedAway(http.HTTPStatus.METHOD_NOT_ALLOWED, "Requests of Slack's are posted.")
    timestamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""))
    signature = str(environ.get("HTTP_X_SLACK_SIGNATURE", ""))
    if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
        raise TurnedAway(http.HTTPStatus.UNAUTHORIZED, "The request carries no signature of Slack's.")
    if abs(now - int(timestamp)) > WINDOW:
        raise TurnedAway(http.HTTPStatus.UNAUTHORIZED, "The request was not signed just now.")
    body = _body(environ)
    if not is_signature(signature, secret, timestamp, body):
        raise TurnedAway(http.HTTPStatus.UNAUTHORIZED, "The request's signature is wrong.")
    return body


def is_signature(signature: str, secret: str, timestamp: str, body: bytes) -> bool:
    """Whether this is Slack's v0 signature of a body; nothing is where the secret is empty.

    Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return bool(secret.strip()) and hmac.compare_digest(expected, signature)


def _body(environ: Environ) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not _TIMESTAMP.fullmatch(length):
        raise TurnedAway(http.HTTPStatus.BAD_REQUEST, "The request's length is no number.")
    if int(length) > LARGEST_BODY:
        raise TurnedAway(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _read(environ: Environ, body: bytes) -> BoltRequest:
    """Return a signed request as Bolt takes it. Raises TurnedAway where its parts are not Slack's."""
    encoding = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if encoding not in _ENCODINGS:
        raise TurnedAway(http.HTTPStatus.BAD_REQUEST, "The request's content type is none of Slack's.")
    headers = {
        name[len("HTTP_") :].replace("_", "-"): environ[name] for name in _PASSED_ON if name in environ
    }
    try:
        request = BoltRequest(body=body.decode(), headers={**headers, "content-type": encoding})
    except Exception as error:  # Bolt believes whatever it reads, and falls over it in many ways
        raise TurnedAway(http.HTTPStatus.BAD_REQUEST, "The request cannot be read.") from error
    if not is_well_formed(request):
        raise TurnedAway(http.HTTPStatus.BAD_REQUEST, "The request has none of the shapes Slack sends.")
    return request


def is_well_formed(request: BoltRequest) -> bool:
    """Whether who acts and where are ids, and what Bolt chooses a listener by is there."""
    ids = (request.context.get(name) for name in ("user_id", "team_id", "enterprise_id"))
    if not all(each is None or (isinstance(each, str) and _ID.fullmatch(each)) for each in ids):
        return False
    body = request.body
    if "command" in body:
        return isinstance(body["command"], str) and isinstance(body.get("text", ""), str)
    fits = _SHAPES.get(body["type"]) if isinstance(body.get("type"), str) else None
    return fits is not None and isinstance(body.get("event", {}), dict) and fits(body)


def _has_actions(body: Mapping[str, Any]) -> bool:
    found = body.get("actions")
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(each, dict) and isinstance(each.get("action_id"), str) for each in found)
        and isinstance(body.get("response_url", ""), str)
    )


def _has_view(body: Mapping[str, Any]) -> bool:
    view = body.get("view")
    return (
        isinstance(view, dict)
        and isinstance(view.get("callback_id"), str)
        and isinstance(view.get("state"), dict)
        and isinstance(view["state"].get("values"), dict)
    )


_SHAPES: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "block_actions": _has_actions,
    "block_suggestion": lambda body: isinstance(body.get("action_id"), str),
    "event_callback": lambda body: isinstance(body.get("event", {}).get("type"), str),
    "url_verification": lambda body: isinstance(body.get("challenge"), str),
    "view_closed": _has_view,
    "view_submission": _has_view,
}
