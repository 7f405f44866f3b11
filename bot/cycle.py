"""The cycle: asked for on its day and hour or by an admin, run once, put to each champion in one message."""

import gc
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, Protocol

from bot import calendar, room
from bot.apart import apart
from bot.cards import cards_message
from bot.drawings import Lose, Post
from bot.embedding import as_arrays, vectors_in_use
from bot.records import AGAIN, Card, DueCycle, Kind, PutOff, Review, State, Workspace
from bot.storage import Act, Store
from config.settings import Settings
from matching import Champion, Decision, Innovator, Past, Policy, Suggestion, Taxonomy, Weights, suggest
from matching.pair import barrier

# How far a cycle shakes the weights: that costs less than a thousandth of what its suggestions are worth.
EXPLORATION = 0.05


# Whom a cycle would bring together, and who would be left out and why.
Preview = tuple[list[tuple[Innovator, Champion, Suggestion]], list[tuple[Innovator, str]]]

_DECIDING = threading.Lock()


class Decide(Protocol):
    """From people, past and policy to one cycle: `matching.suggest` with its weights, here or elsewhere."""

    def __call__(
        self,
        innovators: Sequence[Innovator],
        champions: Sequence[Champion],
        past: Past,
        policy: Policy,
        taxonomy: Taxonomy,
        *,
        vectors: Mapping[str, bytes] | None,
    ) -> Decision:
        """Decide."""
        ...


def suggest_here(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
    weights: Weights,
    vectors: Mapping[str, bytes] | None,
) -> Decision:
    """Decide in this process, which then has the heavy libraries in memory."""
    read = as_arrays(vectors) if vectors else None
    return suggest(innovators, champions, past, policy, taxonomy, weights, read)


def suggest_apart(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
    weights: Weights,
    vectors: Mapping[str, bytes] | None,
) -> Decision:
    """Decide in a process that ends afterwards, and takes the memory of its heavy libraries with it.

    One at a time: the cycles of several workspaces are due in the same minute.
    """
    with _DECIDING:
        return apart(_suggest_alone, innovators, champions, past, policy, taxonomy, weights, vectors)


def _suggest_alone(*everything: Any) -> Decision:  # noqa: ANN401 - as `suggest_here` takes it
    """Decide in a process that has nothing else to do."""
    gc.disable()  # all it holds is needed until it ends: searching for garbage finds none
    return suggest_here(*everything)


# The settings that say when a cycle comes.
_SCHEDULE: Final = ("POLLINATE_CYCLE", "POLLINATE_TIMEZONE", "POLLINATE_COUNTRY")


def ask_if_due(store: Store, workspace: Workspace, now: datetime, settings: Settings) -> bool:
    """Write the scheduled cycle down when its time has come; after days down, the latest one only.

    One that would have fallen before anyone had a profile, or before the day was changed, is not made up for.
    """
    if calendar.is_holiday(now.astimezone(settings.timezone).date(), settings.country):
        return False
    moment = calendar.latest_cycle(now, settings.cycle, settings.timezone, settings.country)
    with store.read(workspace, patience=10) as act:
        latest = act.last_cycle_date()
        if act.halted() or (latest is not None and latest >= moment.date()):
            return False
        joined, changed = act.first_joined(), act.own_settings_changed_at(_SCHEDULE)
    if joined is None or joined > moment:
        return False
    if changed and changed > moment:
        return False
    with store.begin(workspace, patience=10) as act:
        return act.ask_for_cycle(moment.date(), None, now)


def run_due(
    store: Store, workspace: Workspace, now: datetime, settings: Settings, taxonomy: Taxonomy, decide: Decide
) -> bool:
    """Run the cycle that is due, if there is one; False where none was, or another process was first."""
    # gather
    with store.read(workspace, patience=10) as act:
        due, halt = act.due_cycle(), act.halted()
    if due is None or halt:
        return False
    with store.begin(workspace, patience=10) as act:
        _drop_draft(act, now)
        act.end_searches()
    everyone = gather(store, workspace, now, settings)
    # decide
    decision = _decided(everyone, taxonomy, decide)
    # apply
    drafted = settings.review and bool(decision.suggestions or everyone.back)
    with store.begin(workspace, patience=10) as act:
        state = State.DRAFTED if drafted else State.OPEN
        asked_for = act.add_suggestions(due.id, decision.suggestions, now, state)
        if not _finish(act, due, everyone, decision, now, drafted=drafted):
            raise CycleTaken
        act.keep_whys(due.id, decision.left_out, decision.idle)
        if drafted:
            act.queue(Kind.REVIEW, due.id, now)
            act.address_to_channel(Kind.REVIEW, due.id, settings.review_channel)
        else:
            go_out(act, due.id, asked_for, everyone.back, now.astimezone(settings.timezone).date(), now)
    return True


def go_out(
    act: Act, cycle: str, champions: Sequence[str], back: Sequence[PutOff], today: date, now: datetime
) -> None:
    """Have everyone hear of a cycle that has run: these champions, and those whose cards come back."""
    _close_unwanted(act, today, now)
    for champion in {*champions, *_bring_back(act, cycle, back, now)}:
        act.queue(Kind.CARDS, f"{cycle}:{champion}", now)
    act.drop_older_whys(cycle)
    if act.asked_by(cycle):
        act.queue(Kind.SUMMARY, cycle, now)


def _drop_draft(act: Act, now: datetime) -> None:
    """Drop the draft that nobody approved, before anybody is chosen anew."""
    if draft := act.drop_draft():
        act.queue(Kind.REVIEW, draft, now)


def _decided(everyone: "Gathered", taxonomy: Taxonomy, decide: Decide) -> Decision:
    innovators, champions, past, policy, vectors, _ = everyone
    return decide(innovators, champions, past, policy, taxonomy, vectors=vectors)


def _finish(
    act: Act, due: DueCycle, everyone: "Gathered", decision: Decision, now: datetime, *, drafted: bool
) -> bool:
    """Mark the cycle as run, or drafted, with its counts; False where another process was first."""
    return act.finish_cycle(
        due.id,
        innovators=sum(not innovator.paused for innovator in everyone.innovators),
        champions=sum(not champion.paused for champion in everyone.champions),
        suggestions=len(decision.suggestions) + len(everyone.back),
        left_out=len(decision.left_out),
        now=now,
        version=decision.version,
        proof=decision.proof,
        state=Review.DRAFTED if drafted else Review.APPROVED,
    )


def _close_unwanted(act: Act, today: date, now: datetime) -> None:
    """Close the cards that would come back to an innovator who has found enough meanwhile."""
    for one in act.due_back(today):
        if not one.wanted and act.decide(one.suggestion, State.POSTPONED, State.CLOSED, now):
            act.queue(Kind.CARDS, act.cards_letter(one.cycle, one.champion), now)


def _bring_back(act: Act, cycle: str, back: Sequence[PutOff], now: datetime) -> list[str]:
    """Move cards whose time has come from their old message into a cycle; return their champions."""
    came = [one for one in back if act.bring_back(one.suggestion, cycle, now)]
    for one in came:
        act.queue(Kind.CARDS, act.cards_letter(one.cycle, one.champion), now)
    return [one.champion for one in came]


class CycleTaken(Exception):  # noqa: N818 - what happened, told to the ticker
    """Another process ran this cycle first; nothing of ours was kept."""


class Gathered(NamedTuple):
    """All that a cycle is decided from: everyone, the past, how to choose this time.

    `back` are cards that come back; they have their places already.
    """

    innovators: list[Innovator]
    champions: list[Champion]
    past: Past
    policy: Policy
    vectors: Mapping[str, bytes] | None
    back: list[PutOff]


def gather(store: Store, workspace: Workspace, now: datetime, settings: Settings) -> Gathered:
    """Return what a cycle at this moment is decided from; a preview reads the same."""
    vectors = vectors_in_use(store, workspace, settings)
    with store.begin(workspace, patience=10) as act:
        today = now.astimezone(settings.timezone).date()
        act.end_pauses(today)
        rested = calendar.months_before(now, settings.rest_months)
        # the same number until this cycle has run, so that it does what its preview showed
        seed = f"{workspace.team} {act.cycles_run()}"
        policy = Policy(exploration=EXPLORATION, seed=seed, language=settings.language)
        champions, past = act.champions(), act.past(rested)
        back = room.fitting(act.due_back(today), champions, past)
        return Gathered(
            act.innovators(), champions, room.without(past, back, champions, policy), policy, vectors, back
        )


def preview(
    store: Store, workspace: Workspace, now: datetime, settings: Settings, taxonomy: Taxonomy, decide: Decide
) -> Preview:
    """Return whom a cycle would bring together now, and who would be left out and why; nothing is kept.

    Where a cycle waits for review, that is the one.
    """
    if (waiting := _waiting(store, workspace, settings)) is not None:
        return waiting
    everyone = gather(store, workspace, now, settings)
    decision = _decided(everyone, taxonomy, decide)
    innovator_of = {one.id: one for one in everyone.innovators}
    champion_of = {one.id: one for one in everyone.champions}
    with store.read(workspace, patience=10) as act:
        back = [card for one in everyone.back if (card := act.card(one.suggestion))]
    pairs = [(innovator_of[one.innovator], champion_of[one.champion], one) for one in decision.suggestions]
    pairs += [_paired(card) for card in back]
    return pairs, [(innovator_of[left.innovator], left.why) for left in decision.left_out]


def _waiting(store: Store, workspace: Workspace, settings: Settings) -> Preview | None:
    """Return what the draft that waits for review would do, as it stands; None where there is none."""
    with store.read(workspace, patience=10) as act:
        draft = act.draft()
        if draft is None:
            return None
        standing = [card for card in act.cards_of_draft(draft.cycle) if card.state is State.DRAFTED]
        innovator_of = {one.id: one for one in act.innovators()}
        left_out = [(innovator_of[one], why) for one, why in act.left_out(draft.cycle)]
        return [_paired(card) for card in (*standing, *coming_back(act, draft.since, settings))], left_out


def coming_back(act: Act, drafted_at: datetime, settings: Settings) -> list[Card]:
    """Return the cards that were due to come back when a cycle was drafted, and still are."""
    today = drafted_at.astimezone(settings.timezone).date()
    found = (act.card(one.suggestion) for one in act.due_back(today) if one.wanted)
    return [card for card in found if card]


def _paired(card: Card) -> tuple[Innovator, Champion, Suggestion]:
    chosen = Suggestion(card.innovator.id, card.champion.id, 0.0, card.band, card.reasons)
    return card.innovator, card.champion, chosen


def why_not(
    store: Store,
    workspace: Workspace,
    now: datetime,
    settings: Settings,
    taxonomy: Taxonomy,
    decide: Decide,
    asked: tuple[str, str],
) -> list[str]:
    """Return a sentence for each two asked about: why a cycle now would not suggest them, or that it would.

    asked: a venture or its person's id, and an organisation or a champion's person's id. Raises LookupError,
    with what to do, where nobody goes by that name. Loads numpy.
    """
    from matching.refusals import why_not

    everyone = gather(store, workspace, now, settings)
    ventures = [one for one in everyone.innovators if _is(asked[0], one.venture, one.person)]
    doors = [one for one in everyone.champions if _is(asked[1], one.organisation.name, one.person)]
    for name, found, kind in ((asked[0], ventures, "venture"), (asked[1], doors, "organisation")):
        if not found:
            raise LookupError(
                f"No {kind} is called {name!r}. Give its name as its profile has it, or a user id."
            )
    decision = _decided(everyone, taxonomy, decide)
    return [
        f"{venture.venture} and {door.organisation.name}:"
        f" {why_not(venture, door, barrier(venture, door, everyone.past, taxonomy), decision)}"
        for venture in ventures
        for door in doors
    ]


def _is(asked: str, *names: str) -> bool:
    return asked.strip().casefold() in {name.strip().casefold() for name in names}


def draw_cards(
    act: Act, subject: str, _now: datetime, *, settings: Settings, taxonomy: Taxonomy
) -> Post | None:
    """Draw one champion's message of a cycle as its cards stand.

    None where none is left, or the message was taken down to be posted again.
    """
    cycle, champion = subject.removesuffix(AGAIN).split(":")
    cards = act.cards_of_message(cycle, champion)
    if not cards or subject != act.cards_letter(cycle, champion):
        return None
    until = _until(cards, settings) if subject.endswith(AGAIN) else None
    return Post((cards[0].champion.person,), cards_message(cards, taxonomy, settings.currency, until))


def _until(cards: Sequence[Card], settings: Settings) -> date | None:
    """Return the last day for an answer to the cards that are open, the earliest of them."""
    shown = [card.shown_at for card in cards if card.state is State.OPEN and card.shown_at]
    last = min(shown, default=None)
    return (
        (last + timedelta(days=settings.expiry_days)).astimezone(settings.timezone).date() if last else None
    )


def lose_cards(act: Act, subject: str, now: datetime) -> None:
    """Close the cards of a message whose champion is gone, and have the next best asked."""
    cycle, champion = subject.removesuffix(AGAIN).split(":")
    for card in act.cards_of_message(cycle, champion):
        if act.decide(card.id, State.OPEN, State.CLOSED, now):
            act.look_for_next(card.innovator.id, card.id, now)
            act.queue(Kind.HOME, card.innovator.person, now)


def losses() -> dict[Kind, Lose]:
    """Return what follows where this module's letters find nobody any more."""
    return {Kind.CARDS: lose_cards}


def drawings(
    settings: Settings, taxonomy: Taxonomy
) -> dict[Kind, Callable[[Act, str, datetime], Post | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.CARDS: partial(draw_cards, settings=settings, taxonomy=taxonomy)}
