"""The labels, hints and placeholders of the two profile forms, and what was wrong with an answer.

Every other sentence stands in `bot.wording`; which field carries which label is decided in `bot.forms`.
"""

from typing import Final

from bot.language import number, say, translate_on_access

SAVE: Final = "Save"
CANCEL: Final = "Cancel"

NEED_TITLE: Final = "Find a partner"
NEED_INTRO: Final = (
    "Tell us what you are building and what a partner could add. Five minutes are enough: two or three "
    "plain sentences for each text are what champions like to read."
)
VENTURE: Final = "Venture"
VENTURE_HINT: Final = "Its name, as you would introduce it."
PROBLEM: Final = "The problem you solve"
PROBLEM_HINT: Final = "Who has it, how many they are, and what it costs them today."
IDEA: Final = "Your idea"
IDEA_HINT: Final = "What you do differently, and what it has changed so far."
SECTORS: Final = "Sectors"
NEED_SECTORS_HINT: Final = "The fields in which your idea works today."
REGIONS: Final = "Regions"
NEED_REGIONS_HINT: Final = "Where you work, or could start soon."
STAGE: Final = "Stage"
NEEDS: Final = "What you need from a partner"
INVESTED: Final = "Invested so far"
SAVED: Final = "Saved so far"
REACHED: Final = "People reached"
REACHED_HINT: Final = "How many people it has helped. A careful estimate is fine."
OTHER_SECTORS: Final = "Partners from other sectors"
CONSENT: Final = "When a champion accepts"
WANTED: Final = "Introductions wanted"
WANTED_HINT: Final = "How many conversations you can do justice to for now."

OFFER_TITLE: Final = "Open doors"
OFFER_INTRO: Final = (
    "Tell us about your organisation and what it could lend to a good idea. Once a cycle you get a few "
    "suggestions, never more than you ask for here."
)
ORGANISATION: Final = "Organisation"
ORGANISATION_HINT: Final = "Start typing to find it among those we know."
NEW_ORGANISATION: Final = "Or a new organisation"
NEW_ORGANISATION_HINT: Final = "Only if it is not in the list above."
KIND: Final = "Kind of organisation"
ORGANISATION_NAME: Final = "Name"
CAP: Final = "Introductions a cycle"
CAP_HINT: Final = "For all its champions together. Empty: only each champion's own number counts."
MERGE: Final = "Merge it into"
MERGE_HINT: Final = "Only where the two are the same organisation. You confirm it first."
NAME_TAKEN: Final = "Another organisation goes by this name. To make the two one, merge this one into it."
OFFER_SECTORS_HINT: Final = "The fields your organisation works in."
OFFER_REGIONS_HINT: Final = "Where it can make things happen."
CHALLENGE: Final = "The challenge you want solved"
CHALLENGE_HINT: Final = "Whose problem it is, what has been tried, and what a good answer would change."
OFFERS: Final = "What you can offer"
ROLE: Final = "Your role"
MANDATE: Final = "Your mandate"
VALUES: Final = "Values your organisation has written down"
VALUES_HINT: Final = "A sentence or two from its credo, mission or strategy."
OUTSIDE_IDEAS: Final = "Outside ideas it has taken up"
OUTSIDE_IDEAS_HINT: Final = "One or two that came from elsewhere, and what became of them."
EARLIEST_STAGE: Final = "Earliest stage welcome"
CAPACITY: Final = "Introductions a cycle"
CAPACITY_HINT: Final = (
    "How many suggestions you want to look at each time. You can change it whenever you like."
)
CHOOSE_ONE: Final = "Choose one"
CHOOSE_SOME: Final = "Choose one or more"
TYPE_A_NAME: Final = "Type a name"


def in_currency(currency: str) -> str:
    """Hint at the unit of an amount."""
    return say("In whole {currency}, without separators. Leave it empty if you don't know.").format(
        currency=currency
    )


# --- what was wrong with an answer: says what to do ----------------------------------------------------

ANSWER_MISSING: Final = "Please write a sentence or two here."
NAME_MISSING: Final = "Please give its name."
CHOICE_MISSING: Final = "Please choose one."
CHOICES_MISSING: Final = "Please choose at least one."
CHOICE_UNKNOWN: Final = "This choice is no longer on offer. Please choose again from the list."
NUMBER_WRONG: Final = "Please give a whole number from 0 to 1,000,000,000,000, or leave this empty."
ORGANISATION_MISSING: Final = "Please pick your organisation, or name a new one below."
ORGANISATION_TWICE: Final = (
    "Please leave this empty, or clear the organisation picked above: one of the two is enough."
)
REASON_MISSING: Final = "Please choose the reason that comes nearest."
SOMEBODY_MISSING: Final = "Please choose somebody, or press *Hand over* beside a colleague."
MONTHS_MISSING: Final = "Please choose when to ask you again."


def too_long(most: int, length: int) -> str:
    """Ask for a shorter text."""
    return say("Please shorten this to {most} letters; it has {length} now.").format(
        most=number(most), length=number(length)
    )


# --- the form that tells how far an introduction has come ----------------------------------------------

INTRODUCTION: Final = "Which introduction"
RUNG: Final = "How far you have come"
RUNG_INVESTED: Final = "Invested in it"
RUNG_SAVED: Final = "Saved by it"
RUNG_REACHED: Final = "People reached by it"
RUNG_REACHED_HINT: Final = "From a pilot upwards, if you know. A careful estimate is fine."


def figures_hint(currency: str) -> str:
    """Hint at when an amount is asked for, and at its unit."""
    return say("From a pilot upwards, if you know: in whole {currency}, without separators.").format(
        currency=currency
    )


translate_on_access(__name__)
