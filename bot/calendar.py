"""When cycles fall: pure arithmetic on the weekly day and hour in the workspace's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.settings import CycleTime

_WEEK = timedelta(days=7)


def next_cycle(after: datetime, weekly: CycleTime, zone: ZoneInfo) -> datetime:
    """Return the first scheduled moment later than `after`, in the workspace's time zone."""
    day = _day_on_or_before(after, weekly, zone)
    moment = _moment(day, weekly, zone)
    return moment if moment > after else _moment(day + _WEEK, weekly, zone)


def latest_cycle(until: datetime, weekly: CycleTime, zone: ZoneInfo) -> datetime:
    """Return the last scheduled moment that is not later than `until`."""
    day = _day_on_or_before(until, weekly, zone)
    moment = _moment(day, weekly, zone)
    return moment if moment <= until else _moment(day - _WEEK, weekly, zone)


def months_before(now: datetime, months: int) -> datetime:
    """Return the moment that many months of 30 days ago."""
    return now - timedelta(days=30 * months)


def _day_on_or_before(moment: datetime, weekly: CycleTime, zone: ZoneInfo) -> date:
    local = moment.astimezone(zone).date()
    return local - timedelta(days=(local.weekday() - weekly.weekday) % 7)


def _moment(day: date, weekly: CycleTime, zone: ZoneInfo) -> datetime:
    """Return the cycle's moment on a day; an hour the clocks skip comes out as the hour after it."""
    local = datetime.combine(day, time(weekly.hour, weekly.minute), zone)
    return datetime.fromtimestamp(local.timestamp(), zone)
