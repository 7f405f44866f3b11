"""Who has let the app in, and by which tokens: OAuth's codes, its access tokens and its refresh tokens.

One for all workspaces of a sandbox. The page on which a person allows it is authorize.py's matter, the
methods an app calls for tokens methods_oauth.py's.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.sandbox.organisation import Organisation
from bot.sandbox.presence import arrive, deactivate, leave
from bot.sandbox.refusals import SlackError
from bot.sandbox.shapes import App

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)
ACTIVE = 2  # rotating tokens of one installation that are good at the same time
GONE = "account_inactive"  # how Slack calls a bot token whose app was taken out

Body = dict[str, Any]


@dataclass
class Code:
    """What a person allowed, until the app asks for its token."""

    place: Workspace | Organisation
    installer: str
    scopes: frozenset[str]
    redirect_uri: str
    expires: datetime
    used: bool = False


@dataclass
class Installation:
    """The app let in by a workspace or an organisation; `tokens` say when each ends, None for never."""

    place: Workspace | Organisation
    installer: str
    scopes: frozenset[str] = frozenset()
    tokens: dict[str, datetime | None] = field(default_factory=dict)
    refresh_token: str = ""


class Grants:
    """What `app` was granted. `workspaces` are in the order in which they came; the first is its home."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.workspaces: list[Workspace] = []
        self.organisations: list[Organisation] = []
        self.redirect_urls = list(app.redirect_urls)
        self.install_address = ""  # the bot's own page on which an installation begins, where there is one
        self._codes: dict[str, Code] = {}
        self._installations: dict[str, Installation] = {}
        self._dead: dict[str, str] = {}

    @property
    def home(self) -> Workspace:
        """The workspace that what belongs to no other is put down to."""
        return self.workspaces[0]

    def _now(self) -> datetime:
        return self.home.clock()

    # installing

    def allow(
        self, place: Workspace | Organisation, installer: str, scopes: Iterable[str], redirect_uri: str
    ) -> str:
        """A code for what a person allows; `redirect_uri` is the one that was asked for, "" for none."""
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        self._codes[code] = Code(place, installer, frozenset(scopes), redirect_uri, self._now() + CODE_LIFE)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Body:
        """The token for a code. Raises invalid_code, code_already_used or bad_redirect_uri."""
        found = self._codes.get(code)
        if found is None or found.expires <= self._now():
            raise SlackError("invalid_code")
        if found.used:
            raise SlackError("code_already_used")
        if found.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        found.used = True
        return self._told(self._install(found))

    def _install(self, code: Code) -> Installation:
        place = code.place
        installation = self._installations.setdefault(_id(place), Installation(place, code.installer))
        installation.installer = code.installer
        installation.scopes |= code.scopes
        reached = place.reached() if isinstance(place, Organisation) else [place]
        for workspace in reached:
            arrive(workspace, installation.scopes, by_org=isinstance(place, Organisation))
        return installation

    def refresh(self, token: str) -> Body:
        """New tokens for a refresh token, which is good once. Raises invalid_refresh_token."""
        for installation in self._installations.values():
            if token and token == installation.refresh_token:
                return self._told(installation)
        raise SlackError("invalid_refresh_token")

    def _told(self, installation: Installation) -> Body:
        """The answer of oauth.v2.access, with a token that is new where tokens rotate."""
        place = installation.place
        workspace = None if isinstance(place, Organisation) else place
        organisation = workspace.organisation if workspace else place
        token = self._rotated(installation) if self.app.rotates_tokens else _lasting(installation)
        return {
            "app_id": self.app.id,
            "authed_user": {"id": installation.installer},
            "scope": ",".join(sorted(installation.scopes)),
            "token_type": "bot",
            **token,
            "bot_user_id": place.app.bot_user,
            "team": {"id": workspace.team_id, "name": workspace.name} if workspace else None,
            "enterprise": organisation.body() if isinstance(organisation, Organisation) else None,
            "is_enterprise_install": workspace is None,
        }

    def _rotated(self, installation: Installation) -> Body:
        token, now = f"xoxe.xoxb-1-{secrets.token_hex(60)}", self._now()
        installation.tokens[token] = now + TOKEN_LIFE
        good = [each for each, end in installation.tokens.items() if end is None or end > now]
        for old in good[:-ACTIVE]:
            del installation.tokens[old]
            self._dead[old] = "token_revoked"
        installation.refresh_token = f"xoxe-1-{secrets.token_hex(60)}"
        return {
            "access_token": token,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "refresh_token": installation.refresh_token,
        }

    # using

    def opens(self, token: str) -> Workspace | Organisation:
        """What a bot token opens.

        Raises invalid_auth, token_expired, or what became of it (account_inactive, token_revoked).
        """
        for workspace in self.workspaces:
            if workspace.installed and token == workspace.app.bot_token:
                return workspace
        if token in self._dead:
            raise SlackError(self._dead[token])
        for installation in self._installations.values():
            if token in installation.tokens:
                end = installation.tokens[token]
                if end and end <= self._now():
                    raise SlackError("token_expired")
                return installation.place
        raise SlackError("invalid_auth")

    # organisations

    def admit(self, workspace: Workspace) -> None:
        """Let an organisation's app into one of its workspaces. Raises LookupError where it has none."""
        organisation = workspace.organisation
        installation = self._installations.get(organisation.id) if organisation else None
        if installation is None:
            raise LookupError(f"No organisation of {workspace.name} has the app.")
        arrive(workspace, installation.scopes, by_org=True)
        _tell_of_access(workspace, "team_access_granted")

    def exclude(self, workspace: Workspace) -> None:
        """Take an organisation's app out of one of its workspaces."""
        leave(workspace)
        _tell_of_access(workspace, "team_access_revoked")

    # the end

    def remove(self, workspace: Workspace) -> None:
        """Take the app out of a workspace, whoever let it in there."""
        if workspace.by_org:
            self.exclude(workspace)
        else:
            self.uninstall(workspace)

    def uninstall(self, place: Workspace | Organisation) -> None:
        """Take the app out of a workspace, or of a whole organisation: its tokens die, the app is told."""
        of_org = isinstance(place, Organisation)
        reached = place.reached() if isinstance(place, Organisation) else [place]
        teller = place.workspaces[0] if isinstance(place, Organisation) else place
        self._kill(place)
        for workspace in reached:
            leave(workspace)
        _tell_of_revocation(teller, place.app.bot_user, of_org=of_org)
        teller.happened("app_uninstalled", {"type": "app_uninstalled"}, of_org=of_org)

    def _kill(self, place: Workspace | Organisation) -> None:
        installation = self._installations.pop(_id(place), None)
        if place.app.bot_token:
            self._dead[place.app.bot_token] = GONE
        if installation:
            self._dead |= dict.fromkeys(installation.tokens, GONE)

    def revoke(self, token: str) -> None:
        """Let a token die; the app stays, but its bot user is in no channel any more."""
        place = self.opens(token)
        self._kill(place)
        of_org = isinstance(place, Organisation)
        reached = place.reached() if isinstance(place, Organisation) else [place]
        for workspace in reached:
            deactivate(workspace)
        _tell_of_revocation(reached[0] if reached else self.home, place.app.bot_user, of_org=of_org)


def _id(place: Workspace | Organisation) -> str:
    return place.id if isinstance(place, Organisation) else place.team_id


def _lasting(installation: Installation) -> Body:
    """The token that never ends, the same for as long as the app is in."""
    if not installation.tokens:
        token = f"xoxb-{secrets.randbelow(10**12)}-{secrets.randbelow(10**12)}-{secrets.token_hex(12)}"
        installation.tokens[token] = None
    return {"access_token": next(iter(installation.tokens))}


def _tell_of_revocation(workspace: Workspace, bot_user: str, *, of_org: bool) -> None:
    body = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot_user]}}
    workspace.happened("tokens_revoked", body, of_org=of_org)


def _tell_of_access(workspace: Workspace, kind: str) -> None:
    workspace.happened(kind, {"type": kind, "team_ids": [workspace.team_id]}, of_org=True)
