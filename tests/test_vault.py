"""The vault: what is sealed opens with its key alone; a state is good for ten minutes where it was issued."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.vault import CannotOpen, States, Vault, new_key

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD, NEW = new_key(), new_key()
TOKEN = "xoxb-canary"


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    sealed = Vault([OLD]).seal(TOKEN)
    assert TOKEN not in sealed
    assert sealed != Vault([OLD]).seal(TOKEN), "the same token twice can be told to be the same"
    assert Vault([OLD]).open(sealed) == TOKEN


def test_another_key_opens_nothing_and_says_what_to_do() -> None:
    with pytest.raises(CannotOpen, match="POLLINATE_TOKEN_KEYS"):
        Vault([NEW]).open(Vault([OLD]).seal(TOKEN))


@pytest.mark.parametrize("changed", [0, 20, -1])
def test_what_was_changed_on_the_way_does_not_open(changed: int) -> None:
    sealed = list(Vault([OLD]).seal(TOKEN))
    sealed[changed] = "A" if sealed[changed] != "A" else "B"
    with pytest.raises(CannotOpen):
        Vault([OLD]).open("".join(sealed))


def test_a_new_key_in_front_seals_and_the_old_one_behind_still_opens() -> None:
    both, before = Vault([NEW, OLD]), Vault([OLD]).seal(TOKEN)
    assert both.open(before) == TOKEN
    assert not both.is_under_newest(before)
    assert both.is_under_newest(both.seal(TOKEN))
    assert Vault([NEW]).open(both.seal(TOKEN)) == TOKEN


def test_a_state_is_good_for_ten_minutes_where_it_was_issued() -> None:
    state = States([OLD], lambda: NOON).issue()
    assert States([NEW, OLD], lambda: NOON + timedelta(minutes=9)).consume(state)
    assert not States([OLD], lambda: NOON + timedelta(minutes=11)).consume(state)
    assert not States([NEW], lambda: NOON).consume(state)
    for forged in ("", "state", "é" * 200, "\x00", Vault([OLD]).seal(TOKEN), Vault([OLD]).seal("")):
        assert not States([OLD], lambda: NOON).consume(forged), forged
