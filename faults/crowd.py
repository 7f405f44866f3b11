"""The people of a world at work: they answer the cards and questions they see, and change their profiles.

Whatever was acknowledged to them is written down, for the judge. People try again: a click that came to
nothing is made again by whoever still sees the button.
"""

import random
import threading
from dataclasses import dataclass, field
from typing import Final

from bot import wording
from bot.sandbox import DoorError, Person, Seen, Shown
from bot.sandbox.reading import buttons
from faults.world import World, idea

_BOT: Final = "Pollinate"
_YES: Final = 0.8  # how many of the answers are a yes
_PAUSE: Final = 0.02  # seconds between two acts of one of the crowd


@dataclass
class Acknowledged:
    """What people were told is done: (act, suggestion) in order, and the latest number of each profile."""

    decided: list[tuple[str, str]] = field(default_factory=list)
    profiles: dict[str, int] = field(default_factory=dict)


@dataclass
class Crowd:
    """Everybody's acts in one world."""

    world: World
    chance: random.Random
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    _tried: dict[str, int] = field(default_factory=dict)
    _one_form: threading.Lock = field(default_factory=threading.Lock)  # so that the last one saved is known

    def act(self) -> None:
        """Let somebody do something."""
        kind = self.chance.random()
        if kind < 0.5:
            self.answer_card(self.chance.choice(list(self.world.champions)))
        elif kind < 0.9:
            self.answer_question(self.chance.choice(list(self.world.innovators)))
        else:
            self.change_profile(self.chance.choice(self.world.writers))

    def answer_card(self, champion: str, share: float = _YES) -> None:
        """Accept or decline a card that a champion sees, if there is one."""
        person = self.world.person(champion)
        found = _first(person, wording.ACCEPT)
        if not found:
            return
        message, value = found
        if self.chance.random() < share:
            self._note("accepted", value, message.click(wording.ACCEPT))
        elif message.click(wording.DECLINE).ok and (form := person.modal()):
            label = next(iter(form.labels))
            done = form.fill({label: form.labels[label].options[0]}).submit()
            if done.ok and not done.modal:
                self._note("declined", value, Seen("", ok=True, ms=0))

    def answer_question(self, innovator: str, share: float = _YES) -> None:
        """Answer the bot's question to an innovator, if there is one."""
        found = _first(self.world.person(innovator), wording.CONSENT_YES)
        if found:
            message, value = found
            yes = self.chance.random() < share
            seen = message.click(wording.CONSENT_YES if yes else wording.CONSENT_NO)
            self._note("agreed" if yes else "refused", value, seen)

    def change_profile(self, innovator: str) -> None:
        """Open the form, change the idea's text, and save; unless somebody is just at theirs."""
        if self._one_form.acquire(blocking=False):
            try:
                self._change_profile(innovator)
            finally:
                self._one_form.release()

    def _change_profile(self, innovator: str) -> None:
        person = self.world.person(innovator)
        if not person.types("/needpartner").ok or not (form := person.modal()):
            return
        number = self._tried[innovator] = self._tried.get(innovator, 0) + 1
        saved = form.fill({"Your idea": idea(number)}).submit()
        if saved.ok and saved.modal:  # the thanks
            self.acknowledged.profiles[innovator] = number
            saved.modal.close()

    def _note(self, act: str, suggestion: str, seen: Seen) -> None:
        """Write an act down that was acknowledged; one that was refused is answered with a text."""
        if seen.ok and not seen.text:
            self.acknowledged.decided.append((act, suggestion))


def _first(person: Person, label: str) -> tuple[Shown, str] | None:
    """Return the first message with such a button, and the first such button's value."""
    for message in person.messages(_BOT):
        for text, _, element in buttons(message.blocks):
            if text == label:
                return message, str(element["value"])
    return None


class Busy:
    """A crowd that acts on and on in threads of its own, between `go_on` and `pause`."""

    def __init__(self, crowd: Crowd, threads: int = 2) -> None:
        self._crowd = crowd
        self._going = threading.Event()
        self._ended = threading.Event()
        self.failures: list[str] = []
        self._acting = [threading.Lock() for _ in range(threads)]
        self._threads = [threading.Thread(target=self._run, args=(acting,)) for acting in self._acting]
        for thread in self._threads:
            thread.start()

    def go_on(self) -> None:
        """Let them act."""
        self._going.set()

    def pause(self) -> None:
        """Let them finish what they are at, and wait until they have."""
        self._going.clear()
        for acting in self._acting:
            with acting:
                pass

    def end(self) -> None:
        """Send them home."""
        self._ended.set()
        self._going.set()
        for thread in self._threads:
            thread.join()

    def _run(self, acting: threading.Lock) -> None:
        while not self._ended.is_set():
            self._going.wait()
            with acting:
                if self._going.is_set() and not self._ended.is_set():
                    self._act()
            self._ended.wait(_PAUSE)

    def _act(self) -> None:
        try:
            self._crowd.act()
        except (DoorError, LookupError):
            return  # the form or message went away under their hands
        except Exception as error:  # told by the row: a crowd that stands still proves nothing
            self.failures.append(repr(error))
