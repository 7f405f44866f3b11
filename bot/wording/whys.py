"""Sentences: why there was no introduction, and what would help."""

from typing import Final

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
WHY_NOT_GONE_OUT: Final = (
    "In the cycle of {day} no champion could be asked for you in the end. That says nothing about your idea."
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
