"""The small modals: declining, forgetting, the thank-you after saving, and a notice that only tells.

The two profile forms stand in `bot.forms`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from slack_sdk.models.blocks import (
    Option,
    UserSelectElement,
)

from bot import fields, labels, vocabulary, wording
from bot import slack_ids as ids
from bot.answers import Answers
from bot.blocks import (
    SECTION_ROOM,
    button,
    clean,
    context,
    fitting,
    mention,
    modal,
    section,
    section_with,
    typed,
)
from bot.records import Card, DeclineReason
from matching.people import Champion, Innovator

_NAME_ROOM: Final = 200
_MOST_COLLEAGUES: Final = 40
POSTPONE_MONTHS: Final = (1, 3, 6)


def decline_form(card: Card) -> dict[str, Any]:
    """Ask why a card is declined; the card's id travels in private_metadata."""
    options = [Option(text=name, value=reason.value) for reason, name in vocabulary.DECLINE_REASONS.items()]
    reason = fields.radio(ids.REASON, wording.DECLINE_REASON, options)
    intro = section(wording.DECLINE_INTRO.format(venture=_name(card.innovator.venture)))
    return modal(
        ids.DECLINE_FORM,
        wording.DECLINE_TITLE,
        [intro, reason],
        wording.DECLINE_BACK,
        wording.DECLINE_SUBMIT,
        metadata=card.id,
    )


def read_decline(view: dict[str, Any]) -> tuple[str, DeclineReason]:
    """Read a submitted decline form: the suggestion's id (a hint, to be checked) and why.

    Raises Refused where no reason was chosen.
    """
    answers = Answers(_values(view))
    reason = answers.choice(ids.REASON, list(DeclineReason), labels.REASON_MISSING)
    answers.finish()
    return about(view), DeclineReason(reason)


def about(view: dict[str, Any]) -> str:
    """Return what a modal is about, from its private_metadata: a hint, to be checked."""
    return clean(str(view.get("private_metadata") or ""))


def postpone_form(card: Card) -> dict[str, Any]:
    """Ask when a card comes back; its id travels in private_metadata."""
    options = [Option(text=wording.months(count), value=str(count)) for count in POSTPONE_MONTHS]
    months = fields.radio(ids.MONTHS, wording.POSTPONE_MONTHS, options, options[0].value)
    intro = section(wording.POSTPONE_INTRO.format(venture=_name(card.innovator.venture)))
    return modal(
        ids.POSTPONE_FORM,
        wording.NOT_NOW,
        [intro, months],
        wording.DECLINE_BACK,
        wording.POSTPONE_SUBMIT,
        metadata=card.id,
    )


def read_postpone(view: dict[str, Any]) -> tuple[str, int]:
    """Read a submitted *Not now*: the suggestion's id (a hint, to be checked) and the months.

    Raises Refused where none of the offered numbers was chosen.
    """
    answers = Answers(_values(view))
    months = answers.choice(ids.MONTHS, [str(count) for count in POSTPONE_MONTHS], labels.MONTHS_MISSING)
    answers.finish()
    return about(view), int(months)


def colleague_form(card: Card, others: Sequence[Champion]) -> dict[str, Any]:
    """Offer the champions who can take a card, and somebody new; its id travels in private_metadata."""
    rows = [
        section_with(
            wording.COLLEAGUE_LINE.format(person=mention(one.person)),
            button(wording.HAND_OVER, ids.HAND_OVER, one.id),
        )
        for one in others[:_MOST_COLLEAGUES]
    ]
    chooser = UserSelectElement(action_id=ids.VALUE)
    somebody = fields.labelled(ids.SOMEBODY, wording.SOMEBODY_NEW, chooser, wording.SOMEBODY_HINT)
    intro = wording.COLLEAGUE_INTRO if rows else wording.COLLEAGUE_NOBODY
    words = {"venture": _name(card.innovator.venture), "organisation": _name(card.champion.organisation.name)}
    return modal(
        ids.COLLEAGUE_FORM,
        wording.COLLEAGUE,
        [section(intro.format(**words)), *rows, somebody],
        wording.DECLINE_BACK,
        wording.INVITE,
        metadata=card.id,
    )


def read_colleague(view: dict[str, Any]) -> tuple[str, str]:
    """Read whom a champion invites: the suggestion's id (a hint, to be checked) and the person.

    Raises Refused where nobody was chosen.
    """
    answers = Answers(_values(view))
    person = answers.person(ids.SOMEBODY, labels.SOMEBODY_MISSING)
    answers.finish()
    return about(view), person


def forget_form() -> dict[str, Any]:
    """Say plainly what is erased and ask whether that is wanted."""
    blocks = [section(wording.FORGET_TEXT)]
    return modal(ids.FORGET_FORM, wording.FORGET_TITLE, blocks, wording.FORGET_CLOSE, wording.FORGET_SUBMIT)


def notice(title: str, *texts: str) -> dict[str, Any]:
    """Tell something in finished mrkdwn, each text cut to Slack's 3,000 letters at a line's end."""
    fitted = [fitting(text.split("\n"), SECTION_ROOM, vocabulary.lines_more) for text in texts]
    return modal(ids.NOTICE, title, [section(text) for text in fitted], wording.DONE)


def need_saved(innovator: Innovator, next_cycle: datetime | None) -> dict[str, Any]:
    """Thank for a need form: what happens next, and when in the workspace's time zone."""
    thanks = wording.NEED_SAVED.format(venture=_name(innovator.venture))
    when = wording.NEED_NEXT if next_cycle else wording.NEED_NEXT_OPEN
    following = when.format(moment=vocabulary.moment(next_cycle) if next_cycle else "")
    return _saved(thanks, wording.STILL_PAUSED if innovator.paused else following)


def offer_saved(champion: Champion, next_cycle: datetime | None) -> dict[str, Any]:
    """Thank for an offer form: what happens next, and when in the workspace's time zone."""
    thanks = wording.OFFER_SAVED.format(organisation=_name(champion.organisation.name))
    when = wording.OFFER_NEXT if next_cycle else wording.OFFER_NEXT_OPEN
    following = when.format(
        moment=vocabulary.moment(next_cycle) if next_cycle else "",
        most=wording.at_most_suggestions(champion.capacity),
    )
    return _saved(thanks, wording.STILL_PAUSED if champion.paused else following)


def _saved(thanks: str, following: str) -> dict[str, Any]:
    blocks = [section(thanks), section(following), context(wording.CHANGE_ANY_TIME)]
    return modal(ids.NOTICE, wording.SAVED_TITLE, blocks, wording.DONE)


def _values(view: dict[str, Any]) -> object:
    state = view.get("state")
    return state.get("values") if isinstance(state, dict) else None


def _name(name: str) -> str:
    return typed(name, _NAME_ROOM) or vocabulary.NAMELESS
