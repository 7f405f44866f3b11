"""A power cut takes nothing that was acknowledged: the bot's own process, on a disk that forgets the rest."""

import pytest

from faults import power
from faults.places import SQLITE


@pytest.mark.parametrize("engine", [SQLITE, power.POSTGRESQL])
def test_what_was_acknowledged_is_there_after_a_power_cut(engine: str) -> None:
    if not power.possible():
        pytest.skip("takes Linux, root's rights, loop devices and ext4")
    tally = power.play(engine, 2, 1)
    assert tally.clean, tally.examples
