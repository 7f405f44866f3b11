"""A pause is read as people write it, and what cannot be meant is answered with what to write instead."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.pauses import read_pause

TODAY = date(2026, 1, 31)
SOME_DAY = st.dates(date(2020, 1, 1), date(2110, 12, 31))


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_nothing_written_is_a_pause_without_an_end(text: str) -> None:
    assert read_pause(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-3-1", date(2026, 3, 1)),
        ("31 March", date(2026, 3, 31)),
        ("until 31 March", date(2026, 3, 31)),
        ("Until  31st march.", date(2026, 3, 31)),
        ("31 Mar 2027", date(2027, 3, 31)),
        ("March 31, 2027", date(2027, 3, 31)),
        ("1 Sept", date(2026, 9, 1)),
        ("30 January", date(2027, 1, 30)),
        ("1 Feb", date(2026, 2, 1)),
        ("3 days", date(2026, 2, 3)),
        ("a week", date(2026, 2, 7)),
        ("for 3 weeks", date(2026, 2, 21)),
        ("1 month", date(2026, 2, 28)),
        ("2months", date(2026, 3, 31)),
        ("1 year", date(2027, 1, 31)),
        ("2 years", date(2028, 1, 31)),
    ],
)
def test_days_and_spans_are_read(text: str, back: date) -> None:
    assert read_pause(text, TODAY) == back


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "until",
        "31",
        "31.03.2026",
        "3/4",
        "31 Ma",
        "31 Marx",
        "30 February",
        "2026-02-30",
        "0000-01-01",
        "2026-13-01",
        "3 fortnights",
        "-3 weeks",
        "１ week",
        "31 March 2026 at noon",
    ],
)
def test_what_is_no_day_is_answered_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="can't read that") as refusal:
        read_pause(text, TODAY)
    assert str(refusal.value) == wording.DATE_UNREADABLE


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-30", "31 January", "1 Jan 2020", "0 weeks"])
def test_today_and_before_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="already begun") as refusal:
        read_pause(text, TODAY)
    assert str(refusal.value) == wording.DATE_PAST


@pytest.mark.parametrize("text", ["2028-02-01", "29 February", "25 months", "999999999 years", "9999-12-31"])
def test_more_than_two_years_ahead_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two years") as refusal:
        read_pause(text, TODAY)
    assert str(refusal.value) == wording.DATE_TOO_FAR


@pytest.mark.parametrize(
    "sentence", [wording.DATE_UNREADABLE, wording.DATE_PAST, wording.HELP_NEED, wording.HELP_OFFER]
)
def test_what_the_bot_proposes_it_can_read(sentence: str) -> None:
    proposed = re.findall(r"pause ([^`]+)`", sentence)
    assert len(proposed) == 2
    assert all(read_pause(words, TODAY) for words in proposed)


@given(SOME_DAY, st.integers(1, 364))
def test_a_day_without_a_year_is_the_next_one(today: date, ahead: int) -> None:
    back = today + timedelta(days=ahead)
    assert read_pause(f"{back.day} {back:%B}", today) == back
    assert read_pause(f"{back:%b} {back.day}", today) == back
    assert read_pause(back.isoformat(), today) == back


@given(
    st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[ -][a-z0-9]{1,9}[ -]?[0-9]{0,4}", fullmatch=True),
    SOME_DAY,
)
def test_whatever_is_written_gets_a_day_ahead_or_a_sentence(text: str, today: date) -> None:
    back = day_or_sentence(text, today)
    if isinstance(back, str):
        assert back in {wording.DATE_UNREADABLE, wording.DATE_PAST, wording.DATE_TOO_FAR}
    elif back is not None:
        assert timedelta(0) < back - today <= timedelta(days=731)


def day_or_sentence(text: str, today: date) -> date | str | None:
    try:
        return read_pause(text, today)
    except ValueError as refusal:
        return str(refusal)
