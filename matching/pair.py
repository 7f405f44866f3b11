"""Whether two people may be introduced now, and how much room each has: one pair, in plain Python.

It loads no numpy, so that the bot's own process can ask it of a few people. Over all pairs the same rules are
tables, in `matching.barriers`; the words for a barrier are in `matching.refusals`.
"""

from matching.people import Barrier, Champion, Innovator, Past
from matching.taxonomy import Taxonomy


def barrier(innovator: Innovator, champion: Champion, past: Past, taxonomy: Taxonomy) -> Barrier | None:
    """Return why the two may not be introduced now, or None; where several hold, the first in their order.

    Raises ValueError where `past.kept_apart` gives a reason that is no `Barrier`.
    """
    met = _by_profile(innovator, champion, taxonomy) | _by_room(innovator, champion, past)
    passed = past.kept_apart.get((innovator.id, champion.id))
    found = {reason for reason, holds in met.items() if holds} | ({Barrier(passed)} if passed else set())
    return next((reason for reason in Barrier if reason in found), None)


def _by_profile(innovator: Innovator, champion: Champion, taxonomy: Taxonomy) -> dict[Barrier, bool]:
    sectors = {sector.key for sector in taxonomy.sectors}
    earliest = taxonomy.stage_rank(champion.earliest_stage)
    return {
        Barrier.PAUSED: innovator.paused or champion.paused,
        Barrier.SAME_PERSON: innovator.person == champion.person,
        Barrier.SAME_ORGANISATION: plain(innovator.venture) == plain(champion.organisation.name),
        Barrier.STAGE: taxonomy.stage_rank(innovator.stage) < earliest,
        Barrier.SECTOR: not innovator.other_sectors
        and sectors.isdisjoint({*innovator.sectors} & {*champion.sectors}),
        Barrier.REGION: not any(
            taxonomy.overlap(ours, theirs) for ours in innovator.regions for theirs in champion.regions
        ),
        Barrier.NEED: {*innovator.needs}.isdisjoint(champion.offers),
    }


def _by_room(innovator: Innovator, champion: Champion, past: Past) -> dict[Barrier, bool]:
    return {Barrier.CAPACITY: full(champion, past), Barrier.WANTED: content(innovator, past)}


def content(innovator: Innovator, past: Past) -> bool:
    """Tell whether the innovator has as many introductions as wanted."""
    return past.places_left.get(innovator.id, innovator.wanted) <= 0


def full(champion: Champion, past: Past) -> bool:
    """Tell whether the champion, or the organisation, has no room left in this cycle."""
    return (
        past.capacity_left.get(champion.id, champion.capacity) <= 0 or organisation_room(champion, past) == 0
    )


def wanted(innovator: Innovator, past: Past) -> int:
    """Return how many introductions the innovator still wants; 0 for one who is paused."""
    return 0 if innovator.paused else max(past.places_left.get(innovator.id, innovator.wanted), 0)


def capacity(champion: Champion, past: Past) -> int:
    """Return how many introductions the champion has room for in this cycle; 0 for one who is paused."""
    return 0 if champion.paused else max(past.capacity_left.get(champion.id, champion.capacity), 0)


def organisation_room(champion: Champion, past: Past) -> int | None:
    """Return how many introductions the champion's organisation has room for in this cycle; None: any."""
    organisation = champion.organisation
    left = past.organisation_left.get(organisation.id, organisation.cap)
    return None if left is None else max(left, 0)


def plain(name: str) -> str:
    """Return a name as it is compared: case and spaces tell nobody apart."""
    return " ".join(name.casefold().split())
