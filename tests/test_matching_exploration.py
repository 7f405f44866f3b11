"""A cycle explores by shaking its weights a little, alike for the same seed, so that answers teach more."""

from dataclasses import replace
from statistics import fmean, stdev

import pytest

from config.weights import read_weights
from matching.learn import shaken
from matching.weights import BASE, FEATURES

PRIOR = read_weights()


def test_without_exploration_the_weights_stay_as_they_are() -> None:
    assert shaken(PRIOR, 0.0, "2026-03-03") == PRIOR


def test_a_seed_shakes_the_weights_alike_and_another_differently() -> None:
    assert shaken(PRIOR, 0.05, "a") == shaken(PRIOR, 0.05, "a")
    assert shaken(PRIOR, 0.05, "a").accept != shaken(PRIOR, 0.05, "b").accept


def test_weights_are_shaken_by_a_fraction_of_each_and_nothing_else_is() -> None:
    weights = replace(PRIOR, champions={"c": 0.5}, innovators={"i": -0.5})
    draws = [shaken(weights, 0.05, str(seed)) for seed in range(400)]
    for side in ("accept", "lead"):
        for name in FEATURES:
            usual, found = getattr(weights, side)[name], [getattr(draw, side)[name] for draw in draws]
            assert fmean(found) == pytest.approx(usual, abs=0.01)
            assert stdev(found) == pytest.approx(0.05 * abs(usual), rel=0.2)
    for draw in draws:
        assert (draw.crossing, draw.champions, draw.innovators) == (0.02, {"c": 0.5}, {"i": -0.5})
        assert (draw.accept[BASE], draw.lead[BASE]) == (PRIOR.accept[BASE], PRIOR.lead[BASE])
