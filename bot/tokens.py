"""The tokens of workspaces that installed the bot: found at each call, renewed before they expire.

Slack lets a refresh token be used once: one process renews at a time, by a lease in the row. Where Slack no
longer takes it (the database was restored from a backup, say), the workspace counts as cut off.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.logs import log_of
from bot.messenger import Registrar
from bot.records import Installation, Workspace
from bot.refusals import CutOff, Gone, NotSent, Refused, Unclear
from bot.storage import Store
from bot.vault import CannotOpen, Vault

_EARLY: Final = timedelta(hours=2)  # before a token expires; Slack's live twelve hours
_LEASE: Final = timedelta(minutes=1)

log = log_of(__name__)


class Tokens:
    """The tokens in a store, opened by a vault; the registrar gets and renews them at Slack."""

    def __init__(
        self, store: Store, vault: Vault, registrar: Registrar, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._vault = vault
        self._registrar = registrar
        self._clock = clock

    def of(self, workspace: Workspace) -> Callable[[], str]:
        """Return where a workspace's token is found; it raises CutOff where there is none."""

        def found() -> str:
            with self._store.read(workspace) as act:
                installation = act.installation()
            if installation is None:
                raise CutOff("not installed")
            try:
                return self._vault.open(installation.token)
            except CannotOpen as trouble:
                raise CutOff(str(trouble)) from trouble

        return found

    def renew_due(self, workspace: Workspace) -> None:
        """Renew a workspace's token where it soon expires."""
        now = self._clock()
        with self._store.read(workspace, patience=10) as act:
            kept = act.installation()
        if kept is None or kept.expires_at is None or kept.expires_at >= now + _EARLY:
            return
        with self._store.begin(workspace, patience=10) as act:
            due = act.claim_renewal(now + _EARLY, now, now + _LEASE)
        if due is None:
            return
        try:
            fresh = self._registrar.renewed(self._vault.open(due.refresh_token))
        except (NotSent, Unclear) as failure:  # again when the lease is over
            log.warning("a token could not be renewed yet", team=workspace.team, why=str(failure))
        except (Refused, Gone, CannotOpen) as refusal:
            self._refused(workspace, due, now, str(refusal))
        else:
            sealed = self._vault.seal(fresh.token), self._vault.seal(fresh.refresh_token)
            with self._store.begin(workspace, patience=10) as act:
                act.renew(due, *sealed, now + timedelta(seconds=fresh.seconds))
            log.info("a token was renewed", team=workspace.team)

    def _refused(self, workspace: Workspace, due: Installation, now: datetime, why: str) -> None:
        """Keep that a token can be renewed no more, once it is of no use."""
        if due.expires_at and due.expires_at > now:
            log.error("a token cannot be renewed: have the bot installed anew", team=workspace.team, why=why)
            return
        with self._store.begin(workspace, patience=10) as act:
            act.cut_off(now, why)

    def seal_again(self, workspace: Workspace) -> bool:
        """Put a workspace's tokens under the newest key; False where they are, or no key opens them."""
        with self._store.begin(workspace, patience=10) as act:
            kept = act.installation()
            if kept is None or self._vault.is_under_newest(kept.token):
                return False
            try:
                opened = [self._vault.open(text) for text in (kept.token, kept.refresh_token)]
            except CannotOpen as trouble:
                log.error(str(trouble), team=workspace.team)
                return False
            act.seal_again(kept, *map(self._vault.seal, opened))
            return True
