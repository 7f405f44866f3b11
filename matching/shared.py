"""What innovators and champions have in common by the words of the taxonomy.

Few lists of words are distinct, however many people there are. So what two lists share is worked out once
for every two distinct ones, and looked up for as many people as needed. What it is worth is decided in
`matching.fit`, which barrier it makes where it is missing in `matching.barriers`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.people import Champion, Innovator, Need
from matching.taxonomy import Taxonomy

Whole = NDArray[np.int64]
Table = NDArray[Any]
Keys = tuple[str, ...]

ONLY = "only these"  # stands among the sectors of an innovator who wants no others; no key looks like it


class Field(IntEnum):
    """How two people's sectors stand to each other."""

    NONE = 0  # one of them has none that the taxonomy knows
    SAME = 1
    NEIGHBOURING = 2
    OTHER = 3


class Place(IntEnum):
    """How two people's regions stand to each other."""

    APART = 0
    SAME = 1
    INSIDE = 2  # a region of one lies in a region of the other, the tops of the tree left out
    NATIONWIDE = 3  # they meet only at the top of the tree


@dataclass(frozen=True)
class Relation:
    """A table for every two distinct lists, and whose list is which: `ours` and `theirs` hold its places.

    `open` is a table of the same shape: False where the two lists are a barrier.
    """

    ours: Whole
    theirs: Whole
    table: Table
    open: NDArray[np.bool_]

    def at(self, rows: Whole, cols: Whole) -> Table:
        """Look up pairs: innovators `rows` with champions `cols`, broadcast together."""
        found: Table = self.table[self.ours[rows], self.theirs[cols]]
        return found

    def opens(self, rows: Whole, cols: Whole) -> NDArray[np.bool_]:
        """Tell of pairs whether they are no barrier."""
        found: NDArray[np.bool_] = self.open[self.ours[rows], self.theirs[cols]]
        return found


@dataclass(frozen=True)
class Shared:
    """What every innovator shares with every champion. Words the taxonomy has dropped are shared by nobody.

    `needs` tells the share of what is needed that is offered, `sectors` a `Field`, `regions` a `Place`,
    `stages` how many stages the innovator is beyond the earliest welcome one.
    """

    needs: Relation
    sectors: Relation
    regions: Relation
    stages: Relation


def compare(innovators: Sequence[Innovator], champions: Sequence[Champion], taxonomy: Taxonomy) -> Shared:
    """Return what the two sides share."""
    return Shared(
        needs=_relation(
            [innovator.needs for innovator in innovators],
            [champion.offers for champion in champions],
            _share_of_needs,
        ),
        sectors=_relation(
            [innovator.sectors + (() if innovator.other_sectors else (ONLY,)) for innovator in innovators],
            [champion.sectors for champion in champions],
            partial(_fields, taxonomy=taxonomy),
        ),
        regions=_relation(
            [innovator.regions for innovator in innovators],
            [champion.regions for champion in champions],
            partial(_places, taxonomy=taxonomy),
        ),
        stages=_relation(
            [(innovator.stage,) for innovator in innovators],
            [(champion.earliest_stage,) for champion in champions],
            partial(_beyond, taxonomy=taxonomy),
        ),
    )


Compared = Callable[[Sequence[Keys], Sequence[Keys]], tuple[Table, NDArray[np.bool_]]]


def _relation(ours: Iterable[Keys], theirs: Iterable[Keys], compared: Compared) -> Relation:
    (our_places, our_lists), (their_places, their_lists) = _numbered(ours), _numbered(theirs)
    return Relation(our_places, their_places, *compared(our_lists, their_lists))


def _numbered(lists: Iterable[Keys]) -> tuple[Whole, list[Keys]]:
    """Return for each list the number of its like, and the distinct lists in the order of their numbers.

    The most frequent come first, so that who differs from everyone else stands at the end.
    """
    everyones = list(lists)
    counts = Counter(everyones)
    distinct = sorted(counts, key=lambda words: (-counts[words], words))
    numbers = {words: number for number, words in enumerate(distinct)}
    return np.array([numbers[words] for words in everyones], dtype=np.int64), distinct


def _share_of_needs(ours: Sequence[Keys], theirs: Sequence[Keys]) -> tuple[Table, NDArray[np.bool_]]:
    needed, offered = _marks(ours, Need), _marks(theirs, Need)
    met = needed @ offered.T
    return met / np.maximum(needed.sum(axis=1, keepdims=True), 1), met > 0


def _fields(
    ours: Sequence[Keys], theirs: Sequence[Keys], taxonomy: Taxonomy
) -> tuple[Table, NDArray[np.bool_]]:
    keys = [sector.key for sector in taxonomy.sectors]
    next_to = _related(keys, (taxonomy.neighbours(key) for key in keys))
    mine, yours = _marks(ours, keys), _marks(theirs, keys)
    table = np.full((len(ours), len(theirs)), Field.NONE, dtype=np.int8)
    table[np.logical_and.outer(mine.any(axis=1), yours.any(axis=1))] = Field.OTHER
    table[mine @ next_to @ yours.T > 0] = Field.NEIGHBOURING
    table[mine @ yours.T > 0] = Field.SAME
    closed_to_others = np.array([ONLY in words for words in ours], dtype=np.bool_)
    return table, (table == Field.SAME) | ~closed_to_others[:, None]


def _places(
    ours: Sequence[Keys], theirs: Sequence[Keys], taxonomy: Taxonomy
) -> tuple[Table, NDArray[np.bool_]]:
    keys = [region.key for region in taxonomy.regions]
    containing = _related(keys, (taxonomy.upwards(key) for key in keys))
    below_top = np.array([region.within is not None for region in taxonomy.regions])
    here, there = _marks(ours, keys), _marks(theirs, keys)
    table = np.full((len(ours), len(theirs)), Place.APART, dtype=np.int8)
    table[here @ containing @ there.T > 0] = Place.NATIONWIDE
    table[(here * below_top) @ containing @ (there * below_top).T > 0] = Place.INSIDE
    table[here @ there.T > 0] = Place.SAME
    return table, table != Place.APART


def _beyond(
    ours: Sequence[Keys], theirs: Sequence[Keys], taxonomy: Taxonomy
) -> tuple[Table, NDArray[np.bool_]]:
    ranks = ([taxonomy.stage_rank(stage) for (stage,) in stages] for stages in (ours, theirs))
    beyond = np.subtract.outer(*ranks)
    return np.maximum(beyond, 0), beyond >= 0


def _marks(lists: Sequence[Iterable[str]], keys: Iterable[str]) -> NDArray[np.float32]:
    """Return a row for each list with a column for each key: 1 where the list holds the key, else 0."""
    place = {key: col for col, key in enumerate(keys)}
    marks = np.zeros((len(lists), len(place)), dtype=np.float32)
    for mark, words in zip(marks, lists, strict=True):
        mark[[place[word] for word in words if word in place]] = 1
    return marks


def _related(keys: Sequence[str], lists: Iterable[Iterable[str]]) -> NDArray[np.float32]:
    """Return a square of ones where a key's list holds the other key, whichever of the two lists it."""
    marks = _marks([tuple(words) for words in lists], keys)
    return np.maximum(marks, marks.T)
