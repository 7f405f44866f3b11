"""A program that uses a store as another process would: `python -m tests.storage_child ACT PLACE`.

`migrate` waits for a line on its standard input first. `migrate_for_ever` takes a step more, which never
ends: on PostgreSQL not before a lock is free that the test holds. `hold` forgets the person KEPT, writes more
than a cache holds and stays inside its transaction. `save` keeps one thing a transaction and says so each
time, until it is refused; then it prints the refusal, as a person would read it, and tells what the database
holds.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.records import Workspace
from bot.storage import DatabaseUnusable, Store
from bot.storage.migrations import STEPS
from tests.storage_place import rows_of, run

OURS = Workspace("", "T0OURS")
KEPT = "U0ROSA"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MUCH = "x" * 100_000
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;"
TESTS_LOCK = 7

ROOT = Path(__file__).parents[1]
CHILD = (sys.executable, "-m", "tests.storage_child")


@contextmanager
def child(*command: object) -> Iterator["subprocess.Popen[str]"]:
    """Start a program and talk with it through its pipes; it is gone at the end."""
    words = [str(word) for word in command]
    with subprocess.Popen(
        words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[str]") -> str:
    """Return the next line a program says."""
    assert process.stdout
    return process.stdout.readline().strip()


def migrate(store: Store) -> None:
    say("ready")
    sys.stdin.readline()
    store.migrate()
    say("migrated")


def migrate_for_ever(store: Store) -> None:
    waits = ENDLESS if isinstance(store.place, Path) else f"SELECT pg_advisory_xact_lock({TESTS_LOCK});"
    store._engine.migrate({**STEPS, "9999_never_ends": waits})


def hold(store: Store) -> None:
    with store.begin(OURS) as act:
        act.erase_profiles(KEPT, NOON)
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
    """Return how many consents there are, and whether the database is whole."""
    [whole] = run(store, "PRAGMA integrity_check")[0].values() if isinstance(store.place, Path) else ["ok"]
    return f"holds {len(rows_of(store, 'consents'))}, {whole}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    acts = {"migrate": migrate, "migrate_for_ever": migrate_for_ever, "hold": hold, "save": save}
    place = sys.argv[2]
    acts[sys.argv[1]](Store(place if place.startswith("postgresql:") else Path(place)))
