"""Plain data: what is to be sent, and of which kind it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


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
class File:
    """A file to be handed to somebody: `alt` says in words what a picture shows."""

    name: str
    content: bytes
    title: str
    alt: str = ""
