"""All that is held: of one person, and of a whole workspace, whatever tables there are.

The tables are read off the migrations, so that one that is added later is neither forgotten in an export nor
kept from the person it is about.
"""

import re
from typing import Final

from bot.records import State
from bot.storage.engine import Row
from bot.storage.marks import MARKS
from bot.storage.migrations import tables
from bot.storage.own_settings import ADMINS, BETWEEN
from bot.storage.profiles import Profiles
from bot.storage.rows import OURS
from bot.storage.vectors import text_hash

# All but what is about the database as a whole.
_TABLES: Final = tuple(table for table in tables() if table != MARKS)
# What is no statement about anybody: numbers computed from texts, and how delivery keeps its pace.
_NOT_EXPORTED: Final = frozenset({"vectors", "requests", "paces", "erasures"})
_SECRET: Final = re.compile(r"token|secret|password")
_SOMEBODY_ELSE: Final = "somebody else"
# Columns that name somebody by an id of Slack's or of ours.
_WHO: Final = frozenset(
    {
        *("person", "innovator", "champion"),
        *("asked_by", "proposed_by", "claimed_by", "halted_by", "reviewed_by", "changed_by", "installed_by"),
    }
)


class Held(Profiles):
    """What a transaction can tell of all that is held."""

    def everything(self) -> dict[str, list[Row]]:
        """Return every row of the workspace by table, but for what says nothing, and never a secret."""
        return {
            table: [
                {column: value for column, value in row.items() if not _SECRET.search(column)}
                for row in self._all(f"SELECT * FROM {table} WHERE {OURS} ORDER BY 1")
            ]
            for table in _TABLES
            if table not in _NOT_EXPORTED
        }

    def held(self, person: str) -> dict[str, list[Row]]:
        """Return every row about a person by table, those alone that have some.

        Other people in them are not named, and of what was thought of a pair nothing is told to an innovator
        before they were introduced, nor to anybody while only admins have seen it.
        """
        who, what = self._keys(person)
        found = {
            table: [_told(row, frozenset(who)) for row in self._naming(table, who, what)] for table in _TABLES
        }
        champion = self.champion(person)
        if champion:
            found["organisations"] = self._all(
                f"SELECT * FROM organisations WHERE {OURS} AND id = :id", id=champion.organisation.id
            )
        return {table: rows for table, rows in found.items() if rows}

    def _keys(self, person: str) -> tuple[list[str], list[str]]:
        """Return the ids by which rows may speak of a person: who it is, and what else is theirs."""
        profiles = [profile.id for profile in (self.innovator(person), self.champion(person)) if profile]
        suggestions = [
            row["id"]
            for profile in profiles
            for row in self._all(
                f"SELECT id FROM suggestions WHERE {OURS} AND (innovator = :id OR champion = :id)", id=profile
            )
        ]
        texts = [text_hash(text) for text in self._texts_of(person) if text.strip()]
        return [person, *profiles], [*suggestions, *texts]

    def _naming(self, table: str, who: list[str], what: list[str]) -> list[Row]:
        """Return the rows of a table one of whose columns has one of these ids, or mentions who it is."""
        one = self._one(f"SELECT * FROM {table} WHERE {OURS} LIMIT 1")
        columns = [name for name, value in (one or {}).items() if not isinstance(value, bytes | float)]
        if not columns:
            return []
        bound = {f"key_{number}": key for number, key in enumerate((*who, *what))}
        patterns = {f"like_{number}": f"%{key}%" for number, key in enumerate(who)}
        listed = ", ".join(f":{name}" for name in bound)
        either = " OR ".join(
            part
            for column in columns
            for part in (
                f"CAST({column} AS TEXT) IN ({listed})",
                *(f"CAST({column} AS TEXT) LIKE :{name}" for name in patterns),
            )
        )
        rows = self._all(f"SELECT * FROM {table} WHERE {OURS} AND ({either})", **bound, **patterns)
        whole = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, bound.values()))})(?![A-Za-z0-9])")
        return [row for row in rows if any(whole.search(str(value)) for value in row.values())]


def _told(row: Row, who: frozenset[str]) -> Row:
    """Return a row as the person it is about may read it."""
    told = {
        column: _SOMEBODY_ELSE if column in _WHO and value and value not in who else _readable(value)
        for column, value in row.items()
        if not _SECRET.search(column)
    }
    if row.get("name") == ADMINS:
        told["text"] = BETWEEN.join(
            one if one in who else _SOMEBODY_ELSE for one in row["text"].split(BETWEEN)
        )
    unseen = row.get("state") in (State.DRAFTED, State.STRUCK)
    if "reasons" in row and (unseen or (row["champion"] not in who and row["state"] != State.ACCEPTED)):
        told["reasons"] = None
    return told


def _readable(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value
