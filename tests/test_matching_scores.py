"""The score is what the published weights say: part by part, in [0, 1], more for what suits more."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Champion, Innovator, Mandate, Need
from matching.fit import CROSSING, NEAR, WEIGHTS, Fit, fit
from tests.matching_cases import AGE_TRUST, CHAMPIONS, INNOVATORS, NURSES, TAXONOMY


def score(near: float = 0.0, **champion: object) -> float:
    return fit(NURSES, replace(AGE_TRUST, **champion), near, TAXONOMY).score  # type: ignore[arg-type]


def readiness(values: str, outside_ideas: str, *mandate: Mandate) -> float:
    organisation = replace(AGE_TRUST.organisation, values=values, outside_ideas=outside_ideas)
    champion = replace(AGE_TRUST, organisation=organisation, mandate=mandate)
    return fit(NURSES, champion, 0.0, TAXONOMY).parts["readiness"]


def test_every_weight_says_what_speaks_for_it() -> None:
    for weight in WEIGHTS.values():
        assert weight.why.endswith(".")
        assert math.isfinite(weight.value)


@settings(deadline=None)
@given(innovator=INNOVATORS, champion=CHAMPIONS, near=st.floats(0, 1))
def test_the_score_is_the_logistic_of_base_and_parts(
    innovator: Innovator, champion: Champion, near: float
) -> None:
    found = fit(innovator, champion, near, TAXONOMY)
    logit = WEIGHTS["base"].value + sum(found.parts.values())
    assert found.score == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-6)
    assert 0 <= found.score <= 1


def test_who_offers_more_of_what_is_needed_suits_better() -> None:
    all_of_it = score()
    half_of_it = score(offers=(Need.PIPELINE,))
    assert all_of_it > half_of_it > score(offers=(Need.CAPACITY,))
    assert all_of_it == score(offers=tuple(Need)), "what is offered beyond the need changes nothing"


def test_the_same_sector_suits_better_than_its_neighbour_and_that_better_than_another() -> None:
    assert score(sectors=("health",)) > score(sectors=("care",)) > score(sectors=("farming",))
    assert score(sectors=("it", "health")) == score(sectors=("health",)), "the best of several counts"


def test_neighbours_count_from_either_side() -> None:
    carers = replace(NURSES, sectors=("care",))
    assert fit(carers, AGE_TRUST, 0.0, TAXONOMY).parts["sector"] == WEIGHTS["neighbouring_sector"].value


def test_another_sector_is_a_plus_only_where_the_texts_are_near() -> None:
    farmers = replace(AGE_TRUST, sectors=("farming",))
    assert fit(NURSES, farmers, CROSSING, TAXONOMY).parts["sector"] == WEIGHTS["cross_pollination"].value
    assert fit(NURSES, farmers, CROSSING / 2, TAXONOMY).parts["sector"] == 0
    without = replace(AGE_TRUST, sectors=())
    assert fit(NURSES, without, NEAR, TAXONOMY).parts["sector"] == 0, "no sector is not another sector"


def test_the_nearer_place_suits_better() -> None:
    places = [("cornwall",), ("south_west",), ("everywhere",), ("wales",)]
    same, inside, nationwide, elsewhere = (score(regions=regions) for regions in places)
    assert same > inside > nationwide > elsewhere
    mobile = fit(replace(NURSES, regions=("everywhere",)), AGE_TRUST, 0.0, TAXONOMY)
    assert mobile.score == nationwide, "whichever of the two works everywhere"
    assert score(regions=("england",)) == inside, "a country below the top of the tree is a place"


def test_nearer_texts_suit_better_up_to_what_counts_in_full() -> None:
    assert score(near=0.0) < score(near=NEAR / 2) < score(near=NEAR) == score(near=1.0)


def test_doors_open_to_early_ideas_are_kept_for_them() -> None:
    assert score(earliest_stage="pilot") > score(earliest_stage="idea")
    assert score(earliest_stage="proven") == score(earliest_stage="pilot"), (
        "too early is a barrier, not a part"
    )


def test_neither_culture_nor_mandate_makes_up_for_the_other() -> None:
    assert readiness("Credo", "A bus", Mandate.BUDGET) == WEIGHTS["readiness"].value
    assert readiness("Credo", "A bus") == 0
    assert readiness(" ", "", Mandate.BUDGET, Mandate.SPONSOR) == 0
    assert readiness("Credo", "", Mandate.BUDGET) == pytest.approx(
        WEIGHTS["readiness"].value * math.sqrt(0.5)
    )
    assert readiness("Credo", "A bus", Mandate.SPONSOR) > readiness("Credo", "A bus", Mandate.CONNECT) > 0


@pytest.mark.parametrize(
    ("number", "band"),
    [
        (1.0, "strong"),
        (0.75, "strong"),
        (0.749, "good"),
        (0.5, "good"),
        (0.499, "worth a talk"),
        (0.0, "worth a talk"),
    ],
)
def test_a_score_is_shown_as_a_band(number: float, band: str) -> None:
    assert Fit(number, {}).band == band


def test_two_made_for_each_other_are_strong_and_two_strangers_worth_a_talk() -> None:
    assert fit(NURSES, AGE_TRUST, NEAR, TAXONOMY).band == "strong"
    stranger = replace(
        AGE_TRUST, sectors=("it",), regions=("everywhere",), offers=(Need.PIPELINE,), mandate=()
    )
    assert fit(NURSES, stranger, 0.0, TAXONOMY).band == "worth a talk"
