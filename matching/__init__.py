"""Who should meet whom: pure functions from profiles to suggestions, with the reasons in words.

Nothing here knows Slack, SQL or the clock. The front door is `suggest`; people, policy and taxonomy are the
data that goes in. Storage, screens and the sandbox live in `bot`.
"""

from matching.people import (
    Barrier,
    Champion,
    Consent,
    Evidence,
    Innovator,
    LeftOut,
    Mandate,
    Need,
    Organisation,
    Outcome,
    Past,
    Policy,
    Role,
    Suggestion,
)
from matching.suggest import suggest
from matching.taxonomy import Region, Sector, Taxonomy, Term

__all__ = [
    "Barrier",
    "Champion",
    "Consent",
    "Evidence",
    "Innovator",
    "LeftOut",
    "Mandate",
    "Need",
    "Organisation",
    "Outcome",
    "Past",
    "Policy",
    "Region",
    "Role",
    "Sector",
    "Suggestion",
    "Taxonomy",
    "Term",
    "suggest",
]
