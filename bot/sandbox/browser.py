"""What a browser does when somebody installs the app: follow the addresses, keep cookies, press a button.

Real HTTP over loopback, for tests and scripts. As browsers do, it takes this machine's own addresses for safe
ones and sends them Secure cookies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import httpx

AUTHORIZE = "/oauth/v2/authorize"
SEE_OTHER = (301, 302, 303, 307)
STEPS = 10


@dataclass(frozen=True)
class Landing:
    """The page somebody ends up at; `text` is its HTML."""

    url: str
    status: int
    text: str


@dataclass
class Browser:
    """Somebody's browser; `cookies` are by host."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def install(self, address: str, place: str, installer: str, *, allow: bool) -> Landing:
        """Install an app from the bot's own address on, in a workspace or organisation by its id.

        Stops at whatever page comes instead, a refusal say.
        """
        landing = self.open(address)
        button = re.search(rf'href="([^"]*{re.escape(AUTHORIZE)}[^"]*)"', landing.text)
        if button:  # the bot shows an "Add to Slack" button first
            landing = self.open(unescape(button[1]))
        if urlsplit(landing.url).path != AUTHORIZE or landing.status != httpx.codes.OK:
            return landing
        pressed = {"place": place, "installer": installer, "answer": "allow" if allow else "cancel"}
        return self.open(landing.url, pressed)

    def open(self, url: str, form: dict[str, str] | None = None) -> Landing:
        """Go to an address, or send a form there, and follow where it leads."""
        with httpx.Client(trust_env=False, timeout=10) as client:
            for _ in range(STEPS):
                response = self._asked(client, url, form)
                if response.status_code not in SEE_OTHER:
                    return Landing(url, response.status_code, response.text)
                url, form = str(response.url.join(response.headers["location"])), None
        raise RuntimeError(f"{url} leads round in circles")

    def _asked(self, client: httpx.Client, url: str, form: dict[str, str] | None) -> httpx.Response:
        kept = self.cookies.setdefault(urlsplit(url).netloc, {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
        response = client.request("POST" if form else "GET", url, data=form, headers=headers)
        for told in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(told).items():
                kept[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del kept[name]
        return response
