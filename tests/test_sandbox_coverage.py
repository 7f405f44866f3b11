"""The sandbox covers what the bot does, and the manifest asks for what the bot needs and no more.

Which methods the bot calls and what it listens to is read from its source, and compared with what the sandbox
has and what a walk through the whole product has reached.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import slack_ids
from bot.cards import Message
from bot.messenger import Messenger
from bot.records import File
from bot.refusals import Gone, Refused
from bot.sandbox import Person, Sandbox
from bot.sandbox.methods import METHODS
from bot.slack_app import manifest
from tests.journey_acts import decline, enrol, modal
from tests.profiles import NOON
from tests.stage import Stage, staged

ROOT = Path(__file__).parent.parent
MANIFEST = json.loads((ROOT / "config" / "manifest.json").read_text(encoding="utf-8"))
SCOPES = MANIFEST["oauth_config"]["scopes"]["bot"]
HELLO = Message("Hello", [])
FILE = File("hello.txt", b"Hello", "Hello")
HOME = {"type": "home", "blocks": []}

# The method of App that listens, and the kind of delivery it listens to; an event is its own kind.
KINDS = {
    "command": "slash_commands",
    "view": "view_submission",
    "action": "block_actions",
    "options": "block_suggestion",
}


def tree_of(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def methods_called() -> set[str]:
    """Every method name in the messenger."""
    return {
        str(node.args[0].value)
        for node in ast.walk(tree_of("bot/messenger.py"))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "_call"
        and isinstance(node.args[0], ast.Constant)
    }


def listened_to() -> set[tuple[str, str]]:
    """Every delivery the bot listens to: its kind, and which command, form, button or event."""
    found: set[tuple[str, str]] = set()
    for path in (ROOT / "bot").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= set(_registered(node))
    return found


def _registered(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What `app.command(...)` and its like in a syntax tree listen to."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return
    owner, how, [what, *_] = node.func.value, node.func.attr, node.args
    if not (isinstance(owner, ast.Name) and owner.id == "app"):
        return
    if how == "event" and isinstance(what, ast.Constant):
        yield str(what.value), str(what.value)
    elif how in KINDS and isinstance(what, ast.Attribute):
        yield KINDS[how], str(getattr(slack_ids, what.attr))


def test_every_method_the_bot_calls_is_in_the_sandbox() -> None:
    called = methods_called()
    assert {"auth.test", "chat.postMessage", "conversations.history", "views.open"} <= called
    assert called <= METHODS.keys()


def test_nothing_but_the_messenger_calls_slack() -> None:
    for path in sorted((ROOT / "bot").glob("*.py")):
        clients = {"WebClient", "WebhookClient"} & set(path.read_text(encoding="utf-8").split())
        assert not clients or path.name == "messenger.py", path.name


# scopes


def walk_through_the_methods(slack: Sandbox) -> dict[str, str]:
    """Do everything the messenger can; what was refused for want of a scope, by method."""
    settings = slack.environment()
    messenger = Messenger(settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"])
    rosa, amir = (slack.person(name).id for name in ("rosa", "amir"))
    direct, public = (slack.conversation_id(rosa, name) for name in ("Pollinate", "#general"))
    acts: dict[str, Callable[[], object]] = {
        "auth.test": messenger.whoami,
        "apps.connections.open": Messenger(settings["SLACK_APP_TOKEN"], settings["SLACK_API_URL"]).connection,
        "bots.info": lambda: messenger.app_of(messenger.token().bot_id),
        "users.info": lambda: messenger.member(rosa),
        "chat.postMessage": lambda: messenger.post(direct, HELLO, "key"),
        "chat.update": lambda: messenger.redraw(direct, posted(messenger, direct), HELLO),
        "chat.delete": lambda: messenger.withdraw(direct, posted(messenger, direct)),
        "conversations.history": lambda: messenger.copies(direct, "key", NOON),
        "conversations.history public": lambda: messenger.copies(public, "key", NOON),
        "conversations.open one": lambda: messenger.conversation_with([rosa]),
        "conversations.open two": lambda: messenger.conversation_with([rosa, amir]),
        "files.completeUploadExternal": lambda: messenger.share(direct, "Hello", [FILE], "key"),
        "files.getUploadURLExternal": lambda: messenger.share(direct, "Hello", [FILE], "other"),
        "views.publish": lambda: messenger.publish_home(rosa, HOME),
        "views.open": lambda: messenger.open_view("1.2.gone", {"type": "modal"}),
        "views.update": lambda: messenger.redraw_view("V0GONE", {"type": "modal"}),
    }
    assert {name.split()[0] for name in acts} == methods_called()
    return {name: needed for name, act in acts.items() if (needed := scope_wanting(slack, act))}


def posted(messenger: Messenger, channel: str) -> str:
    return messenger.post(channel, HELLO, "key")[1]


def scope_wanting(slack: Sandbox, act: Callable[[], object]) -> str:
    """The scope for want of which an act is refused, or nothing."""
    try:
        act()
    except Refused as refusal:
        if str(refusal) == "missing_scope":
            return str(slack.ledger("api")[-1].response["needed"])
    except Gone:  # the scope is there, and the bot is not in the channel
        pass
    return ""


def test_the_manifest_has_every_scope_the_bot_needs() -> None:
    with Sandbox(rates=False) as slack:
        assert walk_through_the_methods(slack) == {}


@pytest.mark.parametrize("scope", SCOPES)
def test_no_scope_of_the_manifest_is_without_use(scope: str) -> None:
    if scope == "commands":
        assert {kind for kind, _ in listened_to()} >= {"slash_commands"}
        return
    with Sandbox(rates=False, scopes=[other for other in SCOPES if other != scope]) as slack:
        assert set(walk_through_the_methods(slack).values()) == {scope}


def test_commands_and_events_of_the_manifest_are_those_listened_to() -> None:
    commands = {each["command"] for each in MANIFEST["features"]["slash_commands"]}
    assert {name for kind, name in listened_to() if kind == "slash_commands"} == commands
    many = manifest("https://bot.example.org", many=True)
    events = set(many["settings"]["event_subscriptions"]["bot_events"])
    assert {name for kind, name in listened_to() if kind == name} == events


# deliveries

# What takes a story of its own to come upon, and the journey that tells it.
ELSEWHERE = {
    **dict.fromkeys(
        (
            ("block_actions", slack_ids.COLLEAGUE),
            ("block_actions", slack_ids.HAND_OVER),
            ("block_actions", slack_ids.TAKE_UP),
            ("block_actions", slack_ids.TURN_DOWN),
            ("view_submission", slack_ids.COLLEAGUE_FORM),
        ),
        "test_journey_colleagues.py",
    ),
    **dict.fromkeys(
        (("block_actions", slack_ids.ADMIN_SETTINGS), ("view_submission", slack_ids.SETTINGS_FORM)),
        "test_journey_settings.py",
    ),
    **dict.fromkeys(
        (
            ("block_actions", slack_ids.NOT_NOW),
            ("block_actions", slack_ids.WITHDRAW),
            ("view_submission", slack_ids.POSTPONE_FORM),
        ),
        "test_journey_silence.py",
    ),
    **dict.fromkeys(
        (
            ("block_actions", slack_ids.ADMIN_DISAGREEMENTS),
            ("block_actions", slack_ids.COME_BACK),
            ("block_actions", slack_ids.TELL_RUNG),
            ("view_submission", slack_ids.RUNG_FORM),
        ),
        "test_journey_ladder.py",
    ),
    **dict.fromkeys(
        [("block_actions", name) for name in (slack_ids.PROOF_YES, slack_ids.PROOF_NO, slack_ids.PROOF_BACK)],
        "test_journey_proof.py",
    ),
    **dict.fromkeys(
        [
            ("block_actions", name)
            for name in (
                *(slack_ids.REVIEW_APPROVE, slack_ids.REVIEW_STRIKE, slack_ids.REVIEW_SWAP),
                *(slack_ids.REVIEW_PUT_BACK, slack_ids.REVIEW_EARLIER, slack_ids.REVIEW_LATER),
            )
        ],
        "test_journey_review.py",
    ),
    ("block_actions", slack_ids.PROPOSAL_NO): "test_journey_import.py",
    ("block_actions", slack_ids.STAY): "test_journey_retention.py",
    ("block_actions", slack_ids.WHY): "test_journey_why.py",
    ("app_uninstalled", "app_uninstalled"): "test_journey_install.py",
    ("tokens_revoked", "tokens_revoked"): "test_journey_install.py",
}


def test_a_walk_through_the_product_meets_every_listener(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        walk_through_the_product(stage)
        entries = [entry for entry in stage.slack.ledger() if entry.direction == "slack→bot"]
        assert [entry for entry in entries if entry.status != 200] == []
        met = {(entry.kind, entry.name) for entry in entries}
        assert listened_to() - met == set(ELSEWHERE)
        assert {kind for kind, _ in met} - {kind for kind, _ in listened_to()} <= {"view_closed"}


def walk_through_the_product(stage: Stage) -> None:
    """Use every command, form, button and picker that a person can."""
    bees, trees = ("rosa", "priya", "tomasz", "mei"), ("amir", "greta", "samuel")
    stage.form("noor").offered("Organisation", "a")
    for handle in (*bees, *trees):
        asked = {"When_a_champion_accepts": "Ask me first"} if handle in bees else {}
        enrol(stage, handle, **asked)
    ask_as_admin(stage)
    for tree in trees:
        answer_cards(stage, tree)
    for answer in ("Yes, introduce us", "Not this one"):
        asked_first = next(bee for bee in bees if answer in latest_buttons(stage, bee))
        stage.click(asked_first, answer)
    stage.slack.change_person("priya", tz="Europe/Paris")
    assert stage.person("samuel").opens_home().click("Leave").ok
    manage_a_profile(stage.person("rosa"))


def latest_buttons(stage: Stage, handle: str) -> list[str]:
    return stage.inbox(handle)[-1].buttons if stage.inbox(handle) else []


def ask_as_admin(stage: Stage) -> None:
    """Look at the next cycle, and run it."""
    ada = stage.person("ada")
    assert ada.types("/partneradmin help").ok
    switches = ("Pause everything", "Resume everything")
    for button in ("Status", "Preview", "Run now", "Report", "Export", "Import", *switches):
        assert ada.opens_home().click(button).ok
        stage.slack.eventually(ada.modal)
        for open_modal in ada.modals()[::-1]:
            open_modal.close()
    merge_organisations(stage)
    stage.due()


def merge_organisations(stage: Stage) -> None:
    """Merge the first champion's organisation into the second's."""
    ada = stage.person("ada")
    assert ada.opens_home().click("Organisations").ok
    form = modal(ada)
    gone, into, *_ = [each["text"]["text"] for each in form.offered("Organisation", "")]
    assert form.fill({"Organisation": gone}).submit().ok
    assert modal(ada).fill({"Merge it into": into}).submit().ok
    assert modal(ada).submit().ok
    modal(ada).close()


def answer_cards(stage: Stage, handle: str) -> None:
    """Accept the first card of a champion's message and decline the next, if there are any."""
    if "Accept" in latest_buttons(stage, handle):
        stage.click(handle, "Accept")
    if "Decline" in latest_buttons(stage, handle):
        decline(stage, handle, "Something else")


def manage_a_profile(person: Person) -> None:
    """Press every button of one's own Home tab, and be forgotten at last."""
    for button in ("Edit", "I can open doors too", "Help", "My data"):
        assert person.opens_home().click(button).ok, button
        modal(person).close()
    for button in ("Pause", "Resume"):
        assert person.opens_home().click(button).ok, button
    assert person.opens_home().click("Forget me").ok
    assert modal(person).submit().ok


@pytest.mark.parametrize("journey", sorted(set(ELSEWHERE.values())))
def test_the_other_listeners_are_met_in_journeys_that_are_there(journey: str) -> None:
    assert "def test_" in Path(__file__).with_name(journey).read_text(encoding="utf-8")
