"""Letters in doubt, looked for in Slack: whether one landed, and whether it stands more than once.

What was looked for twice in vain is sent again, and swept afterwards: should the history have lagged, all
copies but the first are taken away. When to look is kept in `bot.storage.doubts`, and `bot.outbox` takes
looks and sweeps up.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.logs import log_of
from bot.messenger import Messenger
from bot.pace import Pace
from bot.records import Kind, Lane, Letter, Workspace
from bot.refusals import CutOff, Gone, NotSent, Refused, Unclear
from bot.storage import Act, Store

LOOKS: Final = 2
# When a letter is swept, in quiet windows, each counted from the one before.
SWEEPS: Final = (1, 5, 60)
_PUT_OFF: Final = 15.0  # seconds, where Slack does not say how long
_EARLIER: Final = timedelta(seconds=5)  # our clock and Slack's may differ by a little

_NOTE_UNKNOWN: Final = "Slack never said whether it arrived; ask the two, and write to them if it did not"

log = log_of(__name__)


class Search:
    """Looks for letters and sweeps them. `lose` is told in a transaction of a letter whose reader is gone."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Callable[[], datetime],
        quiet: timedelta,
        pace: Pace,
        lose: Callable[[Act, Letter], None],
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._quiet = quiet
        self._pace = pace
        self._lose = lose

    def look(self, workspace: Workspace, letter: Letter) -> None:
        """Find out whether a letter landed. Raises CutOff."""
        if letter.kind is Kind.NOTE:
            # A pair's conversation is private: the bot may not look there, so an admin is told instead.
            self._give_up(workspace, letter, _NOTE_UNKNOWN)
            return
        try:
            channel = self._conversation(letter)
            copies = self._messenger.copies(channel, letter.id, _since(letter)) if channel else []
        except (NotSent, Unclear) as failure:
            self._look_later(workspace, letter, failure)
        except CutOff:
            raise
        except (Gone, Refused) as refusal:
            self._give_up(
                workspace, letter, f"the history could not be read: {refusal}", isinstance(refusal, Gone)
            )
        else:
            self._looked(workspace, letter, channel, copies)

    def _looked(self, workspace: Workspace, letter: Letter, channel: str | None, copies: list[str]) -> None:
        now = self._clock()
        with self._store.begin(workspace, patience=10) as act:
            if copies:
                act.found_letter(letter, copies[0], channel)
            else:
                act.looked_for_letter(letter, now, give_up_after=LOOKS, sweep_at=now + self._quiet)
            if len(copies) > 1:
                act.doubt_letter(letter, now)

    def _look_later(self, workspace: Workspace, letter: Letter, failure: NotSent | Unclear) -> None:
        with self._store.begin(workspace, patience=10) as act:
            act.look_later(letter, self._again_at(act, failure) - self._quiet)
        log.warning("the history could not be read", letter=letter.id, why=str(failure))

    def _give_up(self, workspace: Workspace, letter: Letter, error: str, gone: bool = False) -> None:
        """Park a letter of which nobody will ever know, for an admin to see."""
        with self._store.begin(workspace, patience=10) as act:
            act.park_unknown(letter, error)
            if gone:
                self._lose(act, letter)
        log.warning("a letter was given up", letter=letter.id, kind=str(letter.kind), why=error)

    def sweep(self, workspace: Workspace, letter: Letter) -> None:
        """Leave one copy of a letter at rest, the first, and of a withdrawn one none. Raises CutOff."""
        try:
            channel = self._conversation(letter) or ""
            copies = {*self._messenger.copies(channel, letter.id, _since(letter)), *filter(None, [letter.ts])}
            kept = min(copies) if letter.ts else None
            swept = self._kept(workspace, letter, kept)
            for ts in sorted(copies - {kept}) if swept else ():
                self._withdraw(workspace, channel, ts)
        except (NotSent, Unclear) as failure:
            with self._store.begin(workspace, patience=10) as act:
                act.sweep_later(letter, self._again_at(act, failure))
        except CutOff:
            raise
        except (Gone, Refused) as refusal:
            log.warning(
                "a letter is swept no more", letter=letter.id, kind=str(letter.kind), why=str(refusal)
            )
            self._swept(workspace, letter, None)
        else:
            if swept:
                self._swept(workspace, letter, self._next_sweep(letter))

    def _kept(self, workspace: Workspace, letter: Letter, kept: str | None) -> bool:
        """Have the letter stand for its first copy; False where it is on its way, to be swept later."""
        with self._store.begin(workspace, patience=10) as act:
            return act.keep_copy(letter, kept)

    def _withdraw(self, workspace: Workspace, channel: str, ts: str) -> None:
        with self._store.begin(workspace, patience=10) as act:
            self._pace.slots(act).take(Lane.WITHDRAW)
        self._messenger.withdraw(channel, ts)

    def _next_sweep(self, letter: Letter) -> datetime | None:
        left = SWEEPS[letter.sweeps + 1 :]
        return self._clock() + self._quiet * left[0] if left else None

    def _swept(self, workspace: Workspace, letter: Letter, sweep_at: datetime | None) -> None:
        with self._store.begin(workspace, patience=10) as act:
            act.swept(letter, sweep_at)

    def _conversation(self, letter: Letter) -> str | None:
        """Return the conversation a letter went to; None for one that never got so far."""
        if letter.channel and letter.channel[0] in "UW":  # a person's id: nothing came back that named it
            return self._messenger.conversation_with([letter.channel])
        return letter.channel

    def _again_at(self, act: Act, failure: NotSent | Unclear) -> datetime:
        """Return when to try again; a lane that Slack refused rests."""
        wait = timedelta(seconds=getattr(failure, "wait", None) or _PUT_OFF)
        if isinstance(failure, NotSent) and failure.limited:
            self._pace.slots(act).refused(failure.limited, wait, None)
        return self._clock() + wait


def _since(letter: Letter) -> datetime:
    return (letter.doubted_at or letter.attempted_at) - _EARLIER
