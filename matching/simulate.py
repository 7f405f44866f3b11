"""Cycles played before anyone starts: what a made-up community would see under the engine and its rivals.

The behaviour is stated, not learned from anybody. A champion leaves a suggestion unanswered in a given share
of cases, and otherwise accepts as likely as the weights say, shifted by a leaning of the person that no
policy knows. The innovator then wants the introduction by the same rule. An introduced pair is never
suggested again, any other that was shown rests for some cycles. Who has all the introductions they wanted
leaves, and a newcomer takes the place: as many compete for the champions in the last cycle as in the first.

Every policy meets the same people in the same order and the same luck with every pair.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from matching import rivals
from matching.assign import solve
from matching.barriers import FREE, barriers
from matching.community import community
from matching.market import Market, market
from matching.pair import wanted
from matching.people import Answer, Barrier, Champion, Innovator, Past, Policy, Shown
from matching.shared import compare
from matching.suggest import suggest
from matching.taxonomy import Taxonomy
from matching.weights import BASE, Weights

Pair = tuple[str, str]


@dataclass(frozen=True)
class Setting:
    """What is played: how many people, for how many cycles, behaving how.

    `places`: suggestions a champion may get in one cycle. `silence`: the share of suggestions that is never
    answered. `rest`: cycles until a pair that came to nothing may be suggested again. `leaning`: the standard
    deviation, in logits, of what is peculiar to a person. `learning`: whether the engine is told the answers.
    """

    innovators: int = 200
    champions: int = 60
    cycles: int = 40
    seed: int = 1
    silence: float = 0.25
    rest: int = 12
    leaning: float = 0.8
    places: int = 1
    learning: bool = False
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True)
class Played:
    """What came of all cycles under one policy.

    `accepted` by a champion, `introduced` as both wanted it, `expected` introductions: what `introduced`
    would be on average with the same suggestions. Waits are in cycles without a suggestion in which someone
    could have been suggested: the `longest`, the `mean` up to a suggestion or the end, how many people went
    `beyond` the policy's bound, and how many of those were `left_out`, without a single suggestion.
    """

    name: str
    suggested: int
    accepted: int
    introduced: int
    expected: float
    longest: int
    mean: float
    beyond: int
    left_out: int


class Scene(NamedTuple):
    """What a policy chooses from in one cycle; `chance` is for those that need it."""

    innovators: Sequence[Innovator]
    champions: Sequence[Champion]
    past: Past
    policy: Policy
    taxonomy: Taxonomy
    weights: Weights
    chance: np.random.Generator

    def market(self, policy: Policy) -> Market:
        """Return all pairs who may meet in this cycle."""
        return market(self.innovators, self.champions, self.past, policy, self.taxonomy, self.weights)


Chosen = Mapping[Pair, Mapping[str, float]]  # (innovator id, champion id) -> the features of the pair
Chooser = Callable[[Scene], Chosen]


def engine(scene: Scene) -> Chosen:
    """Choose as a cycle of the bot does."""
    decision = suggest(
        scene.innovators, scene.champions, scene.past, scene.policy, scene.taxonomy, scene.weights
    )
    return {(made.innovator, made.champion): made.features for made in decision.suggestions}


def value_alone(scene: Scene) -> Chosen:
    """Choose what is worth most in this cycle, whoever has waited."""
    found = scene.market(replace(scene.policy, waiting_bonus=0.0, overdue_after=sys.maxsize))
    return _told(found, _best(found))


def _best(found: Market) -> rivals.Mask:
    return solve(
        found.rows, found.cols, found.value, found.row_capacity, found.col_capacity,
        group=found.group, group_capacity=found.group_capacity,
    ).chosen  # fmt: skip


def _rival(choose: Callable[[Market], rivals.Mask]) -> Chooser:
    def chooser(scene: Scene) -> Chosen:
        found = scene.market(scene.policy)
        return _told(found, choose(found))

    return chooser


def _at_random(scene: Scene) -> Chosen:
    found = scene.market(scene.policy)
    return _told(found, rivals.at_random(found, scene.chance))


CHOOSERS: Final[Mapping[str, Chooser]] = {
    "this engine": engine,
    "value alone": value_alone,
    "greedy": _rival(rivals.greedy),
    "deferred acceptance": _rival(rivals.deferred_acceptance),
    "first come": _rival(rivals.first_come),
    "random": _at_random,
}


def _told(found: Market, chosen: rivals.Mask) -> Chosen:
    pairs = np.nonzero(chosen)[0]
    features = found.scores_of(pairs).features
    columns = zip(*(column.tolist() for column in features.values()), strict=True)
    return {
        (found.innovators[row].id, found.champions[col].id): dict(zip(features, line, strict=True))
        for row, col, line in zip(found.rows[pairs], found.cols[pairs], columns, strict=True)
    }


def simulate(
    setting: Setting, taxonomy: Taxonomy, weights: Weights, choosers: Mapping[str, Chooser] = CHOOSERS
) -> tuple[Played, ...]:
    """Play all cycles under each policy, and return what came of it, in their order.

    The weights are the policies' and the truth: only the persons' leanings are unknown to the policies. The
    same arguments give the same results.
    """
    joining = setting.cycles * setting.champions * setting.places  # more cannot leave
    pool, offering = community(setting.innovators + joining, setting.champions, setting.seed, taxonomy)
    champions = [replace(champion, capacity=setting.places) for champion in offering]
    return tuple(
        _Run(setting, pool, champions, taxonomy, weights).played(name, chooser)
        for name, chooser in choosers.items()
    )


class _Run:
    """One community on its way through the cycles under one policy."""

    def __init__(
        self,
        setting: Setting,
        pool: Sequence[Innovator],
        champions: Sequence[Champion],
        taxonomy: Taxonomy,
        weights: Weights,
    ) -> None:
        self._setting, self._champions = setting, champions
        self._taxonomy, self._weights = taxonomy, weights
        self._truth = _Truth(setting, pool, champions, weights)
        self._joining = iter(pool)
        self._present: dict[str, Innovator] = {}
        self._lasting: dict[Pair, tuple[Barrier, float]] = {}  # until which cycle
        self._waited: dict[str, int] = {}
        self._places_left: dict[str, int] = {}
        self._shown: list[Shown] = []
        self._counted = _Counted(setting.policy.overdue_after)

    def played(self, name: str, chooser: Chooser) -> Played:
        for cycle in range(self._setting.cycles):
            self._join()
            scene = self._scene(cycle)
            chosen = chooser(scene)
            self._counted.cycle(scene, {innovator for innovator, _ in chosen})
            self._answer(cycle, chosen)
        return self._counted.played(name)

    def _join(self) -> None:
        for newcomer in islice(self._joining, self._setting.innovators - len(self._present)):
            self._present[newcomer.id] = newcomer
            self._waited[newcomer.id] = 0
            self._places_left[newcomer.id] = newcomer.wanted

    def _scene(self, cycle: int) -> Scene:
        lasting = {pair: str(why) for pair, (why, until) in self._lasting.items() if cycle < until}
        past = Past(lasting, dict(self._waited), dict(self._places_left), shown=tuple(self._shown))
        policy = replace(self._setting.policy, seed=f"{self._setting.seed}-{cycle}")
        return Scene(
            list(self._present.values()), self._champions, past, policy, self._taxonomy, self._weights,
            np.random.default_rng((self._setting.seed, cycle)),
        )  # fmt: skip

    def _answer(self, cycle: int, chosen: Chosen) -> None:
        self._waited = {innovator: cycles + 1 for innovator, cycles in self._waited.items()}
        for pair, features in chosen.items():
            answer = self._truth.answer(cycle, pair, features)
            self._counted.answer(answer)
            if self._setting.learning:
                self._shown.append(Shown(cycle, *pair, features, 1.0, "", answer.given, answer.led))
            self._waited[pair[0]] = 0
            self._lasting[pair] = (Barrier.DECLINED, cycle + 1 + self._setting.rest)
            if answer.led:
                self._lasting[pair] = (Barrier.INTRODUCED, math.inf)
                self._places_left[pair[0]] -= 1
        for innovator in [one for one in self._present if self._places_left[one] <= 0]:
            del self._present[innovator], self._waited[innovator], self._places_left[innovator]


class Reply(NamedTuple):
    """What two people make of a suggestion; `expected`: how likely the introduction was."""

    given: Answer
    led: bool | None
    expected: float


class _Truth:
    """How people behave: by the weights, and by what is peculiar to each."""

    def __init__(
        self, setting: Setting, pool: Sequence[Innovator], champions: Sequence[Champion], weights: Weights
    ) -> None:
        chance = np.random.default_rng(setting.seed)
        people = [*(champion.id for champion in champions), *(innovator.id for innovator in pool)]
        leanings = chance.normal(scale=setting.leaning, size=len(people)).tolist()
        self._place = {person: place for place, person in enumerate(people)}
        self._leanings, self._setting, self._weights = leanings, setting, weights

    def answer(self, cycle: int, pair: Pair, features: Mapping[str, float]) -> Reply:
        innovator, champion = (self._place[person] for person in pair)
        accepts = self._likely(self._weights.accept, champion, features)
        wants = self._likely(self._weights.lead, innovator, features)
        answers = 1.0 - self._setting.silence
        luck = np.random.default_rng((self._setting.seed, cycle, innovator, champion)).random(3)
        given = Answer.ACCEPTED if luck[0] < accepts else Answer.DECLINED
        if luck[1] >= answers:
            given = Answer.SILENT
        led = bool(luck[2] < wants) if given is Answer.ACCEPTED else None
        return Reply(given, led, answers * accepts * wants)

    def _likely(self, side: Mapping[str, float], person: int, features: Mapping[str, float]) -> float:
        logit = side[BASE] + sum(side[name] * worth for name, worth in features.items())
        return 1.0 / (1.0 + math.exp(-logit - self._leanings[person]))


class _Counted:
    """What is counted on the way."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._answers: list[Reply] = []
        self._waits: list[int] = []  # those that ended in a suggestion
        self._waiting: dict[str, int] = {}
        self._suggested: set[str] = set()
        self._beyond: set[str] = set()

    def cycle(self, scene: Scene, suggested: set[str]) -> None:
        """Count one cycle, in which these innovators were suggested to someone."""
        self._waits += [self._waiting.pop(innovator, 0) for innovator in sorted(suggested)]
        for innovator in _eligible(scene) - suggested:
            self._waiting[innovator] = self._waiting.get(innovator, 0) + 1
            if self._waiting[innovator] > self._bound:
                self._beyond.add(innovator)
        self._suggested |= suggested

    def answer(self, answer: Reply) -> None:
        self._answers.append(answer)

    def played(self, name: str) -> Played:
        waits = [*self._waits, *self._waiting.values()]
        return Played(
            name,
            suggested=len(self._answers),
            accepted=sum(answer.given is Answer.ACCEPTED for answer in self._answers),
            introduced=sum(answer.led is True for answer in self._answers),
            expected=math.fsum(answer.expected for answer in self._answers),
            longest=max(waits, default=0),
            mean=sum(waits) / max(len(waits), 1),
            beyond=len(self._beyond),
            left_out=len(self._beyond - self._suggested),
        )


def _eligible(scene: Scene) -> set[str]:
    """Return the innovators whom someone might be suggested to in this cycle, were there places for all."""
    shared = compare(scene.innovators, scene.champions, scene.taxonomy)
    first = barriers(scene.innovators, scene.champions, scene.past, shared)
    some = (first == FREE).any(axis=1).tolist()
    return {
        innovator.id
        for innovator, open_to in zip(scene.innovators, some, strict=True)
        if open_to and wanted(innovator, scene.past) > 0
    }
