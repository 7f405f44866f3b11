"""A TOML file that an admin may change: opened and parsed, or refused in sentences.

What its tables mean, and what may be wrong in them, is for `config.taxonomy` and `config.weights` to know.
"""

import tomllib
from pathlib import Path
from typing import ClassVar


class FileUnusable(Exception):  # noqa: N818 - a state of the world with its remedy, not a mistake of ours
    """The file cannot be used. `mistakes` holds a sentence for each, with its remedy; `str` lists them."""

    what: ClassVar[str]  # what the file holds, as its sentence begins

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join([f"{self.what} in {path} cannot be used:", *(f"- {m}" for m in mistakes)]))


def read_toml(path: Path, unusable: type[FileUnusable]) -> dict[str, object]:
    """Return the tables of a file. Raises `unusable` where it cannot be opened or parsed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise unusable(path, ("It is not UTF-8 text. Save it with the encoding UTF-8.",)) from error
    except ValueError as error:  # TOML's own, and Python's about a number of thousands of digits
        raise unusable(path, (f"It is not TOML: {error}. Mend that place first.",)) from error
    except OSError as error:
        raise unusable(path, (f"It cannot be opened: {error.strerror}. Give a file.",)) from error
