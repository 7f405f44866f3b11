"""The small modals: declining, forgetting, notices, what comes next; they keep the limits and read back."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_ids as ids
from bot.dialogs import decline_form, forget_form, need_saved, notice, offer_saved, read_decline
from bot.forms import Refused
from bot.records import Card, DeclineReason
from tests.profiles import (
    AMIR,
    ANY_CARD,
    CARD,
    ROSA,
)
from tests.slack_limits import chosen, complaints_about_view, inputs, shown

LONDON = ZoneInfo("Europe/London")
SETTINGS = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("reason", DeclineReason)
def test_declining_reads_back_whose_card_and_why(reason: DeclineReason) -> None:
    form = decline_form(CARD)
    state = {"values": {ids.REASON: {ids.VALUE: {"selected_option": chosen(reason.value)[0]}}}}
    offered = [choice["value"] for choice in inputs(form)[0]["element"]["options"]]
    assert reason.value in offered
    assert read_decline(form | {"state": state}) == ("s1", reason)


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {"values": {}}, "private_metadata": "s1"}])
def test_declining_without_a_reason_is_refused(view: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read_decline(view)
    assert refused.value.errors.keys() == {ids.REASON}


@SETTINGS
@given(ANY_CARD, st.text(min_size=1, max_size=60).filter(lambda title: title.isprintable() and title.strip()))
def test_the_small_modals_keep_the_limits(any_card: Card, title: str) -> None:
    assert complaints_about_view(decline_form(any_card)) == []
    assert complaints_about_view(notice(title, "a line of help\n" * 900)) == []


def test_forgetting_says_what_is_erased_and_that_it_is_for_good() -> None:
    form = forget_form()
    assert complaints_about_view(form) == []
    assert form["callback_id"] == ids.FORGET_FORM
    assert "cannot be undone" in shown(form["blocks"])


def test_a_notice_only_tells() -> None:
    view = notice("How Pollinate works", "*Help*\nsecond line")
    assert view["callback_id"] == ids.NOTICE
    assert "submit" not in view
    assert shown(view["blocks"]) == "*Help*\nsecond line"


def test_after_saving_the_next_step_has_its_day() -> None:
    tuesday = datetime(2026, 3, 3, 9, tzinfo=LONDON)
    assert "Tuesday 3 March at 09:00 GMT" in shown(need_saved(ROSA, tuesday)["blocks"])
    assert "*Nurses at Home* is in" in shown(need_saved(ROSA, tuesday)["blocks"])
    offered = shown(offer_saved(AMIR, tuesday)["blocks"])
    assert "at most 3 suggestions" in offered
    assert "*Age &amp; Place*" in offered
    assert "not set yet" in shown(need_saved(ROSA, None)["blocks"])
    assert "paused" in shown(offer_saved(replace(AMIR, paused=True), tuesday)["blocks"])
