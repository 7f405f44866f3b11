"""The words of a decision: why these two, for the champion, and why nobody, for an innovator left out.

Plain text, not escaped: screens do that. Nothing here tells one side of the other's declines, rates or
private texts; of the past it is given only how long someone has waited.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from matching.affinity import shared_terms
from matching.fit import Fit
from matching.people import Barrier, Champion, Innovator, Mandate, Need
from matching.taxonomy import Taxonomy

MOST_PARTS = 3  # of the score are put into words

NEED_WORDS = {
    Need.CAPACITY: "capacity",
    Need.CREDIBILITY: "credibility",
    Need.SUPPLY_CHAIN: "a simpler supply chain",
    Need.PIPELINE: "a pipeline",
}

MANDATE_WORDS = {
    Mandate.BUDGET: "You hold a budget",
    Mandate.SPONSOR: "You can be its sponsor",
    Mandate.CONNECT: "You can connect people",
}

# One word for all that passed between two people before: an innovator is not told who declined.
ASKED = "asked before"
BARRIER_WORDS = {
    Barrier.PAUSED: "paused",
    Barrier.SAME_PERSON: "the same person",
    Barrier.SAME_ORGANISATION: "the same organisation",
    Barrier.SUGGESTED: ASKED,
    Barrier.INTRODUCED: ASKED,
    Barrier.DECLINED: ASKED,
    Barrier.STAGE: "later stages only",
    Barrier.CAPACITY: "no place left",
    Barrier.WANTED: "enough introductions",
    Barrier.SECTOR: "other sectors",
    Barrier.REGION: "other regions",
    Barrier.NEED: "other offers",
}
REMEDIES = {
    Barrier.STAGE: "reaching the next stage",
    Barrier.SECTOR: "welcoming other sectors",
    Barrier.REGION: "more regions",
}


def reasons(
    innovator: Innovator, champion: Champion, found: Fit, taxonomy: Taxonomy, waited: int = 0
) -> tuple[str, ...]:
    """Return what speaks for the two, to the champion: the largest parts of the fit, and the wait.

    `waited` counts cycles. Of the innovator nothing is told that the card does not hold.
    """
    speaking = [part for part in SENTENCES if found.parts[part] > 0]
    # Readiness comes last: it is about one of them, and the question is why these two.
    ranked = sorted(speaking, key=lambda part: (part == "readiness", -found.parts[part]))
    told = [SENTENCES[part](innovator, champion, taxonomy) for part in ranked]
    return (*[sentence for sentence in told if sentence][:MOST_PARTS], *_waiting(waited))


def why_left_out(
    innovator: Innovator, champions: Sequence[Champion], barriers: Sequence[Barrier | None]
) -> str:
    """Return why an innovator has no suggestion in this cycle, given the first barrier to each champion."""
    offered = {offer for champion in champions if not champion.paused for offer in champion.offers}
    if all(champion.paused for champion in champions):
        return "No champion is open to introductions yet."
    if innovator.needs and offered.isdisjoint(innovator.needs):
        return f"No champion offers {_listed((NEED_WORDS[need] for need in innovator.needs), 'or')} yet."
    if None in barriers:
        return "Every place with a champion who suits went to others this time; waiting counts in the next."
    return _barriers_sentence([barrier for barrier in barriers if barrier is not None])


def _barriers_sentence(barriers: Sequence[Barrier]) -> str:
    counts = Counter(BARRIER_WORDS[barrier] for barrier in barriers).most_common()
    told = f"Every champion is behind a barrier: {', '.join(f'{word} ({count})' for word, count in counts)}."
    remedies = [REMEDIES[barrier] for barrier, _ in Counter(barriers).most_common() if barrier in REMEDIES]
    return f"{told} What would help: {remedies[0]}." if remedies else told


def _need_sentence(innovator: Innovator, champion: Champion, _taxonomy: Taxonomy) -> str:
    needed = [need for need in Need if need in innovator.needs]
    offered = [need for need in needed if need in champion.offers]
    all_of_it = {1: "it", 2: "both"}.get(len(needed), "all of it")
    offer = all_of_it if offered == needed else _listed(NEED_WORDS[need] for need in offered)
    return f"They need {_listed(NEED_WORDS[need] for need in needed)}; you offer {offer}."


def _sector_sentence(innovator: Innovator, champion: Champion, taxonomy: Taxonomy) -> str:
    ours, theirs = _known_sectors(innovator.sectors, taxonomy), _known_sectors(champion.sectors, taxonomy)
    shared = [sector for sector in ours if sector in theirs]
    if shared:
        place = _common_place(innovator, champion, taxonomy)
        return f"Both of you work in {_sector_name(shared[0], taxonomy)}{f' in {place}' if place else ''}."
    for one, other in product(ours, theirs):
        if one in taxonomy.neighbours(other) or other in taxonomy.neighbours(one):
            mine, yours = _sector_name(one, taxonomy), _sector_name(other, taxonomy)
            return f"Their field is {mine}, next to yours, {yours}."
    mine, yours = _sector_name(ours[0], taxonomy), _sector_name(theirs[0], taxonomy)
    return f"Cross-pollination: an idea from {mine} for your problem in {yours}."


def _region_sentence(innovator: Innovator, champion: Champion, taxonomy: Taxonomy) -> str:
    place = _common_place(innovator, champion, taxonomy)
    told_with_sector = set(innovator.sectors) & set(_known_sectors(champion.sectors, taxonomy))
    return f"Both of you work in {place}." if place and not told_with_sector else ""


def _text_sentence(innovator: Innovator, champion: Champion, _taxonomy: Taxonomy) -> str:
    terms = shared_terms(innovator.texts, champion.texts)
    # quoted, because they are words as typed, which need not fit into our sentence
    return f"Both of you write of {_listed(f'“{term}”' for term in terms)}." if terms else ""


def _readiness_sentence(_innovator: Innovator, champion: Champion, _taxonomy: Taxonomy) -> str:
    mandate = next(MANDATE_WORDS[held] for held in Mandate if held in champion.mandate)
    taken_up = champion.organisation.outside_ideas.strip()
    culture = "has taken up outside ideas before" if taken_up else "has written down what it stands for"
    return f"{mandate}, and your organisation {culture}."


SENTENCES: Mapping[str, Callable[[Innovator, Champion, Taxonomy], str]] = {
    "need": _need_sentence,
    "sector": _sector_sentence,
    "region": _region_sentence,
    "text": _text_sentence,
    "readiness": _readiness_sentence,
}


def _waiting(waited: int) -> tuple[str, ...]:
    if waited < 1:
        return ()
    return (f"They have waited {'one cycle' if waited == 1 else f'{waited} cycles'} for a suggestion.",)


def _known_sectors(keys: Iterable[str], taxonomy: Taxonomy) -> list[str]:
    known = {sector.key for sector in taxonomy.sectors}
    return [key for key in keys if key in known]


def _sector_name(key: str, taxonomy: Taxonomy) -> str:
    """Return a sector's name as it stands within a sentence; IT and NHS keep their capitals."""
    name = taxonomy.name(key)
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _common_place(innovator: Innovator, champion: Champion, taxonomy: Taxonomy) -> str:
    """Return the name of the innermost place where both work; empty where it is only a top of the tree."""
    places = [
        max(pair, key=lambda region: len(tuple(taxonomy.upwards(region))))
        for pair in product(innovator.regions, champion.regions)
        if taxonomy.overlap(*pair)
    ]
    innermost = max(places, key=lambda region: len(tuple(taxonomy.upwards(region))), default="")
    return taxonomy.name(innermost) if len(tuple(taxonomy.upwards(innermost))) > 1 else ""


def _listed(words: Iterable[str], joint: str = "and") -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
