"""The commands that read and write files: report, export.

None of them needs Slack, and the bot may be running.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.records import File, Workspace
from bot.storage import DatabaseUnusable, Store
from bot.terminal import Unusable
from config.settings import Settings, read_settings

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


def _report(options: argparse.Namespace) -> int:
    """Save the report of each workspace of the database."""
    from bot import report

    settings = read_settings(options.env_file)
    store, workspaces = _opened(settings)
    for workspace in workspaces:
        with store.read(workspace, patience=10) as act:
            rows = report.gather(act, options.clock().astimezone(settings.timezone))
        files = report.files_of(rows, settings.currency)
        _save(files, _folder(options.out, workspace, workspaces))
        print(report.summary_of(rows, settings.currency).replace("*", ""))
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
