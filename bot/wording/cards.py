"""Sentences: a champion's cards, and every answer a champion can give to one."""

from typing import Final

from bot.language import say_count

# --- a champion's cards --------------------------------------------------------------------------------

ACCEPT: Final = "Accept"
NOT_NOW: Final = "Not now"
DECLINE: Final = "Decline"
CARDS_INTRO: Final = (
    "We think you could open a door. *Accept* brings you together, *Not now* asks you again later, and "
    "*Decline* is just as welcome."
)
ACCEPT_AGREED: Final = (
    "By accepting you agree that Pollinate shows them who you are, your organisation, its challenge and your "
    "role, and opens a conversation with the two of you."
)
STILL_WAITING: Final = "*Still waiting for your answer*, until {day}. After that we ask somebody else."
CARD_WHO: Final = "*{venture}* · {person}"
CARD_NEEDS_OFFERED: Final = "*Needs what you offer:* {needs}"
CARD_NEEDS: Final = "*Needs:* {needs}"
CARD_PROBLEM: Final = "*The problem:* {problem}"
CARD_IDEA: Final = "*The idea:* {idea}"
CARD_REASONS: Final = "*Why you two* ({band})"
CARD_EVIDENCE: Final = "*So far:* {evidence}"
CARD_ASKING: Final = "You accepted. We are asking {person} first; this card will show the answer."
CARD_ACCEPTED: Final = (
    "Accepted: the conversation is open. You will find it in your direct messages with {person}."
)
CARD_ACCEPTED_OPENING: Final = "Accepted: your conversation with {person} is being opened."
CARD_DECLINED: Final = "You declined: {reason}. Thank you for the clear answer."
CARD_DECLINED_SILENT: Final = "You declined. Thank you for the clear answer."
CARD_POSTPONED: Final = "Not now: you see this one again with the first suggestions after {day}."
CARD_EXPIRED: Final = (
    "Time ran out on this one, which is quite all right. Somebody else is asked now, and there is nothing "
    "left for you to do."
)
CARD_REFUSED: Final = "This introduction did not come about this time. Thank you for saying yes."
CARD_CLOSED: Final = "This suggestion is closed, and there is nothing left for you to do."
CARD_TEXT: Final = "{venture} needs {needs}: accept or decline in this message."
CARD_TEXT_ANSWERED: Final = "{venture}: {answer}"


def cards_heading(count: int) -> str:
    """Head a champion's message."""
    return say_count("An innovator for you to meet", "{count} innovators for you to meet", count)


def cards_text(count: int) -> str:
    """Open the spoken form of a champion's message."""
    return say_count("One suggestion for you.", "{count} suggestions for you.", count)


# --- not now -------------------------------------------------------------------------------------------

POSTPONE_INTRO: Final = "You see *{venture}* again when it suits you. Until then, others may be asked."
POSTPONE_MONTHS: Final = "When shall we ask you again?"
POSTPONE_SUBMIT: Final = "Ask me later"


def months(count: int) -> str:
    """Offer to ask again in so many months."""
    return say_count("In 1 month", "In {count} months", count)


# --- a colleague ---------------------------------------------------------------------------------------

COLLEAGUE: Final = "A colleague"
HAND_OVER: Final = "Hand over"
INVITE: Final = "Invite"
COLLEAGUE_INTRO: Final = (
    "Who at *{organisation}* should look at *{venture}*? These champions can take it; you can also invite "
    "somebody new."
)
COLLEAGUE_NOBODY: Final = (
    "No other champion of *{organisation}* can take *{venture}* just now. You can invite somebody new."
)
COLLEAGUE_LINE: Final = "{person} opens doors, too."
SOMEBODY_NEW: Final = "Somebody new"
SOMEBODY_HINT: Final = (
    "They get one message that does not say who the innovator is, and decide for themselves."
)
HANDED_OVER: Final = "Thank you. The card is on its way to your colleague, and nothing is left for you to do."
INVITED: Final = (
    "Thank you. {person} gets one message from Pollinate. If the answer is no, or none comes, somebody else "
    "is asked; nothing is left for you to do."
)
CARD_HANDED: Final = "You gave this one to a colleague. Thank you for thinking of somebody."
CARD_HANDED_BY: Final = "{person} thought that this one is for you."
CANNOT_HAND: Final = (
    "This card cannot go to them just now, so nothing was changed. Please choose somebody else, or answer it "
    "yourself."
)
CANNOT_INVITE: Final = (
    "This person cannot be invited to this card just now, so nothing was changed. Please choose somebody "
    "else, or answer it yourself."
)
INVITATION_HEADING: Final = "Could you open a door?"
INVITATION_TEXT: Final = (
    "{person} thinks that you could open a door at *{organisation}* for an innovator with an idea that works."
)
INVITATION_STEPS: Final = (
    "Pollinate brings innovators together with people inside large organisations who can help their idea to "
    "grow. One short form is all it takes, and then the suggestion is yours to look at. Without your own "
    "click nothing is kept about you but this invitation."
)
TAKE_UP: Final = "Open the form"
TURN_DOWN: Final = "No, thank you"
INVITATION_TAKEN: Final = "You said yes: the suggestion is on its way to you."
INVITATION_DECLINED: Final = "You said no, which is quite all right. Nothing more comes of it."
INVITATION_CLOSED: Final = "This invitation is over, and there is nothing left for you to do."

# --- declining -----------------------------------------------------------------------------------------

DECLINE_TITLE: Final = "Decline"
DECLINE_INTRO: Final = (
    "You are declining *{venture}*. One click on why helps us to choose better for both of you."
)
DECLINE_REASON: Final = "Why not this one?"
DECLINE_SUBMIT: Final = "Decline"
DECLINE_BACK: Final = "Back"

# --- silence -------------------------------------------------------------------------------------------

SILENCE_HEADING: Final = "We have paused your profile"
SILENCE: Final = (
    "It has been quiet for a while, so we suggest nothing and ask nothing for now. You may simply be busy; "
    "nothing is lost, and your introductions stay as they are. One click brings you back whenever you like."
)
SILENCE_ENDED: Final = "Welcome back. You are part of the next suggestions again."
