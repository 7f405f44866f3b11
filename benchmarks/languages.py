"""Measure what a language's own stemmer is worth: `python -m benchmarks.languages german FILE`.

FILE is a translation of Debian's package descriptions, unpacked: dists/stable/main/i18n/Translation-de.bz2 on
any mirror, and so on for other languages. Each short description looks for its own long one among all by
`matching.affinity`. Other columns: scikit-learn's TfidfVectorizer on words as they stand.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.affinity import affinity
from matching.stop_words import STOP_WORDS

MOST = 4000  # descriptions: a grid of all with all fits into memory
OPENING = 60  # letters: families of packages share the beginning of their descriptions
WORD = r"(?u)[^\W\d_]{2,40}"


class Description(NamedTuple):
    """A package in one line, and at length."""

    short: str
    long: str


class Found(NamedTuple):
    """How well the long descriptions were found: mean reciprocal rank, and the share that came first."""

    reciprocal_rank: float
    first: float


def main() -> None:
    """Measure the ways of reading and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", help="as Snowball calls it")
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    texts = distinct(descriptions(asked.file.read_text(encoding="utf-8")))
    if not texts:
        parser.error(f"There are no descriptions in {asked.file}.")
    print(f"{asked.language}, {len(texts)} descriptions".ljust(44), "MRR    first")
    for name, near in ways(texts, asked.language):
        found = ranks(near)
        print(f"{name:44} {found.reciprocal_rank:.3f}  {found.first:.3f}", flush=True)


def ways(texts: Sequence[Description], language: str) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield each way of reading with how near every short description is to every long one."""
    short, long = ([[text] for text in side] for side in zip(*texts, strict=True))
    stop_words = sorted(STOP_WORDS.get(language, ()))
    yield f"stemmer and stop words: {language}", affinity(short, long, language)
    yield "stemmer and stop words: english", affinity(short, long)
    yield f"no stemmer, stop words: {language}", as_they_stand(texts, stop_words)
    yield "no stemmer, no stop words", as_they_stand(texts, [])


def as_they_stand(texts: Sequence[Description], stop_words: list[str]) -> NDArray[np.float64]:
    """Return the cosines of words and pairs of words, without stems."""
    vectorizer = TfidfVectorizer(
        token_pattern=WORD, ngram_range=(1, 2), sublinear_tf=True, stop_words=stop_words or None
    )
    vectorizer.fit([text for pair in texts for text in pair])
    short, long = (vectorizer.transform(side) for side in zip(*texts, strict=True))
    near: NDArray[np.float64] = (short @ long.T).toarray()
    return near


def ranks(near: NDArray[np.float64]) -> Found:
    """Return how well each row finds the column of its own number; ties count half."""
    own = np.diagonal(near)[:, None]
    rank = 1 + (near > own).sum(axis=1) + ((near == own).sum(axis=1) - 1) / 2
    return Found(float((1 / rank).mean()), float((rank == 1).mean()))


def descriptions(translation: str) -> Iterator[Description]:
    """Yield the descriptions in a file of the form that apt keeps."""
    for entry in translation.split("\n\n"):
        _, found, description = entry.partition("\nDescription-")
        while found and description.startswith("md5:"):
            _, found, description = description.partition("\nDescription-")
        short, *lines = description.split("\n")
        long = " ".join(line.strip() for line in lines if line.strip() != ".")
        if found and long:
            yield Description(short.partition(": ")[2], long)


def distinct(texts: Iterable[Description]) -> list[Description]:
    """Keep one description of each family of packages, and at most `MOST` from the whole alphabet."""
    families = {text.long[:OPENING]: text for text in texts}
    kept = list({text.short: text for text in families.values()}.values())
    return kept[:: -(-len(kept) // MOST) or 1]


if __name__ == "__main__":
    main()
