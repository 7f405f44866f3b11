"""How long a person waits for the bot to acknowledge, over loopback, on both transports, the store included.

The time is the sandbox's own, from handing a payload over until the acknowledgement is back; the peer is an
empty Bolt app that acknowledges a command on the same transport, measured in the same run.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.processes import BOT, EMPTY_BOLT, running
from benchmarks.tables import Figure
from bot.sandbox import Person, Sandbox
from bot.sandbox.cast import read_cast

TIMES: Final = 200
FORMS: Final = 100  # opened and submitted, which takes the sandbox longer
LIMIT: Final = 100.0  # ms at the median
_WARM_UP: Final = 10


def figures(folder: Path) -> Iterator[Figure]:
    """Measure commands and forms over Socket Mode and over HTTP; folder is for the databases."""
    for http in (False, True):
        way = "HTTP" if http else "Socket Mode"
        with Sandbox(rates=False) as slack:
            with running(EMPTY_BOLT, slack, folder, http=http):
                peer = _commands(slack.person("rosa"), "/needpartner help")
            place = folder / way
            place.mkdir()
            with running(BOT, slack, place, http=http):
                rosa = slack.person("rosa")
                opened, submitted = _forms(slack, rosa)
                measured = {
                    "/needpartner help": _commands(rosa, "/needpartner help"),
                    "/needpartner status": _commands(rosa, "/needpartner status"),
                    "the form opened": opened,
                    "the form submitted": submitted,
                }
        for act, times in measured.items():
            yield Figure(f"acknowledged, {way}: {act}", "ms", times, peer, LIMIT)


def _commands(person: Person, text: str) -> list[float]:
    """Return the times of a command typed again and again, the first ones left out."""
    seen = [person.types(text) for _ in range(_WARM_UP + TIMES)]
    assert all(each.ok for each in seen)
    return [each.ms for each in seen[_WARM_UP:]]


def _forms(slack: Sandbox, person: Person) -> tuple[list[float], list[float]]:
    """Return the times of opening a form and of submitting it with a whole story."""
    story = next(member.story for member in read_cast().members if member.handle == person.handle)
    opened = []
    since = slack.ledger()[-1].n
    for _ in range(FORMS):
        opened.append(person.types("/needpartner").ms)
        form = person.modal()
        assert form
        saved = form.fill(story).submit()
        assert saved.ok
        assert saved.modal
        saved.modal.close()
    return opened, [entry.ms for entry in slack.ledger("view_submission", since=since)]
