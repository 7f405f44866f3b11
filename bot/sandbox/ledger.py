"""All traffic between the bot and the workspace, in order and numbered: to read, and to assert on.

Bounded: the oldest entries go first. Tokens are never kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from bot.sandbox.shapes import Json

CAPACITY = 20_000
HIDDEN = "…"
SECRETS = ("token", "client_secret", "code")

Direction = Literal["bot→slack", "slack→bot"]


@dataclass(frozen=True)
class Entry:
    """One exchange. `n` counts from 1; `at` is ISO text in the workspace's time; `ms` how long it took.

    `kind` is "api", "response_url" or "upload" for what the bot asked, and the delivery's own kind
    (slash_commands, block_actions, view_submission, …) for what it was told; `name` is the method, command or
    action. `status` is the HTTP status, or 0 where none was given; `fault` names the fault that was played.
    `team` is the workspace it was about, "" where no one knows.
    """

    n: int
    at: str
    direction: Direction
    kind: str
    name: str
    request: Any
    response: Any
    status: int
    ms: float
    fault: str | None
    team: str = ""

    def body(self) -> dict[str, Any]:
        """The entry as JSON."""
        return asdict(self)


class Ledger:
    """The entries, newest last."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self.last = 0

    def record(
        self,
        at: datetime,
        direction: Direction,
        kind: str,
        name: str,
        request: Json = None,
        response: Json = None,
        *,
        status: int = 200,
        ms: float = 0.0,
        fault: str | None = None,
        team: str = "",
    ) -> Entry:
        """Write one entry down; what is kept of request and response is a copy without tokens."""
        self.last += 1
        entry = Entry(
            n=self.last,
            at=at.isoformat(timespec="milliseconds"),
            direction=direction,
            kind=kind,
            name=name,
            request=without_tokens(request),
            response=without_tokens(response),
            status=status,
            ms=round(ms, 1),
            fault=fault,
            team=team,
        )
        self._entries.append(entry)
        return entry

    def entries(
        self,
        *,
        kind: str | None = None,
        name: str | None = None,
        since: int = 0,
        limit: int | None = None,
        teams: Collection[str] | None = None,
    ) -> list[Entry]:
        """The first `limit` entries above `since`, oldest first, of this kind, this name and these teams."""
        found = [
            entry
            for entry in self._after(since)
            if kind in (None, entry.kind)
            and name in (None, entry.name)
            and (teams is None or entry.team in teams)
        ]
        return found[:limit]

    def _after(self, since: int) -> Iterable[Entry]:
        kept = list(self._entries)
        skip = max(0, since - self.last + len(kept))
        return kept[skip:]


def without_tokens(value: Json) -> Json:
    """A copy of a JSON value in which tokens, and whatever is called a secret, are hidden."""
    if isinstance(value, str):
        return HIDDEN if value.startswith(("xoxb-", "xapp-", "xoxe")) else value
    if isinstance(value, Mapping):
        return {key: HIDDEN if key in SECRETS else without_tokens(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_tokens(each) for each in value]
    return value
