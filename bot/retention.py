"""How long things are kept, once a day: nothing of a person's goes without asking them first.

Whoever has done nothing for long is asked whether to stay, and erased if that stays unanswered. What ended
long ago becomes counts. A workspace that has let us in no more for long is erased.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from slack_bolt import Ack, App

from bot import calendar, slack_ids, wording
from bot.blocks import actions, as_dicts, button, section
from bot.cards import Message
from bot.drawings import Post
from bot.logs import log_of
from bot.messenger import answer
from bot.occasion import Occasion
from bot.profiles import erase
from bot.records import Kind, Workspace
from bot.storage import Act, Store
from config.settings import Settings

# Days that a question waits for its answer.
ANSWER_DAYS: Final = 30
PROPOSAL_DAYS: Final = 60

log = log_of(__name__)


def keep_to_settings(store: Store, workspace: Workspace, now: datetime, settings: Settings) -> None:
    """Do what the day has to do, in one transaction."""
    with store.begin(workspace, patience=10) as act:
        stop = act.stopped()
        if stop:
            if stop.since < calendar.months_before(now, settings.keep_stopped_months):
                act.erase_workspace()
                log.warning("the workspace has let us in no more for long: all that was kept of it is erased")
            return
        _settle_proposals(act, now)
        _settle_profiles(act, now, calendar.months_before(now, settings.keep_profiles_months))
        # a declined pair must not be suggested again before its time, so its row stays at least as long
        ended = max(settings.keep_suggestions_months, settings.rest_months)
        _count_ended(act, now, calendar.months_before(now, ended))
        # the trail also tells who has done nothing for long
        trail = max(settings.keep_audit_months, settings.keep_profiles_months)
        act.drop_audit(calendar.months_before(now, trail))


def _count_ended(act: Act, now: datetime, before: datetime) -> None:
    """Turn what came to nothing into counts; its messages go, too, which nobody could redraw afterwards."""
    for suggestion in act.ended(before):
        act.take_down_suggestion(suggestion, now)
    act.count_ended(before)


def _settle_proposals(act: Act, now: datetime) -> None:
    """Erase imported profiles that were never answered."""
    for person in act.drop_old_proposals(now - timedelta(days=PROPOSAL_DAYS)):
        act.queue(Kind.PROPOSAL, person, now)


def _settle_profiles(act: Act, now: datetime, before: datetime) -> None:
    """Ask who has long done nothing; erase who never answers; leave in peace who is back."""
    inactive = set(act.inactive(before))
    for person in act.asked_to_stay():
        if person not in inactive and act.stays(person):
            act.queue(Kind.FAREWELL, person, now)
    for person in act.unanswered_farewells(now - timedelta(days=ANSWER_DAYS)):
        erase(act, person, now)
    for person in sorted(inactive):
        if (act.innovator(person) or act.champion(person)) and act.ask_to_stay(person, now):
            act.queue(Kind.FAREWELL, person, now)


def stay(occasion: Occasion) -> str:
    """Keep that a person wants to stay, and say so."""
    with occasion.begin() as act:
        act.stays(occasion.person)
        act.record(occasion.person, "stays", "", occasion.now)
        act.queue(Kind.FAREWELL, occasion.person, occasion.now)
    occasion.wake()
    return wording.FAREWELL_STAYS


def draw_farewell(act: Act, subject: str, _now: datetime) -> Post | None:
    """Draw the question whether to stay; None once it is answered."""
    if subject not in act.asked_to_stay():
        return None
    text = wording.FAREWELL.format(days=ANSWER_DAYS)
    row = (
        button(wording.FAREWELL_STAY, slack_ids.STAY, style="primary"),
        button(wording.FORGET_ME, slack_ids.FORGET),
    )
    return Post((subject,), Message(text, as_dicts([section(text), actions("farewell", *row)])))


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.FAREWELL: draw_farewell}


def _stay_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    said = stay(occasion)
    if body.get("response_url"):
        answer(body["response_url"], said)
    ack()


def register(app: App) -> None:
    """Listen to the button that keeps a profile."""
    app.action(slack_ids.STAY)(_stay_clicked)
