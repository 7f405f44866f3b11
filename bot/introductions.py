"""From a card to an introduction: accept, not now, decline, the innovator's own yes or no, the conversation.

Every click is checked against the database: who clicked, whose card it is, where it stands, whether there is
room left. The first decision wins, and whoever comes later is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import calendar, cards, dialogs, slack_ids, wording
from bot.blocks import clean
from bot.drawings import Lose, Post
from bot.occasion import Occasion, Refusal
from bot.outcomes import plan
from bot.records import Card, DeclineReason, Invited, Kind, State
from bot.storage import Act
from matching.people import Consent
from matching.taxonomy import Taxonomy


def accept(occasion: Occasion, suggestion: str) -> None:
    """The champion says yes: an introduction, or the question to an innovator who wants to be asked first.

    Raises Refusal where it is not theirs, already answered, or there is no room left.
    """
    with occasion.begin() as act:
        card = card_of_champion(act, occasion, suggestion, State.OPEN)
        _check_room(act, card)
        asks = card.innovator.consent is Consent.ASK_FIRST
        becomes = State.ASKING if asks else State.ACCEPTED
        act.decide(card.id, State.OPEN, becomes, occasion.now)
        act.record(occasion.person, "accepted", card.id, occasion.now)
        shown = occasion.as_shown(lambda: wording.ACCEPT_AGREED)
        act.keep_consent(occasion.person, shown, occasion.now, card.id)
        if asks:
            act.queue(Kind.CONSENT, card.id, occasion.now)
        else:
            _introduce(act, card, occasion.now)
        redraw(act, card, occasion.now)
    occasion.wake()


def decline(occasion: Occasion, suggestion: str, reason: DeclineReason) -> None:
    """The champion says no, and why. Raises Refusal as `accept` does."""
    with occasion.begin() as act:
        card = card_of_champion(act, occasion, suggestion, State.OPEN)
        act.decide(card.id, State.OPEN, State.DECLINED, occasion.now, reason)
        act.record(occasion.person, "declined", card.id, occasion.now)
        look_further(act, card, occasion.now)
        redraw(act, card, occasion.now)
    occasion.wake()


def postpone(occasion: Occasion, suggestion: str, months: int) -> None:
    """The champion says not now: the card comes back months later. Raises Refusal as `accept` does."""
    with occasion.begin() as act:
        card = card_of_champion(act, occasion, suggestion, State.OPEN)
        until = calendar.months_after(occasion.today, months)
        act.decide(card.id, State.OPEN, State.POSTPONED, occasion.now, until=until)
        act.record(occasion.person, "postponed", card.id, occasion.now)
        look_further(act, card, occasion.now)
        redraw(act, card, occasion.now)
    occasion.wake()


def answer_consent(occasion: Occasion, suggestion: str, yes: bool) -> None:
    """The innovator who was asked first says yes or no. Raises Refusal as `accept` does."""
    with occasion.begin() as act:
        card = _standing(act, suggestion)
        if card.innovator.person != occasion.person:
            raise Refusal(wording.NOT_YOURS)
        if card.state is not State.ASKING:
            raise Refusal(wording.ALREADY_ANSWERED)
        act.decide(card.id, State.ASKING, State.ACCEPTED if yes else State.REFUSED, occasion.now)
        act.record(occasion.person, "agreed" if yes else "refused", card.id, occasion.now)
        answer = "yes" if yes else "no"
        shown = occasion.as_shown(lambda: wording.CONSENT_ASK)
        act.keep_consent(occasion.person, shown, occasion.now, card.id, answer)
        if yes:
            _introduce(act, card, occasion.now)
        redraw(act, card, occasion.now)
    occasion.wake()


def close_open_cards(act: Act, innovator: str, now: datetime, *, postponed: bool = False) -> None:
    """Close the suggestions of an innovator that still wait for somebody, or those put off, too."""
    for card in act.open_cards_of(innovator, postponed=postponed):
        act.decide(card.id, card.state, State.CLOSED, now)
        redraw(act, card, now)
    for invitation in act.open_invitations(innovator=innovator):
        act.settle_invitation(invitation.id, Invited.CLOSED, now)
        act.queue(Kind.INVITATION, invitation.id, now)
    act.close_searches(innovator)


def withdraw(occasion: Occasion) -> str:
    """The innovator takes back every suggestion that is out; say so. Raises Refusal where there is none."""
    with occasion.begin() as act:
        innovator = act.innovator(occasion.person)
        if innovator is None:
            raise Refusal(wording.NO_INNOVATOR)
        if not (act.open_cards_of(innovator.id, postponed=True) or act.searching(innovator.id)):
            raise Refusal(wording.NOTHING_TO_WITHDRAW)
        close_open_cards(act, innovator.id, occasion.now, postponed=True)
        act.record(occasion.person, "withdrew", innovator.id, occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.WITHDRAWN


def look_further(act: Act, card: Card, now: datetime, champion: str | None = None) -> None:
    """Write down that somebody else is to be asked for the innovator of a card that has ended.

    champion: the one it was handed to; without, the next best. `bot.next_best` asks.
    """
    act.look_for_next(card.innovator.id, card.id, now, champion)


def card_of_champion(act: Act, occasion: Occasion, suggestion: str, state: State) -> Card:
    """Return a card that stands so. Raises Refusal where it does not, or is not this champion's."""
    card = _standing(act, suggestion)
    if card.champion.person != occasion.person:
        raise Refusal(wording.NOT_YOURS)
    if card.state is not state:
        raise Refusal(wording.ALREADY_ANSWERED)
    return card


def _standing(act: Act, suggestion: str) -> Card:
    card = act.card(suggestion)
    if card is None:
        raise Refusal(wording.CARD_GONE)
    return card


def _check_room(act: Act, card: Card) -> None:
    """Capacity counts at the click, not only when the card was posted."""
    organisation = card.champion.organisation
    if act.accepted_this_cycle(card.champion.id) >= card.champion.capacity:
        raise Refusal(wording.CAPACITY_GONE)
    if organisation.cap is not None and act.accepted_by_organisation(organisation.id) >= organisation.cap:
        raise Refusal(wording.ORGANISATION_FULL)
    if act.introductions_of(card.innovator.id) >= card.innovator.wanted:
        raise Refusal(wording.NO_ROOM_LEFT)


def _introduce(act: Act, card: Card, now: datetime) -> None:
    """Open the introduction; once the innovator has as many as wanted, other open cards are closed."""
    act.open_introduction(card.id, now)
    plan(act, card.id, (card.innovator.person, card.champion.person), now)
    act.queue(Kind.NOTE, card.id, now)
    if act.introductions_of(card.innovator.id) >= card.innovator.wanted:
        close_open_cards(act, card.innovator.id, now)


def redraw(act: Act, card: Card, now: datetime) -> None:
    """Have everything drawn again that shows a card: messages, and the Home tabs of both."""
    act.queue(Kind.CARDS, act.cards_letter(card.cycle, card.champion.id), now)
    if card.state is State.ASKING:
        act.queue(Kind.CONSENT, card.id, now)
    for person in (card.champion.person, card.innovator.person):
        act.queue(Kind.HOME, person, now)


def draw_consent(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw the question to an innovator who wants to be asked first."""
    card = act.card(subject)
    return Post((card.innovator.person,), cards.consent_message(card)) if card else None


def draw_note(act: Act, subject: str, _now: datetime, *, taxonomy: Taxonomy) -> Post | None:
    """Draw the note in the group conversation of both."""
    card = act.card(subject)
    if card is None or card.state is not State.ACCEPTED:
        return None
    people = (card.champion.person, card.innovator.person)
    return Post(people, cards.note_message(card, taxonomy))


def draw_unmet(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw what one of two hears who cannot be brought together."""
    suggestion, _, side = subject.partition(":")
    card = act.card(suggestion)
    if card is None:
        return None
    person = card.champion.person if side == "champion" else card.innovator.person
    return Post((person,), cards.unmet_message(card, to_champion=side == "champion"))


def lose_consent(act: Act, subject: str, now: datetime) -> None:
    """Close a suggestion whose innovator was to be asked and is gone."""
    card = act.card(subject)
    if card and act.decide(subject, State.ASKING, State.CLOSED, now):
        redraw(act, replace(card, state=State.CLOSED), now)


def lose_note(act: Act, subject: str, now: datetime) -> None:
    """Close an introduction that cannot be opened, as one of the two is gone, and tell both."""
    card = act.card(subject)
    if card and act.decide(subject, State.ACCEPTED, State.CLOSED, now):
        act.redraw_suggestion(subject, now)
        for side, person in (("innovator", card.innovator.person), ("champion", card.champion.person)):
            act.stop_asking(subject, person)
            act.queue(Kind.UNMET, f"{subject}:{side}", now)
            act.queue(Kind.HOME, person, now)


def losses() -> Mapping[Kind, Lose]:
    """Return what follows where this module's letters find nobody any more."""
    return {Kind.CONSENT: lose_consent, Kind.NOTE: lose_note}


def drawings(taxonomy: Taxonomy) -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {
        Kind.CONSENT: draw_consent,
        Kind.NOTE: partial(draw_note, taxonomy=taxonomy),
        Kind.UNMET: draw_unmet,
    }


def clicked(body: dict[str, Any]) -> str:
    """Return the button's value: a hint at the suggestion, checked like anything else that comes in."""
    return clean(str(body["actions"][0].get("value", "")))


def _accept_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    accept(occasion, clicked(body))
    ack()


def _decline_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    with occasion.read() as act:
        card = card_of_champion(act, occasion, clicked(body), State.OPEN)
    occasion.messenger.open_view(body["trigger_id"], dialogs.decline_form(card))
    ack()


def _decline_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    suggestion, reason = dialogs.read_decline(view)
    decline(occasion, suggestion, reason)
    ack()


def _postpone_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    with occasion.read() as act:
        card = card_of_champion(act, occasion, clicked(body), State.OPEN)
    occasion.messenger.open_view(body["trigger_id"], dialogs.postpone_form(card))
    ack()


def _postpone_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    suggestion, months = dialogs.read_postpone(view)
    postpone(occasion, suggestion, months)
    ack()


def _consent_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    answer_consent(occasion, clicked(body), body["actions"][0]["action_id"] == slack_ids.CONSENT_YES)
    ack()


def register(app: App) -> None:
    """Listen to the cards' buttons and their small forms."""
    app.action(slack_ids.ACCEPT)(_accept_clicked)
    app.action(slack_ids.DECLINE)(_decline_clicked)
    app.action(slack_ids.NOT_NOW)(_postpone_clicked)
    app.view(slack_ids.POSTPONE_FORM)(_postpone_submitted)
    app.action(slack_ids.CONSENT_YES)(_consent_clicked)
    app.action(slack_ids.CONSENT_NO)(_consent_clicked)
    app.view(slack_ids.DECLINE_FORM)(_decline_submitted)
