"""Where tests and faults put their files: in memory, where the system has a folder for that with room in it.

What a process wrote before it was killed is there as on any disk, without the disk's waits.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - each makes a folder of its own in it
_ROOM: Final = 2 << 30  # bytes; containers often have less


def work_in_memory() -> None:
    """Have temporary files made there, in this process and those it starts, unless TMPDIR says where."""
    if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free >= _ROOM:
        os.environ.setdefault("TMPDIR", str(_IN_MEMORY))
        tempfile.tempdir = None  # it was looked up before, perhaps
