"""The reasons say what speaks for two people, in words, and give nobody away."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Barrier, Champion, Decision, Innovator, Mandate, Need, Proof, Suggestion
from matching.fit import CROSSING, NEAR
from matching.people import Consent, Evidence
from matching.reasons import parts, reasons
from matching.refusals import shut_out, why_left_out, why_not
from tests.matching_cases import AGE_TRUST, CHAMPIONS, INNOVATORS, NURSES, TAXONOMY, WEIGHTS, scored


def parts_of(innovator: Innovator, champion: Champion, near: float) -> dict[str, float]:
    features = scored(innovator, champion, near).features
    return parts({name: float(numbers[0]) for name, numbers in features.items()}, WEIGHTS)


def told(
    innovator: Innovator = NURSES,
    champion: Champion = AGE_TRUST,
    near: float = NEAR,
    waited: int = 0,
    offering: int | None = None,
) -> tuple[str, ...]:
    found = parts_of(innovator, champion, near)
    return reasons(innovator, champion, found, TAXONOMY, waited=waited, offering=offering)


def test_the_largest_parts_are_told_in_their_order() -> None:
    assert told() == (
        "They need credibility and a pipeline; you offer both.",
        "Both of you write of “older people”, “hospital admission” and “visits”.",
        "Both of you work in health in Cornwall.",
    )
    assert told(near=0.0)[1:] == (
        "Both of you work in health in Cornwall.",
        "You hold a budget, and your organisation has taken up outside ideas before.",
    )


@pytest.mark.parametrize(
    ("needs", "offers", "sentence"),
    [
        ((Need.CAPACITY,), (Need.CAPACITY,), "They need capacity; you offer it."),
        (
            (Need.SUPPLY_CHAIN, Need.CAPACITY),
            (Need.SUPPLY_CHAIN,),
            "They need capacity and a simpler supply chain; you offer a simpler supply chain.",
        ),
        (
            tuple(Need),
            tuple(Need),
            "They need capacity, credibility, a simpler supply chain and a pipeline; you offer all of it.",
        ),
    ],
)
def test_needs_and_offers_are_told(needs: tuple[Need, ...], offers: tuple[Need, ...], sentence: str) -> None:
    assert sentence in told(replace(NURSES, needs=needs), replace(AGE_TRUST, offers=offers), near=0.0)


@pytest.mark.parametrize(
    ("sectors", "regions", "sentence"),
    [
        (("care",), ("cornwall",), "Their field is health, next to yours, social care."),
        (("farming",), ("cornwall",), "Cross-pollination: an idea from health for your problem in farming."),
        (("it",), ("cornwall",), "Cross-pollination: an idea from health for your problem in IT."),
        (("it", "health"), ("everywhere",), "Both of you work in health in Cornwall."),
        (("health",), ("england", "south_west"), "Both of you work in health in Cornwall."),
    ],
)
def test_sector_and_place_are_told(sectors: tuple[str, ...], regions: tuple[str, ...], sentence: str) -> None:
    assert sentence in told(champion=replace(AGE_TRUST, sectors=sectors, regions=regions), near=CROSSING)


def test_working_everywhere_is_no_place() -> None:
    everywhere = replace(NURSES, regions=("everywhere",))
    assert "Both of you work in health." in told(everywhere, replace(AGE_TRUST, regions=("everywhere",)))


def test_a_place_is_told_by_itself_where_no_sector_is_shared() -> None:
    assert "Both of you work in Cornwall." in told(champion=replace(AGE_TRUST, sectors=(), mandate=()))


def test_readiness_is_told_where_little_else_speaks() -> None:
    open_minded = replace(AGE_TRUST, sectors=(), mandate=(Mandate.CONNECT, Mandate.BUDGET))
    sentence = "You hold a budget, and your organisation has taken up outside ideas before."
    assert sentence in told(champion=open_minded, near=0.0)
    organisation = replace(AGE_TRUST.organisation, outside_ideas="")
    principled = replace(open_minded, organisation=organisation, mandate=(Mandate.SPONSOR,))
    sentence = "You can be its sponsor, and your organisation has written down what it stands for."
    assert sentence in told(champion=principled, near=0.0)


@pytest.mark.parametrize(
    ("waited", "last"),
    [
        (0, "Both of you work in health in Cornwall."),
        (1, "They have waited one cycle for a suggestion."),
        (9, "They have waited 9 cycles for a suggestion."),
    ],
)
def test_waiting_is_told_last_and_only_where_someone_waited(waited: int, last: str) -> None:
    assert told(waited=waited)[-1] == last


@pytest.mark.parametrize(
    ("offering", "last"),
    [
        (None, "Both of you work in health in Cornwall."),
        (1, "No other champion here offers this where they work."),
        (2, "Only one other champion here offers this where they work."),
        (3, "Both of you work in health in Cornwall."),
    ],
)
def test_scarcity_is_told_where_few_offer_it(offering: int | None, last: str) -> None:
    assert told(offering=offering)[-1] == last
    assert told(offering=offering, waited=2)[-1] == "They have waited 2 cycles for a suggestion."


@settings(deadline=None, max_examples=200)
@given(innovator=INNOVATORS, champion=CHAMPIONS, near=st.floats(0, 1))
def test_cross_pollination_is_named_wherever_it_counts(
    innovator: Innovator, champion: Champion, near: float
) -> None:
    sentences = told(innovator, champion, near)
    counts = bool(scored(innovator, champion, near).features["cross_pollination"])
    assert any(sentence.startswith("Cross-pollination: ") for sentence in sentences) == counts
    assert len(sentences) <= 3


def test_nothing_is_told_beyond_the_card() -> None:
    innovator = replace(
        NURSES,
        id="secretid",
        person="USECRET",
        evidence=Evidence(31337, 31337, 31337),
        consent=Consent.ASK_FIRST,
        wanted=31337,
        problem="Older people and a zebra",
    )
    champion = replace(
        AGE_TRUST, id="otherid", person="UOTHER", challenge="Older people and our merger", capacity=31337
    )
    words = " ".join(told(innovator, champion, waited=2))
    assert "older people" in words
    for secret in ("secretid", "USECRET", "31337", "ask", "zebra", "otherid", "UOTHER", "merger"):
        assert secret not in words


def left_out(*barriers: Barrier | None, **champion: object) -> str:
    champions = [replace(AGE_TRUST, **champion) for _ in barriers]  # type: ignore[arg-type]
    return why_left_out(NURSES, champions, barriers)


def test_who_is_left_out_is_told_why_and_what_would_help() -> None:
    assert left_out() == "No champion is open to introductions yet."
    assert left_out(Barrier.PAUSED, paused=True) == "No champion is open to introductions yet."
    assert (
        left_out(Barrier.NEED, offers=(Need.CAPACITY,)) == "No champion offers credibility or a pipeline yet."
    )
    assert "went to others" in left_out(Barrier.REGION, None)
    assert left_out(Barrier.STAGE, Barrier.REGION, Barrier.REGION, Barrier.CAPACITY) == (
        "Every champion is behind a barrier: other regions (2), later stages only (1), no place left (1). "
        "What would help: more regions."
    )


def test_who_is_left_out_does_not_learn_who_declined() -> None:
    words = {left_out(barrier) for barrier in (Barrier.DECLINED, Barrier.SUGGESTED, Barrier.INTRODUCED)}
    assert words == {"Every champion is behind a barrier: asked before (1)."}


@pytest.mark.parametrize("barrier", list(Barrier))
def test_every_barrier_has_its_words(barrier: Barrier) -> None:
    assert left_out(barrier).startswith("Every champion is behind a barrier: ")


def test_who_is_shut_out_is_told_by_how_many() -> None:
    assert shut_out(1, 1) == (
        "The only champion within reach is taken up in this cycle by someone who has waited at least as long."
        " More champions, or more places with this one, would help."
    )
    assert shut_out(3, 5).startswith(
        "All 3 champions within reach are taken up in this cycle by 5 people who"
    )


def test_an_admin_is_told_why_two_are_not_suggested() -> None:
    suggested = Decision((Suggestion("i1", "c1", 0.5, "strong", ()),))
    assert why_not(NURSES, AGE_TRUST, None, suggested) == "They are suggested to each other."
    assert why_not(NURSES, AGE_TRUST, Barrier.REGION, Decision()) == "They have no region in common."
    dear = Decision(proof=Proof(prices={"c1": 0.2}))
    assert why_not(NURSES, AGE_TRUST, None, dear) == (
        "The places with Age Trust went to introductions with more to expect,"
        " or to people who have waited longer."
    )
    assert why_not(NURSES, AGE_TRUST, None, Decision()) == (
        "Nurses at Home is suggested to champions with whom there is more to expect."
    )


@pytest.mark.parametrize("barrier", list(Barrier))
def test_every_barrier_has_a_sentence_for_an_admin(barrier: Barrier) -> None:
    assert why_not(NURSES, AGE_TRUST, barrier, Decision()).endswith(".")
