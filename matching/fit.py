"""How well a champion suits an innovator: the features of a pair, and two probabilities made of them.

p is how likely the champion is to accept, q how likely it is that the innovator wants it and that it leads
somewhere. Each is a logistic function of a weighted sum, so that every part can be read. Pairs are reckoned
singly, with all their features, or in blocks of many innovators and champions, with the value alone. Who may
not meet at all is decided in `matching.barriers`, how near texts are in `matching.affinity`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.people import Champion, Innovator, Mandate
from matching.shared import Field, Place, Shared, Whole
from matching.weights import BASE, FEATURES, Weights

Numbers = NDArray[np.float64]
Grid = NDArray[np.float32]  # a number for each pair: a row for each innovator, a column for each champion

NEAR = 0.15  # the affinity that counts in full: short texts on one subject seldom come nearer
CROSSING = 0.04  # the affinity from which another sector's text is taken to be about the same problem
MANDATES = {Mandate.BUDGET: 1.0, Mandate.SPONSOR: 0.7, Mandate.CONNECT: 0.4}
BANDS = ((0.45, "strong"), (0.25, "good"), (0.0, "worth a talk"))
APART = np.float32(-np.inf)  # the logit of a pair behind a barrier


def band(fit: float) -> str:
    """Return what a fit is called: even the best scores misorder some pairs, so nobody is shown a number."""
    return next(name for least, name in BANDS if fit >= least)


@dataclass(frozen=True)
class Scores:
    """For each of some pairs: its features by name, p, q, and what it is worth in this cycle."""

    features: Mapping[str, Numbers]
    accept: Numbers
    lead: Numbers
    value: Numbers

    @property
    def fit(self) -> Numbers:
        """How likely it is that both want it and something comes of it."""
        return self.accept * self.lead


class Fits:
    """The scores of all pairs of two sides, reckoned where they are asked for.

    `waited` holds the cycles each innovator has waited; a pair is worth its fit, more by `waiting_bonus` of
    it for each of them, and `Weights.crossing` on top where it is a cross-pollination.
    """

    def __init__(
        self,
        innovators: Sequence[Innovator],
        champions: Sequence[Champion],
        shared: Shared,
        weights: Weights,
        waited: Whole,
        waiting_bonus: float,
    ) -> None:
        self.shared = shared
        self.crossing = weights.crossing
        self.urging = 1.0 + waiting_bonus * waited
        self._evidence = np.array([evidence(innovator) for innovator in innovators], np.float64)
        self._readiness = np.array([readiness(champion) for champion in champions], np.float64)
        accepting = np.array([weights.champions.get(champion.id, 0.0) for champion in champions], np.float64)
        leading = np.array(
            [weights.innovators.get(innovator.id, 0.0) for innovator in innovators], np.float64
        )
        self.accept = self._side(weights.accept, 0.0, accepting)
        self.lead = self._side(weights.lead, leading, 0.0)

    def of_pairs(self, rows: Whole, cols: Whole, near: NDArray[np.float32]) -> Scores:
        """Return the scores of the pairs (rows[k], cols[k]) whose texts are as near as near[k]."""
        features = self._features(rows, cols, near)
        accept, lead = self.accept.of_pairs(features, rows, cols), self.lead.of_pairs(features, rows, cols)
        crossing = self.crossing * features["cross_pollination"]
        return Scores(features, accept, lead, accept * lead * self.urging[rows] + crossing)

    def _features(self, rows: Whole, cols: Whole, near: NDArray[np.float32]) -> dict[str, Numbers]:
        fields, places = self.shared.sectors.at(rows, cols), self.shared.regions.at(rows, cols)
        found = {
            "need": self.shared.needs.at(rows, cols),
            "same_sector": fields == Field.SAME,
            "neighbouring_sector": fields == Field.NEIGHBOURING,
            "cross_pollination": (fields == Field.OTHER) & (near >= np.float32(CROSSING)),
            "same_region": places == Place.SAME,
            "inside_region": places == Place.INSIDE,
            "nationwide": places == Place.NATIONWIDE,
            "stage": self.shared.stages.at(rows, cols),
            "text": np.minimum(near.astype(np.float64) / NEAR, 1.0),
            "evidence": self._evidence[rows],
            "readiness": self._readiness[cols],
        }
        return {name: np.asarray(found[name], dtype=np.float64) for name in FEATURES}

    def _side(self, weights: Mapping[str, float], of_row: Numbers | float, of_col: Numbers | float) -> "Side":
        return Side(
            weights,
            leaning_of_row=of_row + np.zeros(len(self._evidence)),
            leaning_of_col=of_col + np.zeros(len(self._readiness)),
            of_row=(weights["evidence"] * self._evidence + of_row).astype(np.float32),
            of_col=(weights[BASE] + weights["readiness"] * self._readiness + of_col).astype(np.float32),
            tables=_tables(weights, self.shared),
        )


@dataclass(frozen=True)
class Side:
    """One of the two probabilities, prepared: its weights, what is added for a person, and its tables.

    `of_row` and `of_col` hold all that depends on one person alone, `tables` what depends on two lists of
    words, by the names in `Shared`; behind a barrier they hold `APART`.
    """

    weights: Mapping[str, float]
    leaning_of_row: Numbers
    leaning_of_col: Numbers
    of_row: NDArray[np.float32]
    of_col: NDArray[np.float32]
    tables: Mapping[str, Grid]

    def of_pairs(self, features: Mapping[str, Numbers], rows: Whole, cols: Whole) -> Numbers:
        """Return the probability of each pair."""
        leaning = self.leaning_of_row[rows] + self.leaning_of_col[cols]
        weighed = sum(self.weights[name] * feature for name, feature in features.items())
        probability: Numbers = 1.0 / (1.0 + np.exp(-(self.weights[BASE] + leaning + weighed)))
        return probability


def _tables(weights: Mapping[str, float], shared: Shared) -> dict[str, Grid]:
    """Return what two lists of words are worth, for every two distinct ones."""
    fields = [0.0, weights["same_sector"], weights["neighbouring_sector"], 0.0]
    places = [0.0, weights["same_region"], weights["inside_region"], weights["nationwide"]]
    worth = {
        "needs": np.asarray(weights["need"] * shared.needs.table, np.float32),
        "regions": np.asarray(places, np.float32)[shared.regions.table],
        "stages": np.asarray(weights["stage"] * shared.stages.table, np.float32),
        "sectors": np.asarray(fields, np.float32)[shared.sectors.table],
    }
    return {name: np.where(getattr(shared, name).open, table, APART) for name, table in worth.items()}


class Block:
    """A block of pairs, prepared so that the values of any of its rows are reckoned quickly.

    `rows` and `cols` are places on both sides; of the columns, those stay that may be open to a row at all.
    What few innovators differ in - needs, regions and stage - is worked out once for each combination, and so
    are the sectors; what remains for each single pair is to add the two and the texts, and to take the
    logistic.
    """

    def __init__(self, fits: Fits, rows: Whole, cols: Whole) -> None:
        shared, self._fits, self.rows = fits.shared, fits, rows
        common = {"needs": shared.needs, "regions": shared.regions, "stages": shared.stages}
        self.cols = cols
        for relation in common.values():
            opened = np.logical_or.reduce(relation.open[np.unique(relation.ours[rows])])
            self.cols = self.cols[opened[relation.theirs[self.cols]]]
        kinds, self._kind = np.unique(
            np.stack([relation.ours[rows] for relation in common.values()]), axis=1, return_inverse=True
        )
        fields, self._field = np.unique(shared.sectors.ours[rows], return_inverse=True)
        their_fields = shared.sectors.theirs[self.cols]
        self._commons, self._fields = [], []
        for side in (fits.accept, fits.lead):
            logit = np.repeat(side.of_col[None, self.cols], kinds.shape[1], axis=0)
            for (name, relation), kind in zip(common.items(), kinds, strict=True):
                logit += np.take(side.tables[name][kind], relation.theirs[self.cols], axis=1)
            self._commons.append(logit)
            self._fields.append(np.take(side.tables["sectors"][fields], their_fields, axis=1))
        self._other = np.take((shared.sectors.table == Field.OTHER)[fields], their_fields, axis=1)

    def values(self, lines: slice, near: Grid) -> Grid:
        """Return what the pairs of the rows `lines` with `cols` are worth; 0 behind a barrier of profiles.

        `near` tells how near their texts are. Pairs of `matching.barriers.kept_apart` are not seen here.
        """
        fits, rows = self._fits, self.rows[lines]
        kind, field = self._kind[lines], self._field[lines]
        text = np.minimum(near, np.float32(NEAR))
        crossing = (self._other[field] & (near >= np.float32(CROSSING))).astype(np.float32)
        part, against = np.empty_like(text), []
        for side, common, fields in zip((fits.accept, fits.lead), self._commons, self._fields, strict=True):
            logit = common[kind]
            logit += fields[field]
            logit += np.multiply(text, np.float32(side.weights["text"] / NEAR), out=part)
            logit += np.multiply(crossing, np.float32(side.weights["cross_pollination"]), out=part)
            logit += side.of_row[rows, None]
            with np.errstate(over="ignore"):
                np.exp(np.negative(logit, out=logit), out=logit)
            logit += np.float32(1.0)
            against.append(logit)
        value: Grid = np.multiply(against[0], against[1], out=part)
        np.divide(fits.urging[rows, None].astype(np.float32), value, out=value)
        crossing *= np.float32(fits.crossing)
        crossing *= value > 0
        value += crossing
        return value


def evidence(innovator: Innovator) -> float:
    """Return the share of invested, saved and reached that is known."""
    told = innovator.evidence
    return sum(figure is not None for figure in (told.invested, told.saved, told.reached)) / 3


def readiness(champion: Champion) -> float:
    """Return how ready a partnership is to be carried: neither culture nor mandate makes up for the other."""
    organisation = champion.organisation
    culture = (bool(organisation.values.strip()) + bool(organisation.outside_ideas.strip())) / 2
    mandate = max((MANDATES[held] for held in champion.mandate), default=0.0)
    return float(np.sqrt(culture * mandate))
