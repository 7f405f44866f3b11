"""Why not: the words for an innovator without a suggestion, and for an admin who asks about two people.

Plain text, not escaped: screens do that. An innovator is never told who declined: all that passed between two
people before is one word. Why two people suit each other is told in `matching.reasons`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from matching.people import Barrier, Champion, Decision, Innovator
from matching.reasons import NEED_WORDS, listed

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
# For an admin, who sees what passed between the two.
BETWEEN = {
    Barrier.PAUSED: "One of them is paused.",
    Barrier.SAME_PERSON: "They are the same person.",
    Barrier.SAME_ORGANISATION: "They belong to the same organisation.",
    Barrier.SUGGESTED: "They have been suggested to each other, and the card is still open.",
    Barrier.INTRODUCED: "They have been introduced to each other.",
    Barrier.DECLINED: "One of them said no before, and the time to ask again has not come.",
    Barrier.STAGE: "The champion welcomes later stages only.",
    Barrier.CAPACITY: "The champion has no place left in this cycle.",
    Barrier.WANTED: "The innovator has as many introductions as wanted.",
    Barrier.SECTOR: "The innovator wants no other sectors, and none is the same.",
    Barrier.REGION: "They have no region in common.",
    Barrier.NEED: "The champion offers nothing of what is needed.",
}


def why_left_out(
    innovator: Innovator, champions: Sequence[Champion], barriers: Sequence[Barrier | None]
) -> str:
    """Return why an innovator has no suggestion in this cycle, given the first barrier to each champion."""
    offered = {offer for champion in champions if not champion.paused for offer in champion.offers}
    if all(champion.paused for champion in champions):
        return "No champion is open to introductions yet."
    if innovator.needs and offered.isdisjoint(innovator.needs):
        return f"No champion offers {listed((NEED_WORDS[need] for need in innovator.needs), 'or')} yet."
    if None in barriers:
        return outbid()
    return _barriers_sentence([barrier for barrier in barriers if barrier is not None])


def outbid() -> str:
    """Return why nobody is suggested to an innovator whom champions could take, if others were not there."""
    return "Every place with a champion who suits went to others this time; waiting counts in the next."


def shut_out(champions: int, others: int) -> str:
    """Return why an innovator whose turn it is has no suggestion: `champions` in reach, held by `others`."""
    reach = (
        "The only champion within reach is"
        if champions == 1
        else f"All {champions} champions within reach are"
    )
    waiting = "someone who has" if others == 1 else f"{others} people who have"
    return (
        f"{reach} taken up in this cycle by {waiting} waited at least as long."
        " More champions, or more places with these, would help."
    )


def why_not(innovator: Innovator, champion: Champion, barrier: Barrier | None, decision: Decision) -> str:
    """Return for an admin why these two are not suggested to each other, in a sentence.

    `barrier` is the one between them, if there is one. Where there is none, the price of the champion's
    places tells: it is 0 unless others want them more.
    """
    if any((one.innovator, one.champion) == (innovator.id, champion.id) for one in decision.suggestions):
        return "They are suggested to each other."
    if barrier is not None:
        return BETWEEN[barrier]
    if decision.proof.prices.get(champion.id, 0.0) > 0:
        return (
            f"The places with {champion.organisation.name} went to introductions with more to expect,"
            " or to people who have waited longer."
        )
    return f"{innovator.venture} is suggested to champions with whom there is more to expect."


def _barriers_sentence(barriers: Sequence[Barrier]) -> str:
    counts = Counter(BARRIER_WORDS[barrier] for barrier in barriers).most_common()
    told = f"Every champion is behind a barrier: {_counted(counts)}."
    remedies = [REMEDIES[barrier] for barrier, _ in Counter(barriers).most_common() if barrier in REMEDIES]
    return f"{told} What would help: {remedies[0]}." if remedies else told


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{word} ({count})" for word, count in counts)
