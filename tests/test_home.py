"""The Home tab: everyone's truth at a glance, with its buttons, within Slack's limits whatever is shown."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_ids as ids
from bot import wording
from bot.admin_part import cycle_words, last_cycle_text
from bot.home import home_view, status_text
from bot.records import Card, CycleSummary, HomeTab, KeyNumbers, Rung, State
from tests.profiles import AMIR, ANY_CARD, ANY_CHAMPION, ANY_INNOVATOR, CARD, NOON, ROSA, TAXONOMY
from tests.slack_limits import buttons, complaints_about_view, has_typed_markup, shown, units

SETTINGS = settings(deadline=None, max_examples=40)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Europe/London"))
LAST = CycleSummary("c", date(2026, 2, 24), NOON, innovators=12, champions=8, suggestions=1_234, left_out=2)
STRANGER = HomeTab("U0NEW", NOON, next_cycle=TUESDAY)
AS_ROSA = HomeTab("U0ROSA", NOON, innovator=ROSA, next_cycle=TUESDAY)
AS_AMIR = HomeTab("U0AMIR", NOON, champion=AMIR, next_cycle=TUESDAY)


def said(tab: HomeTab) -> str:
    return shown(home_view(tab, TAXONOMY)["blocks"])


def labels(tab: HomeTab) -> list[str]:
    return [button["text"]["text"] for button in buttons(home_view(tab, TAXONOMY)["blocks"])]


def button(tab: HomeTab, label: str) -> dict[str, Any]:
    return next(b for b in buttons(home_view(tab, TAXONOMY)["blocks"]) if b["text"]["text"] == label)


def cards(*states: State) -> tuple[Card, ...]:
    return tuple(replace(CARD, id=f"s{n}", state=state) for n, state in enumerate(states))


def test_a_newcomer_is_greeted_with_the_two_ways_in() -> None:
    assert labels(STRANGER) == ["I need a partner", "I can open doors", "Help"]
    assert button(STRANGER, "I need a partner")["action_id"] == ids.OPEN_NEED
    assert button(STRANGER, "I can open doors")["action_id"] == ids.OPEN_OFFER
    assert "What happens then" in said(STRANGER)
    assert "Nothing waits" not in said(STRANGER)


def test_a_profile_is_shown_with_what_can_be_done_to_it() -> None:
    assert (
        "*Nurses at Home*\nPilot · Health, Social care · Cornwall\nNeeds credibility and a pipeline"
        in said(AS_ROSA)
    )
    assert labels(AS_ROSA) == [
        "Edit",
        "Pause",
        "Why?",
        "I can open doors too",
        "Help",
        "My data",
        "Forget me",
    ]
    assert "*Age &amp; Place*" in said(AS_AMIR)
    assert "Open to 3 introductions a cycle" in said(AS_AMIR)
    assert labels(AS_AMIR) == [
        "Edit",
        "Pause",
        "Why?",
        "Leave",
        "I need a partner too",
        "Help",
        "My data",
        "Forget me",
    ]


@pytest.mark.parametrize(("tab", "side"), [(AS_ROSA, "innovator"), (AS_AMIR, "champion")])
def test_buttons_say_which_side_they_act_on(tab: HomeTab, side: str) -> None:
    assert button(tab, "Pause")["value"] == side
    assert button(tab, "Forget me")["value"] == side


def test_a_paused_profile_says_so_and_can_be_resumed() -> None:
    paused = replace(AS_ROSA, innovator=replace(ROSA, paused=True))
    assert (button(paused, "Resume")["action_id"], button(paused, "Resume")["value"]) == (
        ids.RESUME,
        "innovator",
    )
    assert "Paused: nothing is suggested until you resume" in said(paused)
    assert "Paused until Tuesday 3 March" in said(replace(paused, innovator_paused_until=date(2026, 3, 3)))
    assert "Paused" in status_text(paused, TAXONOMY)


def test_a_date_without_a_pause_means_nothing() -> None:
    assert "Paused" not in said(replace(AS_ROSA, innovator_paused_until=date(2026, 3, 3)))


def test_open_cards_wait_for_their_champion_only() -> None:
    assert labels(replace(AS_AMIR, cards=cards(State.OPEN)))[:2] == ["Accept", "Not now"]
    assert "Accept" not in labels(replace(AS_ROSA, cards=cards(State.OPEN)))


def test_questions_wait_for_their_innovator_only() -> None:
    assert labels(replace(AS_ROSA, cards=cards(State.ASKING)))[:2] == ["Yes, introduce us", "Not this one"]
    asking = replace(AS_AMIR, cards=cards(State.ASKING))
    assert "Yes, introduce us" not in labels(asking)
    assert "We are asking <@U0ROSA> first" in said(asking)


def test_an_innovator_cannot_count_who_declined() -> None:
    one, three = (replace(AS_ROSA, cards=cards(*[State.OPEN] * count)) for count in (1, 3))
    assert said(one) == said(three)
    assert "is with a champion" in said(one)
    assert said(replace(AS_ROSA, cards=cards(State.DECLINED))) == said(AS_ROSA)


def test_introductions_show_their_rung_to_both_sides() -> None:
    met = (replace(CARD, state=State.ACCEPTED, rung=Rung.PILOT),)
    assert "• *Age &amp; Place*, <@U0AMIR>: pilot" in said(replace(AS_ROSA, cards=met))
    assert "• *Nurses at Home*, <@U0ROSA>: pilot" in said(replace(AS_AMIR, cards=met))


def test_the_next_cycle_has_its_day_in_words() -> None:
    assert "The next suggestions go out on Tuesday 3 March at 09:00 GMT." in said(AS_ROSA)
    assert "not set yet" in said(replace(AS_ROSA, next_cycle=None))


def test_organisers_see_the_last_cycle_and_run_the_next() -> None:
    organiser = replace(STRANGER, admin=True)
    admins = [
        "Status",
        "Preview",
        "Run now",
        "Organisations",
        "Settings",
        "Pause everything",
        "Report",
        "Export",
        "Import",
    ]
    assert labels(organiser)[-9:] == admins
    assert "No cycle has run yet." in said(organiser)
    seen = said(replace(organiser, last_cycle=LAST))
    assert "ran on Tuesday 24 February: 12 innovators and 8 champions considered, 1,234 suggestions" in seen
    assert "Run now" not in labels(replace(STRANGER, last_cycle=LAST))


def test_organisers_see_the_key_numbers() -> None:
    numbers = KeyNumbers(innovators=1, champions=1_200, introductions=9, met=5, partnerships=2)
    assert (
        "*So far:* 1 innovator, 1,200 champions, 9 introductions. 5 have met, and 2 have a pilot or more."
    ) in said(replace(STRANGER, admin=True, results=numbers))


def test_one_of_a_kind_is_counted_in_the_singular() -> None:
    one = CycleSummary("c", date(2026, 2, 24), NOON, innovators=1, champions=1, suggestions=1, left_out=1)
    assert "1 innovator and 1 champion considered, 1 suggestion made, 1 innovator left" in last_cycle_text(
        one
    )


def test_the_summary_of_a_cycle_has_its_day_and_its_counts() -> None:
    assert wording.SUMMARY.format(**cycle_words(LAST)) == (
        "The cycle of Tuesday 24 February has run: 12 innovators and 8 champions considered, "
        "1,234 suggestions made, 2 innovators left without one. "
        "The messages to the champions are on their way."
    )
    assert "12 innovators and 8 champions" in wording.SUMMARY_NOTHING.format(**cycle_words(LAST))


def test_more_than_fits_is_said() -> None:
    crowded = replace(AS_AMIR, cards=cards(*[State.OPEN] * 11))
    assert labels(crowded).count("Accept") == 8
    assert "3 more wait" in said(crowded)


def test_status_is_the_same_truth_in_a_few_lines() -> None:
    both = replace(AS_AMIR, cards=cards(State.OPEN, State.OPEN, State.ASKING, State.ACCEPTED))
    assert status_text(both, TAXONOMY).splitlines() == [
        "*Age &amp; Place* (Health · Nationwide). Open to 3 introductions a cycle.",
        "2 suggestions wait for your answer.",
        "You accepted *Nurses at Home*. We are asking <@U0ROSA> first.",
        "The next suggestions go out on Tuesday 3 March at 09:00 GMT.",
        "*Your introductions*",
        "• *Nurses at Home*, <@U0ROSA>: not yet met",
    ]
    assert "You have no profile yet" in status_text(STRANGER, TAXONOMY)


ANY_TAB = st.builds(
    HomeTab,
    person=st.just("U0ME"),
    now=st.just(NOON),
    innovator=st.none() | ANY_INNOVATOR,
    champion=st.none() | ANY_CHAMPION,
    next_cycle=st.none() | st.just(TUESDAY),
    admin=st.booleans(),
    last_cycle=st.none() | st.just(LAST),
)


@SETTINGS
@given(ANY_TAB, st.lists(ANY_CARD, max_size=3), st.integers(0, 40), st.sampled_from(State), st.booleans())
def test_nothing_breaks_the_tab(tab: HomeTab, some: list[Card], many: int, state: State, mine: bool) -> None:
    sides = ("champion", "innovator") if mine else ("innovator", "champion")
    own = [_of(card, sides[n % 2], tab.person, f"{n}") for n, card in enumerate(some * 14)]
    crowd = [
        replace(CARD, id=f"x{n}", state=state, champion=replace(AMIR, person="U0ME")) for n in range(many)
    ]
    full = replace(tab, cards=tuple(own + crowd))
    assert complaints_about_view(home_view(full, TAXONOMY)) == []
    status = status_text(full, TAXONOMY)
    assert status.strip()
    assert units(status) <= 3000
    assert not has_typed_markup(status)


def _of(card: Card, side: str, person: str, id: str) -> Card:
    if side == "champion":
        return replace(card, id=id, champion=replace(card.champion, person=person))
    return replace(card, id=id, innovator=replace(card.innovator, person=person))
