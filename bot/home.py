"""The Home tab, and the same truth in a few lines for `status`.

Drawn from a HomeTab alone, so that what it shows is what the database says. Cards look here as they do in
messages (`bot.cards`).
"""

from collections.abc import Sequence
from datetime import UTC, date, tzinfo
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from bot import slack_ids as ids
from bot import vocabulary, wording
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
from bot.language import number
from bot.proof_cards import agreed_blocks, proof_question_blocks
from bot.questions import question_blocks
from bot.records import Card, CycleSummary, Halt, HomeTab, KeyNumbers, Standing, State
from bot.review_cards import waits_text
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
        *_admin(tab),
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


def last_cycle_text(last: CycleSummary | None) -> str:
    """Say what the last cycle did, for admins."""
    return wording.ADMIN_LAST.format(**cycle_words(last)) if last else wording.ADMIN_NO_CYCLE


def halt_text(halt: Halt, zone: tzinfo) -> str:
    """Say since when everything is paused and by whom, for admins."""
    since = vocabulary.moment(halt.since.astimezone(zone))
    if not halt.by:
        return wording.ADMIN_HALTED_SINCE.format(moment=since)
    return wording.ADMIN_HALTED.format(person=mention(halt.by), moment=since)


def cycle_words(cycle: CycleSummary) -> dict[str, str]:
    """Say the day and the counts of a cycle, by the names of the placeholders in `bot.wording`."""
    return {
        "day": vocabulary.day(cycle.local_date),
        "innovators": wording.innovators_count(cycle.innovators),
        "champions": wording.champions_count(cycle.champions),
        "suggestions": wording.suggestions_count(cycle.suggestions),
        "left_out": wording.innovators_count(cycle.left_out),
    }


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


def _admin(tab: HomeTab) -> list[Block]:
    if not tab.admin:
        return []
    confirm = question(
        wording.ADMIN_RUN_TITLE, wording.ADMIN_RUN_TEXT, wording.ADMIN_RUN_YES, wording.ADMIN_RUN_NO
    )
    row = (
        button(wording.ADMIN_STATUS, ids.ADMIN_STATUS),
        button(wording.ADMIN_PREVIEW, ids.ADMIN_PREVIEW),
        button(wording.ADMIN_RUN, ids.ADMIN_RUN, confirm=confirm),
        button(wording.ORGANISATIONS, ids.ADMIN_ORGANISATIONS),
        button(wording.SETTINGS, ids.ADMIN_SETTINGS),
        _kill_switch(tab),
    )
    return [
        header(wording.HOME_ADMIN),
        *([section(halt_text(tab.halt, tab.now.tzinfo or UTC))] if tab.halt else []),
        *([section(waits_text(tab.draft, tab.review_channel, tab.now.tzinfo or UTC))] if tab.draft else []),
        section(last_cycle_text(tab.last_cycle)),
        actions("admin", *row),
        *_disagreements(tab),
        *_results(tab),
    ]


def _disagreements(tab: HomeTab) -> list[Block]:
    if not tab.disagreements:
        return []
    show = button(wording.ADMIN_DISAGREEMENTS, ids.ADMIN_DISAGREEMENTS)
    return [section(wording.disagreements(tab.disagreements)), actions("disagreements", show)]


def _kill_switch(tab: HomeTab) -> ButtonElement:
    if tab.halt:
        return button(wording.ADMIN_RESUME, ids.ADMIN_RESUME, style="primary")
    confirm = question(
        wording.ADMIN_PAUSE_TITLE, wording.ADMIN_PAUSE_TEXT, wording.ADMIN_PAUSE_YES, wording.ADMIN_PAUSE_NO
    )
    return button(wording.ADMIN_PAUSE, ids.ADMIN_PAUSE, style="danger", confirm=confirm)


def _results(tab: HomeTab) -> list[Block]:
    """Show an organiser the key numbers, and the way to all the others."""
    row = (
        button(wording.ADMIN_REPORT, ids.ADMIN_REPORT),
        button(wording.EXPORT, ids.ADMIN_EXPORT),
        button(wording.ADMIN_IMPORT, ids.ADMIN_IMPORT),
    )
    told = [section(key_numbers_text(tab.results))] if tab.results else []
    return [*told, actions("results", *row)]


def key_numbers_text(numbers: KeyNumbers) -> str:
    """Say what an organiser asks first."""
    return wording.KEY_NUMBERS.format(
        innovators=wording.innovators_count(numbers.innovators),
        champions=wording.champions_count(numbers.champions),
        introductions=wording.introductions_count(numbers.introductions),
        met=number(numbers.met),
        partnerships=number(numbers.partnerships),
    )
