"""The commands on the database as a whole: letters, migrate, move, backup, restore; each ends in sentences.

What they do is in `bot.storage`; Slack is not needed, and only `restore` wants the bot stopped.
"""

import argparse
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bot import calendar
from bot.letters import listed, settle
from bot.progress import showing
from bot.storage import DatabaseUnusable, Store
from bot.storage.moving import MoveUndone, move
from bot.storage.restoring import Restored, backup, restore
from bot.terminal import Unusable
from config import values
from config.own_settings import own
from config.settings import Settings, read_settings

Clock = Callable[[], datetime]

_LOST: Final[Mapping[str, tuple[str, str]]] = {
    "cycles": ("{} cycle ran", "{} cycles ran"),
    "profiles": ("{} profile was saved", "{} profiles were saved"),
    "answers": ("{} card was answered", "{} cards were answered"),
}


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    clock: Clock,
) -> None:
    """Add these commands to the command line."""
    for name, command, told in (
        ("letters", _letters, "list the messages that could not be delivered, and settle them"),
        ("migrate", _migrate, "bring the database to today's shape; the bot does so itself when it starts"),
        ("move", _move, "carry everything to another database, SQLite or PostgreSQL"),
        ("backup", _backup, "write everything into a file; the bot may be running"),
        ("restore", _restore, "put a backup in place of what is there; who was erased since stays erased"),
    ):
        added = commands.add_parser(name, help=told, description=told, parents=[shared])
        added.set_defaults(command=_tell, told=command, clock=clock)
    settled = commands.choices["letters"].add_mutually_exclusive_group()
    settled.add_argument("--again", metavar="ID", help="send the one with this id again")
    settled.add_argument("--arrived", metavar="ID", help="take it as arrived, and off the list")
    where = "the address of an empty database, as in DATABASE_URL"
    commands.choices["move"].add_argument("--to", required=True, metavar="URL", help=where)
    for name in ("backup", "restore"):
        commands.choices[name].add_argument("file", type=Path, metavar="FILE", help="the backup")


def _tell(options: argparse.Namespace) -> int:
    """Print what a command says; raises Unusable with what to do where it could not be done."""
    try:
        print("\n".join(options.told(read_settings(options.env_file), options)))
    except DatabaseUnusable as trouble:
        raise Unusable(str(trouble)) from trouble
    return 0


def _letters(settings: Settings, options: argparse.Namespace) -> list[str]:
    """List the messages that could not be delivered, or settle one."""
    letter = options.again or options.arrived
    with closing(Store(settings.database)) as store:
        store.migrate()
        try:
            return [
                settle(store, letter, again=bool(options.again), now=options.clock())
                if letter
                else listed(store)
            ]
        except LookupError as unknown:
            raise Unusable(str(unknown.args[0])) from unknown


def _migrate(settings: Settings, _options: argparse.Namespace) -> list[str]:
    """Bring the database to today's shape."""
    with closing(Store(settings.database)) as store:
        taken = store.migrate()
        done = f"took {', '.join(taken)}" if taken else "was up to date"
        return [f"The database {store.name} {done}."]


def _move(settings: Settings, options: argparse.Namespace) -> list[str]:
    """Carry everything to the database at an address."""
    try:
        place = values.database_place(values.database_url(options.to))
    except ValueError as error:
        raise MoveUndone(f"The address after --to {error}") from error
    if place == settings.database:
        raise MoveUndone("The address after --to is that of the database in use. Give another one.")
    with closing(Store(settings.database)) as source, closing(Store(place)) as target:
        with showing("Copying rows") as told:
            counted = move(source, target, options.clock(), told)
        rows = [f"  {table}: {count}" for table, count in counted.items() if count]
        return [
            f"Everything is in {target.name} now: {sum(counted.values())} rows, each compared with its own.",
            *rows,
            f"{source.name} is closed: a bot started on it says where everything is.",
            "Put the new address into DATABASE_URL, and start the bot.",
        ]


def _backup(settings: Settings, options: argparse.Namespace) -> list[str]:
    """Write everything into a new file."""
    file: Path = options.file
    with closing(Store(settings.database)) as store:
        store.migrate()
        with showing("Writing the backup"):
            backup(store, file, options.clock())
        return [
            f"{file} holds all of {store.name}, and was checked ({file.stat().st_size / 1e6:.1f} MB).",
            f"It can be restored for {settings.backup_days} days; who is erased meanwhile stays erased.",
        ]


def _restore(settings: Settings, options: argparse.Namespace) -> list[str]:
    """Put a backup in place of what stands, and say what that did and what is lost."""
    now = options.clock()

    def latest(texts: Mapping[str, str]) -> date:
        ours = own(settings, texts)
        return calendar.latest_cycle(now, ours.cycle, ours.timezone, ours.country).date()

    with closing(Store(settings.database)) as store:
        with showing("Putting the backup in place"):
            done = restore(store, options.file, now, keep_days=settings.backup_days, latest=latest)
        return [f"{store.name} is as it was on {done.taken_at:%d %B %Y at %H:%M} UTC.", *_told(done)]


def _told(done: Restored) -> list[str]:
    erased = f"{done.erased} people who asked to be forgotten since were erased again."
    unread = (
        "What stood before could not be read: who asked to be forgotten since the backup may be in the"
        " database again. Ask an admin of the workspace, and have them say `forget me` again."
    )
    letters = (
        f"{done.looked_for} messages may have been sent since: they are looked for first."
        f" {done.parked} notes cannot be looked for: see /partneradmin status."
    )
    kept = [f"What stood before is in {done.aside}."] if done.aside else []
    lost = [] if done.lost is None else [_lost(done.lost)]
    return [
        *lost,
        erased if done.lost is not None else unread,
        letters,
        "The next cycle comes at its regular time.",
        *kept,
    ]


def _lost(lost: Mapping[str, int]) -> str:
    told = [_LOST[what][count != 1].format(count) for what, count in lost.items()]
    return f"Since then {', '.join(told)}: that is lost, and cards sent since say so when they are clicked."
