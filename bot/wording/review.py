"""Sentences: a drafted cycle, which admins look at before anybody else sees it."""

from typing import Final

from bot.language import say_count

REVIEW_HEADING: Final = "The cycle of {day}, for you to review"
REVIEW_HOW: Final = (
    "Nobody has seen this yet, and nothing goes out before *Approve all*. *Strike* takes one out; *Swap* has "
    "the next best champion looked for instead. The reasons are as the champion would read them. What nobody "
    "approves is dropped when the next cycle comes."
)
REVIEW_LINE: Final = "*{venture}* ({innovator}) → *{organisation}* ({champion}): {band}."
REVIEW_REASON: Final = "• {reason}"
REVIEW_STRUCK_LINE: Final = "~{venture} ({innovator}) → {organisation} ({champion})~"
REVIEW_STRUCK: Final = "Struck: it does not go out."
REVIEW_LOOKING: Final = "Struck; the next best champion is being looked for."
REVIEW_NOBODY: Final = "Struck; no other champion suits and has room, so this place stays empty."
REVIEW_SWAPPED: Final = "Swapped: the next best champion stands right below."
REVIEW_PLACE: Final = "{first} to {last} of {all}"
REVIEW_BACK: Final = "*These cards come back, as their champions asked for:*"
REVIEW_BACK_LINE: Final = "• *{venture}* ({innovator}) → *{organisation}* ({champion})"
REVIEW_LEFT_OUT: Final = "*Left without a suggestion:*"
REVIEW_LEFT_OUT_LINE: Final = "• *{venture}* ({innovator}): {why}"

REVIEW_APPROVE: Final = "Approve all"
REVIEW_APPROVE_TITLE: Final = "Approve this cycle?"
REVIEW_APPROVE_YES: Final = "Approve it"
REVIEW_APPROVE_NO: Final = "Not yet"
REVIEW_STRIKE: Final = "Strike"
REVIEW_SWAP: Final = "Swap"
REVIEW_PUT_BACK: Final = "Put back"
REVIEW_EARLIER: Final = "Show earlier ones"
REVIEW_LATER: Final = "Show the next ones"

REVIEW_APPROVED: Final = "{person} has approved the cycle of {day}."
REVIEW_APPROVED_BY_SOMEBODY: Final = "The cycle of {day} is approved."
REVIEW_LAPSED: Final = (
    "The cycle of {day} was drafted and not approved before the next one came, so it was dropped. Nobody has "
    "seen any of it."
)

REVIEW_WAITS: Final = (
    "The cycle of {day} is drafted and waits in {channel} for approval since {moment}. Nothing of it has gone"
    " out."
)
REVIEW_NOT_POSTED: Final = (
    "It could not be posted there ({why}). Invite Pollinate to the channel, then run `python -m bot letters"
    " --again {letter}`."
)
ADMIN_DRAFTING: Final = (
    "The cycle is being drafted now, and comes to {channel} for approval. Nothing goes out before that."
)

REVIEW_CHANGED: Final = (
    "This has been changed, approved or dropped meanwhile, so nothing was done. The message shows how it "
    "stands."
)
REVIEW_HALTED: Final = (
    "Everything is paused, so nothing was approved or looked for. `/partneradmin resume` goes on; then press "
    "again."
)
REVIEW_STILL_LOOKING: Final = (
    "A next best champion is still being looked for, so nothing was approved. The message shows it in a "
    "moment; then press again."
)
REVIEW_NO_ROOM: Final = (
    "This one cannot be put back: one of the two is paused or has changed, or their places in this cycle are "
    "taken by other suggestions: then strike one of those first."
)


def review_waiting(count: int) -> str:
    """Say how many drafted suggestions there are."""
    return say_count(
        "*1 suggestion waits for your approval.*", "*{count} suggestions wait for your approval.*", count
    )


def review_question(count: int) -> str:
    """Ask before a draft goes out."""
    return say_count(
        "1 suggestion goes out, to its champion alone. It cannot be called back.",
        "{count} suggestions go out, each to its champion alone. They cannot be called back.",
        count,
    )


def review_went_out(count: int) -> str:
    """Say how many suggestions went out."""
    return say_count("1 suggestion went out.", "{count} suggestions went out.", count)


def review_struck(count: int) -> str:
    """Say how many were struck."""
    return say_count("1 was struck.", "{count} were struck.", count)


def review_dropped(count: int) -> str:
    """Say how many were dropped at the approval."""
    return say_count(
        "1 was dropped, as somebody has paused, found enough, changed their profile or has no room any more.",
        "{count} were dropped, as somebody has paused, found enough, changed their profile or has no room any"
        " more.",
        count,
    )
