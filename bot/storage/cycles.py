"""Cycles: asked for once a local date, run once, and the past that the next one reads."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.records import CycleSummary, DueCycle, Review, State
from bot.storage.rows import OURS, new_id, read_time, sentences_text, time_text
from bot.storage.shown import WhatWasShown
from bot.storage.silence import Silence
from matching.people import Barrier, Past, Proof, Suggestion

# Why a pair is kept apart, by where its suggestion stands; what ended without an introduction rests alike.
_APART: Mapping[str, Barrier] = {
    State.DRAFTED: Barrier.SUGGESTED,
    State.OPEN: Barrier.SUGGESTED,
    State.ASKING: Barrier.SUGGESTED,
    State.POSTPONED: Barrier.SUGGESTED,
    State.ACCEPTED: Barrier.INTRODUCED,
    State.DECLINED: Barrier.DECLINED,
    State.REFUSED: Barrier.DECLINED,
    State.CLOSED: Barrier.DECLINED,
    State.EXPIRED: Barrier.DECLINED,
    State.HANDED: Barrier.DECLINED,
    State.STRUCK: Barrier.DECLINED,
}

_NO_PROOF = Proof()


class Cycles(WhatWasShown, Silence):
    """What a transaction can do with cycles."""

    def ask_for_cycle(self, local_date: date, asked_by: str | None, now: datetime) -> bool:
        """Write down that a cycle is due; False where that local date has one already."""
        return bool(
            self._all(
                "INSERT INTO cycles (id, enterprise, team, local_date, state, asked_by, started_at)"
                " VALUES (:id, :enterprise, :team, :local_date, 'due', :asked_by, :now)"
                " ON CONFLICT (enterprise, team, local_date) DO NOTHING RETURNING id",
                id=new_id(),
                local_date=local_date.isoformat(),
                asked_by=asked_by,
                now=time_text(now),
            )
        )

    def due_cycle(self) -> DueCycle | None:
        """Return the oldest cycle that waits to be run."""
        row = self._one(f"SELECT * FROM cycles WHERE {OURS} AND state = 'due' ORDER BY local_date LIMIT 1")
        return DueCycle(row["id"], date.fromisoformat(row["local_date"]), row["asked_by"]) if row else None

    def asked_by(self, cycle: str) -> str | None:
        """Return the admin who asked for a cycle; None where the schedule did."""
        row = self._one(f"SELECT asked_by FROM cycles WHERE {OURS} AND id = :cycle", cycle=cycle)
        return row["asked_by"] if row else None

    def finish_cycle(
        self,
        cycle: str,
        *,
        innovators: int,
        champions: int,
        suggestions: int,
        left_out: int,
        now: datetime,
        version: str = "",
        proof: Proof = _NO_PROOF,
        state: Review = Review.APPROVED,
    ) -> bool:
        """Mark a cycle as run, with its counts, the version of its weights and the proof of its choice.

        state: drafted, where admins review it first. False where another process was first.
        """
        return bool(
            self._all(
                "UPDATE cycles SET state = :state, started_at = :now, innovators = :innovators,"
                " champions = :champions, suggestions = :suggestions, left_out = :left_out,"
                " weights_version = :version, proof = :proof"
                f" WHERE {OURS} AND id = :cycle AND state = 'due' RETURNING id",
                cycle=cycle,
                innovators=innovators,
                champions=champions,
                suggestions=suggestions,
                left_out=left_out,
                version=version,
                proof=_proof_text(proof),
                state=state,
                now=time_text(now),
            )
        )

    def add_suggestions(
        self,
        cycle: str,
        suggestions: Sequence[Suggestion],
        now: datetime,
        state: State = State.OPEN,
        follows: str = "",
    ) -> list[str]:
        """Keep a cycle's suggestions; return the champions' ids who got at least one.

        state: drafted, where an admin reviews them first. follows: the suggestion after which they are made.
        A pair one of whom has paused or been forgotten since it was chosen is left out, and so is one that
        another process, running the same cycle, has kept already.
        """
        kept = [
            self._all(
                _ADD_SUGGESTION,
                id=new_id(),
                cycle=cycle,
                innovator=chosen.innovator,
                champion=chosen.champion,
                place=place,
                fit=chosen.fit,
                band=chosen.band,
                reasons=sentences_text(chosen.reasons),
                features=json.dumps(dict(chosen.features)),
                propensity=chosen.propensity,
                state=state,
                follows=follows,
                now=time_text(now),
            )
            for place, chosen in enumerate(suggestions)
        ]
        return sorted({row["champion"] for rows in kept for row in rows})

    def cycle_summary(self, cycle: str | None = None) -> CycleSummary | None:
        """Return what a cycle did; without an id, the last one that ran."""
        row = self._one(
            f"SELECT * FROM cycles WHERE {OURS} AND state = 'done' AND id = COALESCE(:cycle, id)"
            " ORDER BY local_date DESC LIMIT 1",
            cycle=cycle,
        )
        return _summary_of(row) if row else None

    def cycles_run(self) -> int:
        """Return how many cycles have run."""
        return self._count(f"SELECT count(*) FROM cycles WHERE {OURS} AND state = 'done'")

    def last_cycle_date(self) -> date | None:
        """Return the local date of the latest cycle, due or done."""
        row = self._one(f"SELECT max(local_date) AS latest FROM cycles WHERE {OURS}")
        return date.fromisoformat(row["latest"]) if row and row["latest"] else None

    def past(self, rested_since: datetime) -> Past:
        """Return what earlier cycles leave behind.

        rested_since: pairs that ended before this moment may be suggested again.
        """
        waited = self._all(_WAITED)
        return Past(
            kept_apart=self.kept_apart(rested_since),
            waited={row["id"]: row["waited"] for row in waited},
            places_left=self.places_left(),
            first=self.let_down(),
            shown=self.shown(),
        )

    def places_left(self) -> Mapping[str, int]:
        """Return how many introductions each innovator still wants."""
        return {row["id"]: max(0, row["places"]) for row in self._all(_PLACES_LEFT)}

    def kept_apart(
        self, rested_since: datetime, innovator: str | None = None
    ) -> Mapping[tuple[str, str], Barrier]:
        """Return the pairs that may not be suggested again yet, and why; of one innovator, or all."""
        pairs = self._all(
            f"SELECT innovator, champion, state FROM suggestions WHERE {OURS}"
            " AND innovator = COALESCE(:innovator, innovator)"
            " AND (state IN ('drafted', 'open', 'asking', 'accepted', 'postponed') OR decided_at > :since)"
            " ORDER BY suggested_at",
            innovator=innovator,
            since=time_text(rested_since),
        )
        return {(row["innovator"], row["champion"]): _APART[row["state"]] for row in pairs}


_ADD_SUGGESTION = """
    INSERT INTO suggestions (id, enterprise, team, cycle, innovator, champion, place, state, fit, band,
        reasons, features, propensity, follows, suggested_at)
    SELECT :id, :enterprise, :team, cycles.id, innovators.id, champions.id, :place, :state, :fit, :band,
        :reasons, :features, :propensity, :follows, :now
    FROM cycles, innovators, champions
    WHERE cycles.id = :cycle AND cycles.enterprise = :enterprise AND cycles.team = :team
        AND innovators.id = :innovator AND innovators.enterprise = :enterprise AND innovators.team = :team
        AND champions.id = :champion AND champions.enterprise = :enterprise AND champions.team = :team
        AND innovators.paused = 0 AND champions.paused = 0
    ON CONFLICT (cycle, innovator, champion) DO NOTHING
    RETURNING champion
"""

# Cycles that ran since an innovator's last suggestion, or since joining.
_WAITED = """
    SELECT innovators.id, (
        SELECT count(*) FROM cycles
        WHERE cycles.enterprise = :enterprise AND cycles.team = :team AND cycles.state = 'done'
            AND cycles.started_at > COALESCE(
                (SELECT max(suggested_at) FROM suggestions WHERE suggestions.innovator = innovators.id
                    AND suggestions.state NOT IN ('drafted', 'struck')),
                innovators.created_at)
    ) AS waited
    FROM innovators WHERE innovators.enterprise = :enterprise AND innovators.team = :team
"""

# Introductions an innovator still wants.
_PLACES_LEFT = """
    SELECT innovators.id, innovators.wanted - (
        SELECT count(*) FROM suggestions
        WHERE suggestions.innovator = innovators.id AND suggestions.state = 'accepted'
    ) AS places
    FROM innovators WHERE innovators.enterprise = :enterprise AND innovators.team = :team
"""


def _summary_of(row: Mapping[str, Any]) -> CycleSummary:
    return CycleSummary(
        id=row["id"],
        local_date=date.fromisoformat(row["local_date"]),
        started_at=read_time(row["started_at"]),
        innovators=row["innovators"],
        champions=row["champions"],
        suggestions=row["suggestions"],
        left_out=row["left_out"],
    )


def _proof_text(proof: Proof) -> str:
    return json.dumps({**vars(proof), "prices": dict(proof.prices)})
