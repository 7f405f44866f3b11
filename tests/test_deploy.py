"""What hosts are given, the Dockerfile, the compose file, the Procfile and the unit, starts what is here."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.sandbox import Sandbox
from config.settings import SETTINGS
from tests.processes import ROOT, environ_of, free_port, plain_environ, running

NAMES = {setting.name for setting in SETTINGS}
OURS = {"SLACK_APP_TOKEN", "DATABASE_URL"}


class Step(NamedTuple):
    """An instruction of a Dockerfile, and what follows it."""

    what: str
    told: str


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def last_stage() -> list[Step]:
    """The steps of the image that is kept, each on one line."""
    lines = re.sub(r"\\\n\s*", " ", text("Dockerfile")).splitlines()
    steps = [Step(*line.split(" ", 1)) for line in lines if line and line[0] not in "# "]
    return steps[max(n for n, step in enumerate(steps) if step.what == "FROM") :]


def variables(steps: list[Step]) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(step.told for step in steps if step.what == "ENV")))


def procfile() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text("Procfile").splitlines() if line[0] != "#")


def compose() -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = yaml.safe_load(text("compose.yaml"))["services"]
    return services


# the image


def test_the_image_runs_as_nobody_special_and_holds_no_tool_to_build_with() -> None:
    steps = last_stage()
    assert [step.told for step in steps if step.what == "USER"] == ["pollinate"]
    assert [step.told for step in steps if step.what == "RUN"] == [
        "useradd --system --uid 10001 --home-dir /data --create-home pollinate"
    ]
    after = [step.what for step in steps[[step.what for step in steps].index("USER") :]]
    assert not {"RUN", "COPY"} & set(after)


def test_everything_that_is_copied_is_there_and_let_through() -> None:
    let_through = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(\S+)", text("Dockerfile"), re.MULTILINE)
    assert set(copied) == let_through
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_starts_with_what_was_copied_alone_and_its_health_is_seen(tmp_path: Path) -> None:
    steps, app, port = last_stage(), tmp_path / "app", free_port()
    app.mkdir()
    for step in steps:
        if step.what == "COPY" and not step.told.startswith("--from"):
            source, target = step.told.split()
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, app / target.removeprefix("/app/"))
    told = variables(steps)
    assert told.keys() - {"PATH", "PYTHONUNBUFFERED"} <= NAMES
    assert told["DATABASE_URL"].startswith("sqlite:////data/")
    assert [step.told for step in steps if step.what == "VOLUME"] == ["/data"]
    command = json.loads(next(step.told for step in steps if step.what == "CMD"))
    health = json.loads(next(s.told.partition("CMD ")[2] for s in steps if s.what == "HEALTHCHECK"))
    assert command[:3] == ["python", "-m", "bot"]
    with Sandbox(rates=False) as slack:
        environ = environ_of(slack, tmp_path, POLLINATE_MONITOR_PORT=str(port))
        with running(*command[3:], environ=environ, folder=app, root=app) as found:
            found.until("Pollinate is ready")
            seen = [sys.executable, *health[1:]]
            assert subprocess.run(seen, env=environ, check=False, timeout=20).returncode == 0
            assert found.end() == 0
        assert subprocess.run(seen, env=environ, check=False, timeout=20, capture_output=True).returncode == 1


# the other forms


def test_compose_starts_what_the_procfile_does_on_one_postgresql() -> None:
    services = compose()
    assert {name: services[name]["command"] for name in procfile()} == procfile()
    for name in procfile():
        environment = services[name]["environment"]
        assert isinstance(environment, dict)
        assert OURS <= environment.keys() <= NAMES | {"WEB_CONCURRENCY"}
        assert environment["DATABASE_URL"].startswith("postgresql://pollinate:")
        assert services[name]["read_only"] is True
    assert yaml.safe_load(text("compose.yaml"))["volumes"].keys() == {"database"}


@pytest.mark.parametrize("command", [*procfile().values(), "python -m bot run"])
def test_every_command_that_a_host_starts_is_one(command: str) -> None:
    program, *words = shlex.split(command)
    asked = [*words, "--help"] if program == "python" else ["-m", program, "--check-config", "bot.door:door"]
    told = subprocess.run(
        [sys.executable, *asked], cwd=ROOT, env=plain_environ(), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def test_the_unit_starts_the_single_process_without_rights_and_with_one_folder_to_write_to() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(text("deploy/pollinate.service"))
    service = unit["Service"]
    assert service["ExecStart"].endswith("/.venv/bin/python -m bot run")
    assert service["Environment"] == "DATABASE_URL=sqlite:////var/lib/pollinate/pollinate.db"
    assert (service["StateDirectory"], service["DynamicUser"]) == ("pollinate", "yes")
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")
    assert int(service["TimeoutStopSec"]) > 25
