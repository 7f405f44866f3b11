"""The people of the sandbox workspace (cast.toml): adding them, and enrolling those who have a story.

Enrolling is done as a person does it: a command is typed, the form that opens is filled in by its labels and
submitted. So it needs a bot that is connected.
"""

import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.workspace import Workspace

if TYPE_CHECKING:
    from bot.sandbox.handle import Handle

CAST = Path(__file__).with_name("cast.toml")
HILLS = CAST.with_name("cast_hills.toml")  # a second workspace's
TIMEZONE = "Europe/London"
COLOURS = ("2f6f4f", "8a5a1c", "3b5b92", "8c3b4a", "5b4b8a", "2b7a78", "a2542b", "556b2f", "7a3e6d", "37618e")

# how each role enrols: the command it types, and the title of the form that opens
ENTRANCES = {"innovator": ("/needpartner", "Find a partner"), "champion": ("/offerpartner", "Open doors")}
PICKED = "Organisation"  # picked from the known ones, so somebody must have named it before


@dataclass(frozen=True)
class Member:
    """One of the cast; `story` holds form values by label (empty for the admin)."""

    handle: str
    real_name: str
    title: str
    emoji: str
    role: str
    newcomer: bool
    story: dict[str, Any]

    @property
    def examples(self) -> dict[str, dict[str, Any]]:
        """The story by the title of the form that it fills."""
        return {ENTRANCES[self.role][1]: self.story} if self.story else {}


@dataclass(frozen=True)
class Cast:
    """A workspace's name, its domain and its people."""

    name: str
    domain: str
    members: tuple[Member, ...]


def read_cast(path: Path = CAST) -> Cast:
    """Read the cast."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    members = tuple(
        Member(newcomer=person.pop("newcomer", False), story=person.pop("story", {}), **person)
        for person in told["person"]
    )
    return Cast(told["name"], told["domain"], members)


def settle(workspace: Workspace, cast: Cast) -> None:
    """Add the cast to a workspace: their #general, and for each a direct message with the app if it is in."""
    people = [
        workspace.add_user(
            workspace.person_id(member.handle),
            name=member.handle,
            real_name=member.real_name,
            title=member.title,
            tz=TIMEZONE,
            emoji=member.emoji,
            colour=COLOURS[position % len(COLOURS)],
            is_admin=member.role == "admin",
        ).id
        for position, member in enumerate(cast.members)
    ]
    workspace.add_channel("general", people, topic="Everyone in the network")
    for person in people if workspace.installed else ():
        workspace.direct(person, workspace.app.bot_user)


def enrol(
    sandbox: "Handle",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    members: Sequence[Member] | None = None,
) -> None:
    """Enrol everybody of the workspace who is no newcomer (or just `members`), each by command and form.

    `progress` hears how many of how many are enrolled. Raises RuntimeError with a sentence where a form does
    not open or is refused.
    """
    if members is None:
        members = [member for member in sandbox.door.cast.members if member.story and not member.newcomer]
    founders = [member for member in members if PICKED not in member.story]
    followers = [member for member in members if PICKED in member.story]
    done = 0
    with ThreadPoolExecutor(4, "enrol") as threads:
        for wave in (founders, followers):
            for _ in threads.map(lambda member: _enrol_one(sandbox, member), wave):
                done += 1
                progress(done, len(members))


def _enrol_one(sandbox: "Handle", member: Member) -> None:
    command, title = ENTRANCES[member.role]
    person = sandbox.person(member.handle)
    seen = person.types(command)
    form = sandbox.eventually(person.modal, seconds=3) if seen.ok else None
    if form is None or form.title != title:
        raise RuntimeError(
            f"{command} opened no form {title!r} for {member.handle}: {seen.text or 'no answer'}"
        )
    outcome = form.fill(member.story).submit()
    if not outcome.ok:
        raise RuntimeError(f"{member.handle} could not enrol: {outcome.errors or outcome.trouble}")
    if outcome.modal:
        outcome.modal.close()  # the bot's thanks
