"""A backup brings back what was there: but who was erased since stays erased, and nothing is sent twice."""

import os
import stat
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.records import Installation, Kind, Review, Rung, State
from bot.storage import BackupUnusable, Store
from bot.storage.engine import Transaction
from bot.storage.migrations import people_columns, tables
from bot.storage.restoring import ADDRESSED_OTHERWISE, ADDRESSEES, Restored, backup, restore
from matching.people import Evidence, Suggestion
from tests.postgres_place import server
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import (
    OURS,
    all_rows,
    at_once,
    content_of,
    fill,
    put_card,
    rows_of,
    run,
)

LATER = NOON + timedelta(days=9)
MOMENT = timedelta(minutes=1)
LATEST = LATER.date()


@pytest.fixture(autouse=True)
def _programs_of_postgresql(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "postgresql":
        monkeypatch.setenv("PATH", f"{server().programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def full(store: Store) -> Store:
    with store.begin(OURS) as act:
        fill(act)
    return store


@pytest.fixture
def file(full: Store, tmp_path: Path) -> Path:
    """A backup of the filled store, taken at NOON."""
    backup(full, tmp_path / "kept.backup", NOON)
    return tmp_path / "kept.backup"


def restored(store: Store, file: Path, days: int = 35) -> Restored:
    return restore(store, file, LATER, keep_days=days, latest=lambda _own: LATEST)


# --- what comes back ------------------------------------------------------------------------------------


def test_all_that_was_there_is_there_again(store: Store, file: Path) -> None:
    before = all_rows(store)
    with store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, venture="Told since"), LATER)
        act.save_champion(replace(AMIR, id="c9", person="U0SINCE"), LATER)
        act.record("U0SINCE", "saved", "c9", LATER)
    done = restored(store, file)
    after = all_rows(store)
    for table in before.keys() - {"outbox", "cycles", "marks"}:
        assert after[table] == before[table], table
    assert done.taken_at == NOON
    assert done.lost == {"cycles": 0, "profiles": 2, "answers": 0}
    with store.begin(OURS) as act:
        act.record("U0ADMIN", "restored", "", LATER)
    assert [row["n"] for row in rows_of(store, "audit")] == [1, 2, 3]


def test_what_stood_is_put_aside_and_can_be_brought_back(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.begin(OURS) as act:
        put_card(act)
    backup(sqlite_store, tmp_path / "kept.backup", NOON)
    with sqlite_store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, venture="Told since"), LATER)
    done = restored(sqlite_store, tmp_path / "kept.backup")
    assert done.aside
    assert restored(sqlite_store, done.aside).lost == {"cycles": 0, "profiles": 0, "answers": 0}
    with sqlite_store.read(OURS) as act:
        assert [innovator.venture for innovator in act.innovators()] == ["Told since"]


# --- who was erased ------------------------------------------------------------------------------------


def test_who_was_erased_since_is_erased_again(store: Store, file: Path) -> None:
    with store.begin(OURS) as act:
        act.erase_profiles(ROSA.person, LATER)
    assert restored(store, file).erased == 1
    assert ROSA.person.encode() not in content_of(store)
    with store.read(OURS) as act:
        assert [champion.person for champion in act.champions()] == [AMIR.person]
    assert len(rows_of(store, "erasures")) == 2, "a second restore would bring them back"


def test_whoever_is_named_anywhere_is_erased_again(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        put = put_card(act)
        act.invite(put.suggestion, "U0ASKED", NOON)
    backup(store, tmp_path / "kept.backup", NOON)
    with store.begin(OURS) as act:
        act.save_innovator(replace(ROSA, id="i9", person="U0ASKED"), LATER)
        act.erase_profiles("U0ASKED", LATER)
    assert restored(store, tmp_path / "kept.backup").erased == 1
    assert b"U0ASKED" not in content_of(store)


def test_who_was_erased_since_is_no_admin_again(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        act.keep_own_settings({"POLLINATE_ADMINS": f"U0ADA, {ROSA.person}"}, "U0ADA", NOON)
    backup(store, tmp_path / "kept.backup", NOON)
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, LATER)
        act.erase_profiles(ROSA.person, LATER)
    assert restored(store, tmp_path / "kept.backup").erased == 1
    with store.read(OURS) as act:
        assert act.own_settings() == {"POLLINATE_ADMINS": "U0ADA"}


def test_every_column_that_may_name_a_person_is_known(store: Store) -> None:
    with store.alone(1) as transaction:
        for table in tables():
            for column in columns(transaction, table):
                named = column == "person" or column.endswith("_by")
                assert named == ((table, column) in people_columns()), (table, column)


def columns(transaction: Transaction, table: str) -> list[str]:
    """The columns of a table, which may be empty."""
    [row] = transaction.rows(f"SELECT t.* FROM (SELECT 1) one LEFT JOIN {table} t ON false", {})  # noqa: S608
    return list(row)


def test_who_was_erased_before_the_backup_and_came_again_is_there(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        put_card(act)
        act.erase_profiles(ROSA.person, NOON - MOMENT)
        act.save_innovator(ROSA, NOON)
    backup(store, tmp_path / "kept.backup", NOON)
    assert restored(store, tmp_path / "kept.backup").erased == 0
    with store.read(OURS) as act:
        assert act.innovator(ROSA.person)


def test_the_same_id_in_another_workspace_is_somebody_else(store: Store, file: Path) -> None:
    with store.begin(replace(OURS, team="T0OTHER")) as act:
        act.save_innovator(replace(ROSA, id="i7"), LATER)
        act.erase_profiles(ROSA.person, LATER)
    assert restored(store, file).erased == 0


def test_tokens_that_were_renewed_since_are_kept(store: Store, tmp_path: Path) -> None:
    old = Installation("old", "used up", LATER, "U0BOT", "U0ADMIN", NOON)
    with store.begin(OURS) as act:
        act.install(old)
    backup(store, tmp_path / "kept.backup", NOON)
    with store.begin(OURS) as act:
        assert act.renew(old, "new", "newer", LATER)
    restored(store, tmp_path / "kept.backup")
    with store.read(OURS) as act:
        assert act.installation() == replace(old, token="new", refresh_token="newer")


def test_a_backup_older_than_erasures_are_remembered_is_refused(store: Store, file: Path) -> None:
    before = all_rows(store)
    with pytest.raises(BackupUnusable, match="more than 8 days ago"):
        restored(store, file, days=8)
    assert all_rows(store) == before


# --- what may have been sent since ---------------------------------------------------------------------


def test_a_letter_not_yet_sent_is_looked_for_and_a_note_is_told_to_an_admin(store: Store, file: Path) -> None:
    done = restored(store, file)
    assert (done.looked_for, done.parked) == (1, 1)
    with store.begin(OURS) as act:
        assert act.claim_letter(LATER, LATER) is None
        assert act.letter_states() == {"unknown": 1, "parked": 1}
    [card] = [row for row in rows_of(store, "outbox") if row["kind"] == Kind.CARDS]
    assert card["channel"] == AMIR.person
    assert card["attempted_at"] == card["due_at"] == rows_of(store, "marks")[0]["at"]


def test_every_letter_is_looked_for_with_whom_it_is_for(store: Store, tmp_path: Path) -> None:
    assert {*ADDRESSEES, *ADDRESSED_OTHERWISE} == set(Kind)
    with store.begin(OURS) as act:
        put = put_card(act)
        rosa, amir = put.innovator, put.champion
        act.open_introduction(put.suggestion, NOON)
        card = act.card(put.suggestion)
        assert card
        proof = act.offer_proof(card, Rung.PILOT, Evidence(saved=1), NOON)
        invited = act.invite(put.suggestion, "U0NEW", NOON)
        for kind, subject in (
            (Kind.CARDS, f"{put.cycle}:{amir.id}"),
            (Kind.NEWS, f"{put.cycle}:{rosa.id}"),
            (Kind.CONSENT, put.suggestion),
            (Kind.INVITATION, invited),
            (Kind.UNMET, f"{put.suggestion}:champion"),
            (Kind.PROOF_QUESTION, f"{proof}:innovator"),
            (Kind.REPORT, "U0ADA"),
        ):
            act.queue(kind, subject, NOON)
    backup(store, tmp_path / "kept.backup", NOON)
    restored(store, tmp_path / "kept.backup")
    assert {Kind(row["kind"]): row["channel"] for row in rows_of(store, "outbox")} == {
        Kind.CARDS: AMIR.person,
        Kind.NEWS: ROSA.person,
        Kind.CONSENT: ROSA.person,
        Kind.INVITATION: "U0NEW",
        Kind.UNMET: AMIR.person,
        Kind.PROOF_QUESTION: ROSA.person,
        Kind.REPORT: "U0ADA",
    }


def test_an_attempt_under_way_while_it_was_restored_settles_nothing(store: Store, tmp_path: Path) -> None:
    with store.begin(OURS) as act:
        put = put_card(act)
        act.queue(Kind.CARDS, f"{put.cycle}:{put.champion.id}", NOON)
        letter = act.claim_letter(NOON, LATER)
    assert letter
    backup(store, tmp_path / "kept.backup", NOON)
    restored(store, tmp_path / "kept.backup")
    with store.begin(OURS) as act:
        assert not act.letter_sent(letter, "D0", "1.0")


def test_no_cycle_runs_that_may_have_run(full: Store, tmp_path: Path) -> None:
    with full.begin(OURS) as act:
        act.ask_for_cycle(NOON.date() + timedelta(days=1), None, NOON)
    backup(full, tmp_path / "kept.backup", NOON)
    restored(full, tmp_path / "kept.backup")
    with full.begin(OURS) as act:
        assert act.due_cycle() is None
        assert act.last_cycle_date() == LATEST
        assert not act.ask_for_cycle(LATEST, None, LATER)
        assert act.cycles_run() == 1


def test_a_draft_that_may_have_been_approved_since_is_dropped(full: Store, tmp_path: Path) -> None:
    with full.begin(OURS) as act:
        assert act.ask_for_cycle(LATEST, None, NOON)
        due, rosa = act.due_cycle(), act.innovators()[0]
        assert due
        chosen = [Suggestion(rosa.id, act.champions()[0].id, 1.0, "strong", ())]
        act.add_suggestions(due.id, chosen, NOON, State.DRAFTED)
        act.finish_cycle(
            due.id, innovators=1, champions=1, suggestions=1, left_out=0, now=NOON, state=Review.DRAFTED
        )
        act.queue(Kind.REVIEW, due.id, NOON)
    backup(full, tmp_path / "drafted.backup", NOON)
    restored(full, tmp_path / "drafted.backup")
    with full.begin(OURS) as act:
        found = act.draft(due.id)
        assert found
        assert found.state is Review.LAPSED
        assert act.cards_of_draft(due.id) == []
        assert not act.approve_draft(due.id, "U0ADMIN", 1, LATER)


# --- what is refused -----------------------------------------------------------------------------------


NO_BACKUPS = [b"", b"Dear Rosa", b"SQLite format 3\0 and nothing", b"PGDMP and nothing"]


@pytest.mark.parametrize("content", NO_BACKUPS)
def test_a_file_that_is_no_backup_is_refused_and_nothing_changes(
    full: Store, tmp_path: Path, content: bytes
) -> None:
    before = all_rows(full)
    (tmp_path / "letter").write_bytes(content)
    with pytest.raises(BackupUnusable, match=r"is no backup|is damaged|failed"):
        restored(full, tmp_path / "letter")
    assert all_rows(full) == before
    with full.begin(OURS) as act:
        assert act.innovators()


def test_a_backup_of_a_newer_release_is_refused_and_nothing_changes(store: Store, tmp_path: Path) -> None:
    kind = "pollinate', '" if isinstance(store.place, Path) else ""
    table = (
        "_sqlite_migrations (migration_set, name, applied_at)" if kind else "migrations (name, applied_at)"
    )
    run(store, f"INSERT INTO {table} VALUES ('{kind}9999_far', '2099-01-01')")  # noqa: S608
    backup(store, tmp_path / "kept.backup", NOON)
    before = all_rows(store)
    with pytest.raises(BackupUnusable, match="made by a newer release"):
        restored(store, tmp_path / "kept.backup")
    assert all_rows(store) == before


def test_a_backup_that_was_cut_off_is_refused_and_nothing_changes(store: Store, file: Path) -> None:
    before = all_rows(store)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(BackupUnusable):
        restored(store, file)
    assert all_rows(store) == before


def test_a_database_in_use_is_not_replaced(store: Store, file: Path) -> None:
    before = all_rows(store)
    with (
        closing(Store(store.place)) as bot,
        bot.begin(OURS),
        pytest.raises(BackupUnusable, match="Stop the bot"),
    ):
        restored(store, file)
    assert all_rows(store) == before


def test_a_file_that_is_there_is_not_overwritten(store: Store, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(BackupUnusable, match="is there already"):
        backup(store, file, LATER)
    assert file.read_bytes() == before


def test_a_folder_that_is_missing_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="cannot be written"):
        backup(store, tmp_path / "missing" / "kept.backup", NOON)


def test_a_backup_is_its_owners_alone_and_nothing_is_left_beside(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if "backup" in path.name] == [file.name]


def test_a_backup_while_others_write_holds_one_moment(store: Store, tmp_path: Path) -> None:
    """Each act keeps two consents, so an odd number would be half an act."""

    def act_or_backup(rival: int) -> None:
        if rival == 0:
            backup(store, tmp_path / "kept.backup", NOON)
        for _ in range(10 if rival else 0):
            with store.begin(OURS, patience=10) as act:
                act.keep_consent(f"U{rival}", "one", NOON)
                act.keep_consent(f"U{rival}", "two", NOON)

    at_once(4, act_or_backup)
    assert len(rows_of(store, "consents")) == 60
    restored(store, tmp_path / "kept.backup")
    assert len(rows_of(store, "consents")) % 2 == 0
