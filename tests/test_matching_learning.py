"""Weights follow answers only where that has foretold later ones better; never on little evidence or chance.

Answers come from a world whose truth is known: weights of its own, and persons who lean this way or that.
"""

import math
import time
from dataclasses import dataclass, replace
from statistics import stdev
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from config.weights import read_weights
from matching.learn import NAMES, SPREAD, Learned, learned, refit
from matching.logistic import SPREAD_OF_PERSONS
from matching.people import Answer, Shown
from matching.verdict import LEAST_FORETOLD, LEAST_KNOWN, Method, is_sure
from matching.weights import BASE, FEATURES, Weights

PRIOR = read_weights()
Numbers = NDArray[Any]


@dataclass(frozen=True)
class World:
    """What is shown in it, and what is true in it: weights by side, and the champions' leanings by id."""

    shown: list[Shown]
    accept: Numbers
    lead: Numbers
    champions: dict[str, float]


def world(
    seed: int,
    pairs: int,
    *,
    weights_differ: float = 0.0,
    persons_differ: float = 0.0,
    champions: int = 50,
    cycles: int = 20,
    silent: float = 0.2,
) -> World:
    """Make a world whose weights and persons differ from the file by these standard deviations."""
    chance = np.random.default_rng(seed)
    accept, lead = (
        np.array([side[name] for name in NAMES]) + weights_differ * chance.standard_normal(len(NAMES))
        for side in (PRIOR.accept, PRIOR.lead)
    )
    leanings = persons_differ * chance.standard_normal(champions)
    who, whom = chance.integers(champions, size=pairs), chance.integers(pairs, size=pairs)
    parts = features(chance, pairs)
    accepted = chance.random(pairs) < likely(parts @ accept + leanings[who])
    led = chance.random(pairs) < likely(parts @ lead)
    quiet = chance.random(pairs) < silent
    cycle = np.sort(chance.integers(cycles, size=pairs))
    shown = [
        Shown(
            cycle=int(cycle[n]),
            innovator=f"i{whom[n]}",
            champion=f"c{who[n]}",
            features=dict(zip(NAMES[1:], parts[n, 1:].tolist(), strict=True)),
            propensity=1.0,
            version="v",
            answer=Answer.SILENT if quiet[n] else Answer.ACCEPTED if accepted[n] else Answer.DECLINED,
            led=bool(led[n]) if accepted[n] and not quiet[n] else None,
        )
        for n in range(pairs)
    ]
    return World(shown, accept, lead, {f"c{n}": float(leaning) for n, leaning in enumerate(leanings)})


def features(chance: np.random.Generator, pairs: int) -> Numbers:
    """Draw what pairs are described by: a row each, with a 1 for the base before the features."""
    field, place = chance.integers(4, size=pairs), chance.integers(4, size=pairs)
    columns = {
        "need": chance.choice([1 / 3, 1 / 2, 1], pairs),
        "same_sector": field == 0,
        "neighbouring_sector": field == 1,
        "cross_pollination": field == 2,
        "same_region": place == 0,
        "inside_region": place == 1,
        "nationwide": place == 2,
        "stage": chance.integers(3, size=pairs),
        "text": chance.random(pairs) ** 2,
        "evidence": chance.integers(4, size=pairs) / 3,
        "readiness": chance.random(pairs),
    }
    return np.column_stack([np.ones(pairs), *(columns[name] for name in FEATURES)])


def likely(logit: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-logit)))


def excess_loss(weights: Any, truth: Numbers) -> float:  # noqa: ANN401 - a mapping of names
    """How much more log loss than the truth these weights have, over fresh pairs."""
    parts = features(np.random.default_rng(99), 5000)
    true, told = likely(parts @ truth), likely(parts @ np.array([weights[name] for name in NAMES]))
    return float(np.mean(true * np.log(true / told) + (1 - true) * np.log((1 - true) / (1 - told))))


def one(
    cycle: int,
    champion: str,
    answer: Answer,
    *,
    propensity: float = 1.0,
    told: dict[str, float] | None = None,
) -> Shown:
    return Shown(cycle, f"i{champion}", champion, told or {}, propensity, "v", answer)


# --- what is learned -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_where_the_truth_differs_it_is_learned_and_is_nearer_to_the_truth(seed: int) -> None:
    there = world(seed, 2500, weights_differ=0.6, persons_differ=0.7)
    found = learned(there.shown, PRIOR)
    assert found.accept.used is found.lead.used is Method.LEARNED
    assert found.weights == found.refitted
    assert excess_loss(found.weights.accept, there.accept) < 0.4 * excess_loss(PRIOR.accept, there.accept)
    assert excess_loss(found.weights.lead, there.lead) < 0.4 * excess_loss(PRIOR.lead, there.lead)
    for verdict in (found.accept, found.lead):
        found_by = verdict.scores
        assert found_by[Method.LEARNED].loss < min(
            found_by[Method.PRIOR].loss, found_by[Method.BASE_RATE].loss
        )
        assert found_by[Method.LEARNED].gap < 0.05


def test_persons_leanings_are_found_shrunken() -> None:
    there = world(4, 3000, persons_differ=1.0)
    found = refit(there.shown, PRIOR).champions
    pairs = [(found[champion], leaning) for champion, leaning in there.champions.items()]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > 0.8
    assert stdev(leaning for leaning, _ in pairs) < stdev(there.champions.values())


def test_where_only_persons_differ_the_files_weights_stay_with_leanings() -> None:
    found = learned(world(5, 3000, persons_differ=1.2).shown, PRIOR)
    assert found.accept.used is Method.PERSONS
    assert found.weights.accept == PRIOR.accept
    assert len(found.weights.champions) == 50
    assert found.lead.used is Method.PRIOR
    assert found.weights.innovators == {}


def test_a_hundred_answers_change_nothing() -> None:
    for seed in range(5):
        found = learned(world(seed, 100, weights_differ=1.0, persons_differ=1.0, silent=0).shown, PRIOR)
        assert not found.adopted
        assert found.weights.version == PRIOR.version
        assert found.accept.sentence == (
            "The file's weights are in use: 100 answers so far, and nothing is called learned below 200."
        )


def test_where_the_file_is_right_it_stays_in_use() -> None:
    for champions in (20, 300):
        adopted = [learned(world(seed, 600, champions=champions).shown, PRIOR).adopted for seed in range(20)]
        assert sum(adopted) <= 1


def test_one_cycle_alone_confirms_nothing_however_many_answer() -> None:
    found = learned(world(6, 1000, weights_differ=1.0, cycles=1).shown, PRIOR)
    assert not found.adopted
    assert found.accept.scores == {}
    assert "too few answers are from later cycles" in found.accept.sentence


def test_what_no_longer_holds_in_later_cycles_is_not_used() -> None:
    even = {"need": 1.0, "same_sector": 0.75}  # the file gives such a pair one half

    def cycle(number: int, answer: Answer) -> list[Shown]:
        return [one(number, f"c{n}", answer, told=even) for n in range(40)]

    eager = [one for number in range(6) for one in cycle(number, Answer.ACCEPTED)]
    weary = [one for number in range(6, 12) for one in cycle(number, Answer.DECLINED)]
    assert learned(eager, PRIOR).adopted
    assert not learned([*eager, *weary], PRIOR).adopted


def test_nothing_is_learned_from_nothing() -> None:
    found = learned([], PRIOR)
    assert found.weights == found.refitted == PRIOR
    assert found.accept.sentence.startswith("The file's weights are in use: no answers so far")
    assert found.lead.sentence.startswith("The file's weights are in use: no outcomes so far")


# --- from what it is learned ---------------------------------------------------------------------------


def test_silence_is_no_answer() -> None:
    there = world(7, 600, weights_differ=0.5, silent=0.4)
    heard = [one for one in there.shown if one.answer is not Answer.SILENT]
    all_of_them, without = learned(there.shown, PRIOR), learned(heard, PRIOR)
    assert all_of_them.silent == len(there.shown) - len(heard) > 0
    assert replace(all_of_them, silent=0) == without


def test_only_what_is_known_of_the_outcome_teaches_what_leads_somewhere() -> None:
    there = world(8, 600, weights_differ=0.5)
    known = [one for one in there.shown if one.led is not None]
    assert 0 < len(known) < len(there.shown)
    assert refit(known, PRIOR).lead == refit(there.shown, PRIOR).lead
    unknown = [replace(one, led=None) for one in there.shown]
    assert refit(unknown, PRIOR).lead == PRIOR.lead


def test_the_order_makes_no_difference() -> None:
    there = world(9, 800, weights_differ=0.5, persons_differ=0.5)
    shuffled = [there.shown[n] for n in np.random.default_rng(1).permutation(len(there.shown))]
    found = learned(there.shown, PRIOR)
    assert learned(shuffled, PRIOR) == found
    assert learned(shuffled, PRIOR).weights.version == found.weights.version


def test_features_of_another_version_of_the_file_are_passed_over_and_missing_ones_are_none() -> None:
    there = world(10, 400, weights_differ=0.5)
    older = [replace(one, features={**one.features, "weather": 9.0}) for one in there.shown]
    assert learned(older, PRIOR) == learned(there.shown, PRIOR)
    bare = [replace(one, features={"text": one.features["text"]}) for one in there.shown]
    zero = [replace(one, features={**dict.fromkeys(FEATURES, 0.0), **one.features}) for one in bare]
    assert learned(bare, PRIOR) == learned(zero, PRIOR)


@pytest.mark.parametrize(
    "prior", [PRIOR, replace(PRIOR, accept={**PRIOR.accept, BASE: -10.0})], ids=["the file's", "a far one"]
)
def test_the_refitted_weights_are_the_most_likely_ones(prior: Weights) -> None:
    """Where the posterior is highest each part's miss is balanced by how far its weight left the prior."""
    shown = world(11, 700, weights_differ=0.7, persons_differ=0.7, silent=0).shown
    found = refit(shown, prior)
    parts = np.array([[1.0, *(one.features[name] for name in FEATURES)] for one in shown])
    weights, start = (np.array([side[name] for name in NAMES]) for side in (found.accept, prior.accept))
    leanings = np.array([found.champions[one.champion] for one in shown])
    miss = np.array([one.answer is Answer.ACCEPTED for one in shown]) - likely(parts @ weights + leanings)
    assert miss @ parts == pytest.approx((weights - start) / SPREAD**2, abs=0.02)
    for champion, leaning in found.champions.items():
        theirs = np.array([one.champion == champion for one in shown])
        assert miss[theirs].sum() == pytest.approx(leaning / SPREAD_OF_PERSONS**2, abs=0.02)


def test_the_more_one_declines_the_further_one_leans() -> None:
    def leaning(declines: int) -> float:
        return refit([one(cycle, "c", Answer.DECLINED) for cycle in range(declines)], PRIOR).champions["c"]

    leanings = [leaning(declines) for declines in (1, 3, 10, 30)]
    assert 0 > leanings[0] > leanings[1] > leanings[2] > leanings[3] > -3 * SPREAD_OF_PERSONS


# --- the evidence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("propensity", "counts"), [(1.0, 1), (0.5, 2), (0.01, 5), (0.0, 5)])
def test_what_was_unlikely_to_be_shown_counts_for_more_in_the_verdict_up_to_five(
    propensity: float, counts: int
) -> None:
    before = [one(1, f"c{n}", Answer.ACCEPTED if n < 75 else Answer.DECLINED) for n in range(100)]
    after = [one(2, f"c{n}", Answer.ACCEPTED) for n in range(50)]
    rare = [one(2, f"c{n}", Answer.DECLINED, propensity=propensity) for n in range(50, 100)]
    verdict = learned([*before, *after, *rare], PRIOR).accept
    usual = 76 / 102
    expected = (-math.log(usual) - counts * math.log(1 - usual)) / (1 + counts)
    assert verdict.scores[Method.BASE_RATE].loss == pytest.approx(expected)
    assert (verdict.known, verdict.foretold, verdict.cycles, verdict.share) == (200, 100, 2, 0.625)


def test_no_row_helps_to_foretell_itself() -> None:
    """Where nothing is to be learned, hundreds of leanings fit what they have seen and foretell no better."""
    shown = world(12, 800, champions=500, silent=0).shown
    found, verdict = refit(shown, PRIOR), learned(shown, PRIOR).accept
    parts = np.array([[1.0, *(one.features[name] for name in FEATURES)] for one in shown])
    logit = parts @ np.array([found.accept[name] for name in NAMES])
    chance = likely(logit + np.array([found.champions[one.champion] for one in shown]))
    happened = np.array([one.answer is Answer.ACCEPTED for one in shown])
    in_sample = -np.log(np.where(happened, chance, 1 - chance)).mean()
    prior = verdict.scores[Method.PRIOR].loss
    assert in_sample < prior - 0.05
    assert min(verdict.scores[method].loss for method in (Method.PERSONS, Method.LEARNED)) > prior - 0.005


@pytest.mark.parametrize(
    ("seed", "differ", "method", "words"),
    [
        (13, (0.0, 0.0), Method.PRIOR, "The file's weights are in use: what was learned has not foretold"),
        (5, (0.0, 1.2), Method.PERSONS, "The file's weights are in use, with each person's own leaning"),
        (
            0,
            (0.6, 0.7),
            Method.LEARNED,
            "Learned weights are in use: they have foretold later answers better",
        ),
    ],
)
def test_the_verdict_says_what_is_in_use_and_why(
    seed: int, differ: tuple[float, float], method: Method, words: str
) -> None:
    there = world(seed, 3000, weights_differ=differ[0], persons_differ=differ[1])
    verdict = learned(there.shown, PRIOR).accept
    assert verdict.used is method
    assert verdict.sentence.startswith(words)
    assert f"the file's {verdict.scores[Method.PRIOR].loss:.3f})." in verdict.sentence


def test_below_the_least_number_of_answers_even_what_is_certain_is_not_called_learned() -> None:
    def found(answers: int) -> Learned:
        return learned([one(n // 20, f"c{n % 20}", Answer.ACCEPTED) for n in range(answers)], PRIOR)

    assert not found(LEAST_KNOWN - 1).adopted
    assert found(LEAST_KNOWN).adopted


def test_too_few_answers_from_later_cycles_confirm_nothing() -> None:
    def found(later: int) -> Learned:
        return learned([one(int(n >= 400), f"c{n % 20}", Answer.ACCEPTED) for n in range(400 + later)], PRIOR)

    assert not found(LEAST_FORETOLD - 1).adopted
    assert found(LEAST_FORETOLD).adopted


def test_one_lucky_row_is_no_proof_and_a_small_gain_everywhere_is() -> None:
    weight = np.full(500, 1 / 500)
    lucky, steady = np.full(500, -0.001), np.full(500, 0.01)
    lucky[0] = 9.0
    steady[::2] = 0.02
    assert not is_sure(lucky, weight)
    assert is_sure(steady, weight)
    assert not is_sure(steady / 10, weight), "not twenty times as likely"


# --- whatever comes ------------------------------------------------------------------------------------

ANY_SHOWN = st.builds(
    Shown,
    cycle=st.integers(0, 5),
    innovator=st.sampled_from("ab"),
    champion=st.sampled_from("cd"),
    features=st.dictionaries(st.sampled_from([*FEATURES, "weather"]), st.floats(-5, 5)),
    propensity=st.floats(0, 1),
    version=st.just("v"),
    answer=st.sampled_from(Answer),
    led=st.sampled_from([True, False, None]),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(ANY_SHOWN, max_size=30))
def test_weights_are_numbers_for_every_name_whatever_was_shown(shown: list[Shown]) -> None:
    found = learned(shown, PRIOR)
    for weights in (found.weights, found.refitted):
        assert list(weights.accept) == list(weights.lead) == list(NAMES)
        assert all(math.isfinite(weight) for weight in (*weights.accept.values(), *weights.lead.values()))
    answered = {one.champion for one in shown if one.answer is not Answer.SILENT}
    assert set(found.refitted.champions) == answered
    assert found.weights == PRIOR


def test_twenty_thousand_answers_of_three_thousand_champions_take_seconds() -> None:
    there = world(14, 20_000, weights_differ=0.5, persons_differ=0.7, champions=3000, cycles=60, silent=0)
    begun = time.process_time()
    refit(there.shown, PRIOR)
    refitted = time.process_time()
    learned(there.shown, PRIOR)
    judged = time.process_time()
    assert refitted - begun < 2, "0.3 s of the processor where nothing else runs"
    assert judged - refitted < 8, "2 s of the processor where nothing else runs"
