"""The ticker: a tick that wakes the others at its end does not keep the bot from ending."""

import threading

from bot.scheduler import Ticker


def test_a_tick_that_wakes_others_while_it_is_to_end_ends() -> None:
    ticking, ending = threading.Event(), threading.Event()

    def tick() -> None:
        ticking.set()
        ending.wait(5)
        ticker.wake()

    ticker = Ticker({tick: 60})
    ticker.start()
    assert ticking.wait(5)
    stop = threading.Thread(target=ticker.stop, daemon=True)
    stop.start()
    threading.Timer(0.2, ending.set).start()
    stop.join(5)
    assert not stop.is_alive(), "the tick waits for the scheduler, which waits for the tick"
