"""The pictures of the documentation: the real sandbox and bot, driven through their story in Chromium.

`make pictures` draws docs/*.png and the recording docs/story.webp anew; the month after it is drawn by
`docs.month`. People have faces where the machine
has a font for colour emoji (Debian and Ubuntu: fonts-noto-color-emoji), else initials. What must be true of
the same story is asserted in tests/test_whole_story_in_browser.py.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

from docs import month
from tests.browser_story import CHROMIUM, be, sandbox

DOCS = Path(__file__).parent
SIZE: ViewportSize = {"width": 1280, "height": 840}  # CSS pixels
SCALE = 1.5  # of the pictures' pixels to those
COLOURS = 256  # of a picture: the page has few
RECORDED = (960, 600)  # pixels of the recording
LOOK = 2200  # ms for a person to take a frame in
GLANCE = 700  # ms where only a little changes
SCROLL = 480  # CSS pixels between two frames of a form


@dataclass
class Camera:
    """Takes pictures of the page: frames of the recording, and still pictures by their name."""

    page: Page
    frames: list[Image.Image] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    def frame(self, shown: int = LOOK, *, still: str = "") -> None:
        """Take a frame, shown for so many ms, and keep it as docs/`still`.png too where that is named."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(250)  # what moves in has come to rest
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        if still:
            few = picture.quantize(
                COLOURS, kmeans=4, dither=Image.Dither.NONE
            )  # kmeans keeps rare colours true
            few.save(DOCS / f"{still}.png", optimize=True)
        self.frames.append(picture.resize(RECORDED, Image.Resampling.LANCZOS))
        self.times.append(shown)

    def save(self, path: Path) -> None:
        """Write the recording: it starts anew at its end."""
        first, *rest = self.frames
        small: dict[str, Any] = {"quality": 72, "method": 6, "minimize_size": True, "kmax": 40}
        first.save(path, save_all=True, append_images=rest, duration=self.times, loop=0, **small)


def story(page: Page, camera: Camera) -> None:
    """Play the story, one picture after the other."""
    expect(page.get_by_role("heading", name="See an introduction grow")).to_be_visible()
    camera.frame()
    fills(page, camera, "Rosa")
    fills(page, camera, "Amir")
    page.get_by_role("button", name="To the next cycle, as Amir").click()
    main = page.locator("main")
    expect(main.get_by_role("button", name="Accept").first).to_be_visible()
    camera.frame(4500, still="card")
    main.get_by_role("button", name="Accept").first.click()
    expect(main).to_contain_text("the conversation is open")
    camera.frame()
    page.get_by_role("navigation").get_by_role("button", name="Rosa Trevanion").last.click()
    expect(main).to_contain_text("would you propose a time?")
    camera.frame(4500, still="introduction")
    be(page, "Rosa Trevanion")
    page.evaluate("document.activeElement.blur()")
    page.get_by_role("button", name="Pollinate home").click()
    expect(main).to_contain_text("not yet met")
    camera.frame(3500, still="home")


def fills(page: Page, camera: Camera, name: str) -> None:
    """One of the two newcomers types the command and fills the form with their story."""
    page.get_by_role("button", name=f"Act as {name}").click()
    expect(page.get_by_role("combobox", name="Message to")).to_be_focused()
    camera.frame(1300)
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form).to_be_visible()
    camera.frame(GLANCE)
    form.get_by_role("button", name=f"Fill with {name}’s story").click()
    camera.frame(1400)
    for _ in scrolled(form):
        camera.frame(GLANCE)
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="Saved")).to_be_visible()
    camera.frame()
    form.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="First steps").click()
    camera.frame(GLANCE)


def scrolled(form: Locator) -> Iterator[None]:
    """Scroll through a form to its end."""
    body = form.locator(".modal-body")
    while body.evaluate("(it) => it.scrollTop + it.clientHeight + 2 < it.scrollHeight"):
        body.evaluate(f"(it) => it.scrollBy(0, {SCROLL})")
        yield


def main() -> None:
    """Draw everything anew, and say what was written."""
    expect.set_options(timeout=month.PATIENCE)
    with sandbox() as url, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE)
        camera = Camera(page)
        page.goto(url)
        story(page, camera)
        camera.save(DOCS / "story.webp")
        browser.close()
    with sandbox() as url, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        month.draw(browser, url)
        browser.close()
    for path in sorted((*DOCS.glob("*.png"), *DOCS.glob("*.webp"))):
        print(f"docs/{path.name}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
