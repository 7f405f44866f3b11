"""The peer: a Bolt app that acknowledges commands and does nothing else, on the bot's own transports."""

import os
import sys
import threading

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.transports import SocketMode, Transport, WebServer


def main() -> None:
    """Run until ended, over Socket Mode where there is an app-level token, else over HTTP."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app_token = os.environ.get("SLACK_APP_TOKEN", "")
    app = App(client=client, process_before_response=True, request_verification_enabled=not app_token)

    @app.command("/needpartner")
    def acknowledge(ack: Ack) -> None:
        ack("Here I am.")

    way_in: Transport = SocketMode(app, app_token) if app_token else WebServer(app, int(os.environ["PORT"]))
    way_in.start()
    sys.stderr.write("The empty Bolt app is ready\n")
    sys.stderr.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
