"""The command line, as real processes against the sandbox: what it says, how it ends, what it never logs."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.sandbox import Fault, Sandbox
from bot.storage import Store
from bot.storage.library import sqlite3
from tests.processes import (
    ROOT,
    Environ,
    bot,
    database,
    environ_of,
    free_port,
    plain_environ,
    put_profiles,
    running,
)
from tests.stage import story
from tests.storage_place import rows_of

READY = "Pollinate is ready"
CANARY = "canary-that-somebody-typed"


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False) as sandbox:
        yield sandbox


# help


@pytest.mark.parametrize(
    "command",
    [
        "",
        "run",
        "check",
        "manifest",
        "preview",
        "cycle",
        "embed",
        "weights",
        "report",
        "export",
        "import",
        "sandbox",
    ],
)
def test_help_is_everywhere(command: str, tmp_path: Path) -> None:
    told = bot(*command.split(), "--help", environ=plain_environ(), folder=tmp_path)
    assert told.returncode == 0
    assert f"python -m bot {command}".strip() in told.stdout
    assert "Traceback" not in told.stderr


def test_an_unknown_command_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    told = bot("dance", environ=plain_environ(), folder=tmp_path)
    assert told.returncode == 2
    assert "choose from" in told.stderr


# running


def test_over_socket_mode_it_answers_and_ends_when_told(slack: Sandbox, tmp_path: Path) -> None:
    environ = environ_of(slack, tmp_path)
    with running("run", environ=environ, folder=tmp_path) as found:
        found.until(READY)
        assert "/needpartner" in slack.person("rosa").types("/needpartner help").text
        assert found.end() == 0
    assert "Traceback" not in found.said


def test_over_http_it_answers_and_ends_when_told(slack: Sandbox, tmp_path: Path) -> None:
    port = free_port()
    environ = environ_of(slack, tmp_path, SLACK_APP_TOKEN="", PORT=str(port))
    with running(environ=environ, folder=tmp_path) as found, delivered_to(slack, port):
        found.until(READY)
        assert slack.verify_request_url()
        assert "/needpartner" in slack.person("rosa").types("/needpartner help").text
        assert found.end(signal.SIGINT) == 0
    assert "Traceback" not in found.said


def test_a_signal_that_comes_before_it_is_waited_for_is_not_missed(tmp_path: Path) -> None:
    told = (
        "import os, signal; from bot.__main__ import _Ending; ending = _Ending();"
        " os.kill(os.getpid(), signal.SIGTERM); ending.wait(); print('ended')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", told], env=plain_environ() | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
        capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (0, "ended\n")


@contextmanager
def delivered_to(slack: Sandbox, port: int) -> Iterator[None]:
    slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
    try:
        yield
    finally:
        slack.deliver_by_sockets()


def test_killed_while_it_posts_another_process_finds_the_one_card(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, POLLINATE_QUIET_SECONDS="1")
        put_profiles(slack, environ)
        slack.fault(Fault("chat.postMessage", "delay", seconds=0.3))
        with running("cycle", environ=environ, folder=tmp_path) as found:
            slack.eventually(lambda: not slack.call("GET faults", {})["faults"], 20)
            found.process.kill()
        amir = slack.person("amir")
        slack.eventually(lambda: amir.messages("Pollinate"))
        assert states(environ) == ["sending"]
        with sqlite3.connect(database(environ)) as connection:
            connection.execute("UPDATE outbox SET leased_until = attempted_at")  # a minute passes
        connection.close()
        with running("run", environ=environ, folder=tmp_path) as found:
            slack.eventually(lambda: states(environ) == ["sent"], 20)
            assert found.end() == 0
        assert len(amir.messages("Pollinate")) == 1


def states(environ: Environ) -> list[str]:
    return [row["state"] for row in rows_of(Store(database(environ)), "outbox")]


# mistakes: each a sentence that says what to do


def refused(told: subprocess.CompletedProcess[str]) -> str:
    """What a refused command says: only that, on stderr."""
    assert told.returncode == 1, told
    assert "Traceback" not in told.stderr
    said = [line for line in told.stderr.splitlines() if not line.startswith("{")]
    assert said[-1][-1] in '.?"'
    return "\n".join(said)


MISTAKES = {
    "a refused token": (
        {"SLACK_BOT_TOKEN": "xoxb-made-up"},
        ["Slack refused the bot's token (invalid_auth)", "SLACK_BOT_TOKEN"],
    ),
    "a refused app token": (
        {"SLACK_APP_TOKEN": "xapp-made-up"},
        ["Slack refused the app-level token (invalid_auth)", "SLACK_APP_TOKEN"],
    ),
    "nobody there": (
        {"SLACK_API_URL": "http://127.0.0.1:9/api/"},
        ["Slack does not answer at http://127.0.0.1:9/api/", "Check the network"],
    ),
    "somebody else there": (
        {"SLACK_API_URL": "{url}page/"},
        ["Slack does not answer at http://127.0.0.1", "Check the network"],
    ),
    "no folder for the database": (
        {"DATABASE_URL": "sqlite:///{folder}/nowhere/pollinate.db"},
        ["nowhere/pollinate.db cannot be opened", "Does its folder exist"],
    ),
    "no database": (
        {"DATABASE_URL": "sqlite:///{folder}/notes.txt"},
        ["is not a SQLite database", "Point DATABASE_URL at another file"],
    ),
    "several wrong settings": (
        {"POLLINATE_CYCLE": "someday", "POLLINATE_CYCEL": "x", "SLACK_BOT_TOKEN": "xapp-1"},
        ["POLLINATE_CYCLE (the environment) is", "did you mean POLLINATE_CYCLE?", "SLACK_BOT_TOKEN"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_in_a_sentence(slack: Sandbox, tmp_path: Path, mistake: str) -> None:
    wrong, expected = MISTAKES[mistake]
    (tmp_path / "notes.txt").write_text("Not a database. " * 100, encoding="utf-8")
    settings = {name: text.format(folder=tmp_path, url=slack.url) for name, text in wrong.items()}
    said = refused(bot("run", environ=environ_of(slack, tmp_path, **settings), folder=tmp_path))
    assert all(part in said for part in expected), said
    assert slack.environment()["SLACK_SIGNING_SECRET"] not in said


def test_a_slack_that_goes_silent_while_the_bot_starts_is_told(slack: Sandbox, tmp_path: Path) -> None:
    slack.fault(Fault("auth.test", "cut_after", skip=1))
    said = refused(bot("run", environ=environ_of(slack, tmp_path), folder=tmp_path))
    slack.clear_faults()
    assert "Slack does not answer at http://127.0.0.1" in said


@pytest.mark.parametrize("command", ["preview", "cycle"])
def test_the_other_commands_say_it_too(slack: Sandbox, tmp_path: Path, command: str) -> None:
    environ = environ_of(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-made-up")
    assert "Slack refused the bot's token" in refused(bot(command, environ=environ, folder=tmp_path))


def test_a_port_in_use_is_told(slack: Sandbox, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        environ = environ_of(slack, tmp_path, SLACK_APP_TOKEN="", PORT=port)
        said = refused(bot("run", environ=environ, folder=tmp_path))
        assert said == f"Port {port} is taken by another program: stop it, or set PORT to a free one."
        said = refused(bot("sandbox", "--no-open", "--port", port, environ=environ, folder=tmp_path))
        assert said.startswith(f"Port {port} is taken by another program")


def test_a_line_of_the_env_file_that_cannot_be_read_is_told(slack: Sandbox, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POLLINATE_LOG=info\nSLACK_BOT_TOKEN='xoxb-open\n", encoding="utf-8")
    said = refused(bot("run", environ=environ_of(slack, tmp_path), folder=tmp_path))
    assert "Line 2 of .env cannot be read" in said
    assert "xoxb-open" not in said
    gone = refused(bot("preview", "--env-file", "gone.env", environ=plain_environ(), folder=tmp_path))
    assert gone == refused(bot("--env-file", "gone.env", environ=plain_environ(), folder=tmp_path))
    assert "There is no file gone.env" in gone


# what is never logged


@pytest.mark.parametrize("way_in", ["socket mode", "http"])
def test_no_secret_and_nothing_typed_is_ever_logged(tmp_path: Path, way_in: str) -> None:
    port = free_port()
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, POLLINATE_LOG="debug", POLLINATE_QUIET_SECONDS="1")
        if way_in == "http":
            environ |= {"SLACK_APP_TOKEN": "", "PORT": str(port)}
            slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        with running("run", environ=environ, folder=tmp_path) as found:
            found.until(READY)
            type_canaries(slack)
            if way_in == "http":
                forge(port)
            assert found.end() == 0
    assert CANARY not in found.said
    for secret in slack.environment().values():
        assert secret.startswith("http") or secret not in found.said
    assert '"level": "debug"' in found.said


def type_canaries(slack: Sandbox) -> None:
    """Type a canary wherever a person can, well and badly, with Slack failing at times."""
    rosa = slack.person("rosa")
    for command in ("/needpartner", "/offerpartner", "/partneradmin"):
        rosa.types(f"{command} {CANARY}")
    slack.fault(Fault("views.open", "garbage"))
    rosa.types("/needpartner")
    rosa.types("/needpartner")
    form = rosa.modal()
    assert form
    told = {**story("rosa"), "Venture": CANARY, "The problem you solve": f"{CANARY} <!channel>"}
    slack.fault(Fault("views.publish", "500"))
    assert form.fill(told).submit().ok
    assert CANARY in rosa.types("/needpartner status").text
    rosa.posts("#general", CANARY)
    rosa.opens_home()


def forge(port: int) -> None:
    """Send what no Slack has signed."""
    for headers in ({}, {"X-Slack-Signature": "v0=no", "X-Slack-Request-Timestamp": str(int(time.time()))}):
        body = f"command=%2Fneedpartner&text={CANARY}".encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=5)  # noqa: S310
        assert refusal.value.code == 401
        refusal.value.close()
