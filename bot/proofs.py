"""Proof cards: a partnership that both have confirmed is celebrated, once both have said yes to it.

Both see exactly the card that would stand in the announcement channel, and either can take it back.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from slack_bolt import App

from bot import ladder, proof_cards, slack_ids, wording
from bot.drawings import Post
from bot.occasion import Occasion, Refusal, on_click
from bot.records import Card, Kind, ProofCard, ProofState, Reached, Standing
from bot.storage import Act, Side
from config.settings import Settings
from matching.people import Evidence

_SIDES: tuple[Side, ...] = ("innovator", "champion")


def offer(act: Act, card: Card, reached: Reached, channel: str, now: datetime) -> None:
    """Ask both, once, whether to celebrate, where a pilot or more is confirmed and there are figures."""
    if not channel or reached.standing is not Standing.CONFIRMED or reached.rung not in ladder.WITH_FIGURES:
        return
    people = (card.innovator.person, card.champion.person)
    told = [each for each in act.outcomes_of(card.id) if each.person in people]
    figures = ladder.careful_figures(told)
    proof = act.offer_proof(card, reached.rung, figures, now) if figures != Evidence() else None
    if proof:
        for side in _SIDES:
            act.queue(Kind.PROOF_QUESTION, f"{proof}:{side}", now)


def agree(occasion: Occasion, proof: str) -> None:
    """One of the two says yes; when both have, the card is posted. Raises Refusal."""
    channel = occasion.settings.channel
    with occasion.begin() as act:
        known = _theirs(act, occasion, proof)
        side: Side = "innovator" if known.innovator == occasion.person else "champion"
        if not channel or not act.agree_to_proof(proof, side, occasion.now):
            raise Refusal(wording.ALREADY_ANSWERED)
        where = proof_cards.channel_mention(channel)
        shown = occasion.as_shown(lambda: wording.PROOF_ASK.format(channel=where))
        act.keep_consent(occasion.person, shown, occasion.now)
        act.record(occasion.person, "agreed to a proof card", proof, occasion.now)
        if act.celebrate_proof(proof):
            act.queue(Kind.PROOF, proof, occasion.now)
            act.address_to_channel(Kind.PROOF, proof, channel)
        _redraw(act, known, occasion.now)
    occasion.wake()


def refuse(occasion: Occasion, proof: str) -> None:
    """One of the two says no, or takes a yes back: the card is not posted, or disappears. Raises Refusal."""
    with occasion.begin() as act:
        known = _theirs(act, occasion, proof)
        posted = known.state is ProofState.CELEBRATED
        becomes = ProofState.WITHDRAWN if posted else ProofState.REFUSED
        if not act.end_proof(proof, becomes, occasion.now):
            raise Refusal(wording.ALREADY_ANSWERED)
        act.record(occasion.person, f"proof card {becomes}", proof, occasion.now)
        if posted:
            act.queue(Kind.PROOF, proof, occasion.now)
        _redraw(act, known, occasion.now)
    occasion.wake()


def _theirs(act: Act, occasion: Occasion, proof: str) -> ProofCard:
    known = act.proof(proof)
    if known is None:
        raise Refusal(wording.PROOF_GONE)
    if occasion.person not in (known.innovator, known.champion):
        raise Refusal(wording.NOT_YOURS)
    return known


def _redraw(act: Act, proof: ProofCard, now: datetime) -> None:
    for side in _SIDES:
        act.queue(Kind.PROOF_QUESTION, f"{proof.id}:{side}", now)
    for person in (proof.innovator, proof.champion):
        act.queue(Kind.HOME, person, now)


def draw_proof(act: Act, proof: str, _now: datetime, *, currency: str) -> Post | None:
    """Draw the card in the announcement channel; None once it was taken back, or one of them is gone."""
    known = act.proof(proof)
    if known is None or known.state is not ProofState.CELEBRATED:
        return None
    return Post((), proof_cards.proof_message(known, currency))


def draw_question(act: Act, subject: str, _now: datetime, *, channel: str, currency: str) -> Post | None:
    """Draw the question to one of the two."""
    proof, _, side = subject.partition(":")
    known = act.proof(proof)
    if known is None:
        return None
    person = known.innovator if side == "innovator" else known.champion
    return Post((person,), proof_cards.proof_question_message(known, person, channel, currency))


def drawings(settings: Settings) -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    asked = partial(draw_question, channel=settings.channel, currency=settings.currency)
    return {Kind.PROOF: partial(draw_proof, currency=settings.currency), Kind.PROOF_QUESTION: asked}


def register(app: App) -> None:
    """Listen to the buttons under a proof card."""
    app.action(slack_ids.PROOF_YES)(on_click(agree))
    app.action(slack_ids.PROOF_NO)(on_click(refuse))
    app.action(slack_ids.PROOF_BACK)(on_click(refuse))
