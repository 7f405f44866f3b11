"""When cycles fall: pure arithmetic on the weekly day and hour in the workspace's time zone, and holidays.

No cycle falls on a holiday: it moves to the next working day.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from config.settings import CycleTime

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_WEEKS_BACK = 5  # as far as a cycle may have moved; no run of holidays is as long


def next_cycle(after: datetime, weekly: CycleTime, zone: ZoneInfo, country: str = "") -> datetime:
    """Return the first scheduled moment later than `after`, in the workspace's time zone."""
    day = _day_on_or_before(after, weekly, zone) - _WEEKS_BACK * _WEEK
    while (moment := moment_on(working_day(day, country), weekly, zone)) <= after:
        day += _WEEK
    return moment


def latest_cycle(until: datetime, weekly: CycleTime, zone: ZoneInfo, country: str = "") -> datetime:
    """Return the last scheduled moment that is not later than `until`."""
    day = _day_on_or_before(until, weekly, zone)
    while (moment := moment_on(working_day(day, country), weekly, zone)) > until:
        day -= _WEEK
    return moment


def working_day(day: date, country: str) -> date:
    """Return a day that is no holiday: this one, or the next from Monday to Friday."""
    moved = day
    while is_holiday(moved, country) or (moved != day and moved.weekday() > 4):
        moved += _DAY
    return moved


def is_holiday(day: date, country: str) -> bool:
    """Whether a day is a holiday in a country (`GB`) or a part of it (`GB-ENG`); empty: it has none."""
    return bool(country) and day in _holidays(country, day.year)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # heavy, so loaded only where a country is set

    code, _, part = country.partition("-")
    return frozenset(country_holidays(code, subdiv=part or None, years=year))


def months_before(now: datetime, months: int) -> datetime:
    """Return the moment that many months of 30 days ago."""
    return now - timedelta(days=30 * months)


def moment_on(day: date, weekly: CycleTime, zone: ZoneInfo) -> datetime:
    """Return the cycle's hour on a day in a zone; an hour the clocks skip comes out as the hour after it."""
    local = datetime.combine(day, time(weekly.hour, weekly.minute), zone)
    return datetime.fromtimestamp(local.timestamp(), zone)


def months_after(day: date, months: int) -> date:
    """Return the day so many months later; the last of its month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day_on_or_before(moment: datetime, weekly: CycleTime, zone: ZoneInfo) -> date:
    local = moment.astimezone(zone).date()
    return local - timedelta(days=(local.weekday() - weekly.weekday) % 7)
