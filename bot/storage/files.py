"""A SQLite database as a file: copied whole while it is in use, checked, and put in another one's place."""

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.storage.engine import BackupUnusable
from bot.storage.library import sqlite3

SQLITE: Final = b"SQLite format 3\0"
POSTGRESQL: Final = b"PGDMP"
LOGS: Final = ("-journal", "-wal", "-shm")  # how the names of what SQLite keeps beside a file end


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read. Raises FileExistsError where there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def begins_with(path: Path, mark: bytes) -> bool:
    """Tell whether a file is one of that kind. Raises BackupUnusable where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError as error:
        raise BackupUnusable(
            f"{path} cannot be read ({error.strerror}). Check its name and rights."
        ) from error


def copy_checked(source: sqlite3.Connection, path: Path) -> None:
    """Copy a database into a file, in one go, and check it. Raises BackupUnusable where it is damaged."""
    with closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, complete in itself
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise BackupUnusable(
                f"The copy {path} is damaged, and so may be its source. Take another backup."
            )


def copy_backup(backup: Path, path: Path) -> None:
    """Copy a backup to where a database is to be. Raises BackupUnusable where it is none, or damaged."""
    if not begins_with(backup, SQLITE):
        raise BackupUnusable(
            f"{backup} is no backup of a SQLite database. Give the file that `backup` wrote."
        )
    make_private(path)
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source:
            copy_checked(source, path)
    except sqlite3.DatabaseError as error:
        raise BackupUnusable(f"{backup} is damaged ({error}). Restore an older backup.") from error


def beside(path: Path) -> Path:
    """Return a name beside a file for what will take its place; what a killed process left there is gone."""
    made = path.with_name(f"{path.name}.new")
    remove(made)
    return made


def remove(path: Path) -> None:
    """Remove a database, if it is there, with all that belongs to it."""
    for part in ("", *LOGS):
        Path(f"{path}{part}").unlink(missing_ok=True)


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Put a file in another's place in one step; return the name under which the other is kept, if it was.

    A log that a damaged file has left goes with it: SQLite would play it into the new one.
    """
    aside = None
    if path.exists():
        aside = _free_name(path)
        for part in ("", *LOGS):
            if Path(f"{path}{part}").exists():
                shutil.copy2(f"{path}{part}", f"{aside}{part}")
    for part in LOGS:
        Path(f"{path}{part}").unlink(missing_ok=True)
    copy.replace(path)
    return aside


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.before-restore{number or ''}") for number in range(10_000))
    return next(name for name in names if not name.exists())
