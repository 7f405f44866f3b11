"""Why somebody has no suggestion: kept with the latest cycle, and who has been told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.records import DeclineReason, State
from bot.storage.rows import OURS, Rows, read_sentences, sentences_text, time_text
from matching.people import Idle, LeftOut

_LATEST = f"(SELECT id FROM cycles WHERE {OURS} AND state = 'done' ORDER BY local_date DESC LIMIT 1)"


class Whys(Rows):
    """What a transaction can tell of why not."""

    def keep_whys(self, cycle: str, left_out: Sequence[LeftOut], idle: Mapping[str, Idle]) -> None:
        """Keep why a cycle left innovators out, and champions without a card; who is gone is passed over."""
        for one in left_out:
            self._all(
                "INSERT INTO left_out (enterprise, team, cycle, innovator, why)"
                f" SELECT enterprise, team, :cycle, id, :why FROM innovators WHERE {OURS} AND id = :innovator"
                " ON CONFLICT (cycle, innovator) DO NOTHING",
                cycle=cycle,
                innovator=one.innovator,
                why=sentences_text([one.why]),
            )
        for champion, why in idle.items():
            self._all(
                "INSERT INTO idle (enterprise, team, cycle, champion, why)"
                f" SELECT enterprise, team, :cycle, id, :why FROM champions WHERE {OURS} AND id = :champion"
                " ON CONFLICT (cycle, champion) DO NOTHING",
                cycle=cycle,
                champion=champion,
                why=why,
            )

    def drop_older_whys(self, cycle: str) -> None:
        """Forget why earlier cycles than this one had nothing for somebody."""
        for table in ("left_out", "idle"):
            self._all(f"DELETE FROM {table} WHERE {OURS} AND cycle <> :cycle", cycle=cycle)

    def why_left_out(self, cycle: str, innovator: str) -> str:
        """Return why a cycle left an innovator out, in words; empty where it did not."""
        row = self._one(
            f"SELECT why FROM left_out WHERE {OURS} AND cycle = :cycle AND innovator = :innovator",
            cycle=cycle,
            innovator=innovator,
        )
        return _why(row["why"]) if row else ""

    def left_out(self, cycle: str) -> list[tuple[str, str]]:
        """Return the innovators a cycle has nothing for, by id, with the reasons in words."""
        rows = self._all(
            f"SELECT innovator, why FROM left_out WHERE {OURS} AND cycle = :cycle ORDER BY innovator",
            cycle=cycle,
        )
        return [(row["innovator"], _why(row["why"])) for row in rows]

    def why_idle(self, cycle: str, champion: str) -> Idle | None:
        """Return why a champion had no card in a cycle; None where that is not known."""
        row = self._one(
            f"SELECT why FROM idle WHERE {OURS} AND cycle = :cycle AND champion = :champion",
            cycle=cycle,
            champion=champion,
        )
        return Idle(row["why"]) if row else None

    def happened(self, cycle: str, innovator: str) -> list[tuple[State, DeclineReason | None]]:
        """Return where an innovator's suggestions of a cycle stand, with the reasons of those declined."""
        rows = self._all(
            f"SELECT state, decline_reason FROM suggestions WHERE {OURS} AND cycle = :cycle"
            " AND innovator = :innovator AND state NOT IN ('drafted', 'struck') ORDER BY suggested_at, place",
            cycle=cycle,
            innovator=innovator,
        )
        return [(State(row["state"]), _reason(row["decline_reason"])) for row in rows]

    def untold(self) -> list[tuple[str, str]]:
        """Return id and person of the innovators to whom the latest cycle brought nothing, not told yet."""
        return [(row["id"], row["person"]) for row in self._all(_UNTOLD)]

    def mark_told(self, cycle: str, innovator: str, now: datetime) -> None:
        """Note that an innovator has been told of a cycle."""
        self._all(
            "INSERT INTO left_out (enterprise, team, cycle, innovator, why, told_at)"
            f" SELECT enterprise, team, :cycle, id, '[]', :now FROM innovators WHERE {OURS}"
            " AND id = :innovator"
            " ON CONFLICT (cycle, innovator) DO UPDATE SET told_at = excluded.told_at",
            cycle=cycle,
            innovator=innovator,
            now=time_text(now),
        )


_UNTOLD = f"""
    WITH untold AS (
        SELECT innovator FROM left_out WHERE {OURS} AND cycle = {_LATEST} AND told_at IS NULL
        UNION SELECT innovator FROM searches WHERE {OURS} AND cycle = {_LATEST} AND state = 'none'
            AND innovator NOT IN (SELECT innovator FROM left_out WHERE {OURS} AND cycle = {_LATEST})
    )
    SELECT innovators.id, innovators.person FROM untold CROSS JOIN innovators
    WHERE innovators.id = untold.innovator AND enterprise = :enterprise AND team = :team AND paused = 0
        AND NOT EXISTS (SELECT 1 FROM suggestions s WHERE s.innovator = innovators.id
            AND (s.state IN ('open', 'asking') OR s.state = 'accepted' AND s.cycle = {_LATEST}))
        AND NOT EXISTS (SELECT 1 FROM searches WHERE searches.innovator = innovators.id
            AND searches.state = 'open')
        AND wanted > (SELECT count(*) FROM suggestions s WHERE s.innovator = innovators.id
            AND s.state = 'accepted')
    ORDER BY innovators.id
"""


def _why(told: str) -> str:
    """Return the sentence that was kept, as it can be said in any language; empty where none was."""
    return next(iter(read_sentences(told)), "")


def _reason(told: str | None) -> DeclineReason | None:
    return DeclineReason(told) if told else None
