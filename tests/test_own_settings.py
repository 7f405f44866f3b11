"""A workspace's own settings stand instead of the environment's, mean the same as there, and end no bot."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.storage import Act
from config.own_settings import OWN, held, own, unreadable
from config.settings import CycleTime
from config.values import QuietHours
from tests.profiles import NOON
from tests.test_settings import read

LATER = NOON + timedelta(days=1)


def test_an_own_setting_stands_instead_of_the_environments() -> None:
    told = {"POLLINATE_CYCLE": "fri 16:30", "POLLINATE_TIMEZONE": "Asia/Tokyo", "POLLINATE_DAILY_CAP": "1"}
    changed = {"cycle": CycleTime(4, 16, 30), "timezone": ZoneInfo("Asia/Tokyo"), "daily_cap": 1}
    assert own(read(POLLINATE_DAILY_CAP="5"), told) == replace(read(), **changed)  # type: ignore[arg-type]
    assert own(read(), {}) == read()


@pytest.mark.parametrize("name", OWN)
def test_what_holds_is_written_so_that_it_means_the_same(name: str) -> None:
    told = {"POLLINATE_ADMINS": "U0B,U0A", "POLLINATE_COUNTRY": "GB", "POLLINATE_QUIET_WEEKENDS": "yes"}
    told |= dict.fromkeys(("POLLINATE_CHANNEL", "POLLINATE_REVIEW_CHANNEL"), "C0CHANNEL")
    holds = read(**told)
    text = held(holds, OWN[name])
    assert text
    assert own(read(), {name: text}) == replace(read(), **{OWN[name].field: getattr(holds, OWN[name].field)})


def test_no_quiet_hours_are_written_as_none() -> None:
    assert held(read(POLLINATE_QUIET_HOURS="none"), OWN["POLLINATE_QUIET_HOURS"]) == str(QuietHours(0, 0))
    assert str(QuietHours(0, 0)) == "none"


def test_what_cannot_be_read_any_more_is_left_out_and_named() -> None:
    told = {
        "POLLINATE_CYCLE": "someday",
        "POLLINATE_GONE": "1",
        "SLACK_BOT_TOKEN": "x",
        "POLLINATE_CURRENCY": "kr",
    }
    assert own(read(), told) == replace(read(), currency="kr")
    assert unreadable(told) == ["POLLINATE_CYCLE", "POLLINATE_GONE", "SLACK_BOT_TOKEN"]


def test_own_settings_are_kept_until_they_are_others(act: Act) -> None:
    first = {"POLLINATE_CURRENCY": "kr", "POLLINATE_CYCLE": "Friday 09:00"}
    assert act.keep_own_settings(first, "U0ADA", NOON) == ["POLLINATE_CURRENCY", "POLLINATE_CYCLE"]
    assert act.keep_own_settings(first, "U0ADAM", LATER) == []
    assert act.own_settings_changed_at(first) == NOON
    assert act.keep_own_settings({"POLLINATE_CURRENCY": "kr"}, "U0ADA", LATER) == ["POLLINATE_CYCLE"]
    assert act.own_settings() == {"POLLINATE_CURRENCY": "kr"}
    assert act.own_settings_changed_at({"POLLINATE_CURRENCY"}) == NOON
    assert act.own_settings_changed_at({"POLLINATE_CYCLE"}) == LATER
    assert act.own_settings_changed_at({"POLLINATE_COUNTRY"}) is None
