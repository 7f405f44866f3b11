"""Connections to a SQLite file: each unit of work has one for itself, and leaves it to the next.

Opening one means reading the whole schema, and closing the last one writes the log back into the file.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bot.storage.files import LOGS
from bot.storage.library import sqlite3
from bot.storage.light_sqlite_utils import Database

_KEPT: Final = 4  # at most; each may hold 2 MB of pages

_File = tuple[int, int, int]


class Connections:
    """Those to one file; another file in its place, or other rights of it, get new ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[tuple[Database, _File]] = deque()

    @contextmanager
    def one(self, patience: float) -> Iterator[Database]:
        """Lend a connection; after an error it is not used again. patience: seconds to wait for others."""
        file = self._file()
        database = self._left(file) or _opened(self.path, patience)
        try:
            database.execute(f"PRAGMA busy_timeout = {round(1000 * patience)}")
            yield database
        except BaseException:
            database.conn.close()
            raise
        if file and len(self._idle) < _KEPT:
            self._idle.append((database, file))
        else:
            database.conn.close()

    def close(self) -> None:
        """Close those that are idle."""
        while left := self._taken():
            left[0].conn.close()

    def _left(self, file: _File | None) -> Database | None:
        """Return one that was left, if any, to the file that is there now."""
        while left := self._taken():
            database, opened = left
            if opened == file:
                return database
            database.conn.close()
        return None

    def _taken(self) -> tuple[Database, _File] | None:
        try:
            return self._idle.pop()
        except IndexError:  # none is left; asking first would not keep another thread from taking it
            return None

    def _file(self) -> _File | None:
        """Tell the file, with its rights, from any other that ever had its name; None where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mode


def _opened(path: Path, patience: float) -> Database:
    if path.is_file():
        _refuse_unwritable(path)
    connection = sqlite3.connect(path, timeout=patience, check_same_thread=False)
    try:
        database = Database(connection)
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")  # freed space is overwritten
    except BaseException:
        connection.close()
        raise
    return database


def _refuse_unwritable(path: Path) -> None:
    """Refuse a file that may not be written, before SQLite makes a log beside it that may not be either.

    Where that has happened all the same, and the file may be written again, its log may be, too.
    """
    if not os.access(path, os.W_OK):
        raise sqlite3.OperationalError("attempt to write a readonly database")
    for log in (Path(f"{path}{end}") for end in LOGS):
        if log.is_file() and not os.access(log, os.W_OK):
            with suppress(OSError):  # somebody else's: SQLite refuses it
                log.chmod(path.stat().st_mode)
