"""A small bot that any workspace can install: unmodified Bolt with its own OAuth, by signed HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from waitress.server import create_server

from bot.sandbox import Sandbox
from bot.slack_app import manifest

Body = dict[str, Any]
SCOPES = ["chat:write", "commands", "im:write", "users:read"]
EVENTS = ["app_home_opened", "app_uninstalled", "team_access_granted", "tokens_revoked", "user_change"]


def installable(*, rotates: bool = False) -> Body:
    """The manifest of an app for every workspace and organisation, told of the end of its installations."""
    told: Body = {**manifest("https://bot.example.org")}
    settings = {**told["settings"], "org_deploy_enabled": True, "token_rotation_enabled": rotates}
    settings["event_subscriptions"] = {**settings["event_subscriptions"], "bot_events": EVENTS}
    return told | {"settings": settings}


class OAuthBot:
    """The bot at its own address; `heard` are the bodies it was sent, `notes` what it said to whom."""

    def __init__(self, slack: Sandbox, url: str, folder: Path) -> None:
        told = slack.environment(oauth=True)
        self.url = url
        self.heard: list[Body] = []
        self.store = FileInstallationStore(base_dir=str(folder), client_id=told["SLACK_CLIENT_ID"])
        settings = OAuthSettings(
            client_id=told["SLACK_CLIENT_ID"],
            client_secret=told["SLACK_CLIENT_SECRET"],
            scopes=SCOPES,
            redirect_uri=f"{url}/slack/oauth_redirect",
            authorization_url=f"{slack.url}oauth/v2/authorize",
            installation_store=self.store,
            state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(folder)),
        )
        self.app = App(
            client=WebClient(base_url=told["SLACK_API_URL"], retry_handlers=[]),
            signing_secret=told["SLACK_SIGNING_SECRET"],
            oauth_settings=settings,
            process_before_response=True,
        )
        self.app.use(self._listen)
        self.app.command("/needpartner")(self._say_who)
        self.app.action("press")(lambda ack: ack())
        self.app.view("form")(lambda ack: ack())
        self.app.event("app_home_opened")(lambda: None)
        self.app.event("user_change")(lambda: None)
        self.app.event("team_access_granted")(lambda: None)
        self.app.enable_token_revocation_listeners()

    def _listen(self, body: Body, next: Any) -> None:  # noqa: ANN401  as Bolt calls it
        self.heard.append(body)
        next()

    def _say_who(self, ack: Ack, body: Body, client: WebClient) -> None:
        client.chat_postMessage(channel=body["user_id"], text=f"You are in {body['team_id']}")
        ack(str(client.auth_test()["team"]))


@contextmanager
def served(slack: Sandbox, folder: Path) -> Iterator[OAuthBot]:
    """Serve the bot by waitress, and let the sandbox deliver and lead back there."""
    handlers: list[SlackRequestHandler] = []
    sockets: dict[int, Any] = {}
    server = create_server(
        lambda environ, start: handlers[0](environ, start), host="127.0.0.1", port=0, threads=4, map=sockets
    )
    bot = OAuthBot(slack, f"http://127.0.0.1:{server.effective_port}", folder)
    handlers.append(SlackRequestHandler(bot.app, path="/slack/events"))
    thread = threading.Thread(target=server.run)
    thread.start()
    slack.deliver_to(f"{bot.url}/slack/events")
    slack.redirect_to(f"{bot.url}/slack/oauth_redirect")
    try:
        yield bot
    finally:
        slack.deliver_by_sockets()
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: [each.close() for each in list(sockets.values())])
        thread.join()
