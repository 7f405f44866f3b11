"""What things are called: needs, roles, stages of an answer, rungs; and dates, sums and lists in words.

The bricks of the sentences in `bot.wording`. Sectors and regions have their names in the taxonomy.
"""

from datetime import date, datetime
from typing import Final

from bot import language
from bot.language import number, say, say_count, translate_on_access
from bot.records import DeclineReason, Met, Rung
from matching.people import Consent, Mandate, Need, Role

NEED_NAMES: Final = {
    Need.CAPACITY: "Capacity",
    Need.CREDIBILITY: "Credibility",
    Need.SUPPLY_CHAIN: "Supply chain",
    Need.PIPELINE: "Pipeline",
}
NEED_MEANINGS: Final = {
    Need.CAPACITY: "People, places or money to do more of it",
    Need.CREDIBILITY: "A trusted name that vouches for it",
    Need.SUPPLY_CHAIN: "A simpler way to make, buy and deliver it",
    Need.PIPELINE: "New customers, commissions and places to go next",
}
OFFER_MEANINGS: Final = {
    Need.CAPACITY: "Your people, places or money let them do more",
    Need.CREDIBILITY: "Your name vouches for them",
    Need.SUPPLY_CHAIN: "You make it simpler to make, buy and deliver it",
    Need.PIPELINE: "You know who needs it next",
}
NEED_IN_SENTENCE: Final = {
    Need.CAPACITY: "capacity",
    Need.CREDIBILITY: "credibility",
    Need.SUPPLY_CHAIN: "a simpler supply chain",
    Need.PIPELINE: "a pipeline",
}
ROLE_NAMES: Final = {
    Role.SCALE_PARTNER: "Scale partner",
    Role.BROKER: "Broker",
    Role.DOOR_OPENER: "Door-opener",
}
ROLE_MEANINGS: Final = {
    Role.SCALE_PARTNER: "We carry the idea ourselves, at our scale",
    Role.BROKER: "I bring it to the organisations that can carry it",
    Role.DOOR_OPENER: "I make the conditions in which it can thrive",
}
ROLE_IN_SENTENCE: Final = {
    Role.SCALE_PARTNER: "as a scale partner, to carry the idea with their organisation",
    Role.BROKER: "as a broker, to bring the idea to organisations that can carry it",
    Role.DOOR_OPENER: "as a door-opener, to make the conditions in which the idea can thrive",
}
MANDATE_NAMES: Final = {
    Mandate.BUDGET: "Holds a budget",
    Mandate.SPONSOR: "Can sponsor",
    Mandate.CONNECT: "Can connect",
}
MANDATE_MEANINGS: Final = {
    Mandate.BUDGET: "I decide on money for this",
    Mandate.SPONSOR: "I speak for it where decisions are made",
    Mandate.CONNECT: "I know whom to bring together",
}
CONSENT_NAMES: Final = {Consent.AT_ONCE: "Introduce us at once", Consent.ASK_FIRST: "Ask me first"}
CONSENT_MEANINGS: Final = {
    Consent.AT_ONCE: "A conversation with both of you opens straight away",
    Consent.ASK_FIRST: "You see who it is and say yes or no",
}
OTHER_SECTORS_NAMES: Final = {True: "Welcome", False: "Only my sectors"}
OTHER_SECTORS_MEANINGS: Final = {
    True: "Ideas often travel best from one field to another",
    False: "A partner has to know my field",
}
DECLINE_REASONS: Final = {
    DeclineReason.NOT_OUR_FIELD: "Not our field",
    DeclineReason.TOO_EARLY: "Too early for us",
    DeclineReason.NO_CAPACITY: "No capacity just now",
    DeclineReason.CONFLICT: "A conflict of interest",
    DeclineReason.OTHER: "Something else",
}
DECLINE_REASONS_IN_SENTENCE: Final = {
    DeclineReason.NOT_OUR_FIELD: "not our field",
    DeclineReason.TOO_EARLY: "too early for us",
    DeclineReason.NO_CAPACITY: "no capacity just now",
    DeclineReason.CONFLICT: "a conflict of interest",
    DeclineReason.OTHER: "something else",
}
RUNG_NAMES: Final = {
    Rung.NOT_YET_MET: "not yet met",
    Rung.MET: "met",
    Rung.EXPLORING: "exploring",
    Rung.PILOT: "pilot",
    Rung.AGREEMENT: "agreement",
    Rung.SCALED: "scaled",
    Rung.ENDED: "ended",
}
STEP_NAMES: Final = {
    "profile": "Have a profile",
    "suggested": "Suggested to a champion",
    "accepted": "Accepted by a champion",
    "introduced": "Introduced",
    Rung.MET: "Met",
    Rung.EXPLORING: "Exploring",
    Rung.PILOT: "Pilot",
    Rung.AGREEMENT: "Agreement",
    Rung.SCALED: "Scaled",
}
RUNG_CHOICES: Final = {
    Rung.NOT_YET_MET: "Not yet met",
    Rung.MET: "Met",
    Rung.EXPLORING: "Exploring",
    Rung.PILOT: "Pilot",
    Rung.AGREEMENT: "Agreement",
    Rung.SCALED: "Scaled",
    Rung.ENDED: "Ended",
}
RUNG_MEANINGS: Final = {
    Rung.NOT_YET_MET: "We have not talked yet",
    Rung.MET: "We have talked",
    Rung.EXPLORING: "We are working out what we could do together",
    Rung.PILOT: "We are trying it out, small and for real",
    Rung.AGREEMENT: "We have agreed to do it together",
    Rung.SCALED: "It runs at the organisation's own scale",
    Rung.ENDED: "Nothing more will come of it",
}
MET_CHOICES: Final = {
    Met.YES: "Yes, we met",
    Met.ARRANGED: "It is arranged",
    Met.NOT_YET: "Not yet",
    Met.NO: "No, and we won't",
}
BANDS: Final = {"strong": "a strong fit", "good": "a good fit", "worth a talk": "worth a talk"}
NAMELESS: Final = "(no name)"

# dates in the letters of Unicode's patterns: weekday, day, month, year
_DAY: Final = "EEEE d MMMM"
_FULL_DAY: Final = "d MMMM y"
# sums: the unit of a workspace is a sign (£) or a word (EUR)
_SIGN_SUM: Final = "{unit}{amount}"
_SIGN_MILLIONS: Final = "{unit}{amount} million"
_WORD_SUM: Final = "{unit} {amount}"
_WORD_MILLIONS: Final = "{unit} {amount} million"


def day(when: date) -> str:
    """Say a date in words, such as `Tuesday 24 November`."""
    return language.day(when, _DAY)


def full_day(when: date) -> str:
    """Say a date with its year, such as `24 November 2026`."""
    return language.day(when, _FULL_DAY)


def moment(when: datetime) -> str:
    """Say a time in words in its own time zone, such as `Tuesday 24 November at 09:00 GMT`."""
    return say("{day} at {time}").format(day=day(when), time=f"{when:%H:%M %Z}".rstrip())


def enumeration(words: list[str]) -> str:
    """Join words as in a sentence: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return say("{most} and {last}").format(most=", ".join(words[:-1]), last=words[-1])


def and_more(count: int) -> str:
    """Say how many more there are."""
    return say_count("and 1 more", "and {count} more", count)


def lines_more(count: int) -> str:
    """Say how many lines of a long text are not shown."""
    return say_count("… and 1 more line", "… and {count} more lines", count)


def money(amount: int, currency: str) -> str:
    """Say an amount exactly: `£2.2 million`, `£100,000`, `EUR 100,000`."""
    if amount >= 1_000_000 and amount % 100_000 == 0:
        return _sum(number(amount / 1_000_000, 1), currency, _SIGN_MILLIONS, _WORD_MILLIONS)
    return _sum(number(amount), currency, _SIGN_SUM, _WORD_SUM)


def ratio(each: float, currency: str) -> str:
    """Say what came for each unit: `£22`, `£0.40`, `EUR 3.50`."""
    return _sum(number(round(each, 0 if each >= 10 else 2), 2), currency, _SIGN_SUM, _WORD_SUM)


def _sum(amount: str, unit: str, with_sign: str, with_word: str) -> str:
    return say(with_word if unit[-1:].isalpha() else with_sign).format(unit=unit, amount=amount)


def invested(amount: int, currency: str) -> str:
    """Say what was invested so far."""
    return say("{money} invested").format(money=money(amount, currency))


def saved(amount: int, currency: str) -> str:
    """Say what was saved so far."""
    return say("{money} saved").format(money=money(amount, currency))


def reached(people: int) -> str:
    """Say how many people were reached so far."""
    return say_count("1 person reached", "{count} people reached", people)


def days(count: float) -> str:
    """Say how long something took: `5 hours`, `1 day`, `3.5 days`, `83 days`."""
    if count < 0.95:
        return say_count("1 hour", "{count} hours", max(1, round(count * 24)))
    return say_count("1 day", "{count} days", round(count, 1) if count < 10 else round(count))


translate_on_access(__name__)
