"""Cards, consent and the note say the truth of their state, fit into Slack, and nothing typed comes alive."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_ids as ids
from bot.blocks import clean, fitting, typed
from bot.cards import Message, cards_message, consent_message, note_message, pairings_text
from bot.records import Card, DeclineReason, State
from matching.people import Champion, Evidence, Innovator, Need, Role, Suggestion
from tests.profiles import AMIR, ANY_CARD, ANY_CHAMPION, ANY_INNOVATOR, ANY_TEXT, CARD, ROSA, TAXONOMY
from tests.slack_limits import buttons, complaints_about_message, has_typed_markup, shown, units

SETTINGS = settings(deadline=None, max_examples=60)
UNIQUE_CARDS = st.lists(ANY_CARD, min_size=1, max_size=5, unique_by=lambda card: card.id)
SUGGESTION = Suggestion("i1", "c1", 0.8, "good", ("They need a pipeline; you offer it.",))


def complaints(message: Message) -> list[str]:
    return complaints_about_message(message.text, message.blocks)


def one_card(state: State, reason: DeclineReason | None = None, conversation: str | None = None) -> Message:
    card = replace(CARD, state=state, decline_reason=reason, conversation=conversation)
    return cards_message([card], TAXONOMY)


# --- a champion's cards --------------------------------------------------------------------------------


def test_a_card_says_who_what_why_and_what_was_shown_so_far() -> None:
    message = one_card(State.OPEN)
    said = shown(message.blocks)
    assert "*Nurses at Home* · <@U0ROSA>\nPilot · Health, Social care · Cornwall" in said
    assert "*Needs what you offer:* a pipeline" in said
    assert "*Why you two* (a strong fit)\n• They need a pipeline; you offer it.\n• Both of you" in said
    assert "*So far:* £100,000 invested · £2.2 million saved · 1 person reached" in said
    assert (
        message.text
        == "One suggestion for you. Nurses at Home needs a pipeline: accept or decline in this message."
    )
    assert complaints(message) == []


def test_an_open_card_is_answered_with_buttons_that_carry_its_id() -> None:
    row = buttons(one_card(State.OPEN).blocks)
    assert [(each["text"]["text"], each["action_id"]) for each in row] == [
        ("Accept", ids.ACCEPT),
        ("Not now", ids.NOT_NOW),
        ("Decline", ids.DECLINE),
        ("A colleague", ids.COLLEAGUE),
    ]
    assert {each["value"] for each in row} == {"s1"}
    assert row[0]["style"] == "primary"


def test_a_card_without_evidence_claims_none() -> None:
    bare = replace(CARD, innovator=replace(ROSA, evidence=Evidence()))
    assert "So far" not in shown(cards_message([bare], TAXONOMY).blocks)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "£0"),
        (999_999, "£999,999"),
        (1_000_000, "£1 million"),
        (2_200_000, "£2.2 million"),
        (2_249_000, "£2,249,000"),
        (10**12, "£1,000,000 million"),
    ],
)
def test_amounts_are_short_but_never_rounded(amount: int, words: str) -> None:
    proven = replace(CARD, innovator=replace(ROSA, evidence=Evidence(saved=amount)))
    assert f"{words} saved" in shown(cards_message([proven], TAXONOMY).blocks)
    assert "EUR " in shown(cards_message([proven], TAXONOMY, "EUR").blocks)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (one_card(State.ASKING), "We are asking <@U0ROSA> first"),
        (one_card(State.ACCEPTED), "your conversation with <@U0ROSA> is being opened"),
        (one_card(State.ACCEPTED, conversation="G1"), "in your direct messages with <@U0ROSA>"),
        (one_card(State.DECLINED, DeclineReason.TOO_EARLY), "You declined: too early for us."),
        (one_card(State.DECLINED), "You declined."),
        (one_card(State.REFUSED), "did not come about this time"),
        (one_card(State.CLOSED), "This suggestion is closed"),
    ],
)
def test_an_answered_card_says_where_it_stands_and_has_no_buttons(message: Message, words: str) -> None:
    assert words in shown(message.blocks)
    assert words in message.text
    assert buttons(message.blocks) == []
    assert complaints(message) == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.OPEN, State.ASKING, State.ACCEPTED}))
def test_a_card_that_came_to_nothing_keeps_only_the_name(state: State) -> None:
    said = shown(one_card(state).blocks)
    assert "Nurses at Home" in said
    assert ROSA.problem not in said


def test_cards_of_one_message_are_answered_apart() -> None:
    cards = [
        replace(CARD, id=f"s{n}", state=state)
        for n, state in enumerate((State.OPEN, State.OPEN, State.DECLINED))
    ]
    message = cards_message(cards, TAXONOMY)
    assert [button["value"] for button in buttons(message.blocks)] == ["s0"] * 4 + ["s1"] * 4
    assert "3 innovators for you to meet" in shown(message.blocks)
    assert complaints(message) == []


def test_five_ordinary_cards_show_their_sentences_whole() -> None:
    problem = "Older people at risk end up in hospital because nobody sees the signs in time. " * 4
    cards = [replace(CARD, id=f"s{n}", innovator=replace(ROSA, problem=problem)) for n in range(5)]
    message = cards_message(cards, TAXONOMY)
    assert shown(message.blocks).count(problem.strip()) == 5
    assert complaints(message) == []


def test_one_card_shows_the_longest_text_a_form_takes_whole() -> None:
    longest = "abcde fghi" * 60
    message = cards_message([replace(CARD, innovator=replace(ROSA, idea=longest))], TAXONOMY)
    assert longest in shown(message.blocks)


@SETTINGS
@given(UNIQUE_CARDS)
def test_no_cards_break_a_message(cards: list[Card]) -> None:
    assert complaints(cards_message(cards, TAXONOMY)) == []


# --- the innovator is asked first ----------------------------------------------------------------------


def test_the_innovator_is_told_which_champion_and_why() -> None:
    message = consent_message(replace(CARD, state=State.ASKING))
    said = shown(message.blocks)
    assert "<@U0AMIR> of *Age &amp; Place* would like to talk about *Nurses at Home*, as a broker" in said
    assert "you need a pipeline, and that is what they offer" in said
    assert AMIR.challenge in said
    assert "<@U0AMIR> of Age &amp; Place" in message.text
    assert complaints(message) == []


def test_what_was_written_for_the_champion_is_not_shown_to_the_innovator() -> None:
    assert "you offer it" not in shown(consent_message(replace(CARD, state=State.ASKING)).blocks)


def test_the_innovator_says_yes_or_no() -> None:
    yes, no = buttons(consent_message(replace(CARD, state=State.ASKING)).blocks)
    assert (yes["text"]["text"], yes["action_id"], yes["value"]) == (
        "Yes, introduce us",
        ids.CONSENT_YES,
        "s1",
    )
    assert (no["text"]["text"], no["action_id"], no["value"]) == ("Not this one", ids.CONSENT_NO, "s1")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.ACCEPTED, "You said yes"),
        (State.REFUSED, "You said no to this one"),
        (State.CLOSED, "This suggestion is closed"),
    ],
)
def test_an_answered_question_has_no_buttons(state: State, words: str) -> None:
    message = consent_message(replace(CARD, state=state))
    assert words in shown(message.blocks)
    assert words in message.text
    assert buttons(message.blocks) == []


@SETTINGS
@given(ANY_CARD)
def test_no_card_breaks_the_question_or_the_note(card: Card) -> None:
    assert complaints(consent_message(card)) == []
    assert complaints(note_message(card, TAXONOMY)) == []


# --- the note of a conversation ------------------------------------------------------------------------


def test_the_note_presents_both_and_asks_the_champion_for_a_time() -> None:
    message = note_message(replace(CARD, state=State.ACCEPTED), TAXONOMY)
    said = shown(message.blocks)
    assert "<@U0ROSA> is behind *Nurses at Home*" in said
    assert "<@U0AMIR> opens doors at *Age &amp; Place*" in said
    assert "• Both of you work in health." in said
    assert "<@U0AMIR>, would you propose a time?" in said
    assert "<@U0ROSA> of Nurses at Home, meet <@U0AMIR> of Age &amp; Place." in message.text


@given(st.sets(st.sampled_from(Need)), st.sampled_from(Role))
def test_the_note_has_three_questions_that_fit_and_differ(offers: set[Need], role: Role) -> None:
    card = replace(CARD, champion=replace(AMIR, offers=tuple(offers), role=role))
    lines = shown(note_message(card, TAXONOMY).blocks).splitlines()
    questions = [line for line in lines if line[:3] in ("1. ", "2. ", "3. ", "4. ")]
    assert len(questions) == 3
    assert len({question[3:] for question in questions}) == 3


# --- the preview ---------------------------------------------------------------------------------------


def test_the_preview_lists_pairs_and_who_is_left_out() -> None:
    text = pairings_text(
        [(ROSA, AMIR, SUGGESTION)], [(replace(ROSA, venture="Late Ltd"), "Nobody offers <money>.")]
    )
    assert text.splitlines() == [
        "*1 suggestion would go out now:*",
        "• *Nurses at Home* (<@U0ROSA>) to <@U0AMIR> of Age &amp; Place: a good fit. "
        "They need a pipeline; you offer it.",
        "• *Late Ltd* (<@U0ROSA>) would get no suggestion. Nobody offers &lt;money&gt;.",
    ]
    assert pairings_text([], []) == "No suggestion would go out now."


def test_a_long_preview_says_how_many_more() -> None:
    text = pairings_text([(ROSA, AMIR, SUGGESTION)] * 500, [])
    listed = text.count("•")
    assert text.endswith(f"and {500 - listed} more")
    assert units(text) <= 3000


@SETTINGS
@given(st.lists(st.tuples(ANY_INNOVATOR, ANY_CHAMPION), max_size=3), st.integers(0, 90))
def test_no_profile_breaks_the_preview(people: list[tuple[Innovator, Champion]], left_out: int) -> None:
    text = pairings_text([(*pair, SUGGESTION) for pair in people], [(ROSA, "Why.")] * left_out)
    assert units(text) <= 3000
    assert not has_typed_markup(text)


# --- the seam everything typed goes through ------------------------------------------------------------


def test_typed_markup_is_text() -> None:
    assert typed("<!channel> & <@U1>", 80) == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_typed_lines_cannot_pass_for_the_bots_own() -> None:
    assert typed("Bee Co\n\n*Accepted*", 80) == "Bee Co *Accepted*"


def test_right_to_left_words_stay_and_what_reorders_them_goes() -> None:
    assert clean("שלום \u202eabc\u202c\u2066x\u2069\x00") == "שלום abcx"


@SETTINGS
@given(ANY_TEXT, st.integers(1, 700))
def test_typed_text_fits_is_escaped_and_is_whole_where_there_is_room(text: str, room: int) -> None:
    safe = typed(text, room)
    assert units(safe) <= room
    assert not has_typed_markup(safe)
    assert "\n" not in safe
    whole = typed(text, 10**6)
    assert safe == whole or safe.endswith("…")
    assert whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == " ".join(
        clean(text).split()
    )


@given(st.lists(st.text(max_size=40), max_size=60), st.integers(60, 600))
def test_lines_that_do_not_fit_are_counted(lines: list[str], room: int) -> None:
    text = fitting(lines, room, lambda count: f"and {count} more")
    assert units(text) <= room
    assert text == "\n".join(lines) or text.endswith("more")
