"""Sentences: an introduction: the innovator asked first, and the conversation's first message."""

from typing import Final

from matching.people import Need, Role

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
