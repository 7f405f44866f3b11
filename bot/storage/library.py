"""SQLite itself, newer than Python's own where that can be installed, and sqlite-utils, which takes the same.

Only one SQLite may open a file in a process: closing it with one would end the locks of the other.
"""

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

# sqlite-utils loads these wherever they are installed: more memory than all the rest of an idle bot.
_HEAVY = [name for name in ("numpy", "pandas") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_HEAVY))  # type: ignore[arg-type]  # None: not to be found
try:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations
finally:
    for name in _HEAVY:
        del sys.modules[name]

# Readers and a writer do not wait for each other. Older libraries can corrupt a database in this mode.
WRITES_AHEAD: Final = sqlite3.sqlite_version_info >= (3, 51, 3)

__all__ = ["WRITES_AHEAD", "Database", "Migrations", "sqlite3"]
