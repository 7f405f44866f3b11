"""When a message may arrive: never in quiet hours, on a holiday or too often, wherever somebody lives."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import calendar
from bot.manners import Had, Manners, arrival, civil, day_began
from config.settings import CycleTime
from config.values import QuietHours

LONDON, NEW_YORK, TOKYO = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Asia/Tokyo"))
PLAIN = Manners(QuietHours(20, 8), quiet_weekends=False, country="", workspace=LONDON, daily_cap=2)
TUESDAY = CycleTime(1, 9, 0)

# Half hours, quarters, a change of half an hour, no changes, and a day that was left out.
ZONES = st.sampled_from(
    (
        *("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"),
        *("Pacific/Apia", "Pacific/Kiritimati", "America/St_Johns", "Africa/Casablanca", "UTC"),
    )
).map(ZoneInfo)
MOMENTS = st.integers(1262304000, 2082758400).map(partial(datetime.fromtimestamp, tz=UTC))  # 2010 to 2035
HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).map(lambda pair: QuietHours(*pair))
COUNTRIES = st.sampled_from(("", "GB", "GB-ENG", "JP", "IL"))
MANNERS = st.builds(Manners, HOURS, st.booleans(), COUNTRIES, ZONES, st.integers(1, 3))


def is_civil(moment: datetime, zone: ZoneInfo, manners: Manners) -> bool:
    there, here = moment.astimezone(zone), moment.astimezone(manners.workspace)
    weekend = manners.quiet_weekends and there.weekday() > 4
    begin, end = manners.quiet_hours.begin, manners.quiet_hours.end
    crossed = begin > end and (there.hour >= begin or there.hour < end)
    quiet = crossed or begin <= there.hour < end
    return not (weekend or quiet or calendar.is_holiday(here.date(), manners.country))


@settings(deadline=None)  # the first look at a country loads its holidays
@given(MOMENTS, ZONES, MANNERS)
def test_nobody_is_written_to_in_quiet_hours_anywhere_in_any_year(
    moment: datetime, zone: ZoneInfo, manners: Manners
) -> None:
    found = civil(moment, zone, manners)
    assert found >= moment
    assert is_civil(found, zone, manners)


@settings(deadline=None)  # the first look at a country loads its holidays
@given(MOMENTS, ZONES, MANNERS)
def test_a_message_waits_no_longer_than_it_must(moment: datetime, zone: ZoneInfo, manners: Manners) -> None:
    found = civil(moment, zone, manners)
    if is_civil(moment, zone, manners):
        assert found == moment
    else:
        step = timedelta(minutes=15)
        waited = int((found - moment) / step)
        between = (moment.astimezone(UTC) + step * number for number in range(min(waited, 3000)))
        assert not any(is_civil(each, zone, manners) for each in between)


@settings(deadline=None)  # the first look at a country loads its holidays
@given(MOMENTS, MOMENTS, ZONES, st.builds(Had, st.integers(0, 4), st.none() | MOMENTS), MANNERS)
def test_a_message_is_never_early_and_the_daily_cap_stands(
    now: datetime, not_before: datetime, zone: ZoneInfo, had: Had, manners: Manners
) -> None:
    found = arrival(now, not_before, zone, had, manners)
    assert found >= max(now, not_before, had.next_cycle or now)
    assert is_civil(found, zone, manners)
    if had.today >= manners.daily_cap:
        assert found.astimezone(zone).date() > now.astimezone(zone).date()
        assert arrival(found, not_before, zone, replace(had, today=0), manners) == found


@given(MOMENTS, ZONES)
def test_a_day_begins_before_now_and_within_a_day_and_an_hour(now: datetime, zone: ZoneInfo) -> None:
    began = day_began(now, zone)
    assert timedelta() <= now - began <= timedelta(hours=25)
    assert began.astimezone(zone).date() == now.astimezone(zone).date()


def at_nine_in_london(day: date) -> datetime:
    return calendar.moment_on(day, TUESDAY, LONDON)


@pytest.mark.parametrize(
    ("zone", "arrives"),
    [
        (LONDON, "2026-03-03 09:00"),
        (NEW_YORK, "2026-03-03 09:00"),  # five hours later
        (ZoneInfo("Europe/Paris"), "2026-03-03 10:00"),  # their nine o'clock was before the cycle
        (TOKYO, "2026-03-03 18:00"),
        (ZoneInfo("Pacific/Auckland"), "2026-03-04 08:00"),  # the cycle came in their quiet hours
    ],
)
def test_a_message_of_the_cycle_arrives_at_its_hour_where_people_are(zone: ZoneInfo, arrives: str) -> None:
    cycle = at_nine_in_london(date(2026, 3, 3))
    found = arrival(cycle, calendar.moment_on(date(2026, 3, 3), TUESDAY, zone), zone, Had(), PLAIN)
    assert f"{found.astimezone(zone):%Y-%m-%d %H:%M}" == arrives


def test_quiet_hours_end_with_the_clock_on_the_wall_when_it_is_put_forward() -> None:
    night = datetime(2026, 3, 28, 22, 0, tzinfo=LONDON)  # clocks go forward at one
    assert civil(night, LONDON, PLAIN).timestamp() - night.timestamp() == 9 * 3600


def test_a_holiday_and_the_weekend_after_it_are_quiet() -> None:
    kept = replace(PLAIN, country="GB-ENG", quiet_weekends=True)
    maundy = datetime(2026, 4, 2, 19, 59, tzinfo=LONDON)
    assert civil(maundy, LONDON, kept) == maundy
    after_easter = datetime(2026, 4, 7, 8, 0, tzinfo=LONDON)
    assert civil(maundy + timedelta(minutes=1), LONDON, kept) == after_easter
    assert civil(maundy + timedelta(minutes=1), LONDON, replace(kept, country="GB-SCT")) == datetime(
        2026, 4, 6, 8, 0, tzinfo=LONDON
    )  # Easter Monday is none in Scotland


def test_who_has_had_this_cycles_message_waits_for_the_next() -> None:
    now = datetime(2026, 3, 4, 12, 0, tzinfo=LONDON)
    coming = at_nine_in_london(date(2026, 3, 10))
    assert arrival(now, now, LONDON, Had(1, coming), PLAIN) == coming


# --- cycles and holidays ----------------------------------------------------------------------------------


@settings(deadline=None)  # the first look at a country loads its holidays
@given(MOMENTS, ZONES, st.integers(0, 6), st.integers(0, 23), COUNTRIES)
def test_no_cycle_falls_on_a_holiday_and_each_is_the_latest_until_the_next(
    now: datetime, zone: ZoneInfo, weekday: int, hour: int, country: str
) -> None:
    weekly = CycleTime(weekday, hour, 30)
    coming = calendar.next_cycle(now, weekly, zone, country)
    last = calendar.latest_cycle(now, weekly, zone, country)
    assert last <= now < coming
    assert not any(calendar.is_holiday(each.date(), country) for each in (coming, last))
    assert calendar.latest_cycle(coming, weekly, zone, country) == coming
    assert calendar.latest_cycle(coming - timedelta(seconds=1), weekly, zone, country) == last
    assert calendar.next_cycle(last, weekly, zone, country) == coming


def test_a_cycle_moves_from_a_holiday_to_the_next_working_day() -> None:
    friday = CycleTime(4, 9, 0)
    good_friday = datetime(2026, 4, 1, 12, 0, tzinfo=LONDON)
    moved = calendar.next_cycle(good_friday, friday, LONDON, "GB-ENG")
    assert moved == datetime(2026, 4, 7, 9, 0, tzinfo=LONDON)  # over the weekend and Easter Monday
    assert calendar.next_cycle(moved, friday, LONDON, "GB-ENG") == datetime(2026, 4, 10, 9, 0, tzinfo=LONDON)
    assert calendar.next_cycle(good_friday, friday, LONDON) == datetime(2026, 4, 3, 9, 0, tzinfo=LONDON)


def test_a_weekly_cycle_at_the_weekend_stays_there() -> None:
    saturday = CycleTime(5, 10, 0)
    now = datetime(2026, 3, 2, 12, 0, tzinfo=LONDON)
    assert calendar.next_cycle(now, saturday, LONDON, "GB-ENG") == datetime(2026, 3, 7, 10, tzinfo=LONDON)
