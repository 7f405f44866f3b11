"""What journeys share beside the stage: changed stories, forged requests, and a look into the file.

The rows are read past the bot, with plain SQL, so that a test sees what is kept and not what is said of it.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from threading import Barrier
from typing import Any, NamedTuple

from slack_bolt import BoltRequest

from bot.sandbox import Form, Person, Seen, Shown
from bot.storage.library import sqlite3
from tests.stage import BOT, Stage, story
from tests.storage_place import all_rows, file_of

Payload = dict[str, Any]


class Standing(NamedTuple):
    """Where a suggestion stands; `reason` is why it was declined."""

    venture: str
    organisation: str
    state: str
    reason: str | None


def enrol(stage: Stage, handle: str, **changes: object) -> None:
    """Let somebody of the cast fill their form, but for `changes`: labels with spaces as underscores."""
    told = {**story(handle), **{label.replace("_", " "): value for label, value in changes.items()}}
    thanked = stage.form(handle).fill(told).submit()
    assert thanked.ok, (handle, thanked.errors, thanked.trouble)
    stage.person(handle).modals()[-1].close()
    stage.bot.send_due()


def modal(person: Person) -> Form:
    """The modal that somebody sees."""
    form = person.modal()
    assert form is not None, f"{person.handle} sees no modal"
    return form


def messages(stage: Stage, handle: str) -> list[Shown]:
    """What stays in somebody's direct messages with the bot: what was only whispered is left out."""
    return [message for message in stage.inbox(handle) if not message.ephemeral]


def decline(stage: Stage, handle: str, reason: str, nth: int = 0) -> None:
    """Decline the nth open card of somebody's latest message, and let what follows be sent."""
    assert stage.inbox(handle)[-1].click("Decline", nth).ok
    assert modal(stage.person(handle)).fill({"Why not this one?": reason}).submit().ok
    stage.bot.send_due()


def lower_wanted(stage: Stage, handle: str, wanted: str) -> None:
    """Let an innovator say in the form that fewer introductions are wanted."""
    assert stage.form(handle).fill({"Introductions wanted": wanted}).submit().ok
    stage.person(handle).modals()[-1].close()
    stage.bot.send_due()


def posted(stage: Stage) -> list[Payload]:
    """All that the bot has posted since the start, in order."""
    return [entry.request for entry in stage.slack.ledger("api", "chat.postMessage")]


def from_the_bot(stage: Stage) -> str:
    """All that stands in the workspace in the bot's name, messages and Home tabs, as one JSON text."""
    shown: list[object] = []
    for handle in stage.slack.people:
        person = stage.person(handle)
        conversations = [*(each.id for each in person.conversations()), BOT]
        messages = [message for where in conversations for message in person.messages(where)]
        shown += [(each.text, each.blocks) for each in messages if each.user == stage.slack.bot_user]
        home = person.home()
        shown += [home.blocks] if home else []
    return json.dumps(shown, ensure_ascii=False)


# --- what is kept ---------------------------------------------------------------------------------------


def query(stage: Stage, sql: str) -> list[Any]:
    """Ask the database's file."""
    with closing(sqlite3.connect(file_of(stage.bot.store))) as connection:
        return connection.execute(sql).fetchall()


def rows(stage: Stage) -> str:
    """Every row of every table, as text."""
    return repr(all_rows(stage.bot.store))


def standings(stage: Stage) -> list[Standing]:
    """Where every suggestion stands, in the order they were made."""
    found = query(
        stage,
        "SELECT innovators.venture, organisations.name, suggestions.state, suggestions.decline_reason"
        " FROM suggestions JOIN innovators ON innovators.id = suggestions.innovator"
        " JOIN champions ON champions.id = suggestions.champion"
        " JOIN organisations ON organisations.id = champions.organisation"
        " ORDER BY suggestions.suggested_at, suggestions.place",
    )
    return [Standing(*row) for row in found]


def states(stage: Stage) -> list[str]:
    """The states of every suggestion, in the order they were made."""
    return [standing.state for standing in standings(stage)]


def cycles(stage: Stage) -> list[tuple[str, datetime]]:
    """The cycles that ran: their local date, and the minute they started in (the stage's clock goes on)."""
    found = query(stage, "SELECT local_date, started_at FROM cycles WHERE state = 'done' ORDER BY started_at")
    return [(day, datetime.fromisoformat(started).replace(second=0, microsecond=0)) for day, started in found]


@contextmanager
def locked(stage: Stage, how: str = "IMMEDIATE") -> Iterator[None]:
    """Let another program hold the database: IMMEDIATE keeps writers out, EXCLUSIVE readers too."""
    with closing(sqlite3.connect(file_of(stage.bot.store), isolation_level=None)) as connection:
        connection.execute(f"BEGIN {how}")
        yield


# --- requests that nobody's client would make -----------------------------------------------------------


def captured(stage: Stage, kind: str, name: str) -> Payload:
    """A copy of the latest request of this kind and name that the bot was sent."""
    return copy.deepcopy(stage.slack.ledger(kind, name)[-1].request)


def deliver(stage: Stage, payload: Payload, *, expected: int = 200) -> Payload:
    """Hand the bot a request, past the client that would not make it; give its acknowledgement's body."""
    answer = stage.bot.bolt.dispatch(BoltRequest(body=payload, mode="socket_mode"))
    assert answer.status == expected, answer.status
    return json.loads(answer.body) if answer.body else {}


def submit_raw(stage: Stage, form: str, changed: Mapping[str, Payload]) -> dict[str, str]:
    """Submit a profile form again with elements changed by block_id; give the errors by block_id."""
    payload = captured(stage, "view_submission", form)
    for block, element in changed.items():
        action = next(iter(payload["view"]["state"]["values"][block]))
        payload["view"]["state"]["values"][block][action] |= element
    answer = deliver(stage, payload)
    assert answer["response_action"] == "errors", answer
    return dict(answer["errors"])


def press_forged(message: Shown, action: str, value: str) -> Seen:
    """Press a button that the message does not have: this action, with this value."""
    element = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "?"}}
    return message.person.act(message.container, "forged", {**element, "value": value})


def at_once(*acts: Any) -> list[Any]:  # noqa: ANN401 - callables of any outcome
    """Let several people act at the same moment; give their outcomes in order."""
    start = Barrier(len(acts))

    def act(each: Any) -> Any:  # noqa: ANN401
        start.wait(5)
        return each()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))
