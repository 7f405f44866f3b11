"""The web pages of an installation: /slack/install sends to Slack, which sends back to /slack/oauth_redirect.

The steps are Bolt's own (`OAuthFlow`); here stand where the state and the installation are kept, and what the
browser shows at the end.
"""

import http.client
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from html import escape
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urljoin

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.wsgi.http_response import WsgiHttpResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Installation as Told
from slack_sdk.oauth.installation_store import InstallationStore
from slack_sdk.oauth.state_store import OAuthStateStore

from bot import wording
from bot.bots import Bots
from bot.door import Environ, Wsgi
from bot.installations import install
from bot.language import language_named, speaking
from bot.logs import log_of, quiet_logger
from bot.records import Installation, Workspace
from bot.slack_app import CALLBACK, INSTALL, scopes
from bot.storage import DatabaseBusy
from bot.vault import States

_HEADERS: Final = {
    "content-type": ["text/html; charset=utf-8"],
    "cache-control": ["no-store"],
    "content-security-policy": ["default-src 'none'; style-src 'unsafe-inline'"],
    "referrer-policy": ["no-referrer"],
}

_STALE: Final = ("invalid_browser", "invalid_state")
_REASONS: Final = (*_STALE, "access_denied", "missing_code", "invalid_code", "storage_error")

log = log_of(__name__)


class _Kept(InstallationStore):
    """Keeps an installation that Slack has told of, its tokens sealed, and has its bot begin at once."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots

    def save(self, installation: Told) -> None:
        """Keep it."""
        store, seal, now = self._bots.premises.store, self._bots.vault.seal, self._bots.premises.clock()
        until = installation.bot_token_expires_at  # counted by Bolt from the machine's clock
        made = Installation(
            token=seal(installation.bot_token or ""),
            refresh_token=seal(installation.bot_refresh_token or ""),
            expires_at=now + timedelta(seconds=until - time.time()) if until else None,
            bot_user=installation.bot_user_id or "",
            installed_by=installation.user_id,
            installed_at=now,
        )
        install(store, workspace_of(installation), made)
        self._bots.keep_up()


def workspace_of(told: Told) -> Workspace:
    """Return where an app was installed; for a whole organisation the team is empty."""
    team = "" if told.is_enterprise_install else told.team_id
    return Workspace(told.enterprise_id or "", team or "")


def install_pages(bots: Bots, otherwise: Wsgi) -> Wsgi:
    """Return the WSGI application of the two pages; whatever else is asked goes further."""
    settings = bots.premises.settings
    flow = OAuthFlow(
        client=bots.registrar.client,
        logger=quiet_logger(),  # a warning of Bolt's would hold the code
        settings=OAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=sorted(scopes()),
            user_scopes=[],
            redirect_uri=settings.url + CALLBACK,
            install_page_rendering_enabled=False,
            authorization_url=urljoin(settings.api_url, "/oauth/v2/authorize"),
            callback_options=CallbackOptions(success=_succeeded, failure=_failed),
            installation_store=_Kept(bots),
            state_store=cast("OAuthStateStore", States(settings.token_keys, bots.premises.clock)),
        ),
    )
    steps = {INSTALL: flow.handle_installation, CALLBACK: flow.handle_callback}

    def answering(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        step = steps.get(str(environ.get("PATH_INFO")))
        if step is None or environ.get("REQUEST_METHOD") != "GET":
            return otherwise(environ, start_response)
        with speaking(language_named(settings.language)):
            told = _answered(step, environ)
        response = WsgiHttpResponse(told.status, told.headers, told.body)
        start_response(response.status, response.get_headers())
        return response.get_body()

    return answering


def _answered(step: Callable[[BoltRequest], BoltResponse], environ: Environ) -> BoltResponse:
    """Take one step; where that fails, the page says so with a reference that stands in the log."""
    try:
        query, cookie = str(environ.get("QUERY_STRING", "")), str(environ.get("HTTP_COOKIE", ""))
        return step(BoltRequest(body="", query=query, headers={"cookie": cookie}))
    except DatabaseBusy:
        return _failure(wording.DATABASE_BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
    except (SlackClientError, OSError, http.client.HTTPException) as failure:
        log.warning("Slack could not be asked about an installation", why=type(failure).__name__)
        return _failure(wording.INSTALL_NO_SLACK, HTTPStatus.BAD_GATEWAY)
    except Exception as mistake:
        reference = secrets.token_hex(3).upper()
        log.error("an installation failed", reference=reference, exc_info=mistake)
        return _failure(wording.trouble(reference), HTTPStatus.INTERNAL_SERVER_ERROR)


def _succeeded(told: SuccessArgs) -> BoltResponse:
    team = told.installation.team_id or told.installation.enterprise_id or ""
    link = f"https://app.slack.com/client/{team}"
    page = _page(wording.INSTALL_DONE_TITLE, wording.INSTALL_DONE, link, wording.INSTALL_OPEN_SLACK)
    return _ended(page, HTTPStatus.OK, told.settings)


def _failed(told: FailureArgs) -> BoltResponse:
    log.warning(
        "an installation was not completed", why=told.reason if told.reason in _REASONS else "refused"
    )
    if told.reason == "access_denied":
        page = _page(
            wording.INSTALL_CANCELLED_TITLE, wording.INSTALL_CANCELLED, INSTALL, wording.INSTALL_AGAIN
        )
        return _ended(page, HTTPStatus.OK, told.settings)
    if told.reason in _STALE:
        return _ended(_failure_page(wording.INSTALL_STALE), HTTPStatus.BAD_REQUEST, told.settings)
    said = wording.INSTALL_REFUSED.format(reason=told.reason[:80])
    return _ended(_failure_page(said), HTTPStatus.BAD_REQUEST, told.settings)


def _failure(said: str, status: HTTPStatus) -> BoltResponse:
    return BoltResponse(status=status, body=_failure_page(said), headers=dict(_HEADERS))


def _failure_page(said: str) -> str:
    return _page(wording.INSTALL_FAILED_TITLE, said, INSTALL, wording.INSTALL_AGAIN)


def _ended(page: str, status: HTTPStatus, settings: OAuthSettings) -> BoltResponse:
    """Return a page that ends an installation: the browser forgets the state."""
    forget = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=status, body=page, headers={**_HEADERS, "set-cookie": [forget]})


def _page(title: str, text: str, link: str, label: str) -> str:
    return _PAGE.format(title=escape(title), text=escape(text), link=escape(link), label=escape(label))


_PAGE: Final = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ font: 17px/1.5 system-ui, sans-serif; color: #1d1c1d; background: #f6f7f2; margin: 0 }}
main {{ width: min(32rem, 100% - 2rem); box-sizing: border-box; margin: 12vh auto 0; padding: 2rem;
  background: #fff; border-radius: 12px; border-top: 6px solid #2f4a2b; box-shadow: 0 1px 4px #0002 }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem }}
a {{ display: inline-block; margin-top: .5rem; padding: .6rem 1.2rem; border-radius: 6px; background: #2f4a2b;
  color: #fff; text-decoration: none }}
</style></head>
<body><main><h1>{title}</h1><p>{text}</p><p><a href="{link}">{label}</a></p></main></body></html>
"""
