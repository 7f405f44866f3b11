"""Makes one site of docs/ and of what stands beside it: the pages at the top, and files of the project.

On GitHub a link such as `../config/weights.toml` leads to the file in the checkout. The site carries every
file that is linked along, under project/, and turns the links there. MkDocs calls the two functions `on_`.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT: Final = Path(__file__).parent.parent
LINK: Final = re.compile(r"(?<=\]\()(?!https?:|#)([^)\s#]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Carry along what stands beside docs/: the pages at the top, and every file that is linked."""
    tops = {path.name for path in ROOT.glob("*.md")} | {"LICENSE"}
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    linked = {target for page in tops | pages for target in _targets(page)}
    for source in sorted(tops | linked):
        if not source.startswith("docs/") and (ROOT / source).is_file():
            text = _relinked(_read(source), source) if source in tops else _read(source)
            files.append(File.generated(config, _place(source), content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:  # noqa: ANN401 - MkDocs's own
    """Turn the links of a page in docs/ to where the site has what they lead to."""
    source = page.file.src_uri
    return markdown if source.startswith("project/") else _relinked(markdown, f"docs/{source}")


def _read(source: str) -> str:
    return (ROOT / source).read_text(encoding="utf-8")


def _targets(page: str) -> Iterator[str]:
    """Yield what a page links to, as paths in the checkout."""
    yield from (_target(page, link) for link in LINK.findall(_read(page)))


def _target(page: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def _place(source: str) -> str:
    """Return where the site has a file of the checkout; a name that begins with a dot would be left out."""
    if source.startswith("docs/"):
        return source.removeprefix("docs/")
    if source.endswith(".md") or source == "LICENSE":
        return f"project/{source.removesuffix('.md').lower()}.md"
    return f"project/{source}".replace("/.", "/")


def _relinked(text: str, page: str) -> str:
    """Return a page's text with its links as they are in the site."""
    here = posixpath.dirname(_place(page)) or "."
    return LINK.sub(lambda link: posixpath.relpath(_place(_target(page, link[0])), here), text)
