"""A workspace installs the bot, takes it off and comes back: its token goes, and nothing else is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from bot import wording
from bot.app import Bot
from bot.bots import Bots
from bot.installations import TAKEN_OFF, install
from bot.records import Installation, Kind, Workspace
from bot.sandbox import Clock, Sandbox
from tests.many_stage import bots_of
from tests.stage import MONDAY


@dataclass
class Place:
    """A sandbox whose workspace has installed the bot."""

    slack: Sandbox
    bots: Bots

    @property
    def workspace(self) -> Workspace:
        return Workspace("", self.slack.team)

    @property
    def bot(self) -> Bot:
        bot = self.bots.of(self.workspace)
        assert bot
        return bot

    def installs(self, by: str = "ada") -> None:
        token = self.bots.vault.seal(self.slack.environment()["SLACK_BOT_TOKEN"])
        now = self.slack.clock()
        made = Installation(token, "", None, self.slack.bot_user, self.slack.person(by).id, now)
        install(self.bots.premises.store, self.workspace, made)
        self.bots.keep_up()

    def hears(self, event: str, *, ago: int = 0, **more: object) -> None:
        """Have Slack tell of an event that happened so many seconds ago."""
        happened = int(self.slack.clock().timestamp()) - ago
        body = {
            "type": "event_callback", "team_id": self.slack.team, "event_time": happened,
            "event": {"type": event, **more},
        }  # fmt: skip
        assert self.bots.bolt.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200

    def types(self, who: str, command: str, text: str) -> str:
        person = self.slack.person(who).id
        body = {"command": command, "text": text, "user_id": person, "team_id": self.slack.team}
        return self.bots.bolt.dispatch(BoltRequest(body=body, mode="socket_mode")).body

    def installation(self) -> Installation | None:
        with self.bots.premises.store.read(self.workspace) as act:
            return act.installation()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Sandbox(clock=Clock(MONDAY), rates=False) as slack, bots_of(slack, tmp_path) as bots:
        yield Place(slack, bots)


def test_whoever_installs_it_is_admin_there_and_nobody_else(place: Place) -> None:
    place.installs(by="rosa")
    assert wording.NOT_AN_ADMIN in place.types("ada", "/partneradmin", "status")
    assert wording.NOT_AN_ADMIN not in place.types("rosa", "/partneradmin", "status")


def test_before_anybody_installs_it_nobody_is_served(place: Place) -> None:
    assert wording.OTHER_WORKSPACE in place.types("rosa", "/needpartner", "status")


def test_taken_off_its_token_goes_and_what_waits_is_kept_until_it_comes_back(place: Place) -> None:
    place.installs()
    rosa = place.slack.person("rosa")
    with place.bots.premises.store.begin(place.workspace) as act:
        act.queue(Kind.HOME, rosa.id, place.slack.clock())
    place.slack.clock.advance(timedelta(minutes=1))
    place.hears("app_uninstalled")
    place.hears("tokens_revoked", tokens={"oauth": [], "bot": [place.slack.bot_user]})
    assert place.installation() is None
    before = len(place.slack.ledger("api"))
    assert place.bot.send_due() == 0
    assert len(place.slack.ledger("api")) == before, "Slack was called without a token"
    with place.bots.premises.store.read(place.workspace) as act:
        stop = act.stopped()
    assert stop
    assert stop.why == TAKEN_OFF
    place.slack.clock.advance(timedelta(minutes=1))
    place.installs()
    assert place.bot.send_due() == 1
    assert rosa.home()


def test_an_event_that_slack_tells_again_takes_no_newer_installation_off(place: Place) -> None:
    place.installs()
    place.slack.clock.advance(timedelta(minutes=5))
    place.installs()
    place.hears("app_uninstalled", ago=60)
    place.hears("tokens_revoked", ago=60, tokens={"bot": [place.slack.bot_user]})
    assert place.installation()


def test_somebody_elses_token_is_no_matter(place: Place) -> None:
    place.installs()
    place.slack.clock.advance(timedelta(minutes=1))
    place.hears("tokens_revoked", tokens={"oauth": [place.slack.person("rosa").id], "bot": []})
    assert place.installation()
