"""The commands for files, as real processes that need no Slack."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records import Workspace
from bot.storage import Store
from tests.processes import Environ, bot, database, plain_environ
from tests.profiles import NOON, ROSA
from tests.storage_place import OURS, put_card

REPORT = {
    *("funnel.png", "answers.png", "money.png", "waiting.png"),
    *("figures.csv", "innovators.csv", "suggestions.csv"),
}


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    """The settings of a bot whose Slack cannot be reached, with Rosa's card for Amir in its database."""
    url = f"sqlite:///{tmp_path / 'pollinate.db'}"
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/"}
    environ = {**plain_environ(), **slack, "DATABASE_URL": url}
    store = Store(database(environ))
    store.migrate()
    with store.begin(OURS) as act:
        put_card(act)
    return environ


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_report_is_saved_as_pictures_and_tables(environ: Environ, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    told = bot("report", "--out", str(out), environ=environ, folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert "7 files saved in" in told.stdout
    assert "1 innovator looks for a partner" in told.stdout
    assert names(out) == REPORT
    assert (out / "funnel.png").read_bytes().startswith(b"\x89PNG")
    assert "Nurses at Home" in (out / "innovators.csv").read_text("utf-8-sig")


def test_each_workspace_gets_a_folder_where_there_are_several(environ: Environ, tmp_path: Path) -> None:
    with Store(database(environ)).begin(Workspace("", "T0OTHER")) as act:
        act.save_innovator(replace(ROSA, id="i2"), NOON)
    out = tmp_path / "out"
    assert bot("report", "--out", str(out), environ=environ, folder=tmp_path).returncode == 0
    assert names(out) == {OURS.team, "T0OTHER"}
    assert names(out / OURS.team) == names(out / "T0OTHER") == REPORT


def test_where_nothing_can_be_told_or_saved_a_sentence_says_so(environ: Environ, tmp_path: Path) -> None:
    empty = environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    told = bot("report", "--out", str(tmp_path / "out"), environ=empty, folder=tmp_path)
    assert told.returncode == 1
    assert "no profile has been saved" in told.stderr
    file = tmp_path / "file"
    file.write_text("")
    told = bot("report", "--out", str(file), environ=environ, folder=tmp_path)
    assert told.returncode == 1
    assert "Give another folder" in told.stderr
    assert "Traceback" not in told.stderr


# everything


def test_everything_is_saved_as_tables_or_as_json(environ: Environ, tmp_path: Path) -> None:
    told = bot("export", "--out", str(tmp_path / "tables"), environ=environ, folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert {"innovators.csv", "suggestions.csv", "cycles.csv"} <= names(tmp_path / "tables")
    assert "Nurses at Home" in (tmp_path / "tables" / "innovators.csv").read_text("utf-8-sig")
    told = bot("export", "--json", "--out", str(tmp_path / "json"), environ=environ, folder=tmp_path)
    assert names(tmp_path / "json") == {"everything.json"}
    everything = json.loads((tmp_path / "json" / "everything.json").read_text("utf-8"))
    assert everything["innovators"][0]["venture"] == "Nurses at Home"
