"""The figures of the report, and the tables in which each can be found again. Pure: rows in, figures out.

Whoever wants to check a figure finds it in figures.csv, with the rows it counts in innovators.csv and
suggestions.csv beside it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from bot.exporting import csv_bytes
from bot.records import File, Rung, Told, Venture

_RUNGS: Final = (Rung.MET, Rung.EXPLORING, Rung.PILOT, Rung.AGREEMENT, Rung.SCALED)
# How far an innovator has come, step by step; each counts whoever came there or further.
STEPS: Final = ("profile", "suggested", "accepted", "introduced", *_RUNGS)

FEWEST_ANSWERS: Final = 3  # of an organisation that is shown by itself
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Speed:
    """How quickly champions of one organisation answer; of several together where `organisation` is empty."""

    organisation: str
    name: str
    days: float
    answers: int


@dataclass(frozen=True)
class Money:
    """Sums over partnerships that told both figures: whole units of the workspace's currency."""

    partnerships: int
    invested: int
    saved: int

    @property
    def ratio(self) -> float | None:
        """What was saved for each unit invested; None where nothing was invested."""
        return self.saved / self.invested if self.invested else None


@dataclass(frozen=True)
class Wait:
    """An innovator without an introduction, and the days since joining."""

    innovator: str
    name: str
    days: float


@dataclass(frozen=True)
class Report:
    """All figures at one moment. `days` is the median over all answers, None without any."""

    day: date
    funnel: dict[str, int]
    speeds: tuple[Speed, ...]
    days: float | None
    answers: int
    confirmed: Money
    claimed: Money
    waits: tuple[Wait, ...]


@dataclass(frozen=True)
class Rows:
    """What a report is made of, as it stood at one moment, in the workspace's time zone."""

    now: datetime
    ventures: tuple[Venture, ...]
    told: tuple[Told, ...]


def figures_of(rows: Rows) -> Report:
    """Reckon every figure."""
    answered = [_days(one) for one in rows.told if one.answered_at]
    reached = [STEPS.index(step) for step in furthest(rows).values()]
    return Report(
        day=rows.now.date(),
        funnel={step: sum(place >= number for place in reached) for number, step in enumerate(STEPS)},
        speeds=_speeds(rows.told),
        days=median(answered) if answered else None,
        answers=len(answered),
        confirmed=_money(rows.told, confirmed=True),
        claimed=_money(rows.told, confirmed=False),
        waits=_waits(rows),
    )


def furthest(rows: Rows) -> dict[str, str]:
    """Return the furthest step of each innovator, by id."""
    steps = {venture.id: "profile" for venture in rows.ventures}
    for one in rows.told:
        steps[one.innovator] = max(steps.get(one.innovator, "profile"), _step(one), key=STEPS.index)
    return steps


def _step(one: Told) -> str:
    if one.highest in _RUNGS:
        return one.highest
    if one.introduced_at:
        return "introduced"
    return "accepted" if one.accepted_at else "suggested"


def _days(one: Told) -> float:
    return max(timedelta(), (one.answered_at or one.suggested_at) - one.suggested_at) / _DAY


def _speeds(told: Sequence[Told]) -> tuple[Speed, ...]:
    """Return the organisations with enough answers, quickest first, and the others together, last."""
    days: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one in told:
        if one.answered_at:
            days[one.organisation, one.organisation_name].append(_days(one))
    alone = [
        Speed(id_, name, median(each), len(each))
        for (id_, name), each in days.items()
        if len(each) >= FEWEST_ANSWERS
    ]
    rest = [day for each in days.values() if len(each) < FEWEST_ANSWERS for day in each]
    pooled = (Speed("", "", median(rest), len(rest)),) if rest else ()
    return (*sorted(alone, key=lambda speed: (speed.days, speed.name)), *pooled)


def _money(told: Sequence[Told], *, confirmed: bool) -> Money:
    both = [
        (one.figures.invested, one.figures.saved)
        for one in told
        if one.confirmed is confirmed and one.figures.invested is not None and one.figures.saved is not None
    ]
    return Money(len(both), sum(invested for invested, _ in both), sum(saved for _, saved in both))


def _waits(rows: Rows) -> tuple[Wait, ...]:
    waits = [
        Wait(one.id, one.name, max(timedelta(), rows.now - one.joined_at) / _DAY)
        for one in rows.ventures
        if one.waits
    ]
    return tuple(sorted(waits, key=lambda wait: (-wait.days, wait.innovator)))


# --- tables --------------------------------------------------------------------------------------------

_FIGURE_COLUMNS: Final = ("figure", "of", "value", "rows", "counted_in")
_INNOVATOR_COLUMNS: Final = ("innovator", "venture", "joined_at", "furthest", "waits", "days")
_SUGGESTION_COLUMNS: Final = (
    *("suggestion", "innovator", "champion", "organisation", "organisation_name", "state", "suggested_at"),
    *("accepted_at", "answered_at", "days_to_answer", "introduced_at", "rung", "highest_rung", "confirmed"),
    *("invested", "saved", "reached"),
)


def tables_of(rows: Rows, report: Report) -> list[File]:
    """Return the figures as a table, and the rows they count as two more."""
    steps = furthest(rows)
    innovators = ({**_innovator_row(each, rows.now), "furthest": steps[each.id]} for each in rows.ventures)
    return [
        _table("figures", _FIGURE_COLUMNS, _figure_rows(report)),
        _table("innovators", _INNOVATOR_COLUMNS, list(innovators)),
        _table("suggestions", _SUGGESTION_COLUMNS, [_suggestion_row(one) for one in rows.told]),
    ]


def _table(name: str, columns: Sequence[str], rows: Sequence[dict[str, object]]) -> File:
    file = f"{name}.csv"
    return File(file, csv_bytes(columns, rows), file)


def _figure_rows(report: Report) -> list[dict[str, object]]:
    """Return every figure with how many rows it counts and how to find them."""
    waits = report.waits
    found = [
        ("funnel", step, count, count, f"innovators.csv where furthest is {step} or a later step")
        for step, count in report.funnel.items()
    ]
    speeds = [
        (
            *("median days to answer", speed.organisation or "the others", round(speed.days, 2)),
            *(speed.answers, "suggestions.csv with days_to_answer, of this organisation"),
        )
        for speed in report.speeds
    ]
    money = [
        (name, of, value, money.partnerships, f"suggestions.csv with invested and saved, confirmed {sure}")
        for of, sure, money in (("confirmed", 1, report.confirmed), ("told by one side", 0, report.claimed))
        for name, value in (("invested", money.invested), ("saved", money.saved), ("ratio", money.ratio))
    ]
    waiting = (
        "longest wait in days", waits[0].innovator if waits else "",
        round(waits[0].days, 2) if waits else None, len(waits), "innovators.csv where waits is 1",
    )  # fmt: skip
    return [dict(zip(_FIGURE_COLUMNS, row, strict=True)) for row in (*found, *speeds, *money, waiting)]


def _innovator_row(venture: Venture, now: datetime) -> dict[str, object]:
    return {
        "innovator": venture.id,
        "venture": venture.name,
        "joined_at": _time(venture.joined_at),
        "waits": venture.waits,
        "days": round(max(timedelta(), now - venture.joined_at) / _DAY, 2),
    }


def _suggestion_row(one: Told) -> dict[str, object]:
    return {
        "suggestion": one.id,
        "innovator": one.innovator,
        "champion": one.champion,
        "organisation": one.organisation,
        "organisation_name": one.organisation_name,
        "state": one.state,
        "suggested_at": _time(one.suggested_at),
        "accepted_at": _time(one.accepted_at),
        "answered_at": _time(one.answered_at),
        "days_to_answer": round(_days(one), 2) if one.answered_at else None,
        "introduced_at": _time(one.introduced_at),
        "rung": one.rung,
        "highest_rung": one.highest,
        "confirmed": one.confirmed,
        "invested": one.figures.invested,
        "saved": one.figures.saved,
        "reached": one.figures.reached,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
