"""Sentences: what only admins read: the preview, the organisations, the halt, disagreements, imports."""

from typing import Final

from bot.language import number, say, say_count

# --- preview for admins --------------------------------------------------------------------------------

PREVIEW_COMING: Final = "Looking at everyone; the preview follows in a few seconds."
PREVIEW_NOTHING: Final = "No suggestion would go out now."
PREVIEW_PAIR: Final = "• *{venture}* ({innovator}) to {champion} of {organisation}: {band}. {reason}"
PREVIEW_LEFT_OUT: Final = "• *{venture}* ({innovator}) would get no suggestion. {why}"


def preview_heading(pairs: int) -> str:
    """Head the preview of a cycle."""
    return say_count("*1 suggestion would go out now:*", "*{count} suggestions would go out now:*", pairs)


# --- organisations -----------------------------------------------------------------------------------

ORGANISATIONS: Final = "Organisations"
DIRECTORY_CLOSE: Final = "Close"
DIRECTORY_NEXT: Final = "Next"
DIRECTORY_SAVE: Final = "Save"
MERGE_TITLE: Final = "Merge organisations"
MERGE_SUBMIT: Final = "Merge them"
MERGE_BACK: Final = "Leave them"
MERGE_SAME: Final = "An organisation cannot be merged into itself."
MERGED: Final = "*{gone}* is now part of *{into}*."
ORGANISATION_CHANGED: Final = "*{organisation}* is saved."
ORGANISATION_GONE: Final = "This organisation no longer exists, so nothing was changed."
WITHOUT_CHAMPION: Final = "Without a champion: {organisations}."


def directory_entry(organisation: str, champions: int) -> str:
    """Say how many champions an organisation has."""
    if champions == 0:
        return say("*{organisation}* has no champion at the moment.").format(organisation=organisation)
    return say_count(
        "*{organisation}* has 1 champion.",
        "*{organisation}* has {count} champions.",
        champions,
        organisation=organisation,
    )


def merge_text(gone: str, into: str, moving: int, together: int) -> str:
    """Say what a merge will do."""
    return say_count(
        "*{gone}* becomes part of *{into}*. Its champion moves, which makes {together} together. Its "
        "texts are added to those of *{into}*, whose name, kind and cap stay. Suggestions and "
        "introductions follow the champion.\n\n*It cannot be undone.*",
        "*{gone}* becomes part of *{into}*. Its {count} champions move, which makes {together} "
        "together. Its texts are added to those of *{into}*, whose name, kind and cap stay. Suggestions and "
        "introductions follow the champions.\n\n*It cannot be undone.*",
        moving,
        gone=gone,
        into=into,
        together=number(together),
    )


# --- everything paused ---------------------------------------------------------------------------------

HALT_TITLE: Final = "Pause everything"
ADMIN_PAUSE: Final = "Pause everything"
ADMIN_RESUME: Final = "Resume everything"
ADMIN_PAUSE_TITLE: Final = "Pause everything?"
ADMIN_PAUSE_TEXT: Final = (
    "No cycle runs, and nobody is written to unasked, until an organiser resumes. Answers to what people do "
    "themselves still go out."
)
ADMIN_PAUSE_YES: Final = "Pause it"
ADMIN_PAUSE_NO: Final = "Leave it on"
ADMIN_HALTED_SINCE: Final = "*Everything is paused* since {moment}. `/partneradmin resume` goes on."
ADMIN_HALTED: Final = "*Everything is paused* since {moment}, by {person}. `/partneradmin resume` goes on."
HOME_HALTED: Final = (
    "The organisers have paused all suggestions for the moment. Nothing is lost: whatever you do here is "
    "kept and answered, and we go on as soon as they resume."
)
HALTED_NOW: Final = (
    "Everything is paused: no cycle runs, and nobody is written to unasked. Answers to what people do "
    "themselves still go out. `/partneradmin resume` goes on."
)
HALTED_ALREADY: Final = "Everything is paused already. `/partneradmin resume` goes on."
HALTED_NO_CYCLE: Final = (
    "Everything is paused, so no cycle can run. `/partneradmin resume` goes on; then run it again."
)
NOT_HALTED: Final = "Nothing is paused, so there is nothing to resume."


def goes_on(held: int) -> str:
    """Say that everything goes on, and how many messages were held."""
    if held == 0:
        return say("Everything goes on. No message was held meanwhile.")
    return say_count(
        "Everything goes on. 1 message was held and goes out now.",
        "Everything goes on. {count} messages were held and go out now, one after the other.",
        held,
    )


# --- disagreements, for admins -------------------------------------------------------------------------

ADMIN_DISAGREEMENTS: Final = "Disagreements"
DISAGREEMENTS_NONE: Final = "Nowhere do two people tell different things about their introduction."
DISAGREEMENT: Final = (
    "• *{venture}* and *{organisation}*: {innovator} says {innovator_says}, {champion} says {champion_says}."
)


def disagreements(count: int) -> str:
    """Say of how many introductions two people tell different things."""
    return say_count(
        "Of 1 introduction the two people tell different things.",
        "Of {count} introductions the two people tell different things.",
        count,
    )


def disagreements_in_status(count: int) -> str:
    """Say so in the status, and where to see them."""
    return say_count(
        "Of 1 introduction the two people tell different things: `/partneradmin disagreements`.",
        "Of {count} introductions the two people tell different things: `/partneradmin disagreements`.",
        count,
    )


# --- imported profiles ---------------------------------------------------------------------------------

PROPOSAL_INTRO: Final = (
    "The organisers have filled in a profile for you in Pollinate, which introduces innovators to the "
    "champions who can carry their ideas."
)
PROPOSAL_INNOVATOR: Final = "• As an innovator, with *{venture}*"
PROPOSAL_CHAMPION: Final = "• As a champion of *{organisation}*"
PROPOSAL_YES: Final = "Yes, that's me"
PROPOSAL_YES_TOO: Final = "Yes, as a champion"
PROPOSAL_NO: Final = "No, erase it"
PROPOSAL_MEANS: Final = (
    "*Yes* opens the form for you to correct; you are in once you save it. Until then nobody is shown it. "
    "Without an answer it is erased."
)
PROPOSAL_REFUSED: Final = "Done: what was filled in for you is erased."
ADMIN_IMPORT: Final = "Import"
IMPORT_HOW: Final = (
    "*Bring profiles in from a spreadsheet*\n1. `python -m bot import --template innovators` (or "
    "`champions`) prints the columns, with an example.\n2. `python -m bot import FILE.csv` reads your file "
    "and names every mistake with its line and what to write instead; nothing is changed.\n3. `python -m bot "
    "import FILE.csv --apply` keeps them as proposals. Each person gets one direct message, and is in only "
    "after saving the form themselves."
)
