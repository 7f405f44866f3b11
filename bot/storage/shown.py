"""What champions were shown and what came of it, as `matching.learn` reads it.

Kept from the start are the features a score was made of; the answer is read from where the suggestion and its
introduction stand now. Whoever is forgotten takes these rows along.
"""

import json

from bot.records import Rung, State
from bot.storage.engine import Row
from bot.storage.rows import Rows
from matching.people import Answer, Shown

# The newest so many are learned from: more would teach little, and fill the memory of an idle bot.
_MOST = 20_000

_MET = frozenset({Rung.MET, Rung.EXPLORING, Rung.PILOT, Rung.AGREEMENT, Rung.SCALED})


class WhatWasShown(Rows):
    """What a transaction can tell of earlier suggestions."""

    def shown(self) -> tuple[Shown, ...]:
        """Return what champions were shown in cycles that ran, oldest first, at most the newest 20,000.

        Left out is what has no features (it is from before they were kept), and what says nothing yet: a card
        that is still fresh, or that was closed before its champion had a whole cycle to answer it.
        """
        rows = self._all(_SHOWN, most=_MOST)
        told = ((row, _answer(row)) for row in reversed(rows))
        return tuple(_shown(row, answer) for row, answer in told if answer)


# `next_started` is when the next cycle ran; a cycle without one is the latest.
_SHOWN = """
    WITH ran AS (
        SELECT id, weights_version,
            DENSE_RANK() OVER (ORDER BY local_date) AS number,
            LEAD(started_at) OVER (ORDER BY local_date) AS next_started
        FROM cycles WHERE enterprise = :enterprise AND team = :team AND state = 'done'
    )
    SELECT ran.number, ran.weights_version, ran.next_started, introductions.rung,
        s.innovator, s.champion, s.features, s.propensity, s.state, s.accepted_at, s.decided_at
    FROM suggestions s
    JOIN ran ON ran.id = s.cycle
    LEFT JOIN introductions ON introductions.suggestion = s.id
    WHERE s.enterprise = :enterprise AND s.team = :team AND s.features <> '{}'
    ORDER BY ran.number DESC, s.place DESC
    LIMIT :most
"""


def _shown(row: Row, answer: Answer) -> Shown:
    return Shown(
        cycle=row["number"],
        innovator=row["innovator"],
        champion=row["champion"],
        features=json.loads(row["features"]),
        propensity=row["propensity"],
        version=row["weights_version"],
        answer=answer,
        led=_led(row),
    )


def _answer(row: Row) -> Answer | None:
    """Return what the champion made of it; silence is one who let it expire, or a whole cycle pass.

    Not now, a colleague, a draft and what was struck from it say nothing of how well two people suit.
    """
    if row["accepted_at"]:
        return Answer.ACCEPTED
    if row["state"] == State.DECLINED:
        return Answer.DECLINED
    if row["state"] == State.EXPIRED:
        return Answer.SILENT
    return Answer.SILENT if _outlasted_its_cycle(row) else None


def _outlasted_its_cycle(row: Row) -> bool:
    """Tell whether it was still open when the next cycle ran."""
    if row["next_started"] is None:
        return False
    closed_late = row["state"] == State.CLOSED and row["decided_at"] >= row["next_started"]
    return bool(closed_late or row["state"] == State.OPEN)


def _led(row: Row) -> bool | None:
    """Tell whether the innovator wanted it and something came of it; None where nobody knows yet.

    The ladder knows best. Below its first rung it is what the innovator said, where the innovator was asked:
    then the yes came after the champion's.
    """
    if row["rung"] == Rung.ENDED or row["state"] == State.REFUSED:
        return False
    asked_first = row["state"] == State.ACCEPTED and row["decided_at"] > row["accepted_at"]
    return True if asked_first or row["rung"] in _MET else None
