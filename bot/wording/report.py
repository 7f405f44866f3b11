"""Sentences: the report and its pictures."""

from typing import Final

from bot.language import number, say, say_count

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
REPORT_INVESTED: Final = "What was invested"
REPORT_SAVED: Final = "What was saved"
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
    return say_count("1 introduction", "{count} introductions", count)


def of_all(count: int, everyone: int) -> str:
    """Count some of all, with the share."""
    share = 100 * count / everyone if everyone else 0
    said = say("{count} (under 1%)") if 0 < share < 1 else say("{count} ({share}%)")
    return said.format(count=number(count), share=f"{share:.0f}")


def answers_count(count: int) -> str:
    """Count answers in words."""
    return say_count("1 answer", "{count} answers", count)


def partnerships_count(count: int) -> str:
    """Count partnerships in words."""
    return say_count("1 partnership", "{count} partnerships", count)


def report_funnel_title(partnered: int, innovators: int) -> str:
    """Say what the funnel shows."""
    if not innovators:
        return say("Nobody has told us about a venture yet")
    if innovators == 1 and partnered:
        return say("The first innovator has reached a pilot")
    if not partnered:
        return say_count(
            "1 innovator looks for a partner",
            "None of {count} innovators has reached a pilot yet",
            innovators,
        )
    return say_count(
        "1 of {innovators} innovators has reached a pilot or more",
        "{count} of {innovators} innovators have reached a pilot or more",
        partnered,
        innovators=number(innovators),
    )


def report_answers_subtitle(answers: int, unseen: int) -> str:
    """Say what the bars of the answers are, and how many organisations stand in the table alone."""
    said = REPORT_ANSWERS_SUBTITLE_MORE if unseen else REPORT_ANSWERS_SUBTITLE
    return say(said).format(answers=answers_count(answers), unseen=number(unseen))


def report_money_subtitle(confirmed: int, told: int) -> str:
    """Say whose figures are added up."""
    said = REPORT_MONEY_SUBTITLE_TOLD if told else REPORT_MONEY_SUBTITLE
    return say(said).format(confirmed=partnerships_count(confirmed), told=partnerships_count(told))


def report_wait_title(count: int, longest: str) -> str:
    """Say how many wait, and how long the longest has waited."""
    return say_count(
        "1 innovator waits for an introduction, {longest} so far",
        "{count} innovators wait, the longest for {longest}",
        count,
        longest=longest,
    )


def report_wait_subtitle(unseen: int, half: str) -> str:
    """Say what the bars of the waiting are, and how many are not shown."""
    said = REPORT_WAIT_SUBTITLE_MORE if unseen else REPORT_WAIT_SUBTITLE
    return say(said).format(half=half, unseen=number(unseen))


def report_answers_title(answers: int, days: str) -> str:
    """Say how quickly champions answer."""
    return say_count(
        "The first answer came within {days}", "Half of all answers came within {days}", answers, days=days
    )


def report_alt(bars: list[str]) -> str:
    """Say in one line what bars show."""
    return f"{'; '.join(bars)}." if bars else ""
