"""The steps of one cycle, in their order: who may meet, how well they fit, what that is worth, who gets whom.

Each step is a module of its own; here they meet. `matching.suggest` is the door to it.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from operator import attrgetter

import numpy as np

from matching.affinity import affinity
from matching.assign import solve
from matching.fit import BARRIERS, FREE, Fit, barriers, capacity, fits, wanted
from matching.people import Champion, Innovator, LeftOut, Outcome, Past, Policy, Suggestion
from matching.reasons import reasons, why_left_out
from matching.shared import Whole
from matching.taxonomy import Taxonomy


def decide(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
) -> Outcome:
    """Do what `matching.suggest` promises."""
    innovators = sorted(innovators, key=attrgetter("id"))
    champions = sorted(champions, key=attrgetter("id"))

    # who may meet, and what it would be worth
    first = barriers(innovators, champions, past, taxonomy)
    near = affinity([innovator.texts for innovator in innovators], [champion.texts for champion in champions])
    found = fits(innovators, champions, near, taxonomy)
    waited = _counts(past.waited.get(innovator.id, 0) for innovator in innovators)
    value = found.score * (1.0 + policy.waiting_bonus * waited[:, None])

    # who gets whom
    rows, cols = np.nonzero(first == FREE)
    chosen = solve(
        rows,
        cols,
        value[rows, cols],
        row_capacity=_counts(min(policy.per_innovator, wanted(innovator, past)) for innovator in innovators),
        col_capacity=_counts(capacity(champion, past) for champion in champions),
        urgency=np.where(waited > policy.overdue_after, waited, 0),
    )

    # in which words
    pairs = sorted(
        zip(rows[chosen], cols[chosen], strict=True), key=lambda pair: (pair[1], -value[pair], pair[0])
    )
    suggestions = tuple(
        _suggestion(innovators[row], champions[col], found.at(row, col), int(waited[row]), taxonomy)
        for row, col in pairs
    )
    return Outcome(suggestions, tuple(_left_out(innovators, champions, first, set(rows[chosen]), past)))


def _suggestion(
    innovator: Innovator, champion: Champion, found: Fit, waited: int, taxonomy: Taxonomy
) -> Suggestion:
    told = reasons(innovator, champion, found, taxonomy, waited)
    return Suggestion(innovator.id, champion.id, found.score, found.band, told)


def _left_out(
    innovators: Sequence[Innovator], champions: Sequence[Champion], first: Whole, served: Set[int], past: Past
) -> Iterator[LeftOut]:
    """Yield those without a suggestion who are waiting for one."""
    for row, innovator in enumerate(innovators):
        if row not in served and not innovator.paused and wanted(innovator, past) > 0:
            named = [None if place == FREE else BARRIERS[place] for place in first[row]]
            yield LeftOut(innovator.id, why_left_out(innovator, champions, named))


def _counts(numbers: Iterable[int]) -> Whole:
    return np.array([max(number, 0) for number in numbers], dtype=np.int64)
