"""What innovators and champions have in common by the words of the taxonomy, for all pairs at once.

Lists of keys become rows of ones and zeros, so that a product of matrices counts what two lists share. What
the shared words are worth, and which of them are missing to make a barrier, is decided in `matching.fit`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.people import Champion, Innovator, Need
from matching.taxonomy import Taxonomy

Grid = NDArray[np.float64]  # a number for each pair: a row for each innovator, a column for each champion
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Shared:
    """Grids of what each pair shares. A word that the taxonomy has dropped since is shared with nobody."""

    needs: Grid  # how many of the innovator's needs the champion offers
    sector: Mask
    neighbouring: Mask
    other_sector: Mask  # both have sectors, neither the same nor neighbouring ones
    region: Mask
    inside: Mask  # a region of one lies in a region of the other, the tops of the tree left out
    overlap: Mask  # any of these, the tops of the tree too


def compare(innovators: Sequence[Innovator], champions: Sequence[Champion], taxonomy: Taxonomy) -> Shared:
    """Return what every innovator shares with every champion."""
    sectors = [sector.key for sector in taxonomy.sectors]
    regions = [region.key for region in taxonomy.regions]
    next_to = _related(sectors, (taxonomy.neighbours(key) for key in sectors))
    containing = _related(regions, (taxonomy.upwards(key) for key in regions))
    below_top = np.array([region.within is not None for region in taxonomy.regions])

    ours = _marks((innovator.sectors for innovator in innovators), sectors)
    theirs = _marks((champion.sectors for champion in champions), sectors)
    here = _marks((innovator.regions for innovator in innovators), regions)
    there = _marks((champion.regions for champion in champions), regions)
    needs = _marks((innovator.needs for innovator in innovators), Need)
    offers = _marks((champion.offers for champion in champions), Need)

    same_sector = ours @ theirs.T > 0
    neighbouring = ours @ next_to @ theirs.T > 0
    both = np.logical_and.outer(ours.any(axis=1), theirs.any(axis=1))
    return Shared(
        needs=needs @ offers.T,
        sector=same_sector,
        neighbouring=neighbouring,
        other_sector=both & ~same_sector & ~neighbouring,
        region=here @ there.T > 0,
        inside=(here * below_top) @ containing @ (there * below_top).T > 0,
        overlap=here @ containing @ there.T > 0,
    )


def _marks(lists: Iterable[Iterable[str]], keys: Iterable[str]) -> Grid:
    """Return a row for each list with a column for each key: 1 where the list holds the key, else 0."""
    place = {key: col for col, key in enumerate(keys)}
    rows = [set(words) for words in lists]
    marks = np.zeros((len(rows), len(place)))
    for mark, words in zip(marks, rows, strict=True):
        mark[[place[word] for word in words if word in place]] = 1
    return marks


def _related(keys: Sequence[str], lists: Iterable[Iterable[str]]) -> Grid:
    """Return a square of ones where a key's list holds the other key, whichever of the two lists it."""
    marks = _marks(lists, keys)
    return np.maximum(marks, marks.T)
