"""How near people are to each other by their texts: by the words they use, or by sentence vectors.

Everyone has several short texts; two people are as near as the best three pairs of their texts on average,
which won on the public gold standard for expertise. What nearness is worth in a match is decided in
`matching.fit`; what a word is, in `matching.words`; what a word weighs, in `matching.terms`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.utils.sparsefuncs import sparse_matmul_to_dense

from matching.terms import weighed
from matching.words import ENGLISH, require_language
from matching.words import shared_terms as shared_terms

BEST = 3
PAIRS_AT_ONCE = 20_000
# Sentences about different things have something in common too. Measured with all-MiniLM-L6-v2 on passages of
# a thousand package descriptions: above 0.04 then lie 1.2 % of unrelated pairs and 87 % of those on one
# subject (by words 1.7 and 86 %), above 0.15 .01 % and 33 % (by words .02 and 31 %).
COSINES = 0.2, 0.35, 0.54, 0.7, 1.0
AS_BY_WORDS = 0.0, 0.04, 0.15, 0.3, 1.0
ROWS_AT_ONCE = 256  # of the blocks that `nearest` thins out

People = Sequence[Sequence[str]]
Places = NDArray[np.integer[Any]]
Near = NDArray[np.float32]
Rows: TypeAlias = csr_array | Near  # a row for each text


def affinity(left: People, right: People, language: str = ENGLISH) -> NDArray[np.float64]:
    """Return how near each person's texts on the left are to those of each person on the right.

    The result has the shape (len(left), len(right)) and lies in [0, 1]: the mean of a pair's best three
    cosine similarities, text against text (of all where there are fewer). A text without words is near to
    nothing. Raises ValueError for a language without a stemmer.
    """
    return Texts(left, right, language).block(slice(None), np.arange(len(right))).astype(np.float64)


def nearest(left: People, right: People, most: int, language: str = ENGLISH) -> csr_array:
    """Return the affinities above 0 of each on the left with the `most` nearest on the right, and no others.

    They are the numbers that `affinity` gives, found without ever holding all of them. Of equally near ones
    the first on the right count. Raises ValueError for a language without a stemmer.
    """
    texts, everyone = Texts(left, right, language), np.arange(len(right))
    starts = range(0, len(left), ROWS_AT_ONCE)
    blocks = (texts.block(slice(start, start + ROWS_AT_ONCE), everyone) for start in starts)
    kept = [_largest(near, most) for near in blocks]
    return vstack(kept, format="csr") if kept else csr_array((0, len(right)), dtype=np.float32)


class _Compared(ABC):
    """Two sides of people, each with a matrix: a row for each text, as many for everyone on that side.

    `at_once` is how many cosines of a block are computed before the best are found among them.
    """

    at_once: int

    def __init__(self, left: Rows, right: Rows, slots: tuple[int, int]) -> None:
        self._left, self._right = left, right
        self._slots = slots
        self._across: tuple[Places, list[Rows]] | None = None

    def block(self, rows: Places | slice, cols: Places) -> Near:
        """Return the affinities of those at `rows` on the left with those at `cols` on the right, as a grid.

        Quickest where calls with the same `cols` follow each other. Several threads may ask at once.
        """
        ours, theirs = self._slots
        rows = np.arange(self._left.shape[0] // ours)[rows]
        near = np.empty((len(rows), len(cols)), dtype=np.float32)
        if not near.size:
            return near
        across = self._turned(cols)
        step = max(1, self.at_once // (ours * theirs * len(cols)))
        room = np.empty((theirs, ours * min(step, len(rows)) * len(cols)), dtype=np.float32)
        for start in range(0, len(rows), step):
            texts = self._left[_rows_of(rows[start : start + step], ours).ravel()]
            near[start : start + step] = self._together(list(self._layers(texts, across, room)))
        return near

    def pairs(self, rows: Places, cols: Places) -> Near:
        """Return the affinity of each pair: of rows[k] on the left with cols[k] on the right."""
        near = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), PAIRS_AT_ONCE):
            some = slice(start, start + PAIRS_AT_ONCE)
            ours = [self._left[slot] for slot in _rows_of(rows[some], self._slots[0])]
            theirs = [self._right[slot] for slot in _rows_of(cols[some], self._slots[1])]
            near[some] = self._together([self._one_by_one(mine, yours) for mine in ours for yours in theirs])
        return near

    def _layers(self, texts: Rows, across: list[Rows], room: Near) -> Iterator[Near]:
        """Yield a grid of cosines for each text of ours with each text of theirs, laid out in the room."""
        for columns, place in zip(across, room, strict=True):
            shape = texts.shape[0], columns.shape[1]
            cosines = self._cosines(texts, columns, place[: shape[0] * shape[1]].reshape(shape))
            yield from cosines.reshape(self._slots[0], -1, shape[1])

    def _turned(self, cols: Places) -> list[Rows]:
        """Return the texts of the right side as columns: everyone's first, everyone's second, and so on."""
        known = self._across  # read and replaced as a whole, so that threads may share it
        if known is None or not np.array_equal(known[0], cols):
            turned = [self._columns(self._right[slot]) for slot in _rows_of(cols, self._slots[1])]
            known = self._across = (cols.copy(), turned)
        return known[1]

    @abstractmethod
    def _columns(self, texts: Rows) -> Rows:
        """Return the rows as columns."""

    @abstractmethod
    def _cosines(self, texts: Rows, columns: Rows, out: Near) -> Near:
        """Return the product of each row with each column, in `out`."""

    @abstractmethod
    def _one_by_one(self, left: Rows, right: Rows) -> Near:
        """Return the product of each row with the row of the same number."""

    def _together(self, layers: list[Near]) -> Near:
        """Return the affinity from the cosines of each two texts; uses up the layers."""
        return _mean_of_best(layers)


class Texts(_Compared):
    """Two sides of people with their texts, read and weighed once, for affinities by words.

    The number of texts may differ from person to person. Raises ValueError for a language without a stemmer.
    """

    at_once = 400_000  # they stay in a core's own cache

    def __init__(self, left: People, right: People, language: str = ENGLISH) -> None:
        require_language(language)
        slots = _most_texts(left), _most_texts(right)
        weights = weighed([*_filled(left, slots[0]), *_filled(right, slots[1])], language)
        ours, theirs = weights[: len(left) * slots[0]], weights[len(left) * slots[0] :]
        both = np.flatnonzero(_used(ours) & _used(theirs))  # the others have counted in the weights already
        super().__init__(ours[:, both], theirs[:, both], slots)
        self._sums = _sum_of_each(self._left, slots[0]), _sum_of_each(self._right, slots[1])

    def at_most(self, rows: Places, cols: Places) -> Near:
        """Return an upper bound of the affinities that `block` returns, several times quicker.

        The best cosines are at most all of them together, and these are a single product: of the sums of
        everyone's texts. Where no more than three texts have a word in common it is the affinity itself.
        """
        ours, theirs = self._sums
        bound: Near = sparse_matmul_to_dense(ours[rows], self._columns(theirs[cols]))
        bound *= np.float32(1 / min(BEST, self._slots[0] * self._slots[1]))
        return bound

    def _columns(self, texts: csr_array) -> csr_array:
        return texts.T.tocsr()

    def _cosines(self, texts: csr_array, columns: csr_array, out: Near) -> Near:
        near: Near = sparse_matmul_to_dense(texts, columns, out=out)
        return near

    def _one_by_one(self, left: csr_array, right: csr_array) -> Near:
        near: Near = left.multiply(right) @ np.ones(left.shape[1], dtype=np.float32)
        return near


class Vectors(_Compared):
    """Two sides of people with their texts as sentence vectors, for affinities by meaning.

    `vectors` maps a text, stripped but otherwise as typed, to its vector of length 1. A text without one is
    near to nothing, as an empty text is. The mean of the best three cosines is brought to the scale of
    `Texts`, so that one measure of what is near serves both.
    """

    at_once = 4_000_000  # a product of large matrices is several times quicker than that of small ones

    def __init__(self, left: People, right: People, vectors: Mapping[str, Near]) -> None:
        slots = _most_texts(left), _most_texts(right)
        ours, theirs = list(_filled(left, slots[0])), list(_filled(right, slots[1]))
        super().__init__(_stacked(ours, vectors), _stacked(theirs, vectors), slots)

    def at_most(self, rows: Places, cols: Places) -> Near:
        """Return the affinities: nothing quicker bounds them."""
        return self.block(rows, cols)

    def _columns(self, texts: Rows) -> Rows:
        return texts.T

    def _cosines(self, texts: Rows, columns: Rows, out: Near) -> Near:
        return np.maximum(np.matmul(texts, columns, out=out), 0.0, out=out)

    def _one_by_one(self, left: Rows, right: Rows) -> Near:
        near: Near = np.maximum(np.einsum("ij,ij->i", left, right), 0.0)
        return near

    def _together(self, layers: list[Near]) -> Near:
        return np.interp(super()._together(layers), COSINES, AS_BY_WORDS).astype(np.float32)


def _most_texts(people: People) -> int:
    return max(1, max(map(len, people), default=0))


def _filled(people: People, slots: int) -> Iterator[str]:
    """Yield everyone's texts one after the other, and empty ones for those who have fewer."""
    for texts in people:
        yield from texts
        yield from [""] * (slots - len(texts))


def _stacked(texts: Sequence[str], vectors: Mapping[str, Near]) -> Near:
    dimensions = len(next(iter(vectors.values()), (0,)))
    rows = np.zeros((len(texts), dimensions), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[:] = vectors.get(text.strip(), 0.0)
    return rows


def _sum_of_each(texts: csr_array, slots: int) -> csr_array:
    """Return the sum of everyone's texts."""
    starts, ones = np.arange(0, texts.shape[0] + 1, slots), np.ones(texts.shape[0], dtype=np.float32)
    whose = csr_array((ones, np.arange(texts.shape[0]), starts), shape=(len(starts) - 1, texts.shape[0]))
    return whose @ texts


def _used(weights: csr_array) -> NDArray[np.bool_]:
    return np.bincount(weights.indices, minlength=weights.shape[1]) > 0


def _rows_of(people: Places, slots: int) -> Places:
    """Return the rows of everyone's first text, of everyone's second, and so on: (slots, len(people))."""
    return people * slots + np.arange(slots)[:, None]


def _mean_of_best(layers: list[Near]) -> Near:
    """Return the mean of the `BEST` largest of each place in the layers, at most 1; uses up the layers.

    Comparing whole layers, as a sorting network does, is several times quicker than sorting at each place.
    """
    best: list[Near] = []
    spare = np.empty_like(layers[0])
    for layer in layers:
        if len(best) == BEST:
            np.maximum(best.pop(), layer, out=layer)
        for place, larger in enumerate(best):
            np.maximum(larger, layer, out=spare)
            np.minimum(larger, layer, out=layer)
            best[place], spare = spare, larger
        best.append(layer)
    total = best[0]
    for other in best[1:]:
        total += other
    total /= len(best)
    return np.minimum(total, 1.0, out=total)


def _largest(near: Near, most: int) -> csr_array:
    """Return the `most` largest of each row that are above 0; of equal ones, the first."""
    found = np.flatnonzero(near >= _at_least(near, max(1, most))[:, None])  # quicker than np.nonzero
    rows, cols = np.divmod(found, max(1, near.shape[1]))
    falling = np.lexsort((cols, -near[rows, cols], rows))
    rows, cols = rows[falling], cols[falling]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    rows, cols = rows[rank < most], cols[rank < most]
    return csr_array((near[rows, cols], (rows, cols)), shape=near.shape)


def _at_least(near: Near, most: int) -> Near:
    """Return, for each row, a number above 0 that its `most` largest reach unless they are 0.

    A row is folded into its largest of every sixteen: the last of the `most` largest of these is seldom far
    below that of the whole row, and never above it.
    """
    width = max(most, near.shape[1] // 16)
    folded = near[:, :width].copy()
    for start in range(width, near.shape[1], width):
        fold = near[:, start : start + width]
        np.maximum(folded[:, : fold.shape[1]], fold, out=folded[:, : fold.shape[1]])
    above_none = np.finfo(np.float32).tiny
    if most > folded.shape[1]:
        return np.full(len(near), above_none, dtype=np.float32)
    return np.maximum(np.partition(folded, -most, axis=1)[:, -most], above_none)
