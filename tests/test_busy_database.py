"""Another program holds the SQLite file: people hear so in time, nothing is half saved, and all goes on."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import wording
from bot.storage.library import WRITES_AHEAD
from tests.journey_acts import messages, modal, rows, states
from tests.stage import Stage, staged, story
from tests.storage_place import file_of

LATEST = 2500  # ms; Slack waits for three seconds
HOLDER = """
import sys
from bot.storage.library import sqlite3
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute(f"BEGIN {sys.argv[2]}")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Have another process hold the file: it keeps writers out, and EXCLUSIVE readers, too, without a log."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.stdin.close()
            holder.wait(10)


def act_while_held(stage: Stage, seconds: float, how: str) -> list[float]:
    """Let people act for so long while the file is held; how long each acknowledgement took, in ms."""
    card = messages(stage, "amir")[-1]
    form = stage.form("tomasz").fill(story("tomasz"))
    since = stage.slack.ledger()[-1].n
    readable = WRITES_AHEAD or how == "IMMEDIATE"
    with held(file_of(stage.bot.store), how):
        before = rows(stage) if readable else ""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            assert card.click("Accept").text == wording.DATABASE_BUSY
            assert form.submit().errors == {"Venture": wording.DATABASE_BUSY}
            assert stage.person("rosa").types("/needpartner pause").text == wording.DATABASE_BUSY
        assert not readable or rows(stage) == before
    kinds = ("block_actions", "view_submission", "slash_commands")
    return [entry.ms for entry in stage.slack.ledger(since=since) if entry.kind in kinds]


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_everyone_is_answered_in_time_and_all_goes_on_afterwards(tmp_path: Path, how: str) -> None:
    with staged(tmp_path, http=True) as stage:
        stage.enrol("rosa", "amir")
        stage.to_next_cycle()
        stage.bot.ticker.start()
        try:
            took = act_while_held(stage, 3, how)
            assert len(took) >= 3
            assert max(took) < LATEST
            assert modal(stage.person("tomasz")).submit().ok
            assert messages(stage, "amir")[-1].click("Accept").text == ""
            assert states(stage) == ["accepted"]
            stage.slack.eventually(lambda: stage.person("rosa").group_with("amir"), 15)
        finally:
            stage.bot.stop()
