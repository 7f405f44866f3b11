"""The page on which a person lets the app into their workspace: /oauth/v2/authorize, as OAuth v2 has it.

*Allow* leads back to the app with a code, *Cancel* with an error; grants.py exchanges the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.sandbox.grants import Grants
from bot.sandbox.organisation import Organisation
from bot.sandbox.shapes import User
from bot.sandbox.workspace import Workspace

PAGE = Template(Path(__file__).with_name("page").joinpath("authorize.html").read_text(encoding="utf-8"))
SCOPES = {
    "app_mentions:read": "See messages that mention it",
    "channels:history": "Read messages in public channels it was added to",
    "channels:join": "Join public channels",
    "channels:read": "See which public channels there are",
    "chat:write": "Send messages as itself",
    "chat:write.public": "Send messages to public channels it is not in",
    "commands": "Add commands that people can type",
    "files:read": "See files shared in conversations it was added to",
    "files:write": "Upload files",
    "groups:history": "Read messages in private channels it was added to",
    "groups:read": "See which private channels it was added to",
    "im:history": "Read the direct messages people send it",
    "im:read": "See its direct messages",
    "im:write": "Start direct messages with people",
    "mpim:history": "Read group messages it was added to",
    "mpim:read": "See group messages it was added to",
    "mpim:write": "Start group messages with people",
    "team:read": "See the workspace's name and address",
    "users.profile:read": "See people's profiles",
    "users:read": "See who is in the workspace",
    "users:read.email": "See people's e-mail addresses",
}


class AskedWrongError(Exception):
    """What Slack shows instead of asking the person: an error's name and a sentence."""


@dataclass(frozen=True)
class Asked:
    """What an app asks a person for. `given_uri` is the redirect_uri it named, "" where it named none."""

    scopes: frozenset[str]
    state: str
    given_uri: str
    redirect_uri: str
    team: str

    def back(self, **told: str) -> RedirectResponse:
        """Lead the browser back to the app."""
        query = dict(parse_qsl(urlsplit(self.redirect_uri).query)) | told | {"state": self.state}
        return RedirectResponse(f"{self.redirect_uri.partition('?')[0]}?{urlencode(query)}", 302)


class Authorize:
    """The page, and what its two buttons do."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants

    def routes(self) -> list[Route]:
        """Its one address."""
        return [Route("/oauth/v2/authorize", self._serve, methods=["GET", "POST"])]

    async def _serve(self, request: Request) -> Response:
        try:
            asked = _read(self._grants, dict(request.query_params))
            if request.method == "GET":
                return _page(200, _title(self._grants), _question(self._grants, asked), asked.redirect_uri)
            _check_origin(request)
            return self._answer(asked, dict(await _form(request)))
        except AskedWrongError as wrong:
            why = f'<p class="why">{escape(str(wrong))}</p><p>Nothing was installed.</p>'
            return _page(400, "Something went wrong when authorising this app", why, "")

    def _answer(self, asked: Asked, form: dict[str, str]) -> Response:
        if form.get("answer") != "allow":
            return asked.back(error="access_denied")
        place = _places(self._grants).get(form.get("place", ""))
        if place is None:
            raise AskedWrongError("invalid_team: there is no such workspace, or the app cannot be there.")
        installer = form.get("installer") or _admin(place).id
        code = self._grants.allow(place, _may(place, installer), asked.scopes, asked.given_uri)
        return asked.back(code=code)


def _read(grants: Grants, query: dict[str, str]) -> Asked:
    if query.get("client_id") != grants.app.client_id:
        raise AskedWrongError("invalid_client_id: Invalid client_id parameter.")
    given = query.get("redirect_uri", "")
    asked = Asked(
        scopes=_scopes(query),
        state=query.get("state", ""),
        given_uri=given,
        redirect_uri=given or next(iter(grants.redirect_urls), ""),
        team=query.get("team", ""),
    )
    if not any(_matches(asked.redirect_uri, url) for url in grants.redirect_urls):
        passed = asked.redirect_uri or "none"
        raise AskedWrongError(
            f"bad_redirect_uri: redirect_uri did not match any configured URIs. Passed URI: {passed}"
        )
    return asked


def _scopes(query: dict[str, str]) -> frozenset[str]:
    if query.get("user_scope"):
        raise AskedWrongError("invalid_scope: the sandbox knows no tokens of people, only those of bots.")
    wanted = frozenset(filter(None, query.get("scope", "").replace(" ", ",").split(",")))
    unknown = sorted(wanted - SCOPES.keys())
    if unknown or not wanted:
        what = f"Invalid permissions requested: {', '.join(unknown)}" if unknown else "No scopes requested"
        raise AskedWrongError(f"invalid_scope: {what}.")
    return wanted


def _matches(passed: str, configured: str) -> bool:
    """Whether an address is a configured one, or lies beneath it on the same host and port."""
    one, other = urlsplit(passed), urlsplit(configured)
    same = (one.scheme, one.netloc) == (other.scheme, other.netloc)
    beneath = one.path == other.path or one.path.startswith(other.path.rstrip("/") + "/")
    return same and beneath and ".." not in one.path


def _check_origin(request: Request) -> None:
    """Refuse a form that another site's page has sent."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise AskedWrongError("The form came from another page.")


async def _form(request: Request) -> list[tuple[str, str]]:
    return parse_qsl((await request.body()).decode(errors="replace"))


def _places(grants: Grants) -> dict[str, Workspace | Organisation]:
    """Where the app can be installed, by id; organisations only where it is made for them."""
    organisations = grants.organisations if grants.app.is_org_ready else []
    return {each.team_id: each for each in grants.workspaces} | {
        each.id: each for each in organisations if each.workspaces
    }


def _people(place: Workspace | Organisation) -> Iterator[User]:
    workspaces = place.workspaces if isinstance(place, Organisation) else [place]
    for workspace in workspaces:
        yield from (user for user in workspace.users.values() if not (user.is_bot or user.deleted))


def _admin(place: Workspace | Organisation) -> User:
    return next(user for user in _people(place) if user.is_admin)


def _may(place: Workspace | Organisation, installer: str) -> str:
    """The person, where they may install: a member and no guest; for an organisation an admin."""
    user = next((each for each in _people(place) if each.id == installer), None)
    admins_only = isinstance(place, Organisation)
    if user is None or user.is_restricted or (admins_only and not user.is_admin):
        raise AskedWrongError("access_denied: this person cannot install apps there.")
    return user.id


def _title(grants: Grants) -> str:
    return f"{grants.app.name} asks to be let into a workspace"


def _question(grants: Grants, asked: Asked) -> str:
    choices = "".join(_choice(place_id, place, asked) for place_id, place in _places(grants).items())
    scopes = "".join(
        f"<li>{escape(SCOPES[scope])} <code>{escape(scope)}</code></li>" for scope in sorted(asked.scopes)
    )
    return (
        f'<form method="post"><h2>Where</h2><div class="chosen">{choices}</div>'
        f'<h2>What it may do there</h2><ul class="may">{scopes}</ul>'
        '<p class="answers"><button class="button" name="answer" value="cancel">Cancel</button>'
        '<button class="button primary" name="answer" value="allow">Allow</button></p></form>'
    )


def _choice(place_id: str, place: Workspace | Organisation, asked: Asked) -> str:
    first = place_id == asked.team or (not asked.team and isinstance(place, Workspace) and not place.number)
    kind = "The whole organisation" if isinstance(place, Organisation) else "Workspace"
    return (
        f'<label class="choice"><input type="radio" name="place" value="{escape(place_id)}" required'
        f"{' checked' if first else ''}><span>{escape(place.name)}"
        f"<small>{kind}, as {escape(_admin(place).real_name)}</small></span></label>"
    )


def _page(status: int, title: str, content: str, leads_to: str) -> HTMLResponse:
    """The page; its form may lead to the app's address and nowhere else."""
    target = urlsplit(leads_to)
    onwards = f" {target.scheme}://{target.netloc}" if target.netloc else ""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{onwards}"
    )
    # without a referrer the browser would not say which page a form comes from
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
    }
    return HTMLResponse(PAGE.substitute(title=escape(title), content=content), status, headers)
