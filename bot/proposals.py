"""Profiles that an admin has imported: each is put to its person, who is enrolled only by saving the form.

The message has two buttons: *Yes, that's me* opens the form as it was filled in for them, to be corrected and
saved as anybody's; *No* erases it. Until then nobody but the person sees it, and it is never matched.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot import slack_ids, wording
from bot.blocks import actions, as_dicts, button, context, section
from bot.cards import Message, organisation_name, venture_name
from bot.drawings import Post
from bot.messenger import answer
from bot.occasion import Occasion
from bot.records import Kind
from bot.storage import Act, Side
from matching.people import Champion, Innovator


def propose(act: Act, profiles: Sequence[Innovator | Champion], by: str, now: datetime) -> None:
    """Keep profiles as proposals and have each put to its person, in one message a person."""
    for profile in profiles:
        act.propose(profile, by, now)
        act.queue(Kind.PROPOSAL, profile.person, now)
        act.record(by, "proposed a profile", profile.person, now)


def answered(act: Act, person: str, side: Side, now: datetime) -> None:
    """Settle what was proposed to a person, who has just saved a profile of that side."""
    if act.drop_proposals(person, [side]):
        act.queue(Kind.PROPOSAL, person, now)


def refuse(occasion: Occasion) -> str:
    """Erase what was proposed to a person, and say so."""
    with occasion.begin() as act:
        if act.drop_proposals(occasion.person):
            act.queue(Kind.PROPOSAL, occasion.person, occasion.now)
    occasion.wake()
    return wording.PROPOSAL_REFUSED


def draw_proposal(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw the question to a person for whom a profile was filled in; None once nothing is proposed."""
    innovator, champion = act.proposed_innovator(subject), act.proposed_champion(subject)
    if not (innovator or champion):
        return None
    lines, row = [wording.PROPOSAL_INTRO], []
    if innovator:
        lines.append(wording.PROPOSAL_INNOVATOR.format(venture=venture_name(innovator)))
        row.append(button(wording.PROPOSAL_YES, slack_ids.OPEN_NEED, style="primary"))
    if champion:
        lines.append(wording.PROPOSAL_CHAMPION.format(organisation=organisation_name(champion)))
        label = wording.PROPOSAL_YES_TOO if innovator else wording.PROPOSAL_YES
        row.append(button(label, slack_ids.OPEN_OFFER, style="primary"))
    row.append(button(wording.PROPOSAL_NO, slack_ids.PROPOSAL_NO))
    blocks = [section("\n".join(lines)), context(wording.PROPOSAL_MEANS), actions("proposal", *row)]
    return Post((subject,), Message(" ".join(lines), as_dicts(blocks)))


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.PROPOSAL: draw_proposal}


def _refused(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    said = refuse(occasion)
    if body.get("response_url"):
        answer(body["response_url"], said)
    ack()


def register(app: App) -> None:
    """Listen to the one button that is no form's."""
    app.action(slack_ids.PROPOSAL_NO)(_refused)
