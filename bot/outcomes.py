"""What comes of an introduction: both are asked when it is due, and both answers are kept.

*Did you meet?* a week later, then how far the two have come. All that is due for a person is asked in one
message. What it amounts to is decided by `bot.ladder`; who stays silent is left to `bot.ghosting`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App

from bot import dialogs, ladder, proofs, questions, slack_ids, vocabulary, wording
from bot.blocks import clean
from bot.drawings import Post
from bot.occasion import Occasion, Refusal
from bot.records import Card, FollowUp, Kind, Met, Question, Reached, Rung, Standing, State, Workspace
from bot.storage import Act, Store, new_id
from matching.people import Evidence

_MET_OF = {action: met for met, action in questions.MET_BUTTONS.items()}
_RUNG_OF = {action: rung for rung, action in questions.RUNG_BUTTONS.items()}


def plan(act: Act, suggestion: str, people: tuple[str, str], now: datetime) -> None:
    """Write down what both people of an introduction will be asked, and when."""
    for person in people:
        for question, topic, due_at in ladder.schedule(now):
            act.add_follow_up(suggestion, person, question, topic, due_at)


def ask_due(store: Store, workspace: Workspace, now: datetime, zone: ZoneInfo) -> int:
    """Ask everyone for whom something is due, in one message each; return how many.

    What falls due later on the same day is asked along, so that nobody hears twice in a day.
    """
    # gather
    with store.read(workspace, patience=10) as act:
        people = act.people_to_ask(now)
    # decide
    until = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
    # apply
    for person in people:
        with store.begin(workspace, patience=10) as act:
            _redraw(act, act.ask(person, until, now, now - ladder.PATIENCE), now)
            act.queue(Kind.HOME, person, now)
    return len(people)


def answer_met(occasion: Occasion, follow_up: str, met: Met) -> None:
    """One of the two says whether they met. Raises Refusal where it is not theirs, or no longer asked."""
    with occasion.begin() as act:
        asked = _asked(act, occasion, follow_up)
        _tell(act, occasion, asked.card, met, ladder.RUNG_OF.get(met), Evidence())
        again = ladder.asked_again(met, asked.card.introduced_at or occasion.now, occasion.now)
        if again:
            act.add_follow_up(asked.card.id, occasion.person, Question.MET, asked.topic, again)
    occasion.wake()


def answer_rung(occasion: Occasion, follow_up: str, rung: Rung) -> None:
    """One of the two says how far they have come. Raises Refusal as `answer_met` does."""
    with occasion.begin() as act:
        asked = _asked(act, occasion, follow_up)
        _tell(act, occasion, asked.card, rung, rung, Evidence())
    occasion.wake()


def tell_rung(occasion: Occasion, suggestion: str, rung: Rung, figures: Evidence) -> str:
    """One of the two tells how far they have come, asked or not; return what it amounts to now.

    Where it is news to the other, they are asked too. Raises Refusal where the introduction is not theirs.
    """
    with occasion.begin() as act:
        card = _introduced(act, occasion, suggestion)
        other = _other(card, occasion.person)
        topic, reached = _tell(act, occasion, card, rung, rung, figures)
        news = reached.standing is Standing.CLAIMED and act.open_topic(card.id, other) is None
        if news:
            act.add_follow_up(card.id, other, Question.RUNG, topic, occasion.now)
    occasion.wake()
    names = questions.other_side(card, occasion.person)
    return _told(reached.standing).format(
        **names, rung=vocabulary.RUNG_NAMES[rung], agreed=vocabulary.RUNG_NAMES[reached.rung]
    )


def _told(standing: Standing) -> str:
    return {
        Standing.CLAIMED: wording.TOLD_CLAIMED,
        Standing.CONFIRMED: wording.TOLD_CONFIRMED,
        Standing.DISPUTED: wording.TOLD_DISPUTED,
    }[standing]


def _tell(
    act: Act, occasion: Occasion, card: Card, answer: Met | Rung, rung: Rung | None, figures: Evidence
) -> tuple[str, Reached]:
    """Keep an answer, and what both answers amount to; return its topic, and that."""
    person, now = occasion.person, occasion.now
    other = _other(card, person)
    topic = act.open_topic(card.id, person) or act.open_topic(card.id, other) or new_id()
    changed = act.answer_questions(card.id, person, answer, now)
    act.keep_outcome(card.id, person, topic, answer, rung, figures, now)
    act.settle_askings(person, now)
    act.record(person, f"told {answer}", card.id, now)
    reached = ladder.reckon(act.outcomes_of(card.id), (person, other))
    act.set_reached(card.id, reached)
    proofs.offer(act, card, reached, occasion.settings.channel, now)
    if rung is Rung.ENDED:
        changed |= _stop_asking(act, card, person, other, reached)
    _redraw(act, changed, now)
    for each in (person, other):
        act.queue(Kind.HOME, each, now)
    return topic, reached


def _stop_asking(act: Act, card: Card, person: str, other: str, reached: Reached) -> set[str]:
    """Ask whoever closed an introduction no more, and the other neither once they have closed it too."""
    stopped = act.stop_asking(card.id, person)
    return stopped | (act.stop_asking(card.id, other) if reached.standing is Standing.CONFIRMED else set())


def _redraw(act: Act, askings: set[str], now: datetime) -> None:
    for asking in sorted(askings):
        act.queue(Kind.QUESTIONS, asking, now)


def _asked(act: Act, occasion: Occasion, follow_up: str) -> FollowUp:
    """Return the question that was clicked, if it is this person's and still waits."""
    asked = act.follow_up(follow_up)
    if asked is None:
        raise Refusal(wording.QUESTION_GONE)
    if asked.person != occasion.person:
        raise Refusal(wording.NOT_YOURS)
    if asked.answer is not None:
        raise Refusal(wording.QUESTION_GONE)
    return asked


def _introduced(act: Act, occasion: Occasion, suggestion: str) -> Card:
    card = act.card(suggestion)
    if card is None or card.state is not State.ACCEPTED:
        raise Refusal(wording.INTRODUCTION_GONE)
    if occasion.person not in (card.innovator.person, card.champion.person):
        raise Refusal(wording.NOT_YOURS)
    return card


def _other(card: Card, person: str) -> str:
    return card.innovator.person if card.champion.person == person else card.champion.person


def draw_questions(act: Act, asking: str, _now: datetime) -> Post | None:
    """Draw all that a person is asked at once; None where newer questions have overtaken all of it."""
    asked = act.asked_in(asking)
    return Post((asked[0].person,), questions.questions_message(asked)) if asked else None


def drawings() -> Mapping[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.QUESTIONS: draw_questions}


def _clicked(body: dict[str, Any]) -> tuple[str, str]:
    """Return the button's action and value: a hint at the question, checked like anything that comes in."""
    return body["actions"][0]["action_id"], clean(str(body["actions"][0].get("value", "")))


def _met_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    action, follow_up = _clicked(body)
    answer_met(occasion, follow_up, _MET_OF[action])
    ack()


def _rung_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    """Take a rung as the answer; from a pilot upwards there are figures to ask for first."""
    action, follow_up = _clicked(body)
    rung = _RUNG_OF[action]
    if rung in ladder.WITH_FIGURES:
        with occasion.read() as act:
            card = _asked(act, occasion, follow_up).card
        _open_form(occasion, body["trigger_id"], [card], rung)
    else:
        answer_rung(occasion, follow_up, rung)
    ack()


def _tell_clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    with occasion.read() as act:
        cards = [card for card in act.cards_of_person(occasion.person) if card.state is State.ACCEPTED]
    if not cards:
        raise Refusal(wording.NO_INTRODUCTION)
    _open_form(occasion, body["trigger_id"], cards, None)
    ack()


def _open_form(occasion: Occasion, trigger: str, cards: list[Card], rung: Rung | None) -> None:
    """Open the form for a rung, filled with the figures this person gave last, if it is about one card."""
    with occasion.read() as act:
        told = [each for each in act.outcomes_of(cards[0].id) if each.person == occasion.person]
    known = told[-1].figures if told and len(cards) == 1 else None
    form = questions.rung_form(cards, occasion.person, occasion.settings.currency, rung, known)
    occasion.messenger.open_view(trigger, form)


def _rung_submitted(ack: Ack, view: dict[str, Any], occasion: Occasion) -> None:
    suggestion, rung, figures = questions.read_rung(view)
    told = tell_rung(occasion, suggestion, rung, figures)
    ack(response_action="update", view=dialogs.notice(wording.TOLD_TITLE, told))


def register(app: App) -> None:
    """Listen to the answers and to the form for a rung."""
    for action in _MET_OF:
        app.action(action)(_met_clicked)
    for action in _RUNG_OF:
        app.action(action)(_rung_clicked)
    app.action(slack_ids.TELL_RUNG)(_tell_clicked)
    app.view(slack_ids.RUNG_FORM)(_rung_submitted)
