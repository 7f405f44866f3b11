"""The stage for everything by everyone: each listener, who may act there, and the body Slack would send."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from slack_bolt import App, BoltRequest

from bot import (
    questions,
    slack_ids,
)
from bot.records import Question, Rung, State
from matching.people import Champion, Evidence, Innovator
from tests.journey_acts import captured
from tests.stage import MONDAY, Stage, staged
from tests.storage_place import bring_back, copy_of, run, run_cycle

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
    ("event", "app_uninstalled"): EVERYONE,
    ("event", "tokens_revoked"): EVERYONE,
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
        *("user_change", "app_uninstalled", "tokens_revoked"),
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
        self.kept = copy_of(store)

    def _profile(self, of: Callable[[str], Innovator | Champion | None], handle: str) -> str:
        found = of(self.stage.person(handle).id)
        assert found, handle
        return found.id

    def restore(self) -> None:
        bring_back(self.stage.bot.store, self.kept)

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

    def said(self, body: Body, bolt: App | None = None) -> str:
        """Deliver a request; all that was said because of it, as JSON."""
        before = self.stage.slack.ledger()[-1].n
        answer = (bolt or self.stage.bot.bolt).dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert answer.status == 200
        told = [
            each.request
            for each in self.stage.slack.ledger(since=before)
            if each.kind in ("api", "response_url")
        ]
        return answer.body + "".join(json.dumps(each, ensure_ascii=False) for each in told)

    def by(self, role: str) -> str:
        return self.stage.person(PEOPLE[role]).id


@contextmanager
def theatre_in(folder: Path) -> Iterator[Theatre]:
    """Open the theatre, its database in a folder."""
    with staged(folder, http=True, announce=True) as stage:
        yield Theatre(stage)
        stage.bot.bolt.listener_runner.listener_executor.shutdown()  # a preview may still be under way
