"""How likely a pair was to be shown is told well enough to weigh its answer by."""

from collections import Counter

import numpy as np

from matching import Decision, Past, Policy, suggest
from matching.community import community
from tests.matching_cases import TAXONOMY, WEIGHTS

SEEDS = 40
PEOPLE = community(60, 20, 3, TAXONOMY)


def cycle(exploration: float, seed: int) -> Decision:
    policy = Policy(exploration=exploration, seed=str(seed))
    return suggest(*PEOPLE, Past(), policy, TAXONOMY, WEIGHTS)


def test_without_exploration_everything_shown_was_certain() -> None:
    assert {one.propensity for one in cycle(0.0, 1).suggestions} == {1.0}
    assert cycle(0.0, 1) == cycle(0.0, 2)


def test_the_same_seed_shows_the_same_and_another_may_not() -> None:
    assert cycle(0.3, 1) == cycle(0.3, 1)
    assert cycle(0.3, 1).suggestions != cycle(0.3, 2).suggestions


def test_what_is_told_is_near_to_how_often_a_pair_is_shown() -> None:
    shown, told = Counter[tuple[str, str]](), dict[tuple[str, str], list[float]]()
    for seed in range(SEEDS):
        for one in cycle(0.1, seed).suggestions:
            shown[one.innovator, one.champion] += 1
            told.setdefault((one.innovator, one.champion), []).append(one.propensity)
    often = np.array([shown[pair] / SEEDS for pair in told])
    likely = np.array([np.mean(numbers) for numbers in told.values()])
    seen = np.array([shown[pair] for pair in told])  # one that is shown more often is told of more often
    assert often.min() < 0.2 < 0.8 < often.max(), "or there is nothing to tell apart"
    missed, guessed = (np.average(np.abs(often - guess), weights=seen) for guess in (likely, 1.0))
    assert missed < guessed, "to call everything certain would be nearer"
    assert np.corrcoef(often, likely)[0, 1] > 0.5


def test_exploring_costs_little() -> None:
    best = cycle(0.0, 0)
    worth = {(one.innovator, one.champion): one.fit for one in best.suggestions}
    assert best.proof.value == np.float64(best.proof.value)
    kept = [sum(one.fit for one in cycle(0.05, seed).suggestions) for seed in range(10)]
    assert np.mean(kept) > 0.97 * sum(worth.values())
