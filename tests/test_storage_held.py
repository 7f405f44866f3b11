"""All that is held: complete for the person it is about, and without what is others'."""

import json
import re

from bot.records import State
from bot.storage import Act, Store
from bot.storage.marks import MARKS
from bot.storage.migrations import STEPS, tables
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import OURS, put_card, rows_of
from tests.test_storage_forgetting import CANARY, TOLD, leave_traces_everywhere, traces


def test_every_table_that_names_a_person_is_told_to_them(store: Store) -> None:
    leave_traces_everywhere(store)
    with store.begin(OURS) as act:
        act.keep_vectors("model", {TOLD.problem.strip(): b"numbers"})
    with store.read(OURS) as act:
        held = act.held(TOLD.person)
    assert held.keys() >= traces(store) - {"organisations"}
    assert held.keys() >= {
        "innovators",
        "champions",
        "suggestions",
        "introductions",
        "vectors",
        "organisations",
    }
    for rows in held.values():
        assert all(row["team"] == OURS.team for row in rows)


def test_nothing_of_others_is_told(store: Store) -> None:
    with store.begin(OURS) as act:
        put = put_card(act)
        act.record(AMIR.person, "declined", put.suggestion, NOON)
    with store.read(OURS) as act:
        said = json.dumps(act.held(ROSA.person), ensure_ascii=False)
    assert ROSA.problem in said
    for others in (AMIR.person, AMIR.challenge, put.champion.id, AMIR.organisation.name, "why"):
        assert f'"{others}"' not in said
    assert "somebody else" in said


def test_of_the_admins_named_in_a_setting_only_oneself_is_told(act: Act) -> None:
    act.keep_own_settings({"POLLINATE_ADMINS": f"U0ADA, {ROSA.person}"}, "U0ADA", NOON)
    [told] = act.held(ROSA.person)["own_settings"]
    assert (told["text"], told["changed_by"]) == (f"somebody else, {ROSA.person}", "somebody else")


def test_the_reasons_are_told_to_those_who_have_seen_them(store: Store) -> None:
    with store.begin(OURS) as act:
        put = put_card(act)
        assert act.held(AMIR.person)["suggestions"][0]["reasons"] == '["why"]'
        assert act.held(ROSA.person)["suggestions"][0]["reasons"] is None
        act.decide(put.suggestion, State.OPEN, State.ACCEPTED, NOON)
        assert act.held(ROSA.person)["suggestions"][0]["reasons"] == '["why"]'


def test_an_id_within_a_longer_one_is_somebody_elses(act: Act) -> None:
    act.save_innovator(ROSA, NOON)
    assert act.held(ROSA.person[:-1]) == {}
    assert act.held("U0NOBODY") == {}


def test_everything_is_every_table_but_what_says_nothing(store: Store) -> None:
    leave_traces_everywhere(store)
    with store.read(OURS) as act:
        everything = act.everything()
    for table, rows in everything.items():
        assert len(rows) == len([row for row in rows_of(store, table) if row["team"] == OURS.team])
    assert set(tables()) - everything.keys() == {"vectors", "requests", "paces", "erasures", MARKS}
    assert CANARY in repr(everything)


def test_no_column_of_a_secret_is_exported(act: Act) -> None:
    act.save_innovator(ROSA, NOON)
    secrets = re.findall(r"\b\w*(?:token|secret|password)\w*\b", "".join(STEPS.values()))
    columns = {column for rows in act.everything().values() for row in rows for column in row}
    assert columns.isdisjoint(secrets)
