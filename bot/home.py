"""The Home tab, and the same truth in a few lines for `status`.

Drawn from a HomeTab alone, so that what it shows is what the database says. Cards look here as they do in
messages (`bot.cards`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from bot import slack_ids as ids
from bot import vocabulary, wording
from bot.admin_part import admin_blocks
from bot.blocks import (
    SECTION_ROOM,
    actions,
    button,
    context,
    divider,
    fitting,
    header,
    home,
    mention,
    question,
    section,
)
from bot.cards import (
    card_blocks,
    consent_blocks,
    evidence_line,
    needs_sentence,
    organisation_name,
    profile_line,
    venture_name,
)
from bot.proof_cards import agreed_blocks, proof_question_blocks
from bot.questions import question_blocks
from bot.records import Card, HomeTab, Standing, State
from matching.people import Champion, Innovator
from matching.taxonomy import Taxonomy

INNOVATOR: Final = "innovator"
CHAMPION: Final = "champion"

# with at most nine blocks each they leave room for the rest under Slack's 100
_MOST_WAITING: Final = 8
_MOST_WAITING_BLOCKS: Final = 60
_MOST_PROOFS: Final = 3


def home_view(tab: HomeTab, taxonomy: Taxonomy, currency: str = "£") -> dict[str, Any]:
    """Draw one person's Home tab: what waits, introductions, profiles, the next cycle, help."""
    blocks = [
        *_welcome(tab),
        *_waiting(tab, taxonomy, currency),
        *_introductions(tab),
        *_profiles(tab, taxonomy, currency),
        *_footer(tab),
        *admin_blocks(tab),
    ]
    return home(blocks)


def status_text(tab: HomeTab, taxonomy: Taxonomy) -> str:
    """Say the truth of the Home tab in a few lines of mrkdwn, at most 3,000 letters."""
    lines: list[str] = []
    if tab.innovator:
        line = profile_line(tab.innovator.stage, tab.innovator.sectors, tab.innovator.regions, taxonomy)
        state = _innovator_state(tab)
        lines.append(
            wording.STATUS_INNOVATOR.format(venture=venture_name(tab.innovator), line=line, state=state)
        )
    if tab.champion:
        line = profile_line("", tab.champion.sectors, tab.champion.regions, taxonomy)
        organisation = organisation_name(tab.champion)
        lines.append(
            wording.STATUS_CHAMPION.format(organisation=organisation, line=line, state=_champion_state(tab))
        )
    waiting = len(_open_cards(tab)) + len(_questions(tab))
    lines += [wording.status_waiting(waiting)] if waiting else []
    lines += [wording.status_questions(len(tab.questions))] if tab.questions else []
    lines += _elsewhere(tab)
    lines.append(_next_cycle(tab))
    if not tab.innovator and not tab.champion:
        lines.insert(0, wording.STATUS_NONE)
    introductions = _introduction_lines(tab)
    if introductions:
        lines += [f"*{wording.HOME_INTRODUCTIONS}*", *introductions]
    return fitting(lines, SECTION_ROOM, vocabulary.and_more)


# --- whose card is whose -------------------------------------------------------------------------------


def _as_champion(tab: HomeTab, state: State) -> list[Card]:
    return [card for card in tab.cards if card.state is state and card.champion.person == tab.person]


def _as_innovator(tab: HomeTab, state: State) -> list[Card]:
    return [card for card in tab.cards if card.state is state and card.innovator.person == tab.person]


def _open_cards(tab: HomeTab) -> list[Card]:
    return _as_champion(tab, State.OPEN)


def _questions(tab: HomeTab) -> list[Card]:
    return _as_innovator(tab, State.ASKING)


# --- parts of the tab ----------------------------------------------------------------------------------


def _welcome(tab: HomeTab) -> list[Block]:
    if tab.innovator or tab.champion:
        return []
    need = button(wording.I_NEED, ids.OPEN_NEED, style="primary")
    offer = button(wording.I_OPEN_DOORS, ids.OPEN_OFFER, style="primary")
    return [
        header(wording.HOME_WELCOME),
        section(wording.HOME_WELCOME_TEXT),
        actions("welcome", need, offer),
        section(wording.HOME_WELCOME_STEPS),
    ]


def _waiting(tab: HomeTab, taxonomy: Taxonomy, currency: str) -> list[Block]:
    waiting = [
        *(consent_blocks(card, f"home:{card.id}") for card in _questions(tab)),
        *(question_blocks(asked, f"home:{asked.id}") for asked in tab.questions),
        *(
            proof_question_blocks(proof, tab.person, tab.channel, currency, f"home:{proof.id}")
            for proof in tab.proofs
            if tab.person not in proof.agreed
        ),
        *(card_blocks(card, taxonomy, currency, f"home:{card.id}") for card in _open_cards(tab)),
    ]
    blocks: list[Block] = []
    shown_things = 0
    for each in waiting[:_MOST_WAITING]:
        if len(blocks) + len(each) < _MOST_WAITING_BLOCKS:
            blocks += [divider(), *each]
            shown_things += 1
    hidden = len(waiting) - shown_things
    blocks += [context(wording.ACCEPT_AGREED)] if _open_cards(tab) else []
    blocks += [context(wording.still_waiting(hidden))] if hidden else []
    elsewhere = _elsewhere(tab)
    if not blocks and not elsewhere and (tab.innovator or tab.champion):
        blocks = [context(wording.HOME_NOTHING_WAITS)]
    shown = [header(wording.HOME_WAITING), *blocks] if blocks else []
    text = fitting(elsewhere, SECTION_ROOM, vocabulary.and_more)
    return shown + ([header(wording.HOME_ON_ITS_WAY), section(text)] if elsewhere else [])


def _elsewhere(tab: HomeTab) -> list[str]:
    """Say what waits for someone else."""
    asking = [
        wording.HOME_PENDING.format(
            venture=venture_name(card.innovator), person=mention(card.innovator.person)
        )
        for card in _as_champion(tab, State.ASKING)
    ]
    asking += [
        wording.HOME_POSTPONED.format(
            venture=venture_name(card.innovator), day=vocabulary.day(card.postponed_until)
        )
        for card in _as_champion(tab, State.POSTPONED)
        if card.postponed_until
    ]
    # once, however many champions are asked: a falling number would tell of a decline
    out = [tab.innovator] if tab.innovator and (tab.searching or _as_innovator(tab, State.OPEN)) else []
    return asking + [wording.HOME_LOOKING.format(venture=venture_name(one)) for one in out]


def _introductions(tab: HomeTab) -> list[Block]:
    lines = _introduction_lines(tab)
    if not lines:
        return []
    text = fitting(lines, SECTION_ROOM, vocabulary.and_more)
    tell = actions("introductions", button(wording.TELL_RUNG, ids.TELL_RUNG))
    return [header(wording.HOME_INTRODUCTIONS), section(text), tell, *_celebrations(tab)]


def _celebrations(tab: HomeTab) -> list[Block]:
    """Show which proof cards this person has said yes to, each with the way back."""
    blocks: list[Block] = []
    for proof in [proof for proof in tab.proofs if tab.person in proof.agreed][:_MOST_PROOFS]:
        blocks += agreed_blocks(proof, tab.person, f"agreed:{proof.id}")
    return blocks


def _introduction_lines(tab: HomeTab) -> list[str]:
    accepted = [card for card in tab.cards if card.state is State.ACCEPTED]
    return [_introduction(card, tab.person) for card in accepted]


def _introduction(card: Card, person: str) -> str:
    by_you = card.claimed_by == person
    rung = vocabulary.RUNG_NAMES[card.rung]
    if card.champion.person == person:
        return _met_innovator(card.standing, by_you=by_you).format(
            venture=venture_name(card.innovator), person=mention(card.innovator.person), rung=rung
        )
    return _met_champion(card.standing, by_you=by_you).format(
        organisation=organisation_name(card.champion), person=mention(card.champion.person), rung=rung
    )


def _met_innovator(standing: Standing, *, by_you: bool) -> str:
    """Return the sentence by how sure the rung is, and whether it was this person who claimed it."""
    return {
        Standing.SILENT: wording.HOME_MET_INNOVATOR,
        Standing.CLAIMED: wording.HOME_MET_INNOVATOR_BY_YOU if by_you else wording.HOME_MET_INNOVATOR_BY_THEM,
        Standing.CONFIRMED: wording.HOME_MET_INNOVATOR_BOTH,
        Standing.DISPUTED: wording.HOME_MET_INNOVATOR_DISPUTED,
    }[standing]


def _met_champion(standing: Standing, *, by_you: bool) -> str:
    return {
        Standing.SILENT: wording.HOME_MET_CHAMPION,
        Standing.CLAIMED: wording.HOME_MET_CHAMPION_BY_YOU if by_you else wording.HOME_MET_CHAMPION_BY_THEM,
        Standing.CONFIRMED: wording.HOME_MET_CHAMPION_BOTH,
        Standing.DISPUTED: wording.HOME_MET_CHAMPION_DISPUTED,
    }[standing]


def _profiles(tab: HomeTab, taxonomy: Taxonomy, currency: str) -> list[Block]:
    if not tab.innovator and not tab.champion:
        return []
    blocks = [header(wording.HOME_PROFILES)]
    if tab.innovator:
        text = _innovator_text(tab.innovator, taxonomy, currency)
        row = _profile_buttons(ids.OPEN_NEED, INNOVATOR, paused=tab.innovator.paused)
        row = [*row, _withdraw_button()] if _is_out(tab) else row
        blocks += [section(text), context(_innovator_state(tab)), actions("profile:innovator", *row)]
    if tab.champion:
        text = _champion_text(tab.champion, taxonomy)
        row = (*_profile_buttons(ids.OPEN_OFFER, CHAMPION, paused=tab.champion.paused), _leave())
        blocks += [section(text), context(_champion_state(tab)), actions("profile:champion", *row)]
    return blocks


def _withdraw_button() -> ButtonElement:
    confirm = question(
        wording.WITHDRAW_TITLE, wording.WITHDRAW_TEXT, wording.WITHDRAW_YES, wording.WITHDRAW_NO
    )
    return button(wording.WITHDRAW, ids.WITHDRAW, confirm=confirm)


def _is_out(tab: HomeTab) -> bool:
    """Tell whether somebody has, or is about to get, a suggestion of the innovator."""
    states = (State.OPEN, State.ASKING)
    return tab.searching or any(_as_innovator(tab, state) for state in states)


def _innovator_text(innovator: Innovator, taxonomy: Taxonomy, currency: str) -> str:
    line = profile_line(innovator.stage, innovator.sectors, innovator.regions, taxonomy)
    text = wording.HOME_INNOVATOR.format(
        venture=venture_name(innovator), line=line, needs=needs_sentence(innovator.needs)
    )
    evidence = evidence_line(innovator.evidence, currency)
    return f"{text}\n{evidence}" if evidence else text


def _champion_text(champion: Champion, taxonomy: Taxonomy) -> str:
    line = profile_line("", champion.sectors, champion.regions, taxonomy)
    return wording.HOME_CHAMPION.format(
        organisation=organisation_name(champion), line=line, offers=needs_sentence(champion.offers)
    )


def _profile_buttons(edit: str, side: str, *, paused: bool) -> Sequence[ButtonElement]:
    resume = button(wording.RESUME, ids.RESUME, side, style="primary")
    pause = resume if paused else button(wording.PAUSE, ids.PAUSE, side)
    return button(wording.EDIT, edit), pause, button(wording.WHY, ids.WHY, side)


def _leave() -> ButtonElement:
    confirm = question(wording.LEAVE_TITLE, wording.LEAVE_TEXT, wording.LEAVE_YES, wording.LEAVE_NO)
    return button(wording.LEAVE, ids.LEAVE, CHAMPION, confirm=confirm)


def _innovator_state(tab: HomeTab) -> str:
    paused = tab.innovator is not None and tab.innovator.paused
    return _paused(tab.innovator_paused_until) if paused else wording.ACTIVE_INNOVATOR


def _champion_state(tab: HomeTab) -> str:
    if tab.champion is None or tab.champion.paused:
        return _paused(tab.champion_paused_until)
    return wording.active_champion(tab.champion.capacity)


def _paused(until: date | None) -> str:
    return wording.PAUSED_UNTIL.format(day=vocabulary.day(until)) if until else wording.PAUSED


def _next_cycle(tab: HomeTab) -> str:
    if tab.halt:
        return wording.HOME_HALTED
    if tab.next_cycle is None:
        return wording.HOME_NEXT_OPEN
    return wording.HOME_NEXT.format(moment=vocabulary.moment(tab.next_cycle))


def _footer(tab: HomeTab) -> list[Block]:
    row: list[ButtonElement] = []
    if tab.champion and not tab.innovator:
        row.append(button(wording.I_NEED_TOO, ids.OPEN_NEED))
    if tab.innovator and not tab.champion:
        row.append(button(wording.I_OPEN_DOORS_TOO, ids.OPEN_OFFER))
    row.append(button(wording.HELP, ids.HELP))
    if tab.innovator or tab.champion:
        row.append(button(wording.MY_DATA, ids.MY_DATA))
        # forgetting takes both sides of a person; the value only says which side the person has
        row.append(button(wording.FORGET_ME, ids.FORGET, INNOVATOR if tab.innovator else CHAMPION, "danger"))
    return [divider(), context(_next_cycle(tab)), actions("footer", *row)]
