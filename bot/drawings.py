"""What is to be said: what a letter looks like as things stand, as the stories draw it for the sender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cards import Message
from bot.records import File, Lane, Letter
from bot.storage import Act


@dataclass(frozen=True)
class Post:
    """A message for the conversation with these people."""

    people: tuple[str, ...]
    message: Message


@dataclass(frozen=True)
class Publish:
    """A person's Home tab."""

    person: str
    view: dict[str, Any]


@dataclass(frozen=True)
class Share:
    """Files for the conversation with these people, under a line of text.

    `make` makes them when no transaction is open: it may take seconds.
    """

    people: tuple[str, ...]
    text: str
    make: Callable[[], Sequence[File]]


Drawing = Post | Publish | Share | None  # None where nothing is left to say
# From a transaction and a letter's subject to what it looks like now.
Draw = Callable[[Act, str, datetime], Drawing]
# What follows, in this transaction, where whoever should read the letter cannot be reached any more.
Lose = Callable[[Act, str, datetime], None]
# From a transaction, a letter, the person it is for and the time to when it may be posted.
Arrival = Callable[[Act, Letter, str, datetime], datetime]


def lane_of(letter: Letter, drawing: Drawing) -> Lane | None:
    """Return the lane of the first call that a letter needs; None where it needs none."""
    if drawing is None:
        return Lane.WITHDRAW if letter.ts else None
    if isinstance(drawing, Publish):
        return Lane.HOME
    if isinstance(drawing, Share):
        return Lane.OPEN if not letter.channel else None
    if letter.ts:
        return Lane.REDRAW
    return Lane.OPEN if len(drawing.people) > 1 and not letter.channel else Lane.POST


def conversation_of(drawing: Post) -> str:
    """Name a conversation by its people, for the pace of what is posted there."""
    return "+".join(drawing.people)
