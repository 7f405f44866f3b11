"""A sandbox as `make sandbox` starts it, and whom to be in its page: for the whole story in a browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.page_stage import CHROMIUM as CHROMIUM

ROOT = Path(__file__).parent.parent
ENDS_WITHIN = 15  # seconds


@contextmanager
def sandbox() -> Iterator[str]:
    """Start the workspace and the bot in it, as a process of its own; give the page's address."""
    command = [sys.executable, "-m", "bot", "sandbox", "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            greeting = process.stdout.readline()
            address = re.search(r"http://\S+", greeting)
            assert address, f"the sandbox did not start: {greeting!r}"
            yield address[0]
        finally:
            process.terminate()
            process.wait(ENDS_WITHIN)


def be(page: Page, name: str) -> None:
    """Act as somebody, chosen with the keyboard."""
    expect(page.get_by_role("button", name="Acting as")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Acting as {name}")).to_be_visible()
