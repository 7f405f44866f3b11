"""Sentences: the Home tab and the status."""

from datetime import datetime
from typing import Final

from bot import vocabulary
from bot.language import say, say_count

HOME_WELCOME: Final = "Welcome to Pollinate"
HOME_WELCOME_TEXT: Final = (
    "Good ideas scale through partners. Pollinate brings *innovators*, who have an idea that works, "
    "together with *champions*, who can open doors inside a large organisation. Which one are you?"
)
HOME_WELCOME_STEPS: Final = (
    "*What happens then*\n1. You fill one short form.\n2. Once a cycle, each champion gets a few "
    "suggestions with the reasons in words.\n3. When both say yes, we open a conversation for the two of "
    "you."
)
I_NEED: Final = "I need a partner"
I_OPEN_DOORS: Final = "I can open doors"
I_NEED_TOO: Final = "I need a partner too"
I_OPEN_DOORS_TOO: Final = "I can open doors too"
EDIT: Final = "Edit"
PAUSE: Final = "Pause"
RESUME: Final = "Resume"
HELP: Final = "Help"
FORGET_ME: Final = "Forget me"
WITHDRAW: Final = "Withdraw"
WITHDRAW_TITLE: Final = "Withdraw now?"
WITHDRAW_TEXT: Final = "The champions who have your suggestions can no longer accept. Your profile stays."
WITHDRAW_YES: Final = "Withdraw"
WITHDRAW_NO: Final = "Keep them"

HOME_WAITING: Final = "Waiting for you"
HOME_NOTHING_WAITS: Final = "Nothing waits for you."
HOME_PENDING: Final = "You accepted *{venture}*. We are asking {person} first."
HOME_POSTPONED: Final = "*{venture}* comes back with the first suggestions after {day}."
HOME_ON_ITS_WAY: Final = "On its way"
HOME_LOOKING: Final = (
    "A suggestion for *{venture}* is with a champion. You hear from us as soon as one says yes."
)
HOME_INTRODUCTIONS: Final = "Your introductions"
HOME_MET_INNOVATOR: Final = "• *{venture}*, {person}: {rung}"
HOME_MET_CHAMPION: Final = "• *{organisation}*, {person}: {rung}"
HOME_PROFILES: Final = "Your profile"
HOME_INNOVATOR: Final = "*{venture}*\n{line}\nNeeds {needs}"
HOME_CHAMPION: Final = "*{organisation}*\n{line}\nOffers {offers}"
HOME_NEXT: Final = "The next suggestions go out on {moment}."
HOME_NEXT_OPEN: Final = "The date of the next suggestions is not set yet."
ACTIVE_INNOVATOR: Final = "Looking for a partner"
PAUSED: Final = "Paused: nothing is suggested until you resume"
PAUSED_UNTIL: Final = "Paused until {day}"

HOME_ADMIN: Final = "For organisers"
ADMIN_LAST: Final = (
    "The last cycle ran on {day}: {innovators} and {champions} considered, {suggestions} made, "
    "{left_out} left without one."
)
ADMIN_NO_CYCLE: Final = "No cycle has run yet."
ADMIN_STATUS: Final = "Status"
ADMIN_PREVIEW: Final = "Preview"
ADMIN_RUN: Final = "Run now"
ADMIN_RUN_TITLE: Final = "Run a cycle now?"
ADMIN_RUN_TEXT: Final = (
    "Every champion with a suggestion gets a message, at once or when their quiet hours are over."
)
ADMIN_RUN_YES: Final = "Run it"
ADMIN_RUN_NO: Final = "Not now"
ADMIN_RUNNING: Final = (
    "The cycle starts now. Pollinate sends you a direct message when its suggestions are on their way."
)
SUMMARY: Final = (
    "The cycle of {day} has run: {innovators} and {champions} considered, {suggestions} made, "
    "{left_out} left without one. The messages to the champions are on their way."
)
SUMMARY_NOTHING: Final = (
    "The cycle of {day} has run: {innovators} and {champions} considered, and nobody could be suggested to "
    "anybody. `/partneradmin preview` shows who is left without a suggestion."
)

STATUS_NONE: Final = (
    "You have no profile yet. `/needpartner` finds a partner for your venture; `/offerpartner` is for "
    "people who can open doors in their organisation."
)
STATUS_INNOVATOR: Final = "*{venture}* ({line}). {state}."
STATUS_CHAMPION: Final = "*{organisation}* ({line}). {state}."


def innovators_count(count: int) -> str:
    """Count innovators in words."""
    return say_count("1 innovator", "{count} innovators", count)


def champions_count(count: int) -> str:
    """Count champions in words."""
    return say_count("1 champion", "{count} champions", count)


def suggestions_count(count: int) -> str:
    """Count suggestions in words."""
    return say_count("1 suggestion", "{count} suggestions", count)


def admin_next(when: datetime) -> str:
    """Say when the next cycle runs."""
    return say("The next cycle runs on {moment}.").format(moment=vocabulary.moment(when))


def letters_waiting(count: int) -> str:
    """Say how many messages have still to be sent."""
    return say_count("1 message is waiting to be sent.", "{count} messages are waiting to be sent.", count)


def letters_parked(count: int) -> str:
    """Say how many messages could not be delivered, and where to read why."""
    return say_count(
        "1 message could not be delivered. `python -m bot letters` says more.",
        "{count} messages could not be delivered. `python -m bot letters` says more.",
        count,
    )


def stopped(since: datetime, why: str) -> str:
    """Say that Slack lets us into the workspace no more, since when, and its word for why."""
    return say(
        "Slack lets Pollinate into this workspace no more since {moment} ({why}): nothing is sent, and what "
        "waits is kept. Install the app again, or put its token right; then it goes on by itself."
    ).format(moment=vocabulary.moment(since), why=why)


def active_champion(capacity: int) -> str:
    """Say that a champion is active, and for how much."""
    return say_count("Open to 1 introduction a cycle", "Open to {count} introductions a cycle", capacity)


def still_waiting(count: int) -> str:
    """Say how many more cards wait than are shown."""
    return say_count(
        "1 more waits. It appears here as you answer these.",
        "{count} more wait. They appear here as you answer these.",
        count,
    )


def status_waiting(count: int) -> str:
    """Say how many cards wait for this person's answer."""
    return say_count(
        "1 suggestion waits for your answer.", "{count} suggestions wait for your answer.", count
    )
