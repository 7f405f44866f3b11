"""The words of a text: what a letter is, which words tell something, their stems, and those two people share.

How near whole texts are is computed in `matching.affinity`, from the counts of `matching.terms`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from matching.stop_words import STOP_WORDS

ENGLISH = "english"
LONGEST_WORD = 40  # longer ones are addresses and noise
SHORTEST_TERM = 4  # of a language without stop words, to tell: most of those are shorter
# Everyone here writes these: in a small workspace they would pass for something in common.
COLOURLESS = (
    "able area better bring build challenge change come country create day different develop good great "
    "group help idea improve increase large like live local look make mean need new offer old "
    "organisation partner people person place problem programme project provide reach reduce run service "
    "small solution start support take thing time today try use want way week work world year"
)
MARKS_END = (
    0xE00  # below it, marks belong to a letter; those above are of scripts without a stemmer or of emoji
)
WORD = re.compile(r"\S+")  # in what `letters` returns


def require_language(language: str) -> None:
    """Raise ValueError, naming the possible ones, where there is no stemmer for the language."""
    known = snowballstemmer.algorithms()
    if language not in known:
        raise ValueError(f"No stemmer is called {language!r}. Take one of: {', '.join(sorted(known))}.")


def letters(text: str) -> str:
    """Return the text with its letters in lower case and a space for everything else, at the same length.

    A table does it for millions of characters at once. A mark on a letter belongs to it: without its vowel
    signs a Hindi word falls apart, and so does a French one whose accents are typed apart.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lower: str = _lower_case()[codes].tobytes().decode("utf-32-le")
    return lower


def telling_stem(word: str, language: str = ENGLISH) -> str:
    """Return the stem of a word in lower case, "" where the word says nothing about its writer."""
    stem = _spoken_stem(word, language)
    return "" if stem in _colourless_stems(language) else stem


def shared_terms(
    left: Iterable[str], right: Iterable[str], limit: int = 3, language: str = ENGLISH
) -> tuple[str, ...]:
    """Return up to `limit` words or pairs of words that both sides use, as the left side writes them.

    Pairs come first, then what is used most, then what the left side writes first; colourless words are left
    out. Terms hold letters, single spaces and hyphens only. Raises ValueError for an unknown language.
    """
    require_language(language)
    left, right = tuple(left), tuple(right)
    colourless = _colourless_stems(language)
    ours, theirs = ({stem for text in texts for stem in _stems(text, language)} for texts in (left, right))
    common = (ours & theirs) - {""}
    if common <= colourless:
        return ()
    mine, yours = _written(left, common, language), _written(right, common, language)
    shared = [stems for stems in mine if stems in yours and not colourless.issuperset(stems)]
    ranked = sorted(shared, key=lambda stems: (-len(stems), -len(mine[stems]) - len(yours[stems])))
    told: list[tuple[str, ...]] = []
    for stems in ranked:
        if not any(set(stems) & set(earlier) for earlier in told):
            told.append(stems)
    return tuple(_within_sentence(*mine[stems][0]) for stems in told[:limit])


@cache
def _lower_case() -> NDArray[np.uint32]:
    """Map every code point to its letter in lower case, or to a space; beyond the first plane to a space."""
    table = np.full(0x110000, ord(" "), dtype="<u4")
    for code in range(0x10000):
        letter = chr(code)
        marks = code < MARKS_END and unicodedata.category(letter).startswith("M")
        if letter.isalpha() or marks:
            table[code] = ord(letter.lower()[0])
    return table


@lru_cache(maxsize=100_000)
def _spoken_stem(word: str, language: str) -> str:
    """Return the stem, "" for a stop word, a single letter and noise."""
    composed = unicodedata.normalize("NFKC", word)
    spoken = 2 <= len(composed) <= LONGEST_WORD and composed not in STOP_WORDS.get(language, ())
    return _stem(composed, language) if spoken else ""


def _stem(word: str, language: str) -> str:
    # A stemmer works on its own fields, so threads may not share one; the caches make a new one cheap.
    return str(snowballstemmer.stemmer(language).stemWord(word))


@cache
def _colourless_stems(language: str) -> frozenset[str]:
    return frozenset(_stem(word, language) for word in COLOURLESS.split() if language == ENGLISH)


_Place = tuple[str, int, int]  # a text, and where in it


@lru_cache(maxsize=1_000)
def _stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of a text's words in their order, "" for those that are not told."""
    return tuple([_told_stem(word, language) for word in letters(text).split()])


@lru_cache(maxsize=100_000)
def _told_stem(word: str, language: str) -> str:
    return _spoken_stem(word, language) if language in STOP_WORDS or len(word) >= SHORTEST_TERM else ""


def _written(texts: Iterable[str], common: set[str], language: str) -> dict[tuple[str, ...], list[_Place]]:
    """Map each of the common words, and each two of them side by side, by their stems to where they stand."""
    written: dict[tuple[str, ...], list[_Place]] = {}
    for text in texts:
        stems = _stems(text, language)
        if common.isdisjoint(stems):
            continue
        words = zip(stems, WORD.finditer(letters(text)), strict=True)
        places = [(stem, *match.span()) for stem, match in words if stem]
        for stem, start, end in places:
            if stem in common:
                written.setdefault((stem,), []).append((text, start, end))
        for (one, start, gap), (two, begin, end) in pairwise(places):
            if one in common and two in common and text[gap:begin] in {" ", "-"}:
                written.setdefault((one, two), []).append((text, start, end))
    return written


def _within_sentence(text: str, start: int, end: int) -> str:
    """Return the stretch of text, without the capital that only opens a sentence."""
    stretch, before = text[start:end], text[max(start - 8, 0) : start].rstrip()
    opens = not before or before[-1] in ".!?:"
    return letters(stretch[0]) + stretch[1:] if opens and stretch[1:2].islower() else stretch
