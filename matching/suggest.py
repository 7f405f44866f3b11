"""The front door: from people, their past and the policy to one cycle's suggestions.

It stays light. The steps are in `matching.decide`, loaded when a cycle is decided and not before, since
numpy, scikit-learn and OR-tools would make up most of an idle bot.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matching.people import Champion, Decision, Innovator, Past, Policy
from matching.taxonomy import Taxonomy
from matching.weights import Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def suggest(
    innovators: Sequence[Innovator],
    champions: Sequence[Champion],
    past: Past,
    policy: Policy,
    taxonomy: Taxonomy,
    weights: Weights,
    vectors: "Mapping[str, NDArray[np.float32]] | None" = None,
) -> Decision:
    """Return one cycle's suggestions: worth most in total, within everyone's capacity; and who is left out.

    A pair is worth p q: how likely the champion is to accept, times how likely it is that the innovator wants
    it and that it leads somewhere; more by `policy.waiting_bonus` of it for each cycle the innovator has
    waited, and by `weights.crossing` where the same problem meets another sector. Whoever has waited for
    `policy.overdue_after` cycles is served before all others, the longest wait first. `weights` are those of
    the file: what `past.shown` teaches is used instead where it has proved better. `vectors` maps texts to
    sentence vectors of length 1, to be compared instead of words.

    The order of the people makes no difference: equal totals fall by their ids. Raises ValueError where an id
    occurs twice on a side, `past.kept_apart` gives a reason that is no `Barrier`, or no stemmer has the name
    of `policy.language`.
    """
    from matching.decide import decide

    return decide(innovators, champions, past, policy, taxonomy, weights, vectors)
