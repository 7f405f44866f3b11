"""Commands that do one thing and end, as real processes against the sandbox."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.storage import Store
from tests.processes import (
    bot,
    database,
    environ_of,
    put_profiles,
    workspace_of,
)
from tests.profiles import NOON
from tests.stage import CARD_BUTTONS


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False) as sandbox:
        yield sandbox


def test_preview_shows_and_sends_nothing_and_cycle_sends(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        put_profiles(slack, environ)
        shown = bot("preview", environ=environ, folder=tmp_path)
        assert "Nurses at Home -> Age & Place" in shown.stdout
        assert "1 suggestions; nothing was sent." in shown.stdout
        assert slack.person("amir").messages("Pollinate") == []
        ran = bot("cycle", environ=environ, folder=tmp_path)
        assert ran.stdout == "The cycle ran: 1 suggestions, 1 messages taken up.\n"
        assert slack.person("amir").messages("Pollinate")[-1].buttons == CARD_BUTTONS
        again = bot("cycle", environ=environ, folder=tmp_path)
        assert (again.returncode, again.stdout) == (1, "")
        assert again.stderr == "Today's cycle has already run. The next one can run tomorrow.\n"
        assert len(slack.person("amir").messages("Pollinate")) == 1


def test_with_review_a_cycle_is_drafted(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        channel = slack.announcement_channel()
        review = {"POLLINATE_REVIEW": "yes", "POLLINATE_REVIEW_CHANNEL": channel}
        environ = environ_of(slack, tmp_path) | review
        put_profiles(slack, environ)
        ran = bot("cycle", environ=environ, folder=tmp_path)
        assert ran.stdout == f"The cycle is drafted, and waits in {channel} for approval.\n"
        assert slack.person("amir").messages("Pollinate") == []
        shown = bot("preview", environ=environ, folder=tmp_path)
        assert "Nurses at Home -> Age & Place" in shown.stdout
        assert "1 suggestions; nothing was sent. They wait for approval." in shown.stdout


def test_preview_says_why_not_of_any_two(slack: Sandbox, tmp_path: Path) -> None:
    environ = environ_of(slack, tmp_path)
    put_profiles(slack, environ)

    def why(venture: str, organisation: str) -> subprocess.CompletedProcess[str]:
        return bot("preview", "--why", venture, organisation, environ=environ, folder=tmp_path)

    assert why(" nurses at home", "AGE & PLACE").stdout == (
        "Nurses at Home and Age & Place: They are suggested to each other.\n"
    )
    with Store(database(environ)).begin(workspace_of(slack)) as act:
        assert act.pause("champion", slack.person("amir").id, None, NOON)
    assert "One of them is paused." in why("Nurses at Home", slack.person("amir").id).stdout
    unknown = why("Nurses", "Age & Place")
    assert unknown.returncode == 1
    assert unknown.stderr == (
        "No venture is called 'Nurses'. Give its name as its profile has it, or a user id.\n"
    )
