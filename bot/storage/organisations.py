"""Organisations: what an admin changes of them, and merging two that are the same."""

from datetime import datetime

from bot.records import Known
from bot.storage.profile_rows import name_key, organisation_of
from bot.storage.profiles import Profiles
from bot.storage.rows import OURS, time_text
from matching.people import Champion, Organisation


class Organisations(Profiles):
    """What a transaction can do with organisations."""

    def known_organisation(self, organisation: str) -> Known | None:
        """Return an organisation with how many champions it has; None where there is none with that id."""
        found = self.organisation(organisation)
        return Known(found, len(self.people_of_organisation(organisation))) if found else None

    def people_of_organisation(self, organisation: str) -> list[str]:
        """Return an organisation's champions, by the ids of their persons."""
        rows = self._all(
            f"SELECT person FROM champions WHERE {OURS} AND organisation = :id ORDER BY person",
            id=organisation,
        )
        return [row["person"] for row in rows]

    def organisations_without_champion(self) -> list[Organisation]:
        """Return the organisations that have no champion who is there, by name."""
        rows = self._all(
            f"SELECT * FROM organisations WHERE {OURS} AND id NOT IN ("
            f"SELECT organisation FROM champions WHERE {OURS} AND left_at IS NULL AND person NOT IN ("
            f"SELECT person FROM people WHERE {OURS} AND deactivated = 1)) ORDER BY name_key"
        )
        return [organisation_of(row, row["id"], row["name"]) for row in rows]

    def leave(self, person: str, now: datetime) -> None:
        """Keep that a champion has left the organisation; saving the form again or resuming takes it back."""
        self._all(
            f"UPDATE champions SET left_at = :now WHERE {OURS} AND person = :person",
            person=person,
            now=time_text(now),
        )

    def colleague_of(self, champion: Champion) -> str | None:
        """Return the id of another champion of the same organisation who is there, the longest first."""
        row = self._one(
            f"SELECT id FROM champions WHERE {OURS} AND organisation = :organisation AND id <> :id"
            " AND paused = 0 ORDER BY created_at, id LIMIT 1",
            organisation=champion.organisation.id,
            id=champion.id,
        )
        return row["id"] if row else None

    def change_organisation(self, changed: Organisation) -> bool:
        """Keep an organisation's name, kind and cap; False where another one goes by that name."""
        key = name_key(changed.name)
        taken = self._all(
            f"SELECT id FROM organisations WHERE {OURS} AND name_key = :key AND id <> :id",
            key=key,
            id=changed.id,
        )
        if taken:
            return False
        self._all(
            "UPDATE organisations SET name = :name, name_key = :key, kind = :kind, cap = :cap"
            f" WHERE {OURS} AND id = :id",
            name=changed.name,
            key=key,
            kind=changed.kind,
            cap=changed.cap,
            id=changed.id,
        )
        return True

    def merge_organisations(self, gone: str, into: str, now: datetime) -> int:
        """Merge one organisation into another; return how many champions moved.

        Its texts are joined to the other's, which keeps its own name, kind and cap.
        """
        found = self._one(f"SELECT * FROM organisations WHERE {OURS} AND id = :gone", gone=gone)
        kept = self._one(f"SELECT * FROM organisations WHERE {OURS} AND id = :into", into=into)
        if found is None or kept is None or gone == into:
            return 0
        joined = {
            text: "\n".join(dict.fromkeys(filter(None, (kept[text], found[text]))))
            for text in ("written_values", "outside_ideas")
        }
        self._all(
            "UPDATE organisations SET written_values = :written_values, outside_ideas = :outside_ideas"
            f" WHERE {OURS} AND id = :into",
            into=into,
            **joined,
        )
        moved = self._all(
            f"UPDATE champions SET organisation = :into, updated_at = :now"
            f" WHERE {OURS} AND organisation = :gone RETURNING id",
            gone=gone,
            into=into,
            now=time_text(now),
        )
        self._all(f"DELETE FROM organisations WHERE {OURS} AND id = :gone", gone=gone)
        self._drop_vectors(row[text] for row in (found, kept) for text in joined)
        return len(moved)
