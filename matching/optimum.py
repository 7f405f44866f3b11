"""The best choice a market allows, and the proof that none is better among all pairs, the unseen ones too.

Most pairs never come into question, so the choice is made among those that were kept. Its prices, and the
bounds on what was let go, mostly prove it the best of all. Where they are too weak for that, the pairs that
were let go are looked at once more for those worth more at these prices, until there are none.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.assign import Choice, Verdict, solve, verify
from matching.keeping import Kept
from matching.market import Market
from matching.sweep import Found

MARGIN = 0.03  # so much less is enough to be looked at: what follows moves the prices a little
TOLERANCE = 1e-4  # the part of its value by which a choice may fall short of the best among all pairs

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Optimum:
    """The market as it was looked at in the end, which of its pairs are chosen, the prices and the proof.

    `verdict.bound` is what no choice among all pairs can exceed, whether they were kept or not.
    """

    market: Market
    chosen: Mask
    prices: Floats
    group_prices: Floats
    verdict: Verdict


def optimum(market: Market) -> Optimum:
    """Return the best choice. Raises RuntimeError where the solver fails."""
    while True:
        choice = solve(market.rows, market.cols, market.value, *market.room)
        let_go = market.kept.of_those_let_go(choice.prices)
        verdict = _judged(market, choice, market.kept.attraction(choice.prices, let_go))
        if not verdict:
            least = _thresholds(market, choice)
            found, kept = _wanted(market, choice.prices, least, let_go)
            verdict = _judged(market, choice, _above(found, choice.prices, least))
            if not verdict and len(found.rows):
                market = replace(market.joined_by(found), kept=kept)
                continue
        return Optimum(market, choice.chosen, choice.prices, choice.group_prices, verdict)


def _wanted(market: Market, prices: Floats, least: Floats, let_go: Floats) -> tuple[Found, Kept]:
    """Look closely at who may be worth more than what their row has; return them, and what is still unseen.

    `let_go` bounds, per row, the pairs that were let go. Near misses that come close are looked at as well,
    since prices will move a little.
    """
    misses = market.kept.misses
    missed, kept = market.kept.parted(misses.rank - prices[misses.cols] > least[misses.rows] - MARGIN)
    in_doubt = np.flatnonzero(let_go > least)
    found = market.sweep.closely(missed).and_also(market.sweep.above(in_doubt, least, prices))
    return found.without(market.has(found)), kept


def _above(found: Found, prices: Floats, least: Floats) -> Floats:
    """Return for each row the most that a pair found is worth above its price, or what no other exceeds."""
    most = np.where(np.isposinf(least), -np.inf, least)  # who wants nobody has nobody to be worth anything
    np.maximum.at(most, found.rows, found.value - prices[found.cols])
    return most


def _judged(market: Market, choice: Choice, outside: Floats) -> Verdict:
    """Recheck the choice against the market's pairs, and by their bounds against all others."""
    return verify(
        market.rows,
        market.cols,
        market.value,
        market.row_capacity,
        market.col_capacity,
        choice,
        market.urgency,
        market.group,
        market.group_capacity,
        outside,
        tolerance=TOLERANCE,
    )


def _thresholds(market: Market, choice: Choice) -> Floats:
    """Return for each row what a pair must be worth above its price to be wanted more than what it has."""
    rows, cols = market.rows[choice.chosen], market.cols[choice.chosen]
    count = np.bincount(rows, minlength=len(market.row_capacity))
    waiting = (market.urgency > 0) & (market.row_capacity > 0)
    least = np.where(count < market.row_capacity, np.where((count == 0) & waiting, -np.inf, 0.0), np.inf)
    np.minimum.at(least, rows, market.value[choice.chosen] - choice.prices[cols])
    return least
