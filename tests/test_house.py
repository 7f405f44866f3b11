"""The house: who may import whom holds over the whole tree, and no file knows the machine it came from."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = (".ci", ".slack", "benchmarks", "bot", "config", "docs", "faults", "matching", "tests")
SQL = ("pysqlite3", "sqlite3", "sqlite_utils", "psycopg")
SLACK = ("slack_bolt", "slack_sdk")


class Rule(NamedTuple):
    """Files, as globs, that may import nothing forbidden; `but` names what is allowed all the same."""

    files: tuple[str, ...]
    forbidden: tuple[str, ...]
    but: tuple[str, ...] = ()


SCREENS = (
    "admin_part",
    "answers",
    "blocks",
    "cards",
    "dialogs",
    "directory",
    "fields",
    "forms",
    "home",
    "labels",
    "pauses",
    "proof_cards",
    "questions",
    "review_cards",
    "settings_form",
    "vocabulary",
)

RULES = {
    "matching is pure": Rule(
        ("matching/[!_]*.py", "matching/__init__.py"),
        ("bot", "config", "logging", "random", "secrets", "time", *SLACK, *SQL),
    ),
    "config stands below the bot": Rule(("config/**/*.py",), ("bot", *SLACK, *SQL)),
    "screens turn plain objects into blocks and back": Rule(
        ("bot/wording/*.py", *(f"bot/{name}.py" for name in SCREENS)),
        ("bot.storage", "bot.messenger", "bot.refusals", "bot.outbox", "bot.app", *SLACK, *SQL),
        ("slack_sdk.models",),
    ),
    "storage knows no Slack": Rule(("bot/storage/*.py",), ("bot", *SLACK), ("bot.records", "bot.storage")),
    "only storage knows SQL": Rule(("bot/*.py",), SQL),
    "the messenger keeps nothing": Rule(("bot/messenger.py", "bot/refusals.py"), ("bot.storage", *SQL)),
    "the sandbox stands alone": Rule(
        ("bot/sandbox/**/*.py",), ("bot", "matching", "config"), ("bot.sandbox",)
    ),
    "the bot runs without the sandbox": Rule(("bot/[!_]*.py", "bot/storage/*.py"), ("bot.sandbox",)),
}


@pytest.mark.parametrize("name", RULES)
def test_imports_keep_the_rule(name: str) -> None:
    rule = RULES[name]
    for pattern in rule.files:
        paths = list(ROOT.glob(pattern))
        assert paths, f"{pattern} guards no file"
        for path in paths:
            broken = breaches(rule, ast.parse(path.read_text(encoding="utf-8")))
            assert not broken, f"{path.relative_to(ROOT)} imports {broken}, but {name}"


def test_the_command_line_loads_the_sandbox_only_when_asked() -> None:
    tree = ast.parse((ROOT / "bot" / "__main__.py").read_text(encoding="utf-8"))
    assert breaches(RULES["the bot runs without the sandbox"], tree), "no command starts the sandbox"
    ask = "import sys, bot.__main__; print([name for name in sys.modules if name.startswith('bot.sandbox')])"
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_relative_imports_which_the_rules_cannot_see_are_not_used() -> None:
    paths = [path for folder in ("bot", "config", "matching") for path in (ROOT / folder).rglob("*.py")]
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    relative = [
        path.name for path, tree in trees.items() for node in ast.walk(tree) if getattr(node, "level", 0)
    ]
    assert relative == []


@pytest.mark.parametrize(
    "statement",
    [
        "import bot.storage",
        "import bot.storage.store as kept",
        "from bot import storage",
        "from bot.storage import Store",
        "def later():\n    from bot.storage.store import Store",
        "if True:\n    import sqlite3",
    ],
)
def test_a_breach_is_found_however_it_is_written(statement: str) -> None:
    assert breaches(RULES["the messenger keeps nothing"], ast.parse(statement))


def test_what_a_rule_allows_is_no_breach() -> None:
    screens = RULES["screens turn plain objects into blocks and back"]
    allowed = "from slack_sdk.models.blocks import Block\nfrom bot import wording\nimport bot.storage_terms"
    assert breaches(screens, ast.parse(allowed)) == []


def breaches(rule: Rule, tree: ast.AST) -> list[str]:
    """Return what the tree imports against the rule."""
    return [
        name
        for name in imports(tree)
        if begins_with(name, rule.forbidden) and not begins_with(name, rule.but)
    ]


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of everything that is imported anywhere in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def begins_with(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_picture_of_the_house_shows_every_room_and_no_other() -> None:
    picture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    shown: set[str] = set()
    for folder, inside in re.findall(r"^(\w+)/(.*\n(?:  .*\n)*)", picture, re.MULTILINE):
        shown |= {f"{folder}/{name}" for name in re.findall(r"^  (\w+(?:\.py)?)", inside, re.MULTILINE)}
    paths = [path for folder in ("bot", "config", "matching") for path in (ROOT / folder).glob("[!_.]*")]
    rooms = {path.relative_to(ROOT).as_posix() for path in paths if path.is_dir() or path.suffix == ".py"}
    assert shown == rooms | {"bot/__main__.py"}


OF_ONE_MACHINE = re.compile(
    r"(?<![\w./:-])/(?:home|Users|root|work)/\w|[A-Z]:\\+Users|"
    r"pypi[.]org|pythonhosted[.]|npmjs[.]|artifactory[./]|index-url[ =]+http"
)


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in text_files()
        for match in OF_ONE_MACHINE.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    }
    assert found == set()


def text_files() -> Iterator[Path]:
    """Yield the files of the project, but not what its programs leave behind."""
    below = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    for path in (*ROOT.iterdir(), *below):
        ours = path.name not in (".env", ".git") and path.suffix not in (".pyc", ".db", ".png", ".webp")
        if path.is_file() and ours:
            yield path


@pytest.mark.parametrize(
    "disguised", ["'|home|ann|a.py", " |Users|ann", "C:!Users!ann", "https:||pypi~org|simple"]
)
def test_such_names_are_found(disguised: str) -> None:
    assert OF_ONE_MACHINE.search(disguised.translate(str.maketrans("|!~", "/\\.")))


def test_no_sentence_stands_under_a_name_that_another_has() -> None:
    names = [
        node.target.id
        for path in (ROOT / "bot" / "wording").glob("[!_]*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    assert names
    assert [name for name in names if names.count(name) > 1] == []


SENTENCES = ("wording", "labels", "vocabulary")


def test_sentences_are_read_when_something_is_drawn_and_not_at_import() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / "bot").rglob("*.py")
        for line in read_at_import(ast.parse(path.read_text(encoding="utf-8")))
        if path.parent.name != "wording"
    }
    assert found == set()


@pytest.mark.parametrize(
    "statement",
    [
        "from bot.wording import DONE",
        "from bot.labels import SAVE",
        "TABLE = {1: wording.DONE}",
        "def drawn(text: str = labels.SAVE) -> str:\n    return text",
        "class Screen:\n    title = vocabulary.NAMELESS",
    ],
)
def test_a_sentence_read_at_import_is_found(statement: str) -> None:
    assert list(read_at_import(ast.parse(statement)))
    assert not list(read_at_import(ast.parse("def drawn() -> str:\n    return wording.DONE")))


def read_at_import(node: ast.AST) -> Iterator[int]:
    """Yield the lines that read a sentence outside functions, where nobody's language is spoken yet."""
    if isinstance(node, ast.ImportFrom) and begins_with(
        node.module or "", tuple(f"bot.{name}" for name in SENTENCES)
    ):
        yield node.lineno
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in SENTENCES:
        yield node.lineno
    inside: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        inside = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    for each in inside:
        yield from read_at_import(each)
