"""A SQLite file's connections and its log: each lent to one at a time, to no other file, without a trace."""

import threading
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage import BackupUnusable, Store
from bot.storage.connections import Connections
from bot.storage.library import WRITES_AHEAD, sqlite3
from bot.storage.restoring import backup, restore
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, content_of, file_of

needs_the_log = pytest.mark.skipif(not WRITES_AHEAD, reason="this SQLite keeps no write-ahead log here")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def put_back(store: Store, file: Path) -> None:
    restore(store, file, NOON, keep_days=35, latest=lambda _own: NOON.date())


def test_each_has_a_connection_of_its_own_and_leaves_it_to_the_next(tmp_path: Path) -> None:
    with closing(Connections(tmp_path / "kept.db")) as connections:
        with connections.one(1) as first:
            first.execute("CREATE TABLE kept (n INTEGER)")
        with connections.one(1) as second, connections.one(1) as third:
            assert second is not third
        with connections.one(1) as last:
            assert last in (second, third)


def test_after_an_error_a_connection_is_not_used_again(tmp_path: Path) -> None:
    with closing(Connections(tmp_path / "kept.db")) as connections:
        with connections.one(1) as first:
            first.execute("CREATE TABLE kept (n INTEGER)")
        with suppress(ZeroDivisionError), connections.one(1) as broken:
            broken.execute("BEGIN IMMEDIATE")
            broken.execute("INSERT INTO kept VALUES (1)")
            raise ZeroDivisionError
        with connections.one(1) as next_one:
            assert next_one is not broken
            assert next_one.execute("SELECT count(*) FROM kept").fetchall() == [(0,)]


def test_few_are_kept_however_many_there_were(tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    sqlite3.connect(file).close()
    gate = threading.Barrier(12)

    def use() -> None:
        with connections.one(1) as database:
            database.execute("SELECT * FROM sqlite_master").fetchall()
            gate.wait(10)

    with closing(Connections(file)) as connections:
        threads = [threading.Thread(target=use) for _ in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert len(connections._idle) == 4


def test_another_file_in_its_place_is_seen_at_once(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
    backup(store, tmp_path / "kept.db", NOON)
    with store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, venture="Told since"), NOON)
    store.empty_log()
    (tmp_path / "kept.db").replace(file_of(store))
    with store.read(OURS) as act:
        assert [innovator.venture for innovator in act.innovators()] == [ROSA.venture]


@needs_the_log
def test_a_bot_that_only_waits_is_noticed_before_its_file_is_replaced(store: Store, tmp_path: Path) -> None:
    with closing(Store(store.place)) as bot:
        with bot.begin(OURS) as act:
            act.save_innovator(ROSA, NOON)
        backup(store, tmp_path / "kept.db", NOON)
        with pytest.raises(BackupUnusable, match="Stop the bot"):
            put_back(store, tmp_path / "kept.db")
    put_back(store, tmp_path / "kept.db")


@needs_the_log
def test_a_log_that_a_killed_bot_left_to_a_damaged_file_is_not_played_into_a_restored_one(
    store: Store, tmp_path: Path
) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
    backup(store, tmp_path / "kept.db", NOON)
    with store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, venture="Told since"), NOON)
        act.save_champion(AMIR, NOON)
    file, log = file_of(store), Path(f"{file_of(store)}-wal")
    left = log.read_bytes()
    store.close()
    log.write_bytes(left)
    file.write_bytes(b"\xff" * 8192)
    put_back(store, tmp_path / "kept.db")
    with store.read(OURS) as act:
        assert [innovator.venture for innovator in act.innovators()] == [ROSA.venture]
        assert act.champions() == []
    assert Path(f"{file}.before-restore-wal").read_bytes() == left


@needs_the_log
def test_what_was_erased_is_gone_from_the_log_with_the_next_tick(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
    with store.begin(OURS) as act:
        act.erase_profiles(ROSA.person, NOON)
    assert ROSA.venture.encode() in content_of(store), "or there is nothing to take away"
    store.empty_log()
    assert ROSA.venture.encode() not in content_of(store)


@needs_the_log
def test_a_log_that_is_being_read_is_left_and_nobody_waits_long(store: Store) -> None:
    with store.read(OURS) as reader:
        reader.innovators()
        with store.begin(OURS) as act:
            act.save_innovator(ROSA, NOON)
        store.empty_log()
        assert reader.innovators() == []
    with store.read(OURS) as act:
        assert act.innovators()


@pytest.mark.usefixtures("_old_sqlite")
def test_a_library_that_may_corrupt_the_log_goes_back_to_the_journal(store: Store) -> None:
    store.migrate()
    store.close()
    with closing(sqlite3.connect(file_of(store))) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
