"""Invitations: a person whom a champion would give a card to, and who is not enrolled.

One letter each, which shows nothing of the innovator. Who is invited has no row but this one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.records import Invitation, Invited
from bot.storage.rows import OURS, Rows, new_id, time_text

_INVITATIONS = """
    SELECT invitations.*, s.innovator, champions.person AS inviter, champions.organisation AS organisation_id,
        organisations.name AS organisation_name
    FROM invitations JOIN suggestions s ON s.id = invitations.suggestion
    JOIN champions ON champions.id = s.champion
    JOIN organisations ON organisations.id = champions.organisation
    WHERE invitations.enterprise = :enterprise AND invitations.team = :team
"""


class Invitations(Rows):
    """What a transaction can do with invitations."""

    def invite(self, suggestion: str, person: str, now: datetime) -> str:
        """Keep that a champion would give a suggestion to a person; return the invitation's id.

        Empty where there is no such suggestion.
        """
        row = self._one(
            "INSERT INTO invitations (id, enterprise, team, suggestion, person, state, invited_at)"
            f" SELECT :id, enterprise, team, id, :person, 'sent', :now FROM suggestions WHERE {OURS}"
            " AND id = :suggestion RETURNING id",
            id=new_id(),
            suggestion=suggestion,
            person=person,
            now=time_text(now),
        )
        return str(row["id"]) if row else ""

    def invitation(self, invitation: str) -> Invitation | None:
        """Return an invitation, or None where it is gone."""
        row = self._one(f"{_INVITATIONS} AND invitations.id = :invitation", invitation=invitation)
        return _invitation_of(row) if row else None

    def open_invitations(self, person: str | None = None, innovator: str | None = None) -> list[Invitation]:
        """Return the invitations that wait for an answer; of one person, or for one innovator."""
        rows = self._all(
            f"{_INVITATIONS} AND invitations.state = 'sent' AND invitations.person = COALESCE(:person,"
            " invitations.person) AND s.innovator = COALESCE(:innovator, s.innovator)"
            " ORDER BY invitations.invited_at, invitations.id",
            person=person,
            innovator=innovator,
        )
        return [_invitation_of(row) for row in rows]

    def unanswered_invitations(self, before: datetime) -> list[Invitation]:
        """Return the invitations that have waited since before a moment."""
        rows = self._all(
            f"{_INVITATIONS} AND invitations.state = 'sent' AND invitations.invited_at <= :before"
            " ORDER BY invitations.invited_at, invitations.id",
            before=time_text(before),
        )
        return [_invitation_of(row) for row in rows]

    def settle_invitation(self, invitation: str, becomes: Invited, now: datetime) -> bool:
        """Settle an invitation; False where it is settled already."""
        return bool(
            self._all(
                "UPDATE invitations SET state = :becomes, decided_at = :now"
                f" WHERE {OURS} AND id = :invitation AND state = 'sent' RETURNING id",
                invitation=invitation,
                becomes=becomes,
                now=time_text(now),
            )
        )


def _invitation_of(row: Mapping[str, Any]) -> Invitation:
    return Invitation(
        id=row["id"],
        suggestion=row["suggestion"],
        innovator=row["innovator"],
        person=row["person"],
        inviter=row["inviter"],
        organisation=row["organisation_id"],
        organisation_name=row["organisation_name"],
        state=Invited(row["state"]),
    )
