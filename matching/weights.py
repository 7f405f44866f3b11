"""What each part of the score weighs: plain numbers, and the names of the features they belong to.

`config.weights` reads them from the file an admin may change, `matching.learn` refits them from answers, and
`matching.fit` applies them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

# What a pair is described by: each name with what it measures. Every one lies in [0, 1] but `stage`.
FEATURES: Mapping[str, str] = {
    "need": "the share of what is needed that is offered",
    "same_sector": "1 where a sector is the same",
    "neighbouring_sector": "1 where a sector borders on one of the other's, and none is the same",
    "cross_pollination": "1 where the sectors differ, but the texts are about the same problem",
    "same_region": "1 where a region is the same",
    "inside_region": "1 where a region of one lies inside a region of the other",
    "nationwide": "1 where they meet only because one of them works everywhere",
    "stage": "how many stages the innovator is beyond the earliest that is welcome, 0 or more",
    "text": "how near the texts are, 1 where they are as near as counts",
    "evidence": "the share of invested, saved and reached that is known",
    "readiness": "culture and mandate, by their geometric mean: neither makes up for the other",
}
BASE = "base"  # the logit of a pair for whom nothing speaks


@dataclass(frozen=True)
class Weights:
    """What makes a champion accept, and what makes it lead somewhere.

    `accept` and `lead` map every name in `FEATURES`, and "base", to a weight on the logit scale: two logistic
    models. `crossing` is added to the value of a cross-pollination. `champions` (id -> logit, for accept) and
    `innovators` (id -> logit, for lead) are learned leanings of persons; absent means 0.
    """

    accept: Mapping[str, float]
    lead: Mapping[str, float]
    crossing: float = 0.0
    champions: Mapping[str, float] = field(default_factory=dict)
    innovators: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """A short name of these very numbers, the same wherever they are the same."""
        numbers = [
            dict(self.accept),
            dict(self.lead),
            self.crossing,
            dict(self.champions),
            dict(self.innovators),
        ]
        told = json.dumps(numbers, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]
