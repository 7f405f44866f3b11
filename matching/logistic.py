"""Logistic regression that starts from known weights and leaves them only as far as answers pull it.

A Gaussian prior is centred at the start, and every person has a leaning of their own, shrunken towards none.
The most likely weights are found exactly, since the loss is convex. What the rows are is the business of
`matching.learn`; whether the result is better than the start, of `matching.verdict`.

Sums over rows are written as einsum: `@` hands them to the threads of a linear algebra library, which wait
for each other on a busy machine, and then take ten times as long.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SPREAD_OF_PERSONS = 0.7  # how far persons' leanings lie from none, as a standard deviation on the logit scale
NEAR_ENOUGH = 1e-8  # a step that moves no row's logit by more ends the search
MOST_STEPS = 100  # about ten are usual


@dataclass(frozen=True)
class Rows:
    """What is known: `parts` (k, n) of the scores, whether it `happened` (n,), 0 or 1, and with whom.

    `persons` (n,) are numbers below `crowd`.
    """

    parts: Numbers
    persons: NDArray[np.intp]
    happened: Numbers
    crowd: int

    def where(self, chosen: NDArray[np.bool_]) -> "Rows":
        """Return some of the rows, the persons numbered as before."""
        return Rows(self.parts[:, chosen], self.persons[chosen], self.happened[chosen], self.crowd)

    def by_person(self, numbers: Numbers) -> Numbers:
        """Return the sum (crowd,) of each person's numbers (n,)."""
        sums: Numbers = np.bincount(self.persons, weights=numbers, minlength=self.crowd).astype(np.float64)
        return sums


@dataclass(frozen=True)
class Model:
    """`weights` (k,) of the parts, and `leanings` (crowd,) of the persons, all on the logit scale."""

    weights: Numbers
    leanings: Numbers

    def logit(self, rows: Rows) -> Numbers:
        """Return the weighted sum (n,) of each row."""
        logit: Numbers = np.einsum("k,kn->n", self.weights, rows.parts) + self.leanings[rows.persons]
        return logit

    def foretell(self, rows: Rows) -> Numbers:
        """Return the probability (n,) of each row."""
        probability: Numbers = (1 + np.tanh(self.logit(rows) / 2)) / 2
        return probability


def unlearned(start: Numbers, crowd: int) -> Model:
    """Return the start (k,), with no leanings."""
    return Model(start, np.zeros(crowd))


def most_likely(rows: Rows, start: Numbers, spread: Numbers) -> Model:
    """Return the most likely weights and leanings, given the rows and the prior.

    start, spread: mean and standard deviation (k,) of the prior on the logit scale; spread 0 holds a weight.

    Newton's method, each step shortened to log(1 + d) / d of itself, where d is how far it moves the logit of
    a row at most: so each lowers the loss (Sun and Tran-Dinh, Generalized self-concordant functions, 2019).
    """
    model = unlearned(start, rows.crowd)
    for _ in range(MOST_STEPS):
        step = _newton_step(rows, model, start, spread)
        farthest = float(np.abs(step.logit(rows)).max(initial=0.0))
        if farthest <= NEAR_ENOUGH:
            break
        short = np.log1p(farthest) / farthest
        model = Model(model.weights + short * step.weights, model.leanings + short * step.leanings)
    return model


def _newton_step(rows: Rows, model: Model, start: Numbers, spread: Numbers) -> Model:
    """Return the step to where the loss, were it a parabola, would be least.

    Leanings only touch weights, never each other: they are eliminated first, and a small square remains.
    """
    chance = model.foretell(rows)
    miss, bend = chance - rows.happened, chance * (1 - chance)
    scaled = rows.parts * spread[:, None]  # weights are counted in spreads from the start
    gone = np.divide(model.weights - start, spread, out=np.zeros_like(start), where=spread > 0)
    bent = scaled * bend
    across = np.stack([rows.by_person(part) for part in bent])
    of_persons = rows.by_person(bend) + SPREAD_OF_PERSONS**-2
    slope = np.einsum("kn,n->k", scaled, miss) + gone
    slope_of_persons = rows.by_person(miss) + model.leanings * SPREAD_OF_PERSONS**-2
    shared = across / of_persons
    square = (
        np.eye(len(start)) + np.einsum("kn,ln->kl", bent, scaled) - np.einsum("kp,lp->kl", shared, across)
    )
    step = np.linalg.solve(square, np.einsum("kp,p->k", shared, slope_of_persons) - slope)
    leaning = -(slope_of_persons + np.einsum("k,kp->p", step, across)) / of_persons
    return Model(spread * step, leaning)
