"""The door shows each person what is theirs and lets them act, and nobody else gets in."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox import Clock, Fault, PortInUse, Sandbox
from bot.sandbox.cast import ENTRANCES, HILLS, enrol, read_cast
from bot.sandbox.shapes import Json
from tests.sandbox_bot import Bot, by_sockets

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(rates=False) as sandbox:
        yield sandbox


@pytest.fixture
def page(slack: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=slack.url, trust_env=False) as client:
        yield client


def tell(page: httpx.Client, operation: str, **body: Json) -> dict[str, Any]:
    answer = page.post(f"/door/{operation}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def version(line: str) -> int:
    number: int = json.loads(line.removeprefix("data: "))["version"]
    return number


def state(page: httpx.Client, person: str) -> dict[str, Any]:
    found: dict[str, Any] = page.get("/door/state", params={"as": person}).json()
    return found


# what a page is told


def test_the_state_is_all_that_a_page_draws(slack: Sandbox, page: httpx.Client) -> None:
    rosa = slack.person("rosa").id
    found = state(page, rosa)
    assert set(found) == {
        "ok", "me", "team", "teams", "install", "not_slack", "users", "conversations", "apps", "home",
        "modals", "clock", "examples", "version",
    }  # fmt: skip
    assert (found["me"], found["team"]["name"], found["home"], found["modals"]) == (
        rosa, "Scale Partners Network", None, [],
    )  # fmt: skip
    assert "not Slack" in found["not_slack"]
    assert [each["name"] for each in found["conversations"]] == ["general", "Pollinate"]
    assert [each["read_only"] for each in found["conversations"]] == [False, True]
    assert [each["command"] for each in found["apps"][0]["commands"]] == [
        "/needpartner", "/offerpartner", "/partneradmin",
    ]  # fmt: skip
    assert found["apps"][0]["connected"] == {"mode": "socket", "count": 0}
    assert found["examples"]["Find a partner"]["Venture"] == "Well at Home Cornwall"
    assert found["clock"]["movable"] is False
    assert page.get("/door/state").json()["me"] == rosa


def test_a_page_does_everything_a_person_does(slack: Sandbox, page: httpx.Client) -> None:
    bot, rosa = Bot(slack), slack.person("rosa").id
    general = state(page, rosa)["conversations"][0]["id"]
    with by_sockets(slack, bot):
        assert state(page, rosa)["apps"][0]["connected"]["count"] == 1
        shown = tell(page, "command", **{"as": rosa}, conversation=general, text="/needpartner say Hello")
        assert (shown["ok"], shown["shown"]) == (True, "Hello")
        tell(page, "command", **{"as": rosa}, conversation=general, text="/needpartner form")
        view = state(page, rosa)["modals"][-1]
        ids = {"as": rosa, "view_id": view["id"]}
        offered = tell(page, "options", **ids, block_id="place", action_id="place", value="br")
        assert offered["options"] == [{"text": {"type": "plain_text", "text": "Bristol"}, "value": "bristol"}]
        assert set(tell(page, "submit", **ids, values={})["errors"]) == {"say", "sectors"}
        assert set(state(page, rosa)["modals"][-1]["errors"]) == {"say", "sectors"}
        clicked = tell(
            page,
            "click",
            **{"as": rosa},
            container={"view": view["id"]},
            block_id="buttons",
            action_id="press_1",
        )
        assert clicked["trouble"] is None
        tell(page, "close", **ids)
        assert state(page, rosa)["modals"] == []
        assert tell(page, "home", **{"as": rosa})["trouble"] is None
        assert state(page, rosa)["home"]["view"]["blocks"][0]["text"]["text"] == "Hello"


def test_messages_are_paged_and_counted(slack: Sandbox, page: httpx.Client) -> None:
    rosa, amir = slack.person("rosa"), slack.person("amir")
    for number in range(5):
        rosa.posts("#general", f"Number {number}")
    general = state(page, amir.id)["conversations"][0]
    assert general["unread"] == 5
    asked = {"as": amir.id, "conversation": general["id"], "limit": 2}
    last = page.get("/door/messages", params=asked).json()["messages"]
    assert [each["text"] for each in last] == ["Number 3", "Number 4"]
    assert last[0]["username"] == "Rosa Trevanion"
    earlier = page.get("/door/messages", params={**asked, "before": last[0]["ts"]}).json()["messages"]
    assert [each["text"] for each in earlier] == ["Number 1", "Number 2"]
    tell(page, "read", **{"as": amir.id}, conversation=general["id"])
    assert state(page, amir.id)["conversations"][0]["unread"] == 0


def test_people_open_conversations_among_themselves(slack: Sandbox) -> None:
    rosa, amir, greta = (slack.person(handle) for handle in ("rosa", "amir", "greta"))
    rosa.posts("amir", "Hello Amir")
    assert [shown.plain for shown in amir.messages("rosa")] == ["Hello Amir"]
    assert [each.name for each in amir.conversations()] == ["general", "Rosa Trevanion", "Pollinate"]
    group = rosa.ask("POST open", users=[amir.id, greta.id])["conversation"]
    assert rosa.ask("POST open", users=[greta.id, amir.id])["conversation"] == group
    assert [rosa.id, amir.id, greta.id] in [each.members for each in greta.conversations()]
    assert rosa.group_with("amir", "greta") is None  # the bot is not in it


# what a page is not told


def test_nobody_sees_or_touches_what_is_somebody_elses(slack: Sandbox, page: httpx.Client) -> None:
    bot, rosa, amir = Bot(slack), slack.person("rosa"), slack.person("amir")
    with by_sockets(slack, bot):
        rosa.types("/needpartner form")
        rosa.types("/needpartner card")
        rosa.types("/needpartner whisper")
        view = state(page, rosa.id)["modals"][-1]["id"]
        card = rosa.messages("Pollinate")[-1]
        whisper = rosa.messages("#general")[-1]
        assert state(page, amir.id)["modals"] == []
        assert amir.messages("#general") == []
        for body in (
            {"container": {"view": view}},
            {"container": {"message": {"channel": card.channel, "ts": card.ts}}},
            {"container": {"message": {"channel": whisper.channel, "ts": whisper.ts}}},
        ):
            asked = {"as": amir.id, "block_id": "buttons", "action_id": "press_1", **body}
            assert page.post("/door/click", json=asked).status_code in (404, 409)
        assert (
            page.get("/door/messages", params={"as": amir.id, "conversation": card.channel}).status_code
            == 404
        )
        assert page.post("/door/close", json={"as": amir.id, "view_id": view}).status_code == 409
        assert bot.kinds() == ["/needpartner"] * 3


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("post", {"as": "nobody", "conversation": "C", "text": "x"}, 404),
        ("post", {"as": "U0ROSA", "conversation": "C", "text": "x"}, 404),
        ("post", {"as": "U0ROSA"}, 400),
        ("dance", {"as": "U0ROSA"}, 404),
        ("open", {"as": "U0ROSA", "users": []}, 400),
        ("faults", {"method": "chat.update", "effect": "sabotage"}, 400),
        ("clock", {"days": 1}, 409),
    ],
)
def test_a_request_that_cannot_be_served_is_told_why(
    page: httpx.Client, path: str, body: dict[str, Any], status: int
) -> None:
    answer = page.post(f"/door/{path}", json=body)
    assert answer.status_code == status
    assert answer.json()["ok"] is False
    assert len(answer.json()["error"].split()) > 2


def test_another_sites_page_does_not_get_in(page: httpx.Client) -> None:
    body = json.dumps({"as": "U0ROSA", "users": ["U0AMIR"]})
    assert page.post("/door/open", content=body, headers={"Content-Type": "text/plain"}).status_code == 415
    assert page.post("/door/open", content=body).status_code == 415
    assert (
        page.post("/door/open", content="[]", headers={"Content-Type": "application/json"}).status_code == 400
    )
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80"):
        assert page.get("/door/state", headers={"Host": host}).status_code == 421
        assert page.get("/", headers={"Host": host}).status_code == 421
    for host in ("localhost", "localhost:8080", "[::1]:8080"):
        assert page.get("/door/state", headers={"Host": host}).status_code == 200


def test_only_the_pages_own_files_are_served(page: httpx.Client) -> None:
    assert "not Slack" in page.get("/").text
    assert page.get("/page/index.html").headers["content-type"].startswith("text/html")
    for path in (
        "/page/../server.py",
        "/page/%2e%2e/server.py",
        "/page/..%2fcast.toml",
        "/page/",
        "/page//etc/passwd",
    ):
        assert page.get(path).status_code == 404


# news, faults, traffic


def test_a_page_hears_of_every_change(slack: Sandbox, page: httpx.Client) -> None:
    with page.stream("GET", "/door/events") as stream:
        lines = (line for line in stream.iter_lines() if line)
        before = version(next(lines))
        slack.person("rosa").posts("#general", "Hello")
        assert version(next(lines)) > before


def test_a_burst_of_changes_is_told_in_few_words(slack: Sandbox, page: httpx.Client) -> None:
    with page.stream("GET", "/door/events") as stream:
        lines = (line for line in stream.iter_lines() if line)
        seen = [version(next(lines))]
        for number in range(100):
            slack.person("rosa").posts("#general", str(number))
        newest = state(page, slack.person("rosa").id)["version"]
        while seen[-1] < newest:
            seen.append(version(next(lines)))
    assert len(seen) < 50


def test_faults_are_set_listed_and_cleared(slack: Sandbox, page: httpx.Client) -> None:
    tell(page, "faults", method="auth.test", effect="500", times=2)
    assert page.get("/door/faults").json()["faults"][0]["left"] == 2
    slack.fault(Fault("chat.*", "429"))
    assert len(page.get("/door/faults").json()["faults"]) == 2
    assert page.delete("/door/faults").json() == {"ok": True}
    assert page.get("/door/faults").json()["faults"] == []


def test_the_ledger_holds_all_traffic_and_no_token(slack: Sandbox, page: httpx.Client) -> None:
    bot = Bot(slack)
    with by_sockets(slack, bot):
        slack.person("rosa").types("/needpartner card")
    found = page.get("/door/ledger", params={"since": 0, "limit": 50}).json()
    told = [(each["direction"], each["kind"], each["name"]) for each in found["entries"]]
    assert told == [
        ("bot→slack", "api", "auth.test"),
        ("bot→slack", "api", "apps.connections.open"),
        ("bot→slack", "api", "chat.postMessage"),
        ("slack→bot", "slash_commands", "/needpartner"),
    ]
    assert found["last"] == found["entries"][-1]["n"] == 4
    settings = slack.environment()
    for secret in (
        settings["SLACK_BOT_TOKEN"],
        settings["SLACK_APP_TOKEN"],
        settings["SLACK_SIGNING_SECRET"],
    ):
        assert secret not in json.dumps(found)
    assert page.get("/door/ledger", params={"since": 3}).json()["entries"] == found["entries"][3:]


# time


class Linked:
    """A bot that is told when the clock moves."""

    def __init__(self, due: datetime | None) -> None:
        self.due = due
        self.told = 0

    def moved(self) -> None:
        self.told += 1

    def next_cycle(self) -> datetime | None:
        return self.due


def test_the_clock_moves_forward_and_the_bot_is_told() -> None:
    linked = Linked(START + timedelta(days=7))
    with (
        Sandbox(clock=Clock(START, frozen=True), bot_link=linked) as slack,
        httpx.Client(base_url=slack.url) as page,
    ):
        assert state(page, "U0ROSA")["clock"] == {
            "now": START.isoformat(), "timezone": "Europe/London", "movable": True,
            "next_cycle": linked.due.isoformat() if linked.due else "",
        }  # fmt: skip
        assert tell(page, "clock", hours=1)["now"] == (START + timedelta(hours=1)).isoformat()
        assert tell(page, "clock", to="next_cycle")["now"] == (START + timedelta(days=7)).isoformat()
        assert linked.told == 2
        assert slack.clock() == START + timedelta(days=7)
        ts = float(slack.person("rosa").posts("#general", "A week later"))
        assert datetime.fromtimestamp(ts, UTC) == START + timedelta(days=7)
        assert page.post("/door/clock", json={"days": -1}).status_code == 400
        linked.due = None
        assert page.post("/door/clock", json={"to": "next_cycle"}).status_code == 400


def test_a_running_clock_runs_on_from_where_it_was_moved() -> None:
    clock = Clock(START)
    clock.move_to(START + timedelta(days=1))
    assert timedelta() <= clock() - (START + timedelta(days=1)) < timedelta(seconds=5)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move_to(START)


# starting and stopping


def test_what_happened_is_kept_only_when_asked(tmp_path: Path) -> None:
    kept = tmp_path / "workspace.json"
    for keep, expected in ((None, 0), (kept, 0), (kept, 1)):
        with Sandbox(keep=keep) as slack:
            rosa = slack.person("rosa")
            assert len(rosa.messages("#general")) == expected
            assert len(slack.people) == 21
            rosa.posts("#general", "Hello")
    assert "xoxb" not in kept.read_text("utf-8")


def test_time_does_not_run_back_over_a_restart(tmp_path: Path) -> None:
    with Sandbox(keep=tmp_path / "kept.json") as slack:
        slack.clock.advance(timedelta(days=30))
        posted = float(slack.person("rosa").posts("#general", "In a month"))
    with Sandbox(keep=tmp_path / "kept.json") as slack:
        assert slack.clock().timestamp() >= posted


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} is taken by another program"):
            Sandbox(port=port).start()


def test_waiting_in_vain_says_what_is_there(slack: Sandbox) -> None:
    slack.person("rosa").posts("#general", "I am here")
    with pytest.raises(AssertionError, match="general: 'I am here'"):
        slack.eventually(lambda: None, seconds=0.05)
    with pytest.raises(LookupError, match="rosa, kwame"):
        slack.person("zoe")


# the cast


def test_the_cast_is_complete() -> None:
    cast = read_cast()
    roles = [member.role for member in cast.members]
    assert {role: roles.count(role) for role in roles} == {"innovator": 12, "champion": 8, "admin": 1}
    assert [member.handle for member in cast.members if member.newcomer] == ["rosa", "amir"]
    assert len({member.handle for member in cast.members}) == len(cast.members)
    beside = read_cast(HILLS)
    assert not {member.handle for member in cast.members} & {member.handle for member in beside.members}
    assert [member.role for member in beside.members].count("admin") == 1
    rosa = cast.members[0].story
    assert (rosa["Invested so far"], rosa["Saved so far"]) == (100_000, 2_200_000)
    for member in (*cast.members, *beside.members):
        assert bool(member.story) == (member.role in ENTRANCES)
        assert all(len(value) <= 600 for value in member.story.values() if isinstance(value, str))


def test_enrolling_stops_where_a_form_does_not_open(slack: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="/needpartner opened no form 'Find a partner' for kwame"):
        enrol(slack, members=[member for member in read_cast().members if member.handle == "kwame"])
