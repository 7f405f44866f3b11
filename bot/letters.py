"""What the commands `letters` and `check` say of letters that wait for a person, and of a stop."""

from datetime import datetime

from bot.records import Parked
from bot.storage import Store


def undelivered(letter: Parked) -> str:
    """Say what could not be delivered, where to, and why."""
    where = f" in {letter.channel}" if letter.channel else ""
    return f"a message ({letter.kind}{where}) could not be delivered: {letter.error}"


def listed(store: Store) -> str:
    """List what could not be delivered in all workspaces, a line each with its id, or say that all could."""
    parked = []
    for workspace in store.workspaces():
        with store.read(workspace, patience=10) as act:
            parked += act.parked_letters()
    if not parked:
        return "Every message could be delivered."
    lines = [f"{letter.id}  {undelivered(letter)}" for letter in parked]
    return "\n".join([*lines, "Send one again with --again ID, or take it as arrived with --arrived ID."])


def settle(store: Store, letter: str, *, again: bool, now: datetime) -> str:
    """Have a letter sent again, or take it as arrived, and say so.

    Raises LookupError, with what to do, where none with that id waits for a person.
    """
    for workspace in store.workspaces():
        with store.begin(workspace, patience=10) as act:
            if again and act.send_parked(letter, now):
                return "It is due again: the running bot sends it."
            if not again and act.settle_parked(letter):
                return "It is off the list."
    raise LookupError("No message with that id waits to be settled. `python -m bot letters` lists them.")


def cut_off(store: Store) -> list[str]:
    """Say for each workspace that lets us in no more since when, and why."""
    said = []
    for workspace in store.workspaces():
        with store.read(workspace) as act:
            stop = act.stopped()
        if stop:
            since = f"{stop.since:%A %d %B %Y, %H:%M %Z}"
            said.append(
                f"team {workspace.team} lets us in no more since {since} ({stop.why}); what waits is kept"
            )
    return said
