"""Who is who in Slack: the language, time zone and standing of everyone the bot deals with.

Slack knows them; a copy is kept so that a letter can be written in the person's language and arrive at an
hour of theirs. It is a day old at most, and of people without a profile nothing is kept for longer than that.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.records import Member
from bot.storage.rows import OURS, Rows, time_text


class People(Rows):
    """What a transaction can do with what Slack says of people."""

    def member(self, person: str) -> Member | None:
        """Return what Slack said of a person; None where it has not been asked."""
        row = self._one(f"SELECT * FROM people WHERE {OURS} AND person = :person", person=person)
        return _member_of(row) if row else None

    def language_of(self, person: str) -> str:
        """Return a person's language as Slack has it, such as `fr-FR`; empty where it is not known."""
        known = self.member(person)
        return known.locale if known else ""

    def zone_of(self, person: str) -> ZoneInfo | None:
        """Return a person's own time zone; None where it is not known."""
        known = self.member(person)
        try:
            return ZoneInfo(known.zone) if known and known.zone else None
        except (ZoneInfoNotFoundError, ValueError):
            return None

    def meet(self, person: str) -> None:
        """Keep that a person acted, so that Slack is asked about them."""
        self._all(
            "INSERT INTO people (enterprise, team, person) VALUES (:enterprise, :team, :person)"
            " ON CONFLICT (enterprise, team, person) DO NOTHING",
            person=person,
        )

    def keep_member(self, member: Member, now: datetime) -> None:
        """Keep what Slack says of somebody who is known here; nothing is kept of anyone else."""
        self._all(
            "UPDATE people SET locale = :locale, zone = :zone, deactivated = :deactivated, guest = :guest,"
            f" bot = :bot, asked_at = :now WHERE {OURS} AND person = :person",
            person=member.person,
            locale=member.locale,
            zone=member.zone,
            deactivated=int(member.deactivated),
            guest=int(member.guest),
            bot=int(member.bot),
            now=time_text(now),
        )

    def asked_in_vain(self, person: str, now: datetime) -> None:
        """Keep that Slack would say nothing of a person, so that it is asked again in a day only."""
        self._all(
            f"UPDATE people SET asked_at = :now WHERE {OURS} AND person = :person",
            person=person,
            now=time_text(now),
        )

    def members_to_ask(self, before: datetime, limit: int) -> list[str]:
        """Return people about whom Slack was not asked since `before`, those it never was first."""
        rows = self._all(
            f"SELECT person FROM people WHERE {OURS} AND asked_at <= :before ORDER BY asked_at LIMIT :limit",
            before=time_text(before),
            limit=limit,
        )
        return [row["person"] for row in rows]

    def drop_passer_by(self, person: str) -> bool:
        """Drop what is known of a person without a profile; False where they have one, or nothing is."""
        gone = self._all(
            f"DELETE FROM people WHERE {OURS} AND person = :person AND asked_at <> ''"
            f" AND person NOT IN (SELECT person FROM innovators WHERE {OURS} AND person = :person"
            f" UNION SELECT person FROM champions WHERE {OURS} AND person = :person) RETURNING person",
            person=person,
        )
        return bool(gone)


def _member_of(row: Mapping[str, Any]) -> Member:
    return Member(
        person=row["person"],
        locale=row["locale"],
        zone=row["zone"],
        deactivated=bool(row["deactivated"]),
        guest=bool(row["guest"]),
        bot=bool(row["bot"]),
    )
