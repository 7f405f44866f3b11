"""A database moves from either engine to either: every row arrives, is compared, and the old one closed."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.storage import DatabaseBusy, DatabaseUnusable, Store
from bot.storage.moving import MoveUndone, move
from tests.profiles import NOON, ROSA
from tests.storage_place import ENGINES, OURS, THEIRS, all_rows, fill, new_store, rows_of, run


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest) -> Iterator[Store]:
    with new_store(request.param) as made:
        yield made


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a row in every table: a made-up one where no act has left one."""
    with store.begin(OURS) as act:
        put = fill(act)
    known = {
        "suggestion": put.suggestion,
        "cycle": put.cycle,
        "innovator": put.innovator.id,
        "champion": put.champion.id,
    }
    for table, found in all_rows(store).items():
        if table != "marks" and not found:
            columns = columns_of(store, table)
            values = [f"'{known[name]}'" if name in known else MADE_UP[kind] for name, kind in columns]
            names = ", ".join(name for name, _ in columns)
            run(store, f"INSERT INTO {table} ({names}) VALUES ({', '.join(values)})")  # noqa: S608
    return store


MADE_UP = {"TEXT": "'x'", "INTEGER": "7", "text": "'x'", "bigint": "7"}


def columns_of(store: Store, table: str) -> list[tuple[str, str]]:
    sql = (
        "SELECT name, type FROM pragma_table_info('{}')"
        if isinstance(store.place, Path)
        else "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
        " WHERE table_name = '{}' AND table_schema = 'public'"
    )
    return [(row["name"], row["type"]) for row in run(store, sql.format(table))]


def rows(store: Store) -> dict[str, list[str]]:
    """Return every row but for the marks, in an order of their own."""
    return {table: sorted(map(repr, found)) for table, found in all_rows(store).items() if table != "marks"}


def test_every_row_arrives_and_is_counted(full: Store, target: Store) -> None:
    before = rows(full)
    assert all(before.values()), "a table without a row proves nothing"
    assert move(full, target, NOON) == {table: len(found) for table, found in before.items()}
    assert rows(target) == rows(full) == before


def test_what_comes_after_is_numbered_on(full: Store, target: Store) -> None:
    move(full, target, NOON)
    with target.begin(OURS) as act:
        act.record(ROSA.person, "saved", "i1", NOON)
    assert [row["n"] for row in rows_of(target, "audit")] == [1, 2, 3]


def test_the_old_place_is_closed_to_writers_and_says_where_everything_is(full: Store, target: Store) -> None:
    move(full, target, NOON)
    for use in (lambda: full.migrate(), lambda: full.begin(OURS).__enter__()):
        with pytest.raises(DatabaseUnusable) as refusal:
            use()
        assert f"everything is in {target.name}" in str(refusal.value)
    with full.read(OURS) as act:
        assert act.innovators()


def test_a_place_that_is_not_empty_is_refused_and_nothing_changes(full: Store, target: Store) -> None:
    with target.begin(THEIRS) as act:
        act.save_innovator(ROSA, NOON)
    before = all_rows(full), all_rows(target)
    with pytest.raises(MoveUndone, match="is not empty"):
        move(full, target, NOON)
    assert (all_rows(full), all_rows(target)) == before


def test_a_row_that_does_not_arrive_as_it_was_undoes_everything(full: Store, target: Store) -> None:
    spoil(target)
    before = all_rows(full), all_rows(target)
    with pytest.raises(MoveUndone, match="rows of audit did not arrive as they were"):
        move(full, target, NOON)
    assert (all_rows(full), all_rows(target)) == before


def spoil(store: Store) -> None:
    """Have the last table that is filled change what it is given."""
    if store.name.startswith("/"):
        run(store, "CREATE TRIGGER t AFTER INSERT ON audit BEGIN UPDATE audit SET act = 'spoilt'; END")
    else:
        run(
            store,
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN NEW.act = 'spoilt'; RETURN NEW; END$$; CREATE TRIGGER t BEFORE INSERT ON audit"
            " FOR EACH ROW EXECUTE FUNCTION f()",
        )


def test_nobody_writes_in_either_place_meanwhile(store: Store) -> None:
    with ExitStack() as stack:
        stack.enter_context(store.alone(1))
        for workspace in (OURS, THEIRS):
            with pytest.raises(DatabaseBusy), store.begin(workspace, patience=0.1):
                pass
    with store.begin(OURS, patience=0.1) as act, pytest.raises(DatabaseBusy), store.alone(0.1):
        act.innovators()
