"""What the commands share: how one fails in a sentence, and how far a long one has come."""

import sys


class Unusable(Exception):  # noqa: N818 - what happened, told in a sentence
    """A command cannot go on; the text says what to do."""


def show_progress(done: int, of: int, what: str) -> None:
    """Show on a terminal how far a long command has come; a file or a pipe gets nothing."""
    if sys.stdout.isatty():
        print(f"{done:,} of {of:,} {what}", end="\r" if done < of else "\n", flush=True)
