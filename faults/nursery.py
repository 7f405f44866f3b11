"""Read by the process from which lives are forked: all that a start reads, so that none has to again.

Bolt asks who called it, for which Python looks through the files of all modules; it remembers them.
"""

import inspect

import psycopg_pool
import slack_bolt.adapter.socket_mode
import sqlite_utils

import bot.app
import bot.transports
import config.taxonomy
import config.weights
import faults.mortal

__all__ = ["bot", "config", "faults", "psycopg_pool", "slack_bolt", "sqlite_utils"]

inspect.stack()
