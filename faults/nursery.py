"""Read by the process from which lives are forked: all that a start reads, so that none has to again.

Bolt asks who called it, for which Python looks through the files of all modules; it remembers them.
"""

import inspect

import slack_bolt.adapter.socket_mode

import bot.app
import bot.storage.postgres
import bot.storage.sqlite
import bot.transports
import config.taxonomy
import config.weights
import faults.mortal

__all__ = ["bot", "config", "faults", "slack_bolt"]

inspect.stack()
