"""The proof card that celebrates a partnership, and the question whether it may be shown, for both sides.

Both show the same blocks, so that what is posted is what both have seen.
"""

from typing import Any

from slack_sdk.models.blocks import Block

from bot import slack_ids as ids
from bot import vocabulary, wording
from bot.blocks import (
    actions,
    as_dicts,
    button,
    context,
    divider,
    fields,
    header,
    mention,
    question,
    section,
    typed,
)
from bot.cards import LONG_ROOM, NAME_ROOM, Message, evidence_line
from bot.language import number
from bot.records import ProofCard, ProofState
from matching.people import Evidence


def proof_message(proof: ProofCard, currency: str) -> Message:
    """Draw the proof card for the announcement channel."""
    return Message(_spoken(proof, currency), as_dicts(proof_blocks(proof, currency)))


def proof_question_message(proof: ProofCard, person: str, channel: str, currency: str) -> Message:
    """Ask one of the two whether the card may be shown; redrawn as the proof stands now."""
    blocks = [
        header(wording.PROOF_ASK_HEADING),
        *proof_question_blocks(proof, person, channel, currency, f"proof:{proof.id}"),
    ]
    asked = _answer(proof, person) or wording.PROOF_ASK.format(channel=channel_mention(channel))
    return Message(f"{asked} {_spoken(proof, currency)}", as_dicts(blocks))


def proof_question_blocks(
    proof: ProofCard, person: str, channel: str, currency: str, block_id: str
) -> list[Block]:
    """Draw the question with the card it is about, or where the card stands; `block_id` names the buttons."""
    if ended := _ended(proof):
        return [section(_who(proof)), context(ended)]
    said = _answer(proof, person) or wording.PROOF_ASK.format(channel=channel_mention(channel))
    shown = [section(said), divider(), *proof_blocks(proof, currency)]
    if person in proof.agreed:
        return [*shown, _way_back(proof, block_id)]
    yes = button(wording.PROOF_YES, ids.PROOF_YES, proof.id, style="primary")
    return [*shown, actions(block_id, yes, button(wording.PROOF_NO, ids.PROOF_NO, proof.id))]


def agreed_blocks(proof: ProofCard, person: str, block_id: str) -> list[Block]:
    """Say in short where a card stands that this person has said yes to, with the way back."""
    return [section(f"{_who(proof)}\n{_answer(proof, person)}"), _way_back(proof, block_id)]


def _way_back(proof: ProofCard, block_id: str) -> Block:
    title, text = wording.PROOF_BACK_TITLE, wording.PROOF_BACK_TEXT
    confirm = question(title, text, wording.PROOF_BACK_YES, wording.PROOF_BACK_NO)
    return actions(block_id, button(wording.PROOF_BACK, ids.PROOF_BACK, proof.id, confirm=confirm))


def proof_blocks(proof: ProofCard, currency: str) -> list[Block]:
    """Draw who, what, and what it came to."""
    return [
        header(wording.PROOF_HEADINGS[proof.rung]),
        section(_who(proof)),
        section(wording.PROOF_IDEA.format(idea=typed(proof.idea, LONG_ROOM))),
        fields(*_figures(proof.figures, typed(currency, NAME_ROOM))),
        context(wording.PROOF_FOOT),
    ]


def channel_mention(channel: str) -> str:
    """Mention a channel by its id, which the settings have checked."""
    return f"<#{channel}>"


def _figures(figures: Evidence, currency: str) -> list[str]:
    said = []
    if figures.invested is not None:
        said.append(wording.PROOF_INVESTED.format(amount=vocabulary.money(figures.invested, currency)))
    if figures.saved is not None:
        said.append(wording.PROOF_SAVED.format(amount=vocabulary.money(figures.saved, currency)))
    if figures.invested and figures.saved is not None:
        each = vocabulary.ratio(figures.saved / figures.invested, currency)
        said.append(wording.PROOF_RATIO.format(one=vocabulary.money(1, currency), each=each))
    if figures.reached is not None:
        said.append(wording.PROOF_REACHED.format(count=number(figures.reached)))
    return said


def _who(proof: ProofCard) -> str:
    return wording.PROOF_WHO.format(**_names(proof))


def _names(proof: ProofCard) -> dict[str, Any]:
    return {
        "venture": typed(proof.venture, NAME_ROOM) or vocabulary.NAMELESS,
        "organisation": typed(proof.organisation, NAME_ROOM) or vocabulary.NAMELESS,
        "innovator": mention(proof.innovator),
        "champion": mention(proof.champion),
    }


def _spoken(proof: ProofCard, currency: str) -> str:
    rung, figures = vocabulary.RUNG_NAMES[proof.rung], evidence_line(proof.figures, currency)
    return wording.PROOF_TEXT.format(**_names(proof), rung=rung, figures=figures)


def _ended(proof: ProofCard) -> str:
    said = {
        ProofState.REFUSED: wording.PROOF_REFUSED,
        ProofState.WITHDRAWN: wording.PROOF_WITHDRAWN,
    }
    return said.get(proof.state, "")


def _answer(proof: ProofCard, person: str) -> str:
    """Say where a proof stands to one of the two; empty while they are being asked."""
    if ended := _ended(proof):
        return ended
    if proof.state is ProofState.CELEBRATED:
        return wording.PROOF_CELEBRATED
    other = proof.champion if person == proof.innovator else proof.innovator
    return wording.PROOF_AGREED.format(person=mention(other)) if person in proof.agreed else ""
