"""The real bot is installed against Vercel's emulator of Slack, and its scopes suffice for all it does."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot import dialogs, wording
from bot.cards import Message
from bot.messenger import Messenger
from bot.records import File, Workspace
from bot.refusals import Refused, Unclear
from bot.slack_app import CALLBACK, INSTALL, scopes
from bot.slack_ids import ACCEPT, ADMIN, NEED
from bot.storage import Store
from bot.vault import Vault, new_key
from matching.people import Consent
from tests.emulator_place import BOT, GENERAL, Emulator, bot_token, emulated
from tests.processes import free_port, running
from tests.profiles import AMIR, NOON, ROSA

KEY = new_key()
URL = f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with emulated(tmp_path_factory.mktemp("emulator"), URL + CALLBACK) as there:
        yield there


def test_the_real_bot_is_installed_and_introduces_two_people(slack: Emulator, tmp_path: Path) -> None:
    environ = slack.environ(URL, tmp_path, KEY)
    with running("run", environ=environ, folder=tmp_path) as bot:
        bot.until("Pollinate is ready", 120)
        page = slack.install(URL + INSTALL, by="ada")
        assert (page.status, wording.INSTALL_DONE_TITLE in page.text) == (200, True)
        token = enrolled(slack, tmp_path)
        assert slack.call("auth.test", token)["user_id"] == BOT
        assert wording.NOT_AN_ADMIN in slack.types(URL, "amir", ADMIN, "run")
        assert wording.ADMIN_RUNNING in slack.types(URL, "ada", ADMIN, "run")
        channel, card = slack.eventually(lambda: slack.conversations("amir", "im"))[0]
        slack.clicks(URL, "amir", ACCEPT, card, channel)
        _, note = slack.eventually(lambda: slack.conversations("rosa", "mpim"))[0]
        assert ROSA.venture in note["text"]
        slack.eventually(lambda: any(told.get("edited") for _, told in slack.conversations("amir", "im")))
        assert slack.types(URL, "rosa", NEED, "") == ""
        assert bot.end(seconds=25) == 0, "whoever is just being chosen for is waited for"
    assert "missing_scope" not in bot.said
    assert token not in bot.said


def enrolled(slack: Emulator, folder: Path) -> str:
    """Keep Rosa and Amir where the bot was installed; its token, which stands nowhere in the open."""
    with closing(Store(folder / "pollinate.db")) as store:
        with store.begin(Workspace("", slack.team), patience=10) as act:
            act.save_innovator(replace(ROSA, person=slack.people["rosa"], consent=Consent.AT_ONCE), NOON)
            act.save_champion(replace(AMIR, person=slack.people["amir"]), NOON)
            made = act.installation()
        assert made
    assert made.installed_by == slack.people["ada"]
    token = Vault([KEY]).open(made.token)
    assert token.startswith("xoxb-")
    assert not [file for file in folder.iterdir() if token.encode() in file.read_bytes()]
    return token


MESSAGE = Message("A letter", [{"type": "section", "text": {"type": "plain_text", "text": "A letter"}}])
# Which of the messenger's methods each scope is for; that for commands the emulator never asks for.
NEEDED: Mapping[str, set[str]] = {
    "channels:history": {"look_into"},
    "chat:write": {"post", "redraw", "withdraw"},
    "commands": set(),
    "files:write": {"share"},
    "im:history": {"copies"},
    "im:write": {"conversation_with"},
    "mpim:write": {"conversation_with"},
    "users:read": {"member", "app_of"},
}


def acts(slack: Emulator, messenger: Messenger, token: str) -> Mapping[str, Callable[[], object]]:
    """Every method with which the bot calls Slack, but that for an app-level token."""
    rosa, amir = slack.people["rosa"], slack.people["amir"]
    notice = dialogs.notice("Title", "Text")
    whole = Messenger(bot_token(), messenger.client.base_url)
    channel, ts = whole.post(rosa, MESSAGE, "known")
    view = whole.open_view(slack.trigger(token, "rosa"), notice)
    file = File("report.csv", b"a,b\n", "Report", "Two letters")
    return {
        "whoami": messenger.whoami,
        "token": messenger.token,
        "app_of": lambda: _asked_for_app(messenger, whole.token().bot_id),
        "member": lambda: messenger.member(rosa),
        "open_view": lambda: messenger.open_view(slack.trigger(token, "rosa"), notice),
        "redraw_view": lambda: messenger.redraw_view(view, notice),
        "publish_home": lambda: messenger.publish_home(rosa, {"type": "home", "blocks": MESSAGE.blocks}),
        "conversation_with": lambda: [messenger.conversation_with(few) for few in ([amir], [amir, rosa])],
        "post": lambda: messenger.post(rosa, MESSAGE, "another"),
        "redraw": lambda: messenger.redraw(channel, ts, MESSAGE),
        "copies": lambda: messenger.copies(channel, "known", NOON),
        "share": lambda: messenger.share(channel, "A report", [file], "known"),
        "withdraw": lambda: messenger.withdraw(channel, ts),
        "look_into": lambda: messenger.look_into(GENERAL),
    }


def _asked_for_app(messenger: Messenger, bot: str) -> None:
    with suppress(Unclear):  # the emulator lets us ask, and does not say
        messenger.app_of(bot)


def refused(slack: Emulator, token: str) -> set[str]:
    """The messenger's methods for which a token lacks a scope."""
    messenger, found = Messenger(token, f"{slack.url}/api/"), set()
    for name, act in acts(slack, messenger, token).items():
        try:
            act()
        except Refused as refusal:
            found.add(name if "missing_scope" in str(refusal) else f"{name}: {refusal}")
    return found


def test_every_call_is_covered_by_the_scopes_asked_for(slack: Emulator) -> None:
    ours = {name for name, _ in inspect.getmembers(Messenger, inspect.isfunction) if name[0] != "_"}
    messenger = Messenger(bot_token(), f"{slack.url}/api/")
    assert acts(slack, messenger, bot_token()).keys() == ours - {"connection"}
    assert refused(slack, bot_token()) == set()


def test_no_scope_is_asked_for_in_vain() -> None:
    assert NEEDED.keys() == scopes()


@pytest.mark.parametrize("scope", sorted(NEEDED))
def test_without_one_scope_what_it_is_for_is_refused_and_nothing_else(slack: Emulator, scope: str) -> None:
    assert refused(slack, bot_token(without=scope)) == NEEDED[scope]
