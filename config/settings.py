"""Every setting of Pollinate in one table, and reading them from the environment and a .env file.

A setting is a name, a default, a sentence and a parser. All mistakes are reported at once, each with its
remedy, and no error shows a token. What a text means is in `config.values`; what a setting does is in `bot`.
`python -m config.settings` prints config/.env.example.
"""

import difflib
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import Binding, parse_stream
from dotenv.variables import parse_variables

from config import values
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
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
# What `slack run`, of Slack's command line, calls the tokens of the app it has installed.
_FROM_SLACK_RUN: Final = {"SLACK_BOT_TOKEN": "SLACK_CLI_XOXB", "SLACK_APP_TOKEN": "SLACK_CLI_XAPP"}
_UNSET: Final[Mapping[str, object]] = {
    "admins": frozenset(),
    "model": None,
    "monitor_port": None,
}  # the others are empty text


@dataclass(frozen=True)
class Setting:
    """One row of the table; `field` is its name in `Settings`, and the default is text as admins write it."""

    name: str
    field: str
    default: str
    sentence: str
    parse: Callable[[str], Any]


SETTINGS: Final = (
    Setting(
        "SLACK_BOT_TOKEN", "bot_token", "", "The bot's token, xoxb-...; always needed.", values.bot_token
    ),
    Setting(
        "SLACK_APP_TOKEN",
        "app_token",
        "",
        "The app-level token, xapp-...; with it the bot uses Socket Mode and needs no public address.",
        values.app_token,
    ),
    Setting(
        "SLACK_SIGNING_SECRET",
        "signing_secret",
        "",
        "The app's signing secret; needed for HTTP, which is used where there is no app-level token.",
        values.signing_secret,
    ),
    Setting(
        "PORT", "port", "3000", "The port on which HTTP requests are awaited.", values.whole_number(1, 65535)
    ),
    Setting(
        "SLACK_API_URL",
        "api_url",
        "https://slack.com/api/",
        "Where Slack's methods are found; changed for the sandbox only.",
        values.api_url,
    ),
    Setting(
        "DATABASE_URL",
        "database_url",
        "sqlite:///pollinate.db",
        "A SQLite file (four slashes before an absolute path), or postgresql://user:password@host/name.",
        values.database_url,
    ),
    Setting(
        "POLLINATE_ADMINS",
        "admins",
        "",
        "User ids of those who may use /partneradmin, separated by commas.",
        values.user_ids,
    ),
    Setting(
        "POLLINATE_CYCLE",
        "cycle",
        "tue 09:00",
        "The day and time of the weekly cycle, in the time zone below.",
        values.cycle_time,
    ),
    Setting(
        "POLLINATE_TIMEZONE",
        "timezone",
        "Europe/London",
        "The workspace's time zone, by its IANA name.",
        values.time_zone,
    ),
    Setting(
        "POLLINATE_QUIET_HOURS",
        "quiet_hours",
        "20-8",
        "Hours in which nobody is written to unasked, in each person's own time zone; none for none.",
        values.quiet_hours,
    ),
    Setting(
        "POLLINATE_QUIET_WEEKENDS",
        "quiet_weekends",
        "no",
        "Whether Saturdays and Sundays are quiet all day: yes or no.",
        values.yes_or_no,
    ),
    Setting(
        "POLLINATE_COUNTRY",
        "country",
        "",
        "The country whose holidays are kept, such as GB or GB-ENG; empty: no holidays.",
        values.country,
    ),
    Setting(
        "POLLINATE_DAILY_CAP",
        "daily_cap",
        "2",
        "How many messages a person gets unasked in one day at most.",
        values.whole_number(1, 20),
    ),
    Setting(
        "POLLINATE_CHANNEL",
        "channel",
        "",
        "The id of the channel where proof cards are celebrated, C...; invite the bot there. Empty: none.",
        values.channel_id,
    ),
    Setting(
        "POLLINATE_REVIEW",
        "review",
        "no",
        "Whether admins look at each cycle, in the channel below, before it goes out: yes or no.",
        values.yes_or_no,
    ),
    Setting(
        "POLLINATE_REVIEW_CHANNEL",
        "review_channel",
        "",
        "The id of a channel of admins alone, where a drafted cycle waits, C...; invite the bot there.",
        values.channel_id,
    ),
    Setting(
        "POLLINATE_CURRENCY",
        "currency",
        "£",
        "The sign or code written before sums of money, at most three letters.",
        values.currency,
    ),
    Setting(
        "POLLINATE_REST_MONTHS",
        "rest_months",
        "6",
        "Months before a declined pair may be suggested again.",
        values.whole_number(1, 60),
    ),
    Setting(
        "POLLINATE_NUDGE_DAYS",
        "nudge_days",
        "3",
        "Days after which a champion who has not answered is reminded, once.",
        values.whole_number(1, 365),
    ),
    Setting(
        "POLLINATE_EXPIRY_DAYS",
        "expiry_days",
        "6",
        "Days after which a card that nobody answered goes to the next best champion.",
        values.whole_number(1, 365),
    ),
    Setting(
        "POLLINATE_QUIET_SECONDS",
        "quiet_seconds",
        "60",
        "Seconds to wait before a post that Slack did not answer is looked up in the history.",
        values.whole_number(1, 3600),
    ),
    Setting(
        "POLLINATE_BACKUP_DAYS",
        "backup_days",
        "35",
        "Days that backups are kept; none older is restored, and erasures are remembered as long.",
        values.whole_number(1, 3650),
    ),
    Setting(
        "POLLINATE_KEEP_PROFILES_MONTHS",
        "keep_profiles_months",
        "24",
        "Months without an act after which a person is asked whether to stay, and then erased.",
        values.whole_number(1, 120),
    ),
    Setting(
        "POLLINATE_KEEP_SUGGESTIONS_MONTHS",
        "keep_suggestions_months",
        "24",
        "Months after which suggestions that came to nothing become counts; at least the rest above.",
        values.whole_number(1, 120),
    ),
    Setting(
        "POLLINATE_KEEP_AUDIT_MONTHS",
        "keep_audit_months",
        "24",
        "Months that the audit trail is kept; at least as long as inactive profiles.",
        values.whole_number(1, 120),
    ),
    Setting(
        "POLLINATE_KEEP_STOPPED_MONTHS",
        "keep_stopped_months",
        "3",
        "Months after which everything is erased of a workspace that lets the bot in no more.",
        values.whole_number(1, 120),
    ),
    Setting(
        "POLLINATE_LANGUAGE",
        "language",
        "english",
        "The language people write in, by the name of its Snowball stemmer. If the bot speaks it, it is the"
        " language of channels, and of people whose own the bot does not speak.",
        values.language,
    ),
    Setting(
        "POLLINATE_MODEL",
        "model",
        "",
        "A sentence model that compares texts by meaning: its folder, or a package; empty: by words.",
        values.model,
    ),
    Setting(
        "POLLINATE_MONITOR_PORT",
        "monitor_port",
        "",
        "A port for an operator's tools: /livez, /readyz and /metrics; keep it inside. Empty: none.",
        values.whole_number(1, 65535),
    ),
    Setting(
        "POLLINATE_HEARTBEAT_URL",
        "heartbeat_url",
        "",
        "The address of a dead man's switch, asked once a minute while all is done in time; empty: none.",
        values.web_address,
    ),
    Setting(
        "SENTRY_DSN",
        "sentry_dsn",
        "",
        "The DSN of a Sentry project that errors are reported to, by kind and place alone; empty: none.",
        values.web_address,
    ),
    Setting("POLLINATE_LOG", "log", "info", "How much is logged: debug, info or warning.", values.log_level),
)


@dataclass(frozen=True)
class Settings:
    """All settings, typed. No app_token means HTTP; no channel means that nothing is announced.

    No country means that there are no holidays. No model means that texts are compared by words.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
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
    """Yield a sentence for the bot token, and for the way in, where it is not set."""
    present = {name for name, value in given.items() if _bare(value.text)}
    if "SLACK_BOT_TOKEN" not in present:
        where = given.get("SLACK_BOT_TOKEN")
        yield (f"SLACK_BOT_TOKEN is {f'empty ({where.where})' if where else 'not set'}: {values.FIND_BOT}.")
    if not present & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        yield (
            "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set: set SLACK_APP_TOKEN for Socket Mode "
            "(simplest, no public address), or SLACK_SIGNING_SECRET for HTTP."
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
    if not settings.admins:
        yield "POLLINATE_ADMINS is empty: nobody can use /partneradmin."
    if settings.nudge_days >= settings.expiry_days:
        yield "POLLINATE_NUDGE_DAYS is not less than POLLINATE_EXPIRY_DAYS: cards end without a reminder."
    if settings.signing_secret and not re.fullmatch(r"[0-9a-f]{32}", settings.signing_secret):
        yield "SLACK_SIGNING_SECRET is not the 32 hexadecimal digits of a Slack secret: was it copied whole?"
    address = urlsplit(settings.api_url)
    if address.scheme == "http" and address.hostname not in LOOPBACK:
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
