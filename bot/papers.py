"""The commands that read and write files: report, export, import.

The bot may be running; `import` alone asks Slack: whose workspace it is, and whether the people are there.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.exporting import csv_bytes
from bot.progress import showing
from bot.records import File, Workspace
from bot.storage import DatabaseUnusable, Store
from bot.terminal import Unusable
from config.own_settings import own
from config.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.importing import Mistake, Reading

Clock = Callable[[], datetime]


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    clock: Clock,
) -> None:
    """Add these commands to the command line."""
    told = "save what came of it all as pictures and tables"
    report = commands.add_parser("report", help=told, description=told, parents=[shared])
    report.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to put the files")
    report.set_defaults(command=_report, clock=clock)

    told = "save everything that is held as tables, one file each"
    export = commands.add_parser("export", help=told, description=told, parents=[shared])
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to put the files")
    export.add_argument("--json", action="store_true", help="save one JSON file instead of tables")
    export.set_defaults(command=_export)

    told = "propose profiles from a spreadsheet to their people; without --apply, say what would happen"
    imported = commands.add_parser("import", help=told, description=told, parents=[shared])
    imported.add_argument("file", type=Path, nargs="?", metavar="FILE.csv", help="the table")
    told = "where many workspaces have installed the bot: into this one"
    imported.add_argument("--team", default="", metavar="ID", help=told)
    imported.add_argument("--apply", action="store_true", help="do it, all of it or nothing")
    imported.add_argument(
        "--template", choices=("innovators", "champions"), help="print the columns with an example, instead"
    )
    imported.set_defaults(command=_import, clock=clock)


def _report(options: argparse.Namespace) -> int:
    """Save the report of each workspace of the database."""
    from bot import report

    settings = read_settings(options.env_file)
    store, workspaces = _opened(settings)
    for workspace in workspaces:
        with store.read(workspace, patience=10) as act:
            ours = own(settings, act.own_settings())
            rows = report.gather(act, options.clock().astimezone(ours.timezone))
        files = report.files_of(rows, ours.currency)
        _save(files, _folder(options.out, workspace, workspaces))
        print(report.summary_of(rows, ours.currency).replace("*", ""))
    return 0


def _export(options: argparse.Namespace) -> int:
    """Save everything of each workspace of the database."""
    from bot import my_data

    store, workspaces = _opened(read_settings(options.env_file))
    for workspace in workspaces:
        with store.read(workspace, patience=10) as act:
            everything = act.everything()
        tables = my_data.files_of(everything)
        wanted = [file for file in tables if (file.name == "everything.json") == options.json]
        _save(wanted, _folder(options.out, workspace, workspaces))
    print("These are people's own words: keep them where only organisers can read them.")
    return 0


def _import(options: argparse.Namespace) -> int:
    """Read a table of profiles, say every mistake, and propose them where it has none and that was asked."""
    from bot import importing
    from config.taxonomy import read_taxonomy

    if options.template:
        columns, example = importing.TEMPLATES[options.template]
        print(csv_bytes(columns, [dict(zip(columns, example, strict=True))]).decode("utf-8-sig"), end="")
        return 0
    if options.file is None:
        raise Unusable("Give the file, or --template innovators, or --template champions.")
    try:
        reading = importing.read(options.file.read_bytes(), read_taxonomy())
    except OSError as trouble:
        raise Unusable(f"{options.file} cannot be read ({trouble.strerror}).") from trouble
    except importing.Unreadable as trouble:
        raise Unusable(str(trouble)) from trouble
    for mistake in reading.mistakes:
        _say(mistake)
    return _propose(options, reading)


def _say(mistake: "Mistake") -> None:
    print(f"Line {mistake.line}, {mistake.column}: {mistake.remedy}")


def _propose(options: argparse.Namespace, reading: "Reading") -> int:
    """Propose what can be proposed, or say what would happen."""
    read, mistakes = len(reading.profiles), len(reading.mistakes)
    try:
        settings = read_settings(options.env_file)
        workspace, unknown = _looked_up(settings, options.team, reading.lines)
    except (Unusable, SettingsError) as trouble:
        if options.apply:
            raise
        print(f"Lines that can be read: {read}, mistakes: {mistakes}. {trouble}")
        print("Whether these people are in the workspace was not checked, and nothing was changed.")
        return 1 if mistakes else 0
    mistakes += unknown
    new = _kept(settings, workspace, reading, options.clock() if options.apply and not mistakes else None)
    print(f"{new} to propose, {read - new} left alone as they have a profile already, {mistakes} mistakes.")
    if mistakes:
        raise Unusable("Nothing was changed. Mend the lines above, then try again.")
    if options.apply:
        print(
            "Each person gets one direct message from the running bot, and is in only after saving the form."
        )
    else:
        print("Nothing was changed; --apply does it.")
    return 0


def _looked_up(settings: Settings, team: str, lines: Mapping[str, int]) -> tuple[Workspace, int]:
    """Ask Slack about each person of a workspace; say what is wrong with their lines, and count it.

    Raises Unusable.
    """
    from bot.building import bot_in
    from bot.membership import look_up
    from bot.messenger import Messenger
    from bot.refusals import Gone, NotSent, Refused, Unclear

    try:
        if settings.many:
            bot = bot_in(settings, team)
            workspace, messenger = bot.workspace, bot.messenger
        else:
            messenger = Messenger(settings.bot_token, settings.api_url)
            workspace = messenger.whoami()
        with showing("Asking Slack about people") as told:
            looked = look_up(messenger, lines, told)
    except (Gone, NotSent, Refused, Unclear) as trouble:
        raise Unusable(f"Slack could not be asked ({trouble}).") from trouble
    for mistake in (*looked.mistakes, *looked.guests):
        _say(mistake)
    return workspace, len(looked.mistakes)


def _kept(settings: Settings, workspace: Workspace, reading: "Reading", now: datetime | None) -> int:
    """Propose the profiles of those who have none yet, all or none of them; return how many.

    Without a time nothing is proposed. Raises Unusable.
    """
    from bot.proposals import propose
    from matching.people import Innovator

    store = Store(settings.database)
    try:
        store.migrate()
        with store.begin(workspace, patience=10) as act:
            new = [
                one
                for one in reading.profiles
                if not (act.innovator(one.person) if isinstance(one, Innovator) else act.champion(one.person))
            ]
            if now:
                propose(act, new, "", now)
    except DatabaseUnusable as trouble:
        raise Unusable(str(trouble)) from trouble
    return len(new)


def _opened(settings: Settings) -> tuple[Store, Sequence[Workspace]]:
    """Return the store and the workspaces that have profiles. Raises Unusable where there is none."""
    store = Store(settings.database)
    try:
        store.migrate()
        workspaces = store.workspaces()
    except DatabaseUnusable as trouble:
        raise Unusable(str(trouble)) from trouble
    if not workspaces:
        raise Unusable("There is nothing to tell yet: no profile has been saved in this database.")
    return store, workspaces


def _folder(out: Path, workspace: Workspace, workspaces: Sequence[Workspace]) -> Path:
    """Return where a workspace's files go: a folder of its own where there are several."""
    return out if len(workspaces) == 1 else out / workspace.team


def _save(files: Sequence[File], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.content)
    except OSError as trouble:
        raise Unusable(f"{folder} cannot be written ({trouble.strerror}). Give another folder.") from trouble
    print(f"{len(files)} files saved in {folder}.")
