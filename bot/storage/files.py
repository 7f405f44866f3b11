"""A SQLite database as a file: copied whole while it is in use, checked, and put in another one's place."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.storage.engine import BackupUnusable

SQLITE: Final = b"SQLite format 3\0"
POSTGRESQL: Final = b"PGDMP"


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
    made.unlink(missing_ok=True)
    return made


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Put a file in another's place in one step; return the name under which the other is kept, if it was."""
    aside = None
    if path.exists():
        aside = _free_name(path)
        shutil.copy2(path, aside)
    copy.replace(path)
    return aside


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.before-restore{number or ''}") for number in range(10_000))
    return next(name for name in names if not name.exists())
