"""The whole of it for journeys: a sandbox, and the real bot connected to it by Socket Mode or by HTTP.

The ticker does not run by itself here: a test says `due()` when time has passed, so that nothing depends on
how quick the machine is. Whole processes with their own ticker are tested in test_command_line.py.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import calendar, wording
from bot.app import Bot, Premises, build
from bot.cycle import suggest_here
from bot.sandbox import Clock, Form, Person, Sandbox, Shown
from bot.sandbox.cast import read_cast
from bot.transports import SocketMode, WebServer, web
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from matching import Decision
from tests.sandbox_bot import hurried

# A Monday at noon: the cycle of Tuesday at nine is less than a day away.
MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOT = "Pollinate"
CARD_BUTTONS = ["Accept", "Not now", "Decline", "A colleague"]


@dataclass
class Stage:
    """A running workspace with the bot in it."""

    slack: Sandbox
    bot: Bot

    def due(self) -> None:
        """Do what is due now: a cycle, then everything that has to be sent."""
        self.bot.run_due()
        self.bot.send_due()

    def to_next_cycle(self) -> None:
        """Let time pass until the next scheduled cycle, and let it run."""
        settings = self.bot.settings
        weekly = settings.cycle, settings.timezone, settings.country
        self.slack.clock.move_to(calendar.next_cycle(self.slack.clock(), *weekly) + timedelta(seconds=1))
        self.due()

    def another_cycle(self) -> None:
        """Let a day pass and an admin run a cycle, while the cards of the one before are still open."""
        self.slack.clock.advance(timedelta(days=1))
        assert self.person("ada").types("/partneradmin run").text == wording.ADMIN_RUNNING
        self.due()

    def pass_time(self, **time: float) -> None:
        """Let days or hours pass, and do what is due then."""
        self.slack.clock.advance(timedelta(**time))
        self.due()

    def person(self, handle: str) -> Person:
        """Somebody of the cast."""
        return self.slack.person(handle)

    def enrol(self, *handles: str) -> None:
        """Let people fill their form with their own story, as they stand in the cast."""
        for handle in handles:
            form = self.form(handle)
            told = form.fill(story(handle)).submit()
            assert told.ok, (handle, told.errors, told.trouble)
            assert told.modal, f"{handle} was not thanked"
            told.modal.close()
        self.bot.send_due()

    def form(self, handle: str) -> Form:
        """Open somebody's profile form by the command."""
        role = next(member.role for member in read_cast().members if member.handle == handle)
        seen = self.person(handle).types("/needpartner" if role == "innovator" else "/offerpartner")
        assert seen.ok, seen.text
        form = self.person(handle).modal()
        assert form is not None
        return form

    def inbox(self, handle: str) -> list[Shown]:
        """What somebody sees in their direct messages with the bot."""
        return self.person(handle).messages(BOT)

    def click(self, handle: str, button: str) -> None:
        """Click a button in somebody's latest message of the bot, and let what follows be sent."""
        seen = self.inbox(handle)[-1].click(button)
        assert seen.ok, seen.text
        self.bot.send_due()


def story(handle: str) -> dict[str, object]:
    """Somebody's form as the cast tells it, by label."""
    return dict(next(member.story for member in read_cast().members if member.handle == handle))


@contextmanager
def staged(
    folder: Path,
    *,
    http: bool = False,
    decide: Callable[..., Decision] = suggest_here,
    rates: bool = False,
    start: datetime = MONDAY,
    database: str = "",
    announce: bool = False,
    change: Callable[[dict[str, str]], None] = lambda _environ: None,
) -> Iterator[Stage]:
    """Start a workspace and the bot in it, whose database is a file in the folder unless it is given.

    `change` may alter the environment the bot reads.

    announce: whether there is an announcement channel, #general.
    """
    with Sandbox(clock=Clock(start), rates=rates) as slack:
        environ = {
            **slack.environment(),
            "DATABASE_URL": database or f"sqlite:///{folder / 'pollinate.db'}",
            "POLLINATE_ADMINS": slack.person("ada").id,
            "POLLINATE_QUIET_SECONDS": "30",
        }
        if http:
            environ["SLACK_APP_TOKEN"] = ""
        if announce:
            environ["POLLINATE_CHANNEL"] = slack.announcement_channel()
        change(environ)
        bot = build(
            Premises(read_settings(None, environ), read_taxonomy(), read_weights(), slack.clock, decide)
        )
        with closing(bot.store), _connected(slack, bot, http=http):
            yield Stage(slack, bot)


@contextmanager
def _connected(slack: Sandbox, bot: Bot, *, http: bool) -> Iterator[None]:
    if http:
        server = WebServer(web(bot), 0, host="127.0.0.1")
        server.start()
        slack.deliver_to(f"http://127.0.0.1:{server.port}/slack/events")
        try:
            yield
        finally:
            slack.deliver_by_sockets()
            server.stop()
    else:
        way_in = SocketMode(bot.bolt, bot.settings.app_token, connections=1)
        with hurried(slack, way_in.clients[0]):
            yield
