"""Who may not be introduced is not, and the reason told is the right one."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from matching import Barrier, Champion, Innovator, Need, Organisation, Past
from matching.barriers import BARRIERS, FREE, barriers
from matching.pair import barrier
from matching.shared import compare
from tests.matching_cases import AGE_TRUST, CHAMPIONS, INNOVATORS, NURSES, TAXONOMY, Case, cases


def parted_by(
    innovator: Innovator = NURSES, champion: Champion = AGE_TRUST, past: Past | None = None
) -> Barrier | None:
    return barrier(innovator, champion, past or Past(), TAXONOMY)


def test_two_who_suit_each_other_may_meet() -> None:
    assert parted_by() is None


@pytest.mark.parametrize(
    ("innovator", "champion", "expected"),
    [
        ({"paused": True}, {}, Barrier.PAUSED),
        ({}, {"paused": True}, Barrier.PAUSED),
        ({"person": "UCHAMP"}, {}, Barrier.SAME_PERSON),
        ({"venture": " AGE  trust "}, {}, Barrier.SAME_ORGANISATION),
        ({"stage": "idea"}, {}, Barrier.STAGE),
        ({}, {"capacity": 0}, Barrier.CAPACITY),
        ({"wanted": 0}, {}, Barrier.WANTED),
        ({"other_sectors": False, "sectors": ("care",)}, {}, Barrier.SECTOR),
        ({}, {"regions": ("kent", "wales")}, Barrier.REGION),
        ({}, {"offers": (Need.CAPACITY,)}, Barrier.NEED),
    ],
)
def test_each_trait_that_parts_two_people_is_told(
    innovator: dict[str, object], champion: dict[str, object], expected: Barrier
) -> None:
    assert parted_by(replace(NURSES, **innovator), replace(AGE_TRUST, **champion)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize("word", ["suggested", "introduced", "declined"])
def test_the_past_keeps_a_pair_apart_and_only_that_pair(word: str) -> None:
    past = Past(kept_apart={("i1", "c1"): word})
    assert parted_by(past=past) is Barrier(word)
    assert parted_by(champion=replace(AGE_TRUST, id="c2"), past=past) is None
    assert parted_by(innovator=replace(NURSES, id="i2"), past=past) is None


def test_a_word_of_the_past_that_is_no_barrier_is_refused() -> None:
    with pytest.raises(ValueError, match="bored"):
        parted_by(past=Past(kept_apart={("i1", "c1"): "bored"}))


def test_what_is_left_of_a_cycle_counts_before_the_profile() -> None:
    assert parted_by(past=Past(capacity_left={"c1": 0})) is Barrier.CAPACITY
    assert parted_by(past=Past(places_left={"i1": 0})) is Barrier.WANTED
    full = replace(AGE_TRUST, capacity=0)
    assert parted_by(champion=full, past=Past(capacity_left={"c1": 1})) is None
    content = replace(NURSES, wanted=0)
    assert parted_by(innovator=content, past=Past(places_left={"i1": 1})) is None


@pytest.mark.parametrize("regions", [("everywhere",), ("england",), ("south_west",), ("wales", "cornwall")])
def test_a_region_reaches_all_that_lie_within_it(regions: tuple[str, ...]) -> None:
    assert parted_by(champion=replace(AGE_TRUST, regions=regions)) is None
    assert parted_by(replace(NURSES, regions=regions)) is None


def test_of_several_barriers_the_first_is_told() -> None:
    stranger = replace(AGE_TRUST, paused=True, regions=("wales",), offers=())
    assert parted_by(champion=stranger) is Barrier.PAUSED
    assert parted_by(champion=replace(stranger, paused=False)) is Barrier.REGION


def expected_barriers(innovator: Innovator, champion: Champion, past: Past) -> list[Barrier]:
    """Say it all once more, pair by pair and in the plainest way."""
    sectors = {sector.key for sector in TAXONOMY.sectors}
    apart = past.kept_apart.get((innovator.id, champion.id))
    beyond = TAXONOMY.stage_rank(innovator.stage) - TAXONOMY.stage_rank(champion.earliest_stage)
    meeting = any(TAXONOMY.overlap(one, other) for one in innovator.regions for other in champion.regions)
    holds = {
        Barrier.PAUSED: innovator.paused or champion.paused,
        Barrier.SAME_PERSON: innovator.person == champion.person,
        Barrier.SAME_ORGANISATION: innovator.venture.strip().lower()
        == champion.organisation.name.strip().lower(),
        Barrier.SUGGESTED: apart == "suggested",
        Barrier.INTRODUCED: apart == "introduced",
        Barrier.DECLINED: apart == "declined",
        Barrier.STAGE: beyond < 0,
        Barrier.CAPACITY: past.capacity_left.get(champion.id, champion.capacity) < 1
        or champion.organisation.cap == 0,
        Barrier.WANTED: past.places_left.get(innovator.id, innovator.wanted) < 1,
        Barrier.SECTOR: not innovator.other_sectors
        and not set(innovator.sectors) & set(champion.sectors) & sectors,
        Barrier.REGION: not meeting,
        Barrier.NEED: not set(innovator.needs) & set(champion.offers),
    }
    return [barrier for barrier in Barrier if holds[barrier]]


@settings(deadline=None, max_examples=300)
@given(innovator=INNOVATORS, champion=CHAMPIONS, case=cases())
def test_barriers_are_those_of_a_plain_reading(innovator: Innovator, champion: Champion, case: Case) -> None:
    expected = expected_barriers(innovator, champion, case.past)
    assert parted_by(innovator, champion, case.past) == (expected[0] if expected else None)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_one_pair_is_told_what_the_table_of_all_pairs_holds(case: Case) -> None:
    shared = compare(case.innovators, case.champions, TAXONOMY)
    grid = barriers(case.innovators, case.champions, case.past, shared)
    told = [None if each == FREE else BARRIERS[each] for each in grid.flat]
    pairs = product(case.innovators, case.champions)
    assert told == [parted_by(innovator, champion, case.past) for innovator, champion in pairs]


def test_an_organisation_s_cap_is_a_capacity_too() -> None:
    capped = replace(AGE_TRUST, organisation=replace(AGE_TRUST.organisation, cap=1))
    assert parted_by(champion=capped) is None
    assert parted_by(champion=capped, past=Past(organisation_left={"o1": 0})) is Barrier.CAPACITY
    uncapped = Past(organisation_left={"o2": 0})
    assert parted_by(champion=capped, past=uncapped) is None, "that is another organisation's"


def test_an_organisation_without_the_venture_s_name_is_another() -> None:
    other = replace(AGE_TRUST, organisation=Organisation("o2", "Nurses", "charity"))
    assert parted_by(champion=other) is None
