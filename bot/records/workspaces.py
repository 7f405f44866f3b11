"""Plain data: workspaces, whether they let us in, and who is who in them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Workspace:
    """Whose row it is: Slack's enterprise id (empty outside a grid) and team id.

    Where the app is installed for a whole organisation, the team is empty: it is one community.
    """

    enterprise: str
    team: str


@dataclass(frozen=True)
class Installation:
    """The app's installation in a workspace. Tokens are encrypted; without `expires_at` they are for good.

    `bot_user` is the id of the bot as a user. `installed_by` is a person, or empty once they are forgotten.
    """

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime | None
    bot_user: str
    installed_by: str
    installed_at: datetime


@dataclass(frozen=True)
class Stop:
    """A workspace that lets us in no more: since when, and Slack's word for why."""

    since: datetime
    why: str


@dataclass(frozen=True)
class Member:
    """What Slack says of a person: language (`fr-FR`) and time zone by name, each empty where unknown.

    A `guest` may see a part of the workspace only; someone `deactivated` can no longer log in.
    """

    person: str
    locale: str = ""
    zone: str = ""
    deactivated: bool = False
    guest: bool = False
    bot: bool = False


@dataclass(frozen=True)
class Halt:
    """That an admin has stopped every cycle and every unasked message: since when, and who.

    `by` is empty where that was erased.
    """

    since: datetime
    by: str
