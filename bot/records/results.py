"""Plain data: what the Home tab and the report show."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.records.cards import Card, Rung
from bot.records.cycles import CycleSummary, Draft
from bot.records.outcomes import FollowUp, ProofCard
from bot.records.workspaces import Halt
from matching.people import Champion, Evidence, Innovator, Organisation


@dataclass(frozen=True)
class Known:
    """An organisation, and how many champions it has."""

    organisation: Organisation
    champions: int


@dataclass(frozen=True)
class KeyNumbers:
    """What an organiser asks first; all of them counts."""

    innovators: int
    champions: int
    introductions: int
    met: int
    partnerships: int


@dataclass(frozen=True)
class HomeTab:
    """All that one person's Home tab shows. `cards` are theirs on either side, newest first.

    `questions` are the follow-ups that wait for their answer; `disagreements` counts everybody's, for admins.
    `searching` tells that somebody is being found for the innovator after a card that has ended.

    `paused_until` dates are None for a pause without an end; they only mean something while the profile is
    paused. `next_cycle` is in the workspace's time zone, None while nothing is scheduled.
    `halt` is set while an admin has stopped everything, `draft` while a cycle waits for admins' approval.
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
    questions: tuple[FollowUp, ...] = ()
    proofs: tuple[ProofCard, ...] = ()
    channel: str = ""
    disagreements: int = 0
    results: KeyNumbers | None = None
    halt: Halt | None = None
    searching: bool = False
    draft: Draft | None = None
    review_channel: str = ""


@dataclass(frozen=True)
class Venture:
    """An innovator as the report counts them. `waits`: active, and without an introduction so far."""

    id: str
    name: str
    joined_at: datetime
    waits: bool


@dataclass(frozen=True)
class Told:
    """A suggestion as the report counts it: when it was made and answered, and what came of it.

    `answered_at` is the champion's own act; `rung` is None where there was no introduction, `highest` the
    highest one it stood on. `confirmed` tells whether both sides said the same of the rung and of `figures`;
    where they did not, the lower ones stand here.
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
    figures: Evidence
