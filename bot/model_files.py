"""A sentence model as files in a directory: found by its setting, named by its content, checked before use.

Nothing here is heavy and nothing is downloaded; the numbers are read and used by `bot.sentence_model`.
"""

import hashlib
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"
WEIGHTS: Final = "model.safetensors"
_MODULES: Final = "modules.json"
_SENTENCES: Final = "sentence_bert_config.json"
# Part of a model's name; raised when vectors are computed or stored otherwise, so that old ones are not used.
_READING: Final = "1"
_POOLINGS: Final = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


class ModelUnusable(Exception):  # noqa: N818  # a state of the world with its remedy, not a mistake
    """The sentence model cannot be found or read; the text says what to do."""


@dataclass(frozen=True)
class Shape:
    """What a model's settings say about it; `longest` counts the tokens of a text that are read.

    `pooling` is "mean" or "cls"; `lower`: whether texts are put into small letters first.
    """

    layers: int
    heads: int
    epsilon: float
    longest: int
    pooling: str
    lower: bool


def find_model(told: str) -> Path:
    """Return the directory of a model given as a directory, or by the name of a package that carries one.

    A package is looked at, not imported: it carries a model where a folder directly in it holds one.
    Raises ModelUnusable.
    """
    for folder in (Path(told).expanduser(), *_folders_of_package(told)):
        if (folder / CONFIG).is_file():
            return folder
    raise ModelUnusable(
        f"POLLINATE_MODEL: there is neither a folder {told} with a {CONFIG} in it, nor an installed package"
        " of that name with such a folder. Nothing is downloaded: give the folder of a model that is on this"
        " machine, or leave the setting empty."
    )


def _folders_of_package(told: str) -> list[Path]:
    name = told.replace("-", "_")
    if not re.fullmatch(r"[A-Za-z]\w*", name):
        return []
    spec = importlib.util.find_spec(name)
    roots = [Path(root) for root in (spec.submodule_search_locations or ())] if spec else []
    return [folder for root in roots for folder in (root, *sorted(root.iterdir())) if folder.is_dir()]


def model_name(directory: Path) -> str:
    """Return a short name of the very numbers and settings in a directory, wherever it lies.

    Vectors of different models are never mixed, because they are kept under this name. Raises ModelUnusable.
    """
    told = hashlib.sha256(_READING.encode())
    pooling = Path(_pooling_folder(directory)) / CONFIG
    for name in (CONFIG, TOKENIZER, WEIGHTS, _MODULES, _SENTENCES, pooling.as_posix()):
        told.update(f"\n{name}:{_digest(directory / name)}".encode())
    return told.hexdigest()[:16]


def _digest(path: Path) -> str:
    """Return the hash of a file's content, read piece by piece; empty where there is no file."""
    try:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read ({error.strerror}). Check the model's folder.") from error


def read_shape(directory: Path) -> Shape:
    """Read a model's settings. Raises ModelUnusable where this is no model that we can compute with."""
    for needed in (CONFIG, TOKENIZER, WEIGHTS):
        if not (directory / needed).is_file():
            raise _unreadable(directory, f"it has no {needed}")
    config, sentences = _json(directory, CONFIG), _json(directory, _SENTENCES)
    for key, only in (
        ("model_type", "bert"),
        ("hidden_act", "gelu"),
        ("position_embedding_type", "absolute"),
    ):
        if config.get(key, only) != only:
            raise _unreadable(directory, f"its {key} is {config[key]}, not {only}")
    _check_modules(directory)
    try:
        positions = int(config["max_position_embeddings"])
        return Shape(
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            epsilon=float(config["layer_norm_eps"]),
            longest=min(positions, int(sentences.get("max_seq_length") or positions)),
            pooling=_pooling(directory),
            lower=bool(sentences.get("do_lower_case")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(directory, f"its {CONFIG} is incomplete ({error})") from error


def _check_modules(directory: Path) -> None:
    known = ("Transformer", "Pooling", "Normalize")
    for module in _modules(directory):
        kind = str(module.get("type", "")).rpartition(".")[2]
        if kind not in known:
            raise _unreadable(directory, f"it has a module {kind}")


def _modules(directory: Path) -> list[dict[str, Any]]:
    told = _json(directory, _MODULES)
    return [module for module in told if isinstance(module, dict)] if isinstance(told, list) else []


def _pooling_folder(directory: Path) -> str:
    """Return the folder of the pooling's settings inside the model's, whether there are any or not."""
    pooling = [module for module in _modules(directory) if str(module.get("type")).endswith("Pooling")]
    return str(pooling[0].get("path")) if pooling else "1_Pooling"


def _pooling(directory: Path) -> str:
    """Return how a text's tokens become one vector: their mean unless the model says otherwise."""
    told = _json(directory, f"{_pooling_folder(directory)}/{CONFIG}")
    modes = [key for key, on in told.items() if key.startswith("pooling_mode_") and on] or [*_POOLINGS][:1]
    if len(modes) > 1 or modes[0] not in _POOLINGS:
        raise _unreadable(directory, f"it pools by {' and '.join(modes)}")
    return _POOLINGS[modes[0]]


def _json(directory: Path, name: str) -> Any:  # noqa: ANN401  # a file of somebody else's making
    """Return what a file says; an empty mapping where there is none."""
    try:
        return json.loads((directory / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _unreadable(directory, f"its {name} cannot be read") from error


def _unreadable(directory: Path, why: str) -> ModelUnusable:
    return ModelUnusable(
        f"The model in {directory} cannot be used: {why}. Choose a sentence-transformers model of the kind"
        f" BERT, such as all-MiniLM-L6-v2, with its weights as {WEIGHTS}."
    )
