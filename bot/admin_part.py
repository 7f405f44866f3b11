"""The admins' part of the Home tab, and the same in the words of `/partneradmin status`."""

from datetime import UTC, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot import slack_ids as ids
from bot import vocabulary, wording
from bot.blocks import actions, button, header, mention, question, section
from bot.language import number
from bot.records import CycleSummary, Halt, HomeTab, KeyNumbers
from bot.review_cards import waits_text


def admin_blocks(tab: HomeTab) -> list[Block]:
    """Draw what an admin sees below what everybody does; nothing for anybody else."""
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


def key_numbers_text(numbers: KeyNumbers) -> str:
    """Say what an organiser asks first."""
    return wording.KEY_NUMBERS.format(
        innovators=wording.innovators_count(numbers.innovators),
        champions=wording.champions_count(numbers.champions),
        introductions=wording.introductions_count(numbers.introductions),
        met=number(numbers.met),
        partnerships=number(numbers.partnerships),
    )
