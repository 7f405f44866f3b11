"""Which letters show what has changed: they are drawn again, wherever they stand."""

from datetime import datetime

from bot.records import AGAIN
from bot.storage.rows import OURS, Rows, time_text

# A letter at rest becomes due; one on its way keeps its state and sees the new version when it is settled.
_AT_REST = "outbox.state IN ('sent', 'parked', 'withdrawn')"
DUE_AGAIN = f"""
    due_at = CASE WHEN {_AT_REST} THEN :now ELSE outbox.due_at END,
    state = CASE WHEN {_AT_REST} THEN 'pending' ELSE outbox.state END
"""

# Letters that show a suggestion one of whose people is :person.
_ABOUT = f"""
    WITH theirs AS (
        SELECT s.id, s.cycle, s.champion FROM suggestions s
        JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion
        WHERE s.enterprise = :enterprise AND s.team = :team
            AND (innovators.person = :person OR champions.person = :person)
    )
    SELECT 'cards' AS kind, cycle || ':' || champion AS subject FROM theirs
    UNION SELECT 'cards', cycle || ':' || champion || '{AGAIN}' FROM theirs
    UNION SELECT 'consent', id FROM theirs
    UNION SELECT 'invitation', invitations.id FROM invitations JOIN theirs ON theirs.id = suggestion
    UNION SELECT 'invitation', invitations.id FROM invitations
    WHERE invitations.enterprise = :enterprise AND invitations.team = :team AND invitations.person = :person
    UNION SELECT 'note', id FROM theirs
    UNION SELECT 'news', left_out.cycle || ':' || left_out.innovator FROM left_out
    JOIN innovators ON innovators.id = left_out.innovator
    WHERE innovators.enterprise = :enterprise AND innovators.team = :team AND innovators.person = :person
    UNION SELECT 'proposal', :person
    UNION SELECT 'farewell', :person
    UNION SELECT 'questions', asking FROM follow_ups WHERE suggestion IN (SELECT id FROM theirs)
    UNION SELECT 'proof', id FROM proofs WHERE suggestion IN (SELECT id FROM theirs)
    UNION SELECT 'proof_question', id || ':' || 'innovator' FROM proofs
        WHERE suggestion IN (SELECT id FROM theirs)
    UNION SELECT 'proof_question', id || ':' || 'champion' FROM proofs
        WHERE suggestion IN (SELECT id FROM theirs)
    UNION SELECT 'silence', id FROM silences
        WHERE enterprise = :enterprise AND team = :team AND person = :person
    UNION SELECT 'unmet', id || ':' || 'innovator' FROM theirs
    UNION SELECT 'unmet', id || ':' || 'champion' FROM theirs
    UNION SELECT 'review', id FROM cycles WHERE cycles.enterprise = :enterprise AND cycles.team = :team
        AND (state = 'drafted' OR reviewed_by = :person)
"""

# Letters that show one suggestion.
_OF_SUGGESTION = f"""
    SELECT 'cards' AS kind, cycle || ':' || champion AS subject FROM suggestions
    WHERE {OURS} AND id = :suggestion
    UNION SELECT 'cards', cycle || ':' || champion || '{AGAIN}' FROM suggestions
    WHERE {OURS} AND id = :suggestion
    UNION SELECT 'consent', :suggestion
"""

# ... and all the others that do.
_OF_WHOLE_SUGGESTION = f"""
    {_OF_SUGGESTION}
    UNION SELECT 'unmet', id || ':' || 'innovator' FROM suggestions WHERE {OURS} AND id = :suggestion
    UNION SELECT 'unmet', id || ':' || 'champion' FROM suggestions WHERE {OURS} AND id = :suggestion
    UNION SELECT 'invitation', id FROM invitations WHERE {OURS} AND suggestion = :suggestion
"""


class Redraws(Rows):
    """What a transaction can have drawn again."""

    def redraw_about(self, person: str, now: datetime) -> None:
        """Have every letter drawn again that shows a person; to be called before they are erased."""
        self._draw_again(_ABOUT, now, person=person)

    def redraw_suggestion(self, suggestion: str, now: datetime) -> None:
        """Have what shows a suggestion drawn again: its champion's cards and its innovator's question."""
        self._draw_again(_OF_SUGGESTION, now, suggestion=suggestion)

    def take_down_suggestion(self, suggestion: str, now: datetime) -> None:
        """Have all that shows a suggestion drawn again without it; to be called before it goes."""
        self._draw_again(_OF_WHOLE_SUGGESTION, now, suggestion=suggestion)

    def _draw_again(self, shown: str, now: datetime, **parameters: str) -> None:
        """Have the letters drawn again whose kind and subject a statement finds."""
        self._all(
            f"UPDATE outbox SET version = version + 1, {DUE_AGAIN} WHERE id IN ("
            f" SELECT found.id FROM ({shown}) AS shown JOIN outbox AS found"
            " ON found.enterprise = :enterprise AND found.team = :team"
            " AND found.kind = shown.kind AND found.subject = shown.subject)",
            now=time_text(now),
            **parameters,
        )
