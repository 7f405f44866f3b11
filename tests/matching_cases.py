"""People for the tests of matching: one pair who suit each other, and strategies for whole cycles.

The taxonomy is small enough that barriers and ties come up often: four sectors, of which health borders on
care, and two countries, of which one has two levels below it.
"""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from config.weights import read_weights
from matching import (
    Barrier,
    Champion,
    Innovator,
    Mandate,
    Need,
    Organisation,
    Past,
    Policy,
    Region,
    Role,
    Sector,
    Taxonomy,
    Term,
    Weights,
)
from matching.fit import Fits, Scores
from matching.shared import compare

WEIGHTS = read_weights()

TAXONOMY = Taxonomy(
    sectors=(
        Sector("health", "Health", ("care",)),
        Sector("care", "Social care"),
        Sector("farming", "Farming"),
        Sector("it", "IT"),
    ),
    regions=(
        Region("everywhere", "Everywhere"),
        Region("england", "England", "everywhere"),
        Region("south_west", "South West England", "england"),
        Region("cornwall", "Cornwall", "south_west"),
        Region("kent", "Kent", "england"),
        Region("wales", "Wales", "everywhere"),
    ),
    stages=(Term("idea", "Idea"), Term("pilot", "Pilot"), Term("proven", "Proven")),
    kinds=(Term("charity", "Charity"),),
)

NURSES = Innovator(
    id="i1",
    person="UINNO",
    venture="Nurses at Home",
    problem="Older people in Cornwall go to hospital because nobody visits them at home.",
    idea="A nurse and a volunteer visit older people at risk of a hospital admission.",
    sectors=("health",),
    regions=("cornwall",),
    stage="pilot",
    needs=(Need.CREDIBILITY, Need.PIPELINE),
)
AGE_TRUST = Champion(
    id="c1",
    person="UCHAMP",
    organisation=Organisation("o1", "Age Trust", "charity", "People first.", "A bus that became a clinic."),
    sectors=("health",),
    regions=("cornwall",),
    challenge="Too many older people have a hospital admission that visits would prevent.",
    offers=(Need.CREDIBILITY, Need.PIPELINE),
    role=Role.BROKER,
    mandate=(Mandate.BUDGET,),
    earliest_stage="pilot",
)

TEXTS = st.sampled_from(
    (
        "",
        "🐝 🌳",
        "Nurses visit older people.",
        "A nurse visits at home.",
        "Sensors warn farmers early.",
        "42",
    )
)


def some(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """Draw a few different ones."""
    return st.lists(strategy, min_size=least, max_size=3, unique=True).map(tuple)


SECTORS = some(st.sampled_from(("health", "care", "farming", "it", "dropped")))
REGIONS = some(
    st.sampled_from(("everywhere", "england", "south_west", "cornwall", "kent", "wales", "dropped"))
)
STAGES = st.sampled_from(("idea", "pilot", "proven", "dropped"))
NEEDS = some(st.sampled_from(Need))
PERSONS = st.sampled_from([f"U{n}" for n in range(20)])

INNOVATORS = st.builds(
    Innovator,
    id=st.sampled_from([f"i{n}" for n in range(9)]),
    person=PERSONS,
    venture=st.sampled_from(("Bee", "Tree ", "Hive")),
    problem=TEXTS,
    idea=TEXTS,
    sectors=SECTORS,
    regions=REGIONS,
    stage=STAGES,
    needs=NEEDS,
    other_sectors=st.booleans(),
    wanted=st.integers(-1, 3),
    paused=st.sampled_from((False, False, False, True)),
)
CAPS = {"o1": None, "o2": 1, "o3": 2, "o4": 0}
ORGANISATIONS = st.sampled_from(sorted(CAPS)).flatmap(
    lambda name: st.builds(
        Organisation,
        id=st.just(name),
        name=st.sampled_from(("tree", "Wood", "Moss", "Fern")),
        cap=st.just(CAPS[name]),
        kind=st.just("charity"),
        values=TEXTS,
        outside_ideas=TEXTS,
    )
)
CHAMPIONS = st.builds(
    Champion,
    id=st.sampled_from([f"c{n}" for n in range(6)]),
    person=PERSONS,
    organisation=ORGANISATIONS,
    sectors=SECTORS,
    regions=REGIONS,
    challenge=TEXTS,
    offers=NEEDS,
    role=st.sampled_from(Role),
    mandate=some(st.sampled_from(Mandate)),
    earliest_stage=STAGES,
    capacity=st.integers(-1, 3),
    paused=st.sampled_from((False, False, False, True)),
)


class Case(NamedTuple):
    """What one cycle is decided from."""

    innovators: list[Innovator]
    champions: list[Champion]
    past: Past
    policy: Policy


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a cycle of up to nine innovators and six champions with a past."""
    innovators = draw(st.lists(INNOVATORS, max_size=9, unique_by=lambda innovator: innovator.id))
    champions = draw(st.lists(CHAMPIONS, max_size=6, unique_by=lambda champion: champion.id))
    innovator_ids = st.sampled_from([f"i{n}" for n in range(9)])
    champion_ids = st.sampled_from([f"c{n}" for n in range(6)])
    past = Past(
        kept_apart=draw(
            st.dictionaries(
                st.tuples(innovator_ids, champion_ids),
                st.sampled_from((Barrier.SUGGESTED, Barrier.INTRODUCED, Barrier.DECLINED)).map(str),
                max_size=6,
            )
        ),
        waited=draw(st.dictionaries(innovator_ids, st.integers(0, 15), max_size=9)),
        places_left=draw(st.dictionaries(innovator_ids, st.integers(-1, 3), max_size=3)),
        capacity_left=draw(st.dictionaries(champion_ids, st.integers(-1, 3), max_size=3)),
    )
    return Case(innovators, champions, past, draw(st.builds(Policy, per_innovator=st.integers(0, 3))))


def scored(
    innovator: Innovator = NURSES,
    champion: Champion = AGE_TRUST,
    near: float = 0.0,
    weights: Weights = WEIGHTS,
    waited: int = 0,
    bonus: float = 0.1,
) -> Scores:
    """Score one pair whose texts are as near as `near`."""
    shared = compare([innovator], [champion], TAXONOMY)
    fits = Fits([innovator], [champion], shared, weights, np.array([waited]), bonus)
    first = np.zeros(1, dtype=np.int64)
    return fits.of_pairs(first, first, np.array([near], dtype=np.float32))
