"""Answers teach the next cycle once there are enough of them; the command line says what they have taught."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.records import State, Workspace
from bot.sandbox import Sandbox
from bot.storage import Act, Store
from config.weights import read_weights
from matching.learn import learned
from matching.people import Suggestion
from matching.weights import FEATURES
from tests.journey_acts import query
from tests.processes import bot, database, environ_of, workspace_of
from tests.profiles import AMIR, NOON, ROSA
from tests.stage import MONDAY, Stage, staged

PRIOR = read_weights()
TOLD = {"need": 1.0, "same_sector": 1.0, "same_region": 1.0, "text": 1.0, "readiness": 1.0}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as stage:
        yield stage


def declines(store: Store, workspace: Workspace, cycles: int, before: datetime) -> None:
    """Let six champions decline forty suggestions in each of some weekly cycles that ran before a moment."""
    with store.begin(workspace) as act:
        joined = before - timedelta(weeks=cycles)
        rosas = [replace(ROSA, id=f"i{n}", person=f"U0R{n}") for n in range(40)]
        amirs = [replace(AMIR, id=f"c{n}", person=f"U0A{n}") for n in range(6)]
        innovators = [act.save_innovator(rosa, joined).id for rosa in rosas]
        champions = [act.save_champion(amir, joined).id for amir in amirs]
        for number in range(cycles):
            now = before - timedelta(weeks=cycles - number)
            pairs = [(one, champions[(place + number) % 6]) for place, one in enumerate(innovators)]
            declined_cycle(act, now, pairs)


def declined_cycle(act: Act, now: datetime, pairs: list[tuple[str, str]]) -> None:
    act.ask_for_cycle(now.date(), None, now)
    due = act.due_cycle()
    assert due
    act.add_suggestions(due.id, [Suggestion(*pair, 0.9, "strong", (), TOLD) for pair in pairs], now)
    act.finish_cycle(due.id, innovators=1, champions=1, suggestions=1, left_out=0, now=now)
    for innovator in {innovator for innovator, _ in pairs}:
        for card in act.open_cards_of(innovator):
            act.decide(card.id, State.OPEN, State.DECLINED, now)


def versions(stage: Stage) -> list[str]:
    return [version for (version,) in query(stage, "SELECT weights_version FROM cycles ORDER BY local_date")]


def test_a_cycle_keeps_what_it_weighed_and_the_answer_is_read_with_it(stage: Stage) -> None:
    stage.enrol("rosa", "amir")
    stage.to_next_cycle()
    stage.click("amir", "Accept")
    with stage.bot.store.read(stage.bot.workspace) as act:
        [shown] = act.shown()
    assert (shown.cycle, shown.answer, shown.version) == (1, "accepted", PRIOR.version)
    assert set(shown.features) == set(FEATURES)
    assert 0 < shown.propensity <= 1
    assert versions(stage) == [PRIOR.version]
    [(proof,)] = query(stage, "SELECT proof FROM cycles")
    assert 0 < json.loads(proof)["value"] <= json.loads(proof)["bound"] + 1e-9


@pytest.mark.parametrize(("cycles", "enough"), [(4, False), (6, True)])
def test_the_next_cycle_uses_what_was_learned_once_there_are_enough_answers(
    stage: Stage, cycles: int, enough: bool
) -> None:
    declines(stage.bot.store, stage.bot.workspace, cycles, MONDAY)
    with stage.bot.store.read(stage.bot.workspace) as act:
        taught = learned(act.shown(), PRIOR)
    assert taught.adopted is enough
    stage.to_next_cycle()
    assert versions(stage)[-1] == taught.weights.version
    assert (taught.weights.version != PRIOR.version) is enough


# --- python -m bot weights -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False) as sandbox:
        yield sandbox


def test_with_nothing_shown_yet_the_command_says_so_kindly(slack: Sandbox, tmp_path: Path) -> None:
    told = bot("weights", environ=environ_of(slack, tmp_path), folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Nothing has been learned yet: ")


def test_the_command_shows_file_and_refitted_weights_the_evidence_and_the_verdict(
    slack: Sandbox, tmp_path: Path
) -> None:
    environ = environ_of(slack, tmp_path)
    store, workspace = Store(database(environ)), workspace_of(slack)
    store.migrate()
    declines(store, workspace, 6, NOON)
    told = bot("weights", environ=environ, folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    with store.read(workspace) as act:
        taught = learned(act.shown(), PRIOR)
    for name in FEATURES:
        rows = [line.split() for line in lines if line.split()[:1] == [name]]
        sides = ((PRIOR.accept, taught.refitted.accept), (PRIOR.lead, taught.refitted.lead))
        for row, (file, refitted) in zip(rows, sides, strict=True):
            assert row[1:] == [
                f"{file[name]:.2f}",
                f"{refitted[name]:.2f}",
                f"{refitted[name] - file[name]:+.2f}",
            ]
    assert "240 answers from 6 cycles, 0% yes." in lines
    assert "0 outcomes." in lines
    assert taught.accept.adopted
    assert taught.accept.sentence in lines
    assert taught.lead.sentence in lines
    assert lines[-1] == f"Version in use: {taught.weights.version}"
