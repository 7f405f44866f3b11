"""A champion who pauses or leaves, and whoever is deactivated: nobody is left waiting for them.

What was open with a champion goes to a colleague of the organisation or, where nobody there can take it, to
the next best champion (`bot.next_best` asks). What both have agreed to stays.
"""

from datetime import datetime

from bot import wording
from bot.introductions import close_open_cards, look_further, redraw
from bot.occasion import Occasion, Refusal
from bot.records import Kind, State
from bot.storage import Act
from matching.people import Champion

# What waits for a champion who is away for a while, and for one who does not come back.
_PAUSED = (State.OPEN,)
_LEFT = (State.OPEN, State.ASKING, State.POSTPONED)


def hand_on(act: Act, champion: Champion, now: datetime, *, left: bool = False) -> int:
    """Close what waits for a champion and have others asked instead; return how many cards that were."""
    cards = act.cards_waiting_with(champion.id, _LEFT if left else _PAUSED)
    colleague = act.colleague_of(champion)
    for card in cards:
        act.decide(card.id, card.state, State.CLOSED, now)
        if card.state is not State.POSTPONED:
            look_further(act, card, now, colleague)
        redraw(act, card, now)
    return len(cards)


def leave(occasion: Occasion) -> str:
    """Let a champion leave the organisation, which stays, and say so. Raises Refusal."""
    with occasion.begin() as act:
        champion = act.champion(occasion.person)
        if champion is None:
            raise Refusal(wording.NO_CHAMPION)
        act.pause("champion", occasion.person, None, occasion.now)
        act.leave(occasion.person, occasion.now)
        hand_on(act, champion, occasion.now, left=True)
        act.record(occasion.person, "left", champion.organisation.id, occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.LEFT


def deactivated(act: Act, person: str, now: datetime) -> None:
    """Pause whoever can no longer log in, and see that nobody waits for them; once back, they may resume."""
    innovator, champion = act.innovator(person), act.champion(person)
    if innovator:
        act.pause("innovator", person, None, now)
        close_open_cards(act, innovator.id, now, postponed=True)
    if champion:
        act.pause("champion", person, None, now)
        hand_on(act, champion, now, left=True)
    if innovator or champion:
        act.record(person, "was deactivated", "", now)
