"""Gathers what there is to judge: the database past the bot, everybody's screen, the logs."""

from typing import Final

from bot.sandbox import Person, Shown
from bot.sandbox.reading import buttons
from faults.crowd import Acknowledged
from faults.judge import Letter, Message, Scene, Screen, Suggested
from faults.places import Place, rows, unsound
from faults.world import CANARY, World

_BOT: Final = "Pollinate"
_SUGGESTED: Final = (
    "SELECT s.id, s.cycle, s.state, s.accepted_at, innovators.person AS innovator_person,"
    " champions.person AS champion_person, innovators.consent FROM suggestions s"
    " JOIN innovators ON innovators.id = s.innovator JOIN champions ON champions.id = s.champion"
)


def scene(world: World, acknowledged: Acknowledged) -> Scene:
    """Look at everything, once nothing moves any more."""
    audit = rows(world.place, "SELECT act, subject FROM audit ORDER BY n")
    [due] = rows(world.place, "SELECT count(*) AS cycles FROM cycles WHERE state = 'due'")
    settings = world.slack.environment()
    return Scene(
        names=world.names,
        suggested=tuple(_suggested(row) for row in rows(world.place, _SUGGESTED)),
        letters=letters(world),
        screens={person: _screen(world, person) for person in world.names},
        audit=tuple((row["act"], row["subject"]) for row in audit),
        profiles=profiles(world.place),
        decided=tuple(acknowledged.decided),
        told_profiles=dict(acknowledged.profiles),
        put=frozenset(world.put),
        due=due["cycles"],
        unsound=unsound(world.place),
        logs=world.log.read_text(errors="replace") if world.log.exists() else "",
        secrets=(CANARY, settings["SLACK_BOT_TOKEN"], settings["SLACK_APP_TOKEN"]),
    )


def profiles(place: Place) -> dict[str, int]:
    """Return the number in each innovator's idea, by user id."""
    found = rows(place, "SELECT person, idea FROM innovators")
    return {row["person"]: int(row["idea"].split()[-2]) for row in found}


def letters(world: World) -> tuple[Letter, ...]:
    """Return all letters."""
    found = rows(world.place, "SELECT kind, subject, state, error FROM outbox")
    return tuple(Letter(row["kind"], row["subject"], row["state"], row["error"] or "") for row in found)


def _suggested(row: dict[str, str | None]) -> Suggested:
    return Suggested(
        id=str(row["id"]),
        cycle=str(row["cycle"]),
        innovator=str(row["innovator_person"]),
        champion=str(row["champion_person"]),
        state=str(row["state"]),
        accepted=row["accepted_at"] is not None,
        asks=row["consent"] == "ask_first",
    )


def _screen(world: World, user_id: str) -> Screen:
    person = world.person(user_id)
    groups = {}
    for conversation in person.conversations():
        others = set(conversation.members) - {user_id, world.slack.bot_user}
        if conversation.kind == "mpim" and len(others) == 1:
            groups[others.pop()] = _messages(person, conversation.id)
    home = person.home()
    return Screen(_messages(person, _BOT), groups, home.plain if home else "")


def _messages(person: Person, where: str) -> tuple[Message, ...]:
    """Return what stays of the bot's there: what was only whispered is left out."""
    bot = person.sandbox.bot_user
    return tuple(_read(each) for each in person.messages(where) if each.user == bot and not each.ephemeral)


def _read(shown: Shown) -> Message:
    values = (str(element.get("value", "")) for _, _, element in buttons(shown.blocks))
    return Message(f"{shown.text}\n{shown.plain}", tuple(values))
