"""The documentation builds into a site without a warning, and says what the code says: settings, messages."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from config.settings_table import SETTINGS

ROOT = Path(__file__).parent.parent
SPEAKING = ("bot", "bot/storage", "bot/wording", "config")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does: strictly, so that a page outside the menu or a dead link fails."""
    folder = tmp_path_factory.mktemp("site")
    asked = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    told = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(asked, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


def links(page: Path, tags: str = r"[a-z]+") -> set[str]:
    """Return what the tags of a built page refer to."""
    html = page.read_text(encoding="utf-8")
    return set(re.findall(rf'<(?:{tags})\b[^>]* (?:src|href)="?([^"\s>]+)', html))


def test_every_page_is_there_and_so_are_those_that_stand_beside_docs(site: Path) -> None:
    pages = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")}
    written = {path.stem for path in (ROOT / "docs").glob("*.md")}
    beside = {f"project/{path.stem.lower()}" for path in (*ROOT.glob("*.md"), ROOT / "LICENSE")}
    assert pages - {"404"} == written | beside


def test_no_link_within_the_site_is_dead(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue  # its links begin at the root of whatever shows it
        ours = {link for link in links(page) if not urlsplit(link).scheme}
        assert len(ours) > 10
        paths = {unquote(urlsplit(link).path) for link in ours}
        assert [path for path in paths if not (page.parent / path).exists()] == [], page.name


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = {link for page in site.rglob("*.html") for link in links(page, "script|link|img|iframe")}
    assert any(link.endswith(".css") for link in loaded)
    assert [link for link in loaded if urlsplit(link).scheme not in ("", "data")] == []
    assert [path for path in site.rglob("*.css") if "url(http" in path.read_text(encoding="utf-8")] == []


def test_every_setting_has_its_row_with_its_default_and_its_sentence() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (?:`(.*)`)? ?\| (.*) \| (yes)? ?\|$", page, re.MULTILINE)
    assert sorted(told) == sorted(
        (each.name, each.default, each.sentence, "yes" if each.own else "") for each in SETTINGS
    )


def test_the_periods_to_publish_are_those_of_the_settings() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        if setting.field.startswith("keep_") or setting.field == "backup_days":
            rows = [line for line in page.splitlines() if f"`{setting.name}`" in line and line[0] == "|"]
            assert rows, setting.name
            assert all(re.search(rf"\b{setting.default} (days|months)", row) for row in rows), setting.name


def test_every_trouble_is_titled_by_what_the_program_says() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    titles = re.findall(r"^### (.*)$", page, re.MULTILINE)
    said = "\n".join(said_by_the_program())
    assert len(titles) > 20
    assert [title for title in titles if title not in said] == []


def said_by_the_program() -> Iterator[str]:
    """Yield the texts of the code, with `…` for what is filled in."""
    for path in (each for folder in SPEAKING for each in (ROOT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.sub(r"\{\w+\}", "…", node.value).replace("*", "")
