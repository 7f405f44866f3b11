"""A refusal in Slack's words."""

from __future__ import annotations

from typing import Any

from bot.sandbox.shapes import Json

Body = dict[str, Any]


class SlackError(Exception):
    """A refusal in Slack's words: `error` names it, `messages` say where and why, `extra` joins the body."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: Json) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Body:
        """The answer's body."""
        body: Body = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
            if self.error.startswith("invalid_blocks"):
                body["errors"] = [message.removeprefix("[ERROR] ") for message in self.messages]
        return body
