"""What an operator's tools ask over HTTP: does the process live, is it ready, how does it do.

/livez and /readyz are for whatever starts, stops and restarts the bot, and tell nothing else; they stand on
the bot's own port too, where it has one. /metrics is for a network of one's own: POLLINATE_MONITOR_PORT.
"""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from bot.door import Environ, Wsgi
from bot.storage import DatabaseUnusable, Store

_TEXT: Final = "text/plain; charset=utf-8"


class Page(NamedTuple):
    """An answer to a request."""

    body: bytes
    status: HTTPStatus = HTTPStatus.OK
    kind: str = _TEXT


Pages = Mapping[str, Callable[[], Page]]


def probes(store: Store, connected: Callable[[], bool]) -> Pages:
    """Return the pages on whether the process lives and is ready. connected: whether Slack can reach it."""
    return {"/livez": lambda: Page(b"ok\n"), "/readyz": lambda: _readiness(failing(store, connected))}


def failing(store: Store, connected: Callable[[], bool]) -> list[str]:
    """Return a word for each part that keeps the bot from its work."""
    words = []
    try:
        if not store.is_migrated():
            words.append("migrations")
    except DatabaseUnusable:
        words.append("database")
    if not connected():
        words.append("sockets")
    return words


def _readiness(words: list[str]) -> Page:
    if words:
        return Page("\n".join([*words, ""]).encode(), HTTPStatus.SERVICE_UNAVAILABLE)
    return Page(b"ok\n")


def _nothing_here(_environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    return _answered(Page(b"There is nothing here.\n", HTTPStatus.NOT_FOUND), start_response)


def served(pages: Pages, otherwise: Wsgi = _nothing_here) -> Wsgi:
    """Return the WSGI application that answers for these pages; whatever else is asked goes further."""

    def answering(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        page = pages.get(str(environ.get("PATH_INFO")))
        if page is None or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return otherwise(environ, start_response)
        return _answered(page(), start_response)

    return answering


def _answered(page: Page, start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers = [("Content-Type", page.kind), ("Content-Length", str(len(page.body)))]
    start_response(f"{page.status.value} {page.status.phrase}", [*headers, ("Cache-Control", "no-store")])
    return [page.body]
