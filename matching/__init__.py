"""Who should meet whom: pure functions from profiles to suggestions, with the reasons in words.

Nothing here knows Slack, SQL or the clock. The front door is `suggest`; people, policy and taxonomy are the
data that goes in. Storage, screens and the sandbox live in `bot`.
"""

from matching.people import (
    Answer,
    Barrier,
    Champion,
    Consent,
    Decision,
    Evidence,
    Idle,
    Innovator,
    LeftOut,
    Mandate,
    Need,
    Organisation,
    Past,
    Policy,
    Proof,
    Role,
    Shown,
    Suggestion,
)
from matching.suggest import suggest
from matching.taxonomy import Region, Sector, Taxonomy, Term
from matching.weights import Weights

__all__ = [
    "Answer",
    "Barrier",
    "Champion",
    "Consent",
    "Decision",
    "Evidence",
    "Idle",
    "Innovator",
    "LeftOut",
    "Mandate",
    "Need",
    "Organisation",
    "Past",
    "Policy",
    "Proof",
    "Region",
    "Role",
    "Sector",
    "Shown",
    "Suggestion",
    "Taxonomy",
    "Term",
    "Weights",
    "suggest",
]
