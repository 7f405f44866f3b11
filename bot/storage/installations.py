"""Where the app is installed by Slack's OAuth: one row a workspace, or an organisation, with its tokens.

The tokens come and go encrypted (`bot.vault`).
"""

from datetime import datetime

from bot.records import Installation
from bot.storage.engine import Row
from bot.storage.rows import OURS, Rows, read_time, time_text


class Installations(Rows):
    """What a transaction can do with a workspace's installation."""

    def install(self, made: Installation) -> None:
        """Keep an installation in place of any earlier one of the workspace."""
        self._all(
            "INSERT INTO installations (enterprise, team, token, refresh_token, expires_at, bot_user,"
            " installed_by, installed_at) VALUES (:enterprise, :team, :token, :refresh, :expires,"
            " :bot_user, :by, :at) ON CONFLICT (enterprise, team) DO UPDATE SET token = excluded.token,"
            " refresh_token = excluded.refresh_token, expires_at = excluded.expires_at,"
            " bot_user = excluded.bot_user, installed_by = excluded.installed_by,"
            " installed_at = excluded.installed_at, renewing_until = NULL",
            token=made.token,
            refresh=made.refresh_token,
            expires=time_text(made.expires_at) if made.expires_at else None,
            bot_user=made.bot_user,
            by=made.installed_by,
            at=time_text(made.installed_at),
        )

    def installation(self) -> Installation | None:
        """Return the workspace's installation; None where there is none, or no more."""
        row = self._one(f"SELECT * FROM installations WHERE {OURS}")
        return _installation_of(row) if row else None

    def uninstall(self, before: datetime) -> bool:
        """Drop the installation with its tokens; False where there is none, or a later one than `before`."""
        return bool(
            self._all(
                f"DELETE FROM installations WHERE {OURS} AND installed_at < :before RETURNING team",
                before=time_text(before),
            )
        )

    def claim_renewal(self, soon: datetime, now: datetime, until: datetime) -> Installation | None:
        """Take up, until a time, the renewal of a token that expires before `soon`, unless others have."""
        row = self._one(
            f"UPDATE installations SET renewing_until = :until WHERE {OURS} AND expires_at < :soon"
            " AND COALESCE(renewing_until, '') <= :now RETURNING *",
            soon=time_text(soon),
            now=time_text(now),
            until=time_text(until),
        )
        return _installation_of(row) if row else None

    def renew(self, was: Installation, token: str, refresh_token: str, expires_at: datetime) -> bool:
        """Keep a renewed token; False where the app was installed anew, or the token changed, meanwhile."""
        return bool(
            self._all(
                "UPDATE installations SET token = :token, refresh_token = :refresh, expires_at = :expires,"
                f" renewing_until = NULL WHERE {OURS} AND token = :was RETURNING team",
                token=token,
                refresh=refresh_token,
                expires=time_text(expires_at),
                was=was.token,
            )
        )

    def seal_again(self, was: Installation, token: str, refresh_token: str) -> None:
        """Put the same tokens under another key."""
        self._all(
            f"UPDATE installations SET token = :token, refresh_token = :refresh WHERE {OURS}"
            " AND token = :was",
            token=token,
            refresh=refresh_token,
            was=was.token,
        )


def _installation_of(row: Row) -> Installation:
    return Installation(
        token=row["token"],
        refresh_token=row["refresh_token"],
        expires_at=read_time(row["expires_at"]) if row["expires_at"] else None,
        bot_user=row["bot_user"],
        installed_by=row["installed_by"],
        installed_at=read_time(row["installed_at"]),
    )
