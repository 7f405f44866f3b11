"""`python -m bot check`: each of its lines says what is right, or what is not and how to mend it."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.address import app_named
from bot.check import Line, State, check, of_one_app
from bot.records import Kind
from bot.sandbox import Fault, Sandbox
from bot.storage import Store
from bot.storage.migrations import STEPS
from bot.transports import WebServer, web
from config.settings import SETTINGS
from tests.postgres_place import server
from tests.processes import ROOT, bot, environ_of, free_port, workspace_of
from tests.profiles import NOON, ROSA
from tests.sandbox_place import GRANTED
from tests.stage import staged
from tests.storage_place import all_rows, new_place, url_of

OK, NOTE, FIX = State.OK, State.NOTE, State.FIX


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


def now() -> datetime:
    return datetime.now(UTC)


def lines(
    slack: Sandbox, folder: Path, late: timedelta | None = None, url: str = "", **settings: str
) -> dict[str, list[Line]]:
    """What is said with these settings, by subject; never with a secret. late: how far the clock is off."""
    database = {"DATABASE_URL": f"sqlite:///{folder / 'pollinate.db'}"}
    given = {**slack.environment(), **database, "POLLINATE_ADMINS": slack.person("ada").id, **settings}
    env_file = folder / "settings.env"
    env_file.write_text("".join(f"{name}={text}\n" for name, text in given.items()), encoding="utf-8")
    said: dict[str, list[Line]] = {}
    for line in check(env_file, lambda: now() + (late or timedelta(0)), url):
        said.setdefault(line.subject, []).append(line)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        assert not given[name] or given[name] not in str(said)
    return said


def states(said: dict[str, list[Line]], subject: str) -> list[State]:
    return [line.state for line in said.get(subject, [])]


def the_line(said: dict[str, list[Line]], subject: str) -> Line:
    [line] = said[subject]
    return line


def test_where_all_is_right_every_line_says_so_and_so_does_the_exit_code(
    slack: Sandbox, tmp_path: Path
) -> None:
    environ = environ_of(slack, tmp_path, POLLINATE_ADMINS=slack.person("ada").id)
    environ["POLLINATE_CHANNEL"] = slack.announcement_channel()
    told = bot("check", environ=environ, folder=tmp_path)
    assert told.returncode == 0
    assert re.findall(r"^(\w+) +(.+?):", told.stdout, re.MULTILINE) == [
        ("ok", "settings"),
        ("ok", "taxonomy"),
        ("ok", "weights"),
        ("ok", "database"),
        ("ok", "bot token"),
        ("ok", "scopes"),
        ("ok", "clock"),
        ("ok", "app-level token"),
        ("ok", "admins"),
        ("ok", "POLLINATE_CHANNEL"),
        ("ok", "time zone"),
        ("ok", "next cycle"),
    ]
    assert "it was made just now" in told.stdout


def test_every_line_there_may_be_stands_in_the_docs() -> None:
    source, page = ((ROOT / name).read_text(encoding="utf-8") for name in ("bot/check.py", "docs/slack.md"))
    subjects = {*re.findall(r'_(?:ok|note|fix)\("(.+?)"', source), "taxonomy", "weights"} - {"Slack"}
    [table] = re.findall(r"^\| line \|.*\n(?:\|.*\n)+", page, re.MULTILINE)
    told = {each for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for each in row.split(", ")}
    assert told == {f"`{each}`" for each in subjects | {"POLLINATE_CHANNEL", "POLLINATE_REVIEW_CHANNEL"}}


def test_as_json_it_is_a_list_and_what_is_to_be_mended_shows_in_the_exit_code(
    slack: Sandbox, tmp_path: Path
) -> None:
    environ = environ_of(slack, tmp_path, POLLINATE_ADMINS="U0NOBODY")
    told = bot("check", "--json", environ=environ, folder=tmp_path)
    found = json.loads(told.stdout)
    assert told.returncode == 1
    assert [each["subject"] for each in found if each["state"] == "fix"] == ["admins"]
    assert all(each.keys() == {"state", "subject", "text"} for each in found)


# settings


def test_all_mistakes_of_the_settings_are_told_at_once_and_files_all_the_same(
    slack: Sandbox, tmp_path: Path
) -> None:
    said = lines(slack, tmp_path, POLLINATE_CYCLE="someday", POLLINATE_CYCEL="x", SLACK_BOT_TOKEN="xapp-1")
    assert states(said, "settings") == [FIX] * 3
    assert said.keys() == {"settings", "taxonomy", "weights"}


def test_what_may_not_be_meant_is_noted(slack: Sandbox, tmp_path: Path) -> None:
    said = lines(slack, tmp_path, POLLINATE_ADMINS="")
    assert states(said, "settings") == [OK, NOTE]
    assert "admins" not in said


# Slack


def test_with_no_slack_there_the_rest_is_told(slack: Sandbox, tmp_path: Path) -> None:
    said = lines(slack, tmp_path, SLACK_API_URL=f"http://127.0.0.1:{free_port()}/api/")
    assert the_line(said, "Slack").state is FIX
    assert "Check the network" in the_line(said, "Slack").text
    assert not said.keys() & {"bot token", "scopes", "clock", "app-level token", "admins"}
    assert states(said, "database") == states(said, "next cycle") == [OK]


def test_a_refused_bot_token_is_told_and_the_app_level_token_looked_at(
    slack: Sandbox, tmp_path: Path
) -> None:
    said = lines(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-made-up")
    assert the_line(said, "bot token").state is FIX
    assert "(invalid_auth)" in the_line(said, "bot token").text
    assert states(said, "app-level token") == states(said, "database") == [OK]
    assert not said.keys() & {"scopes", "admins"}


def test_a_refused_app_level_token_is_told_and_over_http_none_is_looked_at(
    slack: Sandbox, tmp_path: Path
) -> None:
    said = lines(slack, tmp_path, SLACK_APP_TOKEN="xapp-made-up")
    assert the_line(said, "app-level token").state is FIX
    assert "connections:write" in the_line(said, "app-level token").text
    over_http = lines(slack, tmp_path, SLACK_APP_TOKEN="")
    assert "app-level token" not in over_http
    assert the_line(over_http, "settings").text == "HTTP on port 3000"


@pytest.mark.parametrize(
    ("address", "token", "app"),
    [
        ("wss://wss.slack.com/link/?ticket=1&app_id=A0ONE", "xapp-1-A0TWO-3-abc", "A0ONE"),
        ("wss://wss.slack.com/link/?ticket=1&app_id=5678", "xapp-1-A0TWO-3-abc", "A0TWO"),
        ("wss://wss.slack.com/link/?ticket=1", "xapp-made-up", ""),
    ],
)
def test_tokens_of_two_apps_are_told_apart_as_far_as_slack_shows_it(
    address: str, token: str, app: str
) -> None:
    assert app_named(address, token) == app
    assert of_one_app(app, "A0ONE").state is (FIX if app == "A0TWO" else OK)


def test_the_public_address_is_asked_what_slack_asks(tmp_path: Path) -> None:
    with staged(tmp_path, http=True) as stage:
        server = WebServer(web(stage.bot), 0, host="127.0.0.1")
        server.start()
        at = f"http://127.0.0.1:{server.port}"
        over_http = {"SLACK_APP_TOKEN": "", "POLLINATE_ADMINS": ""}
        for url, secret, state, text in (
            (at, {}, OK, "leads to the bot"),
            (at, {"SLACK_SIGNING_SECRET": "0" * 32}, FIX, "another SLACK_SIGNING_SECRET"),
            (f"{at}/elsewhere", {}, FIX, "answers 404"),
            (f"http://127.0.0.1:{free_port()}", {}, FIX, "cannot be reached (URLError)"),
            ("", {}, NOTE, "add --url"),
        ):
            said = lines(stage.slack, tmp_path, None, url, **over_http, **secret)
            told = the_line(said, "public address")
            assert (told.state, text in told.text) == (state, True), told
        server.stop()


def test_whose_the_token_is_is_told(slack: Sandbox, tmp_path: Path) -> None:
    told = the_line(lines(slack, tmp_path), "bot token").text
    assert slack.bot_user in told
    assert slack.team in told


@pytest.mark.parametrize(
    ("granted", "state", "named"),
    [
        (set(GRANTED) - {"mpim:write", "files:write"}, FIX, "files:write, mpim:write missing"),
        ({*GRANTED, "chat:write.public"}, NOTE, "chat:write.public granted and not needed"),
    ],
)
def test_scopes_that_lack_or_are_too_many_are_named(
    granted: set[str], state: State, named: str, tmp_path: Path
) -> None:
    with Sandbox(rates=False, scopes=granted) as slack:
        told = the_line(lines(slack, tmp_path), "scopes")
    assert told.state is state
    assert named in told.text
    assert ("reinstall the app" in told.text) == (state is FIX)


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, OK), (55, OK), (-65, NOTE), (295, NOTE), (-305, FIX), (3600, FIX)]
)
def test_a_clock_that_is_off_is_told(slack: Sandbox, tmp_path: Path, seconds: int, state: State) -> None:
    assert states(lines(slack, tmp_path, timedelta(seconds=seconds)), "clock") == [state]


def test_each_admin_is_somebody_who_can_log_in(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        slack.change_person("amir", deleted=True)
        found = {
            slack.person("ada").id: (OK, "may use /partneradmin"),
            slack.person("amir").id: (FIX, "is deactivated"),
            slack.bot_user: (FIX, "is a bot"),
            "U0NOBODY": (FIX, "is nobody in this workspace"),
        }
        said = lines(slack, tmp_path, POLLINATE_ADMINS=",".join(found))["admins"]
        slack.fault(Fault("users.info", "500"))
        [unseen] = lines(slack, tmp_path)["admins"]
    for person, (state, text) in found.items():
        assert [line.state for line in said if line.text.startswith(f"{person} {text}")] == [state]
    assert unseen.state is NOTE


def test_each_channel_is_one_the_bot_is_in(tmp_path: Path) -> None:
    def found(channel: str) -> list[Line]:
        env = {"POLLINATE_CHANNEL": channel, "POLLINATE_REVIEW_CHANNEL": channel}
        said = lines(own, tmp_path, None, POLLINATE_REVIEW="yes", **env)
        return [the_line(said, "POLLINATE_CHANNEL"), the_line(said, "POLLINATE_REVIEW_CHANNEL")]

    with Sandbox(rates=False) as own:
        general = own.conversation_id(own.person("rosa").id, "#general")
        for channel, error in ((general, "not_in_channel"), ("C0NOWHERE", "channel_not_found")):
            for line in found(channel):
                assert line.state is FIX
                assert f"({error}): invite it there" in line.text
        assert own.announcement_channel() == general
        assert [line.state for line in found(general)] == [OK, OK]
        own.fault(Fault("conversations.history", "500", times=2))
        assert [line.state for line in found(general)] == [NOTE, NOTE]
        assert "POLLINATE_REVIEW_CHANNEL" not in lines(own, tmp_path, POLLINATE_REVIEW_CHANNEL=general)


# the database


def test_a_database_is_brought_up_to_date_and_nothing_else_in_it_changes(
    slack: Sandbox, place: Path | str, tmp_path: Path
) -> None:
    with closing(Store(place)) as store:
        store.migrate(list(STEPS)[-2])
        first = lines(slack, tmp_path, DATABASE_URL=url_of(place))["database"][0]
        assert first.state is OK
        assert first.text.endswith(f"it lacked {list(STEPS)[-1]}")
        before = all_rows(store)
        again = lines(slack, tmp_path, DATABASE_URL=url_of(place))["database"][0]
        assert again.text.endswith("is writable and up to date")
        assert all_rows(store) == before


def test_a_database_that_cannot_be_opened_is_told(slack: Sandbox, tmp_path: Path) -> None:
    said = lines(slack, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/pollinate.db")
    assert the_line(said, "database").state is FIX
    assert "Does its folder exist" in the_line(said, "database").text
    assert states(said, "next cycle") == [OK]


def test_a_database_that_may_be_read_but_not_written_is_told(slack: Sandbox, tmp_path: Path) -> None:
    with new_place("postgresql", shaped=True) as place, reader_of(str(place)) as url:
        told = the_line(lines(slack, tmp_path, DATABASE_URL=url), "database")
    assert told.state is FIX
    assert "may not be written to" in told.text


@contextmanager
def reader_of(url: str) -> Iterator[str]:
    """The address of a shaped database for a user who may make tables, and only read those that are there."""
    name = re.findall(r"/(\w+)\?", url)[0]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        try:
            yield server().url(name).replace("postgres:", "reader:")
        finally:
            connection.execute("DROP OWNED BY reader")
            connection.execute("DROP ROLE reader")


def test_what_waits_for_a_person_is_noted(slack: Sandbox, place: Path | str, tmp_path: Path) -> None:
    ours = workspace_of(slack)
    with closing(Store(place)) as store:
        store.migrate()
        with store.begin(ours) as act:
            act.save_innovator(ROSA, NOON)
            act.queue(Kind.CONSENT, "of-nobody", NOON)
            letter = act.claim_letter(NOON, NOON)
            assert letter
            act.park_letter(letter, "user_disabled")
            act.halt("U0ADA", NOON)
            act.cut_off(NOON, "account_inactive")
        said = lines(slack, tmp_path, DATABASE_URL=url_of(place))
        assert "(consent) could not be delivered: user_disabled" in the_line(said, "letters").text
        assert "/partneradmin resume" in the_line(said, "halt").text
        assert f"team {ours.team} lets us in no more" in the_line(said, "workspaces").text
        assert states(said, "letters") == states(said, "halt") == states(said, "workspaces") == [NOTE]


def test_what_a_workspace_has_set_for_itself_is_told_and_looked_at(slack: Sandbox, tmp_path: Path) -> None:
    told = {"POLLINATE_TIMEZONE": "Asia/Tokyo", "POLLINATE_ADMINS": "U0NOBODY", "POLLINATE_CYCLE": "someday"}
    with closing(Store(tmp_path / "pollinate.db")) as store:
        store.migrate()
        with store.begin(workspace_of(slack)) as act:
            act.keep_own_settings({**told, "POLLINATE_REVIEW": "yes"}, "U0ADA", NOON)
    said = lines(slack, tmp_path)
    assert states(said, "own settings") == [NOTE, FIX, FIX]
    assert (
        "POLLINATE_ADMINS, POLLINATE_CYCLE, POLLINATE_REVIEW, POLLINATE_TIMEZONE"
        in said["own settings"][0].text
    )
    assert "U0NOBODY is nobody" in the_line(said, "admins").text
    assert the_line(said, "time zone").text.startswith("Asia/Tokyo")
    assert the_line(said, "next cycle").text.startswith("Tuesday")


# time


def test_the_time_zone_and_the_next_cycle_are_told(slack: Sandbox, tmp_path: Path) -> None:
    said = lines(slack, tmp_path, POLLINATE_TIMEZONE="Asia/Kathmandu", POLLINATE_CYCLE="fri 07:30")
    assert the_line(said, "time zone").text.startswith("Asia/Kathmandu, where it is ")
    assert re.fullmatch(r"Friday .*, 07:30 \+0545", the_line(said, "next cycle").text)
