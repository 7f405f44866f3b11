"""The commands for files, as real processes that need no Slack."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records import Workspace
from bot.sandbox import Sandbox
from bot.storage import Store
from tests.processes import Environ, bot, database, environ_of, plain_environ, workspace_of
from tests.profiles import NOON, ROSA
from tests.storage_place import OURS, put_card, rows_of

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


# importing


def test_an_import_says_what_would_happen_and_does_it_only_when_asked(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        file = tmp_path / "innovators.csv"
        file.write_bytes(told_by("import", "--template", "innovators", environ=environ, folder=tmp_path))
        store = Store(database(environ))
        store.migrate()
        for words, proposed in (([], 0), (["--apply"], 1), (["--apply"], 1)):
            told = bot("import", str(file), *words, environ=environ, folder=tmp_path)
            assert (told.returncode, told.stderr) == (0, "")
            assert "1 to propose, 0 left alone" in told.stdout
            assert len(rows_of(store, "proposals")) == proposed
        assert [row["kind"] for row in rows_of(store, "outbox")] == ["proposal"]
        with store.begin(workspace_of(slack)) as act:
            act.save_innovator(replace(ROSA, person="U0123ABCD"), NOON)
        told = bot("import", str(file), environ=environ, folder=tmp_path)
        assert "0 to propose, 1 left alone" in told.stdout


def test_one_mistake_and_nothing_is_imported(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        template = told_by("import", "--template", "champions", environ=environ, folder=tmp_path)
        heading, row = template.decode().splitlines()
        file = tmp_path / "champions.csv"
        file.write_text(f"{heading}\n{row}\n{row.replace('U0123ABCD', 'U0X').replace('Broker', 'Brokr')}\n")
        told = bot("import", str(file), "--apply", environ=environ, folder=tmp_path)
        assert told.returncode == 1
        assert "Line 3, role: “Brokr” is not known here: did you mean “broker”?" in told.stdout
        assert "Line 3, person: Give the member ID" not in told.stdout
        assert "Nothing was changed" in told.stderr
        assert rows_of(Store(database(environ)), "proposals") == []


def told_by(*words: str, environ: Environ, folder: Path) -> bytes:
    told = bot(*words, environ=environ, folder=folder)
    assert told.returncode == 0, told.stderr
    return told.stdout.encode()
