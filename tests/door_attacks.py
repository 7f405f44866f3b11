"""Requests that Slack would never send, as many as asked for: forged, stale, malformed, signed but senseless.

`attack` makes them of real requests of every kind and counts what they were answered. It fails on the first
answer that is a server's error, on a forgery that gets in, and on a refused request that wrote something.
"""

import hashlib
import hmac
import io
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.door import LARGEST_BODY, PATH, WINDOW, Wsgi
from bot.sandbox import Sandbox
from bot.storage.library import sqlite3

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
KINDS = ("block_actions", "block_suggestion", "event_callback", "slash_commands", "view_submission")


@dataclass(frozen=True)
class Attack:
    """One request, ready to be sent. forged: nobody who has the secret can have made it."""

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "POST"
    path: str = PATH
    forged: bool = True


Send = Callable[[Attack], int]  # gives the status of the answer


def over_http(address: str, client: httpx.Client) -> Send:
    """Send to a server, http://127.0.0.1:port."""

    def send(attack: Attack) -> int:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in attack.headers]
        url = address + attack.path
        return client.request(attack.method, url, content=attack.body, headers=headers).status_code

    return send


def in_process(handle: Wsgi) -> Send:
    """Send to a WSGI application, as a server on the same machine would."""

    def send(attack: Attack) -> int:
        told: list[int] = []
        named = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in attack.headers}
        environ = {
            **named,
            "CONTENT_TYPE": named.pop("HTTP_CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(len(attack.body)),
            "REQUEST_METHOD": attack.method,
            "PATH_INFO": attack.path,
            "wsgi.input": io.BytesIO(attack.body),
        }
        list(handle(environ, lambda status, _headers: told.append(int(status.split()[0]))))
        return told[0]

    return send


def known_requests(slack: Sandbox) -> list[tuple[str, dict[str, Any]]]:
    """The latest request of each kind and name that the bot was sent, with its kind."""
    found = {
        (kind, entry.name): entry.request
        for entry in slack.ledger()
        if (kind := _kind(entry.kind, entry.request)) in KINDS
    }
    return [(kind, request) for (kind, _), request in found.items()]


def _kind(kind: str, request: Any) -> str:  # noqa: ANN401 - whatever went over the wire
    is_event = isinstance(request, dict) and request.get("type") == "event_callback"
    return "event_callback" if is_event else kind


def attack(
    send: Send,
    secret: str,
    known: Sequence[tuple[str, dict[str, Any]]],
    database: Path | None,
    size: int,
    begin: int = 0,
) -> Counter[int]:
    """Send so many attacks; return how often each status was answered.

    database: the SQLite file that refused requests must not write to, where it can be looked at. begin: where
    chance begins.
    """
    statuses: Counter[int] = Counter()
    with closing(sqlite3.connect(database or ":memory:")) as connection:

        @seed(begin)
        @settings(
            max_examples=size,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(attacks(secret, known))
        def each(made: Attack) -> None:
            before = _version(connection)
            status = send(made)
            statuses[status] += 1
            assert status < 500, (status, made)
            assert status >= 400 or not made.forged, (status, made)
            assert status < 400 or _version(connection) == before, (status, made)

        each()
    return statuses


def _version(connection: sqlite3.Connection) -> int:
    """Return a number that changes whenever anybody else has written to the database."""
    [[version]] = connection.execute("PRAGMA data_version").fetchall()
    return int(version)


# --- how they are made ----------------------------------------------------------------------------------


def signed(secret: str, body: bytes, encoding: str = FORM, at: str | None = None) -> Attack:
    """Sign a request as Slack does, now or at another time."""
    timestamp = str(int(time.time())) if at is None else at
    mac = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    told = ("X-Slack-Request-Timestamp", timestamp), ("X-Slack-Signature", f"v0={mac}")
    return Attack(body, (*told, ("Content-Type", encoding)), forged=False)


def encoded(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Write a payload as Slack sends one of its kind."""
    if kind == "slash_commands":
        return urlencode(
            {name: str(value) for name, value in payload.items()}, errors="replace"
        ).encode(), FORM
    if kind == "event_callback":
        return json.dumps(payload).encode(), JSON
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


WEIRD = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats(),
    st.sampled_from(("", "\x00", "\ud800", "x" * 2000, "<!channel>", 10**400, [], {}, [[]], {"id": {}})),
    st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(("id", "type", "team", "user", "value")), inner, max_size=3), max_leaves=6),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, known: Sequence[tuple[str, dict[str, Any]]]) -> tuple[bytes, str]:
    """Draw a real request with up to three of its parts replaced, taken out or added."""
    kind, payload = draw(st.sampled_from(known))
    payload = json.loads(json.dumps(payload))
    for _ in range(draw(st.integers(1, 3))):
        _mutate(draw, payload)
    return encoded(draw(st.sampled_from((kind, kind, kind, *KINDS))), payload)


def _mutate(draw: st.DrawFn, place: Any) -> None:  # noqa: ANN401 - any JSON
    """Change one part of a value, on any level of it."""
    while True:
        names = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        if not names:
            return
        name = draw(st.sampled_from(names))
        inside = place[name]
        if not (isinstance(inside, dict | list) and inside) or draw(st.integers(0, 2)) == 0:
            break
        place = inside
    if draw(st.booleans()):
        place[name] = deepcopy(draw(WEIRD))  # the next change may be inside, and what is drawn from must stay
    else:
        del place[name]


@st.composite
def senseless(draw: st.DrawFn, known: Sequence[tuple[str, dict[str, Any]]]) -> tuple[bytes, str]:
    """Draw a body that is no request: noise, cut short, nested deep, doubled, or a value of another kind."""
    kind, payload = draw(st.sampled_from(known))
    whole, _ = encoded(kind, payload)
    text = json.dumps(payload)
    body = draw(
        st.one_of(
            st.binary(max_size=200),
            st.integers(0, len(whole) - 1).map(lambda cut: whole[:cut]),
            st.sampled_from((
                b"", b"{", b"null", b"5", b'"x"', b"[]", b"[[{}]]", b"{}", b"{}{}", b"NaN", b"\xff\xfe",
                b"payload=", b"payload=null", b"payload=[]", b"payload=%00", b"payload=" + b"9" * 5000,
                b"[" * 100_000, b'{"a":' * 50_000, b"payload=" + b"[" * 50_000, b"ssl_check=1", b"command",
                b'{"type":"event_callback","event":' + b"9" * 5000 + b"}", b'{"type":"\\ud800"}',
                b'{"type":"block_actions","type":"view_submission"}', b"command=&user_id=&team_id=",
                b"command=%2Fneedpartner&text=%ED%A0%80&user_id=%00&team_id=T1",
                ("payload=" + text[:-1] + ',"type":"x","type":[]}').encode(),
            )),
            WEIRD.map(lambda value: urlencode({"payload": json.dumps(value)}).encode()),
            WEIRD.map(lambda value: json.dumps(value).encode()),
        )
    )  # fmt: skip
    encodings = (
        FORM,
        JSON,
        FORM,
        JSON,
        "",
        "text/plain",
        "application/json; charset=utf-16",
        "multipart/form-data",
    )
    return body, draw(st.sampled_from(encodings))


LATIN = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=90)


_NAMES = ("X-Slack-Request-Timestamp", "X-Slack-Signature", "Content-Type")
_HEADER = st.tuples(st.sampled_from(_NAMES), LATIN)


@st.composite
def forged(draw: st.DrawFn, secret: str, known: Sequence[tuple[str, dict[str, Any]]]) -> Attack:
    """Draw a real request whose signature is not Slack's, not of this body, or not of this moment."""
    whole, encoding = encoded(*draw(st.sampled_from(known)))
    now = int(time.time())
    late = draw(st.integers(WINDOW + 60, 10**9))
    how = draw(st.integers(0, 5))
    if how == 0:
        other = draw(st.sampled_from(("", " ", secret[:-1], secret.upper() + "x", "0" * 32)))
        return replace(signed(other, whole, encoding), forged=True)
    if how == 1:
        at = draw(
            st.sampled_from((now - late, now + late, -now, now * 1000, f"{now}.0", f" {now}", "", "soon"))
        )
        return replace(signed(secret, whole, encoding, str(at)), forged=True)
    good = signed(secret, whole, encoding)
    (_, at), (_, signature), encoded_as = good.headers
    if how == 2:
        cut = draw(st.integers(0, len(whole) - 1))
        return replace(good, body=whole[:cut] + bytes([whole[cut] ^ 1]) + whole[cut + 1 :], forged=True)
    if how == 3:
        wrong = draw(
            LATIN | st.sampled_from((signature.upper(), signature[3:], signature + "0", f"v1{signature[2:]}"))
        )
        return replace(good, headers=(good.headers[0], ("X-Slack-Signature", wrong), encoded_as), forged=True)
    if how == 4:
        return replace(
            good, headers=(("X-Slack-Request-Timestamp", str(int(at) - 1)), *good.headers[1:]), forged=True
        )
    return replace(good, headers=good.headers[2:], forged=True)


@st.composite
def misdirected(draw: st.DrawFn, secret: str, known: Sequence[tuple[str, dict[str, Any]]]) -> Attack:
    """Draw a signed request that goes to another place, is not posted, or is too large."""
    good = signed(secret, *encoded(*draw(st.sampled_from(known))))
    if draw(st.integers(0, 20)) == 0:
        return replace(signed(secret, b"payload=" + b"x" * LARGEST_BODY), forged=True)
    method = draw(st.sampled_from(("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "POST")))
    path = (
        PATH
        if method != "POST"
        else draw(st.sampled_from(("/", PATH + "/", PATH[:-1], "/slack", "//slack/events")))
    )
    return replace(good, method=method, path=path, forged=True)


def attacks(secret: str, known: Sequence[tuple[str, dict[str, Any]]]) -> st.SearchStrategy[Attack]:
    """Attacks of every sort; those that are signed are signed when they are sent."""
    return st.one_of(
        forged(secret, known),
        misdirected(secret, known),
        st.builds(Attack, st.binary(max_size=100), st.lists(_HEADER, max_size=3).map(tuple)),
        senseless(known).map(lambda made: signed(secret, *made)),
        mutated(known).map(lambda made: signed(secret, *made)),
        mutated(known).map(lambda made: signed(secret, *made)),
    )  # fmt: skip
