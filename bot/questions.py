"""The follow-up screens: what a person is asked of introductions, and the modal in which they tell it."""

from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConfirmObject,
    Option,
)

from bot import fields, labels, vocabulary, wording
from bot import slack_ids as ids
from bot.answers import Answers
from bot.blocks import (
    OPTION_ROOM,
    actions,
    as_dicts,
    button,
    clean,
    context,
    header,
    mention,
    modal,
    plain,
    question,
    section,
)
from bot.cards import NAME_ROOM, Message, organisation_name, venture_name
from bot.records import Card, FollowUp, Met, Question, Rung
from matching.people import Evidence

# two blocks a question leave room for the rest under Slack's 50, and their texts under its 13,000 letters
_MOST_ASKED: Final = 20

MET_BUTTONS: Final = {
    Met.YES: ids.MET_YES,
    Met.ARRANGED: ids.MET_ARRANGED,
    Met.NOT_YET: ids.MET_NOT_YET,
    Met.NO: ids.MET_NO,
}
RUNG_BUTTONS: Final = {
    Rung.NOT_YET_MET: ids.RUNG_NOT_YET_MET,
    Rung.MET: ids.RUNG_MET,
    Rung.EXPLORING: ids.RUNG_EXPLORING,
    Rung.PILOT: ids.RUNG_PILOT,
    Rung.AGREEMENT: ids.RUNG_AGREEMENT,
    Rung.SCALED: ids.RUNG_SCALED,
    Rung.ENDED: ids.RUNG_ENDED,
}


def questions_message(asked: Sequence[FollowUp]) -> Message:
    """Draw all that one person is asked at once, each answered or not."""
    waiting = [each for each in asked if each.answer is None]
    shown = sorted(asked, key=lambda each: each.answer is not None)[:_MOST_ASKED]
    blocks = [header(wording.QUESTIONS_HEADING)]
    for each in (each for each in asked if each in shown):
        blocks += question_blocks(each, f"asked:{each.id}")
    hidden = len(asked) - len(shown)
    blocks += [context(wording.still_waiting(hidden))] if hidden else []
    opening = [wording.questions_text(len(waiting))] if waiting else []
    return Message(" ".join((*opening, *(_spoken(each) for each in asked))), as_dicts(blocks))


def question_blocks(asked: FollowUp, block_id: str) -> list[Block]:
    """Draw one question with its answers to click, or what was answered; `block_id` names its buttons."""
    names = other_side(asked.card, asked.person)
    if asked.answer is not None:
        return [section(wording.ANSWERED.format(**names, answer=_answer(asked)))]
    if asked.question is Question.MET:
        return [section(wording.ASK_MET.format(**names)), actions(block_id, *_met_buttons(asked))]
    return [section(wording.ASK_RUNG.format(**names)), actions(block_id, *_rung_buttons(asked))]


def other_side(card: Card, person: str) -> dict[str, str]:
    """Name whom a person has been introduced to, by the names of the placeholders in `bot.wording`."""
    if card.champion.person == person:
        return {"name": venture_name(card.innovator), "person": mention(card.innovator.person)}
    return {"name": organisation_name(card.champion), "person": mention(card.champion.person)}


def _met_buttons(asked: FollowUp) -> list[ButtonElement]:
    return [
        button(vocabulary.MET_CHOICES[met], action, asked.id, confirm=_close() if met is Met.NO else None)
        for met, action in MET_BUTTONS.items()
    ]


def _rung_buttons(asked: FollowUp) -> list[ButtonElement]:
    return [
        button(
            vocabulary.RUNG_CHOICES[rung], action, asked.id, confirm=_close() if rung is Rung.ENDED else None
        )
        for rung, action in RUNG_BUTTONS.items()
    ]


def _close() -> ConfirmObject:
    return question(wording.END_TITLE, wording.END_TEXT, wording.END_YES, wording.END_NO)


def _answer(asked: FollowUp) -> str:
    met = {
        Met.YES: wording.ANSWERED_MET,
        Met.ARRANGED: wording.ANSWERED_ARRANGED,
        Met.NOT_YET: wording.ANSWERED_NOT_YET,
        Met.NO: wording.ANSWERED_NO,
    }
    if asked.answer in set(Met):
        return met[Met(asked.answer)]
    return wording.ANSWERED_RUNG.format(rung=vocabulary.RUNG_NAMES[Rung(asked.answer or "")])


def _spoken(asked: FollowUp) -> str:
    names = other_side(asked.card, asked.person)
    if asked.answer is not None:
        return wording.ANSWERED_TEXT.format(**names, answer=_answer(asked))
    return (wording.ASK_MET_TEXT if asked.question is Question.MET else wording.ASK_RUNG_TEXT).format(**names)


# --- telling the rung ----------------------------------------------------------------------------------


def rung_form(
    cards: Sequence[Card],
    person: str,
    currency: str,
    rung: Rung | None = None,
    known: Evidence | None = None,
) -> dict[str, Any]:
    """Ask how far two people have come, and for figures; the one introduction travels in private_metadata.

    With several introductions the first field chooses among them.
    """
    one = cards[0] if len(cards) == 1 else None
    options = [
        Option(text=name, value=each.value, description=vocabulary.RUNG_MEANINGS[each])
        for each, name in vocabulary.RUNG_CHOICES.items()
    ]
    intro = wording.RUNG_INTRO_ONE.format(**other_side(one, person)) if one else wording.RUNG_INTRO
    blocks = [
        section(intro),
        *([] if one else [_introduction_field(cards, person)]),
        fields.radio(ids.RUNG, labels.RUNG, options, rung),
        *_figures_fields(known or Evidence(), currency),
    ]
    title, back, tell = wording.RUNG_TITLE, labels.CANCEL, wording.RUNG_SUBMIT
    return modal(ids.RUNG_FORM, title, blocks, back, tell, metadata=one.id if one else "")


def read_rung(view: dict[str, Any]) -> tuple[str, Rung, Evidence]:
    """Read a submitted rung form: the suggestion's id (a hint, to be checked), the rung, the figures.

    Raises Refused with every mistake at once.
    """
    state = view.get("state")
    answers = Answers(state.get("values") if isinstance(state, dict) else None)
    suggestion = clean(str(view.get("private_metadata") or "")) or answers.picked(ids.INTRODUCTION, ids.VALUE)
    if not suggestion:
        answers.refuse(ids.INTRODUCTION, labels.CHOICE_MISSING)
    rung = answers.choice(ids.RUNG, list(Rung))
    figures = Evidence(answers.amount(ids.INVESTED), answers.amount(ids.SAVED), answers.amount(ids.REACHED))
    answers.finish()
    return suggestion, Rung(rung), figures


def _introduction_field(cards: Sequence[Card], person: str) -> Block:
    options = [Option(text=_option_name(card, person), value=card.id) for card in cards]
    return fields.select(ids.INTRODUCTION, labels.INTRODUCTION, options)


def _option_name(card: Card, person: str) -> str:
    mine = card.champion.person == person
    name = card.innovator.venture if mine else card.champion.organisation.name
    return plain(name, OPTION_ROOM) or vocabulary.NAMELESS


def _figures_fields(known: Evidence, currency: str) -> list[Block]:
    unit = labels.figures_hint(plain(currency, NAME_ROOM))
    return [
        fields.number(ids.INVESTED, labels.RUNG_INVESTED, unit, known.invested),
        fields.number(ids.SAVED, labels.RUNG_SAVED, unit, known.saved),
        fields.number(ids.REACHED, labels.RUNG_REACHED, labels.RUNG_REACHED_HINT, known.reached),
    ]
