"""The sender: takes what is due from the outbox, draws it as things stand, and sends it once.

What is sent is reserved by the transactions that cause it (`bot.storage.outbox`); how a letter looks, and
what follows where its reader is gone, is up to the story modules. A letter is taken up, drawn, and given its
place in the pace of calls in one transaction, sent, and settled in another. What is in doubt is left to
`bot.search`.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.cards import Message
from bot.crew import Crew
from bot.drawings import Arrival, Draw, Drawing, Lose, Post, Publish, Share, conversation_of, lane_of
from bot.logs import log_of
from bot.messenger import Messenger
from bot.pace import Pace, Slots
from bot.progress import Told, nobody
from bot.records import File, Kind, Lane, Letter, Workspace
from bot.refusals import CutOff, Gone, MessageGone, NotSent, Refused, Unclear
from bot.search import Search
from bot.storage import Act, DatabaseUnusable, Store

LEASE: Final = timedelta(seconds=60)
# Waits between tries when Slack does not say how long, in seconds.
_BACKOFF: Final = (2, 5, 15, 60, 300)
_ASK_AGAIN: Final = timedelta(minutes=1)  # whether a workspace lets us in again
_LONGEST_WAIT: Final = timedelta(
    seconds=10
)  # for a busy lane; where it takes longer, the next tick looks again

log = log_of(__name__)


_Work = Callable[[], None]


def at_once(_act: Act, _letter: Letter, _person: str, now: datetime) -> datetime:
    """Let every letter arrive now."""
    return now


class Undrawable(Exception):  # noqa: N818 - what happened, told to whoever took the letter up
    """A letter cannot be drawn, for a mistake of ours."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(letter.id)
        self.letter = letter


class Sender:
    """Sends the letters of a workspace; several processes may run one each.

    drawings: how each kind of letter is drawn; others may be put in their place. quiet: how long a post that
    was not answered is left alone before it is looked for. crew: the threads that
    call Slack; without one, the caller's own.
    """

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        drawings: Mapping[Kind, Draw],
        clock: Callable[[], datetime],
        quiet: timedelta,
        *,
        arrival: Arrival = at_once,
        losses: Mapping[Kind, Lose],
        pace: Pace,
        crew: Crew,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self.drawings = drawings
        self._arrival = arrival
        self._losses = losses
        self._clock = clock
        self._quiet = quiet
        self._pace = pace
        self._crew = crew
        self._search = Search(store, messenger, clock, quiet, pace, self._lose)
        self._leaving = threading.Event()
        self._asked: datetime | None = None

    def leave(self) -> None:
        """Finish what is in hand and take nothing more up."""
        self._leaving.set()

    def finish(self) -> None:
        """Wait for what is in hand; to be called after `leave`, when nobody calls `send_due` any more."""
        self._crew.finish()

    def send_due(self, workspace: Workspace, told: Told = nobody) -> int:
        """Send everything that is due, and look for what is in doubt; return how much was taken up.

        told: hears how much was, of what is due at the beginning or was since.
        """
        taken, due = 0, self._due(workspace) if told is not nobody else 0
        while self._crew.wait_free(self._leaving):
            try:
                work, wait = self._next(workspace)
            except BaseException:
                self._crew.give_back()
                raise
            if work:
                self._crew.run(partial(self._do, workspace, work))
                taken += 1
                told(taken, max(taken, due))
                continue
            self._crew.give_back()
            if not timedelta() < wait <= _LONGEST_WAIT:
                break
            self._leaving.wait(min(wait.total_seconds(), 1.0))
        return taken

    def _due(self, workspace: Workspace) -> int:
        with self._store.read(workspace, patience=10) as act:
            return act.letters_due(self._clock())

    def _next(self, workspace: Workspace) -> tuple[_Work | None, timedelta]:
        """Take up what is to be done next; else say how long the lanes it needs are busy."""
        now = self._clock()
        with self._store.read(workspace, patience=10) as act:
            due = act.anything_due(now, now - self._quiet)
            stop = act.stopped() if due else None
        if not due or (stop and not self._let_in_again(workspace, now)):
            return None, timedelta()
        try:
            with self._store.begin(workspace, patience=10) as act:
                act.end_leases(now)
                slots = self._pace.slots(act)
                return self._take_up(act, now, slots), slots.next_free
        except Undrawable as mistake:
            log.exception(
                "a letter could not be drawn", letter=mistake.letter.id, kind=str(mistake.letter.kind)
            )
            with self._store.begin(workspace, patience=10) as act:
                act.park_undrawn(
                    mistake.letter, f"could not be drawn: {type(mistake.__cause__).__name__}", now
                )
            return self._next(workspace)

    def _take_up(self, act: Act, now: datetime, slots: Slots) -> _Work | None:
        """Take up a letter, else a look, else a sweep."""
        while letter := act.claim_letter(now, now + LEASE, slots.busy):
            drawing = self._drawn(act, letter, now)
            if self._placed(act, letter, drawing, now, slots):
                return partial(self._send, act.workspace, letter, drawing)
        if Lane.LOOK in slots.busy:
            return None
        if letter := act.claim_look(now - self._quiet, now):
            slots.take(Lane.LOOK)
            return partial(self._search.look, act.workspace, letter)
        if letter := act.claim_sweep(now, now + LEASE):
            slots.take(Lane.LOOK)
            return partial(self._search.sweep, act.workspace, letter)
        return None

    def _drawn(self, act: Act, letter: Letter, now: datetime) -> Drawing:
        try:
            return self.drawings[letter.kind](act, letter.subject, now)
        except DatabaseUnusable:
            raise
        except Exception as mistake:
            raise Undrawable(letter) from mistake

    def _placed(self, act: Act, letter: Letter, drawing: Drawing, now: datetime, slots: Slots) -> bool:
        """Give a letter its place in the pace of calls, a post its address; False where it has to wait."""
        lane = lane_of(letter, drawing)
        if isinstance(drawing, Post) and lane in (Lane.POST, Lane.OPEN):
            until = max(
                self._may_arrive(act, letter, drawing, now), now + slots.wait_for(conversation_of(drawing))
            )
            if until > now:
                act.hold_letter(letter, until)
                return False
            if lane is Lane.POST:
                slots.take_conversation(conversation_of(drawing))
                act.address_letter(letter, letter.channel or drawing.people[0])
        if lane is Lane.WITHDRAW:
            act.taking_down(letter)
        if lane:
            slots.take(lane)
        return True

    def _may_arrive(self, act: Act, letter: Letter, drawing: Post, now: datetime) -> datetime:
        return self._arrival(act, letter, drawing.people[0], now) if len(drawing.people) == 1 else now

    def _do(self, workspace: Workspace, work: _Work) -> None:
        """Do what was taken up; where the workspace lets us in no more, stop."""
        try:
            work()
        except CutOff as refusal:
            self._asked = self._clock()
            with self._store.begin(workspace, patience=10) as act:
                stopped = act.cut_off(self._asked, str(refusal))
            if stopped:
                log.error(
                    "Slack lets us in no more: nothing is sent, and what waits is kept, until the app is"
                    " installed again or its token is right; then it goes on by itself",
                    why=str(refusal),
                )

    def _let_in_again(self, workspace: Workspace, now: datetime) -> bool:
        """Ask, once a minute, whether a workspace that was cut off lets us in again."""
        if self._asked and now < self._asked + _ASK_AGAIN:
            return False
        self._asked = now
        try:
            if self._messenger.whoami() != workspace:
                return False
        except (NotSent, Unclear, Gone, Refused):
            return False
        with self._store.begin(workspace, patience=10) as act:
            act.let_in()
        log.warning("Slack lets us in again: what waits is sent")
        return True

    def _send(self, workspace: Workspace, letter: Letter, drawing: Drawing) -> None:
        """Send one letter and settle it by what came of the call. Raises CutOff, the letter put back."""
        try:
            self._deliver(workspace, letter, drawing)
        except NotSent as refusal:
            self._later(workspace, letter, drawing, refusal)
        except Unclear as failure:
            if letter.ts or not isinstance(drawing, Post | Share):  # repeating it shows nothing twice
                self._later(workspace, letter, drawing, NotSent(str(failure)))
            else:
                self._settle(workspace, letter, Act.letter_unknown, str(failure))
        except CutOff:
            self._settle(workspace, letter, Act.hold_letter, self._clock())
            raise
        except (Gone, Refused) as refusal:
            self._park(workspace, letter, refusal)

    def _deliver(self, workspace: Workspace, letter: Letter, drawing: Drawing) -> None:
        if drawing is None:
            if letter.channel and letter.ts:
                self._messenger.withdraw(letter.channel, letter.ts)
            self._settle(workspace, letter, Act.letter_taken_down)
        elif isinstance(drawing, Publish):
            self._messenger.publish_home(drawing.person, drawing.view)
            self._settle(workspace, letter, Act.drop_letter)
        elif isinstance(drawing, Share):
            self._share(workspace, letter, drawing)
        elif letter.channel and letter.ts:
            self._messenger.redraw(letter.channel, letter.ts, drawing.message)
            self._settle(workspace, letter, Act.letter_sent, letter.channel, letter.ts)
        else:
            channel = letter.channel or self._opened(workspace, letter, drawing)
            if channel:
                self._post(workspace, letter, channel, drawing.message)

    def _opened(self, workspace: Workspace, letter: Letter, drawing: Post) -> str | None:
        """Return where a letter goes; None where it may not go there any more, or it is time to leave."""
        if len(drawing.people) == 1:
            return drawing.people[0]
        channel = self._conversation_with(drawing.people)
        with self._store.begin(workspace, patience=10) as act:
            if not act.address_letter(letter, channel):
                return None
            act.set_conversation(letter.subject, channel)
            act.redraw_suggestion(letter.subject, self._clock())  # it may have said: is being opened
            if self._leaving.is_set():  # another call might take too long
                act.hold_letter(letter, self._clock())
                return None
            slots = self._pace.slots(act)
            slots.take(Lane.POST)
            slots.take_conversation(conversation_of(drawing))
        return channel

    def _post(self, workspace: Workspace, letter: Letter, channel: str, message: Message) -> None:
        """Post a letter for the first time; one that came too late and cannot stand for it is taken back."""
        channel, ts = self._messenger.post(channel, message, letter.id)
        with self._store.begin(workspace, patience=10) as act:
            surplus = not act.letter_sent(letter, channel, ts)
            if surplus:
                act.doubt_letter(letter, self._clock() + self._quiet)
                surplus = not act.may_stand(letter, ts)
        if surplus:
            self._messenger.withdraw(channel, ts)

    def _share(self, workspace: Workspace, letter: Letter, drawing: Share) -> None:
        """Hand files over once; nothing is redrawn in them, so the letter goes when they have landed."""
        if letter.ts is None:
            files = self._made(workspace, letter, drawing)
            if files is None:
                return
            channel = letter.channel or self._conversation_with(drawing.people)
            with self._store.begin(workspace, patience=10) as act:
                if not act.address_letter(letter, channel):
                    return
            self._messenger.share(channel, drawing.text, files, letter.id)
        self._settle(workspace, letter, Act.letter_shared)

    def _made(self, workspace: Workspace, letter: Letter, drawing: Share) -> Sequence[File] | None:
        """Return the files of a letter; None, and the letter parked, where they cannot be made."""
        try:
            return drawing.make()
        except DatabaseUnusable as trouble:
            raise NotSent("the database cannot be used") from trouble
        except Exception as mistake:
            log.exception("a letter's files could not be made", letter=letter.id, kind=letter.kind)
            why = f"could not be drawn: {type(mistake).__name__}"
            self._settle(workspace, letter, Act.park_letter, why)
            return None

    def _conversation_with(self, people: Sequence[str]) -> str:
        """Open the conversation: a call that may be repeated, so a failure of it is never unclear."""
        try:
            return self._messenger.conversation_with(people)
        except Unclear as failure:
            raise NotSent(str(failure)) from failure

    def _later(self, workspace: Workspace, letter: Letter, drawing: Drawing, refusal: NotSent) -> None:
        """Put a letter off until Slack says, or for a growing wait; what Slack refused for its rate rests."""
        wait = timedelta(seconds=refusal.wait or _BACKOFF[min(letter.attempts, len(_BACKOFF)) - 1])
        self._settle(workspace, letter, Act.letter_later, self._clock() + wait, str(refusal))
        if refusal.limited:
            posted = drawing if refusal.limited == Lane.POST and isinstance(drawing, Post) else None
            with self._store.begin(workspace, patience=10) as act:
                self._pace.slots(act).refused(
                    refusal.limited, wait, conversation_of(posted) if posted else None
                )

    def _park(self, workspace: Workspace, letter: Letter, refusal: Gone | Refused) -> None:
        """Park a letter; where its reader is gone before it ever arrived, the story goes on without them."""
        with self._store.begin(workspace, patience=10) as act:
            if isinstance(refusal, MessageGone) and act.post_anew(letter):
                return
            act.park_letter(letter, str(refusal))
            if isinstance(refusal, Gone) and not isinstance(refusal, MessageGone):
                self._lose(act, letter)
        log.warning("park letter", letter=letter.id, kind=str(letter.kind), why=str(refusal))

    def _lose(self, act: Act, letter: Letter) -> None:
        if letter.ts is None and letter.kind in self._losses:
            self._losses[letter.kind](act, letter.subject, self._clock())

    def _settle(
        self, workspace: Workspace, letter: Letter, how: Callable[..., object], *told: object
    ) -> None:
        with self._store.begin(workspace, patience=10) as act:
            how(act, letter, *told)
        log.log(
            logging.WARNING if how is Act.letter_unknown else logging.DEBUG,
            how.__name__.replace("_", " "),
            letter=letter.id,
            kind=str(letter.kind),
            why=str(told[-1]) if told else "",
        )
