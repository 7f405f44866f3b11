"""The steps of one cycle, in their order: by which weights, who may meet, who gets whom, in which words.

Each step is a module of its own; here they meet. `matching.suggest` is the door to it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from matching.barriers import BARRIERS, FREE, barriers
from matching.cut import closed_circles
from matching.fit import Scores, band
from matching.learn import learned, shaken
from matching.market import Market, SentenceVectors, market
from matching.optimum import Optimum, optimum
from matching.people import (
    Barrier,
    Champion,
    Decision,
    Idle,
    Innovator,
    LeftOut,
    Past,
    Policy,
    Proof,
    Suggestion,
)
from matching.propensity import propensities
from matching.reasons import parts, reasons
from matching.refusals import outbid, shut_out, why_left_out
from matching.shared import Whole
from matching.taxonomy import Taxonomy
from matching.weights import Weights

KEPT_PER_INNOVATOR = 32  # of the best pairs, where there are many: the proof tells whether that was enough
KEPT_PER_CHAMPION = 72
FEW = 3  # champions, below which it is worth telling
DECIMALS = 6  # of a fit, a feature or a price that is kept


def decide(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
    weights: Weights,
    vectors: SentenceVectors | None = None,
) -> Decision:
    """Do what `matching.suggest` promises."""
    # by which weights
    known = learned(past.shown, weights).weights
    used = shaken(known, policy.exploration, policy.seed)

    # who may meet, and who gets whom
    found = market(
        innovators,
        champions,
        past,
        policy,
        taxonomy,
        used,
        vectors=vectors,
        per_row=KEPT_PER_INNOVATOR,
        per_col=KEPT_PER_CHAMPION,
    )
    best = optimum(found)

    # in which words
    return Decision(
        suggestions=tuple(_suggestions(best, policy, taxonomy, known, used)),
        left_out=tuple(_left_out(best, past)),
        idle=_idle(best),
        proof=_proof(best),
        version=known.version,
    )


def _suggestions(
    best: Optimum, policy: Policy, taxonomy: Taxonomy, known: Weights, used: Weights
) -> Iterator[Suggestion]:
    """Yield what is chosen, by champion and falling value, with its reasons."""
    found, chosen = best.market, np.flatnonzero(best.chosen)
    chosen = chosen[np.lexsort((found.rows[chosen], -found.value[chosen], found.cols[chosen]))]
    scores, offering = found.scores_of(chosen), _offering(found, found.rows[chosen])
    shown = propensities(best, chosen, known, policy)
    for place, (row, col) in enumerate(zip(found.rows[chosen], found.cols[chosen], strict=True)):
        features = _features_of(scores, place)
        fit = round(float(scores.fit[place]), DECIMALS)
        yield Suggestion(
            found.innovators[row].id,
            found.champions[col].id,
            fit,
            band(fit),
            reasons(
                found.innovators[row],
                found.champions[col],
                parts(features, used),
                taxonomy,
                waited=int(found.waited[row]),
                offering=offering.get(int(row)),
                language=policy.language,
            ),
            features,
            round(float(shown[place]), DECIMALS),
        )


def _features_of(scores: Scores, place: int) -> Mapping[str, float]:
    return {name: round(float(numbers[place]), DECIMALS) for name, numbers in scores.features.items()}


def _offering(found: Market, rows: Whole) -> Mapping[int, int]:
    """Map those of the rows for whom it is few to how many champions suit them by profile alone.

    Whoever is full, paused or has declined counts all the same: a reason must not give that away.
    """
    counts = np.bincount(found.rows, minlength=len(found.innovators))
    counts += np.bincount(found.kept.misses.rows, minlength=len(counts))
    few = [row for row in np.unique(rows) if counts[row] < FEW and not np.isfinite(found.kept.row_least[row])]
    everyone = np.arange(len(found.champions))
    shared = found.shared
    relations = (shared.needs, shared.sectors, shared.regions, shared.stages)
    return {
        int(row): int(np.logical_and.reduce([one.opens(row, everyone) for one in relations]).sum())
        for row in few
    }


def _left_out(best: Optimum, past: Past) -> Iterator[LeftOut]:
    """Yield those without a suggestion who are waiting for one, and why."""
    found = best.market
    served = np.bincount(found.rows[best.chosen], minlength=len(found.innovators)) > 0
    left = np.flatnonzero(~served & (found.row_capacity > 0))
    could = np.bincount(found.rows, minlength=len(found.innovators)) > 0
    told = {**_of_shut_out(best, left[could[left]]), **_of_walled_off(found, left[~could[left]], past)}
    for row in left.tolist():
        yield LeftOut(found.innovators[row].id, told.get(row, outbid()))


def _idle(best: Optimum) -> dict[str, Idle]:
    """Map the champions who could have had a suggestion, and have none, to why."""
    found = best.market
    every = len(found.champions)
    served = np.bincount(found.cols[best.chosen], minlength=every) > 0
    suited = np.bincount(found.cols, minlength=every) + np.bincount(found.kept.misses.cols, minlength=every)
    suiting = (suited > 0) | np.isfinite(found.kept.col_least)
    room = found.col_room
    return {
        champion.id: Idle.FULL if not room[col] else Idle.OTHERS if suiting[col] else Idle.NOBODY
        for col, champion in enumerate(found.champions)
        if not served[col] and not champion.paused
    }


def _of_shut_out(best: Optimum, rows: Whole) -> dict[int, str]:
    """Map rows whose turn it is to why they are left out all the same."""
    found = best.market
    urgent = rows[found.urgency[rows] > 0]
    if not len(urgent):
        return {}
    circles = closed_circles(
        found.rows,
        found.cols,
        best.chosen,
        found.row_capacity,
        found.col_capacity,
        urgent,
        found.group,
        found.group_capacity,
    )
    return {
        row: shut_out(len(circle.cols), len(circle.rows) - 1)
        for row, circle in zip(urgent.tolist(), circles, strict=True)
    }


def _of_walled_off(found: Market, rows: Whole, past: Past) -> dict[int, str]:
    """Map rows with no champion open to them to the barriers."""
    first = barriers(found.innovators, found.champions, past, found.shared, rows)
    return {
        row: why_left_out(found.innovators[row], found.champions, _named(line))
        for row, line in zip(rows.tolist(), first, strict=True)
    }


def _named(line: Whole) -> Sequence[Barrier | None]:
    return [None if place == FREE else BARRIERS[place] for place in line]


def _proof(best: Optimum) -> Proof:
    prices = {
        champion.id: round(float(price), DECIMALS)
        for champion, price in zip(best.market.champions, best.prices, strict=True)
        if price > 0
    }
    return Proof(best.verdict.value, best.verdict.bound, len(best.market.rows), prices)
