"""Vercel's emulator of Slack as a process, and the part of Slack that it leaves out: commands and clicks.

`make .venv/emulate.installed` installs it. It hands out whatever scopes are asked for and lets no call pass
that lacks one (`strict_scopes`). It sends no command and no click, so a test signs and sends these itself;
the trigger that opens a form is the emulator's. CONTRIBUTING.md says what else it does not do as Slack does.
"""

import contextlib
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from bot.door import PATH
from bot.sandbox.browser import Browser, Landing
from bot.slack_app import scopes
from tests.processes import ROOT, Environ, free_port, plain_environ

CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET = "41.42", "c" * 32, "5" * 32
BOT, APP, GENERAL = "U0POLLINATE", "A0POLLINATE", "C000000001"
PEOPLE = ("ada", "amir", "rosa")
_MODULES: Final = ROOT / ".venv" / "emulate" / "node_modules"
_NODE, _PROGRAM = _MODULES / ".bin" / "node", _MODULES / "emulate" / "dist" / "index.js"

Body = dict[str, Any]
Found = TypeVar("Found")


def bot_token(*, without: str = "") -> str:
    """The token of a bot that was granted all scopes it asks for but this one."""
    return f"xoxb-without-{without}"


class Emulator:
    """The running emulator; `people` are their user ids by name, `team` is the workspace's."""

    def __init__(self, url: str) -> None:
        self.url = url
        members = self.eventually(lambda: self.call("users.list", "xoxp-ada")["members"])
        self.people = {member["name"]: str(member["id"]) for member in members}
        self.team = str(members[0]["team_id"])

    @staticmethod
    def eventually(look: Callable[[], Found], seconds: float = 150) -> Found:
        """Look until something is found."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                if found := look():
                    return found
            time.sleep(0.1)
        raise AssertionError("nothing was found")

    def call(self, method: str, token: str, **arguments: object) -> Body:
        """Call a method of the Web API; what it answered."""
        bearer = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{self.url}/api/{method}", headers=bearer, json=arguments, trust_env=False)
        told: Body = answer.json()
        return told

    def environ(self, url: str, folder: Path, key: str) -> Environ:
        """The settings of a bot at that address that any workspace can install."""
        return {
            **plain_environ(),
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "POLLINATE_URL": url,
            "POLLINATE_TOKEN_KEYS": key,
            "POLLINATE_QUIET_HOURS": "none",
            "DATABASE_URL": f"sqlite:///{folder / 'pollinate.db'}",
            "PORT": url.rpartition(":")[2],
        }

    def install(self, address: str, by: str) -> Landing:
        """Go to a bot's address in a browser, and on the emulator's page press the button with that name."""
        browser = Browser()
        page = browser.open(address)
        forms = [
            {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
            for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL)
        ]
        pressed = [form for form in forms if form.get("user_id") == self.people[by]]
        assert len(pressed) == 1, page.text
        return browser.open(f"{self.url}/oauth/v2/authorize/callback", pressed[0])

    def trigger(self, token: str, person: str) -> str:
        """A new trigger, as a person's act gives the app that this token belongs to."""
        made = self.call("views.generateTriggerId", token, user_id=self.people[person])
        return str(made.get("trigger_id"))

    def types(self, url: str, person: str, command: str, text: str) -> str:
        """Send a command as Slack does; what it was acknowledged with."""
        trigger = self.trigger(bot_token(), person)
        body = {"command": command, "text": text, "trigger_id": trigger, "channel_id": GENERAL}
        return _signed(url, body | {"team_id": self.team, "user_id": self.people[person]})

    def clicks(self, url: str, person: str, action: str, message: Body, channel: str) -> str:
        """Click a button of a message as Slack does; what it was acknowledged with."""
        pressed = next(
            each
            for block in message["blocks"] for each in block.get("elements", ())
            if each.get("action_id") == action
        )  # fmt: skip
        payload = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": self.people[person], "team_id": self.team},
            "trigger_id": self.trigger(bot_token(), person),
            "channel": {"id": channel},
            "message": message,
            "actions": [pressed],
        }
        return _signed(url, {"payload": json.dumps(payload)})

    def conversations(self, person: str, kind: str) -> Sequence[tuple[str, Body]]:
        """The messages in a person's conversations of a kind, `im` or `mpim`, each with its conversation."""
        token = f"xoxp-{person}"
        there = self.call("conversations.list", token, types=kind)["channels"]
        return [
            (channel["id"], message)
            for channel in there
            for message in self.call("conversations.history", token, channel=channel["id"]).get(
                "messages", ()
            )
        ]


def _signed(url: str, body: Body) -> str:
    text, moment = urlencode(body), str(int(time.time()))
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=moment, body=text)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": signature or "",
    }
    answer = httpx.post(url + PATH, content=text, headers=headers, trust_env=False, timeout=30)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.text


@contextmanager
def emulated(folder: Path, redirect: str) -> Iterator[Emulator]:
    """Run the emulator with the app as its manifest has it, which may lead back to one address."""
    there = all(path.exists() for path in (_NODE, _PROGRAM))
    assert there, "Vercel's emulator is not installed: make .venv/emulate.installed (which needs npm)"
    seed, port = folder / "seed.json", free_port()
    seed.write_text(json.dumps({"slack": _seed(redirect)}), encoding="utf-8")
    url = f"http://127.0.0.1:{port}"
    start = ["start", "--service", "slack", "--port", str(port), "--base-url", url, "--seed", str(seed)]
    with subprocess.Popen([_NODE, _PROGRAM, *start], stdout=subprocess.DEVNULL, cwd=folder) as process:
        try:
            yield Emulator(url)
        finally:
            process.kill()


def _seed(redirect: str) -> Body:
    app = {"app_id": APP, "bot_user_id": BOT, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    asked = sorted(scopes())
    granted = {
        bot_token(without=lacks): [scope for scope in asked if scope != lacks] for lacks in ("", *asked)
    }
    bots = [
        {"token": token, "type": "bot", "user_id": BOT, "app_id": APP, "scopes": some}
        for token, some in granted.items()
    ]
    return {
        "strict_scopes": True,
        "signing_secret": SIGNING_SECRET,
        "users": [{"name": name} for name in PEOPLE],
        "oauth_apps": [app | {"name": "Pollinate", "redirect_uris": [redirect], "scopes": asked}],
        "tokens": [*bots, *({"token": f"xoxp-{name}", "type": "user", "user": name} for name in PEOPLE)],
    }
