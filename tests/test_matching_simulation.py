"""Simulated cycles: nobody waits beyond the bound where it can be kept, and it costs next to nothing."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config.taxonomy import read_taxonomy
from config.weights import read_weights
from matching import simulate as play
from matching.__main__ import main
from matching.community import community
from matching.people import Barrier, Policy
from matching.simulate import CHOOSERS, Chosen, Scene, Setting, simulate

TAXONOMY, WEIGHTS = read_taxonomy(), read_weights()
SMALL = Setting(innovators=80, champions=30, cycles=40)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_forty_cycles_nobody_waits_beyond_the_bound_for_three_in_a_hundred(seed: int) -> None:
    choosers = {name: CHOOSERS[name] for name in ("this engine", "value alone")}
    ours, alone = simulate(replace(SMALL, seed=seed), TAXONOMY, WEIGHTS, choosers)
    assert (ours.beyond, ours.left_out) == (0, 0)
    assert ours.longest <= SMALL.policy.overdue_after
    assert ours.expected >= 0.97 * alone.expected
    assert alone.beyond > 0  # so there was something to keep
    assert alone.left_out > 0


def test_where_the_bound_cannot_be_kept_all_places_went_to_people_as_long_without_one() -> None:
    """Two hundred who join at once, and room for a tenth of them in a cycle."""
    crowd = replace(SMALL, innovators=200, champions=20, cycles=14)
    seen: list[int] = []

    def watched(scene: Scene) -> Chosen:
        chosen = play.engine(scene)
        seen.extend(excused(scene, chosen))
        return chosen

    (ours,) = simulate(crowd, TAXONOMY, WEIGHTS, {"watched": watched})
    assert ours.beyond > 0
    assert seen


def excused(scene: Scene, chosen: Chosen) -> list[int]:
    """Check everyone who is overdue and passed over; return how long each has waited."""
    found = scene.market(scene.policy)
    waited = scene.past.waited
    served = {innovator for innovator, _ in chosen}
    overdue = []
    for row, col in zip(found.rows.tolist(), found.cols.tolist(), strict=True):
        innovator, champion = found.innovators[row], found.champions[col]
        if innovator.id in served or waited[innovator.id] < scene.policy.overdue_after:
            continue
        organisation = champion.organisation
        holders = [one for one, other in chosen if other == champion.id]
        if len(holders) < champion.capacity:  # then the organisation must be full
            of = {one.id for one in scene.champions if one.organisation == organisation}
            holders = [one for one, other in chosen if other in of]
            assert len(holders) == organisation.cap
        assert all(waited[one] >= waited[innovator.id] for one in holders)
        overdue.append(waited[innovator.id])
    return overdue


def test_the_rules_of_play_hold_from_the_first_cycle_to_the_last() -> None:
    setting = replace(SMALL, cycles=15, rest=4, places=2)
    scenes: list[tuple[Scene, Chosen]] = []

    def watched(scene: Scene) -> Chosen:
        scenes.append((scene, CHOOSERS["greedy"](scene)))
        return scenes[-1][1]

    (played,) = simulate(setting, TAXONOMY, WEIGHTS, {"watched": watched})
    shown: dict[tuple[str, str], int] = {}
    for cycle, (scene, chosen) in enumerate(scenes):
        assert len(scene.innovators) == setting.innovators
        assert all(scene.past.places_left[one.id] > 0 for one in scene.innovators)
        for champion in scene.champions:
            assert sum(other == champion.id for _, other in chosen) <= setting.places
        assert all(cycle - shown[pair] > setting.rest for pair in chosen if pair in shown)
        shown |= dict.fromkeys(chosen, cycle)
    assert played.suggested == sum(len(chosen) for _, chosen in scenes)
    assert len(shown) < played.suggested  # some pairs came up again
    introduced = {
        pair for scene, _ in scenes for pair, why in scene.past.kept_apart.items() if why == "introduced"
    }
    assert introduced
    assert all(scenes[-1][0].past.kept_apart[pair] == Barrier.INTRODUCED for pair in introduced)


def test_the_same_arguments_give_the_same_play_and_another_seed_another() -> None:
    setting = replace(SMALL, cycles=3)
    assert simulate(setting, TAXONOMY, WEIGHTS) == simulate(setting, TAXONOMY, WEIGHTS)
    assert simulate(setting, TAXONOMY, WEIGHTS) != simulate(replace(setting, seed=2), TAXONOMY, WEIGHTS)


def test_where_nobody_answers_nobody_is_introduced_and_where_there_is_no_place_nobody_waits_for_one() -> None:
    silent = simulate(replace(SMALL, cycles=3, silence=1.0), TAXONOMY, WEIGHTS)
    assert all(one.suggested and not one.accepted and not one.expected for one in silent)
    full = simulate(replace(SMALL, cycles=3, places=0), TAXONOMY, WEIGHTS)
    assert all((one.suggested, one.longest, one.beyond) == (0, 0, 0) for one in full)


def test_who_is_quite_different_from_what_the_weights_say_is_introduced_less_or_more_often() -> None:
    """The leanings are at work: they move what comes of the very same first suggestions."""
    one = {"this engine": play.engine}
    plain, peculiar = (
        simulate(replace(SMALL, cycles=1, leaning=spread), TAXONOMY, WEIGHTS, one)[0] for spread in (0.0, 3.0)
    )
    assert plain.suggested == peculiar.suggested
    assert plain.expected != pytest.approx(peculiar.expected, rel=0.01)


@pytest.mark.parametrize(("innovators", "champions"), [(0, 0), (1, 1), (300, 80)])
def test_a_community_speaks_the_words_of_the_taxonomy(innovators: int, champions: int) -> None:
    ours, theirs = community(innovators, champions, 7, TAXONOMY)
    assert (ours, theirs) == community(innovators, champions, 7, TAXONOMY)
    assert (len(ours), len(theirs)) == (innovators, champions)
    known = [{term.key for term in terms} for terms in (TAXONOMY.sectors, TAXONOMY.regions, TAXONOMY.stages)]
    said = [(one.sectors, one.regions, (one.stage,)) for one in ours]
    said += [(one.sectors, one.regions, (one.earliest_stage,)) for one in theirs]
    for words in said:
        assert all(keys and set(keys) <= terms for keys, terms in zip(words, known, strict=True))
    assert {one.organisation.kind for one in theirs} <= {kind.key for kind in TAXONOMY.kinds}


def test_an_organiser_reads_every_policy_in_one_table() -> None:
    words = ["--innovators", "40", "--champions", "12", "--cycles", "4", "--overdue-after", "3"]
    run = subprocess.run(
        [sys.executable, "-m", "matching", "simulate", *words],
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    told = run.stdout.splitlines()
    assert "40 innovators and 12 champions with 1 place each, 4 cycles:" in told
    assert {line[: max(map(len, CHOOSERS))].rstrip() for line in told} >= set(CHOOSERS)
    assert "the 3 cycles set" in run.stdout


def test_an_organiser_is_told_where_the_bound_was_not_kept_and_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    crowd = ["--innovators", "90", "--champions", "6", "--cycles", "6", "--overdue-after", "3"]
    assert main(["simulate", *crowd]) == 0
    assert "people wait beyond the bound: when their turn came, every place" in capsys.readouterr().out
    assert main(["simulate", *crowd, "--overdue-after", "6"]) == 0
    assert "beyond the bound: when" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--innovators", "0"], "argument --innovators: give a whole number from 1 to 5000, not '0'"),
        (["--cycles", "many"], "argument --cycles: give a whole number from 1 to 500, not 'many'"),
        (["--silence", "1.5"], "argument --silence: give a number from 0 to 1, not '1.5'"),
        (["--waiting-bonus", "nan"], "argument --waiting-bonus: give a number from 0 to 10, not 'nan'"),
    ],
)
def test_a_bad_argument_is_told_in_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["simulate", *words])
    assert sentence in capsys.readouterr().err


def test_a_greater_bonus_shortens_the_mean_wait_beyond_what_chance_does() -> None:
    """The settings reach the engine: with a bonus and a bound, waits are spread more evenly."""
    one = {"this engine": play.engine}
    policies = (Policy(waiting_bonus=0.0, overdue_after=500), Policy(waiting_bonus=1.0, overdue_after=8))
    plain, fair = (
        simulate(replace(SMALL, cycles=20, policy=policy), TAXONOMY, WEIGHTS, one)[0] for policy in policies
    )
    assert fair.longest < plain.longest
