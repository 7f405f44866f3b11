"""Work done in a process of its own, which takes the memory of its heavy libraries with it when it ends.

It also ends when the bot does, however that ends: a bot that is killed has no time to say so.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def apart(work: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
    """Return what `work` makes of what it is given, made in a process that has ended by then.

    All of it has to travel between processes. Raises what `work` raises, and BrokenProcessPool where the
    process was killed.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=end_with_the_bot) as pool:
        return pool.submit(work, *given, **named).result()


def end_with_the_bot() -> None:
    """Have this process, which another one has started, end as soon as that one is gone."""
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    bot = multiprocessing.parent_process()
    if bot is not None:
        bot.join()
        os._exit(1)
