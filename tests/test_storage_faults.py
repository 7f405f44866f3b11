"""When the database cannot be had, a sentence says what to do; whatever happens, what was kept stays kept.

The other programs here are real processes; the full disk and the forbidden file are real ones where this
machine lets a test make them, and the test says so where it does not.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from bot.storage import DatabaseBusy, DatabaseUnusable, Store
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_child import MUCH, holds
from tests.storage_place import OURS, all_rows, at_once, file_of, rows_of

ROOT = Path(__file__).parents[1]
CHILD = (sys.executable, "-m", "tests.storage_child")

BUSY = "The database {} is busy with another program. Wait a moment, then try again."
FULL = "The disk that holds {} is full. Free some space, then try again."
FORBIDDEN = (
    "The database {} may not be written to. Give the bot's user write permission for the file and its folder."
)
SHUT = "The database {} cannot be opened. Does its folder exist, and may the bot write there?"
FAILING = "The disk that holds {} fails to read or write. Check it, then start again."
STRANGE = "{} is not a SQLite database. Point DATABASE_URL at another file."
DAMAGED = "The database {} is damaged. Restore the last backup."


@contextmanager
def refused(path: Path, sentence: str) -> Iterator[None]:
    """Expect a refusal in exactly these words, known to pass only where another program is the cause."""
    with pytest.raises(DatabaseUnusable) as refusal:
        yield
    assert str(refusal.value) == sentence.format(path)
    assert isinstance(refusal.value, DatabaseBusy) == (sentence is BUSY)


@contextmanager
def child(*command: object) -> Iterator[subprocess.Popen[str]]:
    """Start a program and talk with it through its pipes; it is gone at the end."""
    words = [str(word) for word in command]
    with subprocess.Popen(
        words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def keep(store: Store, patience: float = 1.0) -> None:
    with store.begin(OURS, patience=patience) as act:
        act.save_innovator(ROSA, NOON)


def kept(store: Store) -> bool:
    with store.read(OURS) as act:
        return act.innovator(ROSA.person) == ROSA


# --- another program -----------------------------------------------------------------------------------


def test_a_lock_held_longer_than_patience_is_told_and_keeps_nobody_from_reading(store: Store) -> None:
    keep(store)
    with closing(sqlite3.connect(file_of(store))) as holder:
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with refused(file_of(store), BUSY):
            keep(store, patience=0.3)
        assert 0.25 < time.monotonic() - began < 2
        assert kept(store)
    keep(store, patience=0)


def test_a_lock_let_go_within_patience_is_waited_for(store: Store) -> None:
    with closing(sqlite3.connect(file_of(store), check_same_thread=False)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        Timer(0.2, holder.rollback).start()
        keep(store, patience=5)
    assert kept(store)


def test_of_eight_acts_that_read_and_then_write_none_is_lost(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_champion(replace(AMIR, capacity=0), NOON)

    def count_up(_rival: int) -> None:
        with store.begin(OURS, patience=10) as act:
            act.set_capacity(AMIR.person, act.champions()[0].capacity + 1, NOON)

    at_once(8, count_up)
    with store.read(OURS) as act:
        assert act.champions()[0].capacity == 8


def test_a_commit_that_a_reader_holds_up_is_undone_whole(store: Store) -> None:
    with closing(sqlite3.connect(file_of(store))) as reader:
        [[journal]] = reader.execute("PRAGMA journal_mode").fetchall()
        if journal == "wal":
            pytest.skip("with a write-ahead log, readers hold nobody up")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM innovators").fetchall()
        with refused(file_of(store), BUSY):
            keep(store, patience=0.1)
    assert not kept(store)


class OwnMistakeError(Exception):
    """What acting code may raise within a transaction."""


def test_an_error_of_ones_own_undoes_the_act_and_is_passed_on_as_it_is(store: Store) -> None:
    before = all_rows(store)
    with pytest.raises(OwnMistakeError), store.begin(OURS) as act:
        raise OwnMistakeError(act.save_innovator(ROSA, NOON))
    with pytest.raises(sqlite3.IntegrityError), store.begin(OURS) as act:
        act.save_innovator(replace(act.save_innovator(ROSA, NOON), person="U0OTHER"), NOON)
    assert all_rows(store) == before


# --- killed --------------------------------------------------------------------------------------------


def test_a_process_killed_within_a_transaction_leaves_what_was_before(store: Store) -> None:
    keep(store)
    before = all_rows(store)
    with child(*CHILD, "hold", file_of(store)) as process:
        assert line(process) == "holding"
        beside = [path for path in file_of(store).parent.iterdir() if path != file_of(store)]
        assert any(path.stat().st_size for path in beside), "nothing is on the disk: this proves nothing"
        with refused(file_of(store), BUSY):
            keep(store, patience=0)
        process.kill()
        process.wait()
    assert kept(store)
    assert all_rows(store) == before
    assert holds(store) == "holds 0, ok"


def test_what_a_killed_process_had_acknowledged_is_there(store: Store) -> None:
    with child(*CHILD, "save", file_of(store)) as process:
        for number in range(1, 6):
            assert line(process) == f"kept {number}"
        process.kill()
        acknowledged = 5 + len(process.communicate()[0].splitlines())
    keep(store)
    consents = len(rows_of(store, "consents"))
    assert acknowledged <= consents <= acknowledged + 1
    assert holds(store) == f"holds {consents}, ok"


# --- the disk ------------------------------------------------------------------------------------------


def test_a_database_that_may_not_grow_is_told_as_a_full_disk_and_loses_nothing(store: Store) -> None:
    keep(store)
    before = all_rows(store)
    with refused(file_of(store), FULL), store.begin(OURS) as act:
        act._transaction.rows("PRAGMA max_page_count = 1", {})  # means: not one page more than there are
        act.keep_consent(ROSA.person, MUCH, NOON)
    assert all_rows(store) == before
    keep(store)


def test_a_disk_that_fills_up_is_told_and_all_that_was_acknowledged_is_there(store: Store) -> None:
    own_mounts = ("unshare", "--user", "--map-root-user", "--mount")
    script = 'mount -t tmpfs -o size=1m none "$0" && cp "$1" "$0" && shift && exec "$@"'
    disk = file_of(store).parent / "disk"
    disk.mkdir()
    path = disk / file_of(store).name
    with child(*own_mounts, "sh", "-c", script, disk, file_of(store), *CHILD, "save", path) as process:
        told, _ = process.communicate()
    if not told:
        pytest.skip("this machine lets a test mount no small disk of its own")
    *acknowledged, refusal, rest = told.splitlines()
    assert len(acknowledged) > 2
    assert refusal == f"refused: {FULL.format(path)}"
    assert rest == f"holds {len(acknowledged)}, ok"


@pytest.mark.parametrize(("what", "mode"), [("pollinate.db", 0o400), (".", 0o500)])
def test_a_file_or_folder_that_may_not_be_written_is_told(store: Store, what: str, mode: int) -> None:
    forbidden = file_of(store).parent / what
    forbidden.chmod(mode)
    powers = "-dac_override,-dac_read_search"  # what lets root write everywhere
    plain = ("setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}") if os.geteuid() == 0 else ()
    with child(*plain, *CHILD, "save", file_of(store)) as process:
        told, _ = process.communicate()
    forbidden.chmod(0o700)
    if not told:
        pytest.skip("this machine lets root give up no powers, and root may write everywhere")
    assert told.splitlines() == [f"refused: {FORBIDDEN.format(file_of(store))}", "holds 0, ok"]


def test_a_disk_that_fails_is_told(store: Store) -> None:
    Path(f"{file_of(store)}-journal").mkdir()  # where SQLite reads a file, reading fails
    with refused(file_of(store), FAILING):
        keep(store)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "pollinate.db"
    with refused(path, SHUT):
        Store(path).migrate()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with refused(tmp_path, SHUT):
        Store(tmp_path).migrate()


@pytest.mark.parametrize("act", [Store.migrate, keep, kept])
def test_a_file_of_another_kind_is_told_and_not_touched(
    tmp_path: Path, act: Callable[[Store], object]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Rosa, " * 400)
    with refused(path, STRANGE):
        act(Store(path))
    assert path.read_text() == "Dear Rosa, " * 400


def test_a_damaged_file_is_told(store: Store) -> None:
    keep(store)
    with file_of(store).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (file_of(store).stat().st_size - 4096))
    with refused(file_of(store), DAMAGED):
        kept(store)


# --- the shape of the database -------------------------------------------------------------------------


def test_migrating_again_changes_nothing(store: Store) -> None:
    keep(store)
    before = file_of(store).read_bytes()
    store.migrate()
    assert file_of(store).read_bytes() == before


def test_four_processes_migrate_at_once_and_the_steps_are_taken_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "pollinate.db")
    with ExitStack() as stack:
        processes = [stack.enter_context(child(*CHILD, "migrate", file_of(store))) for _ in range(4)]
        assert [line(process) for process in processes] == ["ready"] * 4
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [line(process) for process in processes] == ["migrated"] * 4
    steps = [row["name"] for row in rows_of(store, "_sqlite_migrations")]
    assert len(steps) == len(set(steps)) > 0
    keep(store)
    assert kept(store)
    assert holds(store) == "holds 0, ok"
