"""The workspace in a few lines, for whoever waited in vain and wants to know what is there instead."""

from bot.sandbox.ledger import Ledger
from bot.sandbox.reading import buttons, lines
from bot.sandbox.workspace import Channel, Message, Workspace

MESSAGES, ENTRIES = 3, 5  # how many of the last ones in each conversation, and of the ledger


def overview(workspace: Workspace, ledger: Ledger) -> str:
    """Open forms, the last messages of every conversation, the last entries of the ledger."""
    found = [
        f"{workspace.users[user].name}: form {view.payload['title']['text']!r} is open {view.errors or ''}"
        for user, stack in workspace.modals.items()
        for view in stack
    ]
    for channel in workspace.channels.values():
        found += [
            _line(workspace, channel, message) for message in list(channel.messages.values())[-MESSAGES:]
        ]
    found += [str(entry)[:300] for entry in ledger.entries()[-ENTRIES:]]
    return "\n".join(found) or "nothing at all"


def _line(workspace: Workspace, channel: Channel, message: Message) -> str:
    names = {user.id: user.name for user in workspace.users.values()}
    where = channel.name or ", ".join(names[member] for member in channel.members)
    read = lines(message.blocks, names) if message.blocks else [message.text]
    return f"{where}: {' / '.join(read)[:200]!r} {[text for text, _, _ in buttons(message.blocks)] or ''}"
