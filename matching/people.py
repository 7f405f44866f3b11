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
    """The partner. `values` is what it has written down, `outside_ideas` what it has taken up before.

    `cap`: introductions a cycle for all its champions together; None where only their own capacities count.
    """

    id: str
    name: str
    kind: str
    values: str = ""
    outside_ideas: str = ""
    cap: int | None = None


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


class Answer(StrEnum):
    """What a champion made of a suggestion. Silence is an answer of its own, not a decline."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"


@dataclass(frozen=True)
class Shown:
    """A suggestion that a champion was shown, and what came of it: what the weights are learned from.

    `cycle` counts upwards. `features` are what the score was made of, by the names in `matching.weights`;
    `propensity` in (0, 1] is how likely the pair was to be shown, given how much the cycle explored;
    `version` names the weights in use. `led` tells whether the innovator wanted it and something came of it,
    None where nobody knows yet.
    """

    cycle: int
    innovator: str
    champion: str
    features: Mapping[str, float]
    propensity: float
    version: str
    answer: Answer
    led: bool | None = None


@dataclass(frozen=True)
class Past:
    """What earlier cycles leave behind.

    `kept_apart`: (innovator id, champion id) pairs that may not be suggested now, with the reason as a
    `Barrier` value (suggested already and still open, introduced, declined before its time).
    `waited`: innovator id -> cycles since the last suggestion (or since joining); absent means 0.
    `places_left`: innovator id -> introductions still wanted; absent means `Innovator.wanted`.
    `capacity_left`: champion id -> places free in this cycle; absent means `Champion.capacity`.
    `first`: innovator ids whose turn it is, however long they have waited.
    `organisation_left`: organisation id -> places free in this cycle; absent means `Organisation.cap`.
    `shown`: what was shown in earlier cycles, and the answers.
    """

    kept_apart: Mapping[tuple[str, str], str] = field(default_factory=dict)
    waited: Mapping[str, int] = field(default_factory=dict)
    places_left: Mapping[str, int] = field(default_factory=dict)
    capacity_left: Mapping[str, int] = field(default_factory=dict)
    organisation_left: Mapping[str, int] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Policy:
    """What an organiser decides about a cycle.

    `per_innovator`: suggestions an innovator may get in one cycle (further limited by places left).
    `waiting_bonus`: added to a pair's value, as a fraction of it, for each cycle the innovator has waited.
    `overdue_after`: cycles after which an innovator goes before everyone who has waited less.
    `exploration`: how far the weights are shaken in a cycle, as a fraction of each, so that answers teach
    something about them; `seed` names the cycle and makes the shaking repeatable.
    `language`: of the texts, as a name of a Snowball stemmer.
    """

    per_innovator: int = 2
    waiting_bonus: float = 0.1
    overdue_after: int = 8
    exploration: float = 0.0
    seed: str = ""
    language: str = "english"


@dataclass(frozen=True)
class Suggestion:
    """One pairing put to a champion: `fit` in [0, 1], its band and its reasons in words.

    `features` are what the score was made of and `propensity` in (0, 1] how likely the pair was to be shown:
    both are kept, so that the answer can teach something.
    """

    innovator: str
    champion: str
    fit: float
    band: str
    reasons: tuple[str, ...]
    features: Mapping[str, float] = field(default_factory=dict)
    propensity: float = 1.0


class Idle(StrEnum):
    """Why a champion has no suggestion in a cycle."""

    NOBODY = "nobody"  # no innovator suits
    FULL = "full"  # no place is left, with the champion or the organisation
    OTHERS = "others"  # those who suit were suggested elsewhere


@dataclass(frozen=True)
class LeftOut:
    """An innovator without a suggestion in this cycle, and why, in words that may be shown to them."""

    innovator: str
    why: str


@dataclass(frozen=True)
class Proof:
    """That no other choice is worth more, so that anyone can recheck it.

    `value` is what the suggestions are worth together, `bound` what no choice can exceed, by the `prices` of
    a place with each champion (champion id -> price; absent means 0). `pairs` counts those weighed.
    """

    value: float = 0.0
    bound: float = 0.0
    pairs: int = 0
    prices: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What one cycle decides: suggestions by champion id and falling value; left out by innovator id.

    `idle` maps the champions without a suggestion, but for those paused, to why; `version` names the weights
    that were used.
    """

    suggestions: tuple[Suggestion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    idle: Mapping[str, Idle] = field(default_factory=dict)
    proof: Proof = field(default_factory=Proof)
    version: str = ""
