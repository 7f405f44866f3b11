"""The ladder, pure: when both people of an introduction are asked about it, and what their answers amount to.

A rung counts as confirmed when both have told it; until then it is claimed. Two different answers to the same
question are a disagreement, and the rung stays the last one both agreed on.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bot.records import Met, Outcome, Question, Reached, Rung, Standing
from matching.people import Evidence

# From here on there is something to count: money, and people reached.
WITH_FIGURES: Final = (Rung.PILOT, Rung.AGREEMENT, Rung.SCALED)

# Askings in a row that stay without an answer until a person is paused, and how long each waits for one.
MOST_SILENT: Final = 3
PATIENCE: Final = timedelta(days=7)

_MET_AFTER: Final = timedelta(days=7)
_RUNG_AFTER: Final = (timedelta(days=30), timedelta(days=90), timedelta(days=180))
_AGAIN_AFTER: Final = {Met.NOT_YET: timedelta(days=2), Met.ARRANGED: timedelta(days=7)}

# What an answer to *Did you meet?* says of the ladder; the other two say that it is too early to tell.
RUNG_OF: Final = {Met.YES: Rung.MET, Met.NO: Rung.ENDED}


class Planned(NamedTuple):
    """A question, the topic under which both get it, and when."""

    question: Question
    topic: str
    due_at: datetime


def schedule(introduced_at: datetime) -> list[Planned]:
    """Return what both are asked after an introduction, and when."""
    met = Planned(Question.MET, _topic(_MET_AFTER), introduced_at + _MET_AFTER)
    rungs = [Planned(Question.RUNG, _topic(after), introduced_at + after) for after in _RUNG_AFTER]
    return [met, *rungs]


def asked_again(answer: Met, introduced_at: datetime, now: datetime) -> datetime | None:
    """Return when *Did you meet?* comes again; None where the answer stands or the next question is near."""
    again = now + _AGAIN_AFTER[answer] if answer in _AGAIN_AFTER else None
    return again if again and again < introduced_at + _RUNG_AFTER[0] else None


def reckon(outcomes: Iterable[Outcome], people: tuple[str, str]) -> Reached:
    """Return where an introduction of these two stands. `outcomes`: what was told, oldest first."""
    latest: dict[str, Outcome] = {}
    agreed, reached = Rung.NOT_YET_MET, Reached()
    for told in outcomes:
        if told.person not in people:
            continue
        latest[told.person] = told
        other = next(
            (latest[person] for person in people if person != told.person and person in latest), None
        )
        if other and other.rung is told.rung:
            agreed, reached = told.rung, Reached(told.rung, Standing.CONFIRMED)
        elif other and other.topic == told.topic:
            reached = Reached(agreed, Standing.DISPUTED)
        else:
            reached = Reached(told.rung, Standing.CLAIMED, told.person)
    return reached


def careful_figures(outcomes: Iterable[Outcome]) -> Evidence:
    """Return the figures two people can stand behind: each one's latest; where they differ, the more careful.

    More careful is more invested, less saved, fewer people reached.
    """
    latest = {told.person: told.figures for told in outcomes if told.figures != Evidence()}.values()
    return Evidence(
        invested=max((each.invested for each in latest if each.invested is not None), default=None),
        saved=min((each.saved for each in latest if each.saved is not None), default=None),
        reached=min((each.reached for each in latest if each.reached is not None), default=None),
    )


def _topic(after: timedelta) -> str:
    return f"day {after.days}"
