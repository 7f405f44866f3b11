"""One cycle's market: the pairs who may meet, what each is worth, and everyone's room.

It is what a choice is made from. Who may meet comes from `matching.barriers`, the worth from `matching.fit`,
and which pairs are looked at from `matching.sweep`; the choice is made in `matching.optimum`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.affinity import Texts, Vectors
from matching.barriers import kept_apart
from matching.fit import Fits, Scores
from matching.foresight import must_go_now
from matching.keeping import Kept
from matching.pair import capacity, organisation_room, wanted
from matching.people import Champion, Innovator, Past, Policy
from matching.shared import Shared, Whole, compare
from matching.sweep import Found, Nearness, Sweep, pair_places
from matching.taxonomy import Taxonomy
from matching.weights import Weights

SentenceVectors = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Market:
    """Pairs (rows[k], cols[k]) worth value[k] > 0, none of them behind a barrier, and everyone's room.

    Rows and columns are places among `innovators` and `champions`, which stand by their ids. `urgency` is 0
    for who may still wait; `group` is each champion's place in `group_capacity`, or -1 where the organisation
    has no cap of its own.
    """

    innovators: tuple[Innovator, ...]
    champions: tuple[Champion, ...]
    rows: Whole
    cols: Whole
    value: NDArray[np.float64]
    near: NDArray[np.float32]
    row_capacity: Whole
    col_capacity: Whole
    urgency: Whole
    group: Whole
    group_capacity: Whole
    waited: Whole
    shared: Shared
    fits: Fits
    kept: Kept
    sweep: Sweep

    def has(self, found: Found) -> NDArray[np.bool_]:
        """Tell of some pairs whether they are among the market's."""
        asked = pair_places(found.rows, found.cols, len(self.champions))
        at = np.searchsorted(self.places, asked).clip(max=len(self.places) - 1)
        return self.places[at] == asked if len(self.places) else np.zeros(len(asked), np.bool_)

    def joined_by(self, found: Found) -> "Market":
        """Return the market with more pairs; those it has already are left out."""
        both = Found(self.rows, self.cols, self.value, self.near).and_also(found)
        _, first = np.unique(pair_places(both.rows, both.cols, len(self.champions)), return_index=True)
        return replace(self, **{name: column[first] for name, column in both._asdict().items()})

    @property
    def room(self) -> tuple[Whole, Whole, Whole, Whole, Whole]:
        """Everyone's room and turn, as `matching.assign.solve` takes them after the pairs."""
        return self.row_capacity, self.col_capacity, self.urgency, self.group, self.group_capacity

    @property
    def col_room(self) -> Whole:
        """How many places each champion has at most, the organisation's cap included."""
        return _places(self.col_capacity, self.group, self.group_capacity)

    @cached_property
    def places(self) -> Whole:
        """A number for each pair, rising, that tells which two they are."""
        return pair_places(self.rows, self.cols, len(self.champions))

    @cached_property
    def scores(self) -> Scores:
        """The features and probabilities of all pairs; large, so only where they are asked for."""
        return self.scores_of(np.arange(len(self.rows)))

    def scores_of(self, pairs: Whole) -> Scores:
        """Return the features and probabilities of some pairs, given by their places."""
        return self.fits.of_pairs(self.rows[pairs], self.cols[pairs], self.near[pairs])

    @property
    def accept(self) -> NDArray[np.float64]:
        """How likely each pair's champion is to accept."""
        return self.scores.accept

    @property
    def lead(self) -> NDArray[np.float64]:
        """How likely it is that each pair's innovator wants it and that it leads somewhere."""
        return self.scores.lead


def market(
    innovators: Iterable[Innovator],
    champions: Iterable[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
    weights: Weights,
    *,
    vectors: SentenceVectors | None = None,
    per_row: int | None = None,
    per_col: int | None = None,
) -> Market:
    """Return the market of these people; of each row and column only the best pairs where a number is given.

    `vectors` maps texts to sentence vectors, which are compared instead of words where they are given. Raises
    ValueError where an id occurs twice on a side or `past.kept_apart` gives a reason that is no `Barrier`.
    """
    bees, trees = _by_id(innovators), _by_id(champions)
    waited = _counts(past.waited.get(innovator.id, 0) for innovator in bees)
    turn = _counts(_turn(innovator, past, policy) for innovator in bees)
    shared = compare(bees, trees, taxonomy)
    fits = Fits(bees, trees, shared, weights, waited, policy.waiting_bonus)
    row_capacity = _counts(min(policy.per_innovator, wanted(innovator, past)) for innovator in bees)
    col_capacity = _counts(capacity(champion, past) for champion in trees)
    group, group_capacity = _groups(trees, past)
    rows, cols = np.nonzero(row_capacity)[0], np.nonzero(_places(col_capacity, group, group_capacity))[0]
    sweep = Sweep(fits, _nearness(bees, trees, policy, vectors), rows, cols, kept_apart(bees, trees, past))
    found, kept = sweep.best(
        per_row=len(cols) if per_row is None else per_row,
        per_col=len(rows) if per_col is None else per_col,
    )
    return Market(
        innovators=bees,
        champions=trees,
        **found._asdict(),
        row_capacity=row_capacity,
        col_capacity=col_capacity,
        urgency=_urgency(found, kept, turn, row_capacity, col_capacity, group, group_capacity, policy),
        group=group,
        group_capacity=group_capacity,
        waited=waited,
        shared=shared,
        fits=fits,
        kept=kept,
        sweep=sweep,
    )


Person = TypeVar("Person", Innovator, Champion)


def _by_id(people: Iterable[Person]) -> tuple[Person, ...]:
    ordered = tuple(sorted(people, key=attrgetter("id")))
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise ValueError(f"The id {one.id} occurs twice: give every profile an id of its own.")
    return ordered


def _nearness(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    policy: Policy,
    vectors: SentenceVectors | None,
) -> Nearness:
    ours, theirs = [innovator.texts for innovator in innovators], [champion.texts for champion in champions]
    return Vectors(ours, theirs, vectors) if vectors else Texts(ours, theirs, policy.language)


def _turn(innovator: Innovator, past: Past, policy: Policy) -> int:
    """Return the cycles waited for, or as many as make it the innovator's turn where `past.first` says so."""
    waited = past.waited.get(innovator.id, 0)
    return max(waited, policy.overdue_after, 1) if innovator.id in past.first else waited


def _urgency(
    found: Found,
    kept: Kept,
    waited: Whole,
    row_capacity: Whole,
    col_capacity: Whole,
    group: Whole,
    group_capacity: Whole,
    policy: Policy,
) -> Whole:
    """Return 1 and the cycles waited for who must go first, or could not be promised a place in time."""
    waiting = (waited > 0) & (row_capacity > 0)
    if not waiting.any():
        return np.zeros_like(waited)
    rows: Whole = np.append(found.rows, kept.misses.rows).astype(np.int64)
    cols: Whole = np.append(found.cols, kept.misses.cols).astype(np.int64)
    patience = np.where(waiting, np.maximum(policy.overdue_after - waited, 0), -1)
    now = must_go_now(rows, cols, patience, col_capacity, group, group_capacity)
    return np.where(now, waited + 1, 0)


def _groups(champions: Sequence[Champion], past: Past) -> tuple[Whole, Whole]:
    """Return each champion's organisation, by its place among those with a cap of their own; and the caps."""
    rooms = {champion.organisation.id: organisation_room(champion, past) for champion in champions}
    capped = {name: room for name, room in sorted(rooms.items()) if room is not None}
    place = {name: number for number, name in enumerate(capped)}
    group = np.array([place.get(champion.organisation.id, -1) for champion in champions], dtype=np.int64)
    return group, np.array(list(capped.values()), dtype=np.int64)


def _places(col_capacity: Whole, group: Whole, group_capacity: Whole) -> Whole:
    """Return how many places each champion has at most, the organisation's cap included."""
    capped = np.append(group_capacity, np.iinfo(np.int64).max)[group]  # -1, no group, is the last
    room: Whole = np.minimum(col_capacity, capped)
    return room


def _counts(numbers: Iterable[int]) -> Whole:
    return np.array([max(number, 0) for number in numbers], dtype=np.int64)
