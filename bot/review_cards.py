"""The message in which admins review a drafted cycle, and what it says once that is over.

A cycle may have hundreds of suggestions and a message 50 blocks, so it shows one page of them at a time.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final

from slack_sdk.models.blocks import Block, ButtonElement

from bot import slack_ids as ids
from bot import vocabulary, wording
from bot.blocks import (
    actions,
    as_dicts,
    button,
    context,
    divider,
    fitting,
    header,
    mention,
    question,
    section,
    typed,
)
from bot.cards import Message
from bot.language import say
from bot.proof_cards import channel_mention
from bot.records import Card, Draft, Review, Sought, State
from matching.people import Innovator

# what three of Slack's limits leave: 50 blocks, and 13,000 letters with all that makes the blocks
PAGE: Final = 12
_NAME_ROOM: Final = 60
_MOST_REASONS: Final = 2
_REASON_ROOM: Final = 110
_LIST_ROOM: Final = 650


def review_message(
    draft: Draft,
    cards: Sequence[Card],
    swaps: Mapping[str, Sought],
    back: Sequence[Card] = (),
    left_out: Sequence[tuple[Innovator, str]] = (),
) -> Message:
    """Draw a draft as it stands: the page of it that is shown, what comes back, who is left without.

    swaps: what has come of them, by the struck suggestion.
    """
    if draft.state is not Review.DRAFTED:
        text = _over(draft, cards)
        return Message(text, as_dicts([section(text)]))
    waiting = sum(card.state is State.DRAFTED for card in cards)
    heading = wording.REVIEW_HEADING.format(day=vocabulary.day(draft.local_date))
    count = wording.review_waiting(waiting)
    start = PAGE * min(draft.page, max(0, len(cards) - 1) // PAGE)
    blocks = [header(heading), section(count), context(wording.REVIEW_HOW)]
    blocks += [actions("review", _approve(draft, waiting + len(back))), divider()]
    for card in cards[start : start + PAGE]:
        blocks += _line(card, swaps.get(card.id))
    blocks += [*_pages(draft, start, len(cards)), *_back(back), *_left_out(left_out)]
    return Message(f"{heading}. {count}", as_dicts(blocks))


def waits_text(draft: Draft, channel: str, zone: tzinfo) -> str:
    """Say that a draft waits, where, and since when."""
    return wording.REVIEW_WAITS.format(
        day=vocabulary.day(draft.local_date),
        channel=channel_mention(channel),
        moment=vocabulary.moment(draft.since.astimezone(zone)),
    )


def _approve(draft: Draft, count: int) -> ButtonElement:
    confirm = question(
        wording.REVIEW_APPROVE_TITLE,
        wording.review_question(count),
        wording.REVIEW_APPROVE_YES,
        wording.REVIEW_APPROVE_NO,
    )
    return button(wording.REVIEW_APPROVE, ids.REVIEW_APPROVE, draft.cycle, "primary", confirm)


def _line(card: Card, swap: Sought | None) -> list[Block]:
    """Draw a suggestion with what can be done about it."""
    block_id = f"review:{card.id}"
    if card.state is State.DRAFTED:
        strike = button(wording.REVIEW_STRIKE, ids.REVIEW_STRIKE, card.id)
        swapping = button(wording.REVIEW_SWAP, ids.REVIEW_SWAP, card.id)
        return [section(_standing(card)), actions(block_id, strike, swapping)]
    struck = section(f"{wording.REVIEW_STRUCK_LINE.format(**_names(card))}\n{_said_of(swap)}")
    if swap is Sought.FOUND:
        return [struck]
    return [struck, actions(block_id, button(wording.REVIEW_PUT_BACK, ids.REVIEW_PUT_BACK, card.id))]


def _standing(card: Card) -> str:
    band = vocabulary.BANDS.get(card.band, typed(card.band, _NAME_ROOM))
    reasons = [
        wording.REVIEW_REASON.format(reason=typed(say(reason), _REASON_ROOM))
        for reason in card.reasons[:_MOST_REASONS]
    ]
    return "\n".join((wording.REVIEW_LINE.format(band=band, **_names(card)), *reasons))


def _said_of(swap: Sought | None) -> str:
    if swap is Sought.OPEN:
        return wording.REVIEW_LOOKING
    if swap is Sought.FOUND:
        return wording.REVIEW_SWAPPED
    return wording.REVIEW_STRUCK if swap is None else wording.REVIEW_NOBODY


def _names(card: Card) -> dict[str, str]:
    return {
        "venture": _venture(card.innovator),
        "innovator": mention(card.innovator.person),
        "organisation": typed(card.champion.organisation.name, _NAME_ROOM) or vocabulary.NAMELESS,
        "champion": mention(card.champion.person),
    }


def _venture(innovator: Innovator) -> str:
    return typed(innovator.venture, _NAME_ROOM) or vocabulary.NAMELESS


def _pages(draft: Draft, start: int, count: int) -> list[Block]:
    """Say which suggestions are shown, with the way to the others."""
    if count <= PAGE:
        return []
    end, page = min(start + PAGE, count), start // PAGE
    row = []
    if start:
        row.append(button(wording.REVIEW_EARLIER, ids.REVIEW_EARLIER, f"{draft.cycle}:{page - 1}"))
    if end < count:
        row.append(button(wording.REVIEW_LATER, ids.REVIEW_LATER, f"{draft.cycle}:{page + 1}"))
    place = wording.REVIEW_PLACE.format(first=start + 1, last=end, all=count)
    return [context(place), actions("review:pages", *row)]


def _back(back: Sequence[Card]) -> list[Block]:
    lines = [wording.REVIEW_BACK_LINE.format(**_names(card)) for card in back]
    return _listed(wording.REVIEW_BACK, lines)


def _left_out(left_out: Sequence[tuple[Innovator, str]]) -> list[Block]:
    lines = [
        wording.REVIEW_LEFT_OUT_LINE.format(
            venture=_venture(innovator),
            innovator=mention(innovator.person),
            why=typed(say(why), _REASON_ROOM),
        )
        for innovator, why in left_out
    ]
    return _listed(wording.REVIEW_LEFT_OUT, lines)


def _listed(heading: str, lines: Sequence[str]) -> list[Block]:
    return [divider(), section(fitting([heading, *lines], _LIST_ROOM, vocabulary.and_more))] if lines else []


def _over(draft: Draft, cards: Sequence[Card]) -> str:
    """Say what became of a draft; nobody is named in it but who approved it."""
    day = vocabulary.day(draft.local_date)
    if draft.state is Review.LAPSED:
        return wording.REVIEW_LAPSED.format(day=day)
    approved = (
        wording.REVIEW_APPROVED.format(day=day, person=mention(draft.reviewed_by))
        if draft.reviewed_by
        else wording.REVIEW_APPROVED_BY_SOMEBODY.format(day=day)
    )
    struck = sum(card.state is State.STRUCK for card in cards)
    return " ".join(
        (
            approved,
            wording.review_went_out(draft.suggestions),
            *([wording.review_struck(struck)] if struck else []),
            *([wording.review_dropped(draft.dropped)] if draft.dropped else []),
        )
    )
