"""How likely a pair was to be shown, given how much the cycle explored.

The weights of a cycle are shaken, all of its pairs alike, so a pair is chosen where its worth, shaken with
them, is above the price of its place and above what its innovator could have instead.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from matching.optimum import Optimum
from matching.shared import Whole
from matching.weights import FEATURES, Weights

LEAST = 0.01  # whatever is shown was not less likely than this: one answer must not outweigh a hundred


def propensities(best: Optimum, chosen: Whole, known: Weights, exploration: float) -> NDArray[np.float64]:
    """Return how likely each of the `chosen` pairs, given by its place in the market, was to be shown.

    The worth of a pair moves about normally: by the first order of p q in the weights, each shaken by
    `exploration` of itself as standard deviation around the `known` ones. Prices are held, as they are
    everyone else's doing. Without exploration it is 1.
    """
    if not exploration or not len(chosen):
        return np.ones(len(chosen))
    found = best.market
    scores = found.scores_of(chosen)
    slope = {
        name: (1 - scores.accept) * known.accept[name] + (1 - scores.lead) * known.lead[name]
        for name in FEATURES
    }
    spread = exploration * scores.fit * found.fits.urging[found.rows[chosen]]
    moves = np.sqrt(sum((slope[name] * scores.features[name]) ** 2 for name in FEATURES)) * spread
    margin = found.value[chosen] - best.prices[found.cols[chosen]] - _instead(best)[found.rows[chosen]]
    likely: NDArray[np.float64] = ndtr(margin / np.maximum(moves, 1e-12))
    return np.maximum(likely, LEAST)


def _instead(best: Optimum) -> NDArray[np.float64]:
    """Return for each row what its place is worth otherwise: the best pair it does not have, or none."""
    found = best.market
    count = np.bincount(found.rows[best.chosen], minlength=len(found.row_capacity))
    otherwise = np.zeros(len(count))
    net = found.value - best.prices[found.cols]
    np.maximum.at(otherwise, found.rows[~best.chosen], net[~best.chosen])
    return np.where(count < found.row_capacity, 0.0, otherwise)
