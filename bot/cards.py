"""The messages the bot posts: a champion's cards, the question to an innovator, the note of a conversation.

Each is drawn from the state of its cards, so a redraw is the same call again. The preview for admins, plain
lines, stands here too; the Home tab is `bot.home`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot import slack_ids as ids
from bot import vocabulary, wording
from bot.blocks import (
    SECTION_ROOM,
    actions,
    as_dicts,
    button,
    context,
    divider,
    fitting,
    header,
    mention,
    section,
    typed,
    width,
)
from bot.language import say
from bot.records import Card, Invitation, Invited, State
from matching.people import Champion, Evidence, Innovator, Need, Suggestion
from matching.taxonomy import Taxonomy

NAME_ROOM: Final = 120
_TERM_ROOM: Final = 75
_MOST_TERMS: Final = 4
_MOST_REASONS: Final = 4
_REASON_ROOM: Final = 220
# Slack refuses a message whose blocks hold more than about 13,000 letters (msg_blocks_too_long), so several
# cards in one message share this much room for their long texts, and none gets more than LONG_ROOM
_SHARED_ROOM: Final = 2000
LONG_ROOM: Final = 900


@dataclass(frozen=True)
class Message:
    """What chat.postMessage and chat.update take: `text` says in sentences what the blocks show."""

    text: str
    blocks: list[dict[str, Any]]


def cards_message(
    cards: Sequence[Card], taxonomy: Taxonomy, currency: str = "£", until: date | None = None
) -> Message:
    """Draw one champion's message of a cycle as the states of its cards are now.

    until: the last day for an answer, where the message reminds of it.
    """
    room = min(LONG_ROOM, _SHARED_ROOM // max(1, len(cards)))
    blocks = [header(wording.cards_heading(len(cards)))]
    if any(card.state is State.OPEN for card in cards):
        blocks += _cards_intro(until)
    for card in cards:
        blocks += [divider(), *card_blocks(card, taxonomy, currency, f"card:{card.id}", room)]
    reminder = [wording.STILL_WAITING.format(day=vocabulary.day(until))] if until else []
    text = " ".join((*reminder, wording.cards_text(len(cards)), *(_spoken(card) for card in cards)))
    return Message(text, as_dicts(blocks))


def _cards_intro(until: date | None) -> list[Block]:
    reminder = [section(wording.STILL_WAITING.format(day=vocabulary.day(until)))] if until else []
    return [*reminder, section(wording.CARDS_INTRO), context(wording.ACCEPT_AGREED)]


def card_blocks(
    card: Card, taxonomy: Taxonomy, currency: str, block_id: str, room: int = LONG_ROOM
) -> list[Block]:
    """Draw one card for its champion; `block_id` names its buttons, `room` is what a long text may take."""
    if card.state not in (State.OPEN, State.ASKING, State.ACCEPTED):
        return [section(_who(card)), context(_answer(card))]
    innovator = card.innovator
    line = profile_line(innovator.stage, innovator.sectors, innovator.regions, taxonomy)
    blocks = [
        section(f"{_who(card)}\n{line}\n{_needs_line(card)}"),
        section(
            f"{wording.CARD_PROBLEM.format(problem=typed(innovator.problem, room))}\n"
            f"{wording.CARD_IDEA.format(idea=typed(innovator.idea, room))}"
        ),
        section(_reasons(card)),
    ]
    evidence = evidence_line(innovator.evidence, currency)
    if evidence:
        blocks.append(context(wording.CARD_EVIDENCE.format(evidence=evidence)))
    if card.state is not State.OPEN:
        return [*blocks, section(f"*{_answer(card)}*")]
    accept = button(wording.ACCEPT, ids.ACCEPT, card.id, style="primary")
    given = [context(wording.CARD_HANDED_BY.format(person=mention(card.handed_by)))] if card.handed_by else []
    later, no = button(wording.NOT_NOW, ids.NOT_NOW, card.id), button(wording.DECLINE, ids.DECLINE, card.id)
    colleague = button(wording.COLLEAGUE, ids.COLLEAGUE, card.id)
    return [*blocks, *given, actions(block_id, accept, later, no, colleague)]


def consent_message(card: Card) -> Message:
    """Ask an innovator who wanted to be asked first; redrawn as the card's state is now."""
    said = _consent_words(card)
    blocks = [header(wording.CONSENT_HEADING), *consent_blocks(card, f"consent:{card.id}")]
    answer = _consent_answer(card)
    return Message(answer or wording.CONSENT_TEXT.format(**said), as_dicts(blocks))


def consent_blocks(card: Card, block_id: str) -> list[Block]:
    """Draw the question to an innovator; `block_id` names its row of buttons."""
    who = section(wording.CONSENT_WHO.format(**_consent_words(card)))
    answer = _consent_answer(card)
    if answer:
        return [who, section(f"*{answer}*")]
    yes = button(wording.CONSENT_YES, ids.CONSENT_YES, card.id, style="primary")
    no = button(wording.CONSENT_NO, ids.CONSENT_NO, card.id)
    return [who, section(_consent_why(card)), context(wording.CONSENT_ASK), actions(block_id, yes, no)]


def unmet_message(card: Card, *, to_champion: bool) -> Message:
    """Tell one of two that they cannot be brought together after all."""
    said = wording.UNMET_CHAMPION if to_champion else wording.UNMET_INNOVATOR
    text = said.format(venture=venture_name(card.innovator), organisation=organisation_name(card.champion))
    return Message(text, as_dicts([section(text)]))


def invitation_message(invitation: Invitation) -> Message:
    """Ask somebody who is not enrolled to take a card, without showing anything of its innovator."""
    text = wording.INVITATION_TEXT.format(
        person=mention(invitation.inviter), organisation=_organisation(invitation.organisation_name)
    )
    blocks = [header(wording.INVITATION_HEADING), section(text)]
    if invitation.state is not Invited.SENT:
        answer = _invitation_answer(invitation.state)
        return Message(answer, as_dicts([*blocks, section(f"*{answer}*")]))
    yes = button(wording.TAKE_UP, ids.TAKE_UP, invitation.id, style="primary")
    no = button(wording.TURN_DOWN, ids.TURN_DOWN, invitation.id)
    row = actions(f"invitation:{invitation.id}", yes, no)
    return Message(text, as_dicts([*blocks, section(wording.INVITATION_STEPS), row]))


def _invitation_answer(state: Invited) -> str:
    answers = {Invited.TAKEN: wording.INVITATION_TAKEN, Invited.DECLINED: wording.INVITATION_DECLINED}
    return answers.get(state, wording.INVITATION_CLOSED)


def note_message(card: Card, taxonomy: Taxonomy) -> Message:
    """Draw the first message of the conversation of a champion and an innovator."""
    innovator, champion = card.innovator, card.champion
    names = {"venture": venture_name(innovator), "organisation": organisation_name(champion)}
    people = {"innovator": mention(innovator.person), "champion": mention(champion.person)}
    reasons = "\n".join((wording.NOTE_REASONS.format(person=people["champion"]), *_bullets(card.reasons)))
    questions = [
        f"{number}. {question.format(**names)}" for number, question in enumerate(_questions(card), 1)
    ]
    blocks = [
        header(wording.NOTE_HEADING),
        section(_note_innovator(innovator, taxonomy)),
        section(_note_champion(champion, taxonomy)),
        *([section(reasons)] if card.reasons else []),
        section(wording.NOTE_ASK.format(person=people["champion"])),
        section("\n".join((wording.NOTE_QUESTIONS, *questions))),
    ]
    return Message(wording.NOTE_TEXT.format(**names, **people), as_dicts(blocks))


def pairings_text(
    pairs: Sequence[tuple[Innovator, Champion, Suggestion]],
    left_out: Sequence[tuple[Innovator, str]],
    heading: str = "",
) -> str:
    """List whom a cycle would bring together and whom not and why, in at most 3,000 letters of mrkdwn.

    heading: what to say instead of how many would go out now.
    """
    if not heading:
        heading = wording.preview_heading(len(pairs)) if pairs else wording.PREVIEW_NOTHING
    without = fitting([_left_out(*each) for each in left_out], LONG_ROOM, vocabulary.and_more)
    room = SECTION_ROOM - width(without) - 1
    within = fitting([heading, *(_pairing(*pair) for pair in pairs)], room, vocabulary.and_more)
    return f"{within}\n{without}" if without else within


def _left_out(innovator: Innovator, why: str) -> str:
    return wording.PREVIEW_LEFT_OUT.format(
        venture=venture_name(innovator),
        innovator=mention(innovator.person),
        why=typed(say(why), _REASON_ROOM),
    ).rstrip()


# --- lines that several screens show -------------------------------------------------------------------


def venture_name(innovator: Innovator) -> str:
    """Name a venture in mrkdwn."""
    return typed(innovator.venture, NAME_ROOM) or vocabulary.NAMELESS


def organisation_name(champion: Champion) -> str:
    """Name a champion's organisation in mrkdwn."""
    return _organisation(champion.organisation.name)


def _organisation(name: str) -> str:
    return typed(name, NAME_ROOM) or vocabulary.NAMELESS


def profile_line(stage: str, sectors: Sequence[str], regions: Sequence[str], taxonomy: Taxonomy) -> str:
    """Say stage, sectors and regions in one line; an empty stage is left out."""
    parts = (_term(stage, taxonomy), _terms(sectors, taxonomy), _terms(regions, taxonomy))
    return " · ".join(part for part in parts if part)


def evidence_line(evidence: Evidence, currency: str) -> str:
    """Say what is known of money and people; empty where nothing is."""
    sign = typed(currency, NAME_ROOM)
    parts = (
        vocabulary.invested(evidence.invested, sign) if evidence.invested is not None else "",
        vocabulary.saved(evidence.saved, sign) if evidence.saved is not None else "",
        vocabulary.reached(evidence.reached) if evidence.reached is not None else "",
    )
    return " · ".join(part for part in parts if part)


def needs_sentence(needs: Sequence[Need]) -> str:
    """Say needs or offers inside a sentence: `credibility and a pipeline`."""
    return vocabulary.enumeration([vocabulary.NEED_IN_SENTENCE[need] for need in needs])


def _terms(keys: Sequence[str], taxonomy: Taxonomy) -> str:
    names = [_term(key, taxonomy) for key in keys[:_MOST_TERMS]]
    more = len(keys) - len(names)
    return f"{', '.join(names)} {vocabulary.and_more(more)}" if more > 0 else ", ".join(names)


def _term(key: str, taxonomy: Taxonomy) -> str:
    return typed(taxonomy.name(key), _TERM_ROOM)


def _bullets(reasons: Sequence[str]) -> list[str]:
    return [f"• {typed(say(reason), _REASON_ROOM)}" for reason in reasons[:_MOST_REASONS]]


# --- a card --------------------------------------------------------------------------------------------


def _who(card: Card) -> str:
    return wording.CARD_WHO.format(
        venture=venture_name(card.innovator), person=mention(card.innovator.person)
    )


def _shared_needs(card: Card) -> list[Need]:
    return [need for need in card.innovator.needs if need in card.champion.offers]


def _needs_line(card: Card) -> str:
    shared = _shared_needs(card)
    sentence = wording.CARD_NEEDS_OFFERED if shared else wording.CARD_NEEDS
    return sentence.format(needs=needs_sentence(shared or card.innovator.needs))


def _reasons(card: Card) -> str:
    band = vocabulary.BANDS.get(card.band, typed(card.band, _TERM_ROOM))
    return "\n".join((wording.CARD_REASONS.format(band=band), *_bullets(card.reasons)))


def _answer(card: Card) -> str:
    """Say where a card that is no longer open stands, to its champion."""
    person = mention(card.innovator.person)
    if card.state is State.ASKING:
        return wording.CARD_ASKING.format(person=person)
    if card.state is State.ACCEPTED:
        sentence = wording.CARD_ACCEPTED if card.conversation else wording.CARD_ACCEPTED_OPENING
        return sentence.format(person=person)
    if card.state is State.DECLINED and card.decline_reason:
        return wording.CARD_DECLINED.format(
            reason=vocabulary.DECLINE_REASONS_IN_SENTENCE[card.decline_reason]
        )
    if card.state is State.POSTPONED and card.postponed_until:
        return wording.CARD_POSTPONED.format(day=vocabulary.day(card.postponed_until))
    ended = {
        State.DECLINED: wording.CARD_DECLINED_SILENT,
        State.REFUSED: wording.CARD_REFUSED,
        State.EXPIRED: wording.CARD_EXPIRED,
        State.HANDED: wording.CARD_HANDED,
    }
    return ended.get(card.state, wording.CARD_CLOSED)


def _spoken(card: Card) -> str:
    venture = venture_name(card.innovator)
    if card.state is State.OPEN:
        needs = needs_sentence(_shared_needs(card) or card.innovator.needs)
        return wording.CARD_TEXT.format(venture=venture, needs=needs)
    return wording.CARD_TEXT_ANSWERED.format(venture=venture, answer=_answer(card))


# --- the question to an innovator ----------------------------------------------------------------------


def _consent_words(card: Card) -> dict[str, str]:
    return {
        "person": mention(card.champion.person),
        "organisation": organisation_name(card.champion),
        "venture": venture_name(card.innovator),
        "role": vocabulary.ROLE_IN_SENTENCE[card.champion.role],
    }


def _consent_why(card: Card) -> str:
    # the card's reasons are addressed to the champion, so the innovator's are drawn from the two profiles
    challenge = wording.CONSENT_WHY_CHALLENGE.format(challenge=typed(card.champion.challenge, LONG_ROOM))
    shared = _shared_needs(card)
    offers = [wording.CONSENT_WHY_OFFERS.format(needs=needs_sentence(shared))] if shared else []
    return "\n".join((*offers, challenge))


def _consent_answer(card: Card) -> str:
    """Say where a question that is no longer open stands, to its innovator; empty while it is open."""
    person = mention(card.champion.person)
    if card.state is State.ACCEPTED:
        sentence = wording.CONSENT_GIVEN if card.conversation else wording.CONSENT_GIVEN_OPENING
        return sentence.format(person=person)
    if card.state is State.REFUSED:
        return wording.CONSENT_REFUSED
    return "" if card.state is State.ASKING else wording.CONSENT_CLOSED


# --- the note of a conversation ------------------------------------------------------------------------


def _note_innovator(innovator: Innovator, taxonomy: Taxonomy) -> str:
    line = profile_line(innovator.stage, innovator.sectors, innovator.regions, taxonomy)
    who = wording.NOTE_INNOVATOR.format(
        person=mention(innovator.person), venture=venture_name(innovator), line=line
    )
    return f"{who}\n{wording.NOTE_IDEA.format(idea=typed(innovator.idea, LONG_ROOM))}"


def _note_champion(champion: Champion, taxonomy: Taxonomy) -> str:
    line = profile_line("", champion.sectors, champion.regions, taxonomy)
    who = wording.NOTE_CHAMPION.format(
        person=mention(champion.person),
        organisation=organisation_name(champion),
        line=line,
        role=vocabulary.ROLE_IN_SENTENCE[champion.role],
    )
    return f"{who}\n{wording.NOTE_CHALLENGE.format(challenge=typed(champion.challenge, LONG_ROOM))}"


def _questions(card: Card) -> list[str]:
    by_need = [wording.QUESTIONS_BY_NEED[need] for need in _shared_needs(card)]
    fallback = [wording.QUESTIONS_BY_ROLE[card.champion.role], wording.QUESTIONS_BY_NEED[Need.CREDIBILITY]]
    return [*(by_need + fallback)[:2], wording.QUESTION_FIRST_STEP]


def _pairing(innovator: Innovator, champion: Champion, suggestion: Suggestion) -> str:
    return wording.PREVIEW_PAIR.format(
        venture=venture_name(innovator),
        innovator=mention(innovator.person),
        champion=mention(champion.person),
        organisation=organisation_name(champion),
        band=vocabulary.BANDS.get(suggestion.band, typed(suggestion.band, _TERM_ROOM)),
        reason=typed(say(suggestion.reasons[0]), _REASON_ROOM) if suggestion.reasons else "",
    ).rstrip()
