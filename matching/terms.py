"""Texts as rows of weights: how often each stem and each pair of stems occurs, weighed by TF-IDF.

Nothing here loops over the words of a text in Python but for numbering them: a cycle reads a quarter of a
million texts. What counts as a word and as its stem is told by `matching.words`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from matching.stop_words import STOP_WORDS
from matching.words import letters, telling_stem

AT_ONCE = 1000  # texts read at once: enough to be quick, and little memory even where they are long
# Where a language has no list of stop words, a word in every tenth text is taken for one; of fewer texts than
# these nobody can tell.
COMMON, MANY = 0.1, 200

Numbers = NDArray[np.int32]


class _Said(NamedTuple):
    """An entry for each word or pair said: in which text (rising), and which term, a number below `terms`."""

    text: Numbers
    term: Numbers
    terms: int


def weighed(texts: Sequence[str], language: str) -> csr_array:
    """Return a row for each text, of length 1 or empty: TF-IDF with 1 + log(count), as float32.

    A column stands for a stem, or for two telling stems that follow each other in a text; columns are in an
    order that depends on the stems alone, so that sums come out the same in whatever order people come.
    """
    return _weights(_counts(texts, language))


def _counts(texts: Sequence[str], language: str) -> csr_array:
    stems = _stems(texts, language)
    if language not in STOP_WORDS and len(texts) >= MANY:
        stems = _without_common(stems, len(texts))
    pairs = _pairs(stems)
    rows = np.concatenate([stems.text, pairs.text])
    terms = np.concatenate([stems.term, pairs.term + np.int32(stems.terms)])
    ones = np.ones(len(rows), dtype=np.float32)
    return coo_array((ones, (rows, terms)), shape=(len(texts), stems.terms + pairs.terms)).tocsr()


def _stems(texts: Sequence[str], language: str) -> _Said:
    """Number the telling words of all texts by their stems in alphabetical order."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    read = [_read(texts[start : start + AT_ONCE], numbers) for start in range(0, len(texts), AT_ONCE)]
    words = np.concatenate([np.empty(0, np.int32), *(words for words, _ in read)])
    lengths = np.concatenate([np.empty(0, np.int32), *(lengths for _, lengths in read)])

    stem_of = [telling_stem(word, language) for word in numbers]
    order = {stem: place for place, stem in enumerate(sorted({*stem_of} - {""}))}
    place_of = np.array([order.get(stem, -1) for stem in stem_of], dtype=np.int32)

    places = place_of[words]
    text = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    telling = places >= 0
    return _Said(text[telling], places[telling], len(order))


def _without_common(stems: _Said, texts: int) -> _Said:
    """Leave out what is said in more than the share `COMMON` of the texts."""
    often = (np.bincount(stems.term, minlength=stems.terms) > COMMON * texts)[stems.term]
    said = np.unique(stems.text[often].astype(np.int64) * stems.terms + stems.term[often])
    holding = np.bincount(said % stems.terms, minlength=stems.terms)
    rare = (holding <= COMMON * texts)[stems.term]
    return _Said(stems.text[rare], stems.term[rare], stems.terms)


def _read(texts: Sequence[str], numbers: defaultdict[str, int]) -> tuple[Numbers, Numbers]:
    """Return the number of each word, text after text, and how many each text has."""
    words = list(_words(texts))
    numbered = np.fromiter(map(numbers.__getitem__, chain.from_iterable(words)), dtype=np.int32)
    return numbered, np.fromiter(map(len, words), dtype=np.int32, count=len(words))


def _words(texts: Sequence[str]) -> Iterator[list[str]]:
    cleaned, start = letters("".join(texts)), 0
    for text in texts:
        yield cleaned[start : start + len(text)].split()
        start += len(text)


def _pairs(stems: _Said) -> _Said:
    """Number every two stems that follow each other in a text, in the order of the first and the second."""
    same_text = stems.text[1:] == stems.text[:-1]
    first, second = stems.term[:-1][same_text], stems.term[1:][same_text]
    distinct, numbers = np.unique(first.astype(np.int64) * stems.terms + second, return_inverse=True)
    return _Said(stems.text[1:][same_text], numbers.astype(np.int32), len(distinct))


def _weights(counts: csr_array) -> csr_array:
    """Weigh as scikit-learn's TfidfVectorizer(sublinear_tf=True) does."""
    texts, terms = counts.shape
    holding = np.bincount(counts.indices, minlength=terms)
    rarity = 1.0 + np.log((1.0 + texts) / (1.0 + holding))
    weights = (1.0 + np.log(counts.data)) * rarity.astype(np.float32)[counts.indices]
    squares = csr_array((weights * weights, counts.indices, counts.indptr), counts.shape)
    lengths = np.sqrt(squares.sum(axis=1)).astype(np.float32)
    weights /= np.repeat(lengths, np.diff(counts.indptr))
    return csr_array((weights, counts.indices, counts.indptr), counts.shape)
