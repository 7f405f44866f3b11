"""The sentences on the pages that end an installation."""

from typing import Final

INSTALL_DONE_TITLE: Final = "Pollinate is in your workspace"
INSTALL_DONE: Final = (
    "You are its admin there. In Slack, type /partneradmin settings to choose the day of the cycle and who"
    " else is an admin. Then tell people: those with a venture type /needpartner, those who can open doors"
    " /offerpartner."
)
INSTALL_OPEN_SLACK: Final = "Open Slack"
INSTALL_CANCELLED_TITLE: Final = "Nothing was installed"
INSTALL_CANCELLED: Final = "You can do it whenever you like."
INSTALL_FAILED_TITLE: Final = "That did not work"
INSTALL_STALE: Final = (
    "The page was open for more than ten minutes, or was opened in another browser. Please begin again: it"
    " takes a minute."
)
INSTALL_REFUSED: Final = (
    "Slack did not take it ({reason}). Please begin again; where it happens once more, tell whoever runs"
    " Pollinate for you."
)
INSTALL_NO_SLACK: Final = "Slack does not answer just now. Please begin again in a few minutes."
INSTALL_AGAIN: Final = "Begin again"
