"""The two profile forms as modals, and the way back from what was filled in to an Innovator or a Champion.

Reading trusts nothing: every answer is checked again against the taxonomy and the limits, and all mistakes
are reported at once, by field. The small dialogs stand in `bot.dialogs`; saving is left to the story modules.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from slack_sdk.models.blocks import (
    Block,
    ExternalDataSelectElement,
    Option,
)

from bot import fields, labels, vocabulary, wording
from bot import slack_ids as ids
from bot.answers import LONGEST_NAME, MOST_INTRODUCTIONS, Answers, Refused
from bot.blocks import MOST_OPTIONS, OPTION_ROOM, context, modal, plain, section
from matching.people import Champion, Consent, Evidence, Innovator, Mandate, Need, Organisation, Role
from matching.taxonomy import Region, Sector, Taxonomy, Term

__all__ = ["Refused", "need_form", "offer_form", "organisation_options", "read_need", "read_offer"]

_Word = TypeVar("_Word", Need, Role, Mandate, Consent)

# the values of the radio buttons for partners from other sectors
_OTHER_SECTORS: Final = {"welcome": True, "own": False}
_INTRODUCTIONS: Final = tuple(str(count) for count in range(1, MOST_INTRODUCTIONS + 1))


def need_form(
    known: Innovator | None, taxonomy: Taxonomy, currency: str = "£", *, proposed: bool = False
) -> dict[str, Any]:
    """Build the modal of `/needpartner`, filled with what is known; `currency` is the unit of its amounts.

    proposed: somebody else has filled it in, so that how to be introduced is still to be chosen.
    """
    blocks = [
        section(labels.NEED_INTRO),
        *_venture_fields(known),
        *_place_fields(known, taxonomy, labels.NEED_SECTORS_HINT, labels.NEED_REGIONS_HINT),
        fields.select(ids.STAGE, labels.STAGE, _terms(taxonomy.stages), known.stage if known else None),
        fields.checkboxes(ids.NEEDS, labels.NEEDS, _need_options(), known.needs if known else ()),
        *_evidence_fields(known.evidence if known else Evidence(), currency),
        *_wish_fields(known, None if proposed or not known else known.consent),
        context(wording.CONSENT_SHOWN),
    ]
    return modal(ids.NEED_FORM, labels.NEED_TITLE, blocks, labels.CANCEL, labels.SAVE)


def read_need(values: dict[str, Any], *, id: str, person: str, taxonomy: Taxonomy) -> Innovator:
    """Read `view["state"]["values"]` of a submitted need form into an Innovator that is not paused.

    Raises Refused with every mistake at once.
    """
    answers = Answers(values)
    venture = answers.name(ids.VENTURE, labels.NAME_MISSING)
    problem = answers.text(ids.PROBLEM)
    idea = answers.text(ids.IDEA)
    sectors = answers.choices(ids.SECTORS, _keys(taxonomy.sectors))
    regions = answers.choices(ids.REGIONS, _keys(taxonomy.regions))
    stage = answers.choice(ids.STAGE, _keys(taxonomy.stages))
    needs = answers.choices(ids.NEEDS, list(Need))
    evidence = Evidence(answers.amount(ids.INVESTED), answers.amount(ids.SAVED), answers.amount(ids.REACHED))
    other_sectors = answers.choice(ids.OTHER_SECTORS, _OTHER_SECTORS)
    consent = answers.choice(ids.CONSENT, list(Consent))
    wanted = answers.choice(ids.WANTED, _INTRODUCTIONS)
    answers.finish()
    return Innovator(
        id=id,
        person=person,
        venture=venture,
        problem=problem,
        idea=idea,
        sectors=sectors,
        regions=regions,
        stage=stage,
        needs=tuple(Need(need) for need in needs),
        evidence=evidence,
        other_sectors=_OTHER_SECTORS[other_sectors],
        consent=Consent(consent),
        wanted=int(wanted),
    )


def offer_form(
    known: Champion | None, taxonomy: Taxonomy, organisation: Organisation | None = None
) -> dict[str, Any]:
    """Build the modal of `/offerpartner`, filled with what is known; `organisation` is a newcomer's."""
    organisation = known.organisation if known else organisation
    earliest, challenge = (known.earliest_stage, known.challenge) if known else (None, "")
    blocks = [
        section(labels.OFFER_INTRO),
        *_organisation_fields(organisation, taxonomy),
        *_place_fields(known, taxonomy, labels.OFFER_SECTORS_HINT, labels.OFFER_REGIONS_HINT),
        fields.long_text(ids.CHALLENGE, labels.CHALLENGE, labels.CHALLENGE_HINT, challenge),
        fields.checkboxes(ids.OFFERS, labels.OFFERS, _offer_options(), known.offers if known else ()),
        fields.radio(ids.ROLE, labels.ROLE, _role_options(), known.role if known else None),
        fields.checkboxes(
            ids.MANDATE, labels.MANDATE, _mandate_options(), known.mandate if known else (), optional=True
        ),
        *_culture_fields(organisation),
        fields.select(ids.EARLIEST_STAGE, labels.EARLIEST_STAGE, _terms(taxonomy.stages), earliest),
        _introductions(ids.CAPACITY, labels.CAPACITY, labels.CAPACITY_HINT, known.capacity if known else 1),
        context(wording.CONSENT_SHOWN),
    ]
    return modal(ids.OFFER_FORM, labels.OFFER_TITLE, blocks, labels.CANCEL, labels.SAVE)


def read_offer(values: dict[str, Any], *, id: str, person: str, taxonomy: Taxonomy) -> Champion:
    """Read `view["state"]["values"]` of a submitted offer form into a Champion that is not paused.

    The organisation carries either the id of the one picked and no name, or the new name and no id; whether
    the id exists is for storage to say. Raises Refused with every mistake at once.
    """
    answers = Answers(values)
    organisation = _read_organisation(answers, taxonomy)
    sectors = answers.choices(ids.SECTORS, _keys(taxonomy.sectors))
    regions = answers.choices(ids.REGIONS, _keys(taxonomy.regions))
    challenge = answers.text(ids.CHALLENGE)
    offers = answers.choices(ids.OFFERS, list(Need))
    role = answers.choice(ids.ROLE, list(Role))
    mandate = answers.choices(ids.MANDATE, list(Mandate), optional=True)
    earliest_stage = answers.choice(ids.EARLIEST_STAGE, _keys(taxonomy.stages))
    capacity = answers.choice(ids.CAPACITY, _INTRODUCTIONS)
    answers.finish()
    return Champion(
        id=id,
        person=person,
        organisation=organisation,
        sectors=sectors,
        regions=regions,
        challenge=challenge,
        offers=tuple(Need(offer) for offer in offers),
        role=Role(role),
        mandate=tuple(Mandate(power) for power in mandate),
        earliest_stage=earliest_stage,
        capacity=int(capacity),
    )


def organisation_options(organisations: Sequence[Organisation]) -> dict[str, Any]:
    """Build the answer to the organisation picker: the first 100, named in at most 75 letters."""
    options = [_organisation_option(organisation) for organisation in organisations]
    return {"options": [option.to_dict() for option in options if option is not None][:MOST_OPTIONS]}


# --- groups of fields ----------------------------------------------------------------------------------


def _venture_fields(known: Innovator | None) -> list[Block]:
    venture = known.venture if known else ""
    return [
        fields.line(ids.VENTURE, labels.VENTURE, labels.VENTURE_HINT, venture),
        fields.long_text(ids.PROBLEM, labels.PROBLEM, labels.PROBLEM_HINT, known.problem if known else ""),
        fields.long_text(ids.IDEA, labels.IDEA, labels.IDEA_HINT, known.idea if known else ""),
    ]


def _place_fields(
    known: Innovator | Champion | None, taxonomy: Taxonomy, sectors_hint: str, regions_hint: str
) -> list[Block]:
    sectors, regions = (known.sectors, known.regions) if known else ((), ())
    return [
        fields.multi_select(ids.SECTORS, labels.SECTORS, _terms(taxonomy.sectors), sectors, sectors_hint),
        fields.multi_select(ids.REGIONS, labels.REGIONS, _terms(taxonomy.regions), regions, regions_hint),
    ]


def _evidence_fields(known: Evidence, currency: str) -> list[Block]:
    unit = labels.in_currency(plain(currency, LONGEST_NAME))
    return [
        fields.number(ids.INVESTED, labels.INVESTED, unit, known.invested),
        fields.number(ids.SAVED, labels.SAVED, unit, known.saved),
        fields.number(ids.REACHED, labels.REACHED, labels.REACHED_HINT, known.reached),
    ]


def _wish_fields(known: Innovator | None, consent: Consent | None) -> list[Block]:
    # how to be introduced is asked with nothing chosen: it is the innovator's own act
    other_sectors = "own" if known and not known.other_sectors else "welcome"
    return [
        fields.radio(ids.OTHER_SECTORS, labels.OTHER_SECTORS, _other_sectors_options(), other_sectors),
        fields.radio(ids.CONSENT, labels.CONSENT, _consent_options(), consent),
        _introductions(ids.WANTED, labels.WANTED, labels.WANTED_HINT, known.wanted if known else 1),
    ]


def _organisation_fields(known: Organisation | None, taxonomy: Taxonomy) -> list[Block]:
    picker = ExternalDataSelectElement(
        action_id=ids.ORGANISATION_PICKER,
        placeholder=labels.TYPE_A_NAME,
        min_query_length=0,
        initial_option=_organisation_option(known) if known else None,
    )
    kind = known.kind if known else None
    new = known.name if known and not known.id else ""
    return [
        fields.labelled(
            ids.ORGANISATION, labels.ORGANISATION, picker, labels.ORGANISATION_HINT, optional=True
        ),
        fields.line(
            ids.NEW_ORGANISATION, labels.NEW_ORGANISATION, labels.NEW_ORGANISATION_HINT, new, optional=True
        ),
        fields.select(ids.KIND, labels.KIND, _terms(taxonomy.kinds), kind),
    ]


def _culture_fields(known: Organisation | None) -> list[Block]:
    values, ideas = (known.values, known.outside_ideas) if known else ("", "")
    return [
        fields.long_text(ids.VALUES, labels.VALUES, labels.VALUES_HINT, values, optional=True),
        fields.long_text(
            ids.OUTSIDE_IDEAS, labels.OUTSIDE_IDEAS, labels.OUTSIDE_IDEAS_HINT, ideas, optional=True
        ),
    ]


def _read_organisation(answers: Answers, taxonomy: Taxonomy) -> Organisation:
    picked = answers.picked(ids.ORGANISATION, ids.ORGANISATION_PICKER)
    name = answers.name(ids.NEW_ORGANISATION, missing=None)
    if picked and name:
        answers.refuse(ids.NEW_ORGANISATION, labels.ORGANISATION_TWICE)
    elif not picked and not name:
        answers.refuse(ids.ORGANISATION, labels.ORGANISATION_MISSING)
    elif len(picked) > OPTION_ROOM:
        answers.refuse(ids.ORGANISATION, labels.CHOICE_UNKNOWN)
    kind = answers.choice(ids.KIND, _keys(taxonomy.kinds))
    values = answers.text(ids.VALUES, optional=True)
    outside_ideas = answers.text(ids.OUTSIDE_IDEAS, optional=True)
    return Organisation(picked, name, kind, values, outside_ideas)


def _introductions(field: str, label: str, hint: str, known: int) -> Block:
    options = [Option(text=count, value=count) for count in _INTRODUCTIONS]
    return fields.select(field, label, options, str(known), hint)


# --- options -------------------------------------------------------------------------------------------


def _terms(terms: Sequence[Sector | Region | Term]) -> list[Option]:
    return [Option(text=plain(term.name, OPTION_ROOM), value=term.key) for term in terms]


def _keys(terms: Sequence[Sector | Region | Term]) -> frozenset[str]:
    return frozenset(term.key for term in terms)


def _words(names: Mapping[_Word, str], meanings: Mapping[_Word, str]) -> list[Option]:
    return [Option(text=name, value=word.value, description=meanings[word]) for word, name in names.items()]


def _organisation_option(organisation: Organisation) -> Option | None:
    name = plain(organisation.name, OPTION_ROOM)
    if not name or not organisation.id:
        return None
    return Option(text=name, value=organisation.id)


def _need_options() -> list[Option]:
    return _words(vocabulary.NEED_NAMES, vocabulary.NEED_MEANINGS)


def _offer_options() -> list[Option]:
    return _words(vocabulary.NEED_NAMES, vocabulary.OFFER_MEANINGS)


def _role_options() -> list[Option]:
    return _words(vocabulary.ROLE_NAMES, vocabulary.ROLE_MEANINGS)


def _mandate_options() -> list[Option]:
    return _words(vocabulary.MANDATE_NAMES, vocabulary.MANDATE_MEANINGS)


def _consent_options() -> list[Option]:
    return _words(vocabulary.CONSENT_NAMES, vocabulary.CONSENT_MEANINGS)


def _other_sectors_options() -> list[Option]:
    names, meanings = vocabulary.OTHER_SECTORS_NAMES, vocabulary.OTHER_SECTORS_MEANINGS
    return [
        Option(text=names[other], value=key, description=meanings[other])
        for key, other in _OTHER_SECTORS.items()
    ]
