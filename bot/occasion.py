"""One act of a person: who acts, in which workspace, when, and what is at hand to answer it.

The composition root makes one for each request and hands it to listeners as `occasion`; the clock was read
once for it. `Refusal` is how a story says no: in a sentence, with everything undone.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from slack_bolt import Ack

from bot.blocks import clean
from bot.language import ENGLISH, languages, speaking
from bot.messenger import Messenger
from bot.records import Workspace
from bot.storage import Act, Store
from config.settings import Settings
from matching.taxonomy import Taxonomy


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An act that may not happen; the text tells the person why and what to do next."""


class Repeated(Exception):  # noqa: N818
    """The same signed request has had its effect before; nothing is changed, and nobody waits for words."""


@dataclass(frozen=True)
class Occasion:
    """What a listener needs. `wake` has the sender look at the outbox now rather than at its next tick.

    `request` is the signature that came with the request; empty over Socket Mode, where there is none.
    `language` is the person's, and `before_them` the message or modal of ours in which they acted, if any.
    """

    workspace: Workspace
    person: str
    now: datetime
    store: Store
    messenger: Messenger
    settings: Settings
    taxonomy: Taxonomy
    wake: Callable[[], None]
    request: str = ""
    language: str = ENGLISH
    before_them: object = None

    def __deepcopy__(self, _memo: object) -> "Occasion":
        """Return itself: Bolt copies what it hands to lazy listeners, and what acts here is shared."""
        return self

    @property
    def today(self) -> date:
        """The date where the workspace is."""
        return self.now.astimezone(self.settings.timezone).date()

    @property
    def admin(self) -> bool:
        """Whether the person is named as an admin in the settings."""
        return self.person in self.settings.admins

    def as_shown(self, sentence: Callable[[], str]) -> str:
        """Return a sentence in the language in which it stood before the person, who has agreed to it.

        Between then and now we may have learnt that they read another one.
        """
        there = json.dumps(self.before_them, ensure_ascii=False)
        for language in languages():
            with speaking(language):
                if json.dumps(sentence(), ensure_ascii=False)[1:-1] in there:
                    return sentence()
        return sentence()

    @contextmanager
    def begin(self) -> Iterator[Act]:
        """Open the one transaction in which this act changes anything.

        Raises Repeated where its request has had its effect: a newer profile is not undone by an older form.
        """
        with self.store.begin(self.workspace) as act:
            if self.request and not act.is_first(self.request, self.now):
                raise Repeated
            yield act

    def read(self) -> AbstractContextManager[Act]:
        """Open a transaction that only reads."""
        return self.store.read(self.workspace)


def on_click(act: Callable[[Occasion, str], None]) -> Callable[[Ack, dict[str, Any], Occasion], None]:
    """Return the listener of a button, whose value is a hint, checked like all that comes in."""

    def listener(ack: Ack, body: dict[str, Any], occasion: Occasion) -> None:
        act(occasion, clean(str(body["actions"][0].get("value", ""))))
        ack()

    return listener
