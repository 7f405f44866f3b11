"""Nobody waits in the dark: why there is no suggestion, when asked, and once a cycle without being asked.

What is told is true to the reasons kept and to what has happened since, and never who declined.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from slack_bolt import Ack, App

from bot import calendar, dialogs, slack_ids, vocabulary, wording
from bot.blocks import as_dicts, header, section, typed
from bot.cards import Message, venture_name
from bot.drawings import Post
from bot.language import say
from bot.occasion import Occasion, Refusal
from bot.records import CycleSummary, DeclineReason, Kind, State, Workspace
from bot.storage import Act, Side, Store
from config.settings import Settings
from matching.people import Champion, Idle, Innovator

_WHY_ROOM: Final = 900


def run_due(store: Store, workspace: Workspace, now: datetime) -> None:
    """Tell everyone to whom the latest cycle brought nothing, once; who had another message only on Home."""
    with store.read(workspace, patience=10) as act:
        latest, untold = act.cycle_summary(), act.untold()
        halted = act.halted()
    if halted or not latest or not untold:
        return
    with store.begin(workspace, patience=10) as act:
        heard = act.heard(latest.id)
        for innovator, person in act.untold():
            act.mark_told(latest.id, innovator, now)
            act.queue(Kind.HOME, person, now)
            if person not in heard:
                act.queue(Kind.NEWS, f"{latest.id}:{innovator}", now)


def why_text(act: Act, person: str, side: Side, now: datetime, settings: Settings) -> str:
    """Say why a person has no suggestion, or where it is. Raises Refusal where there is no profile."""
    latest = act.cycle_summary()
    upcoming = wording.HOME_NEXT.format(
        moment=vocabulary.moment(calendar.next_cycle(now, settings.cycle, settings.timezone))
    )
    if side == "innovator":
        innovator = act.innovator(person)
        if innovator is None:
            raise Refusal(wording.NO_INNOVATOR)
        return "\n".join((*_of_innovator(act, innovator, latest), upcoming))
    champion = act.champion(person)
    if champion is None:
        raise Refusal(wording.NO_CHAMPION)
    return "\n".join((_of_champion(act, champion, latest), upcoming))


def _of_innovator(act: Act, innovator: Innovator, latest: CycleSummary | None) -> list[str]:
    if innovator.paused:
        return [wording.WHY_PAUSED]
    if act.introductions_of(innovator.id) >= innovator.wanted:
        return [wording.WHY_ENOUGH]
    waiting = act.open_cards_of(innovator.id)
    if any(card.state is State.ASKING for card in waiting):
        return [wording.WHY_ASKING]
    if waiting or act.searching(innovator.id):
        return [wording.HOME_LOOKING.format(venture=venture_name(innovator))]
    return _of_last_cycle(act, innovator, latest) if latest else [wording.WHY_NO_CYCLE]


def _of_last_cycle(act: Act, innovator: Innovator, latest: CycleSummary) -> list[str]:
    """Say what the last cycle brought, now that nothing of it is open."""
    happened, day = act.happened(latest.id, innovator.id), vocabulary.day(latest.local_date)
    why = act.why_left_out(latest.id, innovator.id)
    if any(state is State.ACCEPTED for state, _ in happened):
        return [wording.WHY_INTRODUCED.format(day=day)]
    if why:
        told = [wording.WHY_LEFT_OUT.format(day=day, why=typed(say(why), _WHY_ROOM))]
    elif happened:
        told = [wording.WHY_ENDED.format(day=day), *_helps([why or state for state, why in happened])]
    elif innovator.id in act.let_down():
        told = [wording.WHY_NOT_GONE_OUT.format(day=day)]
    else:
        return [wording.WHY_JOINED_LATER]
    return [*told, wording.WHY_FIRST] if innovator.id in act.let_down() else told


def _helps(ended: Sequence[State | DeclineReason]) -> list[str]:
    """Say, once each, what would help, by how suggestions ended."""
    said: Mapping[State | DeclineReason, str] = {
        DeclineReason.TOO_EARLY: wording.WHY_TOO_EARLY,
        DeclineReason.NOT_OUR_FIELD: wording.WHY_NOT_OUR_FIELD,
        DeclineReason.NO_CAPACITY: wording.WHY_NO_CAPACITY,
        DeclineReason.CONFLICT: wording.WHY_CONFLICT,
        DeclineReason.OTHER: wording.WHY_OTHER,
        State.EXPIRED: wording.WHY_NO_ANSWER,
        State.HANDED: wording.WHY_NO_ANSWER,
        State.POSTPONED: wording.WHY_LATER,
    }
    return list(dict.fromkeys(said[each] for each in ended if each in said))


def _of_champion(act: Act, champion: Champion, latest: CycleSummary | None) -> str:
    if champion.paused:
        return wording.WHY_PAUSED
    if latest is None:
        return wording.WHY_NO_CYCLE
    day = vocabulary.day(latest.local_date)
    if act.cards_of_message(latest.id, champion.id):
        return wording.WHY_CARDS.format(day=day)
    idle = act.why_idle(latest.id, champion.id)
    return _idle(idle).format(day=day) if idle else wording.WHY_JOINED_LATER


def _idle(why: Idle) -> str:
    said = {Idle.FULL: wording.WHY_FULL, Idle.NOBODY: wording.WHY_NOBODY, Idle.OTHERS: wording.WHY_OTHERS}
    return said[why]


def why(occasion: Occasion, side: Side, _told: str = "") -> str:
    """Answer `why`. Raises Refusal where the person has no such profile."""
    with occasion.read() as act:
        return why_text(act, occasion.person, side, occasion.now, occasion.settings)


def draw_news(act: Act, subject: str, now: datetime, *, settings: Settings) -> Post | None:
    """Draw what an innovator hears of a cycle that brought nothing; None where they are gone."""
    _, _, innovator = subject.partition(":")
    person = act.person_of(innovator)
    if person is None:
        return None
    text = why_text(act, person, "innovator", now, settings)
    return Post((person,), Message(text, as_dicts([header(wording.NEWS_HEADING), section(text)])))


def drawings(settings: Settings) -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.NEWS: partial(draw_news, settings=settings)}


def _why_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    side: Side = "champion" if body["actions"][0].get("value") == "champion" else "innovator"
    occasion.messenger.open_view(body["trigger_id"], dialogs.notice(wording.WHY, why(occasion, side)))
    ack()


def register(app: App) -> None:
    """Listen to *Why?* on the Home tab."""
    app.action(slack_ids.WHY)(_why_clicked)
