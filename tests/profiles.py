"""People for the tests of the screens: Rosa and Amir, who suit each other, and strategies for anyone at all.

`ANY_TEXT` holds what the world types: markup, right-to-left marks, null bytes, thousands of emoji.
"""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.records import Card, DeclineReason, Rung, State
from matching.people import Champion, Consent, Evidence, Innovator, Mandate, Need, Organisation, Role
from matching.taxonomy import Region, Sector, Taxonomy, Term

TAXONOMY = Taxonomy(
    sectors=(
        Sector("health", "Health"),
        Sector("social_care", "Social care"),
        *(Sector(f"sector_{n}", f"Sector {n} & <others>") for n in range(98)),
    ),
    regions=(Region("nationwide", "Nationwide"), Region("cornwall", "Cornwall", "nationwide")),
    stages=(Term("idea", "Idea"), Term("pilot", "Pilot"), Term("proven", "Proven")),
    kinds=(Term("charity", "Charity"), Term("company", "Company")),
)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)

ROSA = Innovator(
    id="i1",
    person="U0ROSA",
    venture="Nurses at Home",
    problem="Older people at risk end up in hospital because nobody sees the signs in time.",
    idea="A nurse and a volunteer visit together, once a week.",
    sectors=("health", "social_care"),
    regions=("cornwall",),
    stage="pilot",
    needs=(Need.CREDIBILITY, Need.PIPELINE),
    evidence=Evidence(invested=100_000, saved=2_200_000, reached=1),
    consent=Consent.ASK_FIRST,
    wanted=2,
)
AMIR = Champion(
    id="c1",
    person="U0AMIR",
    organisation=Organisation("o1", "Age & Place", "charity", "People first.", "A bus that became a clinic."),
    sectors=("health",),
    regions=("nationwide",),
    challenge="Fewer people in hospital who could be well at home.",
    offers=(Need.CAPACITY, Need.PIPELINE),
    role=Role.BROKER,
    mandate=(Mandate.SPONSOR,),
    earliest_stage="idea",
    capacity=3,
)


CARD = Card(
    id="s1",
    cycle="2026-03-03",
    state=State.OPEN,
    innovator=ROSA,
    champion=AMIR,
    band="strong",
    reasons=("They need a pipeline; you offer it.", "Both of you work in health."),
    suggested_at=NOON,
)


class Long(str):
    """A text whose repr stays short, so that a failure can be read."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show the beginning and the length."""
        return f"<{self[:8]!r}… {len(self)}>"


NASTY = (
    "<!channel> <@U0EVE> <https://example.test|click>",
    Long("&" * 600),
    Long("<" * 80),
    Long("😀" * 4000),
    "\u202egnp.exe\u202c \u2067abc\u2069",
    "\x00\x07nul\x00",
    "\ud800 half a pair",
    "*bold* _it_ `code` ```block```",
    "line\n> quote\r\n*Accepted*\tyes",
    "{venture} {0} %s",
    "\u200b\u200b",
    "",
    Long("word " * 8000),
)
ANY_TEXT = st.one_of(st.sampled_from(NASTY), st.text(max_size=700))
_KEYS = st.sampled_from(("", "gone", Long("<!here>" * 20)))
ID = st.text("abcdef0123456789", min_size=8, max_size=32)
AMOUNT = st.none() | st.integers(-5, 10**14)


def _some(known: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(known) | _KEYS, max_size=110).map(tuple)


SECTORS = _some(tuple(sector.key for sector in TAXONOMY.sectors)) | st.just(
    tuple(sector.key for sector in TAXONOMY.sectors)
)
REGIONS = _some(("nationwide", "cornwall"))
STAGES = st.sampled_from(("idea", "pilot", "proven")) | _KEYS
NEEDS = st.lists(st.sampled_from(Need), max_size=4, unique=True).map(tuple)

ANY_INNOVATOR = st.builds(
    Innovator,
    id=ID,
    person=ANY_TEXT | st.just("U0ROSA"),
    venture=ANY_TEXT,
    problem=ANY_TEXT,
    idea=ANY_TEXT,
    sectors=SECTORS,
    regions=REGIONS,
    stage=STAGES,
    needs=NEEDS,
    evidence=st.builds(Evidence, AMOUNT, AMOUNT, AMOUNT),
    consent=st.sampled_from(Consent),
    wanted=st.integers(-1, 9),
)
ANY_ORGANISATION = st.builds(
    Organisation, id=ID, name=ANY_TEXT, kind=STAGES, values=ANY_TEXT, outside_ideas=ANY_TEXT
)
ANY_CHAMPION = st.builds(
    Champion,
    id=ID,
    person=ANY_TEXT | st.just("U0AMIR"),
    organisation=ANY_ORGANISATION,
    sectors=SECTORS,
    regions=REGIONS,
    challenge=ANY_TEXT,
    offers=NEEDS,
    role=st.sampled_from(Role),
    mandate=st.lists(st.sampled_from(Mandate), unique=True).map(tuple),
    earliest_stage=STAGES,
    capacity=st.integers(-1, 9),
)
ANY_CARD = st.builds(
    Card,
    id=ID,
    cycle=ID,
    state=st.sampled_from(State),
    innovator=ANY_INNOVATOR,
    champion=ANY_CHAMPION,
    band=st.sampled_from(("strong", "good", "worth a talk")) | ANY_TEXT,
    reasons=st.lists(ANY_TEXT, max_size=6).map(tuple),
    suggested_at=st.just(NOON),
    decline_reason=st.none() | st.sampled_from(DeclineReason),
    conversation=st.none() | ID,
    rung=st.sampled_from(Rung),
)
