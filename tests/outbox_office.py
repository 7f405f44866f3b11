"""A bot whose outbox holds a card, and a workspace to send it to; nothing is sent unless a test says so."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.admin import status_text
from bot.app import Bot, Premises, build
from bot.cycle import suggest_here
from bot.introductions import accept
from bot.messenger import Messenger
from bot.occasion import Occasion
from bot.records import Kind
from bot.sandbox import Clock, Sandbox, Shown
from bot.sandbox.workspace import Workspace
from bot.storage import Act
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from matching.people import Champion, Consent, Innovator
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import put_card, url_of

QUIET = 30  # seconds
WILLING = replace(ROSA, consent=Consent.AT_ONCE)


@dataclass
class Office:
    """A workspace, and a bot whose outbox has Rosa's card for Amir; nothing is sent unless a test says so."""

    slack: Sandbox
    bot: Bot
    card: str

    def settle(self) -> None:
        """Let leases and quiet windows pass, several of them, sending what is due each time."""
        for _ in range(6):
            self.slack.clock.advance(timedelta(seconds=2 * QUIET + 1))
            self.bot.send_due()

    def occasion(self, person: str) -> Occasion:
        bot = self.bot
        return Occasion(
            bot.workspace, person, bot.clock(), bot.store, Messenger("xoxb-", "http://127.0.0.1:9/"),
            bot.settings, bot.taxonomy, lambda: None,
        )  # fmt: skip

    def accept(self) -> None:
        accept(self.occasion(AMIR.person), self.card)

    def cards(self) -> list[Shown]:
        return self.slack.person("amir").messages("Pollinate")

    def notes(self) -> list[Shown]:
        conversation = self.slack.person("rosa").group_with("amir")
        return self.slack.person("rosa").messages(conversation) if conversation else []

    def states(self) -> dict[str, int]:
        with self.bot.store.read(self.bot.workspace) as act:
            return act.letter_states()

    def status(self) -> str:
        """What /partneradmin status says."""
        return status_text(self.occasion("U0ADA"))

    def leave(self, handle: str) -> None:
        """Let somebody's account be deactivated, who never had a direct message of the bot's."""
        user = self._workspace.users[self.slack.person(handle).id]
        both = frozenset((user.id, self.slack.bot_user))
        self.slack._look(lambda: self._workspace._between.pop(("im", both)))
        self.slack._look(lambda: setattr(user, "deleted", True))

    def revoke(self) -> None:
        """Let the bot's token lose its worth."""
        self._new_token("xoxb-another")

    def reinstall(self) -> None:
        """Let it be worth something again."""
        self._new_token(self.bot.settings.bot_token)

    def _new_token(self, token: str) -> None:
        app = self._workspace.app
        self.slack._look(lambda: setattr(self._workspace, "app", replace(app, bot_token=token)))

    @property
    def _workspace(self) -> Workspace:
        return self.slack._workspace

    def calls(self, method: str) -> int:
        return len(self.slack.ledger("api", method))


def put(act: Act, innovator: Innovator, champion: Champion) -> str:
    standing = put_card(act, innovator, champion)
    act.queue(Kind.CARDS, f"{standing.cycle}:{standing.champion.id}", NOON)
    return standing.suggestion


@contextmanager
def opened(place: Path | str, scopes: tuple[str, ...] | None = None) -> Iterator[Office]:
    """Open an office. place: where the bot's database is made."""
    with Sandbox(clock=Clock(NOON), rates=False, scopes=scopes) as slack:
        environ = {
            **slack.environment(),
            "DATABASE_URL": url_of(place),
            "POLLINATE_QUIET_SECONDS": str(QUIET),
        }
        bot = build(
            Premises(read_settings(None, environ), read_taxonomy(), read_weights(), slack.clock, suggest_here)
        )
        with bot.store.begin(bot.workspace) as act:
            card = put(act, WILLING, AMIR)
        with closing(bot.store):
            yield Office(slack, bot, card)
