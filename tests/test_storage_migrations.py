"""The database's shape grows by numbered steps on either engine: from the oldest, at once, killed midway."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from bot.records import Rung
from bot.storage import Store
from bot.storage.migrations import STEPS
from tests.profiles import NOON, ROSA
from tests.storage_child import CHILD, TESTS_LOCK, child, line
from tests.storage_place import OURS, Engine, all_rows, new_store, put_card, rows_of, run

# A row in every table of the first step.
OLDEST = """
INSERT INTO organisations VALUES ('o1', '', 'T0OURS', 'Age & Place', 'age & place', 'charity', '', '', :now);
INSERT INTO innovators VALUES ('i1', '', 'T0OURS', 'U0ROSA', 'Nurses', 'Problem', 'Idea', '["health"]',
    '["cornwall"]', 'pilot', '["capacity"]', 1, 2, 3, 1, 'at_once', 2, 0, NULL, :now, :now);
INSERT INTO champions VALUES ('c1', '', 'T0OURS', 'U0AMIR', 'o1', '["health"]', '["nationwide"]', 'Challenge',
    '["capacity"]', 'broker', '["sponsor"]', 'idea', 3, 0, NULL, :now, :now);
INSERT INTO consents VALUES ('n1', '', 'T0OURS', 'U0ROSA', 'Wording', :now);
INSERT INTO cycles VALUES ('y1', '', 'T0OURS', '2026-02-03', 'done', NULL, :now, 1, 1, 1, 0);
INSERT INTO suggestions VALUES ('s1', '', 'T0OURS', 'y1', 'i1', 'c1', 0, 'accepted', 0.8, 'strong', '["why"]',
    NULL, :now, :now, :now);
INSERT INTO introductions VALUES ('s1', '', 'T0OURS', 'G0', 'pilot', :now);
INSERT INTO outbox VALUES ('l1', '', 'T0OURS', 'note', 's1', NULL, 'sent', 1, 1, :now, 0, 1, :now, :now, 0,
    'G0', '1.0', NULL, :now);
INSERT INTO tallies VALUES ('', 'T0OURS', 'forgotten innovator', 3);
INSERT INTO audit (enterprise, team, at, person, act, subject)
    VALUES ('', 'T0OURS', :now, 'U0ROSA', 'saved', 'i1');
""".replace(":now", "'2026-02-03T12:00:00.000000+00:00'")


@pytest.fixture
def fresh(place: Path | str) -> Iterator[Store]:
    with closing(Store(place)) as store:
        yield store


@pytest.fixture
def oldest(fresh: Store) -> Store:
    fresh.migrate(until="0001_first")
    for statement in OLDEST.split(";\n")[:-1]:
        run(fresh, statement)
    assert all(all_rows(fresh).values()), "a table without a row proves nothing"
    return fresh


def steps_taken(store: Store) -> list[str]:
    table = "_sqlite_migrations" if isinstance(store.place, Path) else "migrations"
    return sorted(row["name"] for row in rows_of(store, table))


def test_a_database_of_the_oldest_shape_keeps_all_it_holds(oldest: Store) -> None:
    before = all_rows(oldest)
    assert "features" not in before["suggestions"][0], "this is not the oldest shape"
    oldest.migrate()
    after_it = all_rows(oldest)
    for table in before:
        for old, new in zip(before[table], after_it[table], strict=True):
            assert old.items() <= new.items()


def test_a_database_of_the_oldest_shape_is_used_like_any_other(oldest: Store) -> None:
    oldest.migrate()
    with oldest.begin(OURS) as act:
        assert act.shown() == (), "what was shown before features were kept teaches nothing"
        assert act.cards_of_person("U0ROSA")[0].rung is Rung.PILOT
        put_card(act)
        act.record("U0ROSA", "saved", "i1", NOON)
    assert [row["n"] for row in rows_of(oldest, "audit")] == [1, 2]


def test_a_database_grown_from_the_oldest_shape_is_like_a_new_one(oldest: Store, engine: Engine) -> None:
    oldest.migrate()
    with new_store(engine) as new:
        assert shape_of(oldest) == shape_of(new)


def shape_of(store: Store) -> set[tuple[object, ...]]:
    """Every column of every table: its name, type, whether it may be empty, its default."""
    columns = (
        'SELECT m.name AS t, c.name, c.type, c."notnull", c.dflt_value FROM sqlite_master m,'
        " pragma_table_info(m.name) c"
        if isinstance(store.place, Path)
        else "SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name"
        " FROM information_schema.columns WHERE table_schema = 'public'"
    )
    return {tuple(row.values()) for row in run(store, columns)}


def test_migrating_again_changes_nothing(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)
    before = all_rows(store), steps_taken(store)
    store.migrate()
    assert (all_rows(store), steps_taken(store)) == before


def test_four_processes_migrate_at_once_and_the_steps_are_taken_once(oldest: Store) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(child(*CHILD, "migrate", oldest.place)) for _ in range(4)]
        assert [line(process) for process in processes] == ["ready"] * 4
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        assert [line(process) for process in processes] == ["migrated"] * 4
    assert steps_taken(oldest) == sorted(STEPS)


def test_killed_in_the_middle_of_its_steps_a_migration_leaves_what_was_before(oldest: Store) -> None:
    before = all_rows(oldest), steps_taken(oldest)
    with never_ending(oldest), child(*CHILD, "migrate_for_ever", oldest.place) as process:
        while not in_the_middle(oldest):
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.wait()
    oldest.migrate(until="0001_first")  # waits for the last word of the one that was killed
    assert (all_rows(oldest), steps_taken(oldest)) == before
    oldest.migrate()
    assert steps_taken(oldest) == sorted(STEPS)


@contextmanager
def never_ending(store: Store) -> Iterator[None]:
    """Keep the last step of `migrate_for_ever` waiting; SQLite's never ends anyway."""
    if isinstance(store.place, Path):
        yield
        return
    with psycopg.connect(store.place, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (TESTS_LOCK,))
        yield


def in_the_middle(store: Store) -> bool:
    """Whether a migration has written, and not ended: it waits, or what it wrote is beside the file."""
    if isinstance(store.place, Path):
        return any(path.stat().st_size for path in store.place.parent.glob(f"{store.place.name}-*"))
    return bool(run(store, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
