"""The power is cut while people act: what a disk was not made to keep is gone when it is plugged in again.

    python -m faults.power ENGINE FOLDER TIMES SEED

plays it on a disk of its own in FOLDER, a file with an ext4 file system that only this process sees, and
prints the tally as JSON. A cut is the request that the file system stop at once and forget what it has not
written, journal and all; that is how file systems are tested for it themselves (`godown -f` of xfstests).
"""

import fcntl
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

from faults.crowd import Busy, Crowd
from faults.life import ROOT
from faults.places import SQLITE, rows
from faults.scene import profiles
from faults.settling import settled
from faults.tally import Tally
from faults.world import World, new_world
from tests.postgres_place import Server

POSTGRESQL: Final = "postgresql"
_SIZE: Final = 768_000_000  # bytes at most; the file takes what is written
_GOING_DOWN: Final = 0x8004587D  # FS_IOC_GOINGDOWN of Linux: _IOR('X', 125, uint32)
_FORGET: Final = struct.pack("I", 2)  # without writing the journal first
_LIFE: Final = (0.1, 1.5)  # seconds after the bot was ready
_JUDGED: Final = 20  # after so many cuts
_BUSY_FOR: Final = 10.0  # seconds: whoever was just killed may still have a file open
_PROGRAMS: Final = ("unshare", "mount", "umount", "mkfs.ext4")


def play(engine: str, times: int, seed: int) -> Tally:
    """Play it in a process of its own; where the machine has no such disks, say so in a note.

    engine: SQLITE or POSTGRESQL, of which a server is started on the disk.
    """
    if not possible():
        return Tally(notes=["no power was cut: that takes Linux, root's rights, loop devices and ext4"])
    with tempfile.TemporaryDirectory(prefix="pollinate-power-") as folder:
        words = (sys.executable, "-m", "faults.power", engine, folder, str(times), str(seed))
        told = subprocess.run(["unshare", "--mount", *words], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Tally(**json.loads(told.stdout))


def play_on_postgresql(_engine: str, times: int, seed: int) -> Tally:
    """Play it with a server of its own."""
    return play(POSTGRESQL, times, seed)


def possible() -> bool:
    """Whether a disk can be made, plugged in and cut off here."""
    if not (sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, _PROGRAMS))):
        return False
    with tempfile.TemporaryDirectory() as folder:
        words = (sys.executable, "-m", "faults.power", "try", folder)
        tried = subprocess.run(
            ["unshare", "--mount", *words], cwd=ROOT, stderr=subprocess.DEVNULL, check=False
        )
        return tried.returncode == 0


class Disk:
    """A file with a file system on it, plugged in at a folder."""

    def __init__(self, folder: Path) -> None:
        self._image, self.at = folder / "disk.img", folder / "disk"
        self.at.mkdir()
        with self._image.open("wb") as image:
            image.truncate(_SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True)

    def plug_in(self) -> None:
        """Mount it; what its journal holds is put right first."""
        subprocess.run(["mount", "-o", "loop", self._image, self.at], check=True)

    def cut(self) -> None:
        """Stop everything at once: what was not written yet never will be."""
        here = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(here, _GOING_DOWN, _FORGET)
        finally:
            os.close(here)

    def write(self) -> None:
        """Write what there is: a server runs for long, and does not wait for the notes of its start."""
        subprocess.run(["sync", "-f", self.at], check=True)

    def unplug(self) -> None:
        """Unmount it, as soon as nobody uses it any more."""
        deadline = time.monotonic() + _BUSY_FOR
        while subprocess.run(["umount", self.at], check=False, stderr=subprocess.DEVNULL).returncode:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.at} is still in use")
            time.sleep(0.05)


def on_disk(engine: str, disk: Disk, times: int, seed: int) -> Tally:
    """Cut the power as often as that while people act, and see after each what was kept."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    with _world_on(engine, disk) as (world, cut, start):
        crowd = Crowd(world, chance)
        busy = Busy(crowd)
        try:
            for number in range(1, times + 1):
                _live(world, busy, chance)
                cut()
                busy.pause()
                disk.unplug()
                disk.plug_in()
                start()
                tally.struck += 1
                _judge_kept(world, crowd, tally)
                if number % _JUDGED == 0 or number == times:
                    tally.add(settled(world, crowd.acknowledged))
                    world.lives[-1].kill()
        finally:
            busy.end()
        decided = len(crowd.acknowledged.decided)
        tally.notes.append(f"{len(world.put)} suggestions put, {decided} decisions acknowledged")
        for failure in busy.failures:
            tally.wrong("stuck", f"the crowd: {failure}")
    return tally


def _live(world: World, busy: Busy, chance: random.Random) -> None:
    """Let people act for a while, and kill the bot."""
    life = world.begin_life()
    life.until_ready()
    world.suggest(world.new_pairs(3, chance))
    busy.go_on()
    time.sleep(chance.uniform(*_LIFE))
    life.kill()


@contextmanager
def _world_on(engine: str, disk: Disk) -> Iterator[tuple[World, Callable[[], None], Callable[[], None]]]:
    """Make a world whose database stands on the disk; how its power is cut, and what is started after it."""
    disk.plug_in()
    if engine == SQLITE:
        with new_world(SQLITE, innovators=20, champions=20, disk=disk.at) as world:
            yield world, partial(_cut_file, world, disk), lambda: None
        return
    server = Server(disk.at)
    disk.write()
    try:
        with new_world(server.url(), innovators=20, champions=20) as world:
            yield world, partial(_cut_server, server, disk), partial(_start, server, disk)
    finally:
        server.stop()


def _cut_file(world: World, disk: Disk) -> None:
    disk.cut()
    world.store.close()  # ours, which would write the log back, had it the power


def _cut_server(server: Server, disk: Disk) -> None:
    server.control("stop", "-m", "immediate")  # which writes nothing
    disk.cut()


def _start(server: Server, disk: Disk) -> None:
    """Start a server as after a real cut: no process is there any more that its files tell of."""
    for told in (*disk.at.glob("*/data/postmaster.pid"), *disk.at.glob("*/data/.s.PGSQL.*")):
        told.unlink()
    server.control("restart")
    disk.write()


def _judge_kept(world: World, crowd: Crowd, tally: Tally) -> None:
    """Look, before a bot runs again, whether everything is there that people were told is done."""
    kept = profiles(world.place)
    for person, number in crowd.acknowledged.profiles.items():
        if kept.get(person, -1) < number:
            tally.wrong("lost", f"{person}'s profile is at {kept.get(person)}, and {number} was acknowledged")
    stands = {row["id"]: row["state"] for row in rows(world.place, "SELECT id, state FROM suggestions")}
    for suggestion in world.put - stands.keys():
        tally.wrong("lost", f"suggestion {suggestion} was committed")
    for act, suggestion in crowd.acknowledged.decided:
        if stands.get(suggestion) == "open":
            tally.wrong("lost", f"{suggestion} was {act} and acknowledged, and is open")


def main(engine: str, folder: Path, *numbers: str) -> None:
    """Play in this process; with `try` for an engine, only cut a disk once. Prints the tally as JSON."""
    disk = Disk(folder)
    if engine == "try":
        disk.plug_in()
        disk.cut()
        return disk.unplug()
    times, seed = map(int, numbers)
    return json.dump(asdict(on_disk(engine, disk, times, seed)), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
