"""The room left in a cycle: with champions, their organisations and innovators, once some places are taken.

Cards that come back have their places before anybody new is suggested. Pure arithmetic; what is taken is told
by the storage.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.records import PutOff
from matching.people import Champion, Past, Policy


def fitting(due: Sequence[PutOff], champions: Sequence[Champion], past: Past) -> list[PutOff]:
    """Return the cards that come back now: wanted still, and no more than their people take."""
    left = {one.id: one.capacity for one in champions} | dict(past.places_left)
    left |= organisations_left(champions, {})
    home = {one.id: one.organisation.id for one in champions}
    back = []
    for one in due:
        places = [each for each in (one.champion, one.innovator, home[one.champion]) if each in left]
        if one.wanted and all(left[each] > 0 for each in places):
            back.append(one)
            left |= {each: left[each] - 1 for each in places}
    return back


def without(past: Past, back: Sequence[PutOff], champions: Sequence[Champion], policy: Policy) -> Past:
    """Return the past with the places taken that cards need which come back."""
    taken, asked = Counter(one.champion for one in back), Counter(one.innovator for one in back)
    fewer = {each: min(policy.per_innovator, past.places_left[each]) - asked[each] for each in asked}
    return replace(
        past,
        places_left={**past.places_left, **fewer},
        capacity_left={one.id: one.capacity - taken[one.id] for one in champions if taken[one.id]},
        organisation_left=organisations_left(champions, taken),
    )


def organisations_left(champions: Sequence[Champion], taken: Mapping[str, int]) -> dict[str, int]:
    """Return the places left with each organisation that has a cap, given those its champions have taken."""
    caps = {one.organisation.id: one.organisation.cap for one in champions}
    used = Counter[str]()
    for one in champions:
        used[one.organisation.id] += taken.get(one.id, 0)
    return {each: cap - used[each] for each, cap in caps.items() if cap is not None}
