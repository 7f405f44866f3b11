"""What an operator can see from outside: whether it lives and is ready, how it does; never who is in it."""

import gzip
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
import yaml

from bot.metrics import Metrics
from bot.monitor import failing, served
from bot.reports import KEPT
from bot.sandbox import Fault, Sandbox
from bot.slack_errors import Meaning
from bot.storage import Store
from bot.storage.library import sqlite3
from bot.storage.migrations import tables
from bot.transports import PortTaken, WebServer, web
from tests.processes import ROOT, database, environ_of, free_port, plain_environ, running
from tests.stage import Stage, staged
from tests.storage_place import OURS, Engine, new_store

DOCS = ROOT / "docs"


def asked(url: str) -> tuple[int, str]:
    """Ask for a page; its status and its text."""
    told = httpx.get(url, trust_env=False, timeout=10)
    return told.status_code, told.text


def numbers(text: str) -> dict[str, float]:
    """Read what Prometheus reads: each series and its number."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(number) for name, _, number in (line.rpartition(" ") for line in lines)}


def measured(stage: Stage) -> dict[str, float]:
    return numbers(Metrics(stage.bot).page().body.decode())


# probes


def test_over_sockets_it_is_ready_while_database_and_connection_stand(tmp_path: Path) -> None:
    port = free_port()
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, POLLINATE_MONITOR_PORT=str(port))
        with running("run", environ=environ, folder=tmp_path) as found:
            found.until("Pollinate is ready")
            at = f"http://127.0.0.1:{port}"
            assert asked(f"{at}/livez") == (200, "ok\n")
            assert asked(f"{at}/readyz") == (200, "ok\n")
            assert asked(f"{at}/slack/events")[0] == 404
            told = numbers(asked(f"{at}/metrics")[1])
            assert told['pollinate_seconds_since_tick{tick="letters"}'] < 60
            assert told["process_resident_memory_bytes"] < 120e6
            with sqlite3.connect(database(environ)) as connection:
                connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0008%'")
            connection.close()
            assert asked(f"{at}/readyz") == (503, "migrations\n")
            (tmp_path / "letter").write_bytes(b"no database at all, for a while now" * 99)
            (tmp_path / "letter").replace(database(environ))
            assert asked(f"{at}/readyz") == (503, "database\n")
            assert asked(f"{at}/livez")[0] == 200
            assert "pollinate_letters" not in asked(f"{at}/metrics")[1]
            slack.fault(Fault("apps.connections.open", "500", times=99))
            slack.drop_connections()
            slack.eventually(lambda: asked(f"{at}/readyz") == (503, "database\nsockets\n"))
            slack.clear_faults()
            assert found.end() == 0


def test_over_http_the_probes_stand_on_its_own_port_and_the_metrics_do_not(lived: Stage) -> None:
    server = WebServer(web(lived.bot), 0, host="127.0.0.1")
    server.start()
    at = f"http://127.0.0.1:{server.port}"
    assert asked(f"{at}/livez") == (200, "ok\n")
    assert asked(f"{at}/readyz") == (200, "ok\n")
    assert asked(f"{at}/metrics")[0] == 404
    assert httpx.post(f"{at}/livez", trust_env=False).status_code == 404
    assert httpx.head(f"{at}/livez", trust_env=False).status_code == 200
    server.stop()


def test_an_empty_or_older_database_is_not_ready(engine: Engine) -> None:
    with new_store(engine) as store:
        assert failing(store, lambda: True) == []
        with store.alone(1) as transaction:
            forget = transaction.steps_taken.replace("SELECT name", "DELETE")
            transaction.rows(f"{forget} WHERE name = '0001_first'", {})
        assert failing(store, lambda: False) == ["migrations", "sockets"]


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortTaken) as told:
        WebServer(served({}), other.getsockname()[1], "127.0.0.1", setting="POLLINATE_MONITOR_PORT")
    assert str(told.value).endswith("set POLLINATE_MONITOR_PORT to a free one.")


# metrics


def test_the_metrics_tell_what_waits_what_was_refused_and_how_quickly_it_answers(tmp_path: Path) -> None:
    with staged(tmp_path, http=True) as stage:
        before = measured(stage)
        assert before["pollinate_oldest_due_letter_seconds"] == 0
        assert "pollinate_seconds_since_cycle" not in before
        stage.enrol("rosa", "amir")
        stage.slack.clock.advance(timedelta(hours=22))
        stage.bot.run_due()
        stage.slack.clock.advance(timedelta(seconds=90))
        told = measured(stage)
        assert told['pollinate_letters{state="pending"}'] > 0
        assert 90 <= told["pollinate_oldest_due_letter_seconds"] < 600
        assert 90 <= told["pollinate_seconds_since_cycle"] < 600
        assert (
            told["pollinate_acknowledgement_seconds_count"]
            > before["pollinate_acknowledgement_seconds_count"]
        )
        assert (
            told["pollinate_acknowledgement_seconds_count"]
            == told['pollinate_acknowledgement_seconds_bucket{le="+Inf"}']
        )
        stage.slack.fault(Fault("chat.postMessage", "429"))
        stage.bot.send_due()
        assert measured(stage)['pollinate_slack_errors_total{meaning="not_sent"}'] == 1
        with stage.bot.store.begin(stage.bot.workspace) as act:
            act.cut_off(stage.bot.clock(), "token_revoked")
            act.halt("U1", stage.bot.clock())
        assert (measured(stage)["pollinate_cut_off"], measured(stage)["pollinate_halted"]) == (1, 1)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A bot that has run a cycle."""
    with staged(tmp_path_factory.mktemp("lived"), http=True) as stage:
        stage.enrol("rosa", "amir")
        stage.to_next_cycle()
        stage.bot.premises.pulse.ticked("letters", stage.bot.clock())
        yield stage


def test_no_metric_says_who(lived: Stage) -> None:
    text = Metrics(lived.bot).page().body.decode()
    assert set(re.findall(r'(\w+)="', text)) == {"le", "meaning", "state", "tick"}


def test_every_way_a_call_can_fail_has_its_series(lived: Stage) -> None:
    series = {f'pollinate_slack_errors_total{{meaning="{each.replace(" ", "_")}"}}' for each in Meaning}
    assert series <= measured(lived).keys()


def test_the_dashboard_asks_for_metrics_that_exist(lived: Stage) -> None:
    known = {name.partition("{")[0] for name in measured(lived)}
    dashboard = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    asked_for = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    named = {name for query in asked_for for name in re.findall(r"\b(?:pollinate|process)_\w+", query)}
    assert named
    assert sorted(named - known) == []
    ours = {
        name.removesuffix("_count").removesuffix("_sum") for name in known if name.startswith("pollinate_")
    }
    assert sorted(name for name in ours if not any(name in each for each in named)) == []


# datasette


def test_the_words_for_datasette_name_tables_and_columns_that_exist(sqlite_store: Store) -> None:
    [told] = yaml.safe_load((DOCS / "datasette.yaml").read_text(encoding="utf-8"))["databases"].values()
    with sqlite_store.read(OURS) as act:
        columns = {
            table: {row["name"] for row in act._all(f"PRAGMA table_info({table})")} for table in tables()
        }
    assert set(told["tables"]) - {"_sqlite_migrations"} == set(tables())
    for name, table in told["tables"].items():
        named = {*table.get("columns", {}), *table.get("units", {}), *table.get("facets", [])}
        named |= {table[key] for key in ("sort", "sort_desc", "label_column") if key in table}
        assert sorted(named - columns.get(name, set())) == [], name


# signs of life, and of trouble


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[bytes], Event]]:
    """A web server: its address, the bodies it got, and an event at each."""
    got: list[bytes] = []
    came = Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            got.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(status)
            self.end_headers()
            came.set()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", got, came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_heart_beats_once_a_minute_and_not_while_the_database_is_away(tmp_path: Path) -> None:
    with listening() as (address, got, came):

        def beats(environ: dict[str, str]) -> None:
            environ["POLLINATE_HEARTBEAT_URL"] = f"http://{address}/beat"

        with staged(tmp_path, http=True, change=beats) as stage:
            tick = stage.bot.ticker._jobs[0].func
            for _ in range(3):
                tick()
            assert came.wait(5)
            assert len(got) == 1
            came.clear()
            stage.slack.clock.advance(timedelta(minutes=1))
            file, kept = tmp_path / "pollinate.db", tmp_path / "kept.db"
            stage.bot.store.close()
            file.rename(kept)
            file.write_bytes(b"no database" * 999)
            tick()
            assert not came.wait(0.3)
            kept.rename(file)
            tick()
            assert came.wait(5)


def test_a_heartbeat_that_fails_is_logged_once_and_holds_up_nothing(tmp_path: Path) -> None:
    ask = (
        "import time; from datetime import UTC, datetime, timedelta\n"
        "from bot.heartbeat import Heartbeat; from bot.logs import write_logs; write_logs('info')\n"
        "heart, now = Heartbeat('http://127.0.0.1:9/canary'), datetime.now(UTC)\n"
        "for minute in range(3): heart.beat(now + timedelta(minutes=minute)); time.sleep(0.1)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", ask], env=plain_environ() | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
        capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    assert "canary" not in ended.stderr
    assert [json.loads(line)["event"] for line in ended.stderr.splitlines()] == [
        "the heartbeat's address does not answer"
    ]


REPORTED = """
import logging
from bot.logs import log_of, write_logs
from bot.reports import report_errors
import sys
write_logs("info")
report_errors(sys.argv[1])
def fails(typed): raise KeyError(typed)
try: fails("canary")
except KeyError as error:
    log_of("bot.app").error("an act failed", reference="AB12CD", act="/canary", why="canary", exc_info=error)
    logging.getLogger("slack_sdk.web").error("sent %s", "canary")
    log_of("bot.app").warning("canary")
raise ValueError("canary")
"""


def test_sentry_gets_the_kind_the_place_and_the_reference_of_an_error_and_nothing_else(
    tmp_path: Path,
) -> None:
    with listening() as (address, got, _):
        subprocess.run(
            [sys.executable, "-c", REPORTED, f"http://key@{address}/1", "canary-argument"],
            env=plain_environ() | {"PYTHONPATH": str(ROOT), "CANARY": "canary"}, cwd=tmp_path,
            capture_output=True, timeout=30, check=False,
        )  # fmt: skip
    sent = b"".join(gzip.decompress(each) if each[:2] == b"\x1f\x8b" else each for each in got)
    assert b"canary" not in sent
    assert socket.gethostname().encode() not in sent
    events = [json.loads(line) for line in sent.splitlines() if b'"exception"' in line]
    told = [event["exception"]["values"][0] for event in events]
    assert [each["type"] for each in told] == ["builtins.KeyError", "<string>:12", "builtins.ValueError"]
    assert told[0]["stacktrace"]["frames"][-1] == {"filename": "<string>", "lineno": 8, "function": "fails"}
    assert [event["tags"]["reference"] for event in events] == ["AB12CD", "none", "none"]
    assert all(event.keys() <= {*KEPT, "sdk"} for event in events), events[0].keys()
