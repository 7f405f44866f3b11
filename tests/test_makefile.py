"""The Makefile: it explains itself, builds .venv once, and says what to do where it cannot."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
INSTALLING = "Installing what requirements.lock lists"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the real Makefile, a lock that lists nothing, and a bot that echoes."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__main__.py").write_text("import sys\nprint(*sys.argv[1:])\n", encoding="utf-8")
    return tmp_path


def make(folder: Path, *words: str) -> str:
    """Return what make printed, mistakes included; a make around the tests hands nothing down to it."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "-C", str(folder), *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_make_alone_lists_every_command() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^\.PHONY: (.*)", text, re.MULTILINE)[0].split()
    assert re.findall(r"^make ([\w-]+) +\w", make(ROOT), re.MULTILINE) == commands


def test_the_first_command_builds_the_environment_and_the_next_does_not(checkout: Path) -> None:
    words = (f"PYTHON={sys.executable}", "sandbox", "ARGS=--no-open --port 8123")
    first, second = make(checkout, *words), make(checkout, *words)
    assert INSTALLING in first
    assert INSTALLING not in second
    assert "sandbox --no-open --port 8123\n" in first
    assert "sandbox --no-open --port 8123\n" in second
    (checkout / ".venv" / "requirements.installed").unlink()  # as a changed lock has it
    assert INSTALLING in make(checkout, *words)


def test_an_old_python_is_refused_with_the_remedy(checkout: Path) -> None:
    old = checkout / "python3.9"
    old.write_text(
        "#!/bin/sh\nexit 1\n", encoding="utf-8"
    )  # what an old one answers to the question for its age
    old.chmod(0o755)
    refusal = make(checkout, f"PYTHON={old}", "run")
    assert f"Pollinate needs Python 3.11 or newer, and {old} is older: name another" in refusal
    assert not (checkout / ".venv").exists()


def test_a_missing_python_is_refused_with_the_remedy(checkout: Path) -> None:
    assert "There is no python0 here: install Python 3.11 or newer" in make(checkout, "PYTHON=python0", "run")
