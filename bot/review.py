"""A cycle under review: admins strike, swap and put back its suggestions, and approve the rest.

It is drafted by `bot.cycle`, and dropped when the next one is. What is swapped is searched for by
`bot.next_best`, on the ticker. Nobody but admins sees a draft, or hears of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from slack_bolt import App

from bot import review_cards, room, slack_ids, wording
from bot.cycle import coming_back, go_out
from bot.drawings import Post
from bot.occasion import Occasion, Refusal, on_click
from bot.records import Card, Draft, Kind, PutOff, Review, Sought, State
from bot.storage import Act
from config.settings import Settings
from matching.pair import barrier
from matching.people import Past, Policy


def approve(occasion: Occasion, cycle: str) -> None:
    """Have a draft go out; what no longer can is dropped. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        draft = _under_review(act, cycle)
        _check_halt(act)
        if Sought.OPEN in act.swaps(cycle).values():
            raise Refusal(wording.REVIEW_STILL_LOOKING)
        back, standing = _fitting(act, occasion, draft, _drafted(act, cycle))
        for one in standing:
            act.open_draft(one.suggestion, occasion.now)
        act.approve_draft(cycle, occasion.person, len(back) + len(standing), occasion.now)
        go_out(act, cycle, [one.champion for one in standing], back, occasion.today, occasion.now)
        _keep(act, occasion, "approved a cycle", cycle, cycle)
    occasion.wake()


def strike(occasion: Occasion, suggestion: str) -> None:
    """Take a suggestion out of its draft. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        card = _struck(act, occasion, suggestion)
        _keep(act, occasion, "struck", card.id, card.cycle)
    occasion.wake()


def swap(occasion: Occasion, suggestion: str) -> None:
    """Take a suggestion out of its draft, and have the next best champion looked for. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        _check_halt(act)
        card = _struck(act, occasion, suggestion)
        act.look_for_next(card.innovator.id, card.id, occasion.now, cycle=card.cycle)
        _keep(act, occasion, "swapped", card.id, card.cycle)
    occasion.wake()


def put_back(occasion: Occasion, suggestion: str) -> None:
    """Put what was struck back into its draft. Raises Refusal, also where there is no room for it now."""
    _check_admin(occasion)
    with occasion.begin() as act:
        card = act.card(suggestion)
        if card is None or card.state is not State.STRUCK:
            raise Refusal(wording.REVIEW_CHANGED)
        draft = _under_review(act, card.cycle)
        _, fitting = _fitting(act, occasion, draft, [*_drafted(act, card.cycle), card])
        if card.id not in {one.suggestion for one in fitting}:
            raise Refusal(wording.REVIEW_NO_ROOM)
        if not act.put_back(card.id):
            raise Refusal(wording.REVIEW_CHANGED)
        _keep(act, occasion, "put back", card.id, card.cycle)
    occasion.wake()


def turn_page(occasion: Occasion, value: str) -> None:
    """Show another page of a draft, whose number stands behind its cycle. Raises Refusal."""
    _check_admin(occasion)
    cycle, _, page = value.partition(":")
    with occasion.begin() as act:
        if not (page.isascii() and page.isdigit() and act.show_page(cycle, int(page[:4]))):
            raise Refusal(wording.REVIEW_CHANGED)
        act.queue(Kind.REVIEW, cycle, occasion.now)
    occasion.wake()


def _check_admin(occasion: Occasion) -> None:
    if not occasion.admin:
        raise Refusal(wording.NOT_AN_ADMIN)


def _check_halt(act: Act) -> None:
    if act.halted():
        raise Refusal(wording.REVIEW_HALTED)


def _under_review(act: Act, cycle: str) -> Draft:
    draft = act.draft(cycle)
    if draft is None or draft.state is not Review.DRAFTED:
        raise Refusal(wording.REVIEW_CHANGED)
    return draft


def _drafted(act: Act, cycle: str) -> list[Card]:
    return [card for card in act.cards_of_draft(cycle) if card.state is State.DRAFTED]


def _struck(act: Act, occasion: Occasion, suggestion: str) -> Card:
    """Strike a suggestion, and return it; a draft's alone stand so."""
    if not act.decide(suggestion, State.DRAFTED, State.STRUCK, occasion.now):
        raise Refusal(wording.REVIEW_CHANGED)
    card = act.card(suggestion)
    assert card  # noqa: S101 - it has just been struck
    return card


def _keep(act: Act, occasion: Occasion, what: str, subject: str, cycle: str) -> None:
    """Keep who did what, and have it seen."""
    act.record(occasion.person, what, subject, occasion.now)
    act.queue(Kind.REVIEW, cycle, occasion.now)
    act.queue(Kind.HOME, occasion.person, occasion.now)


def _fitting(
    act: Act, occasion: Occasion, draft: Draft, cards: Sequence[Card]
) -> tuple[list[PutOff], list[PutOff]]:
    """Return what comes back and which of these cards can be made now: no barrier, and room for all."""
    champions, left = act.champions(), act.places_left()
    since = draft.since.astimezone(occasion.settings.timezone).date()
    back = room.fitting(act.due_back(since), champions, Past(places_left=left))
    asked, most = Counter(one.innovator for one in back), Policy().per_innovator
    places = {each: max(min(most, places), asked[each]) for each, places in left.items()}
    past = Past(places_left=places)
    wanted = [
        PutOff(card.id, card.cycle, card.innovator.id, card.champion.id, wanted=allowed)
        for card in cards
        for allowed in [barrier(card.innovator, card.champion, past, occasion.taxonomy) is None]
    ]
    fitting = room.fitting([*back, *wanted], champions, past)
    return back, [one for one in fitting if one not in back]


def draw_review(act: Act, cycle: str, _now: datetime, *, settings: Settings) -> Post | None:
    """Draw a draft for the admins, or what became of it."""
    draft = act.draft(cycle)
    if draft is None:
        return None
    innovator_of = {one.id: one for one in act.innovators()}
    message = review_cards.review_message(
        draft,
        act.cards_of_draft(cycle),
        act.swaps(cycle),
        coming_back(act, draft.since, settings),
        [(innovator_of[one], why) for one, why in act.left_out(cycle)],
    )
    return Post((), message)


def drawings(settings: Settings) -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.REVIEW: partial(draw_review, settings=settings)}


def register(app: App) -> None:
    """Listen to the buttons of a draft."""
    app.action(slack_ids.REVIEW_APPROVE)(on_click(approve))
    app.action(slack_ids.REVIEW_STRIKE)(on_click(strike))
    app.action(slack_ids.REVIEW_SWAP)(on_click(swap))
    app.action(slack_ids.REVIEW_PUT_BACK)(on_click(put_back))
    app.action(slack_ids.REVIEW_EARLIER)(on_click(turn_page))
    app.action(slack_ids.REVIEW_LATER)(on_click(turn_page))
