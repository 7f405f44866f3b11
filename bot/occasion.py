"""One act of a person: who acts, in which workspace, when, and what is at hand to answer it.

The composition root makes one for each request and hands it to listeners as `occasion`; the clock was read
once for it. `Refusal` is how a story says no: in a sentence, with everything undone.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from bot.messenger import Messenger
from bot.records import Workspace
from bot.storage import Act, Store
from config.settings import Settings
from matching.taxonomy import Taxonomy


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An act that may not happen; the text tells the person why and what to do next."""


@dataclass(frozen=True)
class Occasion:
    """What a listener needs. `wake` has the sender look at the outbox now rather than at its next tick."""

    workspace: Workspace
    person: str
    now: datetime
    store: Store
    messenger: Messenger
    settings: Settings
    taxonomy: Taxonomy
    wake: Callable[[], None]

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

    def begin(self) -> AbstractContextManager[Act]:
        """Open the transaction of this act."""
        return self.store.begin(self.workspace)

    def read(self) -> AbstractContextManager[Act]:
        """Open a transaction that only reads."""
        return self.store.read(self.workspace)
