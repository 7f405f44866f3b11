"""What must hold after any fault, judged from what is kept, what is on the screens and what was acknowledged.

Pure: `scene` gathers, this decides. The six promises are those of docs/delivery.md: (1) every acknowledged
profile and decision is there, (2) each message once, (3) one decision a suggestion, the first, (4) nobody saw
what is not theirs, (5) the database is sound, (6) nothing is stuck.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from faults.tally import Tally

# What a champion and an innovator decide, by the names the audit trail has for it.
CHAMPIONS_ACTS: Final = ("accepted", "declined")
INNOVATORS_ACTS: Final = ("agreed", "refused")


@dataclass(frozen=True)
class Suggested:
    """A suggestion as the database has it, people by their user ids; `asks`: the innovator is asked first."""

    id: str
    cycle: str
    innovator: str
    champion: str
    state: str
    accepted: bool
    asks: bool


@dataclass(frozen=True)
class Letter:
    """A letter as the database has it."""

    kind: str
    subject: str
    state: str
    error: str


@dataclass(frozen=True)
class Message:
    """A message of the bot on somebody's screen: what is read, and the values of its buttons."""

    text: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Screen:
    """What one person sees of the bot: direct messages, group conversations by the other, the Home tab."""

    direct: tuple[Message, ...] = ()
    groups: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    home: str = ""


@dataclass(frozen=True)
class Scene:
    """Everything there is to judge.

    names: what each person is known by (a venture, an organisation), by user id. audit: (act, suggestion) of
    every decision. profiles: the number written into each person's profile last. acknowledged: (act,
    suggestion) of those decisions, in order, and the least number each profile must have. due: cycles that
    wait to be run. unsound: sentences of the database's own check. logs: all that the bot has written.
    secrets: texts that may be in no log.
    """

    names: Mapping[str, str]
    suggested: tuple[Suggested, ...]
    letters: tuple[Letter, ...]
    screens: Mapping[str, Screen]
    audit: tuple[tuple[str, str], ...] = ()
    profiles: Mapping[str, int] = field(default_factory=dict)
    decided: tuple[tuple[str, str], ...] = ()
    told_profiles: Mapping[str, int] = field(default_factory=dict)
    put: frozenset[str] = frozenset()
    due: int = 0
    unsound: tuple[str, ...] = ()
    logs: str = ""
    secrets: tuple[str, ...] = ()


def judge(scene: Scene) -> Tally:
    """Return what is lost, twice, leaked or stuck."""
    tally = Tally()
    _judge_cards(scene, tally)
    _judge_questions(scene, tally)
    _judge_notes(scene, tally)
    _judge_decisions(scene, tally)
    _judge_profiles(scene, tally)
    _judge_privacy(scene, tally)
    _judge_rest(scene, tally)
    return tally


def _judge_cards(scene: Scene, tally: Tally) -> None:
    """Each champion has one message a cycle, which shows each of its suggestions as it stands."""
    messages: dict[tuple[str, str], list[Suggested]] = {}
    for each in scene.suggested:
        messages.setdefault((each.cycle, each.champion), []).append(each)
    for (cycle, champion), cards in messages.items():
        names = [scene.names[card.innovator] for card in cards]
        found = _naming(scene.screens[champion].direct, names)
        _judge_count(tally, found, f"the cards of {champion} in cycle {cycle}")
        shown = {value for message in found for value in message.values}
        for card in cards:
            if found and (card.state == "open") != (card.id in shown):
                tally.wrong("stuck", f"card {card.id} is {card.state}, and {champion} sees it otherwise")


def _judge_questions(scene: Scene, tally: Tally) -> None:
    """Each innovator who wants to be asked first was asked once for each champion who said yes."""
    for each in scene.suggested:
        if each.accepted and each.asks:
            found = _naming(scene.screens[each.innovator].direct, [scene.names[each.champion]])
            _judge_count(tally, found, f"the question to {each.innovator} about {each.champion}")


def _judge_notes(scene: Scene, tally: Tally) -> None:
    """Each introduction has one note, or an admin was told that nobody knows."""
    parked = {each.subject for each in scene.letters if (each.kind, each.state) == ("note", "parked")}
    for each in scene.suggested:
        if each.state == "accepted":
            found = scene.screens[each.innovator].groups.get(each.champion, ())
            if each.id in parked:
                tally.told += 1
            if found or each.id not in parked:
                _judge_count(tally, found, f"the note of {each.innovator} and {each.champion}")


def _judge_count(tally: Tally, found: Iterable[Message], what: str) -> None:
    number = len(list(found))
    if number == 0:
        tally.wrong("lost", f"{what} is not there")
    for _ in range(number - 1):
        tally.wrong("twice", f"{what} is there {number} times")


def _judge_decisions(scene: Scene, tally: Tally) -> None:
    """The first decision that was acknowledged stands, and there is no second one."""
    for acts in (CHAMPIONS_ACTS, INNOVATORS_ACTS):
        kept = {subject: act for act, subject in scene.audit if act in acts}
        for subject, number in Counter(subject for act, subject in scene.audit if act in acts).items():
            if number > 1:
                tally.wrong("twice", f"suggestion {subject} was decided {number} times")
        for act, subject in scene.decided:
            if act in acts and kept.get(subject) != act:
                tally.wrong("lost", f"{act} of {subject} was acknowledged; kept is {kept.get(subject)}")
    for gone in scene.put - {each.id for each in scene.suggested}:
        tally.wrong("lost", f"suggestion {gone} was committed and is gone")


def _judge_profiles(scene: Scene, tally: Tally) -> None:
    for person, number in scene.told_profiles.items():
        if scene.profiles.get(person, -1) < number:
            tally.wrong("lost", f"profile {number} of {person} was acknowledged and is not there")


def _judge_privacy(scene: Scene, tally: Tally) -> None:
    """Whoever is named on a screen has a suggestion with its person; a note is where both said yes."""
    theirs, introduced = _theirs(scene)
    for person, screen in scene.screens.items():
        text = "\n".join([screen.home, *(message.text for message in screen.direct)])
        for other in scene.names.keys() - theirs[person]:
            if scene.names[other] in text:
                tally.wrong("leaked", f"{person} sees {scene.names[other]}")
        for other, messages in screen.groups.items():
            if messages and frozenset((person, other)) not in introduced:
                tally.wrong("leaked", f"{person} and {other} have a note, and did not both say yes")
    for secret in scene.secrets:
        if secret in scene.logs:
            tally.wrong("leaked", f"a log holds {secret[:12]!r}")


def _theirs(scene: Scene) -> tuple[dict[str, set[str]], set[frozenset[str]]]:
    """Return whom each person may see named, and who may have a conversation."""
    theirs = {person: {person} for person in scene.names}
    introduced = set()
    for each in scene.suggested:
        theirs[each.champion].add(each.innovator)
        if each.accepted:
            theirs[each.innovator].add(each.champion)
        if each.state == "accepted":
            introduced.add(frozenset((each.innovator, each.champion)))
    return theirs, introduced


def _judge_rest(scene: Scene, tally: Tally) -> None:
    """Everything has come to rest, and the database is sound."""
    for letter in scene.letters:
        if letter.state != "sent" and (letter.kind, letter.state) != ("note", "parked"):
            tally.wrong("stuck", f"{letter.kind} {letter.subject} is {letter.state}: {letter.error}")
    if scene.due:
        tally.wrong("stuck", f"{scene.due} cycles wait to be run")
    for sentence in scene.unsound:
        tally.wrong("lost", sentence)


def _naming(messages: Iterable[Message], names: Iterable[str]) -> list[Message]:
    """Return the messages that name one of these."""
    known = list(names)
    return [message for message in messages if any(name in message.text for name in known)]
