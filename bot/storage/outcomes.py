"""What comes of introductions: the questions that fall due, what both people told, and who stays silent.

A follow-up goes waiting -> asked -> answered, or is dropped where a newer question or an end overtakes it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.records import Disagreement, FollowUp, Outcome, Question, Reached, Rung, Standing
from bot.storage.engine import Row
from bot.storage.rows import OURS, new_id, read_time, time_text
from bot.storage.suggestions import Suggestions
from matching.people import Evidence


class Outcomes(Suggestions):
    """What a transaction can do with follow-ups, outcomes and silences."""

    # --- questions ---

    def add_follow_up(
        self, suggestion: str, person: str, question: Question, topic: str, due_at: datetime
    ) -> None:
        """Keep that a person is to be asked about an introduction, and when."""
        self._all(
            "INSERT INTO follow_ups"
            " (id, enterprise, team, suggestion, person, question, topic, due_at, state)"
            " SELECT :id, enterprise, team, suggestion, :person, :question, :topic, :due_at, 'waiting'"
            f" FROM introductions WHERE {OURS} AND suggestion = :suggestion",
            id=new_id(),
            suggestion=suggestion,
            person=person,
            question=question,
            topic=topic,
            due_at=time_text(due_at),
        )

    def people_to_ask(self, now: datetime) -> list[str]:
        """Return everyone for whom a question is due; who was paused for silence is left in peace."""
        rows = self._all(
            f"SELECT DISTINCT person FROM follow_ups WHERE {OURS} AND state = 'waiting' AND due_at <= :now"
            f" AND person NOT IN (SELECT person FROM silences WHERE {OURS} AND ended_at IS NULL)"
            " ORDER BY person",
            now=time_text(now),
        )
        return [row["person"] for row in rows]

    def ask(self, person: str, until: datetime, now: datetime, patience: datetime) -> set[str]:
        """Put all that is due until a moment, and what still waits for an answer, into one new asking.

        Of several questions about one introduction the latest is asked, the others are dropped. An asking
        made after `patience` that this one takes over does not count as silence. Return the ids of all
        askings that have changed, the new one among them.
        """
        earlier = self._askings_with_questions("person = :person", person=person)
        if not self._all(
            f"SELECT id FROM follow_ups WHERE {OURS} AND person = :person AND state = 'waiting'"
            " AND due_at <= :now LIMIT 1",
            person=person,
            now=time_text(now),
        ):
            return set()
        self._all(
            f"UPDATE askings SET settled_at = :now WHERE {OURS} AND person = :person AND settled_at IS NULL"
            " AND asked_at > :patience",
            person=person,
            now=time_text(now),
            patience=time_text(patience),
        )
        asking = new_id()
        self._all(
            "INSERT INTO askings (id, enterprise, team, person, asked_at)"
            " VALUES (:id, :enterprise, :team, :person, :now)",
            id=asking,
            person=person,
            now=time_text(now),
        )
        self._all(
            f"UPDATE follow_ups SET state = 'asked', asking = :asking WHERE {OURS} AND person = :person"
            " AND (state = 'asked' OR state = 'waiting' AND due_at <= :until)",
            person=person,
            asking=asking,
            until=time_text(until),
        )
        self._all(_DROP_OVERTAKEN, asking=asking)
        return {asking, *earlier}

    def asked_in(self, asking: str) -> list[FollowUp]:
        """Return the questions of an asking, answered ones included, in the order they fell due."""
        return self._follow_ups(
            "asking = :asking AND state IN ('asked', 'answered') ORDER BY due_at, id", asking=asking
        )

    def questions_for(self, person: str) -> list[FollowUp]:
        """Return the questions that wait for a person's answer."""
        return self._follow_ups("person = :person AND state = 'asked' ORDER BY due_at, id", person=person)

    def follow_up(self, follow_up: str) -> FollowUp | None:
        """Return a question that was asked, or None where there is none."""
        found = self._follow_ups("id = :id AND state IN ('asked', 'answered')", id=follow_up)
        return next(iter(found), None)

    def open_topic(self, suggestion: str, person: str) -> str | None:
        """Return the topic of the question about an introduction that waits for a person's answer."""
        row = self._one(
            f"SELECT topic FROM follow_ups WHERE {OURS} AND suggestion = :suggestion AND person = :person"
            " AND state = 'asked' ORDER BY due_at DESC LIMIT 1",
            suggestion=suggestion,
            person=person,
        )
        return row["topic"] if row else None

    def answer_questions(self, suggestion: str, person: str, answer: str, now: datetime) -> set[str]:
        """Answer what a person is asked about an introduction; what of *Did you meet?* is to come is dropped.

        Return the ids of the askings that have changed; none where nothing waited for an answer.
        """
        rows = self._all(
            f"UPDATE follow_ups SET state = 'answered', answer = :answer, answered_at = :now WHERE {OURS}"
            " AND suggestion = :suggestion AND person = :person AND state = 'asked' RETURNING asking",
            suggestion=suggestion,
            person=person,
            answer=answer,
            now=time_text(now),
        )
        self._all(
            f"UPDATE follow_ups SET state = 'dropped' WHERE {OURS} AND suggestion = :suggestion"
            " AND person = :person AND state = 'waiting' AND question = 'met'",
            suggestion=suggestion,
            person=person,
        )
        return {row["asking"] for row in rows}

    def stop_asking(self, suggestion: str, person: str) -> set[str]:
        """Drop every question about an introduction to a person; return the askings that have changed."""
        askings = self._askings_with_questions(
            "suggestion = :suggestion AND person = :person", suggestion=suggestion, person=person
        )
        self._all(
            f"UPDATE follow_ups SET state = 'dropped' WHERE {OURS} AND suggestion = :suggestion"
            " AND person = :person AND state IN ('waiting', 'asked')",
            suggestion=suggestion,
            person=person,
        )
        return askings

    def _askings_with_questions(self, where: str, **parameters: object) -> set[str]:
        rows = self._all(
            f"SELECT DISTINCT asking FROM follow_ups WHERE {OURS} AND state = 'asked' AND {where}",
            **parameters,
        )
        return {row["asking"] for row in rows}

    def _follow_ups(self, where: str, **parameters: object) -> list[FollowUp]:
        rows = self._all(f"SELECT * FROM follow_ups WHERE {OURS} AND {where}", **parameters)
        cards = {row["suggestion"]: self.card(row["suggestion"]) for row in rows}
        return [
            FollowUp(
                id=row["id"],
                card=card,
                person=row["person"],
                question=Question(row["question"]),
                topic=row["topic"],
                asking=row["asking"],
                answer=row["answer"],
            )
            for row in rows
            if (card := cards[row["suggestion"]])
        ]

    # --- what was told ---

    def keep_outcome(
        self,
        suggestion: str,
        person: str,
        topic: str,
        answer: str,
        rung: Rung | None,
        figures: Evidence,
        now: datetime,
    ) -> None:
        """Keep what one of the two told. `rung` is None where the answer says nothing of the ladder."""
        self._all(
            "INSERT INTO outcomes (id, enterprise, team, suggestion, person, topic, answer, rung, invested,"
            " saved, reached, told_at)"
            " SELECT :id, enterprise, team, suggestion, :person, :topic, :answer, :rung, :invested,"
            " :saved, :reached, :now"
            f" FROM introductions WHERE {OURS} AND suggestion = :suggestion",
            id=new_id(),
            suggestion=suggestion,
            person=person,
            topic=topic,
            answer=answer,
            rung=rung,
            invested=figures.invested,
            saved=figures.saved,
            reached=figures.reached,
            now=time_text(now),
        )

    def outcomes_of(self, suggestion: str) -> list[Outcome]:
        """Return what both have told of the ladder, oldest first."""
        rows = self._all(
            f"SELECT * FROM outcomes WHERE {OURS} AND suggestion = :suggestion AND rung IS NOT NULL"
            " ORDER BY told_at, id",
            suggestion=suggestion,
        )
        return [_outcome_of(row) for row in rows]

    def set_reached(self, suggestion: str, reached: Reached) -> None:
        """Keep where an introduction stands on the ladder."""
        self._all(
            "UPDATE introductions SET rung = :rung, standing = :standing, claimed_by = :claimed_by"
            f" WHERE {OURS} AND suggestion = :suggestion",
            suggestion=suggestion,
            rung=reached.rung,
            standing=reached.standing,
            claimed_by=reached.claimed_by,
        )

    def disagreements(self) -> list[Disagreement]:
        """Return the introductions of which the two say different things, the oldest first."""
        rows = self._all(
            f"SELECT suggestion FROM introductions WHERE {OURS} AND standing = :disputed ORDER BY opened_at",
            disputed=Standing.DISPUTED,
        )
        cards = [card for row in rows if (card := self.card(row["suggestion"]))]
        found = []
        for card in cards:
            latest = {told.person: told.rung for told in self.outcomes_of(card.id)}
            found.append(Disagreement(card, latest[card.innovator.person], latest[card.champion.person]))
        return found

    # --- silence ---

    def settle_askings(self, person: str, now: datetime) -> None:
        """Keep that a person has answered: whatever was asked until now counts as silence no more."""
        self._all(
            f"UPDATE askings SET settled_at = :now WHERE {OURS} AND person = :person AND settled_at IS NULL",
            person=person,
            now=time_text(now),
        )

    def silent_people(self, patience: datetime, most: int) -> list[str]:
        """Return everyone who left so many askings in a row, made before `patience`, without an answer."""
        rows = self._all(
            f"SELECT person FROM askings WHERE {OURS} AND settled_at IS NULL AND asked_at <= :patience"
            " GROUP BY person HAVING count(*) >= :most ORDER BY person",
            patience=time_text(patience),
            most=most,
        )
        return [row["person"] for row in rows]

    def begin_silence(self, person: str, now: datetime) -> str:
        """Keep that a person is asked nothing for now; return the silence's id."""
        self.settle_askings(person, now)
        kept = self._returned(
            "INSERT INTO silences (id, enterprise, team, person, since)"
            " VALUES (:id, :enterprise, :team, :person, :now) RETURNING id",
            id=new_id(),
            person=person,
            now=time_text(now),
        )
        return str(kept["id"])

    def end_silence(self, person: str, now: datetime) -> list[str]:
        """Keep that a person is back; return the ids of the silences that end."""
        rows = self._all(
            f"UPDATE silences SET ended_at = :now WHERE {OURS} AND person = :person AND ended_at IS NULL"
            " RETURNING id",
            person=person,
            now=time_text(now),
        )
        return [row["id"] for row in rows]

    def silence(self, silence: str) -> tuple[str, bool] | None:
        """Return whose silence it is, and whether it has ended; None where it is gone."""
        row = self._one(f"SELECT * FROM silences WHERE {OURS} AND id = :silence", silence=silence)
        return (row["person"], row["ended_at"] is not None) if row else None


# Of the questions of an asking about one introduction, all but the latest.
_DROP_OVERTAKEN = """
    UPDATE follow_ups SET state = 'dropped'
    WHERE enterprise = :enterprise AND team = :team AND asking = :asking AND state = 'asked' AND EXISTS (
        SELECT 1 FROM follow_ups later
        WHERE later.asking = :asking AND later.state = 'asked' AND later.suggestion = follow_ups.suggestion
            AND (later.due_at > follow_ups.due_at
                OR later.due_at = follow_ups.due_at AND later.id > follow_ups.id)
    )
"""


def _outcome_of(row: Row | Mapping[str, Any]) -> Outcome:
    return Outcome(
        person=row["person"],
        topic=row["topic"],
        rung=Rung(row["rung"]),
        told_at=read_time(row["told_at"]),
        figures=Evidence(row["invested"], row["saved"], row["reached"]),
    )
