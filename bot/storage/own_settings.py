"""A workspace's own settings: texts by name. What they mean is told in `config.own_settings`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from bot.storage.rows import OURS, Rows, read_time, time_text

ADMINS: Final = "POLLINATE_ADMINS"  # whose text names people: ids, with a comma and a blank between
BETWEEN: Final = ", "


class OwnSettings(Rows):
    """What a transaction can do with a workspace's own settings."""

    def own_settings(self) -> dict[str, str]:
        """Return the texts that stand instead of the environment's, by name."""
        rows = self._all(f"SELECT name, text FROM own_settings WHERE {OURS} AND text <> '' ORDER BY name")
        return {row["name"]: row["text"] for row in rows}

    def keep_own_settings(self, texts: Mapping[str, str], person: str, now: datetime) -> list[str]:
        """Have these texts be the workspace's own settings, all of them; return the names that changed."""
        before = self.own_settings()
        changed = sorted(name for name in before.keys() | texts.keys() if texts.get(name) != before.get(name))
        for name in changed:
            self._keep(name, texts.get(name, ""), person, now)
        return changed

    def own_settings_changed_at(self, names: Collection[str]) -> datetime | None:
        """Return when one of these was last changed; None where none ever was."""
        rows = self._all(f"SELECT name, changed_at FROM own_settings WHERE {OURS}")
        return max((read_time(row["changed_at"]) for row in rows if row["name"] in names), default=None)

    def _keep(self, name: str, text: str, person: str, now: datetime) -> None:
        self._all(
            "INSERT INTO own_settings (enterprise, team, name, text, changed_by, changed_at)"
            " VALUES (:enterprise, :team, :name, :text, :person, :now)"
            " ON CONFLICT (enterprise, team, name) DO UPDATE SET"
            " text = excluded.text, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
            name=name,
            text=text,
            person=person,
            now=time_text(now),
        )

    def _leave_admins(self, person: str) -> None:
        """Take somebody off the workspace's own list of admins, unless nobody would be left on it."""
        named = self.own_settings().get(ADMINS, "").split(BETWEEN)
        others = [each for each in named if each != person]
        if others and others != named:
            self._all(
                f"UPDATE own_settings SET text = :text WHERE {OURS} AND name = :name",
                name=ADMINS,
                text=BETWEEN.join(others),
            )
