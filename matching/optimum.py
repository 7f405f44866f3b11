"""The best choice a market allows, and the proof that none is better among all pairs, the unseen ones too.

Most pairs never come into question, so the choice is made among those that were kept. Its prices, and the
bounds on what was let go, mostly prove it the best of all. Where they are too weak for that, the pairs that
were let go are looked at once more for those worth more at these prices, until there are none.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.assign import Choice, Verdict, solve, verify
from matching.market import Market
from matching.shared import Whole
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
        choice = solve(market.rows, market.cols, market.value, *_room(market))
        least = _thresholds(market, choice)
        outside = market.kept.attraction(choice.prices)
        verdict = _judged(market, choice, outside)
        if not verdict:
            wider = _widened(market, choice.prices, least)
            if wider:
                market = wider
                continue
            verdict = _judged(market, choice, np.minimum(outside, least))
        return Optimum(market, choice.chosen, choice.prices, choice.group_prices, verdict)


def _widened(market: Market, prices: Floats, least: Floats) -> Market | None:
    """Return the market with those who would be worth more than what their row has; None: nobody would.

    The near misses come first. Where none of them would, all pairs of the rows in doubt are looked at.
    """

    def wanted(found: Found) -> bool:
        above = found.value - prices[found.cols] > least[found.rows]
        return bool((above & ~market.has(found)).any())

    misses = market.kept.misses
    missed, kept = market.kept.parted(misses.rank - prices[misses.cols] > least[misses.rows] - MARGIN)
    found = market.sweep.closely(missed)
    if not wanted(found):
        in_doubt = np.flatnonzero(kept.of_those_let_go(prices) > least)
        found = market.sweep.above(in_doubt, least, prices)
    return replace(market.joined_by(found), kept=kept) if wanted(found) else None


def _room(market: Market) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    return market.row_capacity, market.col_capacity, market.urgency, market.group, market.group_capacity


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
