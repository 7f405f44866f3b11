"""How well a champion suits an innovator: the barriers between them, and the score part by part.

All pairs are reckoned at once, as grids with a row for each innovator and a column for each champion; the
functions for one pair are grids of one. How near texts are comes from `matching.affinity`, what two people
have in common from `matching.shared`; the words for it are in `matching.reasons`, and `matching.assign`
decides who gets whom.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.people import Barrier, Champion, Innovator, Mandate, Past
from matching.shared import Grid, Mask, Shared, compare
from matching.taxonomy import Taxonomy

BARRIERS = tuple(Barrier)
FREE = len(BARRIERS)  # stands in a grid of barriers where there is none


class Weight(NamedTuple):
    """A published weight on the logit scale, and what speaks for it."""

    value: float
    why: str


# Set by hand from what brokers of such partnerships say; nothing here is learned from anyone's answers.
WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "base": Weight(-3.0, "Two strangers with nothing in common rarely have something to build together."),
        "need": Weight(1.8, "A champion who offers all that is needed; who offers half of it counts half."),
        "same_sector": Weight(1.2, "Who works in the same sector knows the problem and the people in it."),
        "neighbouring_sector": Weight(0.7, "Ideas travel easily between neighbouring sectors."),
        "cross_pollination": Weight(
            1.1, "The same problem in another sector is where much innovation comes from."
        ),
        "same_region": Weight(0.7, "Who works in the same place can meet, and try things out there."),
        "inside_region": Weight(0.5, "A region that lies inside the other's is within reach."),
        "nationwide": Weight(0.3, "Who works everywhere works here too, but without a tie to the place."),
        "stage": Weight(
            -0.2, "Each stage beyond the earliest welcome: doors open to the early are kept for them."
        ),
        "text": Weight(1.6, "Problem and idea read like the challenge, or like what was taken up before."),
        "readiness": Weight(
            1.0, "Culture and mandate carry a partnership, and neither makes up for the other."
        ),
    }
)
NEAR = 0.15  # the affinity that counts in full: short texts on one subject seldom come nearer
CROSSING = 0.04  # the affinity from which another sector's text is taken to be about the same problem
MANDATES = {Mandate.BUDGET: 1.0, Mandate.SPONSOR: 0.7, Mandate.CONNECT: 0.4}
BANDS = ((0.75, "strong"), (0.5, "good"), (0.0, "worth a talk"))
DECIMALS = 6  # of a score; what differs by less is equal


@dataclass(frozen=True)
class Fit:
    """A score in [0, 1], and the parts that with the base make its logit."""

    score: float
    parts: Mapping[str, float]

    @property
    def band(self) -> str:
        """What the score is called: even the best scores misorder some pairs, so nobody is shown a number."""
        return next(name for least, name in BANDS if self.score >= least)


@dataclass(frozen=True)
class Fits:
    """The grids of all pairs' scores, and of each part of them by its name."""

    score: Grid
    parts: Mapping[str, Grid]

    def at(self, row: int, col: int) -> Fit:
        """Return the fit of one pair."""
        return Fit(
            float(self.score[row, col]), {name: float(grid[row, col]) for name, grid in self.parts.items()}
        )


def barrier(innovator: Innovator, champion: Champion, past: Past, taxonomy: Taxonomy) -> Barrier | None:
    """Return why the two may not be introduced now, or None. Raises ValueError as `barriers` does."""
    first = barriers([innovator], [champion], past, taxonomy)[0, 0]
    return None if first == FREE else BARRIERS[first]


def barriers(
    innovators: Sequence[Innovator], champions: Sequence[Champion], past: Past, taxonomy: Taxonomy
) -> NDArray[np.int64]:
    """Return the grid of each pair's first barrier, as its place in `BARRIERS`, or `FREE`.

    Raises ValueError where `past.kept_apart` gives a reason that is no `Barrier`.
    """
    first = np.full((len(innovators), len(champions)), FREE)
    for reason, mask in _masks(innovators, champions, past, taxonomy).items():
        np.minimum(first, BARRIERS.index(reason), out=first, where=mask)
    rows = {innovator.id: row for row, innovator in enumerate(innovators)}
    cols = {champion.id: col for col, champion in enumerate(champions)}
    for (innovator_id, champion_id), reason_word in past.kept_apart.items():
        if innovator_id in rows and champion_id in cols:
            pair = rows[innovator_id], cols[champion_id]
            first[pair] = min(first[pair], BARRIERS.index(Barrier(reason_word)))
    return first


def wanted(innovator: Innovator, past: Past) -> int:
    """Return how many introductions the innovator still wants."""
    return past.places_left.get(innovator.id, innovator.wanted)


def capacity(champion: Champion, past: Past) -> int:
    """Return how many introductions the champion has room for in this cycle."""
    return past.capacity_left.get(champion.id, champion.capacity)


def fit(innovator: Innovator, champion: Champion, text_affinity: float, taxonomy: Taxonomy) -> Fit:
    """Return how well the two suit each other, given how near their texts are, in [0, 1]."""
    return fits([innovator], [champion], np.array([[text_affinity]]), taxonomy).at(0, 0)


def fits(
    innovators: Sequence[Innovator], champions: Sequence[Champion], text_affinity: Grid, taxonomy: Taxonomy
) -> Fits:
    """Return the fit of every pair: the logistic function of the base and the sum of the parts."""
    shared = compare(innovators, champions, taxonomy)
    needs = np.array([max(len(set(innovator.needs)), 1) for innovator in innovators])
    stages_beyond = np.subtract.outer(*_stages(innovators, champions, taxonomy)).clip(0)
    ready = np.array([_readiness(champion) for champion in champions])
    parts = {
        "need": _worth("need") * shared.needs / needs[:, None],
        "sector": _sector_part(shared, text_affinity),
        "region": _region_part(shared),
        "stage": _worth("stage") * stages_beyond,
        "text": _worth("text") * np.minimum(text_affinity / NEAR, 1.0),
        "readiness": _worth("readiness") * np.broadcast_to(ready, text_affinity.shape),
    }
    logit = _worth("base") + sum(parts.values())
    return Fits(np.round(1.0 / (1.0 + np.exp(-logit)), DECIMALS), parts)


def _masks(
    innovators: Sequence[Innovator], champions: Sequence[Champion], past: Past, taxonomy: Taxonomy
) -> dict[Barrier, Mask]:
    """Map each barrier made by profiles or free places to where it stands; single rows and columns spread."""
    shared = compare(innovators, champions, taxonomy)
    full = np.array([capacity(champion, past) <= 0 for champion in champions], dtype=np.bool_)
    content = np.array([wanted(innovator, past) <= 0 for innovator in innovators], dtype=np.bool_)
    own_sectors_only = np.array([not innovator.other_sectors for innovator in innovators], dtype=np.bool_)
    return {
        Barrier.PAUSED: np.logical_or.outer([i.paused for i in innovators], [c.paused for c in champions]),
        Barrier.SAME_PERSON: _equal([i.person for i in innovators], [c.person for c in champions]),
        Barrier.SAME_ORGANISATION: _equal(
            [_plain(innovator.venture) for innovator in innovators],
            [_plain(champion.organisation.name) for champion in champions],
        ),
        Barrier.STAGE: np.less.outer(*_stages(innovators, champions, taxonomy)),
        Barrier.CAPACITY: full[None, :],
        Barrier.WANTED: content[:, None],
        Barrier.SECTOR: own_sectors_only[:, None] & ~shared.sector,
        Barrier.REGION: ~shared.overlap,
        Barrier.NEED: shared.needs == 0,
    }


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _equal(left: Sequence[str], right: Sequence[str]) -> Mask:
    equal: Mask = np.equal.outer(np.array(left, dtype=object), np.array(right, dtype=object)).astype(np.bool_)
    return equal


def _stages(
    innovators: Sequence[Innovator], champions: Sequence[Champion], taxonomy: Taxonomy
) -> tuple[list[int], list[int]]:
    reached = [taxonomy.stage_rank(innovator.stage) for innovator in innovators]
    return reached, [taxonomy.stage_rank(champion.earliest_stage) for champion in champions]


def _worth(name: str) -> float:
    return WEIGHTS[name].value


def _sector_part(shared: Shared, text_affinity: Grid) -> Grid:
    crossing = shared.other_sector & (text_affinity >= CROSSING)
    worths = [_worth(name) for name in ("same_sector", "neighbouring_sector", "cross_pollination")]
    return np.select([shared.sector, shared.neighbouring, crossing], worths, 0.0)


def _region_part(shared: Shared) -> Grid:
    worths = [_worth(name) for name in ("same_region", "inside_region", "nationwide")]
    return np.select([shared.region, shared.inside, shared.overlap], worths, 0.0)


def _readiness(champion: Champion) -> float:
    organisation = champion.organisation
    culture = (bool(organisation.values.strip()) + bool(organisation.outside_ideas.strip())) / 2
    mandate = max((MANDATES[held] for held in champion.mandate), default=0.0)
    return float(np.sqrt(culture * mandate))
