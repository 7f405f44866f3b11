"""Plain data: a cycle that is due, under review, or has run."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class DueCycle:
    """A cycle that has been asked for and not yet run; `asked_by` is an admin's user id, or None."""

    id: str
    local_date: date
    asked_by: str | None


class Review(StrEnum):
    """Where a cycle stands that admins look at before it goes out."""

    DRAFTED = "drafted"  # it waits for them
    APPROVED = "done"  # it has gone out, like any cycle that ran
    LAPSED = "lapsed"  # the next one came first


@dataclass(frozen=True)
class Draft:
    """A cycle under review, or what became of it.

    `since` is when it was drafted, or approved. `page` is which part of it is shown; `suggestions` and
    `dropped` are how many went out and how many no longer could, once `reviewed_by`, an admin, approved it.
    """

    cycle: str
    state: Review
    local_date: date
    since: datetime
    page: int = 0
    suggestions: int = 0
    dropped: int = 0
    reviewed_by: str | None = None


@dataclass(frozen=True)
class CycleSummary:
    """A cycle that ran: its local date, when it started, how many were considered, suggested, left out."""

    id: str
    local_date: date
    started_at: datetime
    innovators: int
    champions: int
    suggestions: int
    left_out: int
