"""Text and blocks as Slack takes them: the one seam where typed text is made safe, and small block builders.

What is said stands in `bot.wording`, what stands where in the screens. Every builder goes through the SDK's
models, whose `to_dict` validates the whole tree, and gives back plain dicts.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

SECTION_ROOM: Final = 3000
OPTION_ROOM: Final = 75
TITLE_ROOM: Final = 24
MOST_OPTIONS: Final = 100

# control characters but the line break; marks, embeddings, overrides and isolates that reorder a line; halves
# of a surrogate pair, which no UTF-8 can carry
_UNWANTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_NOT_AN_ID: Final = re.compile(r"[^A-Za-z0-9]")
_ID_ROOM: Final = 32  # Slack's ids have about eleven


def clean(text: str) -> str:
    """Return the text without control and reordering characters, its line breaks as `\\n`, stripped."""
    return _UNWANTED.sub("", re.sub("\r\n?", "\n", text).replace("\t", " ")).strip()


def one_line(text: str) -> str:
    """Return the clean text with every run of white space as one space."""
    return " ".join(clean(text).split())


def width(text: str) -> int:
    """Count as Slack's clients do, in UTF-16 units: an emoji is two letters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str, room: int) -> str:
    """Make typed text fit for a plain_text object: one clean line of at most `room` letters, cut with …."""
    return _cut(one_line(text), room, lambda letter: letter)


def typed(text: str, room: int) -> str:
    """Make typed text fit for mrkdwn: one clean line, escaped, at most `room` letters after that, cut with ….

    One line, so that nobody can type what looks like a line of the bot's own.
    """
    return _cut(one_line(text), room, _escape)


def mention(person: str) -> str:
    """Mention a person by Slack id; what is no letter or digit is dropped, so it can mention nothing else."""
    return f"<@{_NOT_AN_ID.sub('', person)[:_ID_ROOM]}>"


def fitting(lines: Sequence[str], room: int, more: Callable[[int], str]) -> str:
    """Join the finished lines that fit into `room` letters; `more(n)` says in up to 60 what is left out."""
    whole = "\n".join(lines)
    if width(whole) <= room:
        return whole
    kept: list[str] = []
    left = room - 60
    for line in lines:
        left -= width(line) + 1
        if left < 0:
            break
        kept.append(line)
    return "\n".join((*kept, more(len(lines) - len(kept))))


def section(text: str, block_id: str | None = None) -> Block:
    """Build a section of finished mrkdwn."""
    return SectionBlock(text=_mrkdwn(text), block_id=block_id)


def fields(*texts: str) -> Block:
    """Build short pieces of finished mrkdwn that stand side by side, at most ten."""
    return SectionBlock(fields=[_mrkdwn(text) for text in texts])


def section_with(text: str, element: ButtonElement) -> Block:
    """Build a section of finished mrkdwn with a button beside it."""
    return SectionBlock(text=_mrkdwn(text), accessory=element)


def context(text: str) -> Block:
    """Build one line of finished mrkdwn in small print."""
    return ContextBlock(elements=[_mrkdwn(text)])


def header(text: str) -> Block:
    """Build a heading of plain text."""
    return HeaderBlock(text=PlainTextObject(text=text, emoji=True))


def divider() -> Block:
    """Build a line across."""
    return DividerBlock()


def button(
    text: str, action: str, value: str = "", style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    """Build a button; an empty value is left out."""
    label = PlainTextObject(text=text, emoji=True)
    return ButtonElement(text=label, action_id=action, value=value or None, style=style, confirm=confirm)


def actions(block_id: str, *buttons: ButtonElement) -> Block:
    """Build a row of buttons whose action ids differ."""
    return ActionsBlock(block_id=block_id, elements=list(buttons))


def question(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Build the question asked before a button acts."""
    return ConfirmObject(title=title, text=PlainTextObject(text=text), confirm=yes, deny=no)


def as_dicts(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Validate blocks with all that is nested in them and return them as Slack takes them."""
    return [block.to_dict() for block in blocks]


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Block],
    close: str,
    submit: str | None = None,
    metadata: str = "",
) -> dict[str, Any]:
    """Build a modal; the title is cut to Slack's 24 letters."""
    view = View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=plain(title, TITLE_ROOM), emoji=True),
        submit=PlainTextObject(text=submit, emoji=True) if submit else None,
        close=PlainTextObject(text=close, emoji=True),
        blocks=list(blocks),
        private_metadata=metadata,
    )
    return view.to_dict()


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """Build a Home tab."""
    return View(type="home", blocks=list(blocks)).to_dict()


def _mrkdwn(text: str) -> MarkdownTextObject:
    # verbatim: an address or a bare @channel that someone typed stays text, our own <@…> still mention
    return MarkdownTextObject(text=text, verbatim=True)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(line: str, room: int, written: Callable[[str], str]) -> str:
    whole = written(line)
    if width(whole) <= room:
        return whole
    kept: list[str] = []
    left = room - 1
    for letter in line:
        left -= width(written(letter))
        if left < 0:
            break
        kept.append(written(letter))
    return "".join(kept).rstrip(" \u200d") + "…"
