"""What is done in a process of its own comes back, and no such process outlives a bot that is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.apart import apart

ROOT = Path(__file__).parent.parent
# A parent that has work done apart; the work writes down who it is and then never ends.
PARENT = "from bot.apart import apart; from tests.test_apart import stay; apart(stay, {place!r})"


def stay(place: str) -> None:
    Path(place).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)


def is_there(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_the_work_is_done_in_another_process() -> None:
    assert apart(os.getpid) != os.getpid()


def test_the_work_ends_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(place=str(place))], cwd=ROOT)
    until = time.monotonic() + 20
    while not (place.exists() and place.read_text(encoding="ascii")) and time.monotonic() < until:
        time.sleep(0.05)
    worker = int(place.read_text(encoding="ascii"))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while is_there(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(worker)
