"""Sentence vectors of the texts in profiles: kept by the text's hash and the model, gone with the text.

A vector tells something of its text, so none stays behind when a person changes or erases theirs, and none
comes back when one that was being computed meanwhile is kept. What a vector is made of is not known here.
"""

import hashlib
from collections.abc import Iterable, Mapping

from bot.storage.rows import OURS, Rows

_BLANK = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())

# Every text that people's nearness is computed from, as `Innovator.texts` and `Champion.texts` have them.
_TEXTS = " UNION ALL ".join(
    f"SELECT trim({column}, :blank) AS text FROM {table} WHERE {OURS}"
    for column, table in (
        ("problem", "innovators"),
        ("idea", "innovators"),
        ("challenge", "champions"),
        ("written_values", "organisations"),
        ("outside_ideas", "organisations"),
    )
)


class Vectors(Rows):
    """What a transaction can do with sentence vectors. Texts go in and out without blanks around them."""

    def last_profile_change(self) -> str | None:
        """Return a text that is another one after a profile was saved; None where there is none."""
        row = self._one(
            "SELECT max(updated_at) AS latest FROM ("
            f"SELECT updated_at FROM innovators WHERE {OURS}"
            f" UNION ALL SELECT updated_at FROM champions WHERE {OURS}) AS profiles"
        )
        return row["latest"] if row else None

    def texts_without_vector(self, model: str) -> list[str]:
        """Return the texts of profiles that have no vector of this model, each once; blank ones need none."""
        rows = self._all(f"SELECT text_hash FROM vectors WHERE {OURS} AND model = :model", model=model)
        known = {row["text_hash"] for row in rows}
        return [text for text in self._texts() if text_hash(text) not in known]

    def vectors(self, model: str) -> dict[str, bytes]:
        """Return the vectors of this model by text, of the texts in today's profiles."""
        rows = self._all(
            f"SELECT text_hash, vector FROM vectors WHERE {OURS} AND model = :model", model=model
        )
        known = {row["text_hash"]: row["vector"] for row in rows}
        hashes = {text: text_hash(text) for text in self._texts()}
        return {text: known[hashed] for text, hashed in hashes.items() if hashed in known}

    def keep_vectors(self, model: str, vectors: Mapping[str, bytes]) -> int:
        """Keep vectors by text; return how many: none whose text nobody has any more."""
        kept = self._in_use(vectors)
        for text in kept:
            self._all(
                "INSERT INTO vectors (enterprise, team, text_hash, model, vector)"
                " VALUES (:enterprise, :team, :hash, :model, :vector)"
                " ON CONFLICT (enterprise, team, text_hash, model) DO UPDATE SET vector = excluded.vector",
                hash=text_hash(text),
                model=model,
                vector=vectors[text],
            )
        return len(kept)

    def _drop_vectors(self, texts: Iterable[str]) -> int:
        """Drop what was computed from these texts, but for those that somebody still has; return how many.

        Called in the transaction that changed or erased them.
        """
        hashes = {text.strip(): text_hash(text) for text in texts}
        listed, bound = _listed(hashes.values())
        if not self._all(f"SELECT 1 FROM vectors WHERE {OURS} AND text_hash IN ({listed})", **bound):
            return 0  # nothing was computed: no need to look through all profiles
        listed, bound = _listed(hashes[text] for text in hashes.keys() - self._in_use(hashes))
        gone = f"DELETE FROM vectors WHERE {OURS} AND text_hash IN ({listed}) RETURNING 1"
        return len(self._all(gone, **bound))

    def drop_stale_vectors(self, model: str) -> int:
        """Drop the vectors of every other model, and of every text nobody has; return how many."""
        in_use = {text_hash(text) for text in self._texts()}
        stale = [
            row
            for row in self._all(f"SELECT text_hash, model FROM vectors WHERE {OURS}")
            if row["model"] != model or row["text_hash"] not in in_use
        ]
        for row in stale:
            self._all(
                f"DELETE FROM vectors WHERE {OURS} AND text_hash = :text_hash AND model = :model", **row
            )
        return len(stale)

    def _texts(self) -> list[str]:
        """Return every text in today's profiles once, but for blank ones."""
        rows = self._all(_TEXTS, blank=_BLANK)
        return list(dict.fromkeys(row["text"] for row in rows if row["text"]))

    def _in_use(self, texts: Iterable[str]) -> set[str]:
        """Return those of these texts that stand in today's profiles."""
        listed, bound = _listed(texts)
        found = f"SELECT DISTINCT text FROM ({_TEXTS}) AS texts WHERE text IN ({listed})"
        return {row["text"] for row in self._all(found, blank=_BLANK, **bound)}


def text_hash(text: str) -> str:
    """Return the name under which a text's vectors are kept; blanks around the text do not count."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def _listed(texts: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the names of parameters, separated by commas, and what they are bound to; NULL is in no list."""
    bound = {f"listed_{number}": text for number, text in enumerate(texts)}
    return ", ".join(f":{name}" for name in bound) or "NULL", bound
