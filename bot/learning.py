"""What `python -m bot weights` prints: the file's weights beside the learned ones, the evidence, the verdict.

Texts from numbers, and nothing else: what is learned is decided in `matching.learn`.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from matching.weights import BASE, FEATURES, Weights

if TYPE_CHECKING:  # they bring numpy and scipy, which an idle bot does without
    from matching.learn import Learned
    from matching.verdict import Verdict

NOTHING_YET = (
    "Nothing has been learned yet: no champion has been shown a suggestion and had the time to answer it.\n"
    "Until then the weights of config/weights.toml are in use. Come back after the second cycle."
)
_LEGEND = "Log loss, and the gap between foretold and found: lower is better."
_NEAR, _FAR = 26, 35  # where the first column of numbers begins


def told(learned: "Learned", prior: Weights) -> str:
    """Return the whole of it as lines of text. prior: the weights of the file."""
    lines = [
        *_side("A champion accepts", prior.accept, learned.refitted.accept, learned.accept, learned.silent),
        "",
        *_side("It leads somewhere", prior.lead, learned.refitted.lead, learned.lead, 0),
        "",
        _LEGEND,
        f"Version in use: {learned.weights.version}",
    ]
    return "\n".join(lines)


def _side(
    title: str, prior: Mapping[str, float], refitted: Mapping[str, float], verdict: "Verdict", silent: int
) -> Iterator[str]:
    yield f"{title:<{_NEAR}}{'file':>8}{'refitted':>10}{'change':>10}"
    for name in (BASE, *FEATURES):
        change = refitted[name] - prior[name]
        yield f"  {name:<{_NEAR - 2}}{prior[name]:>8.2f}{refitted[name]:>10.2f}{change:>+10.2f}"
    yield _evidence(verdict, silent)
    if verdict.scores:
        yield f"{f'{verdict.foretold} later {verdict.noun} foretold by':<{_FAR}}{'log loss':>9}{'gap':>10}"
    for method, score in verdict.scores.items():
        yield f"  {method:<{_FAR - 2}}{score.loss:>9.3f}{score.gap:>10.3f}"
    yield verdict.sentence


def _evidence(verdict: "Verdict", silent: int) -> str:
    of_them = f" from {_counted(verdict.cycles, 'cycle')}, {verdict.share:.0%} yes" if verdict.known else ""
    unanswered = (
        f"; {_counted(silent, 'suggestion')} without an answer, which teach nothing" if silent else ""
    )
    return f"{_counted(verdict.known, verdict.noun.removesuffix('s'))}{of_them}{unanswered}."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
