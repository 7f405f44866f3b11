"""The only caller of Slack: every method the bot uses, in our words.

A call either succeeds or raises one of the four of `bot.refusals`. The clients carry no retry handlers,
because repeating a post is the outbox's decision alone.
"""

import functools
import http.client
import operator
import re
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.cards import Message
from bot.records import File, Member, Workspace
from bot.refusals import MEANINGS, Gone, NotSent, Refused, Unclear, header_of, in_our_terms
from bot.slack_errors import Meaning

EVENT_TYPE: Final = "pollinate_letter"
# A person waits for these; Slack's own limit for an acknowledgement is three seconds.
_PATIENCE: Final = 2
_REGISTRAR_PATIENCE: Final = 10


@dataclass(frozen=True)
class Token:
    """What Slack says of a bot's token: whose it is, what it may, and what time it was there.

    `scopes` and `told_at` are None where an answer lacks them; `bot` is a user id. `bot_id` is what `app_of`
    asks for, and empty where an answer lacks it.
    """

    workspace: Workspace
    bot: str
    scopes: frozenset[str] | None
    told_at: datetime | None
    bot_id: str = ""


# A token, or where it is found at each call: one that expires is another tomorrow.
TokenSource = str | Callable[[], str]


class Messenger:
    """Slack's methods in our words, for one bot; `patience` is how many seconds an answer may take.

    refused: gets the meaning of each call that did not succeed.
    """

    def __init__(
        self,
        token: TokenSource,
        api_url: str,
        *,
        patience: int = _PATIENCE,
        refused: Callable[[Meaning], None] = lambda _meaning: None,
    ) -> None:
        self._refused = refused
        self._token: Callable[[], str] = token if callable(token) else lambda: token
        first = token if isinstance(token, str) else None
        self.client = WebClient(first, base_url=api_url, timeout=patience, retry_handlers=[])

    def whoami(self) -> Workspace:
        """Return the workspace the token belongs to."""
        return _workspace(self._call("auth.test"))

    def token(self) -> Token:
        """Return what Slack says of the token."""
        known, headers = self._answer("auth.test", {})
        scopes = header_of(headers, "x-oauth-scopes")
        return Token(
            _workspace(known),
            _part(known, "user_id"),
            None if scopes is None else frozenset(re.findall(r"[^,\s]+", scopes)),
            _moment(header_of(headers, "date")),
            str(known.get("bot_id") or ""),
        )

    def app_of(self, bot: str) -> str:
        """Return the id of the app that a bot belongs to; bot: as in `Token.bot_id`."""
        return _part(self._call("bots.info", bot=bot), "bot", "app_id")

    def connection(self) -> str:
        """Return the address of a new Socket Mode connection, good for seconds; for an app-level token."""
        return _part(self._call("apps.connections.open", app_token=self._token()), "url")

    def member(self, person: str) -> Member:
        """Return what Slack says of a person."""
        told = self._call("users.info", user=person, include_locale=True).get("user")
        if not isinstance(told, dict) or told.get("id") != person:
            raise Unclear("no user in the answer")
        return member_of(told)

    def open_view(self, trigger: str, view: dict[str, Any]) -> str:
        """Open a modal for the person whose act minted the trigger, at most 3 s ago; return its id."""
        return _part(self._call("views.open", trigger_id=trigger, view=view), "view", "id")

    def redraw_view(self, view_id: str, view: dict[str, Any]) -> None:
        """Replace what an open modal shows."""
        self._call("views.update", view_id=view_id, view=view)

    def publish_home(self, person: str, view: dict[str, Any]) -> None:
        """Replace a person's Home tab; repeatable."""
        self._call("views.publish", user_id=person, view=view)

    def conversation_with(self, people: Sequence[str]) -> str:
        """Return the id of the conversation with these people, opened if need be; repeatable."""
        opened = self._call("conversations.open", users=list(people))
        return _part(opened, "channel", "id")

    def post(self, channel: str, message: Message, key: str) -> tuple[str, str]:
        """Post a message marked with our opaque key; never repeated by itself.

        channel: a conversation's id, or a person's for their direct messages. Returns the conversation's id
        and the message's ts.
        """
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        posted = self._call(
            "chat.postMessage",
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        return _part(posted, "channel"), _part(posted, "ts")

    def redraw(self, channel: str, ts: str, message: Message) -> None:
        """Replace a message's contents; repeatable."""
        self._call("chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks)

    def share(self, channel: str, text: str, files: Sequence[File], key: str) -> None:
        """Upload files and show them in a conversation, in one message; never repeated by itself.

        Their names carry our opaque key, since such a message takes no metadata. What fails before the last
        step was seen by nobody, so it is not sent.
        """
        try:
            uploaded = [{"id": self._upload(file, key), "title": file.title} for file in files]
        except Unclear as failure:
            raise NotSent(str(failure)) from failure
        self._call("files.completeUploadExternal", files=uploaded, channel_id=channel, initial_comment=text)

    def _upload(self, file: File, key: str) -> str:
        """Put a file where Slack asks for it; return its id."""
        name = PurePath(file.name)
        place = self._call(
            "files.getUploadURLExternal",
            filename=f"{name.stem}-{key}{name.suffix}",
            length=len(file.content),
            **({"alt_txt": file.alt} if file.alt else {}),
        )
        address = _part(place, "upload_url")
        if not address.startswith(("https://", "http://")):
            raise Unclear("no web address to upload to")
        try:
            request = urllib.request.Request(address, data=file.content, method="POST")  # noqa: S310 - just checked
            with urllib.request.urlopen(request, timeout=self.client.timeout):  # noqa: S310
                return _part(place, "file_id")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unclear(f"upload: {type(error).__name__}") from error

    def withdraw(self, channel: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already is fine."""
        try:
            self._call("chat.delete", channel=channel, ts=ts)
        except Gone:
            return

    def copies(self, channel: str, key: str, since: datetime) -> list[str]:
        """Return the ts of our messages with that key in a direct message's history, oldest first."""
        found, cursor = [], ""
        while True:
            page = self._call(
                "conversations.history",
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                include_all_metadata=True,
                limit=100,
                **({"cursor": cursor} if cursor else {}),
            )
            if "messages" not in page:
                raise Unclear("no messages in the answer")
            found += [str(message["ts"]) for message in page["messages"] if _carries(message, key)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return sorted(found)

    def look_into(self, channel: str) -> None:
        """Raise Gone where the bot is not in a channel, or there is none."""
        self._call("conversations.history", channel=channel, limit=1)

    def _call(self, method: str, **arguments: object) -> dict[str, Any]:
        try:
            return self._answer(method, arguments)[0]
        except (NotSent, Unclear, Gone, Refused) as failure:
            self._refused(MEANINGS[type(failure)])
            raise

    def _answer(
        self, method: str, arguments: Mapping[str, object]
    ) -> tuple[dict[str, Any], Mapping[str, Any]]:
        """Return the answer's body and headers."""
        call = getattr(self.client, method.replace(".", "_"))
        self.client.token = self._token()
        with in_our_terms(method):
            answer = call(**arguments)
            body, headers = answer.data, answer.headers
        if not isinstance(body, dict):
            raise Unclear(f"{method}: no JSON")
        return body, headers


def answer(response_url: str, text: str) -> None:
    """Tell the person who just acted something only they see, leaving the message as it is."""
    client = WebhookClient(response_url, timeout=_PATIENCE, retry_handlers=[])
    try:
        reply = client.send(text=text, response_type="ephemeral", replace_original=False)
    except (OSError, http.client.HTTPException, ValueError) as error:  # the last one is a broken address
        raise Unclear("response_url") from error
    if reply.status_code >= 400:
        raise NotSent(f"response_url answered {reply.status_code}")


@dataclass(frozen=True)
class Renewed:
    """A token in place of one that expires, and how many seconds it is good for."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    seconds: int


class Registrar:
    """Slack's side of installations: it knows the app by its client id and secret rather than by a token."""

    def __init__(self, client_id: str, client_secret: str, api_url: str) -> None:
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self.client = WebClient(base_url=api_url, timeout=_REGISTRAR_PATIENCE, retry_handlers=[])

    def renewed(self, refresh_token: str) -> Renewed:
        """Return the token that Slack gives for a refresh token, which is used up by that."""
        with in_our_terms("oauth.v2.access"):
            told = self.client.oauth_v2_access(
                **self._app, grant_type="refresh_token", refresh_token=refresh_token
            ).data
        if not isinstance(told, dict):
            raise Unclear("oauth.v2.access: no JSON")
        try:
            seconds = int(told["expires_in"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unclear("no expires_in in the answer") from error
        return Renewed(_part(told, "access_token"), _part(told, "refresh_token"), seconds)


def _carries(message: dict[str, Any], key: str) -> bool:
    """Tell whether a message of the history is the one with our key, in its metadata or its files' names."""
    named = any(key in str(file.get("name")) for file in message.get("files") or ())
    return named or message.get("metadata", {}).get("event_payload", {}).get("key") == key


def member_of(user: Mapping[str, Any]) -> Member:
    """Return who a user of Slack's JSON is; whatever it lacks is not known."""
    return Member(
        person=str(user["id"]),
        locale=str(user.get("locale") or ""),
        zone=str(user.get("tz") or ""),
        deactivated=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",  # which Slack counts among the people
    )


def _workspace(known: dict[str, Any]) -> Workspace:
    return Workspace(known.get("enterprise_id") or "", _part(known, "team_id"))


def _part(body: dict[str, Any], *path: str) -> str:
    """Return a part of an answer. Raises Unclear where there is none: whoever answered was not Slack."""
    try:
        return str(functools.reduce(operator.getitem, path, body))
    except (KeyError, TypeError) as error:
        raise Unclear(f"no {'.'.join(path)} in the answer") from error


def _moment(text: str | None) -> datetime | None:
    """Return the time a header names; None where it names none."""
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except ValueError:
        return None
