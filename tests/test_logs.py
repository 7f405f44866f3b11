"""What is logged: events with named fields, and neither a secret nor a word that somebody typed."""

import json
import re
import subprocess
import sys
from pathlib import Path

from bot.sandbox import Fault, Form, Person, Sandbox
from bot.storage import Store
from tests.journey_acts import modal
from tests.postgres_place import new_database
from tests.processes import ROOT, environ_of, free_port, plain_environ, running
from tests.stage import story
from tests.storage_place import run

CANARY = "canary"
NAMES = ("Venture", "Or a new organisation")
TYPED = ("Venture", "The problem you solve", "Your idea")
OFFERED = (
    "Or a new organisation",
    "The challenge you want solved",
    "Values your organisation has written down",
    "Outside ideas it has taken up",
)

# A program that logs an error whose text quotes a value, in each way there is.
QUOTING = """
import logging, sqlite3, threading
from bot.logs import log_of, write_logs
write_logs("debug")
def fails(): raise KeyError("canary")
try:
    try: int("canary")
    except ValueError as error: fails()
except KeyError as error:
    log_of("bot.story").error("an act failed", exc_info=error)
    logging.getLogger("slack_bolt.App").exception(f"Failed: {error}")
    logging.getLogger("slack_sdk.web").error("sent %s", "canary")
    logging.getLogger("psycopg.pool").warning("no %s %s", "canary")  # which cannot be formatted
try: sqlite3.connect(":memory:").execute("CREATE TABLE t (a CHECK (a <> 'canary'))").connection.execute(
    "INSERT INTO t VALUES ('canary')")
except sqlite3.Error as error: log_of("bot.story").error("an act failed", exc_info=error)
thread = threading.Thread(target=fails); thread.start(); thread.join()
fails()
"""


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_text() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", QUOTING], env=plain_environ() | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert CANARY not in ended.stdout + ended.stderr
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [each["logger"] for each in told] == [
        "bot.story", "slack_bolt.App", "slack_sdk.web", "psycopg.pool", "bot.story", "bot", "bot",
    ]  # fmt: skip
    assert re.fullmatch(
        r"  <string>:7 in <module>\nbuiltins.ValueError\n  <string>:8 in <module>\n  <string>:5 in fails\n"
        r"builtins.KeyError",
        told[0]["exception"],
    )
    assert "sqlite3.IntegrityError SQLITE_CONSTRAINT_CHECK" in told[4]["exception"]
    assert all({"timestamp", "level", "event"} <= each.keys() for each in told)


def test_through_the_whole_story_no_secret_and_nothing_typed_is_logged(tmp_path: Path) -> None:
    port = free_port()
    with Sandbox(rates=False) as slack, new_database(shaped=True) as url:
        secret_url = url.replace("postgres:@", f"postgres:{CANARY}-password@")
        assert secret_url != url
        environ = environ_of(slack, tmp_path, PORT=str(port), SLACK_APP_TOKEN="", POLLINATE_LOG="debug") | {
            "POLLINATE_QUIET_SECONDS": "1",
            "POLLINATE_ADMINS": slack.person("ada").id,
            "DATABASE_URL": secret_url,
        }
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        with running("run", environ=environ, folder=tmp_path) as found:
            found.until("Pollinate is ready")
            reference = lives(slack, Store(url))
            found.until(f'"reference": "{reference}"')
            assert found.end() == 0
    told = [json.loads(line) for line in found.said.splitlines()]
    assert {each["level"] for each in told} >= {"debug", "info", "error"}
    assert CANARY not in found.said.lower()
    for secret in slack.environment().values():
        assert secret.startswith("http") or secret not in found.said
    [failed] = [each for each in told if each.get("reference") == reference]
    assert failed["exception"].endswith("psycopg.errors.CheckViolation 23514")


def lives(slack: Sandbox, store: Store) -> str:
    """Live through the story with canaries in every field and Slack failing; the reference of one mishap."""
    rosa, amir, ada = (slack.person(name) for name in ("rosa", "amir", "ada"))
    for effect in ("500", "garbage", "429"):
        slack.fault(Fault("views.publish", effect))
    fill(rosa, "/needpartner", "rosa", TYPED)
    fill(amir, "/offerpartner", "amir", OFFERED)
    for word in (f"{CANARY} more", "status", "pause", "resume"):
        rosa.types(f"/needpartner {word}")
    slack.fault(Fault("chat.postMessage", "cut_after"))
    ada.types("/partneradmin run")
    slack.eventually(lambda: any(message.buttons for message in amir.messages("Pollinate")), 30)
    [card] = [message for message in amir.messages("Pollinate") if message.buttons]
    slack.fault(Fault("chat.update", "500"))
    assert card.click("Accept").ok
    run(store, f"ALTER TABLE innovators ADD CHECK (idea <> '{CANARY} again')")
    form = opened(rosa, "/needpartner").fill({"Your idea": f"{CANARY} again"})
    [told] = form.submit().errors.values()
    for command in ("/needpartner", "/offerpartner"):
        for person in (rosa, amir):
            assert opened(person, f"{command} forget").submit().ok
            modal(person).close()
    store.close()
    found = re.search(r"\b[0-9A-F]{6}\b", told)
    assert found, told
    return found[0]


def opened(person: Person, command: str) -> Form:
    """Type a command and see the form, and no other."""
    for form in person.modals():
        form.close()
    assert person.types(command).ok
    return modal(person)


def fill(person: Person, command: str, handle: str, labels: tuple[str, ...]) -> None:
    """Send a form with a canary in each of its texts."""
    known = story(handle)
    typed = {
        label: f"{CANARY.title()} {n} <!channel> {known.get(label, '')}" for n, label in enumerate(labels)
    }
    told = known | {label: text[: 80 if label in NAMES else 600] for label, text in typed.items()}
    assert opened(person, command).fill(told).submit().ok
    modal(person).close()
