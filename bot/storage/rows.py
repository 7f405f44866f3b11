"""The seam between SQL and Python: statements with named parameters, times as text, lists as JSON.

Every statement gets `:enterprise` and `:team`, so that no query can forget whose rows it may touch.
"""

import json
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import cast

from bot.records import Workspace
from bot.storage.engine import Row, Transaction
from matching.sentences import as_json, from_json

# A workspace's rows and no others: stands in every WHERE.
OURS = "enterprise = :enterprise AND team = :team"


class Rows:
    """One open transaction, bound to one workspace."""

    def __init__(self, transaction: Transaction, workspace: Workspace) -> None:
        self._transaction = transaction
        self.workspace = workspace

    def _all(self, sql: str, **parameters: object) -> list[Row]:
        """Run a statement and return all its rows, by column name."""
        bound = {"enterprise": self.workspace.enterprise, "team": self.workspace.team, **parameters}
        return self._transaction.rows(sql, bound)

    def _one(self, sql: str, **parameters: object) -> Row | None:
        """Run a statement and return its first row, or None."""
        return next(iter(self._all(sql, **parameters)), None)

    def _returned(self, sql: str, **parameters: object) -> Row:
        """Run a statement that always returns a row, such as an upsert with RETURNING."""
        return self._all(sql, **parameters)[0]

    def _count(self, sql: str, **parameters: object) -> int:
        """Run a statement that selects one number."""
        row = self._one(sql, **parameters)
        return int(next(iter(row.values()))) if row else 0


def new_id() -> str:
    """Return a fresh random id, 16 letters and digits: it tells nothing and cannot be guessed."""
    return secrets.token_hex(8)


def time_text(moment: datetime) -> str:
    """Return an aware moment as UTC text of fixed width, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """Return the moment `time_text` wrote."""
    return datetime.fromisoformat(text)


def date_text(day: date | None) -> str | None:
    """Return a date as ISO text, None as None."""
    return day.isoformat() if day else None


def read_date(text: str | None) -> date | None:
    """Return the date `date_text` wrote."""
    return date.fromisoformat(text) if text else None


def list_text(words: Iterable[str]) -> str:
    """Return a list of words as JSON text."""
    return json.dumps(list(words), ensure_ascii=False)


def sentences_text(sentences: Iterable[str]) -> str:
    """Return sentences as JSON text that keeps what they were made of."""
    return json.dumps([as_json(sentence) for sentence in sentences], ensure_ascii=False)


def read_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences `sentences_text` wrote, and those of the time before, which were mere text."""
    return tuple(cast("str", from_json(told)) for told in json.loads(text))


def read_list(text: str) -> tuple[str, ...]:
    """Return the words `list_text` wrote."""
    return tuple(json.loads(text))
