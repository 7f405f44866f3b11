"""A database with a whole community in it: made-up profiles, cycles that ran, cards, introductions.

Rosa and Amir, who act in the benchmarks, are among them with profiles and a card of their own; everybody else
is made up, and unknown to the sandbox.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from bot.messenger import Messenger
from bot.records import Kind, State, Workspace
from bot.sandbox import Sandbox
from bot.storage import Act, Store
from config.taxonomy import read_taxonomy
from matching.community import community
from matching.people import Champion, Innovator, Suggestion

CYCLES: Final = 4
_BATCH: Final = 2_000


def workspace_of(slack: Sandbox) -> Workspace:
    """Return the workspace the sandbox's token belongs to."""
    told = slack.environment()
    return Messenger(told["SLACK_BOT_TOKEN"], told["SLACK_API_URL"]).whoami()


def fill(place: Path | str, slack: Sandbox, profiles: int) -> None:
    """Put so many profiles into a new database, a sixth of them champions, and let cycles have run.

    In each cycle every champion got a message with a suggestion. One in three was accepted, and the others
    declined; of the last one, which is today's, they are open.
    """
    store, workspace = Store(place), workspace_of(slack)
    store.migrate()
    innovators, champions = _people(slack, profiles)
    first = datetime.now(UTC) - timedelta(days=7 * (CYCLES - 1))
    for some in _batches([*innovators, *champions]):
        with store.begin(workspace) as act:
            for one in some:
                _save(act, one, first)
    for number in range(CYCLES):
        with store.begin(workspace) as act:
            moment = first + timedelta(days=7 * number)
            _cycle(act, innovators, champions, moment, last=number == CYCLES - 1)
    store.close()


def _people(slack: Sandbox, profiles: int) -> tuple[list[Innovator], list[Champion]]:
    """Return a community in which Rosa and Amir stand first."""
    innovators, champions = community(profiles - profiles // 6, profiles // 6, 1, read_taxonomy())
    rosa, amir = (slack.person(handle).id for handle in ("rosa", "amir"))
    return (
        [replace(one, person=f"U1{number:07}" if number else rosa) for number, one in enumerate(innovators)],
        [replace(one, person=f"U2{number:07}" if number else amir) for number, one in enumerate(champions)],
    )


def _batches(people: Sequence[Innovator | Champion]) -> Iterator[list[Innovator | Champion]]:
    left = iter(people)
    while some := list(islice(left, _BATCH)):
        yield some


def _save(act: Act, one: Innovator | Champion, now: datetime) -> None:
    if isinstance(one, Innovator):
        act.save_innovator(one, now)
    else:
        act.save_champion(one, now)


def _cycle(
    act: Act, innovators: Sequence[Innovator], champions: Sequence[Champion], now: datetime, *, last: bool
) -> None:
    """Let a cycle run that suggests one innovator to each champion, Rosa to Amir among them."""
    act.ask_for_cycle(now.date(), None, now)
    due = act.due_cycle()
    assert due
    chance = random.Random(now.toordinal())  # noqa: S311 - chance for a benchmark
    others = chance.sample(innovators[1:], len(champions) - 1)
    chosen = [
        Suggestion(who.id, whom.id, 0.6, "strong", ("You both work on it.",), {"need": 1.0})
        for who, whom in zip([innovators[0], *others], champions, strict=True)
    ]
    for champion in act.add_suggestions(due.id, chosen, now):
        act.queue(Kind.CARDS, f"{due.id}:{champion}", now)
    while letter := act.claim_letter(now, now):
        act.letter_sent(letter, "D0", "1.0")
    act.start_clocks(now)
    for number, whom in enumerate(champions):
        answer = State.DECLINED if number % 3 else State.ACCEPTED
        for card in act.cards_of_message(due.id, whom.id):
            if answer is State.ACCEPTED and act.decide(card.id, State.OPEN, answer, now):
                act.open_introduction(card.id, now)
            elif not last:
                act.decide(card.id, State.OPEN, answer, now)
    many = len(champions)
    act.finish_cycle(
        due.id, innovators=len(innovators), champions=many, suggestions=many, left_out=0, now=now
    )
