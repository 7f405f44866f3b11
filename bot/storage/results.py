"""The rows that the report is made of: every innovator, and every suggestion with what came of it."""

from collections import defaultdict
from datetime import datetime

from bot.records import KeyNumbers, Rung, Standing, State, Told, Venture
from bot.storage.engine import Row
from bot.storage.rows import OURS, Rows, read_time
from matching.people import Evidence

# Nobody has seen these, so no figure counts them.
_UNSEEN = ("drafted", "struck")
_PARTNERSHIP = (Rung.PILOT, Rung.AGREEMENT, Rung.SCALED)
_LADDER = tuple(rung for rung in Rung if rung is not Rung.ENDED)
_CHAMPIONS_ANSWERS = (State.DECLINED, "postponed", "handed")
_MET = (Rung.MET, Rung.EXPLORING, *_PARTNERSHIP)


class Results(Rows):
    """What a transaction can tell of all that came of it."""

    def ventures(self) -> list[Venture]:
        """Return every innovator, in the order they joined."""
        return [
            Venture(row["id"], row["venture"], read_time(row["created_at"]), bool(row["waits"]))
            for row in self._all(_VENTURES)
        ]

    def told(self) -> list[Told]:
        """Return every suggestion that a champion was shown, in the order they were made."""
        outcomes: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._all(
            f"SELECT * FROM outcomes WHERE {OURS} AND rung IS NOT NULL ORDER BY told_at, id"
        ):
            outcomes[row["suggestion"]].append(row)
        return [_told(row, outcomes[row["id"]]) for row in self._all(_TOLD) if row["state"] not in _UNSEEN]

    def key_numbers(self) -> KeyNumbers:
        """Return the counts that an organiser asks first."""
        counted = self._returned(_KEY_NUMBERS)
        return KeyNumbers(**{name: int(count or 0) for name, count in counted.items()})


_VENTURES = """
    SELECT innovators.id, venture, created_at,
        CASE WHEN paused = 0 AND NOT EXISTS (
            SELECT 1 FROM suggestions s
            WHERE s.innovator = innovators.id AND s.state = 'accepted'
        ) THEN 1 ELSE 0 END AS waits
    FROM innovators WHERE enterprise = :enterprise AND team = :team ORDER BY created_at, innovators.id
"""

_TOLD = """
    SELECT s.*, introductions.rung, introductions.standing, introductions.opened_at, champions.organisation,
        organisations.name AS organisation_name
    FROM suggestions s
    JOIN champions ON champions.id = s.champion
    JOIN organisations ON organisations.id = champions.organisation
    LEFT JOIN introductions ON introductions.suggestion = s.id
    WHERE s.enterprise = :enterprise AND s.team = :team ORDER BY s.suggested_at, s.place, s.id
"""

_KEY_NUMBERS = f"""
    SELECT
        (SELECT count(*) FROM innovators WHERE enterprise = :enterprise AND team = :team) AS innovators,
        (SELECT count(*) FROM champions WHERE enterprise = :enterprise AND team = :team) AS champions,
        count(*) AS introductions,
        sum(CASE WHEN rung IN ({", ".join(f"'{rung}'" for rung in _MET)}) THEN 1 ELSE 0 END) AS met,
        sum(CASE WHEN rung IN ({", ".join(f"'{rung}'" for rung in _PARTNERSHIP)}) THEN 1 ELSE 0 END)
            AS partnerships
    FROM introductions WHERE enterprise = :enterprise AND team = :team
"""


def _told(row: Row, outcomes: list[Row]) -> Told:
    rung = Rung(row["rung"]) if row["rung"] else None
    figures, agreed = _figures(outcomes)
    return Told(
        id=row["id"],
        innovator=row["innovator"],
        champion=row["champion"],
        organisation=row["organisation"],
        organisation_name=row["organisation_name"],
        state=row["state"],
        suggested_at=read_time(row["suggested_at"]),
        accepted_at=_time(row["accepted_at"]),
        answered_at=_answered(row),
        introduced_at=_time(row["opened_at"]),
        rung=rung,
        highest=_highest(outcomes) if rung is Rung.ENDED else rung,
        confirmed=agreed and row["standing"] == Standing.CONFIRMED,
        figures=figures,
    )


def _time(text: str | None) -> datetime | None:
    return read_time(text) if text else None


def _answered(row: Row) -> datetime | None:
    """Return when the champion answered; what decided it afterwards was somebody else's act."""
    own = row["decided_at"] if row["state"] in _CHAMPIONS_ANSWERS else None
    return _time(row["accepted_at"] or own)


def _highest(outcomes: list[Row]) -> Rung | None:
    """Return the highest rung that both have told of, or the one who told anything."""
    highest: dict[str, int] = {}
    for outcome in outcomes:
        if outcome["rung"] in _LADDER:
            place = _LADDER.index(outcome["rung"])
            highest[outcome["person"]] = max(place, highest.get(outcome["person"], 0))
    return _LADDER[min(highest.values())] if highest else None


def _figures(outcomes: list[Row]) -> tuple[Evidence, bool]:
    """Return the figures that stand, and whether both have told the same; where not, the lower ones."""
    latest = {
        each["person"]: each for each in outcomes if each["invested"] is not None or each["saved"] is not None
    }
    told = [(each["invested"], each["saved"], each["reached"]) for each in latest.values()]
    invested, saved, reached = (
        (
            min((number for number in numbers if number is not None), default=None)
            for numbers in zip(*told, strict=True)
        )
        if told
        else (None, None, None)
    )
    return Evidence(invested, saved, reached), not told or (len(told) == 2 and told[0][:2] == told[1][:2])
