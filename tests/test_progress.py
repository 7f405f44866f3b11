"""Long work shows on a terminal how far it has come; what it prints stays clean, and so does the terminal."""

import re
from pathlib import Path

import pytest

from bot.exporting import csv_bytes
from bot.importing import TEMPLATES
from bot.sandbox import Fault, Sandbox
from tests.processes import Environ, environ_of, put_profiles
from tests.terminals import on_terminal

ESCAPE = "\x1b"
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100"}
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
SHOWN_AGAIN = "\x1b[?25h"  # the cursor
ERASED = "\x1b[2K"  # a line


def table(slack: Sandbox, folder: Path, people: int) -> str:
    """A file that proposes profiles for so many people."""
    columns, example = TEMPLATES["innovators"]
    rows = [
        {**dict(zip(columns, example, strict=True)), "person": slack.person(handle).id}
        for handle in slack.people[:people]
    ]
    file = folder / "innovators.csv"
    file.write_bytes(csv_bytes(columns, rows))
    return str(file)


def test_an_import_shows_about_how_many_people_slack_was_asked(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        slack.fault(Fault("users.info", "delay", seconds=0.2, times=5))
        environ = environ_of(slack, tmp_path, **TERMINAL)
        with on_terminal("import", table(slack, tmp_path, 5), environ=environ, folder=tmp_path) as command:
            command.until("Asking Slack about people")
            command.until(" of 5")
            code, printed = command.end()
    assert (code, ESCAPE in printed, "5 to propose" in printed) == (0, False, True)
    assert COLOUR.search(command.shown)
    assert command.shown.rindex(SHOWN_AGAIN) > command.shown.rindex(" of 5")


def test_ctrl_c_half_way_leaves_the_terminal_clean(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        slack.fault(Fault("users.info", "delay", seconds=1, times=5))
        environ = environ_of(slack, tmp_path, **TERMINAL)
        with on_terminal("import", table(slack, tmp_path, 5), environ=environ, folder=tmp_path) as command:
            command.until("1 of 5")
            command.interrupt()
            assert command.end() == (130, "")
    gone = command.shown.rpartition("1 of 5")[2]
    assert SHOWN_AGAIN in gone
    assert ERASED in gone
    assert "Traceback" not in command.shown


@pytest.mark.parametrize(("wish", "bar"), [({"TERM": "dumb"}, False), ({"NO_COLOR": "1"}, True)])
def test_a_terminal_without_colours_gets_none(tmp_path: Path, wish: Environ, *, bar: bool) -> None:
    with Sandbox(rates=False) as slack:
        slack.fault(Fault("users.info", "delay", seconds=0.2, times=5))
        environ = environ_of(slack, tmp_path, **TERMINAL) | wish
        with on_terminal("import", table(slack, tmp_path, 5), environ=environ, folder=tmp_path) as command:
            assert command.end()[0] == 0
    assert (" of 5" in command.shown, ESCAPE in command.shown) == (bar, bar)
    assert not COLOUR.search(command.shown)


def test_a_cycle_and_a_move_show_how_far_they_are(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, **TERMINAL)
        put_profiles(slack, environ)
        with on_terminal("cycle", environ=environ, folder=tmp_path) as command:
            code, printed = command.end()
        assert (code, "The cycle ran: 1 suggestions" in printed) == (0, True)
        for told in ("Choosing who should meet", "Sending messages"):
            assert told in command.shown
    to = f"sqlite:///{tmp_path / 'new.db'}"
    with on_terminal("move", "--to", to, environ=environ, folder=tmp_path) as command:
        code, printed = command.end()
    assert (code, ESCAPE in printed, "Everything is in" in printed) == (0, False, True)
    assert re.search(r"Copying rows.* (\d+) of \1 ", command.shown)
