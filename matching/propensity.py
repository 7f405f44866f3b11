"""How likely a pair was to be shown, given how much the cycle explored.

The weights of a cycle are shaken, all of its pairs alike. How often a pair is shown under other shakes of the
same strength is found by choosing again a few times, among the same pairs.
"""

import numpy as np
from numpy.typing import NDArray

from matching.assign import solve
from matching.fit import Fits
from matching.learn import shaken
from matching.optimum import Optimum
from matching.people import Policy
from matching.shared import Whole
from matching.weights import Weights

MOST, FEWEST = 20, 2  # times to choose again
WORK = 400_000  # pairs to be chosen from in all: with many people few times must do


def propensities(best: Optimum, chosen: Whole, known: Weights, policy: Policy) -> NDArray[np.float64]:
    """Return how likely each of the `chosen` pairs, given by its place in the market, was to be shown.

    `known` are the weights before they were shaken. The cycle itself counts as one more time. Without
    exploration it is 1.
    """
    if not policy.exploration or not len(chosen):
        return np.ones(len(chosen))
    times = min(max(WORK // len(best.market.rows), FEWEST), MOST)
    shown = np.ones(len(chosen))
    for time in range(times):
        weights = shaken(known, policy.exploration, f"{policy.seed} again {time}")
        shown += _chosen_by(weights, best, policy)[chosen]
    return shown / (times + 1)


def _chosen_by(weights: Weights, best: Optimum, policy: Policy) -> NDArray[np.bool_]:
    found = best.market
    fits = Fits(found.innovators, found.champions, found.shared, weights, found.waited, policy.waiting_bonus)
    value = fits.of_pairs(found.rows, found.cols, found.near).value
    return solve(found.rows, found.cols, value, *found.room).chosen
