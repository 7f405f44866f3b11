"""Who may not be introduced to whom, and why: by profile, by free places, by what passed between them.

Barriers of the profiles are tables over distinct lists of words, so that a sweep over all pairs can look them
up. One pair is told in `matching.pair`, by the same rules in plain Python. What an open pair is worth is
decided in `matching.fit`; the words for a barrier are in `matching.refusals`.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.pair import content, full, plain
from matching.people import Barrier, Champion, Innovator, Past
from matching.shared import Shared, Whole

Mask = NDArray[np.bool_]

BARRIERS = tuple(Barrier)
FREE = len(BARRIERS)  # stands in a grid of barriers where there is none


def barriers(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    shared: Shared,
    rows: Whole | None = None,
) -> Whole:
    """Return each pair's first barrier, as its place in `BARRIERS`, or `FREE`.

    The grid has a row for each of `rows`, places among the innovators (all of them where it is not given),
    and a column for each champion. Raises ValueError as `kept_apart` does.
    """
    told = np.arange(len(innovators)) if rows is None else rows
    first = np.full((len(told), len(champions)), FREE)
    for reason, mask in _masks([innovators[row] for row in told], champions, past, shared, told).items():
        np.minimum(first, BARRIERS.index(reason), out=first, where=mask)
    line = {int(row): number for number, row in enumerate(told)}
    for row, col, reason in _passed(innovators, champions, past):
        if row in line:
            pair = line[row], col
            first[pair] = min(first[pair], BARRIERS.index(reason))
    return first


def kept_apart(
    innovators: Sequence[Innovator], champions: Sequence[Champion], past: Past
) -> tuple[Whole, Whole]:
    """Return the pairs, as places on both sides, that are apart by who they are or by what passed.

    Raises ValueError where `past.kept_apart` gives a reason that is no `Barrier`.
    """
    pairs = {
        (row, col)
        for ours, theirs in (
            ([i.person for i in innovators], [c.person for c in champions]),
            ([plain(i.venture) for i in innovators], [plain(c.organisation.name) for c in champions]),
        )
        for row, col in _equal(ours, theirs)
    }
    pairs.update((row, col) for row, col, _ in _passed(innovators, champions, past))
    apart = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return apart[:, 0], apart[:, 1]


def _masks(
    innovators: Sequence[Innovator], champions: Sequence[Champion], past: Past, shared: Shared, rows: Whole
) -> dict[Barrier, Mask]:
    """Map each barrier made by profiles or free places to where it stands; single rows and columns spread."""
    down, across = rows[:, None], np.arange(len(champions))[None, :]
    return {
        Barrier.PAUSED: np.logical_or.outer([i.paused for i in innovators], [c.paused for c in champions]),
        Barrier.SAME_PERSON: _same([i.person for i in innovators], [c.person for c in champions]),
        Barrier.SAME_ORGANISATION: _same(
            [plain(innovator.venture) for innovator in innovators],
            [plain(champion.organisation.name) for champion in champions],
        ),
        Barrier.STAGE: ~shared.stages.opens(down, across),
        Barrier.CAPACITY: np.array([full(champion, past) for champion in champions], dtype=np.bool_)[None, :],
        Barrier.WANTED: np.array([content(innovator, past) for innovator in innovators], dtype=np.bool_)[
            :, None
        ],
        Barrier.SECTOR: ~shared.sectors.opens(down, across),
        Barrier.REGION: ~shared.regions.opens(down, across),
        Barrier.NEED: ~shared.needs.opens(down, across),
    }


def _passed(
    innovators: Sequence[Innovator], champions: Sequence[Champion], past: Past
) -> Iterable[tuple[int, int, Barrier]]:
    rows = {innovator.id: row for row, innovator in enumerate(innovators)}
    cols = {champion.id: col for col, champion in enumerate(champions)}
    for (innovator, champion), reason in past.kept_apart.items():
        if innovator in rows and champion in cols:
            yield rows[innovator], cols[champion], Barrier(reason)


def _equal(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> Iterable[tuple[int, int]]:
    places = defaultdict(list)
    for col, key in enumerate(theirs):
        places[key].append(col)
    return ((row, col) for row, key in enumerate(ours) for col in places.get(key, ()))


def _same(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> Mask:
    same = np.zeros((len(ours), len(theirs)), dtype=np.bool_)
    for row, col in _equal(ours, theirs):
        same[row, col] = True
    return same
