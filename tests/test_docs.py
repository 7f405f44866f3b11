"""docs/commands.md names every command, button and message, and none that is not there.

What a row is about stands in it unseen, as a comment: `<!-- accept -->`.
"""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from bot import admin, profiles, questions, slack_ids, vocabulary, wording
from bot.records import UNASKED, Kind
from tests.rights_theatre import (
    ADMIN,
    ASKED,
    CHAMPION,
    EVERYONE,
    INNOVATOR,
    INTRODUCED,
    INVITED,
    OWNERS,
)

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
MANIFEST = json.loads((ROOT / "config" / "manifest.json").read_text(encoding="utf-8"))
WHO: Final = {
    EVERYONE: "you, for yourself",
    ADMIN: "organisers",
    CHAMPION: "the champion whose card it is",
    INNOVATOR: "the innovator who is asked",
    INVITED: "whoever is invited",
    ASKED: "whoever is asked",
    INTRODUCED: "either of the two",
}
CHOICES: Final[tuple[tuple[Mapping[Any, str], Mapping[Any, str]], ...]] = (
    (questions.MET_BUTTONS, vocabulary.MET_CHOICES),
    (questions.RUNG_BUTTONS, vocabulary.RUNG_CHOICES),
)
# Each command's words, by what it says of itself and by what it looks up.
WORDS: Final = {
    slack_ids.NEED: (wording.HELP_NEED, profiles._WORDS["innovator"]),
    slack_ids.OFFER: (wording.HELP_OFFER, profiles._WORDS["champion"]),
    slack_ids.ADMIN: (wording.HELP_ADMIN, admin._WORDS),
}


class Row(NamedTuple):
    """A row of a table that is about something: its unseen name, and its cells without it."""

    name: str
    cells: list[str]


def rows(heading: str) -> list[Row]:
    """Return the rows of a chapter's tables."""
    [chapter] = [each for each in PAGE.split("\n## ") if each.startswith(heading)]
    lines = re.findall(r"^\| (.*) <!-- (\w+) --> \| (.*) \|$", chapter, re.MULTILINE)
    return [Row(name, [first, *rest.split(" | ")]) for first, name, rest in lines]


@pytest.mark.parametrize("command", WORDS)
def test_every_word_a_command_takes_has_its_row(command: str) -> None:
    said, looked_up = WORDS[command]
    known = {"", *looked_up, *re.findall(rf"`{command} (\w+)", said)}
    told = re.findall(rf"^\| `{command} ?(\w*)[^`]*` \|", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(known)


@pytest.mark.parametrize("command", WORDS)
def test_slack_hints_at_every_word_a_command_takes(command: str) -> None:
    [hint] = [
        each["usage_hint"] for each in MANIFEST["features"]["slash_commands"] if each["command"] == command
    ]
    told = {each.split()[0] for each in hint.strip("[]").split(" | ")}
    assert told == {*re.findall(rf"^\| `{command} (\w+)", PAGE, re.MULTILINE)}


def test_every_button_has_its_row_with_its_words_and_who_may_press_it() -> None:
    owners = {name: WHO[who] for (kind, name), who in OWNERS.items() if kind == "action"}
    told = rows("What you press")
    assert sorted(row.name for row in told) == sorted(owners)
    assert {row.name: row.cells[1] for row in told} == owners
    shown = labels()
    assert {row.name: {*re.findall(r"\*(.+?)\*", row.cells[0])} for row in told} == shown


def test_every_message_has_its_row_and_says_whether_it_comes_unasked() -> None:
    told = rows("What you get")
    assert sorted(row.name for row in told) == sorted(Kind)
    assert {row.name for row in told if row.cells[-1] == "yes"} == UNASKED


def labels() -> Mapping[str, set[str]]:
    """Return what stands on the buttons, by action: what the source draws, and what is chosen as it runs."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "bot").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for words, action in drawn(node):
                found[action].add(words)
    found[slack_ids.OPEN_NEED].add(wording.EDIT)
    found[slack_ids.OPEN_OFFER] |= {wording.EDIT, wording.PROPOSAL_YES, wording.PROPOSAL_YES_TOO}
    for answers, words_of in CHOICES:
        for answer, action in answers.items():
            found[action].add(words_of[answer])
    return found


def drawn(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what a call such as `button(wording.ACCEPT, ids.ACCEPT)` draws: its words, and its action."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "button"):
        return
    words, action = node.args[:2]
    if isinstance(words, ast.Attribute) and isinstance(action, ast.Attribute):
        yield getattr(wording, words.attr), getattr(slack_ids, action.attr)
