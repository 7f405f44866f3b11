"""Everything the bot listens to, by everyone it could come from: what is not theirs is refused, and told so.

The table OWNERS has a line for each listener, found by asking the stories what they register; a new one
without a line fails. The database is put back after each act that may change something.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from slack_bolt import BoltRequest

from bot import (
    questions,
    slack_ids,
    wording,
)
from bot.reception import STORIES
from bot.records import Question, Rung, State
from bot.storage import Act, Store
from matching.people import Champion, Evidence, Innovator
from tests.journey_acts import captured, rows
from tests.profiles import AMIR, ROSA
from tests.stage import MONDAY, Stage, staged
from tests.storage_place import file_of, put_card, rows_of, run, run_cycle

Listener = tuple[str, str]
Body = dict[str, Any]

PEOPLE: Final = {
    "innovator": "rosa",
    "other innovator": "kwame",
    "champion": "yusuf",
    "colleague": "noor",  # of the champion's organisation
    "other champion": "harriet",
    "stranger": "greta",
    "admin": "ada",
    "former admin": "layla",
    "invited": "malcolm",  # by the other champion
    "forgotten": "owen",  # had a card before the champion
}
EVERYONE: Final = frozenset(PEOPLE)
CHAMPION, INNOVATOR, ADMIN = frozenset({"champion"}), frozenset({"innovator"}), frozenset({"admin"})
INTRODUCED = frozenset({"other innovator", "colleague"})  # these two have met
ASKED = frozenset({"other innovator"})  # ... and this one is asked what came of it
INVITED = frozenset({"invited"})
OWNERS: Final[Mapping[Listener, frozenset[str]]] = {
    ("command", slack_ids.NEED): EVERYONE,
    ("command", slack_ids.OFFER): EVERYONE,
    ("command", slack_ids.ADMIN): ADMIN,
    ("view", slack_ids.NEED_FORM): EVERYONE,
    ("view", slack_ids.OFFER_FORM): EVERYONE,
    ("view", slack_ids.FORGET_FORM): EVERYONE,
    ("view", slack_ids.DECLINE_FORM): CHAMPION,
    ("options", slack_ids.ORGANISATION_PICKER): EVERYONE,
    ("event", "app_home_opened"): EVERYONE,
    ("event", "user_change"): EVERYONE,
    ("action", slack_ids.ACCEPT): CHAMPION,
    ("action", slack_ids.DECLINE): CHAMPION,
    ("action", slack_ids.NOT_NOW): CHAMPION,
    ("view", slack_ids.POSTPONE_FORM): CHAMPION,
    ("action", slack_ids.COLLEAGUE): CHAMPION,
    ("action", slack_ids.HAND_OVER): CHAMPION,
    ("view", slack_ids.COLLEAGUE_FORM): CHAMPION,
    ("action", slack_ids.TAKE_UP): INVITED,
    ("action", slack_ids.TURN_DOWN): INVITED,
    ("action", slack_ids.WITHDRAW): EVERYONE,
    ("action", slack_ids.WHY): EVERYONE,
    ("action", slack_ids.CONSENT_YES): INNOVATOR,
    ("action", slack_ids.CONSENT_NO): INNOVATOR,
    ("action", slack_ids.OPEN_NEED): EVERYONE,
    ("action", slack_ids.OPEN_OFFER): EVERYONE,
    ("action", slack_ids.PAUSE): EVERYONE,
    ("action", slack_ids.RESUME): EVERYONE,
    ("action", slack_ids.LEAVE): EVERYONE,
    ("action", slack_ids.FORGET): EVERYONE,
    ("action", slack_ids.HELP): EVERYONE,
    ("action", slack_ids.ADMIN_STATUS): ADMIN,
    ("action", slack_ids.ADMIN_PREVIEW): ADMIN,
    ("action", slack_ids.ADMIN_RUN): ADMIN,
    ("action", slack_ids.ADMIN_REPORT): ADMIN,
    ("action", slack_ids.ADMIN_PAUSE): ADMIN,
    ("action", slack_ids.ADMIN_RESUME): ADMIN,
    ("action", slack_ids.ADMIN_ORGANISATIONS): ADMIN,
    ("action", slack_ids.ADMIN_SETTINGS): ADMIN,
    ("view", slack_ids.SETTINGS_FORM): ADMIN,
    **{
        ("action", name): ADMIN
        for name in (
            *(slack_ids.REVIEW_APPROVE, slack_ids.REVIEW_STRIKE, slack_ids.REVIEW_SWAP),
            *(slack_ids.REVIEW_PUT_BACK, slack_ids.REVIEW_EARLIER, slack_ids.REVIEW_LATER),
        )
    },
    ("view", slack_ids.PICKING_FORM): ADMIN,
    ("view", slack_ids.CHANGE_FORM): ADMIN,
    ("view", slack_ids.MERGE_FORM): ADMIN,
    ("action", slack_ids.ADMIN_EXPORT): ADMIN,
    ("action", slack_ids.ADMIN_IMPORT): ADMIN,
    ("action", slack_ids.MY_DATA): EVERYONE,
    ("action", slack_ids.ADMIN_DISAGREEMENTS): ADMIN,
    **{
        ("action", name): ASKED
        for name in (*questions.MET_BUTTONS.values(), *questions.RUNG_BUTTONS.values())
    },
    ("action", slack_ids.PROPOSAL_NO): EVERYONE,
    ("action", slack_ids.STAY): EVERYONE,
    ("action", slack_ids.TELL_RUNG): EVERYONE,
    ("action", slack_ids.COME_BACK): EVERYONE,
    ("view", slack_ids.RUNG_FORM): INTRODUCED,
    **{
        ("action", name): INTRODUCED
        for name in (slack_ids.PROOF_YES, slack_ids.PROOF_NO, slack_ids.PROOF_BACK)
    },
}
WORDS: Final = {
    slack_ids.NEED: ("", "status", "pause", "resume", "withdraw", "why", "mydata", "forget", "help"),
    slack_ids.OFFER: (
        "",
        "status",
        "pause",
        "resume",
        "capacity 3",
        "leave",
        "why",
        "mydata",
        "forget",
        "help",
    ),
    slack_ids.ADMIN: (
        "",
        "status",
        "preview",
        "run",
        "report",
        "export",
        "import",
        "disagreements",
        "pause",
        "organisations",
        "settings",
        "help",
        "nonsense",
    ),
}
# Where all is well these show it elsewhere, or a little later: in a message, on the Home tab, in a modal.
QUIET: Final = {
    *(slack_ids.ACCEPT, slack_ids.DECLINE_FORM, slack_ids.CONSENT_YES, slack_ids.CONSENT_NO),
    *(
        slack_ids.PAUSE,
        slack_ids.RESUME,
        slack_ids.LEAVE,
        slack_ids.COME_BACK,
        slack_ids.ADMIN_PREVIEW,
        "user_change",
    ),
    *questions.MET_BUTTONS.values(),
    *questions.RUNG_BUTTONS.values(),
    *(slack_ids.PROOF_YES, slack_ids.PROOF_NO, slack_ids.PROOF_BACK),
    *(slack_ids.POSTPONE_FORM, slack_ids.HAND_OVER, slack_ids.TURN_DOWN),
}
SILENT: Final = {"options", "event"}  # these have no place for words


class Registry:
    """Takes what a story registers, in Bolt's words."""

    def __init__(self) -> None:
        self.found: list[Listener] = []

    def __getattr__(self, kind: str) -> Callable[[str], Callable[..., None]]:
        def named(name: str) -> Callable[..., None]:
            self.found.append((kind, name))
            return lambda *_, **__: None

        return named


class Theatre:
    """The stage with its cards: one open, one whose innovator is asked, one of somebody since forgotten."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.forms: dict[str, Body] = {}
        stage.enrol("rosa", "kwame", "owen", "yusuf", "noor", "harriet")
        for kind, name in (("need_form", "rosa"), ("offer_form", "yusuf")):
            self.forms[kind] = next(
                each.request for each in stage.slack.ledger("view_submission", kind)
                if each.request["user"]["id"] == stage.person(name).id
            )  # fmt: skip
        workspace, store = stage.bot.workspace, stage.bot.store
        with store.begin(workspace) as act:
            rosa, owen = (self._profile(act.innovator, name) for name in ("rosa", "owen"))
            kwame = self._profile(act.innovator, "kwame")
            yusuf, harriet, noor = (
                self._profile(act.champion, name) for name in ("yusuf", "harriet", "noor")
            )
            cycle = run_cycle(act, (rosa, yusuf), (rosa, harriet), (owen, yusuf), (kwame, noor), now=MONDAY)
            [met] = act.cards_of_message(cycle, noor)
            self.introduced = met.id
            assert act.decide(met.id, State.OPEN, State.ACCEPTED, MONDAY)
            act.open_introduction(met.id, MONDAY)
            act.add_follow_up(met.id, met.innovator.person, Question.RUNG, "topic", MONDAY)
            proof = act.offer_proof(met, Rung.PILOT, Evidence(1, 2, 3), MONDAY)
            assert proof
            self.proof = proof
            self.open, self.erased = (card.id for card in act.cards_of_message(cycle, yusuf))
            [asking] = act.cards_of_message(cycle, harriet)
            self.asking = asking.id
            assert act.decide(asking.id, State.OPEN, State.ASKING, MONDAY)
            act.erase_profiles(stage.person("owen").id, MONDAY)
            self.invitation = act.invite(asking.id, stage.person("malcolm").id, MONDAY)
        [self.asked] = [row["id"] for row in run(store, "UPDATE follow_ups SET state = 'asked' RETURNING id")]
        self.kept = file_of(store).read_bytes()

    def _profile(self, of: Callable[[str], Innovator | Champion | None], handle: str) -> str:
        found = of(self.stage.person(handle).id)
        assert found, handle
        return found.id

    def restore(self) -> None:
        file_of(self.stage.bot.store).write_bytes(self.kept)

    def body(self, listener: Listener, person: str, *, word: str = "", card: str | None = None) -> Body:
        """Build what Slack would send if this person, by Slack id, did this; trigger and answer are good."""
        kind, name = listener
        self.stage.person("ada").types("/needpartner help")
        fresh = captured(self.stage, "slash_commands", "/needpartner")
        links = {key: fresh[key] for key in ("trigger_id", "response_url")}
        team = self.stage.bot.workspace.team
        if kind == "command":
            return {**fresh, "command": name, "text": word, "user_id": person}
        if kind == "event":
            user = {"id": person, "team_id": team, "locale": "de-DE"} if name == "user_change" else person
            event = {"type": name, "user": user, "tab": "home", "channel": "D1"}
            return {"type": "event_callback", "team_id": team, "event": event}
        who: Body = {
            "user": {"id": person, "team_id": team},
            "team": {"id": team},
            "enterprise": None,
            **links,
        }
        if kind == "options":
            return {**who, "type": "block_suggestion", "block_id": "x", "action_id": name, "value": ""}
        about = {
            INNOVATOR: self.asking,
            ASKED: self.asked,
            INTRODUCED: self.introduced,
            INVITED: self.invitation,
        }
        value = card if card is not None else about.get(OWNERS[listener], self.open)
        value = self.proof if card is None and name.startswith("proof_") else value
        if kind == "view":
            return {**who, "type": "view_submission", "view": self._view(name, value)}
        return {
            **who,
            "type": "block_actions",
            "actions": [{"action_id": name, "block_id": "x", "value": value}],
            "view": {"private_metadata": value},
        }

    def _view(self, name: str, card: str) -> Body:
        view: Body = dict(self.forms.get(name, {}).get("view", {}))
        chosen = {"reason": "too_early", "rung": "met", "months": "3"}
        values: Body = {
            field: {"value": {"selected_option": {"value": told}}} for field, told in chosen.items()
        }
        values["somebody"] = {"value": {"selected_user": self.stage.person("greta").id}}
        return {
            "id": "V1", "type": "modal", "blocks": [], "state": {"values": values}, "private_metadata": card,
            **view, "callback_id": name,
        }  # fmt: skip

    def said(self, body: Body) -> str:
        """Deliver a request; all that was said because of it, as JSON."""
        before = self.stage.slack.ledger()[-1].n
        answer = self.stage.bot.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert answer.status == 200
        told = [
            each.request
            for each in self.stage.slack.ledger(since=before)
            if each.kind in ("api", "response_url")
        ]
        return answer.body + "".join(json.dumps(each, ensure_ascii=False) for each in told)

    def by(self, role: str) -> str:
        return self.stage.person(PEOPLE[role]).id


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with staged(tmp_path_factory.mktemp("rights"), http=True, announce=True) as stage:
        yield Theatre(stage)
        stage.bot.bolt.listener_runner.listener_executor.shutdown()  # a preview may still be under way


@pytest.fixture(autouse=True)
def _put_back(theatre: Theatre) -> Iterator[None]:
    yield
    theatre.restore()


def test_every_listener_has_its_line_in_the_table(theatre: Theatre) -> None:
    registry = Registry()
    for story in STORIES:
        story.register(registry)
    assert set(registry.found) == set(OWNERS)
    assert len(theatre.stage.bot.bolt._listeners) == len(OWNERS), "somebody else listens, too"


GONE: Final = {
    CHAMPION: wording.CARD_GONE,
    INNOVATOR: wording.CARD_GONE,
    INVITED: wording.CARD_GONE,
    ASKED: wording.QUESTION_GONE,
    INTRODUCED: wording.INTRODUCTION_GONE,
}
REFUSALS: Final = {**dict.fromkeys(GONE, wording.NOT_YOURS), ADMIN: wording.NOT_AN_ADMIN}


@pytest.mark.parametrize("listener", [each for each, owners in OWNERS.items() if owners is not EVERYONE])
def test_what_is_not_theirs_is_refused_in_words_and_changes_no_row(
    theatre: Theatre, listener: Listener
) -> None:
    before = rows(theatre.stage)
    for role, word in itertools.product(EVERYONE - OWNERS[listener], WORDS.get(listener[1], ("",))):
        said = theatre.said(theatre.body(listener, theatre.by(role), word=word))
        assert REFUSALS[OWNERS[listener]] in said, (role, word)
        assert rows(theatre.stage) == before, (role, word)


@pytest.mark.parametrize("listener", OWNERS)
def test_what_is_theirs_changes_nobody_elses_profile(theatre: Theatre, listener: Listener) -> None:
    for role, word in itertools.product(OWNERS[listener], WORDS.get(listener[1], ("",))):
        person = theatre.by(role)
        before = of_others(theatre.stage.bot.store, person)
        said = theatre.said(theatre.body(listener, person, word=word))
        assert said or listener[1] in QUIET, (role, word)
        assert wording.NOT_YOURS not in said
        assert of_others(theatre.stage.bot.store, person) == before, (role, word)
        theatre.restore()


def of_others(store: Store, person: str) -> list[Body]:
    """Return the profiles and consents of everybody but one."""
    tables = ("innovators", "champions", "consents")
    return [row for table in tables for row in rows_of(store, table) if row["person"] != person]


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


# --- values, old cards, former admins -------------------------------------------------------------------

GARBAGE: Final = (
    "",
    "garbage",
    "x" * 2000,
    "\x00",
    "a\x00b",
    "\ud800",
    "' OR 1=1 --",
    "<!channel>",
    "%",
    "null",
)


@pytest.mark.parametrize("listener", [each for each, owners in OWNERS.items() if owners in GONE])
def test_a_forged_value_reaches_no_card(theatre: Theatre, listener: Listener) -> None:
    theirs = replace(theatre.stage.bot.workspace, team="T0THEIRS")
    person = theatre.by(min(OWNERS[listener]))
    with theatre.stage.bot.store.begin(theirs) as act:
        card = put_card_of(act, person)
    before = rows(theatre.stage)
    for value in (*GARBAGE, card, theatre.erased):
        said = theatre.said(theatre.body(listener, person, card=value))
        gone = wording.PROOF_GONE if listener[1].startswith("proof_") else GONE[OWNERS[listener]]
        assert gone in said or '"response_action": "errors"' in said, value
        assert rows(theatre.stage) == before


def put_card_of(act: Act, person: str) -> str:
    """Put a card between two profiles of this person, and return its id."""
    return put_card(act, replace(ROSA, person=person), replace(AMIR, person=person)).suggestion


def test_a_card_of_somebody_forgotten_is_gone_for_everyone(theatre: Theatre) -> None:
    before = rows(theatre.stage)
    for listener, owners in OWNERS.items():
        if owners in (CHAMPION, INNOVATOR):
            for role in EVERYONE:
                assert wording.CARD_GONE in theatre.said(
                    theatre.body(listener, theatre.by(role), card=theatre.erased)
                )
    assert rows(theatre.stage) == before


def test_an_admin_who_is_no_longer_named_can_do_nothing_more(theatre: Theatre) -> None:
    bot, ada = theatre.stage.bot, theatre.by("admin")
    for listener, owners in OWNERS.items():
        if owners is ADMIN:
            assert wording.NOT_AN_ADMIN not in theatre.said(theatre.body(listener, ada, word="status"))
    theatre.restore()
    before, named = rows(theatre.stage), bot.settings
    bot.settings = replace(named, admins=frozenset())
    try:
        for listener, owners in OWNERS.items():
            if owners is ADMIN:
                assert wording.NOT_AN_ADMIN in theatre.said(theatre.body(listener, ada, word="run"))
    finally:
        bot.settings = named
    assert rows(theatre.stage) == before
