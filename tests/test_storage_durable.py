"""What keeps an acknowledged commit through a power cut is set on each connection, or missed in words.

SQLite waits for the disk before it says that a commit is done, and PostgreSQL is told on where it does not.
The power itself is cut in `faults.power`.
"""

from bot.storage import Store
from tests.storage_place import new_store


def test_sqlite_waits_for_the_disk_at_every_commit(sqlite_store: Store) -> None:
    with sqlite_store.alone(1) as transaction:
        [synchronous] = transaction.rows("PRAGMA synchronous", {})
        [journal] = transaction.rows("PRAGMA journal_mode", {})
    assert synchronous == {"synchronous": 2}, "FULL"
    assert journal["journal_mode"] in ("delete", "wal")
    assert sqlite_store.unsafe_settings() == []


def test_a_postgresql_that_does_not_wait_for_the_disk_is_told_of() -> None:
    with new_store("postgresql") as store:
        with store.alone(1) as transaction:
            [commit] = transaction.rows("SHOW synchronous_commit", {})
        assert commit == {"synchronous_commit": "on"}
        assert store.unsafe_settings() == ["fsync"], "the server of these tests does not, to be quick"
