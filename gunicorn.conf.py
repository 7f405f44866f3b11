"""How `gunicorn bot.wsgi:app` serves the bot: one port for as many processes as WEB_CONCURRENCY says.

gunicorn reads this file, and PORT, by itself.
"""

worker_class = "gthread"
threads = 16
keepalive = 0  # a connection that is kept open could be closed by a restart just as Slack uses it
graceful_timeout = 20  # seconds for what is in hand; hosts kill after 30
control_socket_disable = True
