"""The front door: from people, their past and the policy to one cycle's suggestions.

It stays light. The steps are in `matching.decide`, loaded when a cycle is decided and not before, since
numpy, scikit-learn and OR-tools would make up most of an idle bot.
"""

from collections.abc import Sequence

from matching.people import Champion, Innovator, Outcome, Past, Policy
from matching.taxonomy import Taxonomy


def suggest(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
) -> Outcome:
    """Return one cycle's suggestions: worth most in total, within everyone's capacity; and who is left out.

    A pair is worth its fit, more by `policy.waiting_bonus` of it for each cycle the innovator has waited.
    Whoever has waited for more than `policy.overdue_after` cycles is served before all others, the longest
    wait first. Ids must be unique on each side. The order of the people makes no difference: equal totals
    fall by their ids. Raises ValueError where `past.kept_apart` gives a reason that is no `Barrier`.
    """
    from matching.decide import decide

    return decide(innovators, champions, past, policy, taxonomy)
