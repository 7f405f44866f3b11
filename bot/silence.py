"""Silence: a card that nobody answers is put forward once more, then ends, and the next best is looked for.

Here stands what is due by the clock. The days are counted from when a card was before its champion, so that
nothing ends that nobody could see; after days down everything late happens once.
"""

from datetime import datetime, timedelta

from bot.colleagues import end_invitation
from bot.introductions import look_further, redraw
from bot.records import AGAIN, Invited, Kind, State, Workspace
from bot.storage import Act, Store
from config.settings import Settings


def start_clocks(store: Store, workspace: Workspace, now: datetime) -> None:
    """Note of what has just been posted since when its champions can see it."""
    with store.begin(workspace, patience=10) as act:
        act.start_clocks(now)


def run_due(store: Store, workspace: Workspace, now: datetime, settings: Settings) -> None:
    """Nudge and end what has been silent for too long."""
    nudge_before = now - timedelta(days=settings.nudge_days)
    expire_before = now - timedelta(days=settings.expiry_days)
    with store.read(workspace, patience=10) as act:
        if act.halted() or not (
            act.anything_silent(nudge_before, expire_before) or act.unanswered_invitations(expire_before)
        ):
            return
    with store.begin(workspace, patience=10) as act:
        act.start_clocks(now)
        for suggestion in act.unanswered(expire_before):
            _end(act, suggestion, now)
        for cycle, champion in act.to_nudge(nudge_before):
            _put_forward(act, cycle, champion, now)
        for invitation in act.unanswered_invitations(expire_before):
            end_invitation(act, invitation, Invited.EXPIRED, now)


def _end(act: Act, suggestion: str, now: datetime) -> None:
    """End a card that was not answered: its champion's goes on to the next best, an innovator's is closed."""
    card = act.card(suggestion)
    if card is None:
        return
    becomes = State.EXPIRED if card.state is State.OPEN else State.CLOSED
    act.decide(card.id, card.state, becomes, now)
    if becomes is State.EXPIRED:
        look_further(act, card, now)
    redraw(act, card, now)


def _put_forward(act: Act, cycle: str, champion: str, now: datetime) -> None:
    """Take a champion's message down and post it again, so that it is one message still, but seen."""
    subject = f"{cycle}:{champion}"
    act.queue(Kind.CARDS, subject, now)  # drawn as nothing once the other one stands, and so withdrawn
    act.queue(Kind.CARDS, subject + AGAIN, now)
