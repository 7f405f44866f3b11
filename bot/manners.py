"""Manners: when a message that nobody asked for may arrive. Pure; time comes in as an argument.

Not in the quiet hours of whoever gets it, nor on their weekend where that is quiet, nor on a holiday of the
workspace; of a cycle not before its hour has come where they are; one a cycle, and so many a day at most. A
message that may not arrive yet has a time at which it may: it waits, and is not lost.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import is_holiday
from config.values import QuietHours

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Manners:
    """What is quiet: hours and weekends where a person is, holidays of `country` where the workspace is."""

    quiet_hours: QuietHours
    quiet_weekends: bool
    country: str
    workspace: ZoneInfo
    daily_cap: int


@dataclass(frozen=True)
class Had:
    """What somebody has had unasked: how many messages today, and until when this cycle's one is enough.

    `next_cycle` is None for whoever has had none in this cycle.
    """

    today: int = 0
    next_cycle: datetime | None = None


def arrival(now: datetime, not_before: datetime, zone: ZoneInfo, had: Had, manners: Manners) -> datetime:
    """Return when a message for somebody in this zone may arrive: `now`, or the moment to wait for.

    not_before: for a message of a cycle, when the cycle's hour comes where they are.
    """
    earliest = max(now, not_before, had.next_cycle or now, key=datetime.timestamp)  # not by the wall's clock
    moment = civil(earliest, zone, manners)
    if had.today >= manners.daily_cap and _date(moment, zone) == _date(now, zone):
        moment = civil(at(_date(now, zone) + _DAY, 0, zone, now), zone, manners)
    return moment


def civil(moment: datetime, zone: ZoneInfo, manners: Manners) -> datetime:
    """Return the first moment, from this one on, at which somebody in this zone may be written to."""
    while (later := _after_quiet(moment, zone, manners)) is not None:
        moment = later
    return moment


def _after_quiet(moment: datetime, zone: ZoneInfo, manners: Manners) -> datetime | None:
    """Return when what makes this moment quiet is over; None where nothing does."""
    here, there = moment.astimezone(manners.workspace), moment.astimezone(zone)
    if is_holiday(here.date(), manners.country):
        return at(here.date() + _DAY, 0, manners.workspace, moment)
    if manners.quiet_weekends and there.weekday() > 4:
        return at(there.date() + _DAY, 0, zone, moment)
    hours = manners.quiet_hours
    if there.hour in hours:
        over = there.date() + (_DAY if there.hour >= hours.end else timedelta())
        return at(over, hours.end, zone, moment)
    return None


def at(day: date, hour: int, zone: ZoneInfo, after: datetime, minute: int = 0) -> datetime:
    """Return the first moment later than `after` at which clocks in a zone show this hour of this day.

    Where clocks skip it, it is as long after midnight as without the change; where that has passed, too, the
    next moment is returned.
    """
    local = datetime.combine(day, time(hour, minute), zone)
    moments = (local.replace(fold=fold).timestamp() for fold in (0, 1))
    later = [moment for moment in moments if moment > after.timestamp()]
    return datetime.fromtimestamp(min(later, default=after.timestamp() + 60), zone)


def day_began(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when today began where somebody is."""
    local = datetime.combine(_date(now, zone), time(), zone)
    return datetime.fromtimestamp(local.timestamp(), zone)


def _date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
