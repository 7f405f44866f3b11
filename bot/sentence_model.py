"""Sentence vectors by a model of the kind BERT, computed with numpy: the whole transformer, and no torch.

Texts stand one behind the other without padding, so there is nothing to mask and a text's vector does not
depend on its neighbours. Loaded only in a process that ends; what makes a model is in `bot.model_files`.
The formulas: Devlin et al. 2019 (BERT), Reimers and Gurevych 2019 (Sentence-BERT, pooling).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from scipy.special import erf
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships none
from tokenizers import Tokenizer

from bot.model_files import TOKENIZER, WEIGHTS, ModelUnusable, Shape, model_name, read_shape

Numbers = NDArray[np.float32]

_MOST_TOKENS: Final = 1024  # in one pass: more is no faster, and takes memory
# A second thread gains a third on an idle machine; on a busy one both wait for each other, and lose half.
_THREADS: Final = 1
_ROOT_HALF: Final = np.float32(0.5**0.5)


class SentenceModel:
    """A model in memory. `name` is that of `model_files.model_name`; `dimension` is its vectors' length."""

    def __init__(self, name: str, shape: Shape, weights: Mapping[str, Numbers], tokenizer: Tokenizer) -> None:
        self.name = name
        self.dimension = weights["embeddings.LayerNorm.weight"].size
        self._shape = shape
        self._weights = weights
        self._tokenizer = tokenizer

    @classmethod
    def read(cls, directory: Path) -> "SentenceModel":
        """Read the model in a directory. Raises ModelUnusable with what to do where it is none of ours."""
        shape = read_shape(directory)
        try:
            tokenizer = _read_tokenizer(directory / TOKENIZER, shape.longest)
            weights = _read_weights(directory / WEIGHTS, shape.layers)
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ModelUnusable(
                f"The model in {directory} is damaged ({error}): get its files anew."
            ) from error
        return cls(model_name(directory), shape, weights, tokenizer)

    def vectors(self, texts: Sequence[str]) -> Numbers:
        """Return a vector of length 1 for each text, shape (len(texts), dimension).

        Of a long text the beginning counts, as far as the model reads.
        """
        tokens = [self._tokens(text) for text in texts]
        with threadpool_limits(_THREADS, "blas"):
            found = [self._pass(tokens[start:end]) for start, end in _passes([len(ids) for ids in tokens])]
        return np.concatenate(found) if found else np.zeros((0, self.dimension), np.float32)

    def _tokens(self, text: str) -> list[int]:
        whole = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text
        ids: list[int] = self._tokenizer.encode(whole.lower() if self._shape.lower else whole).ids
        return ids

    def _pass(self, tokens: Sequence[Sequence[int]]) -> Numbers:
        """Return the vectors of a few texts, given as token ids."""
        bounds = np.cumsum([0, *map(len, tokens)])
        texts = [slice(start, end) for start, end in pairwise(bounds)]
        states = self._embedded(tokens)
        for layer in range(self._shape.layers):
            states = self._layer(states, texts, f"encoder.layer.{layer}")
        firsts = bounds[:-1]
        # A sum has the direction of the mean, and its length goes below.
        pooled = states[firsts] if self._shape.pooling == "cls" else np.add.reduceat(states, firsts)
        unit: Numbers = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _embedded(self, tokens: Sequence[Sequence[int]]) -> Numbers:
        weights, prefix = self._weights, "embeddings"
        states = weights[f"{prefix}.word_embeddings.weight"][np.concatenate(tokens)]
        states += weights[f"{prefix}.position_embeddings.weight"][
            np.concatenate([range(len(ids)) for ids in tokens])
        ]
        states += weights[f"{prefix}.token_type_embeddings.weight"][0]
        return self._normed(states, f"{prefix}.LayerNorm")

    def _layer(self, states: Numbers, texts: Sequence[slice], layer: str) -> Numbers:
        """Return what one layer makes of the tokens' states, shape (tokens, dimension)."""
        attended = self._attended(states, texts, f"{layer}.attention.self")
        added = self._dense(attended, f"{layer}.attention.output.dense") + states
        states = self._normed(added, f"{layer}.attention.output.LayerNorm")
        inner = _gelu(self._dense(states, f"{layer}.intermediate.dense"))
        return self._normed(self._dense(inner, f"{layer}.output.dense") + states, f"{layer}.output.LayerNorm")

    def _attended(self, states: Numbers, texts: Sequence[slice], attention: str) -> Numbers:
        """Let the tokens of each text look at one another, with every head."""
        by_head = (len(states), self._shape.heads, -1)
        query, key, value = (
            self._dense(states, f"{attention}.{part}").reshape(by_head).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        query = query / np.float32(query.shape[-1] ** 0.5)
        mixed = np.empty_like(states)
        for text in texts:
            looks = _softmax(query[:, text] @ key[:, text].swapaxes(1, 2))
            mixed[text] = (looks @ value[:, text]).swapaxes(0, 1).reshape(-1, states.shape[1])
        return mixed

    def _dense(self, states: Numbers, name: str) -> Numbers:
        told: Numbers = states @ self._weights[f"{name}.weight"].T
        told += self._weights[f"{name}.bias"]
        return told

    def _normed(self, states: Numbers, name: str) -> Numbers:
        states -= states.mean(axis=1, keepdims=True)
        spread = np.square(states).mean(axis=1, keepdims=True)
        states /= np.sqrt(spread + np.float32(self._shape.epsilon))
        states *= self._weights[f"{name}.weight"]
        states += self._weights[f"{name}.bias"]
        return states


def _gelu(inner: Numbers) -> Numbers:
    """Return x times the normal distribution's share below x."""
    share: Numbers = erf(inner * _ROOT_HALF)
    share += 1
    share *= inner
    share *= np.float32(0.5)
    return share


def _softmax(scores: Numbers) -> Numbers:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _passes(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield from where to where texts of these lengths go into one pass; a long one goes alone."""
    start = total = 0
    for place, length in enumerate(lengths):
        if total and total + length > _MOST_TOKENS:
            yield start, place
            start, total = place, 0
        total += length
    if lengths:
        yield start, len(lengths)


def _read_tokenizer(path: Path, longest: int) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no kind of its own
        raise ValueError(f"{path.name}: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def _read_weights(path: Path, layers: int) -> dict[str, Numbers]:
    """Read the weights that vectors need, by name; without those of a pooler, which is not used."""
    with safe_open(path, "numpy") as opened:
        names = [name for name in opened.keys() if name.startswith(("embeddings.", "encoder."))]  # noqa: SIM118
        weights = {name: opened.get_tensor(name).astype(np.float32, copy=False) for name in names}
    missing = [name for name in _needed(layers) if name not in weights]
    if missing:
        raise KeyError(f"there is no {missing[0]}")
    return weights


def _needed(layers: int) -> Iterator[str]:
    embeddings = ("word_embeddings", "position_embeddings", "token_type_embeddings", "LayerNorm")
    yield from (f"embeddings.{part}.weight" for part in embeddings)
    yield "embeddings.LayerNorm.bias"
    parts = (
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "attention.output.LayerNorm",
        "intermediate.dense",
        "output.dense",
        "output.LayerNorm",
    )
    for layer in range(layers):
        yield from (f"encoder.layer.{layer}.{part}.{kind}" for part in parts for kind in ("weight", "bias"))
