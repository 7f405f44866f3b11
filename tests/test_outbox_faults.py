"""Whatever goes wrong between bot and Slack, once things settle there is one card and one note, never two.

Here the outbox is driven against the sandbox's faults, and killed at every step it takes. A note of which
nobody can say whether it arrived is never sent twice: an admin is told of it. How single answers of Slack
are understood is in test_messenger.py.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.crew import Crew
from bot.introductions import accept
from bot.messenger import Messenger
from bot.outbox import Sender
from bot.pace import Pace
from bot.records import Kind, Workspace
from bot.sandbox import Fault
from bot.storage import Act, Store
from tests.outbox_office import QUIET, WILLING, Office, opened
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import Engine, new_place, run_cycle

UNHEARD = ("cut_before", "cut_after", "500", "garbage")  # nobody can say whether it took effect
EFFECTS = (*UNHEARD, "429", "delay")
TOOK_EFFECT = ("cut_after", "garbage")
TOLD_OF_ONE = "1 message could not be delivered"


@pytest.fixture
def office(place: Path | str) -> Iterator[Office]:
    with opened(place) as office:
        yield office


# each fault of each call


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
def test_a_card_is_there_once(office: Office, method: str, effect: str) -> None:
    office.slack.fault(Fault(method, effect, seconds=0.05, retry_after=7))
    office.bot.send_due()
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("method", ["chat.update", "conversations.open", "views.publish"])
def test_an_introduction_has_one_redrawn_card_one_note_and_both_home_tabs(
    office: Office, method: str, effect: str
) -> None:
    office.bot.send_due()
    office.slack.fault(Fault(method, effect, seconds=0.05, retry_after=7))
    office.accept()
    office.bot.send_due()
    office.settle()
    assert [card.buttons for card in office.cards()] == [[]]
    assert len(office.notes()) == 1
    assert office.states() == {"sent": 2}
    for handle in ("rosa", "amir"):
        home = office.slack.person(handle).home()
        assert home
        assert "not yet met" in home.plain


@pytest.mark.parametrize("effect", UNHEARD)
def test_a_note_of_unknown_fate_is_told_to_an_admin_and_never_sent_twice(office: Office, effect: str) -> None:
    office.bot.send_due()
    office.accept()
    office.slack.fault(Fault("chat.postMessage", effect))
    office.bot.send_due()
    assert "1 message is waiting" in office.status()
    office.settle()
    assert len(office.notes()) == (effect in TOOK_EFFECT)
    assert office.states() == {"sent": 1, "parked": 1}
    assert TOLD_OF_ONE in office.status()
    with office.bot.store.read(office.bot.workspace) as act:
        [parked] = act.parked_letters()
    conversation = office.slack.person("rosa").group_with("amir")
    assert conversation
    assert (parked.kind, parked.channel) == (Kind.NOTE, conversation.id)
    assert "Slack never said whether it arrived" in parked.error


def test_a_note_that_slack_refuses_to_take_yet_is_sent_once(office: Office) -> None:
    office.bot.send_due()
    office.accept()
    office.slack.fault(Fault("chat.postMessage", "429", retry_after=7))
    office.bot.send_due()
    assert office.notes() == []
    office.settle()
    assert len(office.notes()) == 1
    assert office.states() == {"sent": 2}


# the time that Slack asks for


def test_no_call_comes_earlier_than_slack_allows_and_others_flow(office: Office) -> None:
    with office.bot.store.begin(office.bot.workspace) as act:
        act.queue(Kind.HOME, ROSA.person, office.bot.clock())
    office.slack.fault(Fault("chat.postMessage", "429", retry_after=600))
    office.bot.send_due()
    assert office.slack.person("rosa").home()
    for _ in range(9):
        office.slack.clock.advance(timedelta(seconds=60))
        office.bot.send_due()
    assert office.calls("chat.postMessage") == 1
    office.slack.clock.advance(timedelta(seconds=61))
    office.bot.send_due()
    assert len(office.cards()) == 1


def test_the_history_is_asked_for_no_earlier_than_slack_allows(office: Office) -> None:
    office.slack.fault(Fault("chat.postMessage", "cut_after"))
    office.slack.fault(Fault("conversations.history", "429", retry_after=600))
    office.bot.send_due()
    for _ in range(9):
        office.slack.clock.advance(timedelta(seconds=60))
        office.bot.send_due()
    assert office.calls("conversations.history") == 1
    office.settle()
    assert office.states() == {"sent": 1}
    assert len(office.cards()) == 1


# the history that is looked in


@pytest.mark.parametrize("effect", UNHEARD)
@pytest.mark.parametrize("post", UNHEARD)
def test_a_history_that_cannot_be_read_is_read_again(office: Office, post: str, effect: str) -> None:
    office.slack.fault(Fault("chat.postMessage", post))
    office.slack.fault(Fault("conversations.history", effect))
    office.bot.send_due()
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def test_a_history_that_lags_behind_a_look_makes_no_second_card(office: Office) -> None:
    office.slack.fault(Fault("chat.postMessage", "cut_after"))
    office.slack.fault(Fault("conversations.history", "lag", seconds=3600))
    office.bot.send_due()
    office.settle()
    assert office.calls("conversations.history") == 2
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


def test_nothing_is_sent_again_within_the_quiet_window(office: Office) -> None:
    office.slack.fault(Fault("chat.postMessage", "cut_before"))
    for _ in range(QUIET - 2):
        office.bot.send_due()
        office.slack.clock.advance(timedelta(seconds=1))
    assert office.calls("chat.postMessage") == 1
    assert office.calls("conversations.history") == 0


def test_a_history_that_may_not_be_read_is_told_to_an_admin(place: Path | str) -> None:
    with opened(place, scopes=("chat:write", "im:write")) as office:
        office.slack.fault(Fault("chat.postMessage", "cut_after"))
        office.bot.send_due()
        office.settle()
        assert office.calls("conversations.history") == 1
        assert office.states() == {"parked": 1}
        assert TOLD_OF_ONE in office.status()


def test_a_post_that_lands_after_the_bot_gave_up_waiting_is_found(office: Office) -> None:
    settings = office.bot.settings
    impatient = Messenger(settings.bot_token, settings.api_url, patience=1)
    office.slack.fault(Fault("chat.postMessage", "delay", seconds=1.3))
    sender_of(office, office.bot.store, impatient).send_due(office.bot.workspace)
    assert office.states() == {"unknown": 1}
    office.slack.eventually(office.cards)
    office.settle()
    assert len(office.cards()) == 1
    assert office.states() == {"sent": 1}


# killed at every step


class Killed(BaseException):
    """The process is gone: nothing that comes after runs."""


class Steps:
    """Counts the steps of a process, and kills it at the one that is fatal."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._numbers = itertools.count(1)

    def step(self) -> None:
        if next(self._numbers) >= self._fatal:
            raise Killed


class MortalStore(Store):
    """The store of a process that may be killed before or after any transaction."""

    def __init__(self, place: Path | str, steps: Steps) -> None:
        super().__init__(place)
        self._steps = steps

    @contextmanager
    def begin(self, workspace: Workspace, *, patience: float = 1.0) -> Iterator[Act]:
        self._steps.step()
        with super().begin(workspace, patience=patience) as act:
            yield act
            self._steps.step()
        self._steps.step()


class MortalMessenger(Messenger):
    """The messenger of a process that may be killed before or after any call, answered or not."""

    def __init__(self, token: str, api_url: str, steps: Steps) -> None:
        super().__init__(token, api_url)
        self._steps = steps

    def _call(self, method: str, **arguments: object) -> dict[str, Any]:
        self._steps.step()
        answer = super()._call(method, **arguments)
        self._steps.step()
        return answer


def sender_of(office: Office, store: Store, messenger: Messenger) -> Sender:
    """A sender as the bot has it, of another process on the same database."""
    bot = office.bot
    return Sender(
        store, messenger, bot.sender.drawings, bot.clock, timedelta(seconds=QUIET),
        losses=bot.sender._losses, pace=Pace(bot.clock, {}), crew=Crew(),
    )  # fmt: skip


def killed_at(office: Office, step: int) -> bool:
    """Send what is due in a process that is killed at a step; whether it came so far."""
    steps, settings = Steps(step), office.bot.settings
    with closing(MortalStore(office.bot.store.place, steps)) as store:
        sender = sender_of(office, store, MortalMessenger(settings.bot_token, settings.api_url, steps))
        try:
            sender.send_due(office.bot.workspace)
        except Killed:
            return True
    return False


def test_killed_at_any_step_of_a_card_there_is_one_card(engine: Engine) -> None:
    for step in itertools.count(1):
        with new_place(engine) as place, opened(place) as office:
            reached = killed_at(office, step)
            office.settle()
            assert len(office.cards()) == 1, step
            assert office.states() == {"sent": 1}, step
        if not reached:
            break
    assert step > 8, "hardly a step was killed"


def test_killed_at_any_step_of_an_introduction_nothing_is_lost_or_twice() -> None:
    for step in itertools.count(1):
        with new_place("sqlite") as place, opened(place) as office:
            office.bot.send_due()
            office.accept()
            reached = killed_at(office, step)
            office.settle()
            assert [card.buttons for card in office.cards()] == [[]], step
            told = TOLD_OF_ONE in office.status()
            assert len(office.notes()) + told >= 1, step
            assert len(office.notes()) <= 1, step
            assert all(office.slack.person(handle).home() for handle in ("rosa", "amir")), step
        if not reached:
            break
    assert step > 30, "hardly a step was killed"


# many at once


SHARE = 0.05  # of all calls, for each of five effects


def pairs_of(office: Office) -> list[tuple[str, str]]:
    """Everybody else in the workspace, two by two: an innovator and a champion."""
    others = [name for name in office.slack.people if name not in ("rosa", "amir")]
    return list(zip(others[::2], others[1::2], strict=False))


def put_many(office: Office) -> dict[str, str]:
    """Put a card to every champion of a second cycle; the cards' ids by the champion's handle."""
    tomorrow = NOON + timedelta(days=1)
    with office.bot.store.begin(office.bot.workspace) as act:
        ids = [
            (
                act.save_innovator(replace(WILLING, id=bee, person=f"U0{bee.upper()}"), NOON).id,
                act.save_champion(replace(AMIR, id=tree, person=f"U0{tree.upper()}"), NOON).id,
            )
            for bee, tree in pairs_of(office)
        ]
        cycle = run_cycle(act, *ids, now=tomorrow)
        for _, tree in ids:
            act.queue(Kind.CARDS, f"{cycle}:{tree}", tomorrow)
        return {tree: act.cards_of_message(cycle, tree)[0].id for _, tree in ids}


@pytest.mark.parametrize("seed", range(5))
def test_with_a_quarter_of_all_calls_failing_nothing_is_lost_or_twice(office: Office, seed: int) -> None:
    office.slack.clock.advance(timedelta(days=1))
    cards = put_many(office)
    for place, effect in enumerate((*UNHEARD, "429")):
        office.slack.fault(Fault("*", effect, times=None, probability=SHARE, seed=10 * seed + place))
    office.settle()
    for tree, card in cards.items():
        accept(office.occasion(f"U0{tree.upper()}"), card)
    office.settle()
    office.slack.clear_faults()
    office.settle()
    notes = 0
    for bee, tree in pairs_of(office):
        [shown] = office.slack.person(tree).messages("Pollinate")
        assert shown.buttons == []
        conversation = office.slack.person(bee).group_with(tree)
        assert conversation
        found = len(office.slack.person(bee).messages(conversation))
        assert found <= 1
        notes += found
    states = office.states()
    assert set(states) <= {"sent", "parked"}
    with office.bot.store.read(office.bot.workspace) as act:
        told = act.parked_letters()
    assert {letter.kind for letter in told} <= {Kind.NOTE}
    assert len(cards) - notes <= len(told)


def test_three_senders_at_once_send_each_letter_once(office: Office) -> None:
    cards = put_many(office)
    office.slack.clock.advance(timedelta(days=1))
    settings = office.bot.settings
    senders = [
        sender_of(office, office.bot.store, Messenger(settings.bot_token, settings.api_url)) for _ in range(3)
    ]
    with ThreadPoolExecutor(3) as threads:
        taken = sum(threads.map(lambda sender: sender.send_due(office.bot.workspace), senders))
    assert taken == len(cards) + 1
    assert all(len(office.slack.person(tree).messages("Pollinate")) == 1 for tree in cards)
