"""The commands for files, as real processes that need no Slack."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import membership
from bot.exporting import csv_bytes
from bot.importing import TEMPLATES
from bot.records import Workspace
from bot.sandbox import Fault, Sandbox
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
        template = told_by("import", "--template", "innovators", environ=environ, folder=tmp_path)
        rosa = slack.person("rosa").id
        file.write_text(template.replace("U0123ABCD", rosa), "utf-8")
        store = Store(database(environ))
        store.migrate()
        for words, proposed in (([], 0), (["--apply"], 1), (["--apply"], 1)):
            told = bot("import", str(file), *words, environ=environ, folder=tmp_path)
            assert (told.returncode, told.stderr) == (0, "")
            assert "1 to propose, 0 left alone" in told.stdout
            assert len(rows_of(store, "proposals")) == proposed
        assert [row["kind"] for row in rows_of(store, "outbox")] == ["proposal"]
        with store.begin(workspace_of(slack)) as act:
            act.save_innovator(replace(ROSA, person=rosa), NOON)
        told = bot("import", str(file), environ=environ, folder=tmp_path)
        assert "0 to propose, 1 left alone" in told.stdout


def test_one_mistake_and_nothing_is_imported(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        template = told_by("import", "--template", "champions", environ=environ, folder=tmp_path)
        amir, noor = slack.person("amir").id, slack.person("noor").id
        heading, row = template.replace("U0123ABCD", amir).splitlines()
        file = tmp_path / "champions.csv"
        file.write_text(f"{heading}\n{row}\n{row.replace(amir, noor).replace('Broker', 'Brokr')}\n", "utf-8")
        told = bot("import", str(file), "--apply", environ=environ, folder=tmp_path)
        assert told.returncode == 1
        assert "Line 3, role: “Brokr” is not known here: did you mean “broker”?" in told.stdout
        assert "Line 3, person: Give the member ID" not in told.stdout
        assert "Nothing was changed" in told.stderr
        assert rows_of(Store(database(environ)), "proposals") == []


def test_slack_is_asked_about_each_person_and_one_who_cannot_be_in_stops_the_import(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path)
        slack.change_person("kwame", deleted=True)
        slack.change_person("mei", is_restricted=True)
        ids = [slack.bot_user, *(slack.person(name).id for name in ("rosa", "kwame", "mei")), "U0NOBODY1"]
        file = people(tmp_path, ids)
        slack.fault(Fault("users.info", "429", retry_after=1))
        told = bot("import", str(file), "--apply", environ=environ, folder=tmp_path)
        assert told.returncode == 1
        for line, remedy in ((2, membership.IS_BOT), (4, membership.DEACTIVATED), (6, membership.UNKNOWN)):
            assert f"Line {line}, person: {remedy}\n" in told.stdout
        assert f"Line 5, person: {membership.IS_GUEST}\n" in told.stdout
        assert "3 mistakes" in told.stdout
        assert rows_of(Store(database(environ)), "proposals") == []
        told = bot(
            "import",
            str(people(tmp_path, [ids[1], ids[3]])),
            "--apply",
            environ=environ,
            folder=tmp_path,
        )
        assert told.returncode == 0, told.stdout
        assert "2 to propose" in told.stdout


def test_without_slack_a_dry_run_says_what_it_did_not_check_and_nothing_is_kept(
    environ: Environ, tmp_path: Path
) -> None:
    file = people(tmp_path, ["U0123ABCD"])
    for settings in (environ, {**plain_environ(), "DATABASE_URL": environ["DATABASE_URL"]}):
        told = bot("import", str(file), environ=settings, folder=tmp_path)
        assert told.returncode == 0, told.stderr
        assert "Lines that can be read: 1, mistakes: 0." in told.stdout
        assert "was not checked" in told.stdout
    told = bot("import", str(file), "--apply", environ=environ, folder=tmp_path)
    assert (told.returncode, told.stdout) == (1, "")
    assert "Slack could not be asked" in told.stderr
    assert rows_of(Store(database(environ)), "proposals") == []


def people(folder: Path, ids: list[str]) -> Path:
    """Write a table of innovators who are alike but for who they are."""
    columns, example = TEMPLATES["innovators"]
    row = dict(zip(columns, example, strict=True))
    file = folder / "people.csv"
    file.write_bytes(csv_bytes(columns, [{**row, "person": one} for one in ids]))
    return file


def told_by(*words: str, environ: Environ, folder: Path) -> str:
    told = bot(*words, environ=environ, folder=folder)
    assert told.returncode == 0, told.stderr
    return told.stdout
