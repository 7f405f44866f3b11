"""A disk that fills up while people act: `python -m faults.small_disk FOLDER TIMES SEED`, printed as JSON.

FOLDER is to be a small disk, for the database alone. `play` makes one that only its own process sees, as far
as the machine lets it.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from faults.crowd import Busy, Crowd
from faults.life import ROOT
from faults.places import SQLITE
from faults.settling import settled
from faults.tally import Tally
from faults.world import new_world

_OWN_MOUNTS: Final = ("unshare", "--user", "--map-root-user", "--mount")
_MOUNT: Final = 'mount -t tmpfs -o size=4m none "$0" && exec "$@"'


def play(_engine: str, times: int, seed: int) -> Tally:
    """Play it on a small disk, in a process of its own. Raises CalledProcessError where none can be had."""
    with tempfile.TemporaryDirectory(prefix="pollinate-disk-") as disk:
        words = (sys.executable, "-m", "faults.small_disk", disk, str(times), str(seed))
        told = subprocess.run(
            [*_OWN_MOUNTS, "sh", "-c", _MOUNT, disk, *words], cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    return Tally(**json.loads(told.stdout))


def on_disk(disk: Path, times: int, seed: int) -> Tally:
    """Let the disk be full, as often as that, while people act; then there is room again."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    with new_world(SQLITE, innovators=20, champions=20, disk=disk) as world:
        world.begin_life().until_ready()
        crowd = Crowd(world, chance)
        busy = Busy(crowd)
        try:
            for _ in range(times):
                world.suggest(world.new_pairs(6, chance))
                busy.go_on()
                time.sleep(chance.uniform(0.2, 1))
                _full_for(disk / "filler", chance.uniform(1, 2))
                tally.struck += 1
                busy.pause()
                tally.add(settled(world, crowd.acknowledged, world.lives[-1]))
        finally:
            busy.end()
    return tally


def _full_for(filler: Path, seconds: float) -> None:
    """Fill the disk for so long."""
    try:
        with filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
    except OSError:
        time.sleep(seconds)
    filler.unlink()


if __name__ == "__main__":
    json.dump(asdict(on_disk(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))), sys.stdout)
