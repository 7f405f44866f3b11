"""What the bot keeps, as plain data, a module for each part of the story.

Storage returns it, screens draw it, story modules pass it on. No behaviour, no Slack, no SQL.
"""

from bot.records.cards import *
from bot.records.cycles import *
from bot.records.letters import *
from bot.records.outcomes import *
from bot.records.results import *
from bot.records.workspaces import *
