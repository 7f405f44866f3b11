"""Reading until when a person wants to pause: `31 March`, `31 Mar 2027`, `2027-03-31`, `3 weeks`, `2 months`.

Pure: from what was typed and today's date to the day of return. What is answered stands in `bot.wording`;
keeping the pause is left to the story.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from bot import wording

_FURTHEST: Final = 24  # months ahead
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ORDINAL: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_DAYS: Final = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(rf"{_ORDINAL} (?P<month>[a-z]{{3,9}})(?: (?P<year>[0-9]{{4}}))?"),
    re.compile(rf"(?P<month>[a-z]{{3,9}}) {_ORDINAL}(?: (?P<year>[0-9]{{4}}))?"),
)
_SPAN: Final = re.compile(r"(?P<count>[0-9]{1,9}|an?|one) ?(?P<unit>day|week|month|year)s?")


def read_pause(text: str, today: date) -> date | None:
    """Read what follows `pause`: the day of return, later than `today`, or None for a pause without an end.

    A day without a year is the next one. Raises ValueError with one of the `DATE_` sentences, whose
    placeholder is {command}, where the text is unreadable, not later than today, or over two years ahead.
    """
    wish = re.sub("^(until|till|for) ", "", " ".join(re.sub("[,.]", " ", text.lower()).split()))
    if not wish:
        return None
    day = _after_span(wish, today) or _named_day(wish, today)
    if day is None:
        raise ValueError(wording.DATE_UNREADABLE)
    if day <= today:
        raise ValueError(wording.DATE_PAST)
    if day > _months_later(today, _FURTHEST):
        raise ValueError(wording.DATE_TOO_FAR)
    return day


def _after_span(wish: str, today: date) -> date | None:
    span = _SPAN.fullmatch(wish)
    if span is None:
        return None
    # a thousand of any unit is too far already, and stays within what a date can hold
    count = min(int(span["count"]), 1000) if span["count"].isdigit() else 1
    if span["unit"] in ("day", "week"):
        return today + timedelta(days=count * (7 if span["unit"] == "week" else 1))
    return _months_later(today, count * (12 if span["unit"] == "year" else 1))


def _months_later(today: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that is too short for it."""
    years, month = divmod(today.month - 1 + months, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _named_day(wish: str, today: date) -> date | None:
    match = next((match for pattern in _DAYS if (match := pattern.fullmatch(wish))), None)
    if match is None:
        return None
    # the next 29 February can be eight years away
    years = [int(match["year"])] if match["year"] else range(today.year, today.year + 9)
    days = [_existing(year, _month(match["month"]), int(match["day"])) for year in years]
    return next((day for day in days if day and (match["year"] or day >= today)), None)


def _month(name: str) -> int:
    """Return a month's number from its digits or three or more letters of its name; 0 where there is none."""
    if name.isdigit():
        return int(name)
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
