"""How near two people's texts are: TF-IDF of stemmed words and pairs of words, and the words they share.

What nearness is worth in a match is decided in `matching.fit`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise, product, zip_longest

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

BEST = 3  # the mean of the best three cosines won on the public gold standard for expertise

LONGEST_WORD = 40  # longer ones are addresses and noise
WORD = re.compile(r"[^\W\d_]{2,}")
# scikit-learn's list holds some words that carry meaning between partners.
STOP_WORDS = ENGLISH_STOP_WORDS - {"bill", "cry", "fire", "interest", "mill", "system"}
# Everyone here writes these: in a small workspace they would pass for something in common.
COLOURLESS = (
    "able area better bring build challenge change come country create day different develop good great "
    "group help idea improve increase large like live local look make mean need new offer old "
    "organisation partner people person place problem programme project provide reach reduce run service "
    "small solution start support take thing time today try use want way week work world year"
)


def affinity(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return how near each person's texts on the left are to those of each person on the right.

    The result has the shape (len(left), len(right)) and lies in [0, 1]: the mean of a pair's best three
    cosine similarities, text against text (of all where there are fewer). A text without words is near to
    nothing.
    """
    ours, theirs = _by_slot(left), _by_slot(right)
    documents = list(chain(*ours, *theirs))
    if not ours or not theirs or not any(documents):
        return np.zeros((len(left), len(right)))
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit(documents)
    vectors = [[vectorizer.transform(slot) for slot in slots] for slots in (ours, theirs)]
    cosines = np.stack([(mine @ yours.T).toarray() for mine, yours in product(*vectors)])
    best: NDArray[np.float64] = np.sort(cosines, axis=0)[-BEST:].mean(axis=0)
    return best.clip(0.0, 1.0)


def shared_terms(left: Iterable[str], right: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` words or pairs of words that both sides use, as the left side writes them.

    Pairs come first, then what is used most, then what the left side writes first; colourless words are left
    out. Terms hold letters, single spaces and hyphens only.
    """
    ours, theirs = _written(left), _written(right)
    shared = [stems for stems in ours if stems in theirs]
    ranked = sorted(shared, key=lambda stems: (-len(stems), -len(ours[stems]) - len(theirs[stems])))
    told: list[tuple[str, ...]] = []
    for stems in ranked:
        if not any(set(stems) & set(earlier) for earlier in told):
            told.append(stems)
    return tuple(ours[stems][0] for stems in told[:limit])


def _by_slot(people: Sequence[Sequence[str]]) -> list[list[list[str]]]:
    """Turn people's texts into columns of terms: everyone's first text, everyone's second, and so on."""
    return [[_terms(text) for text in slot] for slot in zip_longest(*people, fillvalue="")]


def _words(text: str) -> list[re.Match[str]]:
    return [match for match in WORD.finditer(text) if len(match.group()) <= LONGEST_WORD]


def _terms(text: str) -> list[str]:
    stems = [_stem(word) for match in _words(text) if _is_telling(word := match.group().lower())]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    # A stemmer works on its own fields, so threads may not share one; the cache makes a new one cheap.
    return str(snowballstemmer.stemmer("english").stemWord(word))


def _written(texts: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Map each telling word, and each two side by side, by their stems to the ways they are written."""
    written: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        words = [match for match in _words(text) if match.group().lower() not in STOP_WORDS]
        neighbours = (two for two in pairwise(words) if text[two[0].end() : two[1].start()] in {" ", "-"})
        for group in chain(((word,) for word in words), neighbours):
            if any(_is_telling(word.group().lower()) for word in group):
                stems = tuple(_stem(word.group().lower()) for word in group)
                written.setdefault(stems, []).append(
                    _within_sentence(text, group[0].start(), group[-1].end())
                )
    return written


def _is_telling(word: str) -> bool:
    return word not in STOP_WORDS and _stem(word) not in _colourless_stems()


@cache
def _colourless_stems() -> frozenset[str]:
    return frozenset(_stem(word) for word in COLOURLESS.split())


def _within_sentence(text: str, start: int, end: int) -> str:
    """Return the stretch of text, without the capital that only opens a sentence."""
    stretch, before = text[start:end], text[max(start - 8, 0) : start].rstrip()
    opens = not before or before[-1] in ".!?:"
    return stretch[0].lower() + stretch[1:] if opens and stretch[1:2].islower() else stretch
