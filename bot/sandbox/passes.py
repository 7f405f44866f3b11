"""What a workspace hands out for a short while: triggers, response URLs, tickets for connections."""

from __future__ import annotations

from typing import TypeVar

from bot.sandbox.news import Bulletin, Clock, News, Ticks
from bot.sandbox.shapes import ResponseUrl, Trigger

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
TICKET_SECONDS = 30.0

Pass = TypeVar("Pass", Trigger, ResponseUrl)


class Passes(News):
    """What was handed out, by id; `address` is where the sandbox serves, with no slash at its end."""

    def __init__(self, clock: Clock, ticks: Ticks, bulletin: Bulletin, realm: str = "") -> None:
        super().__init__(clock, ticks, bulletin, realm)
        self.address = "http://127.0.0.1"
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self._tickets: dict[str, float] = {}

    def mint_trigger(self, user: str, view_id: str | None = None) -> Trigger:
        """A trigger for this person's act just now (in that modal); it expires in three seconds."""
        self._forget_old(self.triggers)
        trigger = Trigger(
            f"{self.minted}.{self.new_id('')}", user, self.ticks() + TRIGGER_SECONDS, view_id=view_id
        )
        self.triggers[trigger.id] = trigger
        return trigger

    def mint_response_url(self, channel: str, user: str, message_ts: str | None = None) -> str:
        """The address an app may answer at: five times within thirty minutes."""
        self._forget_old(self.response_urls)
        door = ResponseUrl(
            self.new_id("R"), channel, user, self.ticks() + RESPONSE_URL_SECONDS, message_ts=message_ts
        )
        self.response_urls[door.id] = door
        return f"{self.address}/response/{door.id}"

    def mint_ticket(self) -> str:
        """A ticket for one Socket Mode connection, good for thirty seconds."""
        ticket = self.new_id("").lower()
        self._tickets[ticket] = self.ticks() + TICKET_SECONDS
        return ticket

    def redeem_ticket(self, ticket: str) -> bool:
        """Whether this ticket may connect; it may not again."""
        return self._tickets.pop(ticket, 0.0) > self.ticks()

    def _forget_old(self, passes: dict[str, Pass]) -> None:
        """Forget what expired long ago; the oldest come first, as all of a kind live equally long."""
        while passes and next(iter(passes.values())).expires < self.ticks() - RESPONSE_URL_SECONDS:
            del passes[next(iter(passes))]
