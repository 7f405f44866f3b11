"""Why not: the words for an innovator without a suggestion, and for an admin who asks about two people.

Plain text, not escaped: screens do that. An innovator is never told who declined: all that passed between two
people before is one word. Why two people suit each other is told in `matching.reasons`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from matching.people import Barrier, Champion, Decision, Innovator
from matching.reasons import NEED_WORDS
from matching.sentences import Sentence, one_of

ASKED = Sentence("asked before")
BARRIER_WORDS = {
    Barrier.PAUSED: Sentence("paused"),
    Barrier.SAME_PERSON: Sentence("the same person"),
    Barrier.SAME_ORGANISATION: Sentence("the same organisation"),
    Barrier.SUGGESTED: ASKED,
    Barrier.INTRODUCED: ASKED,
    Barrier.DECLINED: ASKED,
    Barrier.STAGE: Sentence("later stages only"),
    Barrier.CAPACITY: Sentence("no place left"),
    Barrier.WANTED: Sentence("enough introductions"),
    Barrier.SECTOR: Sentence("other sectors"),
    Barrier.REGION: Sentence("other regions"),
    Barrier.NEED: Sentence("other offers"),
}
REMEDIES = {
    Barrier.STAGE: Sentence("reaching the next stage"),
    Barrier.SECTOR: Sentence("welcoming other sectors"),
    Barrier.REGION: Sentence("more regions"),
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
) -> Sentence:
    """Return why an innovator has no suggestion in this cycle, given the first barrier to each champion."""
    offered = {offer for champion in champions if not champion.paused for offer in champion.offers}
    if all(champion.paused for champion in champions):
        return Sentence("No champion is open to introductions yet.")
    if innovator.needs and offered.isdisjoint(innovator.needs):
        needs = one_of(NEED_WORDS[need] for need in innovator.needs)
        return Sentence("No champion offers {needs} yet.", needs=needs)
    if None in barriers:
        return outbid()
    return _barriers_sentence([barrier for barrier in barriers if barrier is not None])


def outbid() -> Sentence:
    """Return why nobody is suggested to an innovator whom champions could take, if others were not there."""
    return Sentence(
        "Every place with a champion who suits went to others this time; waiting counts in the next."
    )


def shut_out(champions: int, others: int) -> Sentence:
    """Return why an innovator whose turn it is has no suggestion: `champions` in reach, held by `others`."""
    if champions == 1 and others == 1:
        return Sentence(
            "The only champion within reach is taken up in this cycle by someone who has waited at least as "
            "long. More champions, or more places with this one, would help."
        )
    if champions == 1:
        return Sentence(
            "The only champion within reach is taken up in this cycle by {others} people who have waited at "
            "least as long. More champions, or more places with this one, would help.",
            others=others,
        )
    if others == 1:
        return Sentence(
            "All {champions} champions within reach are taken up in this cycle by someone who has waited at "
            "least as long. More champions, or more places with these, would help.",
            champions=champions,
        )
    return Sentence(
        "All {champions} champions within reach are taken up in this cycle by {others} people who have "
        "waited at least as long. More champions, or more places with these, would help.",
        champions=champions,
        others=others,
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


def _barriers_sentence(barriers: Sequence[Barrier]) -> Sentence:
    counts = Counter(BARRIER_WORDS[barrier] for barrier in barriers).most_common()
    remedies = [REMEDIES[barrier] for barrier, _ in Counter(barriers).most_common() if barrier in REMEDIES]
    if not remedies:
        return Sentence("Every champion is behind a barrier: {barriers}.", barriers=_counted(counts))
    return Sentence(
        "Every champion is behind a barrier: {barriers}. What would help: {remedy}.",
        barriers=_counted(counts),
        remedy=remedies[0],
    )


def _counted(counts: Iterable[tuple[Sentence, int]]) -> tuple[Sentence, ...]:
    return tuple(Sentence("{barrier} ({times})", barrier=word, times=count) for word, count in counts)
