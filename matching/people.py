"""The people a cycle is decided for, as plain data: innovators, champions, organisations and the past.

Every key (sector, region, stage, kind) is one of the taxonomy's; every id is opaque. What a profile looks
like in Slack or in the database is the business of `bot.forms` and `bot.storage`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Need(StrEnum):
    """What an innovator lacks and a champion can give: a need and an offer are the same four words."""

    CAPACITY = "capacity"
    CREDIBILITY = "credibility"
    SUPPLY_CHAIN = "supply_chain"
    PIPELINE = "pipeline"


class Role(StrEnum):
    """How a champion helps an idea: carries it, passes it on, or makes the conditions for it."""

    SCALE_PARTNER = "scale_partner"
    BROKER = "broker"
    DOOR_OPENER = "door_opener"


class Mandate(StrEnum):
    """What a champion may do inside the organisation."""

    BUDGET = "budget"
    SPONSOR = "sponsor"
    CONNECT = "connect"


class Barrier(StrEnum):
    """Why two people may not be introduced. Where several hold, the first in this order is told."""

    PAUSED = "paused"
    SAME_PERSON = "same_person"
    SAME_ORGANISATION = "same_organisation"
    SUGGESTED = "suggested"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    STAGE = "stage"
    CAPACITY = "capacity"
    WANTED = "wanted"
    SECTOR = "sector"
    REGION = "region"
    NEED = "need"


class Consent(StrEnum):
    """When an innovator is introduced: as soon as a champion accepts, or after being asked first."""

    AT_ONCE = "at_once"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True)
class Evidence:
    """What has been shown so far: money in whole units of the workspace's currency, people as a count."""

    invested: int | None = None
    saved: int | None = None
    reached: int | None = None


@dataclass(frozen=True)
class Innovator:
    """A person with a venture who needs a partner. `person` is the Slack user id; `id` is ours."""

    id: str
    person: str
    venture: str
    problem: str
    idea: str
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    stage: str
    needs: tuple[Need, ...]
    evidence: Evidence = field(default_factory=Evidence)
    other_sectors: bool = True
    consent: Consent = Consent.AT_ONCE
    wanted: int = 1
    paused: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read to see how near the innovator is to a champion."""
        return (self.problem, self.idea)


@dataclass(frozen=True)
class Organisation:
    """The partner. `values` is what it has written down, `outside_ideas` what it has taken up before."""

    id: str
    name: str
    kind: str
    values: str = ""
    outside_ideas: str = ""


@dataclass(frozen=True)
class Champion:
    """A person inside an organisation who opens doors there. `capacity` counts introductions a cycle."""

    id: str
    person: str
    organisation: Organisation
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    challenge: str
    offers: tuple[Need, ...]
    role: Role
    mandate: tuple[Mandate, ...]
    earliest_stage: str
    capacity: int = 1
    paused: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read to see how near the champion is to an innovator."""
        return (self.challenge, self.organisation.outside_ideas, self.organisation.values)


@dataclass(frozen=True)
class Past:
    """What earlier cycles leave behind.

    `kept_apart`: (innovator id, champion id) pairs that may not be suggested now, with the reason as a
    `Barrier` value (suggested already and still open, introduced, declined before its time).
    `waited`: innovator id -> cycles since the last suggestion (or since joining); absent means 0.
    `places_left`: innovator id -> introductions still wanted; absent means `Innovator.wanted`.
    `capacity_left`: champion id -> places free in this cycle; absent means `Champion.capacity`.
    """

    kept_apart: Mapping[tuple[str, str], str] = field(default_factory=dict)
    waited: Mapping[str, int] = field(default_factory=dict)
    places_left: Mapping[str, int] = field(default_factory=dict)
    capacity_left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What an organiser decides about a cycle.

    `per_innovator`: suggestions an innovator may get in one cycle (further limited by places left).
    `waiting_bonus`: added to a pair's value, as a fraction of it, for each cycle the innovator has waited.
    `overdue_after`: cycles after which an innovator goes before everyone who waited less.
    """

    per_innovator: int = 2
    waiting_bonus: float = 0.1
    overdue_after: int = 8


@dataclass(frozen=True)
class Suggestion:
    """One pairing put to a champion: `fit` in [0, 1], its band and its reasons in words."""

    innovator: str
    champion: str
    fit: float
    band: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """An innovator without a suggestion in this cycle, and why, in words that may be shown to them."""

    innovator: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What one cycle decides: suggestions by champion id and falling value; left out by innovator id."""

    suggestions: tuple[Suggestion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
