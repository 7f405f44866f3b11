"""What each of Slack's refusals, and each broken connection, means for whoever made the call.

A call either succeeds or raises one of four: `NotSent` (again later), `Unclear` (nobody knows whether it
landed), `Gone` (this person or channel cannot be reached any more) or `Refused` (ours to mend, or we are cut
off from the workspace). Which error is which stands in `bot.slack_errors`.
"""

import http.client
import re
import urllib.error
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack_errors import Meaning, meaning_of

_NO_RETRY_TOLD: Final = 30.0
_LONGEST_WAIT: Final = 86_400.0  # a day: whatever asks for more is broken
_ERROR: Final = re.compile(r"[a-z0-9_:.-]{1,80}", re.ASCII)
_NUMBER: Final = re.compile(r"\s*[0-9]+(\.[0-9]*)?\s*", re.ASCII)


class NotSent(Exception):  # noqa: N818 - these four are outcomes of a call, and read as what they are
    """Slack surely did not take it; `wait` is how many seconds it asks for, None where it says nothing.

    `limited` names the method where it was called too often.
    """

    def __init__(self, error: str, wait: float | None = None, limited: str | None = None) -> None:
        super().__init__(error)
        self.wait = wait
        self.limited = limited


class Unclear(Exception):  # noqa: N818
    """The connection or Slack failed in a way that leaves open whether it took effect."""


class Gone(Exception):  # noqa: N818
    """The person or channel cannot be reached any more."""


class MessageGone(Gone):
    """The message cannot be changed any more; whoever should read it may still be there."""


class Refused(Exception):  # noqa: N818
    """Slack refused what we sent: the token, a scope or the request is wrong."""


class CutOff(Refused):
    """The workspace lets us in no more: nothing can be sent until its admins, or a new token, change that."""


_OUTCOMES: Final[Mapping[Meaning, type[Exception]]] = {
    Meaning.NOT_SENT: NotSent,
    Meaning.OPEN: Unclear,
    Meaning.GONE: Gone,
    Meaning.MESSAGE_GONE: MessageGone,
    Meaning.CUT_OFF: CutOff,
    Meaning.OURS: Refused,
}
MEANINGS: Final[Mapping[type[Exception], Meaning]] = {kind: meaning for meaning, kind in _OUTCOMES.items()}


@contextmanager
def in_our_terms(method: str) -> Iterator[None]:
    """Raise what a call with Slack's client means, whoever makes it: NotSent, Unclear, Gone, Refused."""
    try:
        yield
    except SlackApiError as refusal:
        raise _meaning(method, refusal) from refusal
    except (OSError, http.client.HTTPException, SlackClientError, ValueError, AttributeError) as error:
        # The last one is how the SDK takes JSON that is no object.
        raise _network_meaning(method, error) from error


def _meaning(method: str, refusal: SlackApiError) -> Exception:
    """Return what a refusal of Slack's means for the caller."""
    response = refusal.response
    body = response.data if isinstance(response.data, dict) else {}
    error = str(body.get("error", ""))
    if not _ERROR.fullmatch(error):  # the SDK's own text about an answer that is no JSON
        error = ""
    if response.status_code == 429 or error in ("ratelimited", "rate_limited"):
        return NotSent("ratelimited", _wait_told(response.headers), method)
    if response.status_code >= 500 or not error:
        return Unclear(error or f"status {response.status_code}")
    return _OUTCOMES[meaning_of(error)](error)


def _wait_told(headers: Mapping[str, Any]) -> float:
    """Return the seconds of Retry-After; half a minute where it is missing or cannot be read."""
    text = header_of(headers, "retry-after") or ""
    return min(max(float(text), 1.0), _LONGEST_WAIT) if _NUMBER.fullmatch(text) else _NO_RETRY_TOLD


def header_of(headers: Mapping[str, Any], wanted: str) -> str | None:
    """Return a header by its name in small letters; None where there is none."""
    told = next((value for name, value in headers.items() if name.lower() == wanted), None)
    return str(told[0]) if isinstance(told, list) else told


def _network_meaning(method: str, error: Exception) -> Exception:
    """Tell a connection that never came about from one that broke."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    never_left = isinstance(reason, ConnectionRefusedError) or type(reason).__name__ == "gaierror"
    told = f"{method}: {type(reason).__name__}"
    return NotSent(told) if never_left else Unclear(told)
