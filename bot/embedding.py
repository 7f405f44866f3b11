"""Sentence vectors of the texts in profiles: computed in a process that ends, kept, read by the next cycle.

Nothing here happens unless POLLINATE_MODEL is set. The bot's own process loads no model and no numpy for it;
the numbers are the business of `bot.sentence_model`, what is kept that of `bot.storage.vectors`.
"""

import importlib.util
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.apart import end_with_the_bot
from bot.logs import log_of
from bot.model_files import ModelUnusable, find_model, model_name, read_shape
from bot.records import Workspace
from bot.storage import DatabaseUnusable, Store
from config.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.sentence_model import SentenceModel

EACH: Final = 64  # texts are kept so many at a time: what is killed half-way goes on from there
_VECTOR: Final = "<f2"  # half precision changes a cosine by less than 0.0001, and a database by half
_PATIENCE: Final = 10.0
_REST: Final = timedelta(hours=1)  # after a failure

log = log_of(__name__)


def embed(
    store: Store, workspace: Workspace, model: str, progress: Callable[[int, int], object] = lambda *_: None
) -> int:
    """Compute and keep the vectors that texts in profiles lack, and drop what is stale; return how many.

    model: what POLLINATE_MODEL says. progress is told how many texts are done, and of how many. Loads numpy
    and the model where anything is missing, so call it in a process that ends.
    Raises ModelUnusable, DatabaseUnusable.
    """
    directory = find_model(model)
    name = model_name(directory)
    with store.read(workspace, patience=_PATIENCE) as act:
        texts = act.texts_without_vector(name)
    kept = _compute(store, workspace, directory, name, texts, progress) if texts else 0
    with store.begin(workspace, patience=_PATIENCE) as act:
        act.drop_stale_vectors(name)
    return kept


def _compute(
    store: Store,
    workspace: Workspace,
    directory: Path,
    name: str,
    texts: Sequence[str],
    progress: Callable[[int, int], object],
) -> int:
    reader = _read_model(directory)
    kept = 0
    for start in range(0, len(texts), EACH):
        few = texts[start : start + EACH]
        vectors = [vector.astype(_VECTOR).tobytes() for vector in reader.vectors(few)]
        with store.begin(workspace, patience=_PATIENCE) as act:
            kept += act.keep_vectors(name, dict(zip(few, vectors, strict=True)))
        progress(start + len(few), len(texts))
    return kept


def _read_model(directory: Path) -> "SentenceModel":
    try:
        from bot.sentence_model import SentenceModel
    except ImportError as missing:
        raise _no_extra() from missing
    return SentenceModel.read(directory)


def _no_extra() -> ModelUnusable:
    return ModelUnusable(
        "POLLINATE_MODEL is set, but what reads a model is not installed. In Pollinate's folder, run:"
        ' .venv/bin/python -m pip install ".[semantic]"'
    )


def check(model: str) -> None:
    """Raise ModelUnusable where this model cannot be used, as far as can be told without loading it."""
    read_shape(find_model(model))
    if not all(importlib.util.find_spec(name) for name in ("tokenizers", "safetensors")):
        raise _no_extra()


def vectors_in_use(store: Store, workspace: Workspace, settings: Settings) -> dict[str, bytes] | None:
    """Return the vector of every text in profiles, by text; `as_arrays` makes numbers of them.

    None where texts are to be compared by words: no model is set, it cannot be found, or a text has no vector
    yet, since who lacks one would be near to nobody.
    """
    if settings.model is None:
        return None
    try:
        name = model_name(find_model(settings.model))
    except ModelUnusable as trouble:
        log.warning("texts are compared by words", why=str(trouble))
        return None
    with store.read(workspace, patience=_PATIENCE) as act:
        missing, vectors = len(act.texts_without_vector(name)), act.vectors(name)
    if missing:
        log.warning("texts are compared by words", without_vector=missing, team=workspace.team)
        return None
    return vectors


def as_arrays(vectors: Mapping[str, bytes]) -> "dict[str, NDArray[np.float32]]":
    """Return kept vectors as arrays of length 1, shape (dimension,). Loads numpy."""
    import numpy as np

    return {text: np.frombuffer(kept, _VECTOR).astype(np.float32) for text, kept in vectors.items()}


class Embedder:
    """Sees to it that saved profiles get their vectors, by one process at a time; at rest without a model.

    model: what POLLINATE_MODEL says; clock: tells the time, by which a failure is not repeated for an hour.
    """

    def __init__(
        self, store: Store, workspace: Workspace, model: str | None, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._workspace, self._model, self._clock = store, workspace, model, clock
        self._seen: str | None = None  # the change of profiles that has been seen to
        self._failed_at: datetime | None = None
        self._process: BaseProcess | None = None
        self._leaving = False
        self._one = threading.Lock()

    def run_due(self) -> bool:
        """Start the process where a profile was saved since the last one, and wait for its end.

        False where there was nothing to do, or it failed: that is logged once, and tried again in an hour.
        """
        with self._one:
            return self._run_due()

    def _run_due(self) -> bool:
        resting = self._failed_at is not None and self._clock() < self._failed_at + _REST
        if self._model is None or self._leaving or resting:
            return False
        with self._store.read(self._workspace, patience=_PATIENCE) as act:
            latest = act.last_profile_change()
        if latest in (None, self._seen):
            return False
        exit_code = self._run_apart(self._model)
        if exit_code == 0:
            self._seen, self._failed_at = latest, None
        elif not self._leaving:
            self._note_failure(exit_code)
        return exit_code == 0

    def _run_apart(self, model: str) -> int | None:
        """Run `embed` in a process of its own; return its exit code."""
        spawn = multiprocessing.get_context("spawn")
        self._process = spawn.Process(
            target=_embed_apart, args=(self._store.place, self._workspace, model), daemon=True
        )
        self._process.start()
        if self._leaving:
            self._process.terminate()
        self._process.join()
        return self._process.exitcode

    def _note_failure(self, exit_code: int | None) -> None:
        if self._failed_at is None:
            log.error(
                "sentence vectors could not be computed, so texts are compared by words;"
                " python -m bot embed says why",
                team=self._workspace.team,
                exit_code=exit_code,
            )
        self._failed_at = self._clock()

    def stop(self) -> None:
        """End the process, if there is one, and start no more; what is missing is computed next time."""
        self._leaving = True
        if self._process is not None and self._process.is_alive():
            self._process.terminate()


def _embed_apart(place: Path | str, workspace: Workspace, model: str) -> None:
    """Run `embed` behind everything else that wants the processor, and end with a sentence or in silence."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the bot, which ends this process
    end_with_the_bot()
    os.nice(10)
    try:
        with closing(Store(place)) as store:
            embed(store, workspace, model)
    except (ModelUnusable, DatabaseUnusable) as trouble:
        sys.exit(str(trouble))
    except Exception as error:
        # Its text might quote a profile, so the log gets its kind only.
        sys.exit(f"computing sentence vectors ended with {type(error).__name__}")
