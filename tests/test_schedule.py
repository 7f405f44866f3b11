"""Time: one cycle a local date, whatever clocks and schedulers do; days down are made up for once."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import calendar
from bot.cycle import ask_if_due
from bot.storage import Store
from config.settings import CycleTime
from tests.profiles import NOON, ROSA
from tests.schedulers import FIRST, SETTINGS, schedule
from tests.storage_place import OURS, new_store, rows_of

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
TEN_YEARS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))
WEEK = timedelta(days=7)


@pytest.mark.parametrize("zone", [ZoneInfo(name) for name in ZONES], ids=ZONES)
@pytest.mark.parametrize("time", [(9, 0), (1, 30), (2, 15), (0, 0)], ids=str)
def test_in_ten_years_each_week_has_one_cycle_on_its_day(zone: ZoneInfo, time: tuple[int, int]) -> None:
    """On Sundays, when clocks change, and at hours that are skipped or come twice."""
    weekly, (now, end) = CycleTime(6, *time), TEN_YEARS
    dates: list[date] = []
    while now < end:
        moment, following = calendar.latest_cycle(now, weekly, zone), calendar.next_cycle(now, weekly, zone)
        assert moment <= now < following
        if not dates or moment.date() != dates[-1]:
            dates.append(moment.date())
        now += timedelta(hours=1)
    assert {after - before for before, after in pairwise(dates)} == {WEEK}
    assert {day.weekday() for day in dates} == {6}
    assert len(dates) > 520


@given(jumps=st.lists(st.timedeltas(timedelta(days=-20), timedelta(days=30)), min_size=5, max_size=25))
@settings(max_examples=25, deadline=None)
def test_however_the_clock_jumps_each_local_date_has_one_cycle_at_most(jumps: list[timedelta]) -> None:
    now = FIRST + timedelta(days=700)
    with new_store() as store:
        enrol(store)
        asked = []
        for jump in jumps:
            now += jump
            if ask_if_due(store, OURS, now, SETTINGS):
                asked.append(calendar.latest_cycle(now, SETTINGS.cycle, SETTINGS.timezone).date())
        kept = [row["local_date"] for row in rows_of(store, "cycles")]
    assert sorted(kept) == [str(day) for day in asked], "they are asked for in their order, each once"


def enrol(store: Store) -> None:
    with store.begin(OURS) as act:
        act.save_innovator(ROSA, NOON)


def test_days_down_are_made_up_for_by_one_cycle(store: Store) -> None:
    enrol(store)
    assert ask_if_due(store, OURS, FIRST, SETTINGS)
    late = FIRST + timedelta(days=40)
    assert ask_if_due(store, OURS, late, SETTINGS)
    assert not ask_if_due(store, OURS, late, SETTINGS)
    dates = sorted(row["local_date"] for row in rows_of(store, "cycles"))
    assert dates == ["2026-03-10", "2026-04-14"]


def test_eight_schedulers_at_once_run_one_cycle_a_date(store: Store) -> None:
    enrol(store)
    assert schedule(store.place, cycles=4, rivals=8) == (4, 4)
    assert [row["state"] for row in rows_of(store, "cycles")] == ["done"] * 4
