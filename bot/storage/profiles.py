"""Innovators, champions, their organisations and consents: kept, read, paused and forgotten."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from bot.storage.erasures import Erasures
from bot.storage.own_settings import OwnSettings
from bot.storage.people import People
from bot.storage.profile_rows import (
    CHAMPIONS,
    champion_of,
    champion_row,
    innovator_of,
    innovator_row,
    name_key,
    organisation_of,
)
from bot.storage.rows import (
    OURS,
    date_text,
    new_id,
    read_date,
    read_time,
    time_text,
)
from bot.storage.vectors import Vectors
from matching.people import Champion, Innovator, Organisation

Side = Literal["innovator", "champion"]

_TABLE: Mapping[Side, str] = {"innovator": "innovators", "champion": "champions"}


class Profiles(Vectors, Erasures, People, OwnSettings):
    """What a transaction can do with profiles."""

    def innovator(self, person: str) -> Innovator | None:
        """Return the person's profile as an innovator, if there is one."""
        row = self._one(f"SELECT * FROM innovators WHERE {OURS} AND person = :person", person=person)
        return innovator_of(row) if row else None

    def innovators(self) -> list[Innovator]:
        """Return every innovator, paused ones included, in the order of their ids."""
        return [innovator_of(row) for row in self._all(f"SELECT * FROM innovators WHERE {OURS} ORDER BY id")]

    def person_of(self, innovator: str) -> str | None:
        """Return who an innovator is, by the id of the profile."""
        row = self._one(f"SELECT person FROM innovators WHERE {OURS} AND id = :id", id=innovator)
        return row["person"] if row else None

    def champion(self, person: str) -> Champion | None:
        """Return the person's profile as a champion, if there is one."""
        row = self._one(f"{CHAMPIONS} AND champions.person = :person", person=person)
        return champion_of(row) if row else None

    def champions(self) -> list[Champion]:
        """Return every champion, paused ones included, in the order of their ids."""
        return [champion_of(row) for row in self._all(f"{CHAMPIONS} ORDER BY champions.id")]

    def first_joined(self) -> datetime | None:
        """Return when the first of today's profiles was made; None while there is none."""
        row = self._one(
            f"SELECT min(created_at) AS first FROM (SELECT created_at FROM innovators WHERE {OURS}"
            f" UNION ALL SELECT created_at FROM champions WHERE {OURS}) AS joined"
        )
        return read_time(row["first"]) if row and row["first"] else None

    def organisations_like(self, typed: str, limit: int = 100) -> list[Organisation]:
        """Return the known organisations whose name contains what was typed, by name."""
        literally = re.sub("([!%_])", r"!\1", name_key(typed))
        rows = self._all(
            f"SELECT * FROM organisations WHERE {OURS} AND name_key LIKE :pattern ESCAPE '!'"
            " ORDER BY name_key LIMIT :limit",
            pattern=f"%{literally}%",
            limit=limit,
        )
        return [organisation_of(row, row["id"], row["name"]) for row in rows]

    def organisation_named(self, name: str) -> Organisation | None:
        """Return the known organisation of that name, in any spelling of it."""
        row = self._one(f"SELECT * FROM organisations WHERE {OURS} AND name_key = :key", key=name_key(name))
        return organisation_of(row, row["id"], row["name"]) if row else None

    def organisation(self, organisation: str) -> Organisation | None:
        """Return an organisation by its id."""
        row = self._one(f"SELECT * FROM organisations WHERE {OURS} AND id = :id", id=organisation)
        return organisation_of(row, row["id"], row["name"]) if row else None

    def save_innovator(self, innovator: Innovator, now: datetime) -> Innovator:
        """Keep a profile and return what stands: it replaces an earlier one, whose id and pause stay."""
        earlier = self._texts_of(innovator.person)
        row = self._returned(_SAVE_INNOVATOR, **innovator_row(innovator), now=time_text(now))
        self._drop_vectors(earlier)
        self.meet(innovator.person)
        return innovator_of(row)

    def save_champion(self, champion: Champion, now: datetime) -> Champion:
        """Keep a profile and its organisation, found by id or name or made new. Return what stands.

        Raises LookupError where the organisation has neither a name nor an id that is known.
        """
        organisation = self._keep_organisation(champion.organisation, now)
        kept = replace(champion, organisation=organisation)
        earlier = self._texts_of(champion.person)
        self._all(_SAVE_CHAMPION, **champion_row(kept), now=time_text(now))
        self._drop_vectors(earlier)
        self.meet(champion.person)
        return self.champion(champion.person) or kept

    def _keep_organisation(self, told: Organisation, now: datetime) -> Organisation:
        """Return the organisation meant, updated by what its champion just said of it."""
        row = self._one(
            f"SELECT * FROM organisations WHERE {OURS} AND (id = :id OR name_key = :name_key)"
            " ORDER BY id = :id DESC LIMIT 1",
            id=told.id,
            name_key=name_key(told.name),
        )
        if row is None and not told.name:
            raise LookupError(f"no organisation {told.id}")
        kept = self._returned(
            _SAVE_ORGANISATION,
            id=row["id"] if row else new_id(),
            name=row["name"] if row else told.name,
            name_key=row["name_key"] if row else name_key(told.name),
            kind=told.kind,
            written_values=told.values,
            outside_ideas=told.outside_ideas,
            now=time_text(now),
        )
        self._drop_vectors((row["written_values"], row["outside_ideas"]) if row else ())
        return organisation_of(kept, kept["id"], kept["name"])

    def keep_consent(
        self, person: str, wording: str, now: datetime, subject: str = "", answer: str = "yes"
    ) -> None:
        """Keep that a person agreed, or did not, with the very wording that was shown, and to what it was."""
        self._all(
            "INSERT INTO consents (id, enterprise, team, person, wording, given_at, subject, answer)"
            " VALUES (:id, :enterprise, :team, :person, :wording, :now, :subject, :answer)",
            subject=subject,
            answer=answer,
            id=new_id(),
            person=person,
            wording=wording,
            now=time_text(now),
        )

    def set_capacity(self, person: str, capacity: int, now: datetime) -> bool:
        """Set how many introductions a cycle a champion takes; False where the person is none."""
        return bool(
            self._all(
                "UPDATE champions SET capacity = :capacity, updated_at = :now"
                f" WHERE {OURS} AND person = :person RETURNING id",
                person=person,
                capacity=capacity,
                now=time_text(now),
            )
        )

    def pause(self, side: Side, person: str, until: date | None, now: datetime) -> bool:
        """Pause a profile, without an end where `until` is None; False where the person has none."""
        return self._set_pause(side, person, True, until, now)

    def resume(self, side: Side, person: str, now: datetime) -> bool:
        """End a pause; False where the person has no such profile. A champion who had left is back."""
        if side == "champion":
            self._all(f"UPDATE champions SET left_at = NULL WHERE {OURS} AND person = :person", person=person)
        return self._set_pause(side, person, False, None, now)

    def _set_pause(self, side: Side, person: str, paused: bool, until: date | None, now: datetime) -> bool:
        return bool(
            self._all(
                f"UPDATE {_TABLE[side]} SET paused = :paused, paused_until = :until, updated_at = :now"
                f" WHERE {OURS} AND person = :person RETURNING id",
                person=person,
                paused=int(paused),
                until=date_text(until),
                now=time_text(now),
            )
        )

    def paused_until(self, side: Side, person: str) -> date | None:
        """Return the day a pause ends, None where it has no end or there is no pause."""
        row = self._one(
            f"SELECT paused_until FROM {_TABLE[side]} WHERE {OURS} AND person = :person", person=person
        )
        return read_date(row["paused_until"]) if row else None

    def end_pauses(self, today: date) -> None:
        """Wake the profiles whose pause ends today or ended before."""
        for table in _TABLE.values():
            self._all(
                f"UPDATE {table} SET paused = 0, paused_until = NULL"
                f" WHERE {OURS} AND paused = 1 AND paused_until <= :today",
                today=today.isoformat(),
            )

    def erase_profiles(self, person: str, now: datetime) -> bool:
        """Erase all that is held of a person but their outbox rows; what remains is a count, a fingerprint.

        Suggestions and introductions go with the profiles. False where nothing was held.
        """
        held, texts = 0, self._texts_of(person)
        self._search_instead_of(person)
        self._all(f"DELETE FROM invitations WHERE {OURS} AND person = :person", person=person)
        for side, table in _TABLE.items():
            gone = self._all(
                f"DELETE FROM {table} WHERE {OURS} AND person = :person RETURNING id", person=person
            )
            self._add_to_tally(f"forgotten {side}", len(gone))
            held += len(gone)
        self._drop_vectors(texts)
        consents = self._all(
            f"DELETE FROM consents WHERE {OURS} AND person = :person RETURNING id", person=person
        )
        for table in ("follow_ups", "outcomes", "askings", "silences"):
            self._all(f"DELETE FROM {table} WHERE {OURS} AND person = :person", person=person)
        self._all(f"UPDATE outbox SET person = NULL WHERE {OURS} AND person = :person", person=person)
        self._all(f"DELETE FROM people WHERE {OURS} AND person = :person", person=person)
        for column in ("person", "subject"):
            self._all(f"UPDATE audit SET {column} = '' WHERE {OURS} AND {column} = :person", person=person)
        for column in ("asked_by", "reviewed_by"):
            self._all(f"UPDATE cycles SET {column} = NULL WHERE {OURS} AND {column} = :person", person=person)
        for table in ("proposals", "farewells"):
            gone = self._all(
                f"DELETE FROM {table} WHERE {OURS} AND person = :person RETURNING person", person=person
            )
            held += len(gone)
        self._leave_admins(person)
        for table, column in (
            ("proposals", "proposed_by"),
            ("halts", "halted_by"),
            ("own_settings", "changed_by"),
            ("installations", "installed_by"),
        ):
            self._all(f"UPDATE {table} SET {column} = '' WHERE {OURS} AND {column} = :person", person=person)
        if held := held + len(consents):
            self._keep_erasure(person, now)
        return held > 0

    def _search_instead_of(self, person: str) -> None:
        """Write down that somebody else is to be asked where a person who leaves was to answer."""
        self._all(_SEARCH_INSTEAD, person=person)

    def _texts_of(self, person: str) -> tuple[str, ...]:
        """Return what a person has written that is compared; not their organisation's texts, which stay."""
        innovator, champion = self.innovator(person), self.champion(person)
        return (*(innovator.texts if innovator else ()), *((champion.challenge,) if champion else ()))

    def _add_to_tally(self, name: str, by: int) -> None:
        if by:
            self._all(
                "INSERT INTO tallies (enterprise, team, name, tally) VALUES (:enterprise, :team, :name, :by)"
                " ON CONFLICT (enterprise, team, name) DO UPDATE SET tally = tallies.tally + :by",
                name=name,
                by=by,
            )

    def record(self, person: str, act: str, subject: str, now: datetime) -> None:
        """Write the audit trail: who did what to which id, without free text."""
        self._all(
            "INSERT INTO audit (enterprise, team, at, person, act, subject)"
            " VALUES (:enterprise, :team, :now, :person, :act, :subject)",
            person=person,
            act=act,
            subject=subject,
            now=time_text(now),
        )


_SEARCH_INSTEAD = f"""
    INSERT INTO searches (id, enterprise, team, cycle, innovator, follows, state, asked_at)
    SELECT s.id, s.enterprise, s.team,
        CASE WHEN s.state = 'drafted' THEN s.cycle ELSE COALESCE((SELECT id FROM cycles WHERE {OURS}
            AND cycles.state = 'done' ORDER BY local_date DESC LIMIT 1), s.cycle) END,
        s.innovator, s.id, 'open', s.suggested_at
    FROM suggestions s
    WHERE s.enterprise = :enterprise AND s.team = :team AND (
        s.state = 'handed' AND s.id IN (
            SELECT suggestion FROM invitations WHERE {OURS} AND person = :person AND state = 'sent')
        OR s.champion IN (SELECT id FROM champions WHERE {OURS} AND person = :person) AND (
            s.state IN ('drafted', 'open', 'asking', 'postponed')
            OR s.id IN (SELECT suggestion FROM invitations WHERE {OURS} AND state = 'sent')))
    ON CONFLICT (enterprise, team, follows) DO NOTHING
"""

_SAVE_INNOVATOR = """
    INSERT INTO innovators (id, enterprise, team, person, venture, problem, idea, sectors, regions, stage,
        needs, invested, saved, reached, other_sectors, consent, wanted, created_at, updated_at)
    VALUES (:id, :enterprise, :team, :person, :venture, :problem, :idea, :sectors, :regions, :stage,
        :needs, :invested, :saved, :reached, :other_sectors, :consent, :wanted, :now, :now)
    ON CONFLICT (enterprise, team, person) DO UPDATE SET
        venture = excluded.venture, problem = excluded.problem, idea = excluded.idea,
        sectors = excluded.sectors, regions = excluded.regions, stage = excluded.stage,
        needs = excluded.needs, invested = excluded.invested, saved = excluded.saved,
        reached = excluded.reached, other_sectors = excluded.other_sectors, consent = excluded.consent,
        wanted = excluded.wanted, updated_at = excluded.updated_at
    RETURNING *
"""

_SAVE_CHAMPION = """
    INSERT INTO champions (id, enterprise, team, person, organisation, sectors, regions, challenge, offers,
        role, mandate, earliest_stage, capacity, created_at, updated_at)
    VALUES (:id, :enterprise, :team, :person, :organisation, :sectors, :regions, :challenge, :offers,
        :role, :mandate, :earliest_stage, :capacity, :now, :now)
    ON CONFLICT (enterprise, team, person) DO UPDATE SET
        organisation = excluded.organisation, sectors = excluded.sectors, regions = excluded.regions,
        challenge = excluded.challenge, offers = excluded.offers, role = excluded.role,
        mandate = excluded.mandate, earliest_stage = excluded.earliest_stage,
        capacity = excluded.capacity, updated_at = excluded.updated_at, left_at = NULL
    RETURNING id
"""

# A champion who leaves the organisation's own texts empty does not wipe what a colleague wrote.
_SAVE_ORGANISATION = """
    INSERT INTO organisations (id, enterprise, team, name, name_key, kind, written_values, outside_ideas,
        created_at)
    VALUES (:id, :enterprise, :team, :name, :name_key, :kind, :written_values, :outside_ideas, :now)
    ON CONFLICT (enterprise, team, name_key) DO UPDATE SET
        kind = excluded.kind,
        written_values = COALESCE(NULLIF(excluded.written_values, ''), organisations.written_values),
        outside_ideas = COALESCE(NULLIF(excluded.outside_ideas, ''), organisations.outside_ideas)
    RETURNING *
"""
