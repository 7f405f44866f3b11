"""Whether the people of an import are in the workspace: Slack is asked about each, at the speed it allows.

Who is not there, or cannot use the bot, is a mistake of the line; a guest can, and is only pointed out.
"""

import time
from collections.abc import Mapping
from typing import Final, NamedTuple

from bot.importing import PERSON, Mistake
from bot.messenger import Messenger
from bot.progress import Told, nobody
from bot.records import Member
from bot.refusals import Gone, NotSent, Unclear

_TRIES: Final = 5
_LONGEST_WAIT: Final = 60.0  # seconds; whoever has to wait for longer starts the command again

UNKNOWN: Final = "Slack knows nobody here by this member ID. Copy it from the person's own profile."
DEACTIVATED: Final = "This account is deactivated. Take the line out, or have the account activated again."
IS_BOT: Final = "This is an app and no person. Give the member ID of the person behind it."
IS_GUEST: Final = (
    "This is a guest, who sees only a part of the workspace. The line is fine if those they are to meet see "
    "them there."
)


class Looked(NamedTuple):
    """What Slack said of people: lines that cannot be taken, and guests."""

    mistakes: list[Mistake]
    guests: list[Mistake]


def look_up(messenger: Messenger, lines: Mapping[str, int], told: Told = nobody) -> Looked:
    """Ask Slack about people by their ids, each in the line of a file; told: hears about how many it was.

    Raises NotSent or Unclear where Slack does not answer in time, Refused where it does not let us ask.
    """
    looked = Looked([], [])
    for done, (person, line) in enumerate(lines.items(), 1):
        member = _asked(messenger, person)
        wrong = _wrong(member)
        if wrong:
            looked.mistakes.append(Mistake(line, PERSON, wrong))
        elif member and member.guest:
            looked.guests.append(Mistake(line, PERSON, IS_GUEST))
        told(done, len(lines))
    return looked


def _wrong(member: Member | None) -> str:
    if member is None:
        return UNKNOWN
    if member.bot:
        return IS_BOT
    return DEACTIVATED if member.deactivated else ""


def _asked(messenger: Messenger, person: str) -> Member | None:
    """Ask about a person, again where Slack wants to be given time; None for whom it does not know."""
    for left in reversed(range(_TRIES)):
        try:
            return messenger.member(person)
        except Gone:
            return None
        except (NotSent, Unclear) as trouble:
            wait = getattr(trouble, "wait", None) or 1.0
            if not left or wait > _LONGEST_WAIT:
                raise
            time.sleep(wait)
    return None
