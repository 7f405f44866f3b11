"""Whether learned weights are worth using: only where they foretold later answers better than the file's.

Everything is trained on rows of earlier cycles and scored on those of later ones, step by step. How it is
trained is the business of `matching.logistic`; what the rows mean, of `matching.learn`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.logistic import Model, Numbers, Rows, most_likely, unlearned

LEAST_KNOWN = 200  # nothing is called learned below
LEAST_FORETOLD = 50  # of them from later cycles: below, a standard error says little
SURE = 1.0  # standard errors by which the mean gain must lie above none
# How many times as likely as the prior a method must have made the rows. Were the prior true, any method
# would reach that with a chance of 1 in so many at most, however often one looks (Ville's inequality, 1939).
ODDS = 20.0
MOST_STEPS = 12  # the past is divided into this many stretches of cycles at most
GROUPS = 5  # of equal size, from the least to the most likely, for the calibration
HEAVIEST = 5.0  # a row counts by the inverse of its propensity, but for no more than this


class Method(StrEnum):
    """What foretells an answer."""

    BASE_RATE = "the usual share"
    PRIOR = "the file's weights"
    PERSONS = "the file's, and persons' leanings"
    LEARNED = "refitted weights and leanings"


@dataclass(frozen=True)
class Score:
    """How well a method foretold later rows: lower is better, in both.

    `loss` is the mean log loss, `gap` the mean distance between what was foretold and what happened in
    groups of equal size (the expected calibration error).
    """

    loss: float
    gap: float


@dataclass(frozen=True)
class Verdict:
    """What to use for one of the two probabilities, and by what evidence.

    `used` is PRIOR, PERSONS or LEARNED. `known` rows (of `noun`: answers, outcomes) come from `cycles`
    cycles, and `share` of them is yes. `foretold` of them have rows of earlier cycles to be foretold from,
    and `scores` tell how well that went: empty where there are none.
    """

    used: Method
    noun: str
    known: int
    share: float
    cycles: int
    foretold: int
    scores: Mapping[Method, Score]

    @property
    def adopted(self) -> bool:
        """Whether anything learned is in use."""
        return self.used is not Method.PRIOR

    @property
    def sentence(self) -> str:
        """What is in use, and why, in words."""
        if self.known < LEAST_KNOWN:
            so_far = f"{self.known or 'no'} {self.noun if self.known != 1 else self.noun[:-1]} so far"
            return f"{_FILE}: {so_far}, and nothing is called learned below {LEAST_KNOWN}."
        if self.foretold < LEAST_FORETOLD:
            return f"{_FILE}: too few {self.noun} are from later cycles to confirm what the first teach."
        return f"{_USED[self.used].format(noun=self.noun)} {self._told_losses()}."

    def _told_losses(self) -> str:
        best = min((Method.PERSONS, Method.LEARNED), key=lambda method: self.scores[method].loss)
        told = self.used if self.adopted else best
        return f"(log loss {self.scores[told].loss:.3f}, the file's {self.scores[Method.PRIOR].loss:.3f})"


_FILE = "The file's weights are in use"
_USED = {
    Method.PRIOR: f"{_FILE}: what was learned has not foretold later {{noun}} surely better",
    Method.PERSONS: f"{_FILE}, with each person's own leaning: so they have foretold later {{noun}} better",
    Method.LEARNED: "Learned weights are in use: they have foretold later {noun} better",
}


@dataclass(frozen=True)
class Known:
    """Rows (called `noun`), the cycle (n,) they were shown in, and their propensity (n,) to be shown."""

    rows: Rows
    cycles: NDArray[np.int64]
    propensity: Numbers
    noun: str


def trained(method: Method, rows: Rows, start: Numbers, spread: Numbers) -> Model:
    """Return what PRIOR, PERSONS or LEARNED makes of these rows; the prior is as in `most_likely`."""
    if method is Method.PRIOR:
        return unlearned(start, rows.crowd)
    return most_likely(rows, start, spread if method is Method.LEARNED else np.zeros_like(spread))


def judge(known: Known, start: Numbers, spread: Numbers) -> Verdict:
    """Return what to use, by what would have foretold the rows of later cycles.

    start, spread: mean and standard deviation (k,) of the prior, as in `most_likely`.
    """
    chances, later = _foretold(known, start, spread)
    happened, weight = known.rows.happened[later], _weight(known.propensity[later])
    losses = {method: _losses(chance[later], happened) for method, chance in chances.items()}
    scores = {
        method: Score(float(loss @ weight), _gap(chances[method][later], happened))
        for method, loss in losses.items()
        if len(loss)
    }
    return Verdict(
        used=_choice(losses, weight, len(later)),
        noun=known.noun,
        known=len(later),
        share=float(known.rows.happened.sum() / max(len(later), 1)),
        cycles=len(np.unique(known.cycles)),
        foretold=len(happened),
        scores=scores,
    )


def _foretold(
    known: Known, start: Numbers, spread: Numbers
) -> tuple[dict[Method, Numbers], NDArray[np.bool_]]:
    """Return what each method would have told of each row before its time, and which rows have a before."""
    rows, step = known.rows, _steps(known.cycles)
    chances = {method: np.zeros(len(step)) for method in Method}
    for number in range(1, int(step.max(initial=0)) + 1):
        before, now = rows.where(step < number), rows.where(step == number)
        chances[Method.BASE_RATE][step == number] = (before.happened.sum() + 1) / (len(before.happened) + 2)
        for method in (Method.PRIOR, Method.PERSONS, Method.LEARNED):
            chances[method][step == number] = trained(method, before, start, spread).foretell(now)
    return chances, step > 0


def _steps(cycles: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return for each row the number of its stretch of whole cycles; they hold about as many rows each."""
    _, cycle, lengths = np.unique(cycles, return_inverse=True, return_counts=True)
    begins = (np.cumsum(lengths) - lengths) * MOST_STEPS // max(len(cycles), 1)
    step: NDArray[np.intp] = np.unique(begins, return_inverse=True)[1][cycle]
    return step


def _weight(propensity: Numbers) -> Numbers:
    """Return what each row counts for, 1 in total: the verdict is about all pairs, not about those shown."""
    weight = 1 / np.maximum(propensity, 1 / HEAVIEST)
    share: Numbers = weight / max(weight.sum(), 1.0)
    return share


def _losses(chance: Numbers, happened: Numbers) -> Numbers:
    chance = np.clip(chance, 1e-9, 1 - 1e-9)
    losses: Numbers = -np.log(np.where(happened > 0, chance, 1 - chance))
    return losses


def _choice(losses: Mapping[Method, Numbers], weight: Numbers, known: int) -> Method:
    """Return the best of the methods that are surely better than the prior; without one, the prior."""
    if known < LEAST_KNOWN or len(weight) < LEAST_FORETOLD:
        return Method.PRIOR
    gains = {method: losses[Method.PRIOR] - losses[method] for method in (Method.PERSONS, Method.LEARNED)}
    better = [method for method, gain in gains.items() if is_sure(gain, weight)]
    return max(better, key=lambda method: float(gains[method] @ weight), default=Method.PRIOR)


def is_sure(gain: Numbers, weight: Numbers) -> bool:
    """Tell whether the gain of log loss, row by row, is no accident."""
    mean = gain @ weight
    error = np.sqrt(weight**2 @ (gain - mean) ** 2)
    return bool(mean > SURE * error and gain.sum() > np.log(ODDS))


def _gap(chance: Numbers, happened: Numbers) -> float:
    groups = np.array_split(np.argsort(chance, kind="stable"), GROUPS)
    return float(sum(abs(chance[group].sum() - happened[group].sum()) for group in groups) / len(chance))
