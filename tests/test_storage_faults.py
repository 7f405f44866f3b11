"""When SQLite's file cannot be had, a sentence says what to do; whatever happens, what was kept stays kept.

The other programs here are real processes; the full disk and the forbidden file are real ones where this
machine lets a test make them, and the test says so where it does not.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage import DatabaseBusy, DatabaseUnusable, Store
from bot.storage.library import WRITES_AHEAD, sqlite3
from faults.databases import without_powers
from tests.profiles import NOON, ROSA
from tests.storage_child import CHILD, MUCH, child, holds, line
from tests.storage_place import OURS, all_rows, file_of, rows_of

BUSY = "The database {} is busy with another program. Wait a moment, then try again."
FULL = "The disk that holds {} is full. Free some space, then try again."
FORBIDDEN = (
    "The database {} may not be written to. Give the bot's user write permission for the file and its folder."
)
SHUT = "The database {} cannot be opened. Does its folder exist, and may the bot write there?"
FAILING = "The disk that holds {} fails to read or write. Check it, then start again."
STRANGE = "{} is not a SQLite database. Point DATABASE_URL at another file."
DAMAGED = "The database {} is damaged. Restore the last backup."


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """A store on a file: this page is about files, test_storage_engines.py about both engines."""
    return sqlite_store


@contextmanager
def refused(path: Path, sentence: str) -> Iterator[None]:
    """Expect a refusal in exactly these words, known to pass only where another program is the cause."""
    with pytest.raises(DatabaseUnusable) as refusal:
        yield
    assert str(refusal.value) == sentence.format(path)
    assert isinstance(refusal.value, DatabaseBusy) == (sentence is BUSY)


def keep(store: Store, patience: float = 1.0) -> None:
    with store.begin(OURS, patience=patience) as act:
        act.save_innovator(ROSA, NOON)


def kept(store: Store) -> bool:
    with store.read(OURS) as act:
        return act.innovator(ROSA.person) == ROSA


# --- another program -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("_old_sqlite")
def test_a_commit_that_a_reader_holds_up_is_undone_whole(store: Store) -> None:
    store.migrate()
    with closing(sqlite3.connect(file_of(store))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM innovators").fetchall()
        with refused(file_of(store), BUSY):
            keep(store, patience=0.1)
    assert not kept(store)


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
        assert process.stdout
        acknowledged = 5 + len(process.stdout.read().splitlines())  # `communicate` misses what was read ahead
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
    with as_anybody("save", store) as process:
        told = all_lines(process)
    forbidden.chmod(0o700)
    assert told[0] == f"refused: {FORBIDDEN.format(file_of(store))}"
    assert holds(store) == "holds 0, ok"


def test_a_file_that_is_forbidden_while_it_is_in_use_is_told_at_once(store: Store) -> None:
    with as_anybody("save", store) as process:
        assert line(process) == "kept 1"
        file_of(store).chmod(0o400)
        told = all_lines(process)
    file_of(store).chmod(0o600)
    kept_since = [text for text in told if text.startswith("kept")]
    assert told[len(kept_since)] == f"refused: {FORBIDDEN.format(file_of(store))}"
    assert holds(store) == f"holds {1 + len(kept_since)}, ok"


@pytest.mark.skipif(not WRITES_AHEAD, reason="this SQLite keeps no write-ahead log here")
@pytest.mark.parametrize("part", ["-wal", "-shm"])
def test_a_log_made_while_the_file_was_forbidden_is_no_hindrance_when_it_is_not(
    store: Store, part: str
) -> None:
    store.close()
    Path(f"{file_of(store)}{part}").touch(0o400)
    with as_anybody("migrate", store) as process:
        told = all_lines(process, "\n")
    assert told == ["ready", "migrated"]


@contextmanager
def as_anybody(act: str, store: Store) -> "Iterator[subprocess.Popen[str]]":
    """Let another process act on a store, without root's powers to write everywhere."""
    plain = without_powers()
    if plain and subprocess.run([*plain, "true"], check=False).returncode:
        pytest.skip("this machine lets root give up no powers, and root may write everywhere")
    with child(*plain, *CHILD, act, file_of(store)) as process:
        yield process


def all_lines(process: "subprocess.Popen[str]", said: str = "") -> list[str]:
    """Say something to a process, and return all that it says until its end."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(said)
    process.stdin.close()
    return process.stdout.read().splitlines()


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
    store.close()
    with file_of(store).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (file_of(store).stat().st_size - 4096))
    with refused(file_of(store), DAMAGED):
        kept(store)
