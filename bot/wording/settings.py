"""Sentences: a workspace's own settings, which its organisers change in a form."""

from collections.abc import Mapping
from typing import Final

SETTINGS: Final = "Settings"
SETTINGS_INTRO: Final = (
    "What you save here holds in this workspace at once, in place of what whoever runs the bot has set. "
    "Empty a field, and theirs holds again."
)
SETTINGS_SET_HERE: Final = "Set here so far: {names}."
SETTINGS_SAVED: Final = "Saved. From now on this holds: {names}."
SETTINGS_AS_THEY_WERE: Final = "All of it holds already, so nothing was changed."
SETTINGS_INVITE: Final = "Invite me to {channels}, if I am not there yet: type `/invite` in the channel."
SETTINGS_MEANWHILE: Final = (
    "Somebody has changed the settings since you opened this form, so nothing was saved. Please open it "
    "again."
)
SETTINGS_YES: Final = "Yes"
SETTINGS_NO: Final = "No"

SETTINGS_GROUPS: Final[Mapping[str, str]] = {
    "people": "Organisers and channels",
    "time": "When",
    "cards": "Cards",
    "words": "Language and money",
    "keeping": "How long things are kept",
}

# By the setting's name in `config.settings`.
SETTINGS_LABELS: Final[Mapping[str, str]] = {
    "admins": "Organisers",
    "channel": "Announcement channel",
    "review": "Review of each cycle",
    "review_channel": "Review channel",
    "cycle": "Day and time of the cycle",
    "timezone": "Time zone",
    "country": "Country whose holidays are kept",
    "quiet_hours": "Quiet hours",
    "quiet_weekends": "Quiet weekends",
    "daily_cap": "Unasked messages a day",
    "nudge_days": "Days until a reminder",
    "expiry_days": "Days until a card ends",
    "rest_months": "Months of rest",
    "language": "Language",
    "currency": "Currency",
    "keep_profiles_months": "Months without an act",
    "keep_suggestions_months": "Months for suggestions",
    "keep_audit_months": "Months for the audit trail",
    "keep_stopped_months": "Months after I was removed",
}
SETTINGS_HINTS: Final[Mapping[str, str]] = {
    "admins": "Who may use /partneradmin. You cannot leave yourself out; another organiser can.",
    "channel": "Where partnerships are celebrated, if both agree.",
    "review": "Whether organisers look at each cycle, in the channel below, before it goes out.",
    "review_channel": "Where a drafted cycle waits. Choose one in which there are only organisers.",
    "cycle": "Once a week: the day in English, and the time of 24 hours, such as tue 09:00.",
    "timezone": "By its IANA name, such as Europe/London.",
    "country": "Two letters such as GB, or with a part of it such as GB-ENG.",
    "quiet_hours": "In them nobody is written to unasked, each by their own clock. Such as 20-8, or none.",
    "quiet_weekends": "Whether nobody is written to unasked on Saturdays and Sundays.",
    "daily_cap": "How many one person gets at most, 1 to 20.",
    "nudge_days": "Then a champion who has not answered is reminded, once.",
    "expiry_days": "Then, without an answer, the next best champion is asked.",
    "rest_months": "Then a declined pair may be suggested again.",
    "language": "The one people write in. If I speak it, it is that of channels, too.",
    "currency": "The sign or code before sums of money, such as £ or EUR.",
    "keep_profiles_months": "Then a person is asked whether to stay, and erased without an answer.",
    "keep_suggestions_months": "Then those that came to nothing become counts. At least the months of rest.",
    "keep_audit_months": "How long it says who did what. At least the months without an act.",
    "keep_stopped_months": "Then everything of this workspace is erased.",
}

SETTING_WRONG: Final = "What you wrote {mistake}"
ADMINS_WITHOUT_YOU: Final = "Please leave yourself in: another organiser can take you out."
REVIEW_CHANNEL_MISSING: Final = "Please choose where organisers review each cycle, or turn the review off."
NUDGE_TOO_LATE: Final = "Please choose fewer days than until a card ends, or nobody is reminded."
