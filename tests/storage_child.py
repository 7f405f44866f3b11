"""A program that uses a store as another process would: `python -m tests.storage_child ACT PATH`.

`migrate` waits for a line on its standard input first. `hold` forgets the person KEPT, writes more than a
cache holds and stays inside its transaction. `save` keeps one thing a transaction and says so each time,
until it is refused; then it prints the refusal, as a person would read it, and tells what the file holds.
"""

import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.records import Workspace
from bot.storage import DatabaseUnusable, Store
from tests.storage_place import file_of

OURS = Workspace("", "T0OURS")
KEPT = "U0ROSA"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MUCH = "x" * 100_000


def migrate(store: Store) -> None:
    say("ready")
    sys.stdin.readline()
    store.migrate()
    say("migrated")


def hold(store: Store) -> None:
    with store.begin(OURS) as act:
        act.erase_profiles(KEPT)
        for number in range(60):
            act.keep_consent(f"U{number}", MUCH, NOON)
        say("holding")
        time.sleep(60)


def save(store: Store) -> None:
    try:
        for number in range(300):
            with store.begin(OURS) as act:
                act.keep_consent(f"U{number}", MUCH, NOON)
            say(f"kept {number + 1}")
    except DatabaseUnusable as refusal:
        say(f"refused: {refusal}")
    say(holds(store))


def holds(store: Store) -> str:
    """Return how many consents there are, and whether the file is whole."""
    with closing(sqlite3.connect(file_of(store))) as connection:
        [[consents]] = connection.execute("SELECT count(*) FROM consents").fetchall()
        [[whole]] = connection.execute("PRAGMA integrity_check").fetchall()
    return f"holds {consents}, {whole}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    acts = {"migrate": migrate, "hold": hold, "save": save}
    acts[sys.argv[1]](Store(Path(sys.argv[2])))
