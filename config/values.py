"""What the text of one setting means: a parser for each kind, from text to typed value.

A parser gets the text without blanks or quotes around it. It raises ValueError with the rest of a sentence
that begins with the setting's name: what is wrong and what to write instead. None repeats a text that may be
a secret. Which setting has which parser is written in `config.settings`.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

_SLACK_CALLS: Final[Mapping[str, Collection[str]]] = {"https": ()}
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LOG_LEVELS: Final = ("debug", "info", "warning")
# The algorithms of snowballstemmer; written down so that reading the settings does not load it.
LANGUAGES: Final = (
    *("arabic", "armenian", "basque", "catalan", "czech", "danish", "dutch", "dutch_porter", "english"),
    *("esperanto", "estonian", "finnish", "french", "german", "greek", "hindi", "hungarian", "indonesian"),
    *("irish", "italian", "lithuanian", "nepali", "norwegian", "persian", "polish", "porter", "portuguese"),
    *("romanian", "russian", "serbian", "sesotho", "spanish", "swedish", "tamil", "turkish", "yiddish"),
)

FIND_BOT: Final = "copy the Bot User OAuth Token from api.slack.com/apps, your app, OAuth & Permissions"
_FIND_APP_LEVEL: Final = (
    "make one with the scope connections:write at api.slack.com/apps, your app, "
    "Basic Information, App-Level Tokens"
)
_FIND_SIGNING: Final = "copy the Signing Secret from api.slack.com/apps, your app, Basic Information"
_FIND_CLIENT: Final = "copy it from api.slack.com/apps, your app, Basic Information, App Credentials"
_FIND_MEMBER: Final = "in Slack open the person's profile, then its ⋮ menu, then Copy member ID"
_FIND_CHANNEL: Final = "in Slack open the channel's details; its id is at the foot of About"
_DATABASE_EXAMPLE: Final = (
    "write sqlite:///pollinate.db, sqlite:////var/lib/pollinate.db for an absolute path, or "
    "postgresql://user:password@host/name"
)

_KINDS_OF_TOKEN: Final = {
    "xoxb-": "a bot token, which belongs in SLACK_BOT_TOKEN",
    "xapp-": "an app-level token, which belongs in SLACK_APP_TOKEN",
    "xoxp-": "a user token, which acts as one person",
    "xoxe": "a rotating token, which is renewed only with SLACK_CLIENT_ID (else leave token rotation off)",
}
_LOOKS_SECRET: Final = re.compile(r"xox|xapp|://|\w{20,}", re.IGNORECASE)


@dataclass(frozen=True)
class CycleTime:
    """When a cycle is due, in the workspace's time zone: weekday 0 (Monday) to 6, hour 0 to 23, minute."""

    weekday: int
    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{DAYS[self.weekday].capitalize()} {self.hour:02}:{self.minute:02}"


@dataclass(frozen=True)
class QuietHours:
    """The hours in which nobody is written to unasked, from `begin` to before `end`; the same two: none."""

    begin: int
    end: int

    def __contains__(self, hour: int) -> bool:
        if self.begin < self.end:
            return self.begin <= hour < self.end
        return self.begin != self.end and (hour >= self.begin or hour < self.end)

    def __str__(self) -> str:
        return "none" if self.begin == self.end else f"{self.begin}-{self.end}"


def bot_token(text: str) -> str:
    """Return a bot token, xoxb-..."""
    return _token(text, "xoxb-", FIND_BOT)


def app_token(text: str) -> str:
    """Return an app-level token, xapp-..."""
    return _token(text, "xapp-", _FIND_APP_LEVEL)


def _token(text: str, prefix: str, place: str) -> str:
    if not text.startswith(prefix):
        kind = next(
            (kind for start, kind in _KINDS_OF_TOKEN.items() if text.startswith(start)), "something else"
        )
        raise ValueError(f"must begin with {prefix} but holds {kind}: {place}.")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text.removeprefix(prefix)):
        raise ValueError(f"is cut short, or has a character that no token has: {place}.")
    return text


def signing_secret(text: str) -> str:
    """Return the secret as it is, unless it is plainly something else."""
    if text.startswith(tuple(_KINDS_OF_TOKEN)):
        raise ValueError(f"holds a token, not the signing secret: {_FIND_SIGNING}.")
    if re.search(r"\s", text):
        raise ValueError(f"has a blank in it: {_FIND_SIGNING}.")
    return text


def client_id(text: str) -> str:
    """Return an app's client id: digits, a dot and digits."""
    if not re.fullmatch(r"[0-9]+\.[0-9]+", text):
        raise ValueError(f"is not two numbers with a dot between them: {_FIND_CLIENT}.")
    return text


def client_secret(text: str) -> str:
    """Return an app's client secret."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,}", text):
        raise ValueError(f"is cut short, or has a character that no such secret has: {_FIND_CLIENT}.")
    return text


def token_keys(text: str) -> tuple[str, ...]:
    """Return Fernet keys: 32 bytes each, as URL-safe base64 of 44 characters."""
    keys = tuple(filter(None, re.split(r"[,\s]+", text)))
    if not keys or not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
        raise ValueError("has a key that is none: make one with `python -m bot key`, and copy it whole.")
    return keys


def public_address(text: str, schemes: Mapping[str, Collection[str]] = _SLACK_CALLS) -> str:
    """Return the address at which Slack reaches the bot, without a slash at its end.

    schemes: which ones may be, each with its hosts; all where there are none.
    """
    try:
        parts = urlsplit(text)
        sound = bool(parts.hostname) and not re.search(r"\s|@", text)
        _ = parts.port  # raises where it is no number
    except ValueError:
        sound = False
    hosts = schemes.get(parts.scheme) if sound else None
    if hosts is None or (hosts and parts.hostname not in hosts):
        raise ValueError("must begin with https://, as Slack calls no other: write https://bot.example.org.")
    if parts.path.strip("/") or "?" in text or "#" in text:
        raise ValueError("must end with the name of the host: paths like /slack/events are added by the bot.")
    return f"{parts.scheme}://{parts.netloc}"


def own_url(text: str) -> str:
    """Return the bot's public address; one of this machine's own may go without encryption."""
    return public_address(text, {**_SLACK_CALLS, "http": LOOPBACK})


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return a parser for whole numbers from low to high, both included."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"is {_shown(text)}: write a whole number from {low} to {high}.")
        return int(text)

    return parse


def api_url(text: str) -> str:
    """Return the address under which Slack's methods are found, ending with a slash."""
    if not _is_web_address(text) or re.search(r"[?#]", text):
        raise ValueError("is no web address: write one such as https://slack.com/api/, or leave it out.")
    return text.rstrip("/") + "/"


def web_address(text: str) -> str:
    """Return an address, which may be as good as a password, as it is."""
    if not _is_web_address(text):
        raise ValueError("is no web address: copy the whole of it, which begins with https://.")
    return text


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def database_url(text: str) -> str:
    """Return the address of a database, checked: sqlite:///relative, sqlite:////absolute or postgresql://."""
    if re.match(r"postgres(ql)?://", text):
        return _postgres_url(text)
    if not text.startswith("sqlite:///"):
        raise ValueError(f"is no address of a database (mind the slashes): {_DATABASE_EXAMPLE}.")
    path = text.removeprefix("sqlite:///")
    if not path or path.endswith("/") or path == ":memory:" or "?" in path:
        raise ValueError(f"must end with the name of a file: {_DATABASE_EXAMPLE}.")
    return text


def _postgres_url(text: str) -> str:
    """Return the address of a PostgreSQL database; hosts write postgres:// for the same."""
    try:
        parts = urlsplit(text)
        sound = bool(parts.path.strip("/")) and not re.search(r"\s", text)
        _ = parts.port  # raises where it is no number
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(
            "is no address of a PostgreSQL database: write postgresql://user:password@host/name, with signs"
            " such as @ and / in the password written as %40 and %2F."
        )
    return re.sub("^postgres:", "postgresql:", text)


def database_place(url: str) -> Path | str:
    """Return what a checked `database_url` names: the absolute path of a file, or the address as it is.

    A relative path starts in the current folder.
    """
    return Path(url.removeprefix("sqlite:///")).absolute() if url.startswith("sqlite:") else url


def user_ids(text: str) -> frozenset[str]:
    """Return the user ids in a text that separates them by commas or blanks."""
    ids = frozenset(re.split(r"[,;\s]+", text.strip(",; ")))
    for wrong in sorted(ids):
        if not re.fullmatch(r"[UW][A-Z0-9]+", wrong):
            raise ValueError(f"has {_shown(wrong)}, which is no user id such as U012AB3CD: {_FIND_MEMBER}.")
    return ids


def channel_id(text: str) -> str:
    """Return a channel's id, C... (G... for an old private channel)."""
    if not re.fullmatch(r"[CG][A-Z0-9]+", text):
        raise ValueError(f"is {_shown(text)}, which is no channel id such as C012AB3CD: {_FIND_CHANNEL}.")
    return text


def cycle_time(text: str) -> CycleTime:
    """Return the day and time in a text such as `tue 09:00`, `Tuesday 9` or `tue 9:30`."""
    match = re.fullmatch(r"([a-z]{3,})\s+([0-9]{1,2})(?::([0-9]{2}))?", text.lower())
    day, hour, minute = match.groups() if match else ("", "", "")
    weekday = next((number for number, name in enumerate(DAYS) if day and name.startswith(day)), None)
    if weekday is None or int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(f"is {_shown(text)}: write a day and a time of 24 hours, such as tue 09:00.")
    return CycleTime(weekday, int(hour), int(minute or 0))


def quiet_hours(text: str) -> QuietHours:
    """Return the hours in a text such as `20-8` or `22 to 7`; `none` for none."""
    if text.lower() == "none":
        return QuietHours(0, 0)
    match = re.fullmatch(r"([0-9]{1,2})(?::00)?\s*(?:-|–|to)\s*([0-9]{1,2})(?::00)?", text.lower())
    begin, end = (int(hour) for hour in match.groups()) if match else (0, 0)
    if max(begin, end) > 24 or begin % 24 == end % 24:
        raise ValueError(f"is {_shown(text)}: write two whole hours of 24, such as 20-8, or none.")
    return QuietHours(begin % 24, end % 24)


def yes_or_no(text: str) -> bool:
    """Return whether a text says yes."""
    if text.lower() not in ("yes", "no"):
        raise ValueError(f"is {_shown(text)}: write yes or no.")
    return text.lower() == "yes"


def country(text: str) -> str:
    """Return the code of a country whose holidays are known, with its part where one is given: GB-ENG."""
    from holidays import list_supported_countries  # takes a third of a second, so only who needs it waits

    known = list_supported_countries()
    code, _, part = text.upper().partition("-")
    if not re.fullmatch("[A-Z]{2}", code) or code not in known:
        raise ValueError(
            f"is {_shown(text)}, which is no country with known holidays: write its two letters, such as GB,"
            " and a part of it where its holidays differ, such as GB-ENG."
        )
    if part and part not in known[code]:
        parts = ", ".join(f"{code}-{each}" for each in known[code]) or f"{code} alone, which has no parts"
        raise ValueError(f"is {_shown(text)}, of which no holidays are known: write {parts}.")
    return text.upper()


def time_zone(text: str) -> ZoneInfo:
    """Return the time zone of an IANA name."""
    try:
        return ZoneInfo(text)
    except (LookupError, ValueError, OSError):  # OSError: the name of a folder of zones, such as Europe
        raise ValueError(f"is {_shown(text)}, which is no time zone: {_nearest_zones(text)}") from None


def _nearest_zones(text: str) -> str:
    """Suggest up to three zones by name or city; none of Etc/, whose GMT+1 is west of Greenwich."""
    wanted = text.lower().replace(" ", "_")
    names = {name.lower(): name for name in sorted(available_timezones()) if re.match("(?!Etc).*/", name)}
    cities = {name.rpartition("/")[2]: original for name, original in names.items()}
    near = [cities[city] for city in difflib.get_close_matches(wanted, cities, 2, 0.8)]
    near += [names[name] for name in difflib.get_close_matches(wanted, names, 2, 0.8)]
    nearest = " or ".join(list(dict.fromkeys(near))[:3])
    return f"did you mean {nearest}?" if nearest else "write one such as Europe/London or America/New_York."


def currency(text: str) -> str:
    """Return a sign or code of at most three characters that is written before sums of money."""
    if len(text) > 3 or not all(letter.isalpha() or unicodedata.category(letter) == "Sc" for letter in text):
        raise ValueError(
            f"is {_shown(text)}: write a sign or code of at most three letters, such as £ or EUR."
        )
    return text


def language(text: str) -> str:
    """Return one of LANGUAGES."""
    if text.lower() not in LANGUAGES:
        raise ValueError(f"is {_shown(text)}: write one of {', '.join(LANGUAGES)}.")
    return text.lower()


def model(text: str) -> str:
    """Return a folder or the name of a package as it is, unless it is plainly something else."""
    if "://" in text or text.startswith(tuple(_KINDS_OF_TOKEN)):
        raise ValueError(
            "holds an address or a token: write the folder of a sentence model on this machine, or the name"
            " of an installed package that carries one."
        )
    return text


def log_level(text: str) -> str:
    """Return one of LOG_LEVELS."""
    if text.lower() not in LOG_LEVELS:
        raise ValueError(f"is {_shown(text)}: write {', '.join(LOG_LEVELS[:-1])} or {LOG_LEVELS[-1]}.")
    return text.lower()


def _shown(text: str) -> str:
    """Quote a wrong text, shortened; one that may be a secret pasted into the wrong place is not repeated."""
    return "something that may be a secret" if _LOOKS_SECRET.search(text) else f"'{text[:40]}'"
