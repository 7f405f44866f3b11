"""*A colleague*: a champion gives a card to another champion of the organisation, or invites somebody new.

Nobody is enrolled without an act of their own: an invitation is one message that shows nothing of the
innovator, and whoever fills the form then has the card. Who is given a card is asked by `bot.next_best`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot import calendar, dialogs, forms, slack_ids, wording
from bot.blocks import mention
from bot.cards import invitation_message
from bot.drawings import Post
from bot.introductions import card_of_champion, clicked, look_further, redraw
from bot.occasion import Occasion, Refusal
from bot.records import Card, Invitation, Invited, Kind, State
from bot.storage import Act
from matching.pair import barrier
from matching.people import Champion, Past


def colleagues(act: Act, card: Card, occasion: Occasion) -> list[Champion]:
    """Return the champions of the same organisation who could take a card: nothing is in the way."""
    others = [
        one
        for one in act.champions()
        if one.organisation.id == card.champion.organisation.id and one.id != card.champion.id
    ]
    past = _past(act, card, others, occasion) if others else Past()
    heard = act.heard(card.cycle)
    return [
        one
        for one in others
        if barrier(card.innovator, one, past, occasion.taxonomy) is None
        and (one.person not in heard or act.cards_of_message(card.cycle, one.id))
    ]


def _past(act: Act, card: Card, others: list[Champion], occasion: Occasion) -> Past:
    """Return what stands between the card's innovator and others, its own place counted as free."""
    innovator, taken = card.innovator, act.taken(card.cycle)
    rested = calendar.months_before(occasion.now, occasion.settings.rest_months)
    cap = card.champion.organisation.cap
    used = sum(taken.get(one.id, 0) for one in (*others, card.champion)) - 1
    return Past(
        kept_apart=act.kept_apart(rested, innovator.id),
        places_left={innovator.id: innovator.wanted - act.introductions_of(innovator.id)},
        capacity_left={one.id: one.capacity - taken.get(one.id, 0) for one in others},
        organisation_left={} if cap is None else {card.champion.organisation.id: cap - used},
    )


def hand_over(occasion: Occasion, suggestion: str, champion: str) -> None:
    """Give a card to a colleague. Raises Refusal where it is not theirs, or the other cannot take it."""
    with occasion.begin() as act:
        _hand(act, occasion, card_of_champion(act, occasion, suggestion, State.OPEN), champion)
    occasion.wake()


def _hand(act: Act, occasion: Occasion, card: Card, champion: str) -> None:
    if champion not in {one.id for one in colleagues(act, card, occasion)}:
        raise Refusal(wording.CANNOT_HAND)
    act.decide(card.id, State.OPEN, State.HANDED, occasion.now)
    act.record(occasion.person, "handed over", card.id, occasion.now)
    look_further(act, card, occasion.now, champion)
    redraw(act, card, occasion.now)


def invite(occasion: Occasion, suggestion: str, person: str) -> None:
    """Invite somebody to take a card; a colleague who is a champion already gets it. Raises Refusal."""
    with occasion.begin() as act:
        card = card_of_champion(act, occasion, suggestion, State.OPEN)
        known = act.champion(person)
        if known:
            _hand(act, occasion, card, known.id)
        else:
            _invite(act, occasion, card, person)
    occasion.wake()


def _invite(act: Act, occasion: Occasion, card: Card, person: str) -> None:
    _check_new(act, card, person)
    act.decide(card.id, State.OPEN, State.HANDED, occasion.now)
    act.record(occasion.person, "invited", card.id, occasion.now)
    act.queue(Kind.INVITATION, act.invite(card.id, person, occasion.now), occasion.now)
    redraw(act, card, occasion.now)


def _check_new(act: Act, card: Card, person: str) -> None:
    """Raise Refusal for who is in the card already, or has had a message in this cycle or is invited."""
    taken = person in (card.innovator.person, card.champion.person)
    if taken or person in act.heard(card.cycle) or act.open_invitations(person=person):
        raise Refusal(wording.CANNOT_INVITE)


def take_up(act: Act, champion: Champion, now: datetime) -> None:
    """Give whoever has just enrolled the cards they were invited for."""
    for invitation in act.open_invitations(person=champion.person):
        end_invitation(act, invitation, Invited.TAKEN, now, champion.id)


def end_invitation(
    act: Act, invitation: Invitation, becomes: Invited, now: datetime, champion: str | None = None
) -> bool:
    """Settle an invitation and ask the next: the champion who took it up, or the next best."""
    if not act.settle_invitation(invitation.id, becomes, now):
        return False
    card = act.card(invitation.suggestion)
    if card and becomes is not Invited.CLOSED:
        look_further(act, card, now, champion)
    act.queue(Kind.INVITATION, invitation.id, now)
    return True


def turn_down(occasion: Occasion, invitation: str) -> None:
    """Whoever is invited says no. Raises Refusal where it is not theirs, or settled."""
    with occasion.begin() as act:
        found = _invitation_of(act, occasion, invitation)
        end_invitation(act, found, Invited.DECLINED, occasion.now)
        act.record(occasion.person, "turned an invitation down", found.id, occasion.now)
    occasion.wake()


def _invitation_of(act: Act, occasion: Occasion, invitation: str) -> Invitation:
    found = act.invitation(invitation)
    if found is None:
        raise Refusal(wording.CARD_GONE)
    if found.person != occasion.person:
        raise Refusal(wording.NOT_YOURS)
    if found.state is not Invited.SENT:
        raise Refusal(wording.ALREADY_ANSWERED)
    return found


def draw_invitation(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw an invitation as it stands; None where it is gone."""
    found = act.invitation(subject)
    return Post((found.person,), invitation_message(found)) if found else None


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.INVITATION: draw_invitation}


def _colleague_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    with occasion.read() as act:
        card = card_of_champion(act, occasion, clicked(body), State.OPEN)
        others = colleagues(act, card, occasion)
    occasion.messenger.open_view(body["trigger_id"], dialogs.colleague_form(card, others))
    ack()


def _hand_over_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    """Give the card, and say in the modal, where the button is, what came of it."""
    view = body.get("view") or {}
    told = wording.HANDED_OVER
    try:
        hand_over(occasion, dialogs.about(view), clicked(body))
    except Refusal as refusal:
        if "id" not in view:
            raise
        told = str(refusal)
    if "id" in view:
        occasion.messenger.redraw_view(view["id"], dialogs.notice(wording.COLLEAGUE, told))
    ack()


def _invite_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    suggestion, person = dialogs.read_colleague(view)
    invite(occasion, suggestion, person)
    told = wording.INVITED.format(person=mention(person))
    ack(response_action="update", view=dialogs.notice(wording.COLLEAGUE, told))


def _form_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    """Open the form of whoever is invited, with the organisation filled in."""
    with occasion.read() as act:
        found = _invitation_of(act, occasion, clicked(body))
        organisation = act.organisation(found.organisation)
    occasion.messenger.open_view(body["trigger_id"], forms.offer_form(None, occasion.taxonomy, organisation))
    ack()


def _turned_down(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    turn_down(occasion, clicked(body))
    ack()


def register(app: App) -> None:
    """Listen to *A colleague*, its form, and the buttons of an invitation."""
    app.action(slack_ids.COLLEAGUE)(_colleague_clicked)
    app.action(slack_ids.HAND_OVER)(_hand_over_clicked)
    app.view(slack_ids.COLLEAGUE_FORM)(_invite_submitted)
    app.action(slack_ids.TAKE_UP)(_form_clicked)
    app.action(slack_ids.TURN_DOWN)(_turned_down)
