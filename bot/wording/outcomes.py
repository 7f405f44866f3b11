"""Sentences: the follow-ups and the proof cards."""

from typing import Final

from bot.language import say_count
from bot.records import Rung

# --- follow-ups ----------------------------------------------------------------------------------------

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
    return say_count("One question for you.", "{count} questions for you.", count)


def status_questions(count: int) -> str:
    """Say how many follow-ups wait for this person's answer."""
    return say_count(
        "1 question about your introductions waits for your answer.",
        "{count} questions about your introductions wait for your answer.",
        count,
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
PROOF_BACK_TEXT: Final = "No card stands in the announcement channel then, and it is not offered again."
PROOF_BACK_YES: Final = "Take it back"
PROOF_BACK_NO: Final = "Leave it"
