"""Profiles as rows, there and back, and the key under which spellings of a name meet."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.storage.engine import Row
from bot.storage.rows import list_text, read_list
from matching.people import Champion, Consent, Evidence, Innovator, Mandate, Need, Organisation, Role

# Champions with their organisation; a condition may follow.
CHAMPIONS = """
    SELECT champions.*, organisations.name AS organisation_name, organisations.kind,
           organisations.written_values, organisations.outside_ideas, organisations.cap
    FROM champions JOIN organisations ON organisations.id = champions.organisation
    WHERE champions.enterprise = :enterprise AND champions.team = :team
"""


def name_key(name: str) -> str:
    """Return the form under which spellings of one name meet: case, accents' encoding and spaces folded."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())  # folding takes some letters apart again


def innovator_row(innovator: Innovator) -> Row:
    """Return what a row of `innovators` holds of a profile."""
    return {
        "id": innovator.id,
        "person": innovator.person,
        "venture": innovator.venture,
        "problem": innovator.problem,
        "idea": innovator.idea,
        "sectors": list_text(innovator.sectors),
        "regions": list_text(innovator.regions),
        "stage": innovator.stage,
        "needs": list_text(innovator.needs),
        "invested": innovator.evidence.invested,
        "saved": innovator.evidence.saved,
        "reached": innovator.evidence.reached,
        "other_sectors": int(innovator.other_sectors),
        "consent": innovator.consent,
        "wanted": innovator.wanted,
    }


def champion_row(champion: Champion) -> Row:
    """Return what a row of `champions` holds of a profile."""
    return {
        "id": champion.id,
        "person": champion.person,
        "organisation": champion.organisation.id,
        "sectors": list_text(champion.sectors),
        "regions": list_text(champion.regions),
        "challenge": champion.challenge,
        "offers": list_text(champion.offers),
        "role": champion.role,
        "mandate": list_text(champion.mandate),
        "earliest_stage": champion.earliest_stage,
        "capacity": champion.capacity,
    }


def innovator_of(row: Mapping[str, Any]) -> Innovator:
    """Return the innovator a row of `innovators` holds."""
    return Innovator(
        id=row["id"],
        person=row["person"],
        venture=row["venture"],
        problem=row["problem"],
        idea=row["idea"],
        sectors=read_list(row["sectors"]),
        regions=read_list(row["regions"]),
        stage=row["stage"],
        needs=tuple(Need(word) for word in read_list(row["needs"])),
        evidence=Evidence(row["invested"], row["saved"], row["reached"]),
        other_sectors=bool(row["other_sectors"]),
        consent=Consent(row["consent"]),
        wanted=row["wanted"],
        paused=bool(row["paused"]),
    )


def champion_of(row: Mapping[str, Any]) -> Champion:
    """Return the champion a row of `champions` joined with its organisation holds."""
    return Champion(
        id=row["id"],
        person=row["person"],
        organisation=organisation_of(row, row["organisation"], row["organisation_name"]),
        sectors=read_list(row["sectors"]),
        regions=read_list(row["regions"]),
        challenge=row["challenge"],
        offers=tuple(Need(word) for word in read_list(row["offers"])),
        role=Role(row["role"]),
        mandate=tuple(Mandate(word) for word in read_list(row["mandate"])),
        earliest_stage=row["earliest_stage"],
        capacity=row["capacity"],
        paused=bool(row["paused"]),
    )


def organisation_of(row: Mapping[str, Any], id_: str, name: str) -> Organisation:
    """Return the organisation a row holds, under its id and name there."""
    return Organisation(id_, name, row["kind"], row["written_values"], row["outside_ideas"], row["cap"])
