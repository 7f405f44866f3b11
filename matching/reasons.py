"""Why these two: the words for the champion, from what their score is made of.

Plain text, not escaped: screens do that. Nothing here tells one side of the other's declines, rates or
private texts; of the past only how long someone has waited. Why not is told in `matching.refusals`.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import product

from matching.people import Champion, Innovator, Mandate, Need
from matching.sentences import Sentence, all_of
from matching.taxonomy import Taxonomy
from matching.weights import Weights
from matching.words import ENGLISH, shared_terms

MOST_PARTS = 3  # of the score are put into words
SCARCE = {
    1: Sentence("No other champion here offers this where they work."),
    2: Sentence("Only one other champion here offers this where they work."),
}

NEED_WORDS = {
    Need.CAPACITY: Sentence("capacity"),
    Need.CREDIBILITY: Sentence("credibility"),
    Need.SUPPLY_CHAIN: Sentence("a simpler supply chain"),
    Need.PIPELINE: Sentence("a pipeline"),
}

MANDATE_WORDS = {
    Mandate.BUDGET: Sentence("You hold a budget"),
    Mandate.SPONSOR: Sentence("You can be its sponsor"),
    Mandate.CONNECT: Sentence("You can connect people"),
}

# What is told together, by the features it is made of.
PARTS: Mapping[str, tuple[str, ...]] = {
    "need": ("need",),
    "sector": ("same_sector", "neighbouring_sector", "cross_pollination"),
    "region": ("same_region", "inside_region", "nationwide"),
    "text": ("text",),
    "readiness": ("readiness",),
}


def parts(features: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """Return what each part adds to the two logits of a pair together."""
    return {
        part: sum((weights.accept[name] + weights.lead[name]) * features[name] for name in names)
        for part, names in PARTS.items()
    }


def reasons(
    innovator: Innovator,
    champion: Champion,
    found: Mapping[str, float],
    taxonomy: Taxonomy,
    *,
    waited: int = 0,
    offering: int | None = None,
    language: str = ENGLISH,
) -> tuple[Sentence, ...]:
    """Return what speaks for the two, to the champion: the largest parts of the score, then wait or scarcity.

    `found` are the `parts`, `waited` counts cycles, `offering` the champions whose profile suits (None where
    they are many). Of the innovator nothing is told that the card does not hold.
    """
    # Readiness comes last: it is about one of them, and the question is why these two.
    speaking = sorted(
        (part for part in PARTS if found[part] > 0), key=lambda p: (p == "readiness", -found[p])
    )
    told: list[Sentence] = []
    for part in speaking:
        told.extend(filter(None, [_SENTENCES[part](innovator, champion, taxonomy, language)]))
        if len(told) == MOST_PARTS:
            break
    return (*told, *_waiting_or_scarcity(waited, offering))


def _need_sentence(
    innovator: Innovator, champion: Champion, _taxonomy: Taxonomy, _language: str
) -> Sentence | None:
    needed = [need for need in Need if need in innovator.needs]
    offered = [need for need in needed if need in champion.offers]
    everything = {1: Sentence("it"), 2: Sentence("both")}.get(len(needed), Sentence("all of it"))
    return Sentence(
        "They need {needs}; you offer {offer}.",
        needs=all_of(NEED_WORDS[need] for need in needed),
        offer=everything if offered == needed else all_of(NEED_WORDS[need] for need in offered),
    )


def _sector_sentence(
    innovator: Innovator, champion: Champion, taxonomy: Taxonomy, _language: str
) -> Sentence | None:
    ours, theirs = _known_sectors(innovator.sectors, taxonomy), _known_sectors(champion.sectors, taxonomy)
    shared = [sector for sector in ours if sector in theirs]
    if shared:
        sector, place = _sector_name(shared[0], taxonomy), _common_place(innovator, champion, taxonomy)
        if not place:
            return Sentence("Both of you work in {sector}.", sector=sector)
        return Sentence("Both of you work in {sector} in {place}.", sector=sector, place=place)
    for one, other in product(ours, theirs):
        if one in taxonomy.neighbours(other) or other in taxonomy.neighbours(one):
            mine, yours = _sector_name(one, taxonomy), _sector_name(other, taxonomy)
            return Sentence("Their field is {mine}, next to yours, {yours}.", mine=mine, yours=yours)
    mine, yours = _sector_name(ours[0], taxonomy), _sector_name(theirs[0], taxonomy)
    return Sentence(
        "Cross-pollination: an idea from {mine} for your problem in {yours}.", mine=mine, yours=yours
    )


def _region_sentence(
    innovator: Innovator, champion: Champion, taxonomy: Taxonomy, _language: str
) -> Sentence | None:
    place = _common_place(innovator, champion, taxonomy)
    told_with_sector = set(innovator.sectors) & set(_known_sectors(champion.sectors, taxonomy))
    return Sentence("Both of you work in {place}.", place=place) if place and not told_with_sector else None


def _text_sentence(
    innovator: Innovator, champion: Champion, _taxonomy: Taxonomy, language: str
) -> Sentence | None:
    terms = shared_terms(innovator.texts, champion.texts, language=language)
    # quoted, because they are words as typed, which need not fit into our sentence
    quoted = [Sentence("“{term}”", term=term) for term in terms]
    return Sentence("Both of you write of {terms}.", terms=all_of(quoted)) if quoted else None


def _readiness_sentence(
    _innovator: Innovator, champion: Champion, _taxonomy: Taxonomy, _language: str
) -> Sentence | None:
    mandate = next(MANDATE_WORDS[held] for held in Mandate if held in champion.mandate)
    taken_up = champion.organisation.outside_ideas.strip()
    if taken_up:
        return Sentence(
            "{mandate}, and your organisation has taken up outside ideas before.", mandate=mandate
        )
    return Sentence("{mandate}, and your organisation has written down what it stands for.", mandate=mandate)


_SENTENCES: Mapping[str, Callable[[Innovator, Champion, Taxonomy, str], Sentence | None]] = {
    "need": _need_sentence,
    "sector": _sector_sentence,
    "region": _region_sentence,
    "text": _text_sentence,
    "readiness": _readiness_sentence,
}


def _waiting_or_scarcity(waited: int, offering: int | None) -> tuple[Sentence, ...]:
    if waited > 0:
        if waited == 1:
            return (Sentence("They have waited one cycle for a suggestion."),)
        return (Sentence("They have waited {cycles} cycles for a suggestion.", cycles=waited),)
    return (SCARCE[offering],) if offering in SCARCE else ()


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
