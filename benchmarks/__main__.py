"""Measure what a person and a host feel, and print one table: `make bench`.

Ends with exit code 1 where a limit is missed. Nothing but loopback is used, and nothing is kept.
"""

import os
import platform
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from benchmarks import acknowledgement, posting, scale, start_up
from benchmarks.tables import table


def main() -> int:
    """Measure and print; return the exit code."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; peer: an empty Bolt app, same run\n")
    with tempfile.TemporaryDirectory(prefix="pollinate-bench-") as folder:
        measures = (acknowledgement, start_up, scale, posting)
        figures = [figure for measure in measures for figure in measure.figures(_made(Path(folder), measure))]
    print(table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def _made(folder: Path, measure: ModuleType) -> Path:
    """Return a folder of a measure's own."""
    own = folder / measure.__name__
    own.mkdir()
    return own


if __name__ == "__main__":
    sys.exit(main())
