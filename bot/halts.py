"""The kill switch: an admin stops every cycle and every message that nobody asked for, until resumed.

Answers to people's own acts still go out. What was held goes out one after the other once it goes on, and the
time that everything stood still counts against nobody's answer.
"""

from datetime import timedelta
from typing import Any, Final

from slack_bolt import Ack, App

from bot import dialogs, slack_ids, wording
from bot.occasion import Occasion, Refusal
from bot.records import Kind

# Between two messages that were held: a thousand of them take an hour and a half.
_GAP: Final = timedelta(seconds=5)


def pause(occasion: Occasion) -> str:
    """Stop everything, and say so. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        if not act.halt(occasion.person, occasion.now):
            raise Refusal(wording.HALTED_ALREADY)
        act.record(occasion.person, "paused everything", "", occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.HALTED_NOW


def resume(occasion: Occasion) -> str:
    """Let everything go on, and say so. Raises Refusal."""
    _check_admin(occasion)
    with occasion.begin() as act:
        halt = act.halted()
        if halt is None:
            raise Refusal(wording.NOT_HALTED)
        act.lift_halt()
        for suggestion in act.leave_out(halt.since, occasion.now):
            act.redraw_suggestion(suggestion, occasion.now)
        held = act.spread_letters(occasion.now, _GAP)
        act.record(occasion.person, "resumed everything", "", occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()
    return wording.goes_on(held)


def _check_admin(occasion: Occasion) -> None:
    if not occasion.admin:
        raise Refusal(wording.NOT_AN_ADMIN)


def _pause_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    told = dialogs.notice(wording.HALT_TITLE, pause(occasion))
    occasion.messenger.open_view(body["trigger_id"], told)
    ack()


def _resume_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    told = dialogs.notice(wording.HALT_TITLE, resume(occasion))
    occasion.messenger.open_view(body["trigger_id"], told)
    ack()


def register(app: App) -> None:
    """Listen to the kill switch on the Home tab; its command is among the admins' (`bot.admin`)."""
    app.action(slack_ids.ADMIN_PAUSE)(_pause_clicked)
    app.action(slack_ids.ADMIN_RESUME)(_resume_clicked)
