"""Backups of a PostgreSQL database: written and read by its own programs pg_dump and pg_restore.

A dump is in PostgreSQL's custom format, of which a table's rows come back as text that COPY takes.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bot.storage.engine import BackupUnusable
from bot.storage.files import POSTGRESQL, begins_with

_ROWS: Final = re.compile(r"TABLE DATA \S+ (\w+) ")
_INSTALL: Final = (
    "Install PostgreSQL's client programs of version {} or newer (on Debian and Ubuntu:"
    " sudo apt install postgresql-client), and try again."
)


def dump(url: str, file: Path, version: int) -> None:
    """Write a database into a file. version: the server's, which pg_dump's must not be below.

    Raises BackupUnusable where that fails, with what to do.
    """
    told = conninfo_to_dict(url)
    password = told.pop("password", None)  # a program's arguments can be seen by everybody on the machine
    database = make_conninfo("", **told)
    command = [_program("pg_dump", version), "--format=custom", "--no-owner", "--no-privileges"]
    environ = {"PGPASSWORD": str(password)} if password else {}
    _run([*command, f"--file={file}", f"--dbname={database}"], environ)
    if "migrations" not in tables_in(file):
        raise BackupUnusable(f"{file} was written, but lacks tables. Take another backup.")


def tables_in(file: Path) -> set[str]:
    """Return the tables whose rows a dump holds. Raises BackupUnusable where it is none, or cut off."""
    if not begins_with(file, POSTGRESQL):
        raise BackupUnusable(
            f"{file} is no backup of a PostgreSQL database. Give the file that `backup` wrote."
        )
    listed = _run([_program("pg_restore", 0), "--list", str(file)])
    return set(_ROWS.findall(listed.decode()))


def fill(connection: "psycopg.Connection[Any]", file: Path, table: str) -> None:
    """Put a table's rows, as a dump has them, into a table that is there and empty."""
    rows = _run([_program("pg_restore", 0), "--data-only", f"--table={table}", "--file=-", str(file)])
    lines = iter(rows.splitlines(keepends=True))
    for line in lines:
        if line.startswith(b"COPY "):
            with connection.cursor() as cursor, cursor.copy(line.rstrip(b";\n")) as copy:
                for row in _until_end(lines):
                    copy.write(row)


def _until_end(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line == b"\\.\n":
            return
        yield line


def _program(name: str, version: int) -> str:
    """Return where one of PostgreSQL's programs is, of that version or newer; 0 for any."""
    found = shutil.which(name)
    if found is None:
        raise BackupUnusable(f"{name} is not installed here. {_INSTALL.format(version or 'the server')}")
    told = re.search(r"\) (\d+)", _run([found, "--version"]).decode())
    if told and int(told[1]) < version:
        raise BackupUnusable(
            f"{name} here is of version {told[1]}, and the database's server of version {version}."
            f" {_INSTALL.format(version)}"
        )
    return found


def _run(command: list[str], environ: dict[str, str] | None = None) -> bytes:
    """Run a program to its end; return what it says. Raises BackupUnusable with its own words."""
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            command,
            env={**os.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode(errors="replace").strip().splitlines()
        raise BackupUnusable(
            f"{Path(command[0]).name} failed: {told[0] if told else error.returncode}."
        ) from error
    return done.stdout
