"""Made-up communities of any number of innovators and champions, for simulations and benchmarks.

They are plausible where it matters to a cycle: words come as in real texts, a few often and most of them
seldom; what people write about follows their sector and borders on its neighbours; champions gather in
organisations. Names and words are inventions. What such people answer is `matching.simulate`'s to say.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.people import Champion, Consent, Evidence, Innovator, Mandate, Need, Organisation, Role
from matching.taxonomy import Taxonomy

T = TypeVar("T")
Places = NDArray[np.int64]  # places in a list: of words, of sectors, of regions

SUBJECTS_OF_A_SECTOR = 8  # what a sector's people write about
WORDS_OF_A_SECTOR, WORDS_OF_A_SUBJECT = 400, 240
CHAMPIONS_OF_A_REGION, FEWEST_REGIONS = 10, 3
BORROWED = 0.15  # the share of a subject's words that come from a neighbouring sector
SHORTEST, LONGEST = 20, 35  # words of a text
ABOUT_THE_SUBJECT, ABOUT_THE_SECTOR = 0.5, 0.1  # shares of a text's words; the others are everyone's
AT_ONCE = 10_000  # texts written together: bounds the memory

FIRST_PARTS = (
    "alder amber apple arbor ash barley basin beacon bell berry birch blue bramble brook cabin candle "
    "canal carrier cedar chalk cliff clover coal cobble copper coral cotton dale dawn ditch drift dune "
    "east elder elm ember falcon farrow fen fern field flint foal foot forge fox gable garden glen gorse "
    "grain granite grove hamlet harbour hawk hazel heath hedge heron hill holly honey iron ivy kelp kiln "
    "lark lime linen loam maple marsh meadow mill moss north oak orchard otter pebble pine plum quarry "
    "raven reed ridge river rook rose rye"
)
SECOND_PARTS = (
    "bank beam bed bench board bond book bound box bridge build card care cart chain chart coat court "
    "craft crop cross dock draft drop edge fall feed fold frame gate grade grip guard guide hall hand "
    "hatch head hold house keep lamp land latch lead lift light line link list lock loft mark mast mate "
    "mend mount net note path plan plot point pool port post rack rail range reach rest ring roof root "
    "run sand scale seat shed shelf side"
)
EVERYONES_WORDS = (
    "the a of to and in for with we they our their who that is are from at by on it this can need want "
    "people local community help support work time home place service family young older cost safe often "
    "without nobody every long wait miss lack learn train share open small team week money trust "
    "volunteer public"
)


class _Words(NamedTuple):
    """A language. `spelled` (words, 3) holds each word's forms; the others hold places in it.

    `subjects` (subjects, words of one) and `sectors` (sectors, words of one) are the words about something,
    the most used first; `everyones` are all others.
    """

    spelled: NDArray[np.object_]
    subjects: Places
    sectors: Places
    everyones: Places


class _World(NamedTuple):
    """What is the same for all: the words, how popular each subject is, the regions people are from."""

    chance: np.random.Generator
    taxonomy: Taxonomy
    words: _Words
    popular: NDArray[np.float64]
    homes: list[tuple[str, ...]]


def community(
    innovators: int, champions: int, seed: int, taxonomy: Taxonomy
) -> tuple[list[Innovator], list[Champion]]:
    """Return so many innovators and champions with words of the taxonomy, the same for the same arguments.

    Their ids count upwards (i000000, c000000, o000000), in the order of the lists.
    """
    chance = np.random.default_rng(seed)
    words = _words(chance, taxonomy)
    popular = chance.dirichlet(np.full(len(words.subjects), 2.0))
    world = _World(chance, taxonomy, words, popular, _homes(chance, champions, taxonomy))
    return list(_innovators(world, innovators)), list(_champions(world, champions))


def _innovators(world: _World, number: int) -> Iterator[Innovator]:
    chance, taxonomy, words, popular, _ = world
    subjects = chance.choice(len(popular), number, p=popular)
    stages = [stage.key for stage in taxonomy.stages]
    columns = zip(
        _texts(chance, subjects, words),
        _texts(chance, subjects, words),
        _sectors(chance, subjects, taxonomy),
        _regions(world, number, wider=0.15, everywhere=0.05),
        chance.integers(len(stages), size=number).tolist(),
        _some(chance, number, tuple(Need), most=2),
        _evidence(chance, number),
        (chance.random(number) < 0.9).tolist(),
        _some(chance, number, tuple(Consent), most=1),
        chance.integers(1, 3, size=number).tolist(),
        strict=True,
    )
    for place, (problem, idea, sectors, regions, stage, needs, evidence, other, consent, wanted) in enumerate(
        columns
    ):
        yield Innovator(
            id=f"i{place:06}", person=f"UI{place:06}", venture=f"Venture {place:06}",
            problem=problem, idea=idea, sectors=sectors, regions=regions, stage=stages[stage], needs=needs,
            evidence=evidence, other_sectors=other, consent=consent[0], wanted=wanted,
        )  # fmt: skip


def _champions(world: _World, number: int) -> Iterator[Champion]:
    chance, taxonomy, words, popular, _ = world
    of_champion = _membership(chance, number)
    about = chance.choice(len(popular), number, p=popular)  # more than there are organisations
    organisations = _organisations(chance, of_champion, taxonomy, words, about)
    own = chance.random(number) < 0.4
    subjects = np.where(own, chance.choice(len(popular), number, p=popular), about[of_champion])
    stages = [stage.key for stage in taxonomy.stages]
    early = 0.5 ** np.arange(len(stages))  # most welcome an idea early
    columns = zip(
        of_champion.tolist(),
        _texts(chance, subjects, words),
        _sectors(chance, subjects, taxonomy),
        _regions(world, number, wider=0.3, everywhere=0.25),
        _some(chance, number, tuple(Need), most=3),
        _some(chance, number, tuple(Role), most=1),
        _some(chance, number, tuple(Mandate), most=2),
        chance.choice(len(stages), number, p=early / early.sum()).tolist(),
        chance.integers(1, 4, size=number).tolist(),
        strict=True,
    )
    for place, (of, challenge, sectors, regions, offers, role, mandate, stage, capacity) in enumerate(
        columns
    ):
        yield Champion(
            id=f"c{place:06}", person=f"UC{place:06}", organisation=organisations[of],
            challenge=challenge, sectors=sectors, regions=regions, offers=offers, role=role[0],
            mandate=mandate, earliest_stage=stages[stage], capacity=capacity,
        )  # fmt: skip


def _membership(chance: np.random.Generator, champions: int) -> Places:
    """Return each champion's place in a list of organisations: two or three in each, a few have many."""
    size = chance.pareto(2.0, max((champions * 2) // 5, 1)) + 0.5
    return np.unique(chance.choice(len(size), champions, p=size / size.sum()), return_inverse=True)[1]


def _organisations(
    chance: np.random.Generator, of_champion: Places, taxonomy: Taxonomy, words: _Words, about: Places
) -> list[Organisation]:
    """Return the organisations the champions are in, each about the subject in the same place.

    A fifth of them has a cap of one introduction a champion, and some have not written anything down.
    """
    members = np.bincount(of_champion)
    number = len(members)
    values, outside = _texts(chance, about[:number], words), _texts(chance, about[:number], words)
    columns = zip(
        _some(chance, number, [kind.key for kind in taxonomy.kinds], most=1),
        values,
        outside,
        chance.random((number, 3)) < (0.7, 0.6, 0.2),
        members.tolist(),
        strict=True,
    )
    return [
        Organisation(
            id=f"o{place:06}", name=f"Organisation {place:06}", kind=kind[0],
            values=told if has[0] else "", outside_ideas=taken_up if has[1] else "",
            cap=cap if has[2] else None,
        )
        for place, (kind, told, taken_up, has, cap) in enumerate(columns)
    ]  # fmt: skip


def _words(chance: np.random.Generator, taxonomy: Taxonomy) -> _Words:
    """Invent a language: sectors have words of their own, subjects most of theirs from their sector."""
    stems = ["".join(parts) for parts in product(FIRST_PARTS.split(), SECOND_PARTS.split())]
    names = [sector.name.lower() for sector in taxonomy.sectors]
    spelled = np.array(
        [
            *((stem, f"{stem}s", f"{stem}ing") for stem in stems),
            *((word, word, word) for word in (*names, *EVERYONES_WORDS.split())),
        ],
        dtype=object,
    )
    sectors = np.stack([chance.choice(len(stems), WORDS_OF_A_SECTOR, replace=False) for _ in names])
    sectors[:, 0] = len(stems) + np.arange(len(names))
    neighbours = _neighbours(taxonomy)
    subjects = [
        _subject(chance, sectors[sector], sectors[chance.choice(neighbours[sector])])
        for sector in range(len(names))
        for _ in range(SUBJECTS_OF_A_SECTOR)
    ]
    return _Words(spelled, np.stack(subjects), sectors, np.arange(len(stems) + len(names), len(spelled)))


def _subject(chance: np.random.Generator, own: Places, neighbouring: Places) -> Places:
    """Return a subject's words, the most used first."""
    borrowed = int(BORROWED * WORDS_OF_A_SUBJECT)
    found = np.concatenate(
        [
            chance.choice(own, WORDS_OF_A_SUBJECT - borrowed, replace=False),
            chance.choice(neighbouring, borrowed, replace=False),
        ]
    )
    return chance.permutation(found)


def _neighbours(taxonomy: Taxonomy) -> list[list[int]]:
    """Return each sector's neighbours as places in the list of sectors; itself where it has none."""
    place = {sector.key: number for number, sector in enumerate(taxonomy.sectors)}
    known = ([place[key] for key in sector.neighbours if key in place] for sector in taxonomy.sectors)
    return [found or [number] for number, found in enumerate(known)]


def _texts(chance: np.random.Generator, subjects: Places, words: _Words) -> list[str]:
    """Write a text about each of the subjects."""
    found: list[str] = []
    for start in range(0, len(subjects), AT_ONCE):
        found.extend(_some_texts(chance, subjects[start : start + AT_ONCE], words))
    return found


def _some_texts(chance: np.random.Generator, subjects: Places, words: _Words) -> Iterator[str]:
    shape = (len(subjects), LONGEST)
    sectors = subjects // SUBJECTS_OF_A_SECTOR
    kind = chance.random(shape)
    place = np.where(
        kind < ABOUT_THE_SUBJECT,
        words.subjects[subjects[:, None], _ranks(chance, shape, words.subjects.shape[1])],
        np.where(
            kind < ABOUT_THE_SUBJECT + ABOUT_THE_SECTOR,
            words.sectors[sectors[:, None], _ranks(chance, shape, words.sectors.shape[1])],
            words.everyones[_ranks(chance, shape, len(words.everyones))],
        ),
    )
    spelled = words.spelled[place, chance.choice(3, shape, p=(0.6, 0.25, 0.15))].tolist()
    lengths = chance.integers(SHORTEST, LONGEST + 1, size=len(subjects)).tolist()
    for line, length in zip(spelled, lengths, strict=True):
        yield f"{' '.join(line[:length]).capitalize()}."


def _ranks(chance: np.random.Generator, shape: tuple[int, int], number: int) -> Places:
    """Draw ranks as words come in texts: by the law of Zipf."""
    up_to = np.cumsum(1.0 / np.arange(1, number + 1))
    return np.searchsorted(up_to / up_to[-1], chance.random(shape), side="right").clip(max=number - 1)


def _sectors(chance: np.random.Generator, subjects: Places, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """Return the sector each subject belongs to, for one in three with a neighbour of it."""
    neighbours, keys = _neighbours(taxonomy), [sector.key for sector in taxonomy.sectors]
    second = chance.random(len(subjects))
    return [
        tuple(dict.fromkeys((keys[own], keys[next_to[int(3 * part * len(next_to))]])))
        if part < 1 / 3
        else (keys[own],)
        for own, part in zip((subjects // SUBJECTS_OF_A_SECTOR).tolist(), second.tolist(), strict=True)
        for next_to in [neighbours[own]]
    ]


def _homes(chance: np.random.Generator, champions: int, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """Return the smallest regions people are from, each with all above it: few for a small community."""
    above = {region.within for region in taxonomy.regions}
    ways = [tuple(taxonomy.upwards(region.key)) for region in taxonomy.regions if region.key not in above]
    few = max(champions // CHAMPIONS_OF_A_REGION, FEWEST_REGIONS)
    return [ways[home] for home in chance.permutation(len(ways))[:few].tolist()]


def _regions(world: _World, number: int, wider: float, everywhere: float) -> list[tuple[str, ...]]:
    """Return a smallest region each, at these shares a wider one or the widest; one in seven has two."""
    chance, ways = world.chance, world.homes
    reach = np.searchsorted([everywhere, everywhere + wider], chance.random(number))
    steps = np.choose(reach, (max(map(len, ways)), 1, 0)).tolist()
    places = chance.integers(len(ways), size=(number, 2)).tolist()
    two = ((chance.random(number) < 1 / 7) & (reach == 2)).tolist()
    return [
        tuple(dict.fromkeys((ways[first][min(up, len(ways[first]) - 1)], *ways[second][: int(both)])))
        for (first, second), up, both in zip(places, steps, two, strict=True)
    ]


def _some(chance: np.random.Generator, number: int, of: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """Return for each person one to `most` different ones, in their order."""
    order = chance.permuted(np.tile(np.arange(len(of)), (number, 1)), axis=1)[:, :most].tolist()
    many = chance.integers(1, most + 1, size=number).tolist()
    return [tuple(of[n] for n in sorted(line[:few])) for line, few in zip(order, many, strict=True)]


def _evidence(chance: np.random.Generator, number: int) -> list[Evidence]:
    """Return what each has shown: money around 50,000, saved a few times that, some hundreds of people."""
    amounts = chance.lognormal((10.8, 12.0, 6.0), (1.0, 1.3, 1.2), (number, 3)).astype(np.int64).tolist()
    known = (chance.random((number, 3)) < (0.5, 0.3, 0.5)).tolist()
    return [
        Evidence(*(amount if told else None for amount, told in zip(line, has, strict=True)))
        for line, has in zip(amounts, known, strict=True)
    ]
