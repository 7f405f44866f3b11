"""A world to go wrong in: a sandbox workspace, a database, made-up people, and the bot's lives between them.

The sandbox lives in this process, the bot always in another. What people do there is `crowd`, what is found
afterwards `scene`.
"""

import os
import random
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.messenger import Messenger
from bot.records import Kind, Workspace
from bot.sandbox import Person, Sandbox
from bot.storage import Act, Store, new_id
from faults.life import MORTAL, Life
from faults.places import Place, new_place, rows
from matching.people import Champion, Consent, Innovator, Need, Organisation, Role, Suggestion

QUIET: Final = 1  # seconds: the least that the settings allow
LEASE: Final = 2.0
CANARY: Final = "quincejelly"  # stands in every text that people write, and may be in no log
FEW: Final = 5  # introductions wanted: the most that the form allows
MANY: Final = 1_000  # more than ever come
_SOME: Final = 3  # suggestions a champion has room for in a cycle of the bot's own
_PATIENCE: Final = 30.0


@dataclass
class World:
    """What there is. `innovators` and `champions` are people by user id, with the ids of their rows.

    `writers` are the innovators who change their profiles, `names` what everyone is known by, `put` the
    suggestions that were committed from here. `port`: where the bot listens for Slack; 0 where it connects.
    """

    slack: Sandbox
    place: Place
    store: Store
    workspace: Workspace
    folder: Path
    innovators: dict[str, str] = field(default_factory=dict)
    champions: dict[str, str] = field(default_factory=dict)
    writers: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    put: set[str] = field(default_factory=set)
    lives: list[Life] = field(default_factory=list)
    port: int = 0

    @property
    def log(self) -> Path:
        """Where all lives write."""
        return self.folder / "bot.log"

    def person(self, user_id: str) -> Person:
        """Somebody by user id."""
        return Person(self.slack, user_id, user_id)

    def enrol(self, innovators: int, champions: int) -> None:
        """Let people join with their profiles; every other innovator wants to be asked first.

        One in ten wants no more introductions than the form allows; they are the ones who change their
        profiles.
        """
        with self.store.begin(self.workspace, patience=_PATIENCE) as act:
            for number in range(innovators):
                wanted = MANY if number % 10 else FEW
                person = self._enrol_innovator(act, f"bee{number:04}", asks=number % 2 == 0, wanted=wanted)
                self.writers += [person] if wanted == FEW else []
            for number in range(champions):
                self._enrol_champion(act, f"tree{number:04}")

    def _enrol_innovator(self, act: Act, handle: str, *, asks: bool, wanted: int) -> str:
        person = self.slack.welcome(handle, handle.capitalize())
        self.names[person.id] = f"Venture {handle}"
        consent = Consent.ASK_FIRST if asks else Consent.AT_ONCE
        kept = act.save_innovator(
            Innovator(
                new_id(), person.id, self.names[person.id], CANARY, idea(0), ("health",), ("cornwall",),
                "pilot", (Need.CAPACITY,), consent=consent, wanted=wanted,
            ),
            now(),
        )  # fmt: skip
        self.innovators[person.id] = kept.id
        return person.id

    def _enrol_champion(self, act: Act, handle: str) -> None:
        person = self.slack.welcome(handle, handle.capitalize())
        self.names[person.id] = f"Organisation {handle}"
        organisation = Organisation(new_id(), self.names[person.id], "charity", CANARY, CANARY)
        kept = act.save_champion(
            Champion(
                new_id(), person.id, organisation, ("health",), ("cornwall",), CANARY, (Need.CAPACITY,),
                Role.BROKER, (), "idea", capacity=_SOME,
            ),
            now(),
        )  # fmt: skip
        self.champions[person.id] = kept.id

    def new_pairs(self, number: int, chance: random.Random) -> list[tuple[str, str]]:
        """Choose pairs of user ids that were never suggested; fewer where there are no more."""
        taken = self._suggested()
        found: list[tuple[str, str]] = []
        for _ in range(50 * number):
            pair = chance.choice(list(self.innovators)), chance.choice(list(self.champions))
            if len(found) < number and pair not in taken:
                taken.add(pair)
                found.append(pair)
        return found

    def _suggested(self) -> set[tuple[str, str]]:
        """Return the pairs that were ever suggested, by user ids."""
        return {(row["bee"], row["tree"]) for row in rows(self.place, _PAIRS)}

    def suggest(self, pairs: Sequence[tuple[str, str]]) -> bool:
        """Run a cycle that suggests these pairs, as the bot's own applies one; False while another is due.

        Those that the bot has suggested itself meanwhile are left out, as its own cycles leave them out.
        """
        with self.store.begin(self.workspace, patience=_PATIENCE) as act:
            taken = self._suggested()
            pairs = [pair for pair in pairs if pair not in taken]
            chosen = [
                Suggestion(self.innovators[bee], self.champions[tree], 0.8, "strong", ("why",), {"need": 1.0})
                for bee, tree in pairs
            ]
            if act.due_cycle() or not act.ask_for_cycle(_next_day(act), None, now()):
                return False
            act.end_searches()
            due = act.due_cycle()
            assert due  # noqa: S101 - it was asked for in this transaction
            for champion in act.add_suggestions(due.id, chosen, now()):
                act.queue(Kind.CARDS, f"{due.id}:{champion}", now())
            act.finish_cycle(
                due.id, innovators=1, champions=1, suggestions=len(chosen), left_out=0, now=now()
            )
            cards = [act.cards_of_message(due.id, self.champions[tree]) for _, tree in pairs]
        self.put |= {card.id for found in cards for card in found}
        return True

    def ask_for_cycle(self) -> bool:
        """Ask for a cycle that the bot decides itself."""
        with self.store.begin(self.workspace, patience=_PATIENCE) as act:
            return act.ask_for_cycle(_next_day(act), None, now())

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a life: nothing of this machine's settings."""
        ours = ("SLACK_", "POLLINATE_", "DATABASE_URL", "PORT", "FAULTS_")
        plain = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
        address = f"sqlite:///{self.place}" if isinstance(self.place, Path) else self.place
        hurried = {
            "POLLINATE_QUIET_SECONDS": str(QUIET),
            "FAULTS_LEASE": str(LEASE),
            "SSL_CERT_FILE": os.devnull,  # nothing is called over TLS here; reading them takes a while
        }
        settings = {"DATABASE_URL": address, "POLLINATE_ADMINS": "U0ADA", "POLLINATE_QUIET_HOURS": "none"}
        by_http = {"SLACK_APP_TOKEN": "", "PORT": str(self.port)} if self.port else {}
        return {**plain, **self.slack.environment(), **by_http, **settings, **hurried, **more}

    def begin_life(self, words: tuple[str, ...] = MORTAL, **more: str) -> Life:
        """Start the bot."""
        life = Life(words, self.environ(**more), self.log)
        self.lives = [each for each in self.lives if each.alive] + [life]
        return life


_PAIRS: Final = (
    "SELECT innovators.person AS bee, champions.person AS tree FROM suggestions"
    " JOIN innovators ON innovators.id = innovator JOIN champions ON champions.id = champion"
)


def idea(number: int) -> str:
    """Return the text of a profile that was changed for the number-th time."""
    return f"{CANARY}, told {number} times"


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def _next_day(act: Act) -> date:
    """Return the day after the latest cycle: a world has one a moment, and the database wants one a date."""
    return (act.last_cycle_date() or now().date()) + timedelta(days=1)


def _free_port() -> int:
    """Find a port that stays free between lives: below those that the system gives to whoever connects."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - chance for tests, not for secrets
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def new_world(
    engine: str, *, innovators: int, champions: int, disk: Path | None = None, http: bool = False
) -> Iterator[World]:
    """Make a world with people in it; nothing of it is left afterwards.

    engine: as `new_place` takes it. disk: where a SQLite file is to stand, if not with the rest. http: Slack
    calls the bot, which does not connect.
    """
    with tempfile.TemporaryDirectory(prefix="pollinate-faults-") as name, Sandbox(rates=False) as slack:
        folder = Path(name)
        with new_place(engine, disk or folder) as place:
            settings = slack.environment()
            workspace = Messenger(settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"]).whoami()
            store = Store(place)
            world = World(slack, place, store, workspace, folder)
            try:
                if http:
                    world.port = _free_port()
                    slack.deliver_to(f"http://127.0.0.1:{world.port}/slack/events")
                world.enrol(innovators, champions)
                yield world
            finally:
                for life in world.lives:
                    life.clear_away()
                store.close()
