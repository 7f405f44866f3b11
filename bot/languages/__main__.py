"""Gathers every sentence of the bot into the catalogues: `make languages`, or `python -m bot.languages`.

A sentence is a constant of `bot.wording`, `bot.labels` or `bot.vocabulary`, a pair given to `say_count`, or a
literal given to `say` or `Sentence`. What is new stands in a catalogue without a translation, what nobody
says any more is gone, and all else stays. A language named on the command line (`fr`) gets a catalogue.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

FOLDER: Final = Path(__file__).parent
_ROOT: Final = FOLDER.parent.parent
_CONSTANTS: Final = ("bot/wording/*.py", "bot/labels.py", "bot/vocabulary.py")
_CALLS: Final = ("bot/wording/*.py", "bot/*.py", "matching/*.py")
_WORDS: Final = {"say": 1, "Sentence": 1, "say_count": 2}  # how many sentences each is given
_HEADERS: Final = ("Language:", "MIME", "Content", "Plural")  # nothing of a date or a machine

_Id = str | tuple[str, str]  # a sentence, or the two of a count


def gathered() -> Catalog:
    """Return every sentence, without a translation, in the order of the files."""
    template = Catalog()
    for path in sorted({path for pattern in _CALLS for path in _ROOT.glob(pattern)}):
        name = path.relative_to(_ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = any(path.match(pattern) for pattern in _CONSTANTS)
        for sentence in (*(_constants(tree) if constants else ()), *_calls(tree)):
            template.add(sentence, locations=[(name, 0)])
    return template


def updated(path: Path, template: Catalog) -> str:
    """Return a catalogue as it reads with these sentences."""
    language = path.stem
    catalogue = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(written, catalogue, width=110, ignore_obsolete=True, include_lineno=False)
    head, gap, rest = written.getvalue().decode().partition("\n\n")
    return "\n".join(line for line in head.split("\n") if _stays(line)) + gap + rest.rstrip("\n") + "\n"


def _stays(line: str) -> bool:
    return not line.startswith('"') or line.startswith(tuple(f'"{name}' for name in _HEADERS))


def _constants(tree: ast.Module) -> Iterator[str]:
    """Yield the constants of a module that are text, and what is text in its tables."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value:
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            yield from filter(None, map(_text, values))


def _calls(tree: ast.Module) -> Iterator[_Id]:
    """Yield what `say`, `say_count` and `Sentence` are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS:
            given = [_text(each) for each in node.args[: _WORDS[node.func.id]]]
            if given and given[0]:
                yield (given[0], given[1]) if len(given) == 2 and given[1] else given[0]


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def main() -> None:
    """Update every catalogue, and those that are named."""
    template = gathered()
    named = {FOLDER / f"{language}.po" for language in sys.argv[1:]}
    for path in sorted(named | set(FOLDER.glob("*.po"))):
        path.write_text(updated(path, template), encoding="utf-8")
        missing = sum(not _complete(message) for message in _read(path) if message.id)
        sys.stdout.write(f"{path.name}: {len(template)} sentences, {missing} to be translated\n")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def _complete(message: Message) -> bool:
    said = message.string or ""
    return all([said] if isinstance(said, str) else said)


if __name__ == "__main__":
    main()
