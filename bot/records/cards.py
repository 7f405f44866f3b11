"""Plain data: suggestions as cards, and what may follow one: a search, an invitation."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matching.people import Champion, Innovator


class State(StrEnum):
    """Where a suggestion stands. Open and asking wait for someone, drafted and postponed for their time."""

    DRAFTED = "drafted"  # an admin reviews the cycle; nobody else has seen it
    OPEN = "open"  # the champion has not answered
    ASKING = "asking"  # the champion accepted; the innovator wanted to be asked first
    ACCEPTED = "accepted"  # both said yes: it is an introduction
    POSTPONED = "postponed"  # the champion said not now; it comes back in its time
    DECLINED = "declined"  # the champion said no
    REFUSED = "refused"  # the innovator said no
    HANDED = "handed"  # the champion gave it to a colleague, or invited one
    EXPIRED = "expired"  # nobody answered in time
    CLOSED = "closed"  # it lost its meaning: wanted number reached, someone paused or left
    STRUCK = "struck"  # an admin took it out of a draft; nobody else has seen it


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


class Standing(StrEnum):
    """How sure a rung is: by how many it was told, and whether they agree."""

    SILENT = ""  # nobody has said anything yet
    CLAIMED = "claimed"  # one of the two has told it
    CONFIRMED = "confirmed"  # both have told the same
    DISPUTED = "disputed"  # both answered the same question differently


@dataclass(frozen=True)
class Card:
    """A suggestion as its champion sees it.

    `claimed_by` is who has told the rung while only one of the two has.

    `conversation` is the group conversation's id once it is open. `shown_at` is since when it has been before
    its champion, `postponed_until` when it comes back, `handed_by` the person who gave it to this one.
    """

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
    standing: Standing = Standing.SILENT
    claimed_by: str | None = None
    introduced_at: datetime | None = None
    shown_at: datetime | None = None
    postponed_until: date | None = None
    handed_by: str | None = None


@dataclass(frozen=True)
class PutOff:
    """A card put off whose time has come; `wanted` tells whether its innovator still has a use for it."""

    suggestion: str
    cycle: str
    innovator: str
    champion: str
    wanted: bool


class Sought(StrEnum):
    """What came of a search for the next champion."""

    OPEN = "open"  # nothing yet
    FOUND = "found"
    NONE = "none"
    CLOSED = "closed"  # it lost its meaning


@dataclass(frozen=True)
class Search:
    """An innovator whose suggestion `follows` is to be followed by another in the same cycle.

    `champion` is whom it was handed to, None where the next best is looked for; `drafted` tells that the
    cycle is still under review.
    """

    id: str
    cycle: str
    innovator: str
    champion: str | None
    follows: str
    drafted: bool


class Invited(StrEnum):
    """Where an invitation stands."""

    SENT = "sent"
    TAKEN = "taken"  # the person has enrolled
    DECLINED = "declined"
    EXPIRED = "expired"
    CLOSED = "closed"  # it lost its meaning


@dataclass(frozen=True)
class Invitation:
    """A person who is asked to take a suggestion by `inviter`, a champion; both are Slack user ids."""

    id: str
    suggestion: str
    innovator: str
    person: str
    inviter: str
    organisation: str
    organisation_name: str
    state: Invited
