"""What admins see and do: the state of things, the next cycle before anyone else, a cycle now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot import (
    admin_part,
    calendar,
    cycle,
    dialogs,
    error_door,
    halts,
    my_data,
    organisations,
    own_settings,
    report,
    review_cards,
    slack_ids,
    vocabulary,
    wording,
)
from bot.blocks import SECTION_ROOM, as_dicts, fitting, mention, section, typed
from bot.cards import Message, organisation_name, pairings_text, venture_name
from bot.cycle import Decide
from bot.drawings import Post
from bot.language import speaking
from bot.logs import log_of
from bot.messenger import answer
from bot.occasion import Occasion, Refusal
from bot.proof_cards import channel_mention
from bot.records import Kind
from bot.refusals import Gone, NotSent, Refused, Unclear
from bot.storage import Act
from config.settings import Settings

_WORD_ROOM = 60
_MOST_NAMED = 20

log = log_of(__name__)


def status_text(occasion: Occasion) -> str:
    """Say what the last cycle did, when the next one is, and whether every message could be delivered."""
    settings = occasion.settings
    with occasion.read() as act:
        summary, letters, differing = act.cycle_summary(), act.letter_states(), len(act.disagreements())
        halt, alone = act.halted(), act.organisations_without_champion()
        stop, review = act.stopped(), _review_lines(act, settings)
    upcoming = calendar.next_cycle(occasion.now, settings.cycle, settings.timezone, settings.country)
    waiting = letters.get("pending", 0) + letters.get("sending", 0) + letters.get("unknown", 0)
    lines = [
        *([admin_part.halt_text(halt, settings.timezone)] if halt else []),
        admin_part.last_cycle_text(summary),
        *review,
        wording.admin_next(upcoming),
    ]
    lines += [wording.stopped(stop.since.astimezone(settings.timezone), stop.why)] if stop else []
    names = vocabulary.enumeration([typed(one.name, _WORD_ROOM) for one in alone[:_MOST_NAMED]])
    lines += [wording.WITHOUT_CHAMPION.format(organisations=names)] if alone else []
    lines += [wording.letters_waiting(waiting)] if waiting else []
    lines += [wording.letters_parked(letters["parked"])] if letters.get("parked") else []
    lines += [wording.disagreements_in_status(differing)] if differing else []
    return "\n".join(lines)


def _review_lines(act: Act, settings: Settings) -> list[str]:
    """Say that a draft waits for approval, and where it could not be posted, what to do."""
    draft = act.draft()
    if draft is None:
        return []
    lost = [letter for letter in act.parked_letters() if letter.kind is Kind.REVIEW]
    return [
        review_cards.waits_text(draft, settings.review_channel, settings.timezone),
        *(
            wording.REVIEW_NOT_POSTED.format(why=typed(each.error, _WORD_ROOM), letter=each.id)
            for each in lost
        ),
    ]


def preview_text(occasion: Occasion, decide: Decide) -> str:
    """Say whom a cycle would bring together now, or does once it is approved; nothing is kept or sent."""
    pairs, left_out = cycle.preview(
        occasion.store,
        occasion.workspace,
        occasion.now,
        occasion.settings,
        occasion.taxonomy,
        decide,
    )
    with occasion.read() as act:
        draft = act.draft()
    settings = occasion.settings
    waits = review_cards.waits_text(draft, settings.review_channel, settings.timezone) if draft else ""
    return pairings_text(pairs, left_out, waits)


def disagreements_text(occasion: Occasion) -> str:
    """List the introductions of which two people tell different things, in at most 3,000 letters."""
    with occasion.read() as act:
        found = act.disagreements()
    lines = [
        wording.DISAGREEMENT.format(
            venture=venture_name(each.card.innovator),
            organisation=organisation_name(each.card.champion),
            innovator=mention(each.card.innovator.person),
            innovator_says=vocabulary.RUNG_NAMES[each.innovator_says],
            champion=mention(each.card.champion.person),
            champion_says=vocabulary.RUNG_NAMES[each.champion_says],
        )
        for each in found
    ]
    heading = wording.disagreements(len(found)) if found else wording.DISAGREEMENTS_NONE
    return fitting([heading, *lines], SECTION_ROOM, vocabulary.and_more)


def run_now(occasion: Occasion) -> str:
    """Write down that a cycle is due today, and say so. Raises Refusal where today has had one."""
    with occasion.begin() as act:
        if act.halted():
            raise Refusal(wording.HALTED_NO_CYCLE)
        if not act.ask_for_cycle(occasion.today, occasion.person, occasion.now):
            raise Refusal(wording.CYCLE_ALREADY_RAN)
        act.record(occasion.person, "asked for a cycle", occasion.today.isoformat(), occasion.now)
    occasion.wake()
    if occasion.settings.review:
        return wording.ADMIN_DRAFTING.format(channel=channel_mention(occasion.settings.review_channel))
    return wording.ADMIN_RUNNING


def draw_summary(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw what an admin who asked for a cycle hears of it."""
    summary, admin = act.cycle_summary(subject), act.asked_by(subject)
    if summary is None or admin is None:
        return None
    said = wording.SUMMARY if summary.suggestions else wording.SUMMARY_NOTHING
    text = said.format(**admin_part.cycle_words(summary))
    return Post((admin,), Message(text, as_dicts([section(text)])))


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.SUMMARY: draw_summary}


def _check_admin(occasion: Occasion) -> None:
    if not occasion.admin:
        raise Refusal(wording.NOT_AN_ADMIN)


# What each word after /partneradmin does; its answer is shown to the admin.
_WORDS: Mapping[str, Callable[[Occasion], str]] = {
    "": lambda _: wording.HELP_ADMIN,
    "help": lambda _: wording.HELP_ADMIN,
    "status": status_text,
    "preview": lambda _: wording.PREVIEW_COMING,
    "run": run_now,
    "pause": halts.pause,
    "resume": halts.resume,
    "disagreements": disagreements_text,
    "report": report.ask_for,
    "export": my_data.ask_for_everything,
    "import": lambda _: wording.IMPORT_HOW,
}

# ... and those that open a form.
_FORMS: Mapping[str, Callable[[Occasion, str], None]] = {
    "organisations": organisations.open_picker,
    "settings": own_settings.open_form,
}


def _commanded(ack: Ack, command: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    word = command.get("text", "").strip().lower()
    if word in _FORMS:
        _FORMS[word](occasion, command["trigger_id"])
        ack()
        return
    if word not in _WORDS:
        shown = typed(word, _WORD_ROOM)
        raise Refusal(wording.UNKNOWN_WORD.format(word=shown, command=slack_ids.ADMIN))
    ack(_WORDS[word](occasion))


def _preview_told(command: dict[str, Any], occasion: Occasion, decide: Decide) -> None:
    """Answer `preview` once it is known: choosing takes longer than Slack waits for an acknowledgement."""
    if command.get("text", "").strip().lower() != "preview" or not occasion.admin:
        return
    try:
        with speaking(occasion.language):
            told = _preview_or_trouble(command, occasion, decide)
        answer(command["response_url"], told)
    except (NotSent, Unclear) as failure:
        log.warning("the preview could not be shown", why=str(failure))


def _preview_or_trouble(body: dict[str, Any], occasion: Occasion, decide: Decide) -> str:
    """Return the preview, or what the error door says: Bolt does not bring it a late listener's errors."""
    try:
        return preview_text(occasion, decide)
    except Exception as error:
        return error_door.sentence(error, body)


def _status_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    occasion.messenger.open_view(
        body["trigger_id"], dialogs.notice(wording.ADMIN_STATUS, status_text(occasion))
    )
    ack()


def _run_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    occasion.messenger.open_view(body["trigger_id"], dialogs.notice(wording.ADMIN_RUN, run_now(occasion)))
    ack()


def _report_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    said = dialogs.notice(wording.ADMIN_REPORT, report.ask_for(occasion))
    occasion.messenger.open_view(body["trigger_id"], said)
    ack()


def _disagreements_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    told = dialogs.notice(wording.ADMIN_DISAGREEMENTS, disagreements_text(occasion))
    occasion.messenger.open_view(body["trigger_id"], told)
    ack()


def _import_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    how = dialogs.notice(wording.ADMIN_IMPORT, wording.IMPORT_HOW)
    occasion.messenger.open_view(body["trigger_id"], how)
    ack()


def _export_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    _check_admin(occasion)
    said = dialogs.notice(wording.EXPORT, my_data.ask_for_everything(occasion))
    occasion.messenger.open_view(body["trigger_id"], said)
    ack()


def _preview_clicked(ack: Ack, occasion: Occasion) -> None:
    _check_admin(occasion)
    ack()


def _preview_shown(body: dict[str, Any], occasion: Occasion, decide: Decide) -> None:
    """Open the preview at once, and fill it when it is known."""
    if not occasion.admin:
        return
    try:
        with speaking(occasion.language):
            coming = dialogs.notice(wording.ADMIN_PREVIEW, wording.PREVIEW_COMING)
            view = occasion.messenger.open_view(body["trigger_id"], coming)
            told = dialogs.notice(wording.ADMIN_PREVIEW, _preview_or_trouble(body, occasion, decide))
        occasion.messenger.redraw_view(view, told)
    except (NotSent, Unclear, Gone, Refused) as failure:
        log.warning("the preview could not be shown", why=str(failure))


def register(app: App) -> None:
    """Listen to /partneradmin and the admins' buttons on the Home tab."""
    app.command(slack_ids.ADMIN)(ack=_commanded, lazy=[_preview_told])
    app.action(slack_ids.ADMIN_STATUS)(_status_clicked)
    app.action(slack_ids.ADMIN_PREVIEW)(ack=_preview_clicked, lazy=[_preview_shown])
    app.action(slack_ids.ADMIN_RUN)(_run_clicked)
    app.action(slack_ids.ADMIN_REPORT)(_report_clicked)
    app.action(slack_ids.ADMIN_DISAGREEMENTS)(_disagreements_clicked)
    app.action(slack_ids.ADMIN_EXPORT)(_export_clicked)
    app.action(slack_ids.ADMIN_IMPORT)(_import_clicked)
