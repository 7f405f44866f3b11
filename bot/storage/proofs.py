"""Proof cards: what both people of a partnership were shown, who said yes, and whether it is celebrated."""

from collections.abc import Mapping
from datetime import datetime

from bot.records import Card, ProofCard, ProofState, Rung
from bot.storage.engine import Row
from bot.storage.profiles import Side
from bot.storage.rows import OURS, Rows, new_id, time_text
from matching.people import Evidence

_AGREED: Mapping[Side, str] = {"innovator": "innovator_agreed_at", "champion": "champion_agreed_at"}


class Proofs(Rows):
    """What a transaction can do with proof cards."""

    def offer_proof(self, card: Card, rung: Rung, figures: Evidence, now: datetime) -> str | None:
        """Keep a proof card as it will be shown; return its id, or None where there has been one."""
        row = self._one(
            "INSERT INTO proofs (id, enterprise, team, suggestion, state, venture, organisation, idea, rung,"
            " invested, saved, reached, created_at)"
            " SELECT :id, enterprise, team, suggestion, :state, :venture, :organisation, :idea, :rung,"
            f" :invested, :saved, :reached, :now FROM introductions WHERE {OURS} AND suggestion = :suggestion"
            " ON CONFLICT (suggestion) DO NOTHING RETURNING id",
            id=new_id(),
            suggestion=card.id,
            state=ProofState.ASKING,
            venture=card.innovator.venture,
            organisation=card.champion.organisation.name,
            idea=card.innovator.idea,
            rung=rung,
            invested=figures.invested,
            saved=figures.saved,
            reached=figures.reached,
            now=time_text(now),
        )
        return row["id"] if row else None

    def proof(self, proof: str) -> ProofCard | None:
        """Return a proof card, or None where it is gone."""
        row = self._one(f"{_PROOFS} AND proofs.id = :proof", proof=proof)
        return _proof_of(row) if row else None

    def proofs_of(self, person: str) -> list[ProofCard]:
        """Return the proof cards that name a person and are being asked about or celebrated, newest first."""
        rows = self._all(
            f"{_PROOFS} AND proofs.state IN ('asking', 'celebrated')"
            " AND :person IN (innovators.person, champions.person) ORDER BY proofs.created_at DESC",
            person=person,
        )
        return [_proof_of(row) for row in rows]

    def agree_to_proof(self, proof: str, side: Side, now: datetime) -> bool:
        """Keep one side's yes; False where it was said before or the proof is not being asked about."""
        agreed = _AGREED[side]
        return bool(
            self._all(
                f"UPDATE proofs SET {agreed} = :now WHERE {OURS} AND id = :proof AND state = 'asking'"
                f" AND {agreed} IS NULL RETURNING id",
                proof=proof,
                now=time_text(now),
            )
        )

    def celebrate_proof(self, proof: str) -> bool:
        """Celebrate a proof to which both have said yes; False where one has not."""
        return bool(
            self._all(
                f"UPDATE proofs SET state = 'celebrated' WHERE {OURS} AND id = :proof AND state = 'asking'"
                " AND innovator_agreed_at IS NOT NULL AND champion_agreed_at IS NOT NULL RETURNING id",
                proof=proof,
            )
        )

    def end_proof(self, proof: str, becomes: ProofState, now: datetime) -> bool:
        """Refuse or withdraw a proof; False where that has happened already."""
        return bool(
            self._all(
                "UPDATE proofs SET state = :becomes, ended_at = :now"
                f" WHERE {OURS} AND id = :proof AND state IN ('asking', 'celebrated') RETURNING id",
                proof=proof,
                becomes=becomes,
                now=time_text(now),
            )
        )


_PROOFS = """
    SELECT proofs.*, innovators.person AS innovator, champions.person AS champion
    FROM proofs JOIN suggestions s ON s.id = proofs.suggestion
    JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion
    WHERE proofs.enterprise = :enterprise AND proofs.team = :team
"""


def _proof_of(row: Row) -> ProofCard:
    return ProofCard(
        id=row["id"],
        suggestion=row["suggestion"],
        state=ProofState(row["state"]),
        innovator=row["innovator"],
        champion=row["champion"],
        venture=row["venture"],
        organisation=row["organisation"],
        idea=row["idea"],
        rung=Rung(row["rung"]),
        figures=Evidence(row["invested"], row["saved"], row["reached"]),
        agreed=frozenset(row[side] for side, column in _AGREED.items() if row[column]),
    )
