"""The metrics: what the database and the process's pulse tell, for Prometheus; counts and seconds only.

Each is read when it is asked for; only where they are served is this module, and the library, loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.monitor import Page
from bot.pulse import BOUNDS, Pulse
from bot.records import LETTER_STATES, Workspace
from bot.storage import DatabaseUnusable

if TYPE_CHECKING:
    from bot.app import Bot
    from bot.bots import Bots


class _Seen(NamedTuple):
    """What the database tells of a workspace; times in seconds."""

    letters: Mapping[str, int]
    waited: float
    since_cycle: float | None
    cut_off: bool
    halted: bool


class Metrics(Collector):
    """Everything that is measured of a process; of many workspaces, all together or the worst."""

    def __init__(self, bot: "Bot | Bots") -> None:
        self._premises = bot.premises
        self._workspaces = bot.workspaces
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)  # its memory, its time, its open files

    def page(self) -> Page:
        """Return them as they are now."""
        return Page(generate_latest(self._registry), kind=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Metric]:
        """Yield each; where the database does not answer, those of the process alone."""
        now = self._premises.clock()
        yield from _of_process(self._premises.pulse, now)
        with suppress(DatabaseUnusable):
            yield from _of_database([self._looked(workspace, now) for workspace in self._workspaces()])

    def _looked(self, workspace: Workspace, now: datetime) -> _Seen:
        with self._premises.store.read(workspace) as act:
            due, last = act.oldest_due(now), act.cycle_summary()
            return _Seen(
                act.letter_states(),
                _since(due, now) if due else 0.0,
                _since(last.started_at, now) if last else None,
                cut_off=act.stopped() is not None,
                halted=act.halted() is not None,
            )


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


def _of_database(seen: Sequence[_Seen]) -> Iterator[Metric]:
    letters = GaugeMetricFamily("pollinate_letters", "Letters of the outbox, by state.", labels=["state"])
    for state in LETTER_STATES:
        letters.add_metric([state], sum(each.letters.get(state, 0) for each in seen))
    yield letters
    told = "Seconds for which the oldest letter that is due has waited to be sent; 0 where none waits."
    oldest = max((each.waited for each in seen), default=0.0)
    yield GaugeMetricFamily("pollinate_oldest_due_letter_seconds", told, oldest)
    if begun := [each.since_cycle for each in seen if each.since_cycle is not None]:
        told = "Seconds since the last cycle began; of many workspaces, where it is longest ago."
        yield GaugeMetricFamily("pollinate_seconds_since_cycle", told, max(begun))
    told = "How many workspaces let the bot in no more, until that changes."
    yield GaugeMetricFamily("pollinate_cut_off", told, sum(each.cut_off for each in seen))
    told = "In how many workspaces an admin has paused everything."
    yield GaugeMetricFamily("pollinate_halted", told, sum(each.halted for each in seen))


def _since(moment: datetime, now: datetime) -> float:
    return (now - moment).total_seconds()
