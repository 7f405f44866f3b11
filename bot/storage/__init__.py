"""All that is kept, and the only SQL: one `Store`, whose transactions speak of people and suggestions.

Nothing here knows Slack or reads a clock; times and ids of Slack come in as arguments.
"""

from bot.storage.engine import BackupUnusable, DatabaseBusy, DatabaseUnusable
from bot.storage.profiles import Side
from bot.storage.rows import new_id
from bot.storage.store import Act, Store

__all__ = ["Act", "BackupUnusable", "DatabaseBusy", "DatabaseUnusable", "Side", "Store", "new_id"]
