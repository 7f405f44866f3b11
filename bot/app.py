"""The composition root: settings and a clock in, a bot out, with every part made once and handed on."""

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from slack_bolt import App

from bot import (
    admin,
    colleagues,
    cycle,
    ghosting,
    introductions,
    my_data,
    news,
    next_best,
    outcomes,
    people,
    profiles,
    proofs,
    proposals,
    report,
    retention,
    review,
    silence,
)
from bot.crew import Crew
from bot.cycle import CycleTaken, Decide, ask_if_due, run_due, suggest_apart
from bot.drawings import Draw
from bot.embedding import Embedder
from bot.heartbeat import Heartbeat
from bot.logs import log_of
from bot.messenger import Messenger, TokenSource
from bot.outbox import Sender
from bot.pace import Pace
from bot.progress import Told, nobody
from bot.pulse import Pulse
from bot.reception import reception
from bot.records import Kind, Workspace
from bot.refusals import in_our_terms
from bot.scheduler import CYCLE_SECONDS, OUTBOX_SECONDS, Tick, Ticker
from bot.storage import Act, Store
from config.own_settings import own, unreadable
from config.settings import Settings
from matching import Decision, Taxonomy, Weights

# Seconds that Slack's answer may take where a person waits for ours; three until Slack gives up on us.
_PATIENCE = 2
# Seconds the worker waits for Slack; nobody sits before it.
_WORKER_PATIENCE = 15
# Seconds that may pass with asking who somebody new is, while they wait for what they asked.
_USHER_PATIENCE = 1

Clock = Callable[[], datetime]

log = log_of(__name__)


class Premises:
    """What the bots of one process share, whichever workspace they are for.

    decide: who is suggested to whom by these weights, as `matching.suggest` decides it; by default in a
    process of its own. pace: how fast Slack may be called; as fast as can be without one. threads: how many
    call it at once to send what is due in a workspace; without any, the caller of `send_due` does.
    """

    def __init__(
        self,
        settings: Settings,
        taxonomy: Taxonomy,
        weights: Weights,
        clock: Clock,
        decide: Callable[..., Decision] = suggest_apart,
        *,
        pace: Pace | None = None,
        threads: int = 0,
    ) -> None:
        self.settings = settings
        self.taxonomy = taxonomy
        self.clock = clock
        self.decide: Decide = partial(decide, weights=weights)
        self.pace = pace or Pace(clock, {})
        self.threads = threads
        self.store = Store(settings.database)
        self.pulse = Pulse(time.monotonic)
        self.heartbeat = Heartbeat(settings.heartbeat_url)

    def messenger(self, token: TokenSource, patience: int = _PATIENCE) -> Messenger:
        """Return what calls Slack with a token. patience: how many seconds an answer may take."""
        return Messenger(token, self.settings.api_url, patience=patience, refused=self.pulse.refused)


class Bot:
    """The bot in one workspace: `bolt` takes what Slack sends, the ticker does what is due."""

    bolt: App  # it hands requests to the bot, so it comes second

    def __init__(
        self, premises: Premises, workspace: Workspace, token: TokenSource, settings: Settings | None = None
    ) -> None:
        """Make it; settings: the workspace's, where they are not those of the premises."""
        self.premises = premises
        self.workspace = workspace
        self.store = premises.store
        self.environment = settings or premises.settings
        self.settings = self.environment
        self._own: dict[str, str] = {}
        self.taxonomy = premises.taxonomy
        self.clock = premises.clock
        self.decide = premises.decide
        self.met: people.Met = {}
        self._kept: date | None = None  # the date of the last upkeep
        self.messenger = premises.messenger(token)
        self.usher = premises.messenger(token, _USHER_PATIENCE)
        self.worker = premises.messenger(token, _WORKER_PATIENCE)
        self.embedder = Embedder(self.store, workspace, self.settings.model, self.clock)
        self.sender = Sender(
            self.store,
            self.worker,
            _drawings(self.settings, self.taxonomy),
            self.clock,
            timedelta(seconds=self.settings.quiet_seconds),
            arrival=lambda *letter: people.arrival(*letter, settings=self.settings),
            losses={**cycle.losses(), **introductions.losses()},
            pace=premises.pace,
            crew=Crew(premises.threads),
        )
        sends = Tick(self.send_due, lambda: premises.pulse.ticked("letters", self.clock()))
        self.ticker = Ticker({Tick(self.run_due, self._all_done): CYCLE_SECONDS, sends: OUTBOX_SECONDS})

    def start(self) -> None:
        """Begin to do what is due."""
        self.ticker.start()

    def workspaces(self) -> list[Workspace]:
        """Return the workspace."""
        return [self.workspace]

    def keep_up(self) -> None:
        """Go by the workspace's own settings as they stand now."""
        with self.store.read(self.workspace, patience=10) as act:
            self.settings_now(act)

    def settings_now(self, act: Act) -> Settings:
        """Return the settings that count now, and go by them from here on."""
        texts = act.own_settings()
        if texts != self._own:
            for name in unreadable(texts):
                log.warning("a setting of the workspace's own cannot be read and is left out", setting=name)
            self.settings = own(self.environment, texts)
            self.sender.drawings = _drawings(self.settings, self.taxonomy)
            self._own = texts
        return self.settings

    def leave_the_rest_to_workers(self) -> None:
        """Only take requests, and keep who has acted: other processes run the cycles and send what is due."""
        self.ticker = Ticker({Tick(self._meet, lambda: None): CYCLE_SECONDS})

    def run_due(self) -> bool:
        """Run the cycle that is due, if any, on up-to-date vectors, and see that its messages go out.

        The day's first tick does the upkeep of the database, too.
        """
        self.keep_up()
        self.embedder.run_due()
        now = self.clock()
        today = now.astimezone(self.settings.timezone).date()
        if self._kept != today:
            self.store.upkeep(today, now, keep_days=self.settings.backup_days)
            retention.keep_to_settings(self.store, self.workspace, now, self.settings)
            self._kept = today
        self.store.empty_log()
        self._follow_up(now)
        self._meet()
        ask_if_due(self.store, self.workspace, now, self.settings)
        silence.run_due(self.store, self.workspace, now, self.settings)
        try:
            ran = run_due(self.store, self.workspace, now, self.settings, self.taxonomy, self.decide)
        except CycleTaken:
            log.info("another process ran the cycle")
            return False
        if ran:
            log.info("a cycle ran")
            self.ticker.wake()
        next_best.run_due(self.store, self.workspace, now, self.settings, self.taxonomy, self.decide)
        news.run_due(self.store, self.workspace, now)
        return ran

    def _meet(self) -> None:
        """Keep who has acted since, and ask Slack who they are."""
        now = self.clock()
        people.refresh(self.store, self.workspace, self.worker, now, self.met, self.settings.admins)

    def _follow_up(self, now: datetime) -> None:
        """Ask what came of introductions where it is time, and leave those in peace who never answer."""
        asked = outcomes.ask_due(self.store, self.workspace, now, self.settings.timezone)
        if asked + ghosting.pause_silent(self.store, self.workspace, now):
            self.ticker.wake()

    def send_due(self, told: Told = nobody) -> int:
        """Send what is due; return how many letters were taken up."""
        self.keep_up()
        taken = self.sender.send_due(self.workspace, told)
        if taken:
            silence.start_clocks(self.store, self.workspace, self.clock())
        return taken

    def _all_done(self) -> None:
        """Note that nothing is left to do, and let it be known outside."""
        self.premises.pulse.ticked("cycles", self.clock())
        self.premises.heartbeat.beat(self.clock())

    def stop(self) -> None:
        """Finish what is in hand, then tick no more."""
        self.sender.leave()
        self.embedder.stop()
        self.ticker.stop()
        self.sender.finish()


def _drawings(settings: Settings, taxonomy: Taxonomy) -> Mapping[Kind, Draw]:
    """Return how each kind of letter is drawn, in the language of whoever it is for."""
    drawings = {
        **cycle.drawings(settings, taxonomy),
        **introductions.drawings(taxonomy),
        **outcomes.drawings(),
        **ghosting.drawings(),
        **proofs.drawings(settings),
        **profiles.drawings(settings, taxonomy),
        **admin.drawings(),
        **report.drawings(settings),
        **my_data.drawings(settings),
        **proposals.drawings(),
        **colleagues.drawings(),
        **news.drawings(settings),
        **retention.drawings(),
        **review.drawings(settings),
    }
    return {kind: people.in_their_language(draw, settings) for kind, draw in drawings.items()}


def build(premises: Premises) -> Bot:
    """Put the bot of one workspace together: asks Slack whose token it is, migrates the database, wires it.

    Raises the messenger's errors where Slack cannot be asked, DatabaseUnusable where the database refuses.
    """
    settings = premises.settings
    ours = premises.messenger(settings.bot_token).whoami()
    premises.store.migrate()
    _let_in(premises.store, ours)
    bot = Bot(premises, ours, settings.bot_token)
    bot.keep_up()
    with in_our_terms("auth.test"):  # Bolt asks once more
        bot.bolt = reception(
            lambda asking: bot if _same(asking, ours) else None,
            premises.pulse,
            client=bot.messenger.client,
            signing_secret=settings.signing_secret or None,
            request_verification_enabled=not settings.socket_mode,
        )
    return bot


def _same(asking: Workspace, ours: Workspace) -> bool:
    """Whether a request is from our workspace; its enterprise has to be ours where one is named."""
    return asking.team == ours.team and (asking.enterprise or ours.enterprise) == ours.enterprise


def _let_in(store: Store, workspace: Workspace) -> None:
    """Keep that Slack lets us into a workspace, which has just been asked."""
    with store.read(workspace, patience=10) as act:
        stopped = act.stopped()
    if stopped:
        with store.begin(workspace, patience=10) as act:
            act.let_in()
        log.warning("Slack lets us in again: what waits is sent")
