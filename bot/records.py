"""What the bot keeps of a cycle, as plain data: suggestions as cards, introductions with their rung.

Storage returns these, screens draw them, story modules pass them on. No behaviour, no Slack, no SQL.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from matching.people import Champion, Evidence, Innovator, Organisation


@dataclass(frozen=True)
class Workspace:
    """Whose row it is: Slack's enterprise id (empty outside a grid) and team id.

    Where the app is installed for a whole organisation, the team is empty: it is one community.
    """

    enterprise: str
    team: str


@dataclass(frozen=True)
class Installation:
    """The app's installation in a workspace. Tokens are encrypted; without `expires_at` they are for good.

    `bot_user` is the id of the bot as a user. `installed_by` is a person, or empty once they are forgotten.
    """

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime | None
    bot_user: str
    installed_by: str
    installed_at: datetime


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


class ProofState(StrEnum):
    """Where a proof card stands."""

    ASKING = "asking"  # at least one of the two has not answered
    CELEBRATED = "celebrated"  # both said yes: it is in the announcement channel
    REFUSED = "refused"  # one said no
    WITHDRAWN = "withdrawn"  # one took it back


class Kind(StrEnum):
    """What a letter in the outbox is, and what its subject names."""

    CARDS = "cards"  # a champion's message of a cycle; subject "cycle:champion"
    CONSENT = "consent"  # an innovator is asked first; subject: the suggestion
    NOTE = "note"  # the note in the group conversation; subject: the suggestion
    SUMMARY = "summary"  # an admin hears what the cycle did; subject: the cycle
    NEWS = "news"  # an innovator hears why a cycle brought nothing; subject "cycle:innovator"
    INVITATION = "invitation"  # somebody is asked to take a card; subject: the invitation
    HOME = "home"  # a person's Home tab; subject: the person
    PROPOSAL = "proposal"  # an imported profile is put to its person; subject: the person
    FAREWELL = "farewell"  # somebody long inactive is asked whether to stay; subject: the person
    MY_DATA = "my_data"  # a person gets all that is held about them; subject: the person
    EXPORT = "export"  # an admin gets everything as files; subject: the admin
    REPORT = "report"  # an admin gets the report as files; subject: the admin
    QUESTIONS = "questions"  # all that a person is asked at once of their introductions; subject: the asking
    PROOF_QUESTION = "proof_question"  # may it be celebrated? subject "proof:innovator" or "proof:champion"
    PROOF = "proof"  # the proof card in the announcement channel; subject: the proof
    SILENCE = "silence"  # a person hears that their silence has paused them; subject: the silence
    REVIEW = "review"  # a drafted cycle is put to the admins; subject: the cycle
    UNMET = "unmet"  # one of two cannot meet the other after all; "suggestion:innovator" or ":champion"


class Lane(StrEnum):
    """What a letter needs of Slack next: a method of its own rate, by its name there."""

    POST = "chat.postMessage"
    REDRAW = "chat.update"
    WITHDRAW = "chat.delete"
    HOME = "views.publish"
    OPEN = "conversations.open"
    LOOK = "conversations.history"


# What a person gets one of a cycle at most.
ONCE_A_CYCLE: Final = frozenset({Kind.CARDS})
# What nobody asked for: never in quiet hours, so many a day at most, and not while everything is paused.
UNASKED: Final = ONCE_A_CYCLE | {
    Kind.NEWS,
    Kind.INVITATION,
    Kind.QUESTIONS,
    Kind.PROOF_QUESTION,
    Kind.SILENCE,
    Kind.PROPOSAL,
    Kind.FAREWELL,
}


@dataclass(frozen=True)
class Member:
    """What Slack says of a person: language (`fr-FR`) and time zone by name, each empty where unknown.

    A `guest` may see a part of the workspace only; someone `deactivated` can no longer log in.
    """

    person: str
    locale: str = ""
    zone: str = ""
    deactivated: bool = False
    guest: bool = False
    bot: bool = False


@dataclass(frozen=True)
class Halt:
    """That an admin has stopped every cycle and every unasked message: since when, and who.

    `by` is empty where that was erased.
    """

    since: datetime
    by: str


# Behind the subject of a champion's message that was taken down and posted again.
AGAIN: Final = "+again"

# Where a letter can stand.
LETTER_STATES: Final = ("pending", "sending", "sent", "unknown", "parked", "withdrawn")


@dataclass(frozen=True)
class Letter:
    """One thing to be sent: never its text, which is drawn from the database at the moment of sending.

    `version` counts what should be seen, so that a change made while it was being sent is drawn again.
    `channel` and `ts` are known once it has been posted; before, `channel` may be the person it goes to.
    `fence` tells this attempt from later ones. `doubted_at` is when an attempt began that may have landed
    unseen, `sweeps` how often it was looked for since.
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
    doubted_at: datetime | None = None
    sweeps: int = 0


@dataclass(frozen=True)
class Parked:
    """A letter that could not be delivered: where to (empty where that was not known), and why."""

    id: str
    kind: Kind
    channel: str
    error: str


@dataclass(frozen=True)
class Stop:
    """A workspace that lets us in no more: since when, and Slack's word for why."""

    since: datetime
    why: str


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


@dataclass(frozen=True)
class Known:
    """An organisation, and how many champions it has."""

    organisation: Organisation
    champions: int


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
    results: "KeyNumbers | None" = None
    halt: Halt | None = None
    searching: bool = False
    draft: Draft | None = None
    review_channel: str = ""


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


@dataclass(frozen=True)
class KeyNumbers:
    """What an organiser asks first; all of them counts."""

    innovators: int
    champions: int
    introductions: int
    met: int
    partnerships: int
