"""The commands on the database, as an admin runs them: each says what it did, and none tells a password."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.records import Kind
from bot.storage import BackupUnusable, Store
from bot.storage.migrations import STEPS
from bot.storage.restoring import backup
from tests.postgres_place import server
from tests.processes import Environ, bot, plain_environ
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, all_rows, content_of, fill, new_place, put_card, rows_of, url_of

SECRET = "hunter2canary"
DAYS = 35


def environ_of(place: Path | str, **more: str) -> Environ:
    """Settings without a Slack that could be asked, with a password in the address where it can have one."""
    url = url_of(place).replace("postgres:@", f"postgres:{SECRET}@")
    programs = {"PATH": f"{server().programs}{os.pathsep}{os.environ['PATH']}"} if "postgres" in url else {}
    return {
        **plain_environ(), **programs, "DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-1-2-made",
        "SLACK_APP_TOKEN": "xapp-1-made-1-up", "SLACK_API_URL": "http://127.0.0.1:9/api/", **more,
    }  # fmt: skip


def told(folder: Path, environ: Environ, *words: str, code: int = 0) -> str:
    """Run a command; what it said, on either stream, and never the password."""
    done = bot(*words, environ=environ, folder=folder)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert SECRET not in said
    assert "Traceback" not in said
    return said


def test_migrate_says_what_it_did(place: Path | str, tmp_path: Path) -> None:
    environ = environ_of(place)
    assert f"took {', '.join(STEPS)}." in told(tmp_path, environ, "migrate")
    assert "was up to date." in told(tmp_path, environ, "migrate")


def test_letters_lists_what_could_not_be_delivered_and_settles_it(
    sqlite_store: Store, tmp_path: Path
) -> None:
    environ = environ_of(sqlite_store.place)
    assert told(tmp_path, environ, "letters") == "Every message could be delivered.\n"
    with sqlite_store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
        act.queue(Kind.CONSENT, "of-nobody", NOON)
        letter = act.claim_letter(NOON, NOON)
        assert letter
        act.park_letter(letter, "user_disabled")
    assert f"{letter.id}  a message (consent)" in told(tmp_path, environ, "letters")
    assert "No message with that id" in told(tmp_path, environ, "letters", "--again", "none", code=1)
    assert told(tmp_path, environ, "letters", "--arrived", letter.id) == "It is off the list.\n"


def test_move_counts_every_row_and_the_old_place_names_the_new_one(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        fill(act)
    count = sum(map(len, all_rows(store).values()))
    with new_place("postgresql" if isinstance(store.place, Path) else "sqlite") as place:
        old, new = environ_of(store.place), environ_of(place)
        said = told(tmp_path, {**old, "PATH": new["PATH"]}, "move", "--to", new["DATABASE_URL"])
        name = Store(place).name
        assert f"Everything is in {name} now: {count} rows, each compared with its own." in said
        refused = told(tmp_path, old, "migrate", code=1)
        assert f"everything is in {name}. Put its address into DATABASE_URL." in refused
        assert "was up to date" in told(tmp_path, new, "migrate")


def test_move_to_no_place_or_to_itself_is_told_and_closes_nothing(store: Store, tmp_path: Path) -> None:
    environ = environ_of(store.place)
    said = told(tmp_path, environ, "move", "--to", "nowhere", code=1)
    assert "The address after --to is no address of a database" in said
    said = told(tmp_path, environ, "move", "--to", environ["DATABASE_URL"], code=1)
    assert "is that of the database in use" in said
    with store.begin(OURS) as act:
        act.innovators()


def test_backup_and_restore_say_what_is_there_and_what_is_lost(
    store: Store, engine: str, tmp_path: Path
) -> None:
    with store.begin(OURS) as act:
        fill(act)
    environ = environ_of(store.place)
    assert "holds all of" in told(tmp_path, environ, "backup", "kept")
    with store.begin(OURS) as act:
        act.erase_profiles(ROSA.person, NOON.replace(year=3000))
    store.close()
    said = told(tmp_path, environ, "restore", "kept")
    assert "1 people who asked to be forgotten since were erased again." in said
    assert ("What stood before is in" in said) is (engine == "sqlite")
    assert rows_of(store, "innovators") == []


def test_a_missing_or_older_program_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    with new_place("postgresql", shaped=True) as place:
        store = Store(place)
        with pytest.raises(BackupUnusable, match=r"pg_dump is not installed here\. Install"):
            backup(store, tmp_path / "kept", NOON)
        (programs / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
        (programs / "pg_dump").chmod(0o700)
        with pytest.raises(BackupUnusable, match=r"version 9, .* of version 18"):
            backup(store, tmp_path / "kept", NOON)
        store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["programs"]


# --- once a day ----------------------------------------------------------------------------------------


def test_upkeep_is_done_once_a_local_date_and_forgets_what_is_older_than_backups(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
        act.erase_profiles(ROSA.person, NOON)
    today = NOON.date()
    assert store.upkeep(today, NOON, keep_days=DAYS)
    assert not store.upkeep(today, NOON, keep_days=DAYS)
    assert not store.upkeep(today - timedelta(days=1), NOON, keep_days=DAYS), "the clock was set back"
    assert len(rows_of(store, "erasures")) == 1
    later = timedelta(days=DAYS + 1)
    assert store.upkeep(today + later, NOON + later, keep_days=DAYS)
    assert rows_of(store, "erasures") == []


def test_after_an_erasure_the_file_is_written_anew(sqlite_store: Store) -> None:
    with sqlite_store.begin(OURS) as act:
        put_card(act)
        act.keep_consent(AMIR.person, "x" * 1_000_000, NOON)
    assert sqlite_store.upkeep(NOON.date(), NOON, keep_days=DAYS)
    sqlite_store.empty_log()
    before = len(content_of(sqlite_store))
    later = NOON + timedelta(days=1)
    with sqlite_store.begin(OURS) as act:
        act.erase_profiles(AMIR.person, later)
    assert sqlite_store.upkeep(later.date(), later, keep_days=DAYS)
    sqlite_store.empty_log()
    assert len(content_of(sqlite_store)) < before - 900_000
