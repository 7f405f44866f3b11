"""What the bot keeps of a cycle, as plain data: suggestions as cards, introductions with their rung.

Storage returns these, screens draw them, story modules pass them on. No behaviour, no Slack, no SQL.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matching.people import Champion, Innovator


@dataclass(frozen=True)
class Workspace:
    """Whose row it is: Slack's enterprise id (empty outside a grid) and team id."""

    enterprise: str
    team: str


class State(StrEnum):
    """Where a suggestion stands. Open and asking wait for someone; the others are final."""

    OPEN = "open"  # the champion has not answered
    ASKING = "asking"  # the champion accepted; the innovator wanted to be asked first
    ACCEPTED = "accepted"  # both said yes: it is an introduction
    DECLINED = "declined"  # the champion said no
    REFUSED = "refused"  # the innovator said no
    CLOSED = "closed"  # it lost its meaning: wanted number reached, someone paused or left


class DeclineReason(StrEnum):
    """Why a champion declined."""

    NOT_OUR_FIELD = "not_our_field"
    TOO_EARLY = "too_early"
    NO_CAPACITY = "no_capacity"
    CONFLICT = "conflict"
    OTHER = "other"


class Rung(StrEnum):
    """The ladder: what came of an introduction."""

    NOT_YET_MET = "not_yet_met"
    MET = "met"
    EXPLORING = "exploring"
    PILOT = "pilot"
    AGREEMENT = "agreement"
    SCALED = "scaled"
    ENDED = "ended"


class Kind(StrEnum):
    """What a letter in the outbox is, and what its subject names."""

    CARDS = "cards"  # a champion's message of a cycle; subject "cycle:champion"
    CONSENT = "consent"  # an innovator is asked first; subject: the suggestion
    NOTE = "note"  # the note in the group conversation; subject: the suggestion
    SUMMARY = "summary"  # an admin hears what the cycle did; subject: the cycle
    HOME = "home"  # a person's Home tab; subject: the person
    REPORT = "report"  # an admin gets the report as files; subject: the admin


@dataclass(frozen=True)
class Letter:
    """One thing to be sent: never its text, which is drawn from the database at the moment of sending.

    `version` counts what should be seen, so that a change made while it was being sent is drawn again.
    `channel` and `ts` are known once it has been posted; `fence` tells this attempt from later ones.
    """

    id: str
    kind: Kind
    subject: str
    version: int
    fence: int
    attempts: int
    looked: int
    attempted_at: datetime
    channel: str | None
    ts: str | None


@dataclass(frozen=True)
class Card:
    """A suggestion as its champion sees it. `conversation` is the group conversation's id once it is open."""

    id: str
    cycle: str
    state: State
    innovator: Innovator
    champion: Champion
    band: str
    reasons: tuple[str, ...]
    suggested_at: datetime
    decline_reason: DeclineReason | None = None
    conversation: str | None = None
    rung: Rung = Rung.NOT_YET_MET


@dataclass(frozen=True)
class DueCycle:
    """A cycle that has been asked for and not yet run; `asked_by` is an admin's user id, or None."""

    id: str
    local_date: date
    asked_by: str | None


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


@dataclass(frozen=True)
class HomeTab:
    """All that one person's Home tab shows. `cards` are theirs on either side, newest first.

    `paused_until` dates are None for a pause without an end; they only mean something while the profile is
    paused. `next_cycle` is in the workspace's time zone, None while nothing is scheduled.
    """

    person: str
    now: datetime
    innovator: Innovator | None = None
    champion: Champion | None = None
    innovator_paused_until: date | None = None
    champion_paused_until: date | None = None
    cards: tuple[Card, ...] = ()
    next_cycle: datetime | None = None
    admin: bool = False
    last_cycle: CycleSummary | None = None
    results: "KeyNumbers | None" = None


# --- results -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """A file to be handed to somebody: `alt` says in words what a picture shows."""

    name: str
    content: bytes
    title: str
    alt: str = ""


@dataclass(frozen=True)
class Venture:
    """An innovator as the report counts them. `waits`: active, and without an introduction so far."""

    id: str
    name: str
    joined_at: datetime
    waits: bool


@dataclass(frozen=True)
class Figures:
    """What a partnership came to: money in whole units of the workspace's currency, people as a count."""

    invested: int | None = None
    saved: int | None = None
    reached: int | None = None


@dataclass(frozen=True)
class Told:
    """A suggestion as the report counts it: when it was made and answered, and what came of it.

    `answered_at` is the champion's own act; `rung` is None where there was no introduction, `highest` the
    highest one it stood on. `confirmed` tells whether both sides said the same of the rung and of `figures`.
    """

    id: str
    innovator: str
    champion: str
    organisation: str
    organisation_name: str
    state: str
    suggested_at: datetime
    accepted_at: datetime | None
    answered_at: datetime | None
    introduced_at: datetime | None
    rung: Rung | None
    highest: Rung | None
    confirmed: bool
    figures: Figures


@dataclass(frozen=True)
class KeyNumbers:
    """What an organiser asks first; all of them counts."""

    innovators: int
    champions: int
    introductions: int
    met: int
    partnerships: int
