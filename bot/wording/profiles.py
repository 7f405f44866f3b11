"""Sentences: saving a profile, leaving, and what is held about a person."""

from typing import Final

from bot.language import say_count

# --- what is agreed to by saving a form ----------------------------------------------------------------

CONSENT_SHOWN: Final = (
    "By saving you agree that Pollinate keeps these answers in this workspace's own database, shows them "
    "to the few people it suggests you to, and lets the organisers see who is suggested to whom. You can "
    "see and change them at any time, and erase them for good with `/needpartner forget` or "
    "`/offerpartner forget`."
)

# --- after saving --------------------------------------------------------------------------------------

DONE: Final = "Done"
SAVED_TITLE: Final = "Saved"
NEED_SAVED: Final = "Thank you. *{venture}* is in, and champions who suit it can now be asked."
OFFER_SAVED: Final = "Thank you. Your offer for *{organisation}* is in."
NEED_NEXT: Final = (
    "*What happens next*\nThe next suggestions go out on {moment}. We ask the champions who suit you "
    "best, and you get a direct message as soon as one of them says yes."
)
NEED_NEXT_OPEN: Final = (
    "*What happens next*\nThe date of the next suggestions is not set yet. We then ask the champions who "
    "suit you best, and you get a direct message as soon as one of them says yes."
)
OFFER_NEXT: Final = (
    "*What happens next*\nThe next suggestions go out on {moment}. Where someone suits you, Pollinate sends "
    "you one direct message with {most}, each with its reasons, and you decide with a click."
)
OFFER_NEXT_OPEN: Final = (
    "*What happens next*\nThe date of the next suggestions is not set yet. Where someone suits you, "
    "Pollinate then sends you one direct message with {most}, each with its reasons, and you decide with a "
    "click."
)
STILL_PAUSED: Final = "Your profile is paused: nothing is suggested until you resume it on the Home tab."
CHANGE_ANY_TIME: Final = "You can change, pause or erase all this on the Home tab at any time."


def at_most_suggestions(count: int) -> str:
    """Say how many suggestions a champion gets at most."""
    return say_count("at most one suggestion", "at most {count} suggestions", count)


# --- forgetting ----------------------------------------------------------------------------------------

FORGET_TITLE: Final = "Forget me"
FORGET_SUBMIT: Final = "Erase everything"
FORGET_CLOSE: Final = "Keep it"
FORGET_TEXT: Final = (
    "*This erases everything Pollinate holds about you*: your profiles, the suggestions you were part "
    "of, your answers and your introductions. What remains is a count without a name.\n\nSuggestions "
    "that are still open are closed. Conversations you already have in Slack stay; they are yours.\n\n"
    "*It cannot be undone.* To stop for a while, use *Pause* instead."
)
FORGOTTEN: Final = (
    "Done: everything Pollinate held about you is erased. You are welcome back whenever you like."
)

# --- leaving -----------------------------------------------------------------------------------------

LEAVE: Final = "Leave"
LEAVE_TITLE: Final = "Leave your organisation?"
LEAVE_TEXT: Final = (
    "Nothing more is suggested to you. What waits for you goes to a colleague or to the next best champion; "
    "your introductions stay."
)
LEAVE_YES: Final = "Leave"
LEAVE_NO: Final = "Stay"
LEFT: Final = (
    "Thank you for the doors you opened. Nothing more is suggested to you, and nobody waits for you: what "
    "was open goes to a colleague or to the next best champion. Your introductions stay. "
    "`/offerpartner resume` brings you back."
)


def passed_on(count: int) -> str:
    """Say that what waited for a champion goes to others."""
    return say_count(
        "The suggestion that waited for you goes to somebody else, so that nobody waits.",
        "The {count} suggestions that waited for you go to others, so that nobody waits.",
        count,
    )


# --- their data ----------------------------------------------------------------------------------------

MY_DATA: Final = "My data"
MY_DATA_COMING: Final = (
    "All that Pollinate holds about you comes to your direct messages in a moment, as a file that any text "
    "editor opens."
)
MY_DATA_TEXT: Final = (
    "All that Pollinate holds about you is in this file (JSON). Other people in it are not named. To erase "
    "it all, use `/needpartner forget` or `/offerpartner forget`."
)
EXPORT: Final = "Export"
EXPORT_COMING: Final = (
    "Everything Pollinate holds comes to your direct messages in a moment: a table for each kind of row, and "
    "all of it as JSON."
)
EXPORT_TEXT: Final = (
    "Everything Pollinate holds about this workspace, as it stands now. This is a copy of people's own "
    "words: keep it where only organisers can read it, and delete it when you no longer need it. Whoever "
    "is erased later still stands in it."
)

# --- how long things are kept --------------------------------------------------------------------------

FAREWELL: Final = (
    "It has been quiet for a long while. Shall we keep your profile? Without an answer within {days} days, "
    "everything Pollinate holds about you is erased."
)
FAREWELL_STAY: Final = "Keep my profile"
FAREWELL_STAYS: Final = "Lovely: your profile stays as it is."
