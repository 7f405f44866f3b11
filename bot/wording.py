"""Every sentence the bot says, grouped by the part of the story.

Whole sentences with named placeholders, so that they can be translated as they stand; what a person typed is
made safe (`bot.blocks.typed`) before it is filled in. Where a sentence stands is the business of the screens.
"""

from datetime import datetime
from typing import Final

from bot import vocabulary
from bot.records import Rung
from matching.people import Need, Role

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
    return "at most one suggestion" if count == 1 else f"at most {count} suggestions"


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
    return "An innovator for you to meet" if count == 1 else f"{count} innovators for you to meet"


def cards_text(count: int) -> str:
    """Open the spoken form of a champion's message."""
    return "One suggestion for you." if count == 1 else f"{count} suggestions for you."


# --- not now -------------------------------------------------------------------------------------------

POSTPONE_INTRO: Final = "You see *{venture}* again when it suits you. Until then, others may be asked."
POSTPONE_MONTHS: Final = "When shall we ask you again?"
POSTPONE_SUBMIT: Final = "Ask me later"


def months(count: int) -> str:
    """Offer to ask again in so many months."""
    return "In 1 month" if count == 1 else f"In {count} months"


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

# --- asking the innovator first ------------------------------------------------------------------------

CONSENT_HEADING: Final = "A champion would like to meet you"
CONSENT_YES: Final = "Yes, introduce us"
CONSENT_NO: Final = "Not this one"
CONSENT_WHO: Final = "{person} of *{organisation}* would like to talk about *{venture}*, {role}."
CONSENT_WHY_OFFERS: Final = "*Why you two:* you need {needs}, and that is what they offer."
CONSENT_WHY_CHALLENGE: Final = "*The challenge they want solved:* {challenge}"
CONSENT_ASK: Final = (
    "A yes opens a conversation with both of you. After a no, they only learn that it did not come about."
)
CONSENT_GIVEN: Final = (
    "You said yes: the conversation is open. You will find it in your direct messages with {person}."
)
CONSENT_GIVEN_OPENING: Final = "You said yes: your conversation with {person} is being opened."
CONSENT_REFUSED: Final = "You said no to this one. We keep looking for you."
CONSENT_CLOSED: Final = "This suggestion is closed, and there is nothing left for you to do."
CONSENT_TEXT: Final = (
    "{person} of {organisation} would like to talk about {venture}, {role}. Say yes or no in this message."
)

# --- the first message of a conversation ---------------------------------------------------------------

NOTE_HEADING: Final = "Good to have you both here :wave:"
NOTE_INNOVATOR: Final = "{person} is behind *{venture}* ({line})."
NOTE_CHAMPION: Final = "{person} opens doors at *{organisation}* ({line}), {role}."
NOTE_IDEA: Final = "*The idea:* {idea}"
NOTE_CHALLENGE: Final = "*The challenge:* {challenge}"
NOTE_REASONS: Final = "*Why you meet*, as we put it to {person}:"
NOTE_ASK: Final = "{person}, would you propose a time? Half an hour this week or next is plenty."
NOTE_QUESTIONS: Final = "*Three questions to start from*"
NOTE_TEXT: Final = (
    "{innovator} of {venture}, meet {champion} of {organisation}. "
    "{champion}, would you propose a time for a first talk?"
)
UNMET_INNOVATOR: Final = (
    "We could not open your conversation with *{organisation}*: one of the two accounts cannot be reached in "
    "Slack any more. That is no answer to your venture. This suggestion is closed; we keep looking for you."
)
UNMET_CHAMPION: Final = (
    "We could not open your conversation with *{venture}*: one of the two accounts cannot be reached in "
    "Slack any more. Thank you for saying yes. The suggestion is closed; there is nothing left for you to do."
)
QUESTIONS_BY_NEED: Final = {
    Need.CAPACITY: "What could {organisation} take on that {venture} cannot do alone?",
    Need.CREDIBILITY: "Whose trust does {venture} need next, and how could {organisation} help to win it?",
    Need.SUPPLY_CHAIN: "Which step of making or delivering it could {organisation} make simpler?",
    Need.PIPELINE: "Who, inside {organisation} or around it, would want {venture} next?",
}
QUESTIONS_BY_ROLE: Final = {
    Role.SCALE_PARTNER: "What would {organisation} have to see before it carries this at its own scale?",
    Role.BROKER: "Which organisation should hear about {venture} first, and what would it ask?",
    Role.DOOR_OPENER: "What stands in the way of {venture} today, and who could move it?",
}
QUESTION_FIRST_STEP: Final = "What is the smallest step you could take together within a month?"

# --- preview for admins --------------------------------------------------------------------------------

PREVIEW_COMING: Final = "Looking at everyone; the preview follows in a few seconds."
PREVIEW_NOTHING: Final = "No suggestion would go out now."
PREVIEW_PAIR: Final = "• *{venture}* ({innovator}) to {champion} of {organisation}: {band}. {reason}"
PREVIEW_LEFT_OUT: Final = "• *{venture}* ({innovator}) would get no suggestion."


def preview_heading(pairs: int) -> str:
    """Head the preview of a cycle."""
    return "*1 suggestion would go out now:*" if pairs == 1 else f"*{pairs:,} suggestions would go out now:*"


# --- Home and status -----------------------------------------------------------------------------------

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
    return "1 innovator" if count == 1 else f"{count:,} innovators"


def champions_count(count: int) -> str:
    """Count champions in words."""
    return "1 champion" if count == 1 else f"{count:,} champions"


def suggestions_count(count: int) -> str:
    """Count suggestions in words."""
    return "1 suggestion" if count == 1 else f"{count:,} suggestions"


def admin_next(when: datetime) -> str:
    """Say when the next cycle runs."""
    return f"The next cycle runs on {vocabulary.moment(when)}."


def letters_waiting(count: int) -> str:
    """Say how many messages have still to be sent."""
    return "1 message is waiting to be sent." if count == 1 else f"{count:,} messages are waiting to be sent."


def letters_parked(count: int) -> str:
    """Say how many messages could not be delivered, and where to read why."""
    if count == 1:
        return "1 message could not be delivered. `python -m bot letters` says more."
    return f"{count:,} messages could not be delivered. `python -m bot letters` says more."


def stopped(since: datetime, why: str) -> str:
    """Say that Slack lets us into the workspace no more, since when, and its word for why."""
    return (
        f"Slack lets Pollinate into this workspace no more since {vocabulary.moment(since)} ({why}): nothing "
        "is sent, and what waits is kept. Install the app again, or put its token right; then it goes on by "
        "itself."
    )


def active_champion(capacity: int) -> str:
    """Say that a champion is active, and for how much."""
    return "Open to 1 introduction a cycle" if capacity == 1 else f"Open to {capacity} introductions a cycle"


def still_waiting(count: int) -> str:
    """Say how many more cards wait than are shown."""
    return f"{count:,} more wait. They appear here as you answer these."


def status_waiting(count: int) -> str:
    """Say how many cards wait for this person's answer."""
    return (
        "1 suggestion waits for your answer."
        if count == 1
        else f"{count:,} suggestions wait for your answer."
    )


# --- why not -------------------------------------------------------------------------------------------

WHY: Final = "Why?"
NEWS_HEADING: Final = "No introduction this time"
WHY_PAUSED: Final = "Your profile is paused, so nothing is suggested until you resume."
WHY_ENOUGH: Final = (
    "You have the introductions you wanted. To get more, raise *Introductions wanted* in your form."
)
WHY_ASKING: Final = (
    "A champion has said yes: your own answer is waited for, in your messages and on the Home tab."
)
WHY_NO_CYCLE: Final = "No cycle has run yet, so nothing has been suggested to anybody."
WHY_JOINED_LATER: Final = "The last cycle ran without you, so nothing has been suggested yet."
WHY_INTRODUCED: Final = "The cycle of {day} brought you an introduction; the next can bring another."
WHY_LEFT_OUT: Final = "The cycle of {day} had no suggestion for you. {why}"
WHY_ENDED: Final = (
    "You were suggested in the cycle of {day}, and it did not come to an introduction this time."
)
WHY_TOO_EARLY: Final = (
    "• It was early days for what was asked. More evidence would help: what was invested or saved so far, "
    "how many people it has reached."
)
WHY_NOT_OUR_FIELD: Final = (
    "• It looked like another field. A first sentence that names whose problem you solve, and welcoming "
    "other sectors, would help."
)
WHY_NO_CAPACITY: Final = "• There was no capacity just now. That says nothing about your idea."
WHY_CONFLICT: Final = "• A conflict of interest stood in the way. That says nothing about your idea."
WHY_OTHER: Final = "• It was not the right match this time."
WHY_NO_ANSWER: Final = "• No answer came in time. That says nothing about your idea."
WHY_LATER: Final = "• The time was not right yet; you may be looked at again in some months."
WHY_FIRST: Final = "You are next in line: in the next cycle you go before others."
WHY_CARDS: Final = (
    "The cycle of {day} brought you a message; it stands in your direct messages with Pollinate."
)
WHY_FULL: Final = (
    "In the cycle of {day} all your places, or your organisation's, were taken. `/offerpartner capacity N` "
    "gives you more."
)
WHY_NOBODY: Final = (
    "In the cycle of {day} no innovator suited you. More sectors, regions or offers, or an earlier stage, "
    "would help."
)
WHY_OTHERS: Final = (
    "In the cycle of {day} the innovators who suit you were suggested where they suited better."
)

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

# --- answers to commands -------------------------------------------------------------------------------

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
    return (
        "Something went wrong on our side, and nothing was changed. Please try again in a minute. "
        f"If it happens again, tell your organiser this reference: {reference}"
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
    if count == 1:
        return "The suggestion that waited for you goes to somebody else, so that nobody waits."
    return f"The {count:,} suggestions that waited for you go to others, so that nobody waits."


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
        return f"*{organisation}* has no champion at the moment."
    if champions == 1:
        return f"*{organisation}* has 1 champion."
    return f"*{organisation}* has {champions:,} champions."


def merge_text(gone: str, into: str, moving: int, together: int) -> str:
    """Say what a merge will do."""
    if moving == 1:
        return (
            f"*{gone}* becomes part of *{into}*. Its champion moves, which makes {together:,} together. Its "
            f"texts are added to those of *{into}*, whose name, kind and cap stay. Suggestions and "
            "introductions follow the champion.\n\n*It cannot be undone.*"
        )
    return (
        f"*{gone}* becomes part of *{into}*. Its {moving:,} champions move, which makes {together:,} "
        f"together. Its texts are added to those of *{into}*, whose name, kind and cap stay. Suggestions and "
        "introductions follow the champions.\n\n*It cannot be undone.*"
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
        return "Everything goes on. No message was held meanwhile."
    if held == 1:
        return "Everything goes on. 1 message was held and goes out now."
    return f"Everything goes on. {held:,} messages were held and go out now, one after the other."


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
    "`/partneradmin report` draws what came of it all, as pictures and tables\n"
    "`/partneradmin disagreements` lists the introductions of which two people tell different things\n"
    "`/partneradmin export` sends you everything that is held, as tables and JSON\n"
    "`/partneradmin import` says how profiles come in from a spreadsheet\n"
    "The Home tab of Pollinate has all of this as buttons."
)
HELP_TITLE: Final = "How Pollinate works"
HELP_HOME: Final = f"{HOME_WELCOME_STEPS}\n\n{HELP_NEED}\n\n{HELP_OFFER}"

# --- the report ----------------------------------------------------------------------------------------

REPORT_HEADING: Final = "*What came of it so far*"
REPORT_COMING: Final = (
    "The report is being drawn. It comes to your direct messages with Pollinate in a moment, as pictures and "
    "as tables with the rows behind every figure."
)
REPORT_COPY: Final = (
    "These files are a copy: whoever is erased later still stands in them. Please delete them when you no "
    "longer need them."
)
ADMIN_REPORT: Final = "Report"
KEY_NUMBERS: Final = (
    "*So far:* {innovators}, {champions}, {introductions}. {met} have met, and {partnerships} have a pilot "
    "or more."
)
REPORT_BAR: Final = "{label}: {text}"
REPORT_FUNNEL_SUBTITLE: Final = "Innovators who have come this far or further, {day}"
REPORT_FEW_ANSWERS: Final = "Fewer than 3 answers each"
REPORT_SPEED: Final = "{days} ({answers})"
REPORT_ANSWERS_SUBTITLE: Final = (
    "Days from a suggestion to the champion's answer: the median of {answers} by organisation"
)
REPORT_ANSWERS_SUBTITLE_MORE: Final = (
    "Days from a suggestion to the champion's answer: the median of {answers} by organisation; {unseen} more "
    "in the table"
)
REPORT_WAIT_SUBTITLE: Final = (
    "Days since joining without an introduction; half of those who wait have waited {half} or more"
)
REPORT_WAIT_SUBTITLE_MORE: Final = (
    "Days since joining without an introduction; half of those who wait have waited {half} or more; {unseen} "
    "more in the table"
)
REPORT_NO_ANSWERS: Final = "No champion has answered a suggestion yet"
REPORT_NO_ANSWERS_SUBTITLE: Final = "Once there are answers, this shows how long they take, by organisation."
REPORT_INVESTED: Final = "Invested"
REPORT_SAVED: Final = "Saved"
REPORT_MONEY_TITLE: Final = "{saved} saved for every {one} invested"
REPORT_MONEY_UNSURE: Final = "Nothing invested is confirmed by both sides yet"
REPORT_MONEY_SUBTITLE: Final = "{confirmed} with figures that both sides confirmed"
REPORT_MONEY_SUBTITLE_TOLD: Final = (
    "{confirmed} with figures that both sides confirmed; striped: {told} whose figures are not confirmed"
)
REPORT_MONEY_AND_TOLD: Final = "{sure} (and {told} told)"
REPORT_NO_MONEY: Final = "No partnership has told its figures yet"
REPORT_NO_MONEY_SUBTITLE: Final = (
    "From a pilot upwards both sides are asked what was invested and what was saved; their answers appear "
    "here."
)
REPORT_NOBODY_WAITS: Final = "No innovator waits for an introduction"
REPORT_NOBODY_WAITS_SUBTITLE: Final = "Counted are active innovators who have had none so far."


def introductions_count(count: int) -> str:
    """Count introductions in words."""
    return "1 introduction" if count == 1 else f"{count:,} introductions"


def of_all(count: int, everyone: int) -> str:
    """Count some of all, with the share."""
    share = 100 * count / everyone if everyone else 0
    return f"{count:,} (under 1%)" if 0 < share < 1 else f"{count:,} ({share:.0f}%)"


def answers_count(count: int) -> str:
    """Count answers in words."""
    return "1 answer" if count == 1 else f"{count:,} answers"


def partnerships_count(count: int) -> str:
    """Count partnerships in words."""
    return "1 partnership" if count == 1 else f"{count:,} partnerships"


def report_funnel_title(partnered: int, innovators: int) -> str:
    """Say what the funnel shows."""
    if not innovators:
        return "Nobody has told us about a venture yet"
    if innovators == 1:
        return "The first innovator has reached a pilot" if partnered else "1 innovator looks for a partner"
    if not partnered:
        return f"None of {innovators:,} innovators has reached a pilot yet"
    if partnered == 1:
        return f"1 of {innovators:,} innovators has reached a pilot or more"
    return f"{partnered:,} of {innovators:,} innovators have reached a pilot or more"


def report_answers_subtitle(answers: int, unseen: int) -> str:
    """Say what the bars of the answers are, and how many organisations stand in the table alone."""
    said = REPORT_ANSWERS_SUBTITLE_MORE if unseen else REPORT_ANSWERS_SUBTITLE
    return said.format(answers=answers_count(answers), unseen=f"{unseen:,}")


def report_money_subtitle(confirmed: int, told: int) -> str:
    """Say whose figures are added up."""
    said = REPORT_MONEY_SUBTITLE_TOLD if told else REPORT_MONEY_SUBTITLE
    return said.format(confirmed=partnerships_count(confirmed), told=partnerships_count(told))


def report_wait_title(count: int, longest: str) -> str:
    """Say how many wait, and how long the longest has waited."""
    if count == 1:
        return f"1 innovator waits for an introduction, {longest} so far"
    return f"{count:,} innovators wait, the longest for {longest}"


def report_wait_subtitle(unseen: int, half: str) -> str:
    """Say what the bars of the waiting are, and how many are not shown."""
    said = REPORT_WAIT_SUBTITLE_MORE if unseen else REPORT_WAIT_SUBTITLE
    return said.format(half=half, unseen=f"{unseen:,}")


def report_answers_title(answers: int, days: str) -> str:
    """Say how quickly champions answer."""
    return (
        f"The first answer came within {days}" if answers == 1 else f"Half of all answers came within {days}"
    )


def report_alt(bars: list[str]) -> str:
    """Say in one line what bars show."""
    return f"{'; '.join(bars)}." if bars else ""


# --- follow-ups: what came of an introduction ----------------------------------------------------------

QUESTIONS_HEADING: Final = "How is it going?"
ASK_MET: Final = "*{name}* · {person}\nDid you meet?"
ASK_RUNG: Final = "*{name}* · {person}\nHow far have you two come?"
ASK_MET_TEXT: Final = "{name}, {person}: did you meet? Answer in this message."
ASK_RUNG_TEXT: Final = "{name}, {person}: how far have you two come? Answer in this message."
ANSWERED: Final = "*{name}* · {person}\n{answer}"
ANSWERED_TEXT: Final = "{name}, {person}: {answer}"
ANSWERED_MET: Final = "You met. Lovely; in a few weeks we ask how far you have come."
ANSWERED_ARRANGED: Final = "It is arranged. We ask again in a week."
ANSWERED_NOT_YET: Final = "Not yet. We ask again in a few days; a short message from you may be all it takes."
ANSWERED_NO: Final = "You closed this one. Thank you for telling us; that helps the next suggestion."
ANSWERED_RUNG: Final = "You told us: {rung}. Thank you."
END_TITLE: Final = "Close this one?"
END_TEXT: Final = "That is fine: not every introduction becomes a partnership. We then stop asking about it."
END_YES: Final = "Close it"
END_NO: Final = "Keep it open"

RUNG_TITLE: Final = "How it goes"
RUNG_INTRO: Final = "How far have you two come? What both of you tell alike counts as confirmed."
RUNG_INTRO_ONE: Final = (
    "How far have you come with *{name}* ({person})? What both of you tell alike counts as confirmed."
)
RUNG_SUBMIT: Final = "Tell"
TELL_RUNG: Final = "Tell us how it goes"
TOLD_TITLE: Final = "Thank you"
TOLD_CONFIRMED: Final = "You both say the same now: *{rung}*. It is confirmed."
TOLD_CLAIMED: Final = "Noted: *{rung}*. It counts as confirmed once {person} tells us the same."
TOLD_DISPUTED: Final = (
    "Noted: *{rung}*. {person} sees it differently just now, so it stands at *{agreed}*, the last one you "
    "both told us. You can each change your answer at any time."
)
QUESTION_GONE: Final = "This question has been answered or overtaken by a newer one, so nothing was changed."
INTRODUCTION_GONE: Final = "This introduction no longer exists, so nothing was changed."
NO_INTRODUCTION: Final = "You have no introductions yet. We ask you how it goes once you have met someone."

HOME_MET_INNOVATOR_BY_YOU: Final = "• *{venture}*, {person}: {rung}, as you told us"
HOME_MET_INNOVATOR_BY_THEM: Final = "• *{venture}*, {person}: {rung}, as they told us"
HOME_MET_INNOVATOR_BOTH: Final = "• *{venture}*, {person}: {rung}, confirmed by both"
HOME_MET_INNOVATOR_DISPUTED: Final = (
    "• *{venture}*, {person}: {rung}; since then you two told us different things"
)
HOME_MET_CHAMPION_BY_YOU: Final = "• *{organisation}*, {person}: {rung}, as you told us"
HOME_MET_CHAMPION_BY_THEM: Final = "• *{organisation}*, {person}: {rung}, as they told us"
HOME_MET_CHAMPION_BOTH: Final = "• *{organisation}*, {person}: {rung}, confirmed by both"
HOME_MET_CHAMPION_DISPUTED: Final = (
    "• *{organisation}*, {person}: {rung}; since then you two told us different things"
)


def questions_text(count: int) -> str:
    """Open the spoken form of what a person is asked."""
    return "One question for you." if count == 1 else f"{count} questions for you."


def status_questions(count: int) -> str:
    """Say how many follow-ups wait for this person's answer."""
    if count == 1:
        return "1 question about your introductions waits for your answer."
    return f"{count:,} questions about your introductions wait for your answer."


# --- silence -------------------------------------------------------------------------------------------

SILENCE_HEADING: Final = "We have paused your profile"
SILENCE: Final = (
    "It has been quiet for a while, so we suggest nothing and ask nothing for now. You may simply be busy; "
    "nothing is lost, and your introductions stay as they are. One click brings you back whenever you like."
)
SILENCE_ENDED: Final = "Welcome back. You are part of the next suggestions again."


# --- disagreements, for admins -------------------------------------------------------------------------

ADMIN_DISAGREEMENTS: Final = "Disagreements"
DISAGREEMENTS_NONE: Final = "Nowhere do two people tell different things about their introduction."
DISAGREEMENT: Final = (
    "• *{venture}* and *{organisation}*: {innovator} says {innovator_says}, {champion} says {champion_says}."
)


def disagreements(count: int) -> str:
    """Say of how many introductions two people tell different things."""
    if count == 1:
        return "Of 1 introduction the two people tell different things."
    return f"Of {count:,} introductions the two people tell different things."


def disagreements_in_status(count: int) -> str:
    """Say so in the status, and where to see them."""
    if count == 1:
        return "Of 1 introduction the two people tell different things: `/partneradmin disagreements`."
    return f"Of {count:,} introductions the two people tell different things: `/partneradmin disagreements`."


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


# --- proof cards ---------------------------------------------------------------------------------------

PROOF_HEADINGS: Final = {
    Rung.PILOT: "It works: a pilot :seedling:",
    Rung.AGREEMENT: "Agreed: here to stay :deciduous_tree:",
    Rung.SCALED: "From an idea to full scale :evergreen_tree:",
}
PROOF_WHO: Final = "*{venture}* and *{organisation}*\n{innovator} and {champion} made it happen."
PROOF_IDEA: Final = "*What they do*\n{idea}"
PROOF_INVESTED: Final = "*Invested*\n{amount}"
PROOF_SAVED: Final = "*Saved, estimated*\n{amount}"
PROOF_RATIO: Final = "*For every {one}*\n{each} saved"
PROOF_REACHED: Final = "*People reached*\n{count}"
PROOF_FOOT: Final = (
    "Both told us these figures. It began with an introduction: `/needpartner` finds a partner, "
    "`/offerpartner` opens doors."
)
PROOF_TEXT: Final = (
    "{venture} and {organisation}, {innovator} and {champion}, have come far: {rung}. {figures}."
)
PROOF_ASK_HEADING: Final = "May we celebrate this?"
PROOF_ASK: Final = (
    "You two have come far enough to give others courage. May we show the card below, exactly as it stands, "
    "in {channel}? It is posted once both of you have said yes, and either of you can take it back at any "
    "time."
)
PROOF_YES: Final = "Yes, celebrate it"
PROOF_NO: Final = "Rather not"
PROOF_BACK: Final = "Take it back"
PROOF_AGREED: Final = "You said yes. It is posted as soon as {person} says yes too."
PROOF_CELEBRATED: Final = "You both said yes: it stands in the announcement channel. Well done, both of you."
PROOF_REFUSED: Final = "This one stays between the two of you. Nothing was posted."
PROOF_WITHDRAWN: Final = "It was taken back, and stands in the announcement channel no more."
PROOF_GONE: Final = "This proof card no longer exists, so nothing was changed."
PROOF_BACK_TITLE: Final = "Take it back?"
PROOF_BACK_TEXT: Final = "The card disappears from the announcement channel, and is not offered again."
PROOF_BACK_YES: Final = "Take it back"
PROOF_BACK_NO: Final = "Leave it"

# --- how long things are kept --------------------------------------------------------------------------

FAREWELL: Final = (
    "It has been quiet for a long while. Shall we keep your profile? Without an answer within {days} days, "
    "everything Pollinate holds about you is erased."
)
FAREWELL_STAY: Final = "Keep my profile"
FAREWELL_STAYS: Final = "Lovely: your profile stays as it is."
