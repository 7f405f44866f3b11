"""The sender: takes what is due from the outbox, draws it as things stand, and sends it once.

What is sent is reserved by the transactions that cause it (`bot.storage.outbox`); how a letter looks is
drawn by the story modules at the moment of sending, so that nobody sees yesterday's truth.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.cards import Message
from bot.logs import log_of
from bot.messenger import Gone, Messenger, NotSent, Refused, Unclear
from bot.records import File, Kind, Letter, Workspace
from bot.storage import Act, Store

LEASE: Final = timedelta(seconds=60)
LOOKS: Final = 2
# Waits between tries when Slack does not say how long, in seconds.
_BACKOFF: Final = (2, 5, 15, 60, 300)
_EARLIER: Final = timedelta(seconds=5)  # our clock and Slack's may differ by a little

_NOTE_UNKNOWN: Final = "Slack never said whether it arrived; ask the two, and write to them if it did not"

log = log_of(__name__)


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


# From a transaction and a letter's subject to what it looks like now; None where nothing is left to say.
Drawing = Post | Publish | Share | None
Draw = Callable[[Act, str, datetime], Drawing]

# From a transaction, a letter, the person it is for and the time to when it may be posted.
Arrival = Callable[[Act, Letter, str, datetime], datetime]


def at_once(_act: Act, _letter: Letter, _person: str, now: datetime) -> datetime:
    """Let every letter arrive now."""
    return now


class Sender:
    """Sends the letters of a workspace. One at a time is enough; several processes may run one each."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        drawings: Mapping[Kind, Draw],
        clock: Callable[[], datetime],
        quiet: timedelta,
        arrival: Arrival = at_once,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._drawings = drawings
        self._clock = clock
        self._quiet = quiet
        self._arrival = arrival
        self._leaving = threading.Event()

    def leave(self) -> None:
        """Finish the letter in hand and claim no more."""
        self._leaving.set()

    def send_due(self, workspace: Workspace) -> int:
        """Send everything that is due; return how many letters were taken up."""
        self._resolve_unknown(workspace)
        taken = 0
        while not self._leaving.is_set() and (letter := self._claim(workspace)):
            self._send(workspace, letter)
            taken += 1
        return taken

    def _claim(self, workspace: Workspace) -> Letter | None:
        now = self._clock()
        with self._store.begin(workspace, patience=10) as act:
            act.end_leases(now)
            return act.claim_letter(now, now + LEASE)

    def _send(self, workspace: Workspace, letter: Letter) -> None:
        """Send one letter and settle it by what came of the call."""
        with self._store.read(workspace, patience=10) as act:
            drawing = self._drawings[letter.kind](act, letter.subject, self._clock())
        if self._too_early(workspace, letter, drawing):
            return
        try:
            self._deliver(workspace, letter, drawing)
        except NotSent as refusal:
            self._settle(workspace, letter, Act.letter_later, self._again_at(letter, refusal), str(refusal))
        except Unclear as failure:
            repeatable = letter.ts is not None or letter.kind is Kind.HOME
            if repeatable:
                later = self._again_at(letter, NotSent(str(failure)))
                self._settle(workspace, letter, Act.letter_later, later, str(failure))
            else:
                self._settle(workspace, letter, Act.letter_unknown, str(failure))
        except (Gone, Refused) as refusal:
            self._settle(workspace, letter, Act.park_letter, str(refusal))

    def _too_early(self, workspace: Workspace, letter: Letter, drawing: Drawing) -> bool:
        """Whether a letter may not arrive at its one person yet; then it is put back until it may."""
        if letter.ts or not isinstance(drawing, Post) or len(drawing.people) != 1:
            return False
        now = self._clock()
        with self._store.begin(workspace, patience=10) as act:
            until = self._arrival(act, letter, drawing.people[0], now)
            if until > now:
                act.hold_letter(letter, until)
        return until > now

    def _deliver(self, workspace: Workspace, letter: Letter, drawing: Drawing) -> None:
        if drawing is None:
            if letter.channel and letter.ts:
                self._messenger.withdraw(letter.channel, letter.ts)
            self._settle(workspace, letter, Act.drop_letter)
        elif isinstance(drawing, Publish):
            self._messenger.publish_home(drawing.person, drawing.view)
            self._settle(workspace, letter, Act.drop_letter)
        elif isinstance(drawing, Share):
            self._share(workspace, letter, drawing)
        elif letter.channel and letter.ts:
            self._messenger.redraw(letter.channel, letter.ts, drawing.message)
            self._settle(workspace, letter, Act.letter_sent, letter.channel, letter.ts)
        else:
            self._post(workspace, letter, drawing)

    def _post(self, workspace: Workspace, letter: Letter, drawing: Post) -> None:
        """Post a letter for the first time; a post whose letter was withdrawn meanwhile is taken back."""
        channel = letter.channel or self._open(drawing)
        with self._store.begin(workspace, patience=10) as act:
            act.address_letter(letter, channel)
            if letter.kind is Kind.NOTE:
                act.set_conversation(letter.subject, channel)
                act.redraw_suggestion(letter.subject, self._clock())  # it may have said: is being opened
        ts = self._messenger.post(channel, drawing.message, letter.id)
        with self._store.begin(workspace, patience=10) as act:
            landed = act.letter_sent(letter, channel, ts)
        if not landed:
            self._messenger.withdraw(channel, ts)

    def _share(self, workspace: Workspace, letter: Letter, drawing: Share) -> None:
        """Hand files over once; nothing is redrawn in them, so the letter goes when they have landed."""
        if letter.ts is None:
            channel = letter.channel or self._open(drawing)
            with self._store.begin(workspace, patience=10) as act:
                act.address_letter(letter, channel)
            self._messenger.share(channel, drawing.text, drawing.make(), letter.id)
        self._settle(workspace, letter, Act.drop_letter)

    def _open(self, drawing: Post | Share) -> str:
        """Open the conversation: a call that may be repeated, so a failure of it is never unclear."""
        try:
            return self._messenger.conversation_with(drawing.people)
        except Unclear as failure:
            raise NotSent(str(failure)) from failure

    def _settle(
        self, workspace: Workspace, letter: Letter, how: Callable[..., object], *told: object
    ) -> None:
        with self._store.begin(workspace, patience=10) as act:
            how(act, letter, *told)
        log.log(
            logging.WARNING if how in (Act.letter_unknown, Act.park_letter) else logging.DEBUG,
            how.__name__.replace("_", " "),
            letter=letter.id,
            kind=str(letter.kind),
            why=str(told[-1]) if told else "",
        )

    def _again_at(self, letter: Letter, refusal: NotSent) -> datetime:
        """Return when a letter is tried again: when Slack says, or after a growing wait."""
        backoff = _BACKOFF[min(letter.attempts, len(_BACKOFF)) - 1]
        return self._clock() + timedelta(seconds=refusal.wait or backoff)

    def _resolve_unknown(self, workspace: Workspace) -> None:
        """Find out about the letters of which nobody could say whether they landed."""
        now = self._clock()
        with self._store.read(workspace, patience=10) as act:
            letters = act.unknown_letters(now - self._quiet)
        for letter in letters:
            if letter.channel and letter.kind is Kind.NOTE:
                # A pair's conversation is private: the bot may not look there, so an admin is told instead.
                self._give_up(workspace, letter, _NOTE_UNKNOWN)
            else:
                self._look_for(workspace, letter, now)

    def _look_for(self, workspace: Workspace, letter: Letter, now: datetime) -> None:
        """Look for a letter in the history; one that never got as far as a channel was surely not posted."""
        try:
            since = letter.attempted_at - _EARLIER
            found = letter.channel and self._messenger.find(letter.channel, letter.id, since)
        except (NotSent, Unclear) as failure:
            wait = timedelta(seconds=getattr(failure, "wait", None) or _BACKOFF[0])
            with self._store.begin(workspace, patience=10) as act:
                act.look_later(letter, now + wait - self._quiet)
            log.warning("the history could not be read", letter=letter.id, why=str(failure))
            return
        except (Gone, Refused) as refusal:
            self._give_up(workspace, letter, f"the history could not be read: {refusal}")
            return
        with self._store.begin(workspace, patience=10) as act:
            if found:
                act.found_letter(letter, found)
            else:
                act.looked_for_letter(letter, now, give_up_after=LOOKS)

    def _give_up(self, workspace: Workspace, letter: Letter, error: str) -> None:
        """Park a letter of which nobody will ever know, for an admin to see."""
        with self._store.begin(workspace, patience=10) as act:
            act.park_unknown(letter, error)
        log.warning("a letter was given up", letter=letter.id, kind=str(letter.kind), why=error)
