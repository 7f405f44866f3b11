"""The composition root: settings and a clock in, a bot out, with every part made once and handed on."""

import logging
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse

from bot import (
    admin,
    colleagues,
    cycle,
    error_door,
    ghosting,
    halts,
    introductions,
    my_data,
    news,
    next_best,
    organisations,
    outcomes,
    people,
    profiles,
    proofs,
    proposals,
    report,
    retention,
    review,
    silence,
    wording,
)
from bot.crew import Crew
from bot.cycle import CycleTaken, Decide, ask_if_due, run_due, suggest_apart
from bot.embedding import Embedder
from bot.heartbeat import Heartbeat
from bot.language import language_named, speak, spoken
from bot.logs import log_of
from bot.messenger import Messenger, in_our_terms
from bot.occasion import Occasion, Refusal
from bot.outbox import Sender
from bot.pace import Pace
from bot.pulse import Pulse
from bot.records import Workspace
from bot.scheduler import CYCLE_SECONDS, OUTBOX_SECONDS, Ticker
from bot.storage import DatabaseUnusable, Store
from config.settings import Settings
from matching import Decision, Taxonomy, Weights

# Seconds the worker waits for Slack; nobody sits before it.
_WORKER_PATIENCE = 15
# Seconds that may pass with asking who somebody new is, while they wait for what they asked.
_USHER_PATIENCE = 1

# Everything that listens; the table of rights has a line for each of its listeners.
STORIES = (
    profiles,
    introductions,
    colleagues,
    news,
    outcomes,
    ghosting,
    proofs,
    my_data,
    proposals,
    retention,
    admin,
    halts,
    organisations,
    review,
    people,
)

Clock = Callable[[], datetime]

log = log_of(__name__)


@dataclass
class Bot:
    """A bot that is put together: `bolt` takes what Slack sends, the ticker does what is due."""

    workspace: Workspace
    store: Store
    bolt: App
    sender: Sender
    settings: Settings
    taxonomy: Taxonomy
    clock: Clock
    decide: Decide
    worker: Messenger
    pulse: Pulse
    met: people.Met = field(default_factory=dict)
    embedder: Embedder = field(init=False)
    heartbeat: Heartbeat = field(init=False)
    ticker: Ticker = field(init=False)

    def __post_init__(self) -> None:
        self.embedder = Embedder(self.store, self.workspace, self.settings.model, self.clock)
        self.heartbeat = Heartbeat(self.settings.heartbeat_url)
        sends = _Tick(self.send_due, lambda: self.pulse.ticked("letters", self.clock()))
        self.ticker = Ticker({_Tick(self.run_due, self._all_done): CYCLE_SECONDS, sends: OUTBOX_SECONDS})

    def leave_the_rest_to_workers(self) -> None:
        """Only take requests, and keep who has acted: other processes run the cycles and send what is due."""
        self.ticker = Ticker({_Tick(self._meet, lambda: None): CYCLE_SECONDS})

    def run_due(self) -> bool:
        """Run the cycle that is due, if any, on up-to-date vectors, and see that its messages go out.

        The day's first tick does the upkeep of the database, too.
        """
        self.embedder.run_due()
        now = self.clock()
        today = now.astimezone(self.settings.timezone).date()
        if self.store.upkeep(today, now, keep_days=self.settings.backup_days):
            retention.keep_to_settings(self.store, self.workspace, now, self.settings)
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

    def send_due(self) -> int:
        """Send what is due; return how many letters were taken up."""
        taken = self.sender.send_due(self.workspace)
        if taken:
            silence.start_clocks(self.store, self.workspace, self.clock())
        return taken

    def _all_done(self) -> None:
        """Note that nothing is left to do, and let it be known outside."""
        self.pulse.ticked("cycles", self.clock())
        self.heartbeat.beat(self.clock())

    def stop(self) -> None:
        """Finish what is in hand, then tick no more."""
        self.sender.leave()
        self.embedder.stop()
        self.ticker.stop()
        self.sender.finish()


class _Requests(App):
    """Takes each request in a context of its own, where its person's language is spoken, and times it."""

    def __init__(self, pulse: Pulse, **parts: Any) -> None:  # noqa: ANN401 - as Bolt takes them
        super().__init__(**parts)
        self._pulse = pulse

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Have a request answered."""
        with self._pulse.answering():
            return copy_context().run(super().dispatch, req)


class _Tick:
    """What is done at each tick, and `done` after it.

    Where the database cannot be used, that is said once, and tried again.
    """

    def __init__(self, act: Callable[[], object], done: Callable[[], None]) -> None:
        self._act = act
        self._done = done
        self._said = ""

    def __call__(self) -> None:
        try:
            self._act()
            self._said = ""
            self._done()
        except DatabaseUnusable as trouble:
            if str(trouble) != self._said:
                self._said = str(trouble)
                log.error("the database cannot be used", why=str(trouble))


def build(
    settings: Settings,
    taxonomy: Taxonomy,
    weights: Weights,
    clock: Clock,
    decide: Callable[..., Decision] = suggest_apart,
    *,
    pace: Pace | None = None,
    threads: int = 0,
) -> Bot:
    """Put a bot together: asks Slack whose token it is, migrates the database, wires the listeners.

    decide: who is suggested to whom by these weights, as `matching.suggest` decides it; by default in a
    process of its own. pace: how fast Slack may be called; as fast as can be without it. threads: how many
    call it at once to send what is due; without any, the caller of `send_due` does.
    Raises the messenger's errors where Slack cannot be asked, DatabaseUnusable where the database refuses.
    """
    pulse = Pulse(time.monotonic)
    messenger = Messenger(settings.bot_token, settings.api_url, refused=pulse.refused)
    usher = Messenger(settings.bot_token, settings.api_url, patience=_USHER_PATIENCE, refused=pulse.refused)
    workspace = messenger.whoami()
    store = Store(settings.database)
    store.migrate()
    _let_in(store, workspace)
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
    worker = Messenger(settings.bot_token, settings.api_url, patience=_WORKER_PATIENCE, refused=pulse.refused)
    sender = Sender(
        store,
        worker,
        {kind: people.in_their_language(draw, settings) for kind, draw in drawings.items()},
        clock,
        timedelta(seconds=settings.quiet_seconds),
        arrival=partial(people.arrival, settings=settings),
        losses={**cycle.losses(), **introductions.losses()},
        pace=pace or Pace(clock, {}),
        crew=Crew(threads),
    )
    with in_our_terms("auth.test"):  # Bolt asks once more
        bolt = _Requests(
            pulse,
            client=messenger.client,
            logger=_quiet_logger(),
            signing_secret=settings.signing_secret or None,
            request_verification_enabled=not settings.socket_mode,
            process_before_response=True,
        )
    deciding = partial(decide, weights=weights)
    bot = Bot(workspace, store, bolt, sender, settings, taxonomy, clock, deciding, worker, pulse)
    _give_occasion(bot, messenger, usher)
    error_door.register(bolt, messenger)
    for story in STORIES:
        story.register(bolt)
    return bot


def _let_in(store: Store, workspace: Workspace) -> None:
    """Keep that Slack lets us into a workspace, which has just been asked."""
    with store.read(workspace, patience=10) as act:
        stopped = act.stopped()
    if stopped:
        with store.begin(workspace, patience=10) as act:
            act.let_in()
        log.warning("Slack lets us in again: what waits is sent")


def _quiet_logger() -> logging.Logger:
    """Return the logger whose level all of Bolt's take over: at INFO and DEBUG Bolt logs whole bodies."""
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)  # its warnings are about how it is called: with a client, say
    return logger


def _give_occasion(bot: Bot, messenger: Messenger, usher: Messenger) -> None:
    """Hand every listener the occasion of its act; requests from another workspace are refused."""

    @bot.bolt.middleware
    def occasion(request: BoltRequest, context: BoltContext, next: Callable[[], Any]) -> None:
        person = context.user_id or ""
        speak(language_named(bot.settings.language))
        if not _is_ours(request, bot.workspace):
            log.warning("a request from another workspace was refused", team=context.team_id)
            raise Refusal(wording.OTHER_WORKSPACE)
        if person and people.acts(request.body):
            speak(people.language_read(bot.store, bot.workspace, usher, person, bot.met, bot.settings))
        context["occasion"] = Occasion(
            workspace=bot.workspace,
            person=person,
            language=spoken(),
            before_them=request.body.get("view") or request.body.get("message"),
            request=request.headers.get("x-slack-signature", [""])[0],
            now=bot.clock(),
            store=bot.store,
            messenger=messenger,
            settings=bot.settings,
            taxonomy=bot.taxonomy,
            wake=bot.ticker.wake,
        )
        context["decide"] = bot.decide
        people.note(bot.met, person, request.body)
        next()


def _is_ours(request: BoltRequest, ours: Workspace) -> bool:
    """Whether a request comes from our workspace, and from one of its own people.

    An enterprise has to be ours where one is named. Outside of one, whose people belong to several teams, so
    has the team of the person: with Slack Connect, guests of another workspace see our messages.
    """
    person = request.body.get("user")
    home = person.get("team_id") if isinstance(person, dict) else None
    return (
        request.context.team_id == ours.team
        and (request.context.enterprise_id or ours.enterprise) == ours.enterprise
        and (home in (None, ours.team) or bool(ours.enterprise))
    )
