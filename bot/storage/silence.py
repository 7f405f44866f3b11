"""Silence: which cards nobody answers, which come back, and who is searched for next.

A search is a row, so that whoever ends a card only writes down that somebody else is to be asked; the ticker
asks the matching engine (`bot.next_best`) and settles it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.records import AGAIN, Kind, PutOff, Search, Sought
from bot.storage.rows import OURS, Rows, date_text, new_id, read_time, time_text

# A suggestion that takes a place, or is about to.
_LIVE = "('drafted', 'open', 'asking', 'accepted')"

# The latest cycle that ran.
_LATEST = f"(SELECT id FROM cycles WHERE {OURS} AND state = 'done' ORDER BY local_date DESC LIMIT 1)"


class Silence(Rows):
    """What a transaction can do about silence."""

    def cards_letter(self, cycle: str, champion: str) -> str:
        """Return the subject of the letter that is a champion's message of a cycle now."""
        subject = f"{cycle}:{champion}"
        again = self._count(
            f"SELECT count(*) FROM outbox WHERE {OURS} AND kind = :kind AND subject = :subject",
            kind=Kind.CARDS,
            subject=subject + AGAIN,
        )
        return subject + AGAIN if again else subject

    def start_clocks(self, now: datetime) -> None:
        """Note since when the cards are before their champions whose message has been posted."""
        self._all(f"UPDATE suggestions SET shown_at = :now WHERE {_JUST_SHOWN}", now=time_text(now))

    def leave_out(self, since: datetime, now: datetime) -> list[str]:
        """Leave the time between these two out of how long open cards have been before their champions.

        Returns those whose message names the day until which they wait.
        """
        rows = self._all(
            "SELECT id, cycle, champion, shown_at FROM suggestions"
            f" WHERE {OURS} AND state = 'open' AND shown_at IS NOT NULL"
        )
        for row in rows:
            shown = read_time(row["shown_at"])
            self._all(
                f"UPDATE suggestions SET shown_at = :later WHERE {OURS} AND id = :id",
                later=time_text(shown + (now - max(shown, since))),
                id=row["id"],
            )
        return [row["id"] for row in rows if self.cards_letter(row["cycle"], row["champion"]).endswith(AGAIN)]

    def anything_silent(self, nudge_before: datetime, expire_before: datetime) -> bool:
        """Whether a clock is to be started, or a card is to be nudged or ended."""
        return bool(
            self._count(f"SELECT count(*) FROM suggestions WHERE {_JUST_SHOWN}")
            or self.to_nudge(nudge_before)
            or self.unanswered(expire_before)
        )

    def unanswered(self, before: datetime) -> list[str]:
        """Return the suggestions that champion or innovator has left unanswered for so long."""
        rows = self._all(
            f"SELECT id FROM suggestions WHERE {OURS} AND (state = 'open' AND shown_at <= :before"
            " OR state = 'asking' AND accepted_at <= :before) ORDER BY suggested_at, place",
            before=time_text(before),
        )
        return [row["id"] for row in rows]

    def to_nudge(self, before: datetime) -> list[tuple[str, str]]:
        """Return cycle and champion of the messages with a card unanswered for so long, not nudged yet."""
        rows = self._all(
            f"SELECT DISTINCT cycle, champion FROM suggestions WHERE {OURS} AND state = 'open'"
            " AND shown_at <= :before AND NOT EXISTS (SELECT 1 FROM outbox"
            " WHERE outbox.enterprise = :enterprise AND outbox.team = :team AND outbox.kind = 'cards'"
            f" AND outbox.subject = suggestions.cycle || ':' || suggestions.champion || '{AGAIN}')"
            " AND champion IN (SELECT id FROM champions WHERE paused = 0)",
            before=time_text(before),
        )
        return [(row["cycle"], row["champion"]) for row in rows]

    # --- cards that come back ----------------------------------------------------------------------------

    def due_back(self, today: date) -> list[PutOff]:
        """Return the cards put off until today or earlier whose people are not paused, the longest first."""
        rows = self._all(_DUE_BACK, today=date_text(today))
        return [
            PutOff(row["id"], row["cycle"], row["innovator"], row["champion"], row["places"] > 0)
            for row in rows
        ]

    def bring_back(self, suggestion: str, cycle: str, now: datetime) -> bool:
        """Put a card that was put off into a cycle; False where it is not put off any more."""
        return bool(
            self._all(
                "UPDATE suggestions SET state = 'open', cycle = :cycle, suggested_at = :now, "
                " decided_at = NULL, shown_at = NULL, postponed_until = NULL"
                f" WHERE {OURS} AND id = :suggestion AND state = 'postponed' RETURNING id",
                suggestion=suggestion,
                cycle=cycle,
                now=time_text(now),
            )
        )

    # --- the search for the next best --------------------------------------------------------------------

    def look_for_next(
        self,
        innovator: str,
        follows: str,
        now: datetime,
        champion: str | None = None,
        cycle: str | None = None,
    ) -> None:
        """Write down that an innovator's suggestion is to be followed by another, once.

        champion: the one it was handed to; without, the next best is looked for. cycle: by default the latest
        that ran.
        """
        self._all(
            "INSERT INTO searches (id, enterprise, team, cycle, innovator, champion, follows, state,"
            f" asked_at) SELECT :id, enterprise, team, COALESCE(:cycle, {_LATEST}), id, :champion, :follows,"
            f" 'open', :now FROM innovators WHERE {OURS} AND id = :innovator"
            " ON CONFLICT (enterprise, team, follows) DO NOTHING",
            id=new_id(),
            cycle=cycle,
            innovator=innovator,
            champion=champion,
            follows=follows,
            now=time_text(now),
        )

    def open_searches(self) -> list[Search]:
        """Return the searches that nobody has settled, in the order they began."""
        rows = self._all(
            "SELECT searches.*, cycles.state AS cycle_state FROM searches"
            " JOIN cycles ON cycles.id = searches.cycle"
            " WHERE searches.enterprise = :enterprise AND searches.team = :team AND searches.state = 'open'"
            " ORDER BY searches.asked_at, searches.id"
        )
        return [_search_of(row) for row in rows]

    def settle_search(self, search: str, found: Sought) -> bool:
        """Settle a search; False where it is settled already."""
        return bool(
            self._all(
                "UPDATE searches SET state = :found"
                f" WHERE {OURS} AND id = :search AND state = 'open' RETURNING id",
                search=search,
                found=found,
            )
        )

    def widen_search(self, search: str) -> None:
        """Look for anybody, since the one it was handed to cannot take it."""
        self._all(f"UPDATE searches SET champion = NULL WHERE {OURS} AND id = :search", search=search)

    def end_searches(self) -> None:
        """Settle all searches as vain: another cycle begins, in which those innovators go first."""
        self._all(f"UPDATE searches SET state = 'none' WHERE {OURS} AND state = 'open'")

    def close_searches(self, innovator: str) -> None:
        """Search no more for an innovator, nor tell that nobody was found."""
        self._all(
            "UPDATE searches SET state = 'closed'"
            f" WHERE {OURS} AND innovator = :innovator AND state IN ('open', 'none')",
            innovator=innovator,
        )

    def searching(self, innovator: str) -> bool:
        """Whether somebody is being looked for, or invited, for an innovator."""
        return bool(self._all(_SEARCHING, innovator=innovator))

    def let_down(self) -> frozenset[str]:
        """Return the innovators for whom the latest cycle's search was vain and nothing else came of it."""
        return frozenset(row["innovator"] for row in self._all(_LET_DOWN))

    def taken(self, cycle: str) -> Mapping[str, int]:
        """Return how many places of a cycle each champion has taken, also by cards of earlier ones."""
        rows = self._all(_TAKEN, cycle=cycle)
        return {row["champion"]: row["places"] for row in rows}

    def waiting_on(self, cycle: str) -> Mapping[str, int]:
        """Return how many suggestions of each innovator wait for an answer, or for somebody invited.

        Of a cycle under review only its own count, as what is out already did not when it was drafted.
        """
        rows = self._all(_WAITING_ON, cycle=cycle)
        return {row["innovator"]: row["places"] for row in rows}

    def heard(self, cycle: str) -> frozenset[str]:
        """Return the people who have had a message in a cycle that they did not ask for."""
        return frozenset(row["person"] for row in self._all(_HEARD, cycle=cycle))


_JUST_SHOWN = f"""
    {OURS} AND state = 'open' AND shown_at IS NULL AND EXISTS (
        SELECT 1 FROM outbox WHERE outbox.enterprise = :enterprise AND outbox.team = :team
        AND outbox.kind = 'cards' AND outbox.ts IS NOT NULL
        AND outbox.subject IN (suggestions.cycle || ':' || suggestions.champion,
            suggestions.cycle || ':' || suggestions.champion || '{AGAIN}'))
"""

_DUE_BACK = """
    SELECT s.id, s.cycle, s.innovator, s.champion, innovators.wanted - (
        SELECT count(*) FROM suggestions other
        WHERE other.innovator = s.innovator AND other.state = 'accepted') AS places
    FROM suggestions s
    JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion
    WHERE s.enterprise = :enterprise AND s.team = :team AND s.state = 'postponed'
        AND s.postponed_until <= :today AND innovators.paused = 0 AND champions.paused = 0
    ORDER BY s.postponed_until, s.id
"""

_SEARCHING = f"""
    SELECT 1 AS one FROM searches WHERE {OURS} AND innovator = :innovator AND state = 'open'
    UNION SELECT 1 FROM invitations JOIN suggestions s ON s.id = invitations.suggestion
    WHERE s.enterprise = :enterprise AND s.team = :team AND s.innovator = :innovator
        AND invitations.state = 'sent'
"""

_LET_DOWN = f"""
    SELECT DISTINCT innovator FROM searches WHERE {OURS} AND state = 'none' AND cycle = {_LATEST}
        AND NOT EXISTS (SELECT 1 FROM suggestions s WHERE s.innovator = searches.innovator
            AND s.cycle = searches.cycle AND s.state IN {_LIVE})
"""

_TAKEN = f"""
    SELECT champion, count(*) AS places FROM suggestions WHERE {OURS}
        AND (cycle = :cycle AND state IN {_LIVE} OR state IN ('asking', 'accepted')
            AND accepted_at >= (SELECT started_at FROM cycles WHERE id = :cycle))
    GROUP BY champion
"""

_WAITING_ON = f"""
    SELECT innovator, count(*) AS places FROM suggestions WHERE {OURS} AND (
        state = 'drafted' AND cycle = :cycle
        OR NOT EXISTS (SELECT 1 FROM cycles WHERE {OURS} AND id = :cycle AND state = 'drafted') AND (
            state IN ('open', 'asking') OR state = 'handed'
            AND id IN (SELECT suggestion FROM invitations WHERE {OURS} AND state = 'sent')))
    GROUP BY innovator
"""

_HEARD = """
    SELECT champions.person FROM suggestions JOIN champions ON champions.id = suggestions.champion
    WHERE suggestions.enterprise = :enterprise AND suggestions.team = :team AND suggestions.cycle = :cycle
        AND suggestions.state NOT IN ('drafted', 'struck')
    UNION SELECT invitations.person FROM invitations
    JOIN suggestions ON suggestions.id = invitations.suggestion
    WHERE suggestions.enterprise = :enterprise AND suggestions.team = :team AND suggestions.cycle = :cycle
    UNION SELECT innovators.person FROM left_out JOIN innovators ON innovators.id = left_out.innovator
    WHERE left_out.enterprise = :enterprise AND left_out.team = :team AND left_out.cycle = :cycle
        AND left_out.told_at IS NOT NULL
"""


def _search_of(row: Mapping[str, Any]) -> Search:
    return Search(
        id=row["id"],
        cycle=row["cycle"],
        innovator=row["innovator"],
        champion=row["champion"],
        follows=row["follows"],
        drafted=row["cycle_state"] == "drafted",
    )
