"""The outbox: one letter a kind and subject, leased to one sender at a time, drawn again after any change.

Each state and its way out is tried here by itself; whatever happens in any order is left to
`test_storage_outbox_orders`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.records import Kind, Letter, Parked
from bot.storage import Act, Store
from tests.profiles import NOON, ROSA
from tests.storage_place import OURS, at_once, put_card, rows_of

CARDS = "cycle:champion"


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def claim(act: Act, seconds: float = 0, lease: float = 60) -> Letter:
    letter = act.claim_letter(at(seconds), at(seconds + lease))
    assert letter
    return letter


def claimed(act: Act, kind: Kind = Kind.CARDS, seconds: float = 0) -> Letter:
    """Queue a letter and claim it."""
    act.queue(kind, CARDS, at(seconds))
    return claim(act, seconds)


def sent(act: Act) -> Letter:
    """Queue a letter, and send it as the message `1.0`."""
    letter = claimed(act)
    assert act.letter_sent(letter, "D0AMIR", "1.0")
    return letter


def look(act: Act, seconds: float) -> Letter | None:
    """Take up a letter of which nothing was known or seen up to then."""
    return act.claim_look(at(seconds), at(seconds))


def state(act: Act) -> str:
    """Return the state of the one letter there is."""
    [state] = act.letter_states()
    return state


# --- queued and claimed --------------------------------------------------------------------------------


def test_a_letter_queued_twice_is_one_that_shows_the_later_version(act: Act) -> None:
    act.queue(Kind.CARDS, CARDS, NOON)
    act.queue(Kind.CARDS, CARDS, at(1))
    letter = claim(act)
    expected = Letter(letter.id, Kind.CARDS, CARDS, 2, 1, 1, 0, NOON, None, None)
    assert letter == expected
    assert act.claim_letter(at(9), at(9)) is None


def test_kinds_and_subjects_have_letters_of_their_own(act: Act) -> None:
    for kind, subject in ((Kind.NOTE, "s1"), (Kind.CONSENT, "s1"), (Kind.NOTE, "s2")):
        act.queue(kind, subject, NOON)
    assert act.letter_states() == {"pending": 3}


def test_letters_are_taken_up_in_the_order_they_fell_due_and_never_before(act: Act) -> None:
    for seconds, subject in ((2, "late"), (0, "early"), (1, "later")):
        act.queue(Kind.NOTE, subject, at(seconds))
    assert act.claim_letter(at(-1), at(9)) is None
    assert [claim(act, 2).subject for _ in range(3)] == ["early", "later", "late"]


def test_of_eight_senders_each_letter_goes_to_one(store: Store) -> None:
    with store.begin(OURS) as act:
        for number in range(12):
            act.queue(Kind.NOTE, f"s{number}", NOON)

    def take(_rival: int) -> list[str]:
        taken = []
        for _ in range(4):
            with store.begin(OURS, patience=10) as act:
                letter = act.claim_letter(NOON, at(60))
                taken += [letter.subject] if letter else []
        return taken

    everything = [subject for taken in at_once(8, take) for subject in taken]
    assert sorted(everything) == sorted(f"s{number}" for number in range(12))


# --- settled -------------------------------------------------------------------------------------------


def test_a_sent_letter_rests_and_a_change_has_its_message_drawn_again(act: Act) -> None:
    first = sent(act)
    assert state(act) == "sent"
    assert act.claim_letter(at(9), at(9)) is None
    act.queue(Kind.CARDS, CARDS, at(5))
    assert act.claim_letter(at(4), at(64)) is None
    again = claim(act, 5)
    assert (again.id, again.version, again.channel, again.ts) == (first.id, 2, "D0AMIR", "1.0")
    assert (again.fence, again.attempts) == (2, 1)


def test_a_change_made_while_it_was_being_sent_is_sent_again(act: Act) -> None:
    letter = claimed(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    assert act.claim_letter(at(2), at(62)) is None, "one sender at a time"
    assert act.letter_sent(letter, "D0AMIR", "1.0")
    again = claim(act, 3)
    assert (again.version, again.ts) == (2, "1.0")
    assert act.letter_sent(again, "D0AMIR", "1.0")
    assert state(act) == "sent"


def test_what_surely_did_not_land_is_due_at_its_time_and_no_change_makes_it_earlier(act: Act) -> None:
    letter = claimed(act)
    act.letter_later(letter, at(30), "ratelimited")
    act.queue(Kind.CARDS, CARDS, at(1))
    assert act.claim_letter(at(29), at(89)) is None
    again = claim(act, 30)
    assert (again.attempts, again.version) == (2, 2)


def test_a_parked_letter_rests_until_it_is_queued_again(act: Act) -> None:
    letter = claimed(act)
    act.address_letter(letter, "D0AMIR")
    act.park_letter(letter, "user_disabled")
    assert act.parked_letters() == [Parked(letter.id, Kind.CARDS, "D0AMIR", "user_disabled")]
    assert act.claim_letter(at(99), at(99)) is None
    act.queue(Kind.CARDS, CARDS, at(5))
    assert act.claim_letter(at(4), at(64)) is None
    assert claim(act, 5).id == letter.id
    assert act.parked_letters() == []


def test_a_letter_changed_before_it_was_parked_is_tried_again(act: Act) -> None:
    letter = claimed(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    act.park_letter(letter, "invalid_blocks")
    assert claim(act, 2).version == 2


def test_a_dropped_letter_is_gone_and_its_subject_gets_a_new_one(act: Act) -> None:
    letter = claimed(act)
    act.drop_letter(letter)
    assert act.letter_states() == {}
    assert claimed(act).id != letter.id


def test_a_letter_queued_again_while_it_was_dropped_is_posted_anew(act: Act) -> None:
    sent(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    letter = claim(act, 1)
    act.queue(Kind.CARDS, CARDS, at(2))
    act.drop_letter(letter)
    again = claim(act, 2)
    assert (again.id, again.version) == (letter.id, 3)
    assert (again.channel, again.ts) == ("D0AMIR", None), "the message that stood there has been withdrawn"


def test_a_published_home_tab_leaves_no_letter_with_the_persons_id(store: Store) -> None:
    with store.begin(OURS) as act:
        act.queue(Kind.HOME, ROSA.person, NOON)
        act.drop_letter(claim(act))
    assert rows_of(store, "outbox") == []


# --- leases --------------------------------------------------------------------------------------------


def test_a_lease_holds_to_its_end_and_not_beyond(act: Act) -> None:
    claimed(act)
    act.end_leases(at(59.999999))
    assert state(act) == "sending"
    act.end_leases(at(60))
    assert state(act) == "unknown"


def test_what_may_be_repeated_is_due_again_when_its_lease_ends(act: Act) -> None:
    sent(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    claim(act, 1)
    act.end_leases(at(61))
    assert claim(act, 61).ts == "1.0"
    act.queue(Kind.HOME, ROSA.person, at(62))
    assert claim(act, 62).kind is Kind.HOME
    act.end_leases(at(122))
    assert act.letter_states() == {"pending": 2}


def lost(act: Act) -> Letter:
    """Return the letter of an attempt that lost its lease to another one, which is under way."""
    letter = sent(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    late = claim(act, 1)
    act.end_leases(at(61))
    assert claim(act, 61).id == letter.id
    return late


@pytest.mark.parametrize(
    "settle",
    [
        lambda act, late: act.letter_later(late, at(500), "late"),
        lambda act, late: act.letter_unknown(late, "late"),
        lambda act, late: act.park_letter(late, "late"),
        lambda act, late: act.drop_letter(late),
        lambda act, late: act.taking_down(late),
        lambda act, late: act.post_anew(late),
        lambda act, late: act.address_letter(late, "D0LATE"),
        lambda act, late: act.found_letter(late, "9.9"),
        lambda act, late: looked_for(act, late, 99),
        lambda act, late: act.look_later(late, at(99)),
        lambda act, late: act.park_unknown(late, "late"),
        lambda act, late: act.letter_sent(late, "D0LATE", "9.9"),
    ],
    ids=[
        "later",
        "unknown",
        "park",
        "drop",
        "take",
        "anew",
        "address",
        "found",
        "looked",
        "put_off",
        "give_up",
        "sent",
    ],
)
def test_a_late_settle_is_refused(store: Store, settle: Callable[[Act, Letter], object]) -> None:
    with store.begin(OURS) as act:
        late = lost(act)
    before = rows_of(store, "outbox")
    with store.begin(OURS) as act:
        assert not settle(act, late)
    assert rows_of(store, "outbox") == before


def test_who_posted_late_is_believed_while_no_other_attempt_has_begun(act: Act) -> None:
    late = claimed(act)
    act.end_leases(at(60))
    assert act.letter_sent(late, "D0AMIR", "1.0")
    assert state(act) == "sent"
    assert look(act, 9999) is None


def test_a_post_that_was_found_is_not_surplus_to_the_sender_who_wakes(act: Act) -> None:
    late = claimed(act)
    act.address_letter(late, "D0AMIR")
    act.end_leases(at(60))
    act.found_letter(late, "1.0")
    other = claim(act, 61)
    assert act.letter_sent(other, "D0AMIR", "1.0")
    assert act.letter_sent(late, "D0AMIR", "1.0"), "withdrawing it would lose the one message there is"


def test_a_late_redraw_may_have_shown_what_is_old_so_it_is_drawn_again(act: Act) -> None:
    late = lost(act)
    assert act.letter_sent(late, "D0AMIR", "1.0")
    assert state(act) == "sending"
    act.end_leases(at(121))
    other = claim(act, 121)
    assert other.version == late.version + 1
    assert act.letter_sent(other, "D0AMIR", "1.0")
    assert act.letter_sent(late, "D0AMIR", "1.0")
    assert claim(act, 122).version == other.version + 1


def test_a_late_post_of_a_letter_that_is_gone_is_surplus(act: Act) -> None:
    late = claimed(act)
    act.drop_letter(late)
    assert not act.letter_sent(late, "D0AMIR", "1.0")
    assert act.letter_states() == {}


# --- unknown -------------------------------------------------------------------------------------------


def unknown(act: Act) -> Letter:
    letter = claimed(act)
    act.address_letter(letter, "D0AMIR")
    act.letter_unknown(letter, "timeout")
    return letter


def looked_for(act: Act, letter: Letter, seconds: float) -> None:
    """Look for a letter in vain; the second time it is to be sent again, and swept at 500."""
    act.looked_for_letter(letter, at(seconds), give_up_after=2, sweep_at=at(500))


def test_an_unknown_letter_is_not_sent_again_but_looked_for_after_the_quiet_window(act: Act) -> None:
    letter = unknown(act)
    assert act.claim_letter(at(9999), at(9999)) is None
    assert look(act, -1) is None
    assert look(act, 0) == replace(letter, channel="D0AMIR")


def test_a_letter_that_is_found_is_drawn_again_where_it_stands(act: Act) -> None:
    letter = unknown(act)
    act.queue(Kind.CARDS, CARDS, at(1))
    act.found_letter(letter, "1.0")
    again = claim(act, 30)
    assert (again.channel, again.ts, again.version) == ("D0AMIR", "1.0", 2)


def test_a_letter_not_found_is_looked_for_once_more_from_the_same_moment_and_then_sent_again(
    act: Act,
) -> None:
    letter = unknown(act)
    looked_for(act, letter, 30)
    assert look(act, 29) is None
    seen = look(act, 30)
    assert seen
    assert (seen.looked, seen.attempted_at) == (1, NOON)
    looked_for(act, seen, 60)
    assert look(act, 9999) is None
    assert claim(act, 60).ts is None


def test_a_second_unknown_attempt_is_looked_for_as_often_as_the_first(act: Act) -> None:
    letter = unknown(act)
    for looked in (0, 1):
        looked_for(act, replace(letter, looked=looked), 30)
    again = claim(act, 60)
    act.letter_unknown(again, "timeout")
    looked_for(act, again, 90)
    assert state(act) == "unknown"


def test_a_look_that_could_not_be_had_is_put_off_and_not_counted(act: Act) -> None:
    letter = unknown(act)
    act.look_later(letter, at(40))
    assert look(act, 39) is None
    seen = look(act, 40)
    assert seen
    assert (seen.looked, seen.attempted_at) == (0, NOON)


def test_an_unknown_letter_nobody_may_look_for_is_parked(act: Act) -> None:
    letter = unknown(act)
    act.park_unknown(letter, "private")
    assert act.parked_letters() == [Parked(letter.id, Kind.CARDS, "D0AMIR", "private")]


# --- drawn again ---------------------------------------------------------------------------------------


def all_sent(act: Act) -> None:
    for number in range(act.letter_states().get("pending", 0)):
        assert act.letter_sent(claim(act), "D0", f"{number}.0")


def test_the_cards_and_the_question_that_show_a_suggestion_are_drawn_again(act: Act) -> None:
    put = put_card(act)
    shown = {(Kind.CARDS, f"{put.cycle}:{put.champion.id}"), (Kind.CONSENT, put.suggestion)}
    for kind, subject in (*shown, (Kind.NOTE, put.suggestion), (Kind.CARDS, f"{put.cycle}:c9")):
        act.queue(kind, subject, NOON)
    all_sent(act)
    act.redraw_suggestion(put.suggestion, at(1))
    assert {(letter.kind, letter.subject) for letter in (claim(act, 1), claim(act, 1))} == shown
    assert act.letter_states() == {"sending": 2, "sent": 2}
