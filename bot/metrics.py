"""The metrics: what the database and the process's pulse tell, for Prometheus; counts and seconds only.

Each is read when it is asked for; only where they are served is this module, and the library, loaded.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.app import Bot
from bot.monitor import Page
from bot.pulse import BOUNDS, Pulse
from bot.records import LETTER_STATES
from bot.storage import Act, DatabaseUnusable


class Metrics(Collector):
    """Everything that is measured of a bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)  # its memory, its time, its open files

    def page(self) -> Page:
        """Return them as they are now."""
        return Page(generate_latest(self._registry), kind=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Metric]:
        """Yield each; where the database does not answer, those of the process alone."""
        now = self._bot.clock()
        yield from _of_process(self._bot.premises.pulse, now)
        with suppress(DatabaseUnusable), self._bot.store.read(self._bot.workspace) as act:
            yield from _of_database(act, now)


def _of_process(pulse: Pulse, now: datetime) -> Iterator[Metric]:
    counts, seconds = pulse.answers()
    told = "How long requests of Slack's took to be acknowledged; Slack waits three seconds."
    buckets = [
        (str(bound) if bound < float("inf") else "+Inf", n) for bound, n in zip(BOUNDS, counts, strict=True)
    ]
    yield HistogramMetricFamily("pollinate_acknowledgement_seconds", told, buckets, seconds)
    told = "Calls of Slack's methods that failed, by what the error means."
    refusals = CounterMetricFamily("pollinate_slack_errors", told, labels=["meaning"])
    for meaning, count in pulse.refusals().items():
        refusals.add_metric([meaning.replace(" ", "_")], count)
    yield refusals
    told = "Seconds since what is due was last done: letters, or cycles and all else."
    ticks = GaugeMetricFamily("pollinate_seconds_since_tick", told, labels=["tick"])
    for name, moment in pulse.ticks().items():
        ticks.add_metric([name], (now - moment).total_seconds())
    yield ticks


def _of_database(act: Act, now: datetime) -> Iterator[Metric]:
    letters = GaugeMetricFamily("pollinate_letters", "Letters of the outbox, by state.", labels=["state"])
    states = act.letter_states()
    for state in LETTER_STATES:
        letters.add_metric([state], states.get(state, 0))
    yield letters
    due = act.oldest_due(now)
    told = "Seconds for which the oldest letter that is due has waited to be sent; 0 where none waits."
    yield GaugeMetricFamily("pollinate_oldest_due_letter_seconds", told, _since(due, now) if due else 0)
    if last := act.cycle_summary():
        told = "Seconds since the last cycle began."
        yield GaugeMetricFamily("pollinate_seconds_since_cycle", told, _since(last.started_at, now))
    told = "1 where Slack lets the bot in no more, until that changes."
    yield GaugeMetricFamily("pollinate_cut_off", told, int(act.stopped() is not None))
    told = "1 where an admin has paused everything."
    yield GaugeMetricFamily("pollinate_halted", told, int(act.halted() is not None))


def _since(moment: datetime, now: datetime) -> float:
    return (now - moment).total_seconds()
