"""Everything the bot listens to, from another workspace: nobody acts, sees or changes anything there."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from bot import slack_ids, wording
from bot.app import Premises
from bot.bots import Bots, build
from bot.cycle import suggest_here
from bot.installations import install
from bot.records import Installation, State, Workspace
from bot.storage import Store
from bot.storage.migrations import tables
from bot.vault import new_key
from config.settings import read_settings
from config.taxonomy import read_taxonomy
from config.weights import read_weights
from tests.journey_acts import rows
from tests.rights_theatre import OWNERS, SILENT, WORDS, Body, Listener, Theatre, theatre_in
from tests.stage import MONDAY
from tests.storage_place import copy_of, rows_of


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with theatre_in(tmp_path_factory.mktemp("workspaces")) as stage:
        yield stage


@pytest.fixture(autouse=True)
def _put_back(theatre: Theatre) -> Iterator[None]:
    yield
    theatre.restore()


# --- workspaces -----------------------------------------------------------------------------------------


def another_team(body: Body) -> None:
    _placed(body, team="T0THEIRS", enterprise=None, home="T0THEIRS")


def another_enterprise(body: Body) -> None:
    _placed(body, team=body.get("team_id") or body["team"]["id"], enterprise="E0THEIRS", home=None)


def null_team_of_an_org(body: Body) -> None:
    _placed(body, team=None, enterprise="E0THEIRS", home="T0THEIRS")


def no_team_at_all(body: Body) -> None:
    _placed(body, team=None, enterprise=None, home=None)


def _placed(body: Body, *, team: str | None, enterprise: str | None, home: str | None) -> None:
    """Change where a request comes from, in all the places Slack writes it."""
    if "user" not in body:
        body |= {"team_id": team, "enterprise_id": enterprise}
    else:
        body |= {
            "team": {"id": team} if team else None,
            "enterprise": {"id": enterprise} if enterprise else None,
        }
        body["user"]["team_id"] = home
        body.get("view", {}).update(team_id=None, app_installed_team_id=None)


@pytest.mark.parametrize("elsewhere", [another_team, another_enterprise, null_team_of_an_org, no_team_at_all])
def test_from_another_workspace_nobody_does_anything(
    theatre: Theatre, elsewhere: Callable[[Body], None]
) -> None:
    before = rows(theatre.stage)
    for listener, owners in OWNERS.items():
        for role, word in itertools.product(owners, WORDS.get(listener[1], ("",))[:1]):
            body = theatre.body(listener, theatre.by(role), word=word)
            elsewhere(body)
            said = theatre.said(body)
            assert (wording.OTHER_WORKSPACE in said) == (listener[0] not in SILENT), (listener, role, said)
            assert rows(theatre.stage) == before, (listener, role)


def test_a_guest_from_another_workspace_does_nothing(theatre: Theatre) -> None:
    """Slack Connect: the team is ours, the person's is not."""
    before = rows(theatre.stage)
    body = theatre.body(("action", slack_ids.ACCEPT), theatre.by("champion"))
    body["user"]["team_id"] = "T0THEIRS"
    assert wording.OTHER_WORKSPACE in theatre.said(body)
    assert rows(theatre.stage) == before


def test_our_own_people_of_an_org_are_known_by_their_team(theatre: Theatre) -> None:
    body = theatre.body(("action", slack_ids.ACCEPT), theatre.by("champion")) | {"team": None}
    assert wording.OTHER_WORKSPACE not in theatre.said(body)
    with theatre.stage.bot.store.read(theatre.stage.bot.workspace) as act:
        card = act.card(theatre.open)
    assert card
    assert card.state is not State.OPEN


# --- another workspace of the same database, which has installed the bot, too -----------------------------

THEIRS: Final = Workspace("", "T0THEIRS")


@pytest.fixture(scope="module")
def both(theatre: Theatre) -> Bots:
    """The bots of two workspaces; theirs has a token that works, so that every screen is shown."""
    slack, bot = theatre.stage.slack, theatre.stage.bot
    environ = {
        "SLACK_API_URL": f"{slack.url}api/",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "0" * 32,
        "SLACK_SIGNING_SECRET": slack.environment()["SLACK_SIGNING_SECRET"],
        "POLLINATE_URL": "https://bot.example.org",
        "POLLINATE_TOKEN_KEYS": new_key(),
        "DATABASE_URL": f"sqlite:///{bot.store.place}",
    }
    settings = read_settings(None, environ)
    bots = build(Premises(settings, read_taxonomy(), read_weights(), slack.clock, suggest_here))
    token = bots.vault.seal(slack.environment()["SLACK_BOT_TOKEN"])
    for workspace in (bot.workspace, THEIRS):
        made = Installation(token, "", None, slack.bot_user, theatre.by("admin"), MONDAY)
        install(bot.store, workspace, made)
    theatre.kept = copy_of(bot.store)
    return bots


@pytest.mark.parametrize("listener", OWNERS)
def test_nobody_reaches_across_to_another_workspace(theatre: Theatre, both: Bots, listener: Listener) -> None:
    """Their people, with ids of ours in every button and form: the admin of theirs among them."""
    store, ours = theatre.stage.bot.store, theatre.stage.bot.workspace
    before, telling = rows_in(store, ours), texts_of(store, ours)
    roles = OWNERS[listener] & {"champion", "innovator", "admin"} or OWNERS[listener]
    for role, word in itertools.product(roles, WORDS.get(listener[1], ("",))):
        body = theatre.body(listener, theatre.by(role), word=word)
        another_team(body)
        said = theatre.said(body, both.bolt)
        assert wording.OTHER_WORKSPACE not in said, role
        assert rows_in(store, ours) == before, (role, word)
        sent = json.dumps(body, ensure_ascii=False)
        assert not [text for text in telling if text in said and text not in sent], (role, word)
        theatre.restore()


def rows_in(store: Store, workspace: Workspace) -> dict[str, list[Body]]:
    """Return all rows of a workspace, by table."""
    ours = workspace.enterprise, workspace.team
    found = {table: rows_of(store, table) for table in tables() if table != "marks"}
    return {
        table: [row for row in rows if (row["enterprise"], row["team"]) == ours]
        for table, rows in found.items()
    }


def texts_of(store: Store, workspace: Workspace) -> list[str]:
    """Return what people of a workspace have written."""
    with store.read(workspace) as act:
        innovators, champions = act.innovators(), act.champions()
    written = [text for each in innovators for text in (each.venture, each.problem, each.idea)]
    written += [text for each in champions for text in (each.organisation.name, each.challenge)]
    assert written
    return [text for text in written if text]
