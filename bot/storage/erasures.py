"""Who was erased, as a fingerprint: so that who is in a backup is not in what is restored from it."""

import hashlib
from datetime import datetime

from bot.records import Workspace
from bot.storage.rows import Rows, time_text


class Erasures(Rows):
    """What a transaction can do with erasures."""

    def _keep_erasure(self, person: str, now: datetime) -> None:
        self._all(
            "INSERT INTO erasures (enterprise, team, person, erased_at)"
            " VALUES (:enterprise, :team, :person, :now)"
            " ON CONFLICT (enterprise, team, person) DO UPDATE SET erased_at = excluded.erased_at",
            person=fingerprint(self.workspace, person),
            now=time_text(now),
        )


def fingerprint(workspace: Workspace, person: str) -> str:
    """Return what is kept of somebody erased: it tells who it is only to who has their ids already."""
    return hashlib.sha256("\0".join((workspace.enterprise, workspace.team, person)).encode()).hexdigest()
