"""How far long work has come, as a bar on a terminal; a file or a pipe gets nothing, not even an escape code.

The work knows only a function that it tells; the bar is rich's, which is loaded where there is a terminal. It
stands on the error output, so that what a command prints can be piped, and is gone when the work ends.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Is told how much is done, and of how much.
Told = Callable[[int, int], object]


def nobody(_done: int, _of: int) -> None:
    """Take the news for work that nobody watches."""


@contextmanager
def showing(what: str) -> Iterator[Told]:
    """Show a bar for work called so while it lasts; until it tells of anything, only that time passes."""
    if not sys.stderr.isatty():
        yield nobody
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    # What the command prints goes where it always goes: rich would take it to the error output, too.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
    with bar:
        task = bar.add_task(what, total=None, counted="")
        yield lambda done, of: bar.update(task, completed=done, total=of, counted=f"{done:,} of {of:,}")
