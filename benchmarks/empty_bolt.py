"""The peer: a Bolt app that acknowledges commands and does nothing else, served the way the bot is.

Imports nothing of the bot, so that its start and memory are Bolt's own.
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import cast

from slack_bolt import Ack, App
from slack_sdk import WebClient

_THREADS = 16  # as bot.transports has it


def main() -> None:
    """Run until ended, over Socket Mode where there is an app-level token, else over HTTP."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app_token = os.environ.get("SLACK_APP_TOKEN", "")
    app = App(client=client, process_before_response=True, request_verification_enabled=not app_token)

    @app.command("/needpartner")
    def acknowledge(ack: Ack) -> None:
        ack("Here I am.")

    serve = _connect(app, app_token) if app_token else _listen(app, int(os.environ["PORT"]))
    threading.Thread(target=serve, daemon=True).start()
    sys.stderr.write("The empty Bolt app is ready\n")
    sys.stderr.flush()
    threading.Event().wait()


def _connect(app: App, app_token: str) -> Callable[[], object]:
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    handler = SocketModeHandler(app, app_token)
    handler.connect()  # type: ignore[no-untyped-call]  # so is Bolt's handler
    return threading.Event().wait


def _listen(app: App, port: int) -> Callable[[], object]:
    import waitress
    from slack_bolt.adapter.wsgi import SlackRequestHandler

    server = waitress.create_server(SlackRequestHandler(app), host="127.0.0.1", port=port, threads=_THREADS)
    return cast("Callable[[], object]", server.run)


if __name__ == "__main__":
    main()
