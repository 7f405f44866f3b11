"""A local Slack workspace: a server that speaks Slack's protocol, a cast of people, and a web page.

The bot connects to it as to Slack and knows nothing of it; newcomers and tests use the same one. Importing
it is for `python -m bot sandbox` and for tests only.
"""

from bot.sandbox.cast import enrol
from bot.sandbox.clock import Clock
from bot.sandbox.door import Conversation, Person, Seen, Shown
from bot.sandbox.door_routes import BotLink, DoorError
from bot.sandbox.faults import Fault
from bot.sandbox.form import Field, Form, Submitted
from bot.sandbox.ledger import Entry
from bot.sandbox.server import PortInUse, Sandbox

__all__ = [
    "BotLink", "Clock", "Conversation", "DoorError", "Entry", "Fault", "Field", "Form", "Person", "PortInUse",
    "Sandbox", "Seen", "Shown", "Submitted", "enrol",
]  # fmt: skip
