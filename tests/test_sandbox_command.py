"""`python -m bot sandbox`, as a real process: with the bot in it, alone, or two workspaces side by side."""

import json
import re
import signal
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.processes import (
    bot,
    free_port,
    plain_environ,
    running,
)

READY = "Pollinate is ready"


def door(url: str, operation: str, **body: object) -> dict[str, Any]:
    """Ask the door over HTTP, as the page does."""
    method, name = operation.split()
    query = f"?{urllib.parse.urlencode(body)}" if method == "GET" else ""
    request = urllib.request.Request(  # noqa: S310
        f"{url}door/{name}{query}", None if query else json.dumps(body).encode(),
        {"Content-Type": "application/json"}, method=method,
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
        return found


def inboxes(url: str) -> dict[str, list[str]]:
    """The texts of the bot's direct messages, by the handle of whom they are for."""
    found = {}
    for user in door(url, "GET state")["users"]:
        if not user["is_bot"]:
            mine = door(url, "GET state", **{"as": user["id"]})["conversations"]
            [channel] = [each["id"] for each in mine if each["name"] == "Pollinate"]
            shown = door(url, "GET messages", **{"as": user["id"]}, conversation=channel)["messages"]
            found[user["name"]] = [message["text"] for message in shown]
    return found


def test_the_sandbox_comes_up_with_everybody_and_the_next_cycle_leads_to_cards(tmp_path: Path) -> None:
    port = str(free_port())
    words = ("sandbox", "--no-open", "--port", port, "--keep", str(tmp_path / "kept"))
    url = f"http://127.0.0.1:{port}/"
    with running(*words, environ=plain_environ(), folder=tmp_path) as found:
        found.until(f"A local workspace, not Slack, with Pollinate in it: {url}")
        with urllib.request.urlopen(url, timeout=5) as page:
            assert b"not Slack" in page.read()
        assert all(texts == [] for texts in inboxes(url).values())
        door(url, "POST clock", to="next_cycle")
        before = inboxes(url)
        assert sum(len(texts) for texts in before.values()) >= 5
        assert max(len(texts) for texts in before.values()) == 1
        assert found.end(signal.SIGINT) == 0
    assert "Traceback" not in found.said
    with running(*words, environ=plain_environ(), folder=tmp_path) as found:
        found.until(url)
        assert inboxes(url) == before
        assert found.end(signal.SIGINT) == 0


def test_the_sandbox_alone_prints_the_settings_with_which_any_bot_connects(tmp_path: Path) -> None:
    with running("sandbox", "--no-bot", "--port", "0", environ=plain_environ(), folder=tmp_path) as found:
        found.until("SLACK_SIGNING_SECRET=")
        settings = dict(re.findall(r"^(\w+)=(.*)$", found.said, re.MULTILINE))
        url = settings["SLACK_API_URL"].removesuffix("api/")
        text = "".join(f"{name}={value}\n" for name, value in settings.items())
        (tmp_path / "any.env").write_text(text, encoding="utf-8")
        with running("run", "--env-file", "any.env", environ=plain_environ(), folder=tmp_path) as other:
            other.until(READY)
            rosa, app = door(url, "GET state")["me"], door(url, "GET state")["apps"][0]
            assert app["connected"] == {"mode": "socket", "count": 2}
            channel = door(url, "GET state")["conversations"][0]["id"]
            asked = {"as": rosa, "conversation": channel, "text": "/needpartner help"}
            assert door(url, "POST command", **asked)["ok"]
            assert other.end() == 0
        assert found.end() == 0


def test_two_workspaces_install_the_bot_side_by_side(tmp_path: Path) -> None:
    words = ("sandbox", "--workspaces", "2", "--no-open", "--port", "0")
    with running(*words, environ=plain_environ(), folder=tmp_path) as found:
        found.until("End it with Ctrl+C", seconds=60)
        url = re.findall(r"http\S+", found.said)[-1]
        assert [each["installed"] for each in door(url, "GET state")["teams"]] == [True, True]
        greeted = door(url, "POST home", **{"as": "U1RAVI"})
        assert greeted["trouble"] is None
        assert "Beck Power" in json.dumps(door(url, "GET views", **{"as": "U1RAVI"})["home"])
        assert found.end(signal.SIGINT) == 0
    refused = bot(*words, "--keep", "here", environ=plain_environ(), folder=tmp_path)
    assert "leave out --keep" in refused.stderr
