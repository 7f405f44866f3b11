"""sqlite-utils without what it loads wherever it is installed: more memory than the rest of an idle bot."""

import sys

_HEAVY = [name for name in ("numpy", "pandas") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_HEAVY))  # type: ignore[arg-type]  # None: not to be found
try:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations
finally:
    for name in _HEAVY:
        del sys.modules[name]

__all__ = ["Database", "Migrations"]
