"""Plain data: what both are asked of their introduction, what they have told, and the proof card."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.records.cards import Card, Rung, Standing
from matching.people import Evidence


class Question(StrEnum):
    """What both people of an introduction are asked about it."""

    MET = "met"  # did you meet?
    RUNG = "rung"  # how far have you two come?


class Met(StrEnum):
    """The answers to *Did you meet?*."""

    YES = "yes"
    ARRANGED = "arranged"
    NOT_YET = "not_yet"
    NO = "no"


@dataclass(frozen=True)
class FollowUp:
    """A question to one of the two people of an introduction.

    Both get each question under the same `topic`, by which their answers are compared. `answer` is a `Met` or
    a `Rung`, None while it waits.
    """

    id: str
    card: Card
    person: str
    question: Question
    topic: str
    asking: str
    answer: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What one of the two has told of an introduction: which rung, in answer to which question, figures."""

    person: str
    topic: str
    rung: Rung
    told_at: datetime
    figures: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True)
class Reached:
    """Where an introduction stands on the ladder, by what both have told. `claimed_by` as in `Card`."""

    rung: Rung = Rung.NOT_YET_MET
    standing: Standing = Standing.SILENT
    claimed_by: str | None = None


@dataclass(frozen=True)
class Disagreement:
    """An introduction of which the two say different things, and what each says."""

    card: Card
    innovator_says: Rung
    champion_says: Rung


class ProofState(StrEnum):
    """Where a proof card stands."""

    ASKING = "asking"  # at least one of the two has not answered
    CELEBRATED = "celebrated"  # both said yes: it is in the announcement channel
    REFUSED = "refused"  # one said no
    WITHDRAWN = "withdrawn"  # one took it back


@dataclass(frozen=True)
class ProofCard:
    """A partnership to be celebrated, as both saw it when they were asked; `agreed` is who has said yes."""

    id: str
    suggestion: str
    state: ProofState
    innovator: str
    champion: str
    venture: str
    organisation: str
    idea: str
    rung: Rung
    figures: Evidence
    agreed: frozenset[str] = frozenset()
