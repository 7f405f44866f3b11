"""All the bots of one process, where any workspace can install the bot: one each, behind one address.

Which workspaces there are, the database says; it is asked every few seconds, and when somebody unknown calls.
A workspace that has taken the bot off keeps its own, which sends nothing and erases what is due.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult

from bot.app import Bot, Premises
from bot.logs import log_of
from bot.messenger import Registrar
from bot.reception import reception
from bot.records import Installation, Workspace
from bot.scheduler import CYCLE_SECONDS, Tick, Ticker
from bot.tokens import Tokens
from bot.vault import Vault
from config.settings import Settings

log = log_of(__name__)


class Bots:
    """The bots of a process. `bolt` takes what Slack sends, for all of them."""

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        self.settings = settings = premises.settings
        self.registrar = Registrar(settings.client_id, settings.client_secret, settings.api_url)
        self.vault = Vault(settings.token_keys)
        self.tokens = Tokens(premises.store, self.vault, self.registrar, premises.clock)
        self.bolt = reception(
            self.of,
            premises.pulse,
            client=self.registrar.client,
            authorize=_whoever,
            signing_secret=settings.signing_secret,
        )
        self._bots: dict[Workspace, tuple[datetime | None, Bot]] = {}
        self._changing = threading.Lock()
        self._begun = False
        self._only_requests = False
        self._ticker = Ticker({Tick(self.run_due, lambda: None): CYCLE_SECONDS})

    def of(self, workspace: Workspace) -> Bot | None:
        """Return the bot of a workspace; None where it never was, or all of it is erased."""
        if workspace not in self._bots:
            self.keep_up()
        _, bot = self._bots.get(workspace, (None, None))
        return bot

    def workspaces(self) -> list[Workspace]:
        """Return the workspaces that have a bot here."""
        return list(self._bots)

    def leave_the_rest_to_workers(self) -> None:
        """Only take requests: other processes run the cycles, send what is due, and renew tokens."""
        self._only_requests = True

    def start(self) -> None:
        """Begin to do what is due, in all workspaces."""
        self._begun = True
        self._ticker.start()

    def run_due(self) -> None:
        """Renew the tokens that soon expire, and see who has come and gone."""
        if not self._only_requests:
            for workspace, since in self.premises.store.installed().items():
                if since:
                    self.tokens.renew_due(workspace)
        self.keep_up()

    def keep_up(self) -> None:
        """Have a bot for each workspace there is, a new one where it was installed anew."""
        stopping: list[Bot] = []
        try:
            with self._changing:
                there = self.premises.store.installed()
                leaving = [each for each, (since, _) in self._bots.items() if there.get(each, _GONE) != since]
                stopping += [self._bots.pop(each)[1] for each in leaving]
                for workspace in there.keys() - self._bots.keys():
                    self._bots[workspace] = there[workspace], self._made(workspace)
        finally:  # also where one cannot be made
            _stop(stopping)

    def _made(self, workspace: Workspace) -> Bot:
        with self.premises.store.read(workspace, patience=10) as act:
            settings = begins_with(self.premises.settings, act.installation())
        bot = Bot(self.premises, workspace, self.tokens.of(workspace), settings)
        bot.bolt = self.bolt
        if self._only_requests:
            bot.leave_the_rest_to_workers()
        if self._begun:
            bot.start()
        return bot

    def stop(self) -> None:
        """Finish what is in hand everywhere, then tick no more."""
        self._ticker.stop()
        _stop([bot for _, bot in self._bots.values()])


def build(premises: Premises) -> Bots:
    """Put the bots of all workspaces together: migrates the database, and puts tokens under the newest key.

    Raises DatabaseUnusable where the database refuses.
    """
    bots, store = Bots(premises), premises.store
    store.migrate()
    if again := sum(bots.tokens.seal_again(workspace) for workspace in store.installed()):
        log.info("tokens were put under the newest key", workspaces=again)
    return bots


_GONE = datetime.min.replace(tzinfo=UTC)


def _stop(bots: list[Bot]) -> None:
    """Stop them side by side: each waits for its calls."""
    if bots:
        with ThreadPoolExecutor(len(bots)) as threads:
            list(threads.map(Bot.stop, bots))


def begins_with(settings: Settings, installation: Installation | None) -> Settings:
    """Return the settings with which a workspace begins: ids of the environment's mean nothing in it."""
    admins = frozenset({installation.installed_by} - {""}) if installation else frozenset[str]()
    return replace(settings, admins=admins, channel="", review=False, review_channel="")


def _whoever(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult:  # noqa: ANN401
    """Have Bolt look no token up, and not ask Slack whose it is: listeners have the bot of the workspace."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
