"""The pages a visitor reads first say only what is so: commands, links, pictures and settings exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot import wording

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
PICTURES = sorted((*DOCS.glob("*.png"), *DOCS.glob("*.webp")))
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@EVERY_PAGE
def test_every_make_command_is_one(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text(page), re.MULTILINE))
    assert named <= targets


@EVERY_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(text(page)) if not link.startswith("https://")]
    assert [link for link in links if not (page.parent / link.split("#")[0]).exists()] == []


def test_the_first_screen_is_the_recording_and_two_commands() -> None:
    first = text(README).split("\n## ")[0]
    assert len(first.splitlines()) < 20
    assert "](docs/story.webp)" in first
    assert re.findall(r"^make \w+", first, re.MULTILINE) == ["make sandbox", "make test"]


def test_every_command_of_the_bot_is_understood() -> None:
    asked = [sys.executable, "-m", "bot", "--help"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = re.findall(r"-m bot (\w+)", text(README))
    assert named
    assert [name for name in named if not re.search(rf"^ +{name} ", told, re.MULTILINE)] == []


def test_every_word_after_a_slash_command_is_understood() -> None:
    helps = {
        "/needpartner": wording.HELP_NEED,
        "/offerpartner": wording.HELP_NEED + wording.HELP_OFFER,  # "the same, and"
        "/partneradmin": wording.HELP_ADMIN,
    }
    for command, said in helps.items():
        row = next(line for line in text(README).splitlines() if line.startswith(f"| `{command}`"))
        words = set(re.findall(r"`([a-z]\w*)", row)) - {"help"}
        assert words
        assert words <= set(re.findall(r"`/\w+ ([a-z]+)", said))


def test_every_setting_exists() -> None:
    known = text(ROOT / "config" / ".env.example")
    named = set(re.findall(r"`((?:SLACK|POLLINATE|PORT)[A-Z_]*)`", text(README)))
    assert named
    assert [name for name in named if not re.search(rf"^(# )?{name}=", known, re.MULTILINE)] == []


def test_every_picture_is_shown_and_small() -> None:
    shown = {(page.parent / link).resolve() for page in PAGES for link in LINK.findall(text(page))}
    assert PICTURES
    assert [path.name for path in PICTURES if path not in shown] == []
    assert [path.name for path in PICTURES if path.stat().st_size > 250_000 and path.suffix == ".png"] == []


def test_the_recording_moves_and_is_small() -> None:
    path = DOCS / "story.webp"
    assert path.stat().st_size < 2_500_000
    with Image.open(path) as recording:
        assert getattr(recording, "n_frames", 1) > 10
