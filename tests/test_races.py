"""Rivals at once: one wins, no cap is broken, everyone is answered, on either engine."""

from bot.storage import Store
from tests.races import RACES, run_races


def test_of_many_at_once_one_wins_and_everyone_is_answered(store: Store) -> None:
    heard = run_races(store, races=2 * len(RACES))
    assert heard[""] >= 2 * len(RACES)
    assert len(heard) > 2, "nobody lost: there was no race"
