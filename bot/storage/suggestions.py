"""Suggestions as cards, decided once each, and the introductions that come of them."""

from collections.abc import Collection
from datetime import date, datetime

from bot.records import Card, DeclineReason, Rung, Standing, State
from bot.storage.engine import Row
from bot.storage.profile_rows import CHAMPIONS, champion_of, innovator_of
from bot.storage.profiles import Profiles
from bot.storage.rows import OURS, date_text, read_date, read_sentences, read_time, time_text

# A Home tab shows this many of a person's cards; the newest matter.
_CARDS_SHOWN = 20

# What only an admin has looked at is nobody's card.
_SEEN = "s.state NOT IN ('drafted', 'struck')"

# The suggestions of a person on either side.
_OF_PERSON = f"""
    SELECT id FROM suggestions WHERE innovator = (SELECT id FROM innovators WHERE {OURS} AND person = :person)
    UNION SELECT id FROM suggestions
    WHERE champion = (SELECT id FROM champions WHERE {OURS} AND person = :person)
"""


class Suggestions(Profiles):
    """What a transaction can do with suggestions and introductions."""

    def card(self, suggestion: str) -> Card | None:
        """Return a suggestion with both its people, or None where it is gone."""
        return next(iter(self._cards("s.id = :suggestion", suggestion=suggestion)), None)

    def cards_of_message(self, cycle: str, champion: str) -> list[Card]:
        """Return the cards of one champion's message, in the order they were suggested."""
        return self._cards(
            f"s.cycle = :cycle AND s.champion = :champion AND {_SEEN}", cycle=cycle, champion=champion
        )

    def cards_of_person(self, person: str) -> list[Card]:
        """Return a person's latest cards on either side, newest first."""
        return self._cards(
            f"s.id IN ({_OF_PERSON}) AND {_SEEN}",
            order=f"s.suggested_at DESC, s.place LIMIT {_CARDS_SHOWN}",
            person=person,
        )

    def open_cards_of(self, innovator: str, *, postponed: bool = False) -> list[Card]:
        """Return the suggestions of an innovator that still wait for somebody, or those put off, too."""
        states = "'open', 'asking', 'postponed'" if postponed else "'open', 'asking'"
        return self._cards(f"s.innovator = :innovator AND s.state IN ({states})", innovator=innovator)

    def cards_waiting_with(self, champion: str, states: Collection[State]) -> list[Card]:
        """Return a champion's cards that stand at one of these states."""
        listed = ", ".join(f"'{state}'" for state in states)
        return self._cards(f"s.champion = :champion AND s.state IN ({listed})", champion=champion)

    def counterparts(self, person: str) -> list[str]:
        """Return everyone who has a card with this person, on either side."""
        rows = self._all(
            "SELECT innovators.person AS innovator, champions.person AS champion FROM suggestions s"
            " JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion"
            f" WHERE s.id IN ({_OF_PERSON}) AND {_SEEN}",
            person=person,
        )
        return sorted({each for row in rows for each in row.values()} - {person})

    def _cards(self, where: str, order: str = "s.place", **parameters: object) -> list[Card]:
        return [
            _card_of(
                row,
                self._returned(f"SELECT * FROM innovators WHERE {OURS} AND id = :id", id=row["innovator"]),
                self._returned(f"{CHAMPIONS} AND champions.id = :id", id=row["champion"]),
            )
            for row in self._card_rows(where, order, **parameters)
        ]

    def _cards_of_many(self, where: str, order: str, **parameters: object) -> list[Card]:
        """Return cards as `_cards` does; quicker where they are those of nearly everybody."""
        innovators = {row["id"]: row for row in self._all(f"SELECT * FROM innovators WHERE {OURS}")}
        champions = {row["id"]: row for row in self._all(CHAMPIONS)}
        rows = self._card_rows(where, order, **parameters)
        return [_card_of(row, innovators[row["innovator"]], champions[row["champion"]]) for row in rows]

    def _card_rows(self, where: str, order: str, **parameters: object) -> list[Row]:
        return self._all(
            "SELECT s.*, introductions.conversation, introductions.rung, introductions.standing,"
            " introductions.claimed_by, introductions.opened_at, givers.person AS handed_by"
            " FROM suggestions s LEFT JOIN introductions ON introductions.suggestion = s.id"
            " LEFT JOIN suggestions given ON given.id = s.follows AND given.state = 'handed'"
            " LEFT JOIN champions givers ON givers.id = given.champion"
            f" WHERE s.enterprise = :enterprise AND s.team = :team AND ({where}) ORDER BY {order}",
            **parameters,
        )

    def decide(
        self,
        suggestion: str,
        was: State,
        becomes: State,
        now: datetime,
        reason: DeclineReason | None = None,
        until: date | None = None,
    ) -> bool:
        """Move a suggestion on; False where somebody was first and it no longer stands at `was`.

        until: the day on which one that is put off comes back.
        """
        accepted = was is State.OPEN and becomes in (State.ASKING, State.ACCEPTED)
        return bool(
            self._all(
                "UPDATE suggestions SET state = :becomes, decided_at = :now, decline_reason = :reason,"
                " postponed_until = :until,"
                " accepted_at = COALESCE(accepted_at, :accepted_at)"
                f" WHERE {OURS} AND id = :suggestion AND state = :was RETURNING id",
                suggestion=suggestion,
                was=was,
                becomes=becomes,
                reason=reason,
                until=date_text(until),
                now=time_text(now),
                accepted_at=time_text(now) if accepted else None,
            )
        )

    def accepted_this_cycle(self, champion: str) -> int:
        """Return how many suggestions a champion has accepted since the latest cycle ran.

        One the innovator then refused does not count: the place is free again.
        """
        return self._count(
            f"SELECT count(*) FROM suggestions WHERE {OURS} AND champion = :champion"
            " AND state IN ('asking', 'accepted') AND accepted_at >="
            f" (SELECT max(started_at) FROM cycles WHERE {OURS} AND state = 'done')",
            champion=champion,
        )

    def accepted_by_organisation(self, organisation: str) -> int:
        """Return how many suggestions an organisation has accepted since the latest cycle ran."""
        return self._count(
            f"SELECT count(*) FROM suggestions WHERE {OURS}"
            f" AND champion IN (SELECT id FROM champions WHERE {OURS} AND organisation = :organisation)"
            " AND state IN ('asking', 'accepted') AND accepted_at >="
            f" (SELECT max(started_at) FROM cycles WHERE {OURS} AND state = 'done')",
            organisation=organisation,
        )

    def introductions_of(self, innovator: str) -> int:
        """Return how many introductions an innovator has had."""
        return self._count(
            "SELECT count(*) FROM suggestions"
            f" WHERE {OURS} AND innovator = :innovator AND state = 'accepted'",
            innovator=innovator,
        )

    def open_introduction(self, suggestion: str, now: datetime) -> None:
        """Keep that both said yes. The conversation's id follows when Slack has opened it."""
        self._all(
            "INSERT INTO introductions (suggestion, enterprise, team, rung, opened_at)"
            f" SELECT id, enterprise, team, :rung, :now FROM suggestions WHERE {OURS} AND id = :suggestion"
            " ON CONFLICT (suggestion) DO NOTHING",
            suggestion=suggestion,
            rung=Rung.NOT_YET_MET,
            now=time_text(now),
        )

    def set_conversation(self, suggestion: str, conversation: str) -> None:
        """Keep the group conversation's id of an introduction."""
        self._all(
            "UPDATE introductions SET conversation = :conversation"
            f" WHERE {OURS} AND suggestion = :suggestion",
            suggestion=suggestion,
            conversation=conversation,
        )


def _card_of(row: Row, innovator: Row, champion: Row) -> Card:
    return Card(
        id=row["id"],
        cycle=row["cycle"],
        state=State(row["state"]),
        innovator=innovator_of(innovator),
        champion=champion_of(champion),
        band=row["band"],
        reasons=read_sentences(row["reasons"]),
        suggested_at=read_time(row["suggested_at"]),
        decline_reason=DeclineReason(row["decline_reason"]) if row["decline_reason"] else None,
        conversation=row["conversation"],
        rung=Rung(row["rung"]) if row["rung"] else Rung.NOT_YET_MET,
        standing=Standing(row["standing"] or ""),
        claimed_by=row["claimed_by"],
        introduced_at=read_time(row["opened_at"]) if row["opened_at"] else None,
        shown_at=read_time(row["shown_at"]) if row["shown_at"] else None,
        postponed_until=read_date(row["postponed_until"]),
        handed_by=row["handed_by"],
    )
