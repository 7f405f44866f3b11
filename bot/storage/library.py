"""SQLite itself, newer than Python's own where that can be installed; sqlite-utils takes the same.

Only one SQLite may open a file in a process: closing it with one would end the locks of the other.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

# Readers and a writer do not wait for each other. Older libraries can corrupt a database in this mode.
WRITES_AHEAD: Final = sqlite3.sqlite_version_info >= (3, 51, 3)

__all__ = ["WRITES_AHEAD", "sqlite3"]
