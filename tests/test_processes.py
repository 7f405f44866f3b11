"""Web and worker processes side by side, through a rolling restart: nothing is lost, nothing comes twice."""

import os
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

from bot.sandbox import Fault, Sandbox, Seen
from tests.postgres_place import new_database
from tests.processes import ROOT, Environ, Running, bot, environ_of, free_port, running
from tests.stage import BOT, story

INNOVATORS, CHAMPIONS = ("kwame", "layla"), ("yusuf", "noor")
OTHERS = ("priya", "mei", "tomasz", "owen", "siobhan", "jamal")
READY = "Pollinate is ready"
PATIENCE = 60  # seconds that a busy machine may take


@contextmanager
def serving(environ: Environ, folder: Path) -> Iterator[Running]:
    """Run gunicorn as the Procfile does."""
    words = ("-c", str(ROOT / "gunicorn.conf.py"), "bot.wsgi:app")
    with running(*words, environ=environ, folder=folder, program="gunicorn") as web:
        yield web
        if web.process.poll() is None:
            assert web.end() == 0


def children(web: Running) -> list[int]:
    told = Path(f"/proc/{web.process.pid}/task/{web.process.pid}/children").read_text(encoding="utf-8")
    return [int(each) for each in told.split()]


def restart(web: Running, child: int) -> None:
    """End one of gunicorn's processes, and wait until another is there in its place."""
    before = web.said.count(READY)
    os.kill(child, signal.SIGTERM)
    web.until(READY, PATIENCE, times=before + 1)
    assert child not in children(web)


@contextmanager
def typing(slack: Sandbox, handle: str) -> Iterator[list[str]]:
    """Let somebody type on and on; what they are answered."""
    answers: list[str] = []
    stop = threading.Event()

    def types() -> None:
        while not stop.wait(0.05):
            seen = slack.person(handle).types("/needpartner help")
            answers.append(seen.text if seen.ok else f"failed: {seen.text}")

    thread = threading.Thread(target=types)
    thread.start()
    try:
        yield answers
    finally:
        stop.set()
        thread.join()


def enrol(slack: Sandbox) -> None:
    """Let everyone fill their form."""
    for handle in (*INNOVATORS, *CHAMPIONS):
        person = slack.person(handle)
        assert person.types("/needpartner" if handle in INNOVATORS else "/offerpartner").ok
        form = person.modal()
        assert form is not None
        assert form.fill(story(handle)).submit().ok
        person.modals()[-1].close()


def type_slowly(slack: Sandbox, threads: ThreadPoolExecutor) -> list[Future[Seen]]:
    """Have the others type what takes a second; return their answers to come, once all of it is in hand."""
    slack.fault(Fault("views.open", "delay", seconds=1, times=len(OTHERS)))
    typed = [threads.submit(slack.person(handle).types, "/needpartner") for handle in OTHERS]
    slack.eventually(lambda: not slack.call("GET faults", {})["faults"], PATIENCE)
    return typed


def asked(slack: Sandbox) -> list[str]:
    """Who has a card to answer."""
    return [
        handle
        for handle in CHAMPIONS
        if any("Accept" in message.buttons for message in slack.person(handle).messages(BOT))
    ]


def rows(url: str, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def acknowledged(port: int) -> int | None:
    """How many requests the process behind a port has acknowledged; None where there is none."""
    try:
        page = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False, timeout=PATIENCE).text
    except httpx.TransportError:
        return None
    found = re.search(r"^pollinate_acknowledgement_seconds_count ([0-9]+)", page, re.MULTILINE)
    return int(found[1]) if found else None


def settled(url: str) -> bool:
    """Whether a note has been posted, and nothing waits to be sent."""
    waiting = rows(
        url, "SELECT 1 FROM outbox WHERE state NOT IN ('sent', 'withdrawn') AND due_at < now()::text"
    )
    return not waiting and bool(rows(url, "SELECT 1 FROM outbox WHERE kind = 'note' AND state = 'sent'"))


def test_a_rolling_restart_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    with ExitStack() as stack:
        slack, url = stack.enter_context(Sandbox(rates=False)), stack.enter_context(new_database(shaped=True))
        ada, port = slack.person("ada"), free_port()
        environ = environ_of(
            slack, tmp_path, SLACK_APP_TOKEN="", PORT=str(port), DATABASE_URL=url, POLLINATE_ADMINS=ada.id,
            POLLINATE_MONITOR_PORT=str(watched := free_port()),
        ) | {"WEB_CONCURRENCY": "2"}  # fmt: skip
        threads = stack.enter_context(ThreadPoolExecutor(2 + len(OTHERS)))

        def worker() -> Running:
            return stack.enter_context(running("run", "--only", "worker", environ=environ, folder=tmp_path))

        web, one, two = stack.enter_context(serving(environ, tmp_path)), worker(), worker()
        web.until(READY, PATIENCE, times=2)
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        answers = stack.enter_context(typing(slack, "rosa"))
        first, second = children(web)
        in_hand = type_slowly(slack, threads)
        enrolling = threads.submit(enrol, slack)
        restart(web, first)
        assert all(each.result().ok for each in in_hand)
        enrolling.result()
        one.until(READY, PATIENCE)
        assert ada.types("/partneradmin run").ok
        assert one.end() == 0
        anew = worker()
        two.until(READY, PATIENCE)
        slack.eventually(lambda: asked(slack), PATIENCE)
        restarting = threads.submit(restart, web, second)
        for handle in asked(slack):
            assert slack.person(handle).messages(BOT)[-1].click("Accept").ok
        assert two.end() == 0
        anew.until(READY, PATIENCE)
        restarting.result()
        slack.eventually(lambda: settled(url), PATIENCE)
        assert [answer for answer in answers if "/needpartner" not in answer] == []
        assert len(answers) > 20
        told = [
            found for number in range(watched, watched + 8) if (found := acknowledged(number)) is not None
        ]
        assert len(told) == 3, "each of two web processes and the worker that is left has a page"
        assert sum(told) > 0
        posts = [each.request for each in slack.ledger("api", "chat.postMessage")]
        keys = [str(post["metadata"]) for post in posts]
        assert len(set(keys)) == len(keys)
        assert rows(url, "SELECT 1 FROM introductions WHERE conversation IS NULL") == []
        assert rows(url, "SELECT count(*) FROM innovators") == [(len(INNOVATORS),)]
        assert rows(url, "SELECT count(*) FROM champions") == [(len(CHAMPIONS),)]


def test_a_sqlite_file_is_for_one_process_and_that_is_said(tmp_path: Path) -> None:
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, SLACK_APP_TOKEN="", PORT=str(free_port()))
        told = bot("run", "--only", "worker", environ=environ, folder=tmp_path)
        assert (told.returncode, told.stdout) == (1, "")
        assert "A SQLite file is for one process that does everything: start it with" in told.stderr
        with serving(environ, tmp_path) as web:
            assert web.process.wait(20) == 3
        assert "A SQLite file is for one process" in web.said
        assert "Traceback" not in web.said
