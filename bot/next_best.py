"""The next best champion, asked at once where a card has ended without an introduction.

Whoever ends a card writes down that somebody is to be found (`introductions.look_further`); here the matching
engine is asked, on the ticker, since choosing takes longer than a click may.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot import cycle, room
from bot.cycle import Decide, Gathered
from bot.records import Kind, Search, Sought, State, Workspace
from bot.storage import Act, Store
from config.settings import Settings
from matching import Champion, Innovator, Suggestion, Taxonomy

Gather = Callable[[], Gathered]


def run_due(
    store: Store, workspace: Workspace, now: datetime, settings: Settings, taxonomy: Taxonomy, decide: Decide
) -> bool:
    """Find the next champion for everyone who is searched for; False where nobody is.

    None while a cycle is due: another process may just be deciding on it, and choose the same pair.
    """
    # gather
    with store.read(workspace, patience=10) as act:
        searches = [] if act.halted() or act.due_cycle() else act.open_searches()
    if not searches:
        return False
    everyone = cycle.gather(store, workspace, now, settings)
    for together in _together(searches):
        with store.read(workspace, patience=10) as act:
            innovators, champions, asked = _narrowed(act, everyone, together)
        # decide
        chosen = decide(
            innovators, champions, asked.past, asked.policy, taxonomy, vectors=asked.vectors
        ).suggestions
        # apply
        with store.begin(workspace, patience=10) as act:
            _apply(act, together, chosen, frozenset(one.id for one in innovators), now)
            _show(act, together, everyone, now)
    return True


def _together(searches: Sequence[Search]) -> list[list[Search]]:
    """Return the searches that are decided together: what was handed to somebody stands alone."""

    def key(search: Search) -> tuple[str, str]:
        return search.cycle, search.id if search.champion else ""

    return [list(group) for _, group in groupby(sorted(searches, key=key), key)]


def _narrowed(
    act: Act, everyone: Gathered, searches: Sequence[Search]
) -> tuple[list[Innovator], list[Champion], Gathered]:
    """Return who is searched for, who may be asked, and the past with everyone's room in this cycle."""
    first = searches[0]
    heard = frozenset() if first.drafted else act.heard(first.cycle)
    taken = Counter(act.taken(first.cycle))
    if first.drafted:  # what comes back with the draft has its places already
        taken.update(one.champion for one in everyone.back)
    innovators, places = _who_waits(act, everyone, searches)
    champions = [
        one
        for one in everyone.champions
        if one.id == first.champion or (first.champion is None and one.person not in heard)
    ]
    past = replace(
        everyone.past,
        places_left=places,
        capacity_left={one.id: one.capacity - taken[one.id] for one in champions},
        organisation_left=room.organisations_left(everyone.champions, taken),
    )
    policy = replace(everyone.policy, exploration=0.0)  # one person's turn is nothing to try things out on
    return innovators, champions, everyone._replace(past=past, policy=policy)


def _who_waits(
    act: Act, everyone: Gathered, searches: Sequence[Search]
) -> tuple[list[Innovator], Mapping[str, int]]:
    """Return those who may get another suggestion, and how many: no more than ended, nor than are wanted."""
    waiting, cap = act.waiting_on(searches[0].cycle), everyone.policy.per_innovator
    ended = [search.innovator for search in searches]
    places = {
        one.id: min(
            ended.count(one.id),
            min(cap, everyone.past.places_left.get(one.id, one.wanted)) - waiting.get(one.id, 0),
        )
        for one in everyone.innovators
        if one.id in ended and not one.paused
    }
    return [one for one in everyone.innovators if places.get(one.id, 0) > 0], places


def _apply(
    act: Act,
    searches: Sequence[Search],
    chosen: Sequence[Suggestion],
    waiting: frozenset[str],
    now: datetime,
) -> None:
    """Keep what was found, and settle the searches; one handed to somebody who cannot take it goes on."""
    found = list(chosen)
    for search in searches:
        mine = next((one for one in found if one.innovator == search.innovator), None)
        if mine:
            found.remove(mine)
            _keep(act, search, mine, now)
        elif search.innovator not in waiting:
            act.settle_search(search.id, Sought.CLOSED)
        elif search.champion:
            act.widen_search(search.id)
        else:
            act.settle_search(search.id, Sought.NONE)


def _show(act: Act, searches: Sequence[Search], everyone: Gathered, now: datetime) -> None:
    """Have the Home tabs of those drawn again who were searched for; of a draft only admins know."""
    if searches[0].drafted:
        act.queue(Kind.REVIEW, searches[0].cycle, now)
        return
    sought = {search.innovator for search in searches}
    for one in everyone.innovators:
        if one.id in sought:
            act.queue(Kind.HOME, one.person, now)


def _keep(act: Act, search: Search, chosen: Suggestion, now: datetime) -> None:
    if not act.settle_search(search.id, Sought.FOUND):
        return
    # what a person chose teaches nothing about the weights
    kept = replace(chosen, features={}) if search.champion else chosen
    state = State.DRAFTED if search.drafted else State.OPEN
    champions = act.add_suggestions(search.cycle, [kept], now, state, search.follows)
    for champion in () if search.drafted else champions:
        act.queue(Kind.CARDS, act.cards_letter(search.cycle, champion), now)
        for card in act.cards_of_message(search.cycle, champion)[:1]:
            act.queue(Kind.HOME, card.champion.person, now)
