"""Who leaves three askings in a row without an answer is paused kindly, told so once, and asked no more.

One click brings them back; any answer to a question starts the count anew.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from slack_bolt import Ack, App

from bot import ladder, slack_ids, wording
from bot.blocks import actions, as_dicts, button, header, section
from bot.cards import Message
from bot.drawings import Post
from bot.introductions import close_open_cards
from bot.leaving import hand_on
from bot.occasion import Occasion, Refusal
from bot.records import Kind, Workspace
from bot.storage import Act, Side, Store

_SIDES: tuple[Side, ...] = ("innovator", "champion")


def pause_silent(store: Store, workspace: Workspace, now: datetime) -> int:
    """Pause everyone who has been silent for too long, in both roles; return how many."""
    patience = now - ladder.PATIENCE
    with store.read(workspace, patience=10) as act:
        people = act.silent_people(patience, ladder.MOST_SILENT)
    for person in people:
        with store.begin(workspace, patience=10) as act:
            if person in act.silent_people(patience, ladder.MOST_SILENT):
                _pause(act, person, now)
    return len(people)


def _pause(act: Act, person: str, now: datetime) -> None:
    innovator, champion = act.innovator(person), act.champion(person)
    for side, profile in zip(_SIDES, (innovator, champion), strict=True):
        if profile and not profile.paused:
            act.pause(side, person, None, now)
    if innovator:
        close_open_cards(act, innovator.id, now)
    if champion:
        hand_on(act, champion, now)
    act.record(person, "paused for silence", "", now)
    act.queue(Kind.SILENCE, act.begin_silence(person, now), now)
    act.queue(Kind.HOME, person, now)


def end_silence(act: Act, person: str, now: datetime) -> bool:
    """Ask a person again from now on, and have the message redrawn that said otherwise; False: no need."""
    ended = act.end_silence(person, now)
    for silence in ended:
        act.queue(Kind.SILENCE, silence, now)
    return bool(ended)


def come_back(occasion: Occasion) -> None:
    """End the pause of both roles. Raises Refusal where the silence has ended already."""
    with occasion.begin() as act:
        if not end_silence(act, occasion.person, occasion.now):
            raise Refusal(wording.NOT_PAUSED)
        for side in _SIDES:
            act.resume(side, occasion.person, occasion.now)
        act.record(occasion.person, "resumed", "", occasion.now)
        act.queue(Kind.HOME, occasion.person, occasion.now)
    occasion.wake()


def silence_message(*, ended: bool) -> Message:
    """Say that silence has paused a person, with a way back; or that they are back."""
    text = wording.SILENCE_ENDED if ended else wording.SILENCE
    back = button(wording.RESUME, slack_ids.COME_BACK, style="primary")
    blocks = (
        [section(text)]
        if ended
        else [header(wording.SILENCE_HEADING), section(text), actions("silence", back)]
    )
    return Message(text, as_dicts(blocks))


def draw_silence(act: Act, silence: str, _now: datetime) -> Post | None:
    """Draw what a person hears whose silence has paused them."""
    known = act.silence(silence)
    return Post((known[0],), silence_message(ended=known[1])) if known else None


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.SILENCE: draw_silence}


def _come_back_clicked(ack: Ack, occasion: Occasion) -> None:
    come_back(occasion)
    ack()


def register(app: App) -> None:
    """Listen to the way back."""
    app.action(slack_ids.COME_BACK)(_come_back_clicked)
