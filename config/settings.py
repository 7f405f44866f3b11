"""Reading every setting of Pollinate from the environment and a .env file.

Which there are stands in `config.settings_table`. All mistakes are reported at once, each with its
remedy, and no error shows a token. What a text means is in `config.values`; what a setting does is in `bot`.
`python -m config.settings` prints config/.env.example.
"""

import difflib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import Binding, parse_stream
from dotenv.variables import parse_variables

from config import values
from config.settings_table import SETTINGS, Setting
from config.values import CycleTime, QuietHours

__all__ = [
    "DEFAULT_ENV_FILE",
    "SETTINGS",
    "CycleTime",
    "Settings",
    "SettingsError",
    "env_example",
    "read_settings",
]

DEFAULT_ENV_FILE: Final = Path(".env")
# What `slack run`, of Slack's command line, calls the tokens of the app it has installed.
_FROM_SLACK_RUN: Final = {"SLACK_BOT_TOKEN": "SLACK_CLI_XOXB", "SLACK_APP_TOKEN": "SLACK_CLI_XAPP"}
# Ids in one workspace mean nothing in another.
_OF_ONE_WORKSPACE: Final = {
    "POLLINATE_ADMINS": "admins",
    "POLLINATE_CHANNEL": "channel",
    "POLLINATE_REVIEW_CHANNEL": "review_channel",
}
_UNSET: Final[Mapping[str, object]] = {
    "admins": frozenset(),
    "token_keys": (),
    "model": None,
    "monitor_port": None,
}  # the others are empty text


@dataclass(frozen=True)
class Settings:
    """All settings, typed. No app_token means HTTP; no channel means that nothing is announced.

    No country means that there are no holidays. No model means that texts are compared by words.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    url: str
    token_keys: tuple[str, ...] = field(repr=False)
    port: int
    api_url: str
    database_url: str = field(repr=False)
    admins: frozenset[str]
    cycle: CycleTime
    timezone: ZoneInfo
    quiet_hours: QuietHours
    quiet_weekends: bool
    country: str
    daily_cap: int
    channel: str
    review: bool
    review_channel: str
    currency: str
    rest_months: int
    nudge_days: int
    expiry_days: int
    quiet_seconds: int
    backup_days: int
    keep_profiles_months: int
    keep_suggestions_months: int
    keep_audit_months: int
    keep_stopped_months: int
    language: str
    model: str | None = field(repr=False)  # whatever was pasted there
    monitor_port: int | None
    heartbeat_url: str = field(repr=False)
    sentry_dsn: str = field(repr=False)
    log: str

    @property
    def socket_mode(self) -> bool:
        """Whether the bot calls Slack (Socket Mode) rather than waiting for its requests (HTTP)."""
        return bool(self.app_token)

    @property
    def many(self) -> bool:
        """Whether any workspace can install the bot, rather than the one whose token stands here."""
        return bool(self.client_id)

    @property
    def database(self) -> Path | str:
        """The absolute path of the SQLite file, or the address of the PostgreSQL database."""
        return values.database_place(self.database_url)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what is allowed but may not be meant."""
        return tuple(_warnings(self))


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` has one sentence with its remedy for each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "Please correct the settings:\n" + "\n".join(f"- {mistake}" for mistake in self.mistakes)


class Given(NamedTuple):
    """A value as it was written, and where: the environment or a line of the file."""

    text: str
    where: str


def read_settings(
    env_file: Path | None = DEFAULT_ENV_FILE, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Read the settings from the environment and, where it is silent, from a file.

    env_file None reads no file; a missing file is a mistake unless it is DEFAULT_ENV_FILE.
    Raises SettingsError with every mistake.
    """
    mistakes: list[str] = []
    bindings = _bindings(env_file, mistakes) if env_file else []
    given = _given(bindings, env_file, environ)
    mistakes += _unknown_names(given, environ)
    typed: dict[str, Any] = {
        setting.field: _typed(setting, given.get(setting.name), mistakes) for setting in SETTINGS
    }
    mistakes += _missing(given)
    mistakes += _nowhere_to_review(typed)
    mistakes += _wiped(str(typed["database_url"]), environ)
    if mistakes:
        raise SettingsError(tuple(mistakes))
    return Settings(**typed)


def _bindings(env_file: Path, mistakes: list[str]) -> list[Binding]:
    """Return the lines of a file that set something; those that cannot be read become mistakes."""
    bindings: list[Binding] = []
    for binding in parse_stream(StringIO(_text(env_file, mistakes))):
        if binding.error or (binding.key is not None and binding.value is None):
            remedy = "write NAME=value, with a quote at both ends of the value or at neither"
            mistakes.append(f"Line {_line(binding)} of {env_file} cannot be read: {remedy}.")
        elif binding.key is not None:
            bindings.append(binding)
    return bindings


def _line(binding: Binding) -> int:
    """Return the line a binding begins on; the parser counts from the blank lines before it."""
    written = binding.original.string
    return binding.original.line + written[: len(written) - len(written.lstrip())].count("\n")


def _text(env_file: Path, mistakes: list[str]) -> str:
    """Return what the file says, or nothing and one more mistake."""
    try:
        return env_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        if env_file != DEFAULT_ENV_FILE:
            mistakes.append(f"There is no file {env_file}: check the path given with --env-file.")
    except IsADirectoryError:
        mistakes.append(f"{env_file} is a folder: give the file in it that holds the settings.")
    except PermissionError:
        mistakes.append(
            f"{env_file} may not be read by this user: make it theirs, or run: chmod u+r {env_file}"
        )
    except UnicodeDecodeError:
        mistakes.append(f"{env_file} is not UTF-8 text: save it again with the encoding UTF-8.")
    except OSError as error:
        mistakes.append(
            f"{env_file} cannot be read ({error.strerror}): check the path given with --env-file."
        )
    return ""


def _given(bindings: list[Binding], env_file: Path | None, environ: Mapping[str, str]) -> dict[str, Given]:
    """Return every value of the file and every known one of the environment, which wins.

    Over both win the tokens of `slack run`, which hands the file's lines on as environment, too.
    """
    given: dict[str, Given] = {}
    known = {**environ}
    for binding in bindings:
        name, text = binding.key or "", binding.value or ""
        text = "".join(part.resolve(known) for part in parse_variables(text))  # ${HOME} and the like
        known.setdefault(name, text)
        given[name] = Given(text, f"line {_line(binding)} of {env_file}")
    told = {**environ} | {ours: environ[its] for ours, its in _FROM_SLACK_RUN.items() if environ.get(its)}
    names = [setting.name for setting in SETTINGS]
    return given | {name: Given(told[name], "the environment") for name in names if name in told}


def _unknown_names(given: Mapping[str, Given], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each unknown name that has our prefix or, in the file, is nearly one of ours."""
    names = [setting.name for setting in SETTINGS]
    ours = [name for name in (*given, *environ) if name.upper().startswith("POLLINATE_")]
    unknown = dict.fromkeys([*given, *ours])
    for name in sorted(unknown.keys() - set(names)):
        near = difflib.get_close_matches(name.upper(), names, 1, 0.6 if name in ours else 0.85)
        where = given[name].where if name in given else "the environment"
        if near or name in ours:
            remedy = f"did you mean {near[0]}?" if near else "take it out, or see config/.env.example."
            yield f"{name} ({where}) is no setting: {remedy}"


def _typed(setting: Setting, given: Given | None, mistakes: list[str]) -> object:
    """Return a setting's typed value; a mistake gives None and is noted."""
    text = _bare(given.text) if given else ""
    if not (text or setting.default):
        return _UNSET.get(setting.field, "")
    try:
        if not text.replace("\t", " ").isprintable():
            raise ValueError(
                "has a line break or another character that cannot be seen: write it again by hand."
            )
        return setting.parse(text or setting.default)
    except ValueError as error:
        mistakes.append(f"{setting.name} ({given.where if given else 'default'}) {error}")
        return None


def _bare(text: str) -> str:
    """Take off blanks and one pair of quotes, which some hosts leave in the environment."""
    match = re.fullmatch(r"([\"'])(.*)\1|“(.*)”", text.strip(), re.DOTALL)
    return (match[2] or match[3] or "").strip() if match else text.strip()


def _missing(given: Mapping[str, Given]) -> Iterator[str]:
    """Yield a sentence for what is needed and not set: for one workspace, or for many."""
    present = {name for name, value in given.items() if _bare(value.text)}
    if "SLACK_CLIENT_ID" in present:
        yield from _missing_for_many(present)
        return
    if "SLACK_BOT_TOKEN" not in present:
        where = given.get("SLACK_BOT_TOKEN")
        yield (f"SLACK_BOT_TOKEN is {f'empty ({where.where})' if where else 'not set'}: {values.FIND_BOT}.")
    if not present & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        yield (
            "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: set SLACK_APP_TOKEN for Socket Mode "
            "(simplest, no public address), or SLACK_SIGNING_SECRET for HTTP."
        )


def _missing_for_many(present: set[str]) -> Iterator[str]:
    needed = ("SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "POLLINATE_URL", "POLLINATE_TOKEN_KEYS")
    for name in needed:
        if name not in present:
            yield (
                f"{name} is not set, and SLACK_CLIENT_ID is: set both where any workspace can install the"
                " bot, or neither."
            )
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        if name in present:
            yield (
                f"{name} is set, and so is SLACK_CLIENT_ID: with it every workspace has a token of its own,"
                f" and Slack calls over HTTP. Take {name} out, or SLACK_CLIENT_ID."
            )


def _nowhere_to_review(typed: Mapping[str, object]) -> Iterator[str]:
    """Yield a sentence where a drafted cycle would come before nobody."""
    if typed["review"] and typed["review_channel"] == "":
        yield (
            "POLLINATE_REVIEW_CHANNEL is not set, and POLLINATE_REVIEW is on: give the id of the channel"
            " where admins approve each cycle, or set POLLINATE_REVIEW=no."
        )


def _wiped(database_url: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence where the SQLite file would be gone after the next restart."""
    if environ.get("DYNO") and database_url.startswith("sqlite:"):
        yield (
            "DATABASE_URL names a SQLite file, but this host (DYNO is set) empties its disk at every restart,"
            " and all profiles would be lost: add a PostgreSQL database, whose address the host puts into"
            " DATABASE_URL."
        )


def _warnings(settings: Settings) -> Iterator[str]:
    for name, value in _OF_ONE_WORKSPACE.items() if settings.many else ():
        if getattr(settings, value):
            yield f"{name} is left aside: each workspace chooses its own, by /partneradmin settings."
    if not (settings.admins or settings.many):
        yield "POLLINATE_ADMINS is empty: nobody can use /partneradmin."
    if settings.nudge_days >= settings.expiry_days:
        yield "POLLINATE_NUDGE_DAYS is not less than POLLINATE_EXPIRY_DAYS: cards end without a reminder."
    if settings.signing_secret and not re.fullmatch(r"[0-9a-f]{32}", settings.signing_secret):
        yield "SLACK_SIGNING_SECRET is not the 32 hexadecimal digits of a Slack secret: was it copied whole?"
    address = urlsplit(settings.api_url)
    if address.scheme == "http" and address.hostname not in values.LOOPBACK:
        yield "SLACK_API_URL begins with http: the bot's token travels unencrypted."


def env_example() -> str:
    """Return the text of config/.env.example: every setting and its sentence, defaults commented out."""
    head = "# Settings of Pollinate. Copy this file to .env and fill it in; the environment wins over it.\n"
    return head + "".join(
        f"\n# {setting.sentence}\n{'# ' if setting.default else ''}{setting.name}={setting.default}\n"
        for setting in SETTINGS
    )


if __name__ == "__main__":
    sys.stdout.write(env_example())
