"""Workspaces install the bot, take it off and come back, side by side; real OAuth against the sandbox."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from bot import wording
from bot.app import Premises
from bot.bots import build
from bot.check import check
from bot.cycle import suggest_here
from bot.installations import TAKEN_OFF
from bot.records import Kind, Workspace
from bot.sandbox import Fault
from bot.sandbox.browser import Browser
from bot.slack_app import CALLBACK, INSTALL
from bot.storage import Store
from bot.vault import Vault, new_key
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from tests.many_stage import KEY, Many, environ_for, many_staged
from tests.stage import BOT, CARD_BUTTONS
from tests.storage_place import at_once, rows_of


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Many]:
    with many_staged(tmp_path) as stage:
        yield stage


def home(many: Many) -> Workspace:
    return Workspace("", many.slack.team)


# installing


def test_whoever_installs_it_is_admin_there_and_nobody_else(many: Many) -> None:
    assert not many.slack.person("rosa").types("/needpartner status").ok
    page = many.install(many.slack, by="rosa")
    assert (page.status, wording.INSTALL_DONE_TITLE in page.text) == (200, True)
    assert f"https://app.slack.com/client/{many.slack.team}" in page.text
    assert wording.NOT_AN_ADMIN in many.slack.person("ada").types("/partneradmin status").text
    assert wording.NOT_AN_ADMIN not in many.slack.person("rosa").types("/partneradmin status").text


def test_no_token_stands_readable_in_the_database(many: Many, tmp_path: Path) -> None:
    many.install(many.slack)
    made = many.installation(home(many))
    assert made
    token = Vault([KEY]).open(made.token)
    assert token.startswith("xoxe.xoxb-")
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert files
    assert not [file for file in files if b"xox" in file.read_bytes()]


def test_a_new_key_takes_over_and_the_old_one_can_go(many: Many) -> None:
    many.install(many.slack)
    newer, store = new_key(), many.bots.premises.store
    before = many.installation(home(many))
    assert before
    sealed = _sealed_again(many, newer, KEY)
    assert Vault([newer]).open(sealed) == Vault([KEY]).open(before.token)
    assert store.installed()


def _sealed_again(many: Many, *keys: str) -> str:
    many.bots.tokens._vault = Vault(keys)
    assert many.bots.tokens.seal_again(home(many))
    assert not many.bots.tokens.seal_again(home(many)), "it is done once"
    made = many.installation(home(many))
    assert made
    return made.token


def test_who_cancels_or_comes_with_another_browser_or_late_installs_nothing(many: Many) -> None:
    assert wording.INSTALL_CANCELLED_TITLE in many.install(many.slack, allow=False).text
    begun, callback = Browser(), many.url + CALLBACK
    ask = begun.open(many.url + INSTALL)
    state = ask.url.partition("state=")[2].partition("&")[0]
    for browser, query in (
        (Browser(), f"?code=1&state={state}"),
        (begun, "?code=1&state=forged"),
        (begun, "?code=1"),
        (begun, ""),
    ):
        page = browser.open(callback + query)
        assert (page.status, wording.INSTALL_STALE in page.text) == (400, True), query
    refused = begun.open(f"{callback}?error=%3Cscript%3E")
    assert (refused.status, "<script>" in refused.text) == (400, False)
    many.slack.clock.advance(timedelta(minutes=11))
    assert wording.INSTALL_STALE in begun.open(f"{callback}?code=1&state={state}").text
    assert many.bots.premises.store.installed() == {}


def test_a_code_that_slack_refuses_or_does_not_answer_for_is_told(many: Many) -> None:
    browser = Browser()
    state = browser.open(many.url + INSTALL).url.partition("state=")[2].partition("&")[0]
    page = browser.open(f"{many.url}{CALLBACK}?code=made.up&state={state}")
    assert (page.status, "invalid_code" in page.text) == (400, True)
    many.slack.fault(Fault("oauth.v2.access", "cut_before"))
    page = many.install(many.slack)
    assert (page.status, wording.INSTALL_NO_SLACK in page.text) == (502, True)
    assert many.install(many.slack).status == 200


# side by side


def test_two_workspaces_each_have_their_own_story(many: Many) -> None:
    second = many.slack.add_workspace("Hill Growers")
    many.install(many.slack)
    many.install(second, by="priya")
    ours, theirs = many.stage(many.slack), many.stage(second, Workspace("", second.team))
    ours.enrol("rosa", "amir")
    theirs.enrol("rosa")
    ours.slack.clock.advance(timedelta(days=2))
    many.due()
    [card] = [message for message in ours.inbox("amir") if CARD_BUTTONS[0] in message.buttons]
    assert card.click("Accept").ok
    many.due()
    assert [each.name for each in ours.person("rosa").conversations()]
    assert not [message for message in theirs.inbox("rosa") if "Amir" in message.text]
    assert theirs.person("amir").messages(BOT) == []
    assert "1 innovator" in second.person("priya").types("/partneradmin status").text
    with many.bots.premises.store.read(theirs.bot.workspace) as act:
        assert (len(act.innovators()), len(act.champions())) == (1, 0)


def test_each_has_settings_of_its_own_which_the_check_looks_into(many: Many, tmp_path: Path) -> None:
    second = many.slack.add_workspace("Hill Growers")
    many.install(many.slack)
    many.install(second, by="priya")
    assert second.person("priya").types("/partneradmin settings").ok
    form = second.person("priya").modal()
    assert form
    assert form.fill({"Currency": "kr", "Day and time of the cycle": "wed 10:00"}).submit().ok
    assert "Wednesday" in second.person("priya").types("/partneradmin status").text
    assert "Tuesday" in many.slack.person("ada").types("/partneradmin status").text
    env_file = tmp_path / "settings.env"
    environ = environ_for(many.slack, tmp_path, many.url)
    env_file.write_text("".join(f"{name}={text}\n" for name, text in environ.items()), encoding="utf-8")
    told = [str(line) for line in check(env_file, many.slack.clock)]
    assert [line for line in told if "own settings" in line] == [
        f"note own settings: team {second.team} has set POLLINATE_CURRENCY, POLLINATE_CYCLE,"
        " by /partneradmin settings"
    ]
    assert {line for line in told if "admins: " in line} == {
        f"ok   admins: {person.id} may use /partneradmin"
        for person in (many.slack.person("ada"), second.person("priya"))
    }


def test_an_organisation_is_one_community(many: Many) -> None:
    grid = many.slack.add_organisation("Open Fields")
    north, south = (many.slack.add_workspace(name, organisation=grid) for name in ("North", "South"))
    page = grid.install(many.url + INSTALL, by=north.person("ada").id)
    assert page.status == 200, page.text
    for each in (north, south):
        each.admit()
    community = Workspace(grid.id, "")
    assert many.installation(community)
    here, there = many.stage(north, community), many.stage(south, community)
    here.enrol("rosa")
    there.enrol("amir")
    many.slack.clock.advance(timedelta(days=2))
    many.due()
    [card] = [message for message in there.inbox("amir") if CARD_BUTTONS[0] in message.buttons]
    assert card.click("Accept").ok
    many.due()
    [met] = rows_of(many.bots.premises.store, "introductions")
    assert (met["enterprise"], met["team"]) == (grid.id, "")


# tokens


def test_a_token_is_renewed_before_it_expires_and_is_used_at_once(many: Many) -> None:
    many.install(many.slack)
    first = many.installation(home(many))
    many.slack.clock.advance(timedelta(hours=9, minutes=50))
    many.bots.run_due()
    assert many.installation(home(many)) == first
    many.slack.clock.advance(timedelta(minutes=20))
    many.bots.run_due()
    second = many.installation(home(many))
    assert second
    assert first
    assert second.token != first.token
    many.slack.clock.advance(timedelta(hours=3))
    assert many.slack.person("rosa").types("/needpartner").ok, "the first one has expired by now"
    assert many.slack.person("rosa").modal()


def test_after_a_day_down_the_token_is_renewed_first(many: Many) -> None:
    many.install(many.slack)
    with many.bots.premises.store.begin(home(many)) as act:
        act.queue(Kind.HOME, many.slack.person("rosa").id, many.slack.clock())
    many.slack.clock.advance(timedelta(days=1))
    many.due()
    assert many.slack.person("rosa").home()


@pytest.mark.parametrize("effect", ["cut_before", "500", "429"])
def test_a_renewal_that_fails_is_tried_again_a_minute_later(many: Many, effect: str) -> None:
    many.install(many.slack)
    before = many.installation(home(many))
    many.slack.clock.advance(timedelta(hours=11))
    many.slack.fault(Fault("oauth.v2.access", effect))
    many.bots.run_due()
    assert _token(many) == (before and before.token)
    many.bots.run_due()
    assert _token(many) == (before and before.token), "the lease is not over"
    many.slack.clock.advance(timedelta(seconds=61))
    many.bots.run_due()
    assert _token(many) != (before and before.token)


def test_of_several_processes_one_renews_and_all_see_who_has_come(many: Many, tmp_path: Path) -> None:
    settings = read_settings(None, environ_for(many.slack, tmp_path, many.url))
    worker = build(Premises(settings, read_taxonomy(), read_weights(), many.slack.clock, suggest_here))
    assert worker.workspaces() == []
    many.install(many.slack)
    worker.run_due()
    assert worker.workspaces() == [home(many)]
    many.slack.clock.advance(timedelta(hours=11))
    at_once(4, lambda number: (many.bots if number % 2 else worker).run_due())
    asked = [each.request.get("grant_type") for each in many.slack.ledger(method="oauth.v2.access")]
    assert asked.count("refresh_token") == 1


def _token(many: Many) -> str | None:
    made = many.installation(home(many))
    return made.token if made else None


@pytest.mark.parametrize("effect", ["cut_after", "garbage"])
def test_a_renewal_whose_answer_is_lost_takes_a_new_installation_and_loses_nothing(
    many: Many, effect: str
) -> None:
    """The refresh token is used up: Slack gives no other, and somebody has to install the bot again."""
    many.install(many.slack)
    many.slack.clock.advance(timedelta(hours=11))
    many.slack.fault(Fault("oauth.v2.access", effect))
    many.bots.run_due()
    many.slack.clock.advance(timedelta(hours=2))
    with many.bots.premises.store.begin(home(many)) as act:
        act.queue(Kind.HOME, many.slack.person("rosa").id, many.slack.clock())
    many.due()
    with many.bots.premises.store.read(home(many)) as act:
        assert act.stopped()
    many.install(many.slack)
    many.due()
    assert many.slack.person("rosa").home()


# taking it off, and coming back


def test_taken_off_its_token_goes_and_what_waits_is_kept_until_it_comes_back(many: Many) -> None:
    many.install(many.slack)
    rosa = many.slack.person("rosa")
    store: Store = many.bots.premises.store
    with store.begin(home(many)) as act:
        act.queue(Kind.HOME, rosa.id, many.slack.clock())
    many.slack.clock.advance(timedelta(minutes=1))
    many.slack.uninstall()
    many.slack.eventually(lambda: many.installation(home(many)) is None)
    before = len(many.slack.ledger("api"))
    many.due()
    assert len(many.slack.ledger("api")) == before, "Slack was called without a token"
    with store.read(home(many)) as act:
        stop = act.stopped()
    assert stop
    assert stop.why == TAKEN_OFF
    many.slack.clock.advance(timedelta(minutes=1))
    many.install(many.slack, by="priya")
    many.due()
    assert rosa.home()
    assert wording.NOT_AN_ADMIN not in many.slack.person("priya").types("/partneradmin status").text


def test_an_event_that_slack_tells_again_takes_no_newer_installation_off(many: Many) -> None:
    many.install(many.slack)
    for event in ("app_uninstalled", "tokens_revoked"):
        _hears(many, {"type": event, "tokens": {"bot": [many.slack.bot_user]}}, ago=60)
        assert many.installation(home(many))


def test_somebody_elses_token_is_no_matter(many: Many) -> None:
    many.install(many.slack)
    many.slack.clock.advance(timedelta(minutes=1))
    _hears(many, {"type": "tokens_revoked", "tokens": {"oauth": [many.slack.person("rosa").id]}})
    assert many.installation(home(many))


def _hears(many: Many, event: dict[str, object], *, ago: int = 0) -> None:
    """Have Slack tell of an event that happened so many seconds ago."""
    happened = int(many.slack.clock().timestamp()) - ago
    body = {"type": "event_callback", "team_id": many.slack.team, "event_time": happened, "event": event}
    assert many.bots.bolt.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
