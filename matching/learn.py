"""Weights from answers: what people made of earlier suggestions moves the weights of the file.

Accepted against declined teaches what makes a champion accept; silence teaches neither. What became of the
accepted teaches what makes it lead somewhere. How weights are refitted is for `matching.logistic` to know;
whether they may be used, for `matching.verdict`. The fit is not weighted by propensity: it is about answers
given their features, whatever made a pair be shown. The verdict is, since it is about all pairs.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np

from matching.logistic import Numbers, Rows
from matching.people import Answer, Shown
from matching.verdict import Known, Method, Verdict, judge, trained
from matching.weights import BASE, FEATURES, Weights

NAMES = (BASE, *FEATURES)
SPREAD = np.array(
    [1.0, *(0.5 for _ in FEATURES)]
)  # how far the truth may lie from the file, as standard deviations
DIGITS = 6  # finer differences than these are the machine's, not the answers'


@dataclass(frozen=True)
class Learned:
    """What answers have taught: `weights` to use, `refitted` ones to compare, and a verdict on each side.

    `silent` counts suggestions that nobody answered.
    """

    weights: Weights
    refitted: Weights
    accept: Verdict
    lead: Verdict
    silent: int

    @property
    def adopted(self) -> bool:
        """Whether anything learned is in use."""
        return self.accept.adopted or self.lead.adopted


@dataclass(frozen=True)
class _Side:
    """One of the two probabilities: what is known of it, and the persons whose leanings belong to it."""

    known: Known
    persons: tuple[str, ...]
    prior: Mapping[str, float]

    @property
    def start(self) -> Numbers:
        return np.array([self.prior[name] for name in NAMES])

    def judge(self) -> Verdict:
        return judge(self.known, self.start, SPREAD)

    def train(self, method: Method) -> tuple[dict[str, float], dict[str, float]]:
        """Return the weights by name and the leanings by person; exactly those of the file for the prior."""
        if method is Method.PRIOR:
            return dict(self.prior), {}
        model = trained(method, self.known.rows, self.start, SPREAD)
        return _named(NAMES, model.weights), _named(self.persons, model.leanings)


def learned(shown: Iterable[Shown], prior: Weights) -> Learned:
    """Return what the answers teach, and what of it may be used; the order of `shown` makes no difference.

    prior: the weights of the file. Features that are not in `FEATURES` are passed over, missing ones are 0.
    """
    shown = _ordered(shown)
    accept, lead = _sides(shown, prior)
    of_accept, of_lead = accept.judge(), lead.judge()
    return Learned(
        weights=_weights(accept, of_accept.used, lead, of_lead.used, prior),
        refitted=_weights(accept, Method.LEARNED, lead, Method.LEARNED, prior),
        accept=of_accept,
        lead=of_lead,
        silent=sum(one.answer is Answer.SILENT for one in shown),
    )


def refit(shown: Iterable[Shown], prior: Weights) -> Weights:
    """Return the most likely weights after these answers, with the leanings of everyone who gave one."""
    accept, lead = _sides(_ordered(shown), prior)
    return _weights(accept, Method.LEARNED, lead, Method.LEARNED, prior)


def shaken(weights: Weights, exploration: float, seed: str) -> Weights:
    """Return the weights with each feature's shaken by `exploration` of it (standard deviation).

    The same seed shakes alike. Bases stay: they lift all pairs together, and would teach nothing about any.
    """
    if not exploration:
        return weights
    chance = np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()))

    def shake(side: Mapping[str, float]) -> dict[str, float]:
        factors = 1 + exploration * chance.standard_normal(len(FEATURES))
        return {**side, **{name: side[name] * float(by) for name, by in zip(FEATURES, factors, strict=True)}}

    return replace(weights, accept=shake(weights.accept), lead=shake(weights.lead))


def _ordered(shown: Iterable[Shown]) -> list[Shown]:
    """Sort, so that sums come out alike to the last digit."""
    return sorted(shown, key=attrgetter("cycle", "innovator", "champion"))


def _sides(shown: Sequence[Shown], prior: Weights) -> tuple[_Side, _Side]:
    answered = [one for one in shown if one.answer is not Answer.SILENT]
    followed = [one for one in shown if one.led is not None]
    accepted = [one.answer is Answer.ACCEPTED for one in answered]
    led = [bool(one.led) for one in followed]
    return (
        _side(answered, [one.champion for one in answered], accepted, "answers", prior.accept),
        _side(followed, [one.innovator for one in followed], led, "outcomes", prior.lead),
    )


def _side(
    shown: Sequence[Shown],
    persons: Sequence[str],
    happened: Sequence[bool],
    noun: str,
    prior: Mapping[str, float],
) -> _Side:
    names, numbers = np.unique(np.array(persons, dtype=np.str_), return_inverse=True)
    parts = [[1.0] * len(shown), *([one.features.get(name, 0.0) for one in shown] for name in FEATURES)]
    rows = Rows(np.array(parts, dtype=np.float64), numbers, np.array(happened, dtype=np.float64), len(names))
    cycles = np.array([one.cycle for one in shown], dtype=np.int64)
    propensity = np.array([one.propensity for one in shown], dtype=np.float64)
    return _Side(Known(rows, cycles, propensity, noun), tuple(names.tolist()), prior)


def _weights(accept: _Side, of_accept: Method, lead: _Side, of_lead: Method, prior: Weights) -> Weights:
    accepting, champions = accept.train(of_accept)
    leading, innovators = lead.train(of_lead)
    return Weights(accepting, leading, prior.crossing, champions, innovators)


def _named(names: Sequence[str], numbers: Numbers) -> dict[str, float]:
    return dict(zip(names, np.round(numbers, DIGITS).tolist(), strict=True))
