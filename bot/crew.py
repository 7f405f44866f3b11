"""Threads that run one thing each, so that a slow one holds up no other; without any, the caller does it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bot.logs import log_of
from bot.storage import DatabaseUnusable

_GLANCE: Final = 0.2  # seconds between two glances at whether to go on waiting

log = log_of(__name__)


class Crew:
    """So many threads, begun when there is work for them."""

    def __init__(self, threads: int = 0) -> None:
        self._pool = ThreadPoolExecutor(threads, "sender") if threads else None
        self._free = threading.Semaphore(threads)

    def wait_free(self, leaving: threading.Event) -> bool:
        """Wait until there is a thread for one more run, and keep it; False where it is time to leave."""
        while not leaving.is_set():
            if self._pool is None or self._free.acquire(timeout=_GLANCE):
                return True
        return False

    def run(self, work: Callable[[], object]) -> None:
        """Run something in the thread that was kept, and return at once."""
        if self._pool is None:
            work()
        else:
            self._pool.submit(self._run, work)

    def give_back(self) -> None:
        """Give back the thread that was kept."""
        self._free.release()

    def finish(self) -> None:
        """Wait for what is being run; nothing more can be."""
        if self._pool:
            self._pool.shutdown()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except DatabaseUnusable as trouble:
            log.error("the database cannot be used", why=str(trouble))
        except Exception:
            log.exception("what a sender did failed")
        finally:
            self.give_back()
