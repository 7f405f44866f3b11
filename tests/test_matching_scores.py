"""The score is what the weights say: part by part, two probabilities, more for what suits more."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Champion, Evidence, Innovator, Mandate, Need
from matching.fit import CROSSING, NEAR, band
from matching.weights import FEATURES, Weights
from tests.matching_cases import AGE_TRUST, CHAMPIONS, INNOVATORS, NURSES, TAXONOMY, WEIGHTS, scored

NUMBERS = st.floats(-3, 3, allow_nan=False)
SIDES = st.fixed_dictionaries(dict.fromkeys(("base", *FEATURES), NUMBERS))


def fit(near: float = 0.0, innovator: Innovator = NURSES, **champion: object) -> float:
    return float(scored(innovator, replace(AGE_TRUST, **champion), near).fit[0])  # type: ignore[arg-type]


def feature(name: str, innovator: Innovator = NURSES, near: float = 0.0, **champion: object) -> float:
    found = scored(innovator, replace(AGE_TRUST, **champion), near)  # type: ignore[arg-type]
    return float(found.features[name][0])


def readiness(values: str, outside_ideas: str, *mandate: Mandate) -> float:
    organisation = replace(AGE_TRUST.organisation, values=values, outside_ideas=outside_ideas)
    return feature("readiness", organisation=organisation, mandate=mandate)


@settings(deadline=None)
@given(innovator=INNOVATORS, champion=CHAMPIONS, near=st.floats(0, 1, width=32), accept=SIDES, lead=SIDES)
def test_both_probabilities_are_the_logistic_of_the_weighed_features(
    innovator: Innovator, champion: Champion, near: float, accept: dict[str, float], lead: dict[str, float]
) -> None:
    weights = Weights(accept, lead, crossing=0.5, champions={champion.id: 0.3}, innovators={innovator.id: -1})
    found = scored(innovator, champion, near, weights, waited=3, bonus=0.1)
    for side, leaning, probability in ((accept, 0.3, found.accept), (lead, -1, found.lead)):
        logit = side["base"] + leaning + sum(side[name] * found.features[name][0] for name in FEATURES)
        assert probability[0] == pytest.approx(1 / (1 + math.exp(-logit)))
    crossing = 0.5 * found.features["cross_pollination"][0]
    assert found.value[0] == pytest.approx(found.fit[0] * 1.3 + crossing)


@settings(deadline=None)
@given(innovator=INNOVATORS, champion=CHAMPIONS, near=st.floats(0, 1, width=32))
def test_every_feature_lies_where_it_is_said_to(
    innovator: Innovator, champion: Champion, near: float
) -> None:
    features = scored(innovator, champion, near).features
    assert list(features) == list(FEATURES)
    assert all(0 <= features[name][0] <= (3 if name == "stage" else 1) for name in FEATURES)


def test_who_offers_more_of_what_is_needed_suits_better() -> None:
    assert fit() > fit(offers=(Need.PIPELINE,)) > fit(offers=(Need.CAPACITY,))
    assert fit() == fit(offers=tuple(Need)), "what is offered beyond the need changes nothing"


def test_the_same_sector_suits_better_than_its_neighbour_and_that_better_than_another() -> None:
    assert fit(sectors=("health",)) > fit(sectors=("care",)) > fit(sectors=("farming",))
    assert fit(sectors=("it", "health")) == fit(sectors=("health",)), "the best of several counts"


def test_neighbours_count_from_either_side() -> None:
    assert feature("neighbouring_sector", replace(NURSES, sectors=("care",))) == 1
    assert feature("neighbouring_sector", sectors=("care",)) == 1


def test_another_sector_is_a_plus_only_where_the_texts_are_near() -> None:
    assert feature("cross_pollination", near=NEAR, sectors=("farming",)) == 1
    assert feature("cross_pollination", near=CROSSING / 2, sectors=("farming",)) == 0
    assert feature("cross_pollination", near=NEAR, sectors=()) == 0, "no sector is not another sector"
    same_texts = fit(near=NEAR, sectors=("farming",))
    assert same_texts > fit(near=NEAR, sectors=()), "it is a plus, not a penalty"


def test_the_nearer_place_suits_better() -> None:
    places = [("cornwall",), ("south_west",), ("everywhere",), ("wales",)]
    same, inside, nationwide, elsewhere = (fit(regions=regions) for regions in places)
    assert same > inside > nationwide > elsewhere
    mobile = replace(NURSES, regions=("everywhere",))
    assert fit(innovator=mobile) == nationwide, "whichever of the two works everywhere"
    assert fit(regions=("england",)) == inside, "a country below the top of the tree is a place"


def test_nearer_texts_suit_better_up_to_what_counts_in_full() -> None:
    assert fit(near=0.0) < fit(near=NEAR / 2) < fit(near=NEAR) == fit(near=1.0)


def test_evidence_persuades() -> None:
    proven = replace(NURSES, evidence=Evidence(100_000, 2_200_000, 400))
    assert feature("evidence", proven) == 1
    assert feature("evidence", replace(NURSES, evidence=Evidence(invested=0))) == pytest.approx(1 / 3)
    assert fit(innovator=proven) > fit()


def test_doors_open_to_early_ideas_are_kept_for_them() -> None:
    assert feature("stage", earliest_stage="idea") == 1
    assert feature("stage", earliest_stage="pilot") == 0
    assert feature("stage", earliest_stage="proven") == 0, "too early is a barrier, not a part"


def test_neither_culture_nor_mandate_makes_up_for_the_other() -> None:
    assert readiness("Credo", "A bus", Mandate.BUDGET) == 1
    assert readiness("Credo", "A bus") == 0
    assert readiness(" ", "", Mandate.BUDGET, Mandate.SPONSOR) == 0
    assert readiness("Credo", "", Mandate.BUDGET) == pytest.approx(math.sqrt(0.5))
    assert readiness("Credo", "A bus", Mandate.SPONSOR) > readiness("Credo", "A bus", Mandate.CONNECT) > 0


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1.0, "strong"),
        (0.45, "strong"),
        (0.449, "good"),
        (0.25, "good"),
        (0.249, "worth a talk"),
        (0.0, "worth a talk"),
    ],
)
def test_a_fit_is_shown_as_a_band(number: float, told: str) -> None:
    assert band(number) == told


def test_two_made_for_each_other_are_strong_and_two_strangers_worth_a_talk() -> None:
    assert band(fit(near=NEAR)) == "strong"
    assert band(fit(sectors=("it",), regions=("everywhere",), offers=(Need.PIPELINE,), mandate=())) == (
        "worth a talk"
    )


def test_unknown_words_count_for_nothing() -> None:
    odd = replace(NURSES, sectors=("magic",), stage="someday")
    assert feature("same_sector", odd) == feature("cross_pollination", odd, near=NEAR) == 0
    assert np.isfinite(fit(innovator=odd))
    assert TAXONOMY.stage_rank("someday") == 0


def test_the_published_weights_let_everything_that_speaks_for_a_pair_speak_for_it() -> None:
    against = {"stage", "base"}
    for side in (WEIGHTS.accept, WEIGHTS.lead):
        assert all(weight >= 0 for name, weight in side.items() if name not in against)
