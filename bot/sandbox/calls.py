"""What a Web API call is: its method, its arguments read into Python, and the ways it can be refused.

The methods themselves are in methods_*.py; methods.py joins them and answers calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.refusals import Body, SlackError
from bot.sandbox.shapes import Json
from bot.sandbox.workspace import Workspace

HALF = "\\ud"  # how JSON spells each half of a character beyond the first plane
WHOLE = re.compile(r"[0-9]{1,15}")

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True)
class Call:
    """One call that was let in: the arguments as Python values, and how many seconds history lags behind.

    `token` is what it was let in by, "" where the app's client id and secret are among the arguments.
    """

    arguments: Mapping[str, Any]
    lag: float = 0.0
    token: str = ""

    def get(self, name: str, default: Json = None) -> Json:
        """An argument, or `default` where it was not given."""
        return self.arguments.get(name, default)

    def __getitem__(self, name: str) -> Json:
        return self.arguments[name]


Handler = Callable[[Workspace, Call], Body]


@dataclass(frozen=True)
class Method:
    """One method of the Web API.

    `handler` gives the body without `ok`, or raises SlackError. All `scopes` are needed. `a_minute` is
    Slack's rate; `channel_rate` names an argument that allows one call a second for each of its values.
    `caller` is whose token it takes; "client" takes none. With the token of an organisation, a method that
    `needs_team` must be told the workspace.
    """

    name: str
    handler: Handler
    a_minute: int
    required: Mapping[str, Reader] = field(default_factory=dict)
    optional: Mapping[str, Reader] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "client"] = "bot"
    channel_rate: str | None = None
    needs_team: bool = False

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as Python values; invalid_arguments names the unknown, missing or wrong ones."""
        readers = {**self.required, **self.optional}
        wrong = [f"[ERROR] unknown argument: {name}" for name in given if name not in readers]
        present = {name: value for name, value in given.items() if value is not None}
        wrong += [f"[ERROR] missing required field: {name}" for name in self.required if name not in present]
        if wrong:
            raise SlackError("invalid_arguments", wrong)
        return {name: readers[name](name, value) for name, value in present.items()}


def read_json(source: str | bytes) -> Json:
    """The JSON value of a text; raises ValueError also where it holds half a character."""
    found = json.loads(source)
    if HALF in (source if isinstance(source, str) else source.decode()).lower():
        json.dumps(found, ensure_ascii=False).encode()
    return found


def require_scopes(workspace: Workspace, scopes: Iterable[str]) -> None:
    """Raise missing_scope, as Slack spells it, unless the app has all of these."""
    missing = [scope for scope in scopes if scope not in workspace.app.scopes]
    if missing:
        provided = ",".join(sorted(workspace.app.scopes))
        raise SlackError("missing_scope", needed=",".join(missing), provided=provided)


def _wrong(name: str, what: str) -> SlackError:
    return SlackError("invalid_arguments", [f"[ERROR] {what} [json-pointer:/{name}]"])


def text(name: str, value: Json) -> str:
    """A string."""
    if not isinstance(value, str):
        raise _wrong(name, "must be a string")
    return value


def flag(name: str, value: Json) -> bool:
    """True or false, also as the words and digits a form can hold."""
    words = {"true": True, "1": True, "false": False, "0": False}
    word = str(value).lower()
    if word not in words:
        raise _wrong(name, "must be a boolean")
    return words[word]


def number(name: str, value: Json) -> int:
    """A whole number that is not negative."""
    if not WHOLE.fullmatch(str(value)):
        raise _wrong(name, "must be a number")
    return int(value)


def names(_name: str, value: Json) -> tuple[str, ...]:
    """Words separated by commas, or a list of them."""
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(str(part).strip() for part in parts if str(part).strip())


def json_value(error: str, shape: type) -> Reader:
    """A reader of a JSON list or object, also as the JSON text a form holds; refuses with `error`."""

    def read(name: str, value: Json) -> Json:
        try:
            found = read_json(value) if isinstance(value, str) else value
        except ValueError:
            found = None
        if not isinstance(found, shape):
            expected = "an array" if shape is list else "an object"
            raise SlackError(error, [f"[ERROR] must provide {expected} [json-pointer:/{name}]"])
        return found

    return read


blocks = json_value("invalid_blocks_format", list)
metadata = json_value("invalid_metadata_format", dict)
view = json_value("invalid_arguments", dict)
files = json_value("invalid_arguments", list)
