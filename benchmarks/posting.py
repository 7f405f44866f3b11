"""Ten thousand suggestions, posted as fast as Slack allows, and commands acknowledged meanwhile.

The sandbox counts calls as strictly as Slack. The bot is a process of its own, served over HTTP, and so is
its peer, an empty Bolt app on the same web server: both get the same signed commands in turn.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import httpx

from benchmarks.crowd import workspace_of
from benchmarks.processes import BOT, EMPTY_BOLT, running
from benchmarks.tables import Figure, table
from bot.records import Kind
from bot.sandbox import Sandbox
from bot.sandbox.http_delivery import FORM, signature
from bot.sandbox.ledger import Entry
from bot.sandbox.rates import POSTS_A_MINUTE
from bot.storage import Act, Store
from config.taxonomy import read_taxonomy
from matching.community import community
from matching.people import Suggestion

CHAMPIONS: Final = 2_000
CARDS: Final = 5  # in each champion's message
LEAST_RATE: Final = 0.95  # of what Slack allows
P99_LIMIT: Final = 1.5  # times the peer's
COMMANDS: Final = ("help", "status")
_PAUSE: Final = 0.05  # s between commands

Times = dict[str, list[float]]


def figures(folder: Path, champions: int = CHAMPIONS) -> Iterator[Figure]:
    """Measure; folder is for the database."""
    with Sandbox(rates=True) as slack:
        _reserve(Store(folder / "pollinate.db"), slack, champions)
        with ExitStack() as processes:
            peer = processes.enter_context(running(EMPTY_BOLT, slack, folder, http=True))
            bot = processes.enter_context(running(BOT, slack, folder, http=True))
            times = _acknowledged(slack, {"bot": bot.port, "peer": peer.port}, champions)
        calls = slack.ledger("api")
    name = f"{champions * CARDS:,} suggestions to {champions:,} champions"
    needed, allowed = _minutes(calls), champions / POSTS_A_MINUTE
    yield Figure(f"{name} (peer: Slack's rate)", "min", [needed], [allowed], most_ratio=1 / LEAST_RATE)
    refused = sum(entry.status == httpx.codes.TOO_MANY_REQUESTS for entry in calls)
    yield Figure("... calls refused for rate", "calls", [refused], limit=0)
    for command in COMMANDS:
        bots, peers = times[f"bot {command}"], times[f"peer {command}"]
        yield Figure(
            f"... meanwhile acknowledged at p99: {command}", "ms", bots, peers, most_ratio=P99_LIMIT, at=0.99
        )


def _minutes(calls: list[Entry]) -> float:
    """Return how long the posts took, had the first been followed by a pause like the others."""
    landed = [
        datetime.fromisoformat(entry.at).timestamp()
        for entry in calls
        if entry.name == "chat.postMessage" and entry.status == httpx.codes.OK
    ]
    return (landed[-1] - landed[0]) * len(landed) / (len(landed) - 1) / 60


def _reserve(store: Store, slack: Sandbox, champions: int) -> None:
    """Put a cycle into a new database whose messages to members of the sandbox all wait to be sent."""
    store.migrate()
    people = slack.add_people(champions)
    now = datetime.now(UTC)
    with store.begin(workspace_of(slack)) as act:
        chosen = _suggested(act, people, now)
        act.ask_for_cycle(now.date(), None, now)
        due = act.due_cycle()
        assert due
        for champion in act.add_suggestions(due.id, chosen, now):
            act.queue(Kind.CARDS, f"{due.id}:{champion}", now)
        act.finish_cycle(
            due.id,
            innovators=champions,
            champions=champions,
            suggestions=len(chosen),
            left_out=0,
            now=now,
        )


def _suggested(act: Act, people: list[str], now: datetime) -> list[Suggestion]:
    """Keep a champion's profile for each of these people and as many innovators'; return the suggestions."""
    innovators, champions = community(len(people), len(people), 1, read_taxonomy())
    for number, innovator in enumerate(innovators):
        act.save_innovator(replace(innovator, person=f"U1{number:07}"), now)
    for champion, person in zip(champions, people, strict=True):
        act.save_champion(replace(champion, person=person, capacity=CARDS), now)
    return [
        Suggestion(innovators[at - more].id, champion.id, 0.6, "strong", ("You both work on it.",))
        for at, champion in enumerate(champions)
        for more in range(CARDS)
    ]


def _acknowledged(slack: Sandbox, ports: dict[str, int], champions: int) -> Times:
    """Return the times of commands, in ms, sent to each port in turn until every message was posted."""
    times: Times = {f"{who} {command}": [] for who in ports for command in COMMANDS}
    with httpx.Client(timeout=10, trust_env=False) as client:
        while len(slack.ledger("api", "chat.postMessage")) < champions:
            for command in COMMANDS:
                for who, port in ports.items():
                    times[f"{who} {command}"].append(_command(client, slack, port, command))
                    time.sleep(_PAUSE)
    return times


def _command(client: httpx.Client, slack: Sandbox, port: int, text: str) -> float:
    """Send a signed command as Rosa; return the ms until it was acknowledged."""
    stamp = str(int(time.time()))
    told = {"command": "/needpartner", "text": text, "user_id": "U0ROSA", "team_id": slack.team}
    body = urlencode(told).encode()
    headers = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(slack.environment()["SLACK_SIGNING_SECRET"], stamp, body),
    }
    began = time.perf_counter()
    answer = client.post(f"http://127.0.0.1:{port}/slack/events", content=body, headers=headers)
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == httpx.codes.OK, answer.text
    return took


def main() -> int:
    """Measure and print; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="pollinate-bench-") as folder:
        found = list(figures(Path(folder)))
    print(table(found))
    return 0 if all(figure.kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
