"""What is theirs: all that is held about a person, for that person; and everything, for admins.

Both are files, made by the worker: `bot.exporting` writes them.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot import dialogs, slack_ids, wording
from bot.drawings import Share
from bot.exporting import csv_bytes, json_bytes
from bot.occasion import Occasion, Refusal
from bot.records import File, Kind
from bot.storage import Act
from config.settings import Settings

Tables = Mapping[str, list[dict[str, Any]]]


def ask_for_mine(occasion: Occasion) -> str:
    """Have a person sent all that is held about them, and say so. Raises Refusal where there is nothing."""
    with occasion.begin() as act:
        known = act.innovator(occasion.person) or act.champion(occasion.person)
        if not (known or _of(act, occasion.person)):
            raise Refusal(wording.NOTHING_TO_FORGET)
        act.queue(Kind.MY_DATA, occasion.person, occasion.now)
    occasion.wake()
    return wording.MY_DATA_COMING


def ask_for_everything(occasion: Occasion) -> str:
    """Have an admin sent everything, and say so; whoever calls has seen that it is one."""
    with occasion.begin() as act:
        act.queue(Kind.EXPORT, occasion.person, occasion.now)
        act.record(occasion.person, "asked for the export", "", occasion.now)
    occasion.wake()
    return wording.EXPORT_COMING


def files_of(everything: Tables) -> list[File]:
    """Return everything as files: a table each as CSV, and all of them as JSON."""
    tables = [
        File(f"{name}.csv", csv_bytes(tuple(rows[0]) if rows else (), rows), name)
        for name, rows in everything.items()
    ]
    return [*tables, File("everything.json", json_bytes(everything), "everything")]


def _of(act: Act, person: str) -> Tables:
    """Return what is held about a person; a letter that is about to be sent is not worth one by itself."""
    held = act.held(person)
    return held if held.keys() - {"outbox"} else {}


def draw_mine(act: Act, subject: str, _now: datetime) -> Share | None:
    """Draw all that is held about a person, for them; None where it was erased meanwhile."""
    held = _of(act, subject)
    file = File("my-data.json", json_bytes(held), wording.MY_DATA)
    return Share((subject,), wording.MY_DATA_TEXT, lambda: [file]) if held else None


def draw_everything(act: Act, subject: str, now: datetime, *, settings: Settings) -> Share | None:
    """Draw everything for an admin; None for one who is no longer named in the settings."""
    if subject not in settings.admins:
        return None
    name = f"pollinate-{now.astimezone(settings.timezone):%Y-%m-%d}.zip"
    return Share((subject,), wording.EXPORT_TEXT, partial(_zipped, name, act.everything()))


def _zipped(name: str, everything: Tables) -> list[File]:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files_of(everything):
            archive.writestr(file.name, file.content)
    return [File(name, written.getvalue(), name)]


def drawings(settings: Settings) -> Mapping[Kind, Callable[[Act, str, datetime], Share | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.MY_DATA: draw_mine, Kind.EXPORT: partial(draw_everything, settings=settings)}


def _clicked(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
    occasion.messenger.open_view(body["trigger_id"], dialogs.notice(wording.MY_DATA, ask_for_mine(occasion)))
    ack()


def register(app: App) -> None:
    """Listen to the button of one's own data; admins' ways in are `bot.admin`'s."""
    app.action(slack_ids.MY_DATA)(_clicked)
