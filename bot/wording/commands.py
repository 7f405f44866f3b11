"""Sentences: what every command answers, and when something went wrong."""

from typing import Final

from bot.language import say

PAUSED_NOW: Final = (
    "Paused. Nothing is suggested until you resume with `{command} resume` or on the Home tab."
)
PAUSED_NOW_UNTIL: Final = (
    "Paused until {day}. You are back by yourself then, or earlier with `{command} resume`."
)
RESUMED: Final = "Welcome back. You are part of the next suggestions again."
NOT_PAUSED: Final = "You are not paused, so there is nothing to resume."
CAPACITY_SET: Final = "Noted: you get {most} a cycle from now on."
CAPACITY_UNREADABLE: Final = "Please give a whole number from 1 to 5, such as `/offerpartner capacity 2`."
DATE_UNREADABLE: Final = (
    "I can't read that as a day. Please write it like `{command} pause 31 March` or "
    "`{command} pause 3 weeks`, or write `{command} pause` for a pause without an end."
)
DATE_PAST: Final = (
    "That day has already begun. Please give a later one, such as `{command} pause 31 March` or "
    "`{command} pause 3 weeks`."
)
DATE_TOO_FAR: Final = (
    "That is more than two years ahead. Please give an earlier day, or write `{command} pause` for a pause "
    "without an end."
)
NO_INNOVATOR: Final = "You have not told us about a venture yet. `/needpartner` opens the form."
NO_CHAMPION: Final = "You have not told us about your organisation yet. `/offerpartner` opens the form."
UNKNOWN_WORD: Final = "I don't know “{word}”. `{command} help` lists what I understand."
NOT_AN_ADMIN: Final = (
    "Only the organisers of this workspace can do that. They are named in the bot's settings."
)
OTHER_WORKSPACE: Final = (
    "Pollinate works for another workspace here, so nothing was changed. Please use it in the workspace that"
    " installed it."
)
CARD_GONE: Final = "This suggestion no longer exists, so nothing was changed."
NOT_YOURS: Final = "This card belongs to someone else, so nothing was changed."
ALREADY_ANSWERED: Final = (
    "This one is already answered or closed, so nothing was changed. Its message shows where it stands."
)
NOTHING_TO_FORGET: Final = "Pollinate holds nothing about you."
NO_ROOM_LEFT: Final = (
    "This innovator has found the introductions wanted, so this suggestion is closed. Thank you."
)
CAPACITY_GONE: Final = (
    "You have accepted as many introductions as you take in one cycle, so nothing was changed. To accept this"
    " one now, raise your number with `/offerpartner capacity N`, at most 5; *Not now* brings it back later."
)
ORGANISATION_FULL: Final = (
    "Your organisation has accepted as many introductions as it takes in one cycle, so nothing was changed. "
    "The next cycle has room again."
)
NOTHING_TO_WITHDRAW: Final = "No suggestion of yours is with a champion, so there is nothing to withdraw."
WITHDRAWN: Final = (
    "Withdrawn: your open suggestions are closed, and nobody is asked to answer them. You are part of the "
    "next cycle again; `/needpartner pause` keeps you out of it."
)
DATABASE_BUSY: Final = (
    "Pollinate is busy just now and nothing was saved. Please press again in a few seconds."
)
CYCLE_ALREADY_RAN: Final = "Today's cycle has already run. The next one can run tomorrow."


TROUBLE_TITLE: Final = "One moment"


def trouble(reference: str) -> str:
    """Own up to a fault of ours; `reference` finds it in the log."""
    return say(
        "Something went wrong on our side, and nothing was changed. Please try again in a minute. "
        "If it happens again, tell your organiser this reference: {reference}"
    ).format(reference=reference)


# --- help ---------------------------------------------------------------------------------------------

HELP_NEED: Final = (
    "*Find a partner for your venture*\n`/needpartner` opens the form, filled with what you told us "
    "before\n`/needpartner status` shows where things stand\n`/needpartner pause` stops suggestions; "
    "`/needpartner pause 31 March` or `/needpartner pause 3 weeks` until then\n"
    "`/needpartner resume` starts them again\n`/needpartner withdraw` takes back what is with champions now\n"
    "`/needpartner why` says why there is no suggestion\n"
    "`/needpartner mydata` sends you all that is held about you\n"
    "`/needpartner forget` erases everything about you\nThe Home tab of Pollinate has all of this as "
    "buttons."
)
HELP_OFFER: Final = (
    "*Open doors in your organisation*\n`/offerpartner` opens the form, filled with what you told us "
    "before\n`/offerpartner status` shows where things stand\n`/offerpartner capacity 2` sets how many "
    "suggestions you get a cycle, 1 to 5\n`/offerpartner pause` stops suggestions; `/offerpartner pause "
    "31 March` or `/offerpartner pause 3 weeks` until then\n`/offerpartner resume` starts them again\n"
    "`/offerpartner why` says why there was no suggestion\n"
    "`/offerpartner leave` when you leave your organisation\n"
    "`/offerpartner mydata` sends you all that is held about you\n`/offerpartner forget` erases "
    "everything about you\nThe Home tab of Pollinate has all of this as buttons."
)
HELP_ADMIN: Final = (
    "*Run and watch the cycles*\n`/partneradmin status` shows the last cycle and the next\n"
    "`/partneradmin preview` shows whom the next cycle would bring together; nothing is sent\n"
    "`/partneradmin run` runs a cycle now\n"
    "`/partneradmin pause` stops every cycle and every unasked message; `/partneradmin resume` goes on\n"
    "`/partneradmin organisations` renames one, sets its kind and cap, or merges two\n"
    "`/partneradmin settings` changes who the organisers are, when the cycle comes, and more\n"
    "`/partneradmin report` draws what came of it all, as pictures and tables\n"
    "`/partneradmin disagreements` lists the introductions of which two people tell different things\n"
    "`/partneradmin export` sends you everything that is held, as tables and JSON\n"
    "`/partneradmin import` says how profiles come in from a spreadsheet\n"
    "The Home tab of Pollinate has all of this as buttons."
)
HELP_TITLE: Final = "How Pollinate works"
