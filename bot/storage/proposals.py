"""Profiles that an admin has proposed to their people: kept apart, matched and shown to nobody.

They become profiles only by the person's own act; until then all that is done with one is asking that person.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.storage.engine import Row
from bot.storage.profiles import Profiles, Side
from bot.storage.rows import OURS, time_text
from matching.people import Champion, Consent, Evidence, Innovator, Mandate, Need, Organisation, Role


class Proposals(Profiles):
    """What a transaction can do with proposed profiles."""

    def propose(self, profile: Innovator | Champion, by: str, now: datetime) -> None:
        """Keep a profile as a proposal to its person; it replaces an earlier one for the same side."""
        self._all(
            "INSERT INTO proposals (enterprise, team, person, side, profile, proposed_by, proposed_at)"
            " VALUES (:enterprise, :team, :person, :side, :profile, :by, :now)"
            " ON CONFLICT (enterprise, team, person, side) DO UPDATE SET profile = excluded.profile,"
            " proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at",
            person=profile.person,
            side="innovator" if isinstance(profile, Innovator) else "champion",
            profile=json.dumps(asdict(profile), ensure_ascii=False),
            by=by,
            now=time_text(now),
        )

    def proposed_innovator(self, person: str) -> Innovator | None:
        """Return what was proposed to a person as an innovator."""
        row = self._proposed("innovator", person)
        if row is None:
            return None
        told = json.loads(row["profile"])
        texts = {name: tuple(told[name]) for name in ("sectors", "regions")}
        needs, evidence = tuple(map(Need, told["needs"])), Evidence(**told["evidence"])
        return Innovator(
            **{**told, **texts, "needs": needs, "evidence": evidence, "consent": Consent(told["consent"])}
        )

    def proposed_champion(self, person: str) -> Champion | None:
        """Return what was proposed to a person as a champion, with the organisation known by that name."""
        row = self._proposed("champion", person)
        if row is None:
            return None
        told = json.loads(row["profile"])
        organisation = Organisation(**told["organisation"])
        known = self.organisation_named(organisation.name)
        lists = {name: tuple(told[name]) for name in ("sectors", "regions")}
        offers, mandate = tuple(map(Need, told["offers"])), tuple(map(Mandate, told["mandate"]))
        words = {"offers": offers, "mandate": mandate, "role": Role(told["role"])}
        return Champion(**{**told, **lists, **words, "organisation": known or organisation})

    def drop_proposals(self, person: str, sides: Sequence[Side] = ("innovator", "champion")) -> bool:
        """Erase what was proposed to a person; False where nothing was."""
        gone = [
            self._all(
                f"DELETE FROM proposals WHERE {OURS} AND person = :person AND side = :side RETURNING person",
                person=person,
                side=side,
            )
            for side in sides
        ]
        return any(gone)

    def drop_old_proposals(self, before: datetime) -> list[str]:
        """Erase the proposals that nobody answered; return whose they were."""
        rows = self._all(
            f"DELETE FROM proposals WHERE {OURS} AND proposed_at < :before RETURNING person",
            before=time_text(before),
        )
        return sorted({row["person"] for row in rows})

    def _proposed(self, side: Side, person: str) -> Row | None:
        return self._one(
            f"SELECT profile FROM proposals WHERE {OURS} AND person = :person AND side = :side",
            person=person,
            side=side,
        )
