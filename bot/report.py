"""The report: what came of everything, as pictures and tables, for admins who ask for it.

Its figures are reckoned in `bot.figures`; here is what each picture says, and how the files reach an admin.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from statistics import median
from typing import Final

from bot import vocabulary, wording
from bot.drawings import Share
from bot.figures import Report, Rows, figures_of, tables_of
from bot.occasion import Occasion
from bot.records import File, Kind, Rung
from bot.report_pictures import BLUE, GREEN, ORANGE, PURPLE, Bar, Picture, drawn_apart
from bot.storage import Act
from config.settings import Settings

MOST_BARS: Final = 10


def gather(act: Act, now: datetime) -> Rows:
    """Read what a report is made of."""
    return Rows(now, tuple(act.ventures()), tuple(act.told()))


def files_of(rows: Rows, currency: str) -> list[File]:
    """Return the report as files: its pictures, its figures, and the rows they count. Takes seconds."""
    report = figures_of(rows)
    pictures = pictures_of(report, currency)
    drawn = zip(pictures, drawn_apart(pictures), strict=True)
    shown = [File(f"{each.name}.png", png, each.title, each.alt) for each, png in drawn]
    return [*shown, *tables_of(rows, report)]


def summary_of(rows: Rows, currency: str) -> str:
    """Say the report in a few lines, for those who do not see its pictures."""
    pictures = pictures_of(figures_of(rows), currency)
    return "\n".join([wording.REPORT_HEADING, *(f"• {each.title}. {each.alt}".rstrip() for each in pictures)])


# --- pictures ------------------------------------------------------------------------------------------


def pictures_of(report: Report, currency: str) -> tuple[Picture, ...]:
    """Say what each picture shows; drawing them is left to `bot.report_pictures`."""
    return (
        _funnel_picture(report),
        _speed_picture(report),
        _money_picture(report, currency),
        _wait_picture(report),
    )


def _funnel_picture(report: Report) -> Picture:
    innovators = report.funnel["profile"]
    bars = tuple(
        Bar(vocabulary.STEP_NAMES[step], count, wording.of_all(count, innovators))
        for step, count in report.funnel.items()
    )
    title = wording.report_funnel_title(report.funnel[Rung.PILOT], innovators)
    subtitle = wording.REPORT_FUNNEL_SUBTITLE.format(day=vocabulary.full_day(report.day))
    return _picture("funnel", title, subtitle, BLUE, bars if innovators else ())


def _speed_picture(report: Report) -> Picture:
    """Show the organisations with the most answers; all others stand in the table."""
    alone = sorted((speed for speed in report.speeds if speed.organisation), key=lambda speed: -speed.answers)
    shown = sorted(alone[:MOST_BARS], key=lambda speed: speed.days)
    pooled = [speed for speed in report.speeds if not speed.organisation]
    bars = tuple(
        Bar(
            speed.name or wording.REPORT_FEW_ANSWERS,
            speed.days,
            wording.REPORT_SPEED.format(
                days=vocabulary.days(speed.days), answers=wording.answers_count(speed.answers)
            ),
        )
        for speed in (*shown, *pooled)
    )
    if report.days is None:
        return _picture("answers", wording.REPORT_NO_ANSWERS, wording.REPORT_NO_ANSWERS_SUBTITLE, PURPLE, ())
    title = wording.report_answers_title(report.answers, vocabulary.days(report.days))
    subtitle = wording.report_answers_subtitle(report.answers, len(alone) - len(shown))
    return _picture("answers", title, subtitle, PURPLE, bars)


def _money_picture(report: Report, currency: str) -> Picture:
    sure, told = report.confirmed, report.claimed
    if not sure.partnerships and not told.partnerships:
        return _picture("money", wording.REPORT_NO_MONEY, wording.REPORT_NO_MONEY_SUBTITLE, GREEN, ())
    bars = tuple(
        Bar(label, each, _money_text(each, more, currency), more)
        for label, each, more in (
            (wording.REPORT_INVESTED, sure.invested, told.invested),
            (wording.REPORT_SAVED, sure.saved, told.saved),
        )
    )
    title = wording.REPORT_MONEY_UNSURE
    if sure.ratio is not None:
        each = vocabulary.ratio(sure.ratio, currency)
        title = wording.REPORT_MONEY_TITLE.format(saved=each, one=vocabulary.money(1, currency))
    subtitle = wording.report_money_subtitle(sure.partnerships, told.partnerships)
    return _picture("money", title, subtitle, GREEN, bars)


def _money_text(sure: int, told: int, currency: str) -> str:
    if not told:
        return vocabulary.money(sure, currency)
    return wording.REPORT_MONEY_AND_TOLD.format(
        sure=vocabulary.money(sure, currency), told=vocabulary.money(told, currency)
    )


def _wait_picture(report: Report) -> Picture:
    waits = report.waits
    if not waits:
        return _picture(
            "waiting", wording.REPORT_NOBODY_WAITS, wording.REPORT_NOBODY_WAITS_SUBTITLE, ORANGE, ()
        )
    bars = tuple(
        Bar(wait.name or vocabulary.NAMELESS, wait.days, vocabulary.days(wait.days))
        for wait in waits[:MOST_BARS]
    )
    title = wording.report_wait_title(len(waits), vocabulary.days(waits[0].days))
    half = vocabulary.days(median(wait.days for wait in waits))
    subtitle = wording.report_wait_subtitle(len(waits) - len(bars), half)
    return _picture("waiting", title, subtitle, ORANGE, bars)


def _picture(name: str, title: str, subtitle: str, colour: str, bars: tuple[Bar, ...]) -> Picture:
    said = [wording.REPORT_BAR.format(label=bar.label, text=bar.text) for bar in bars]
    return Picture(name, title, subtitle, colour, bars, wording.report_alt(said))


# --- in Slack ------------------------------------------------------------------------------------------


def ask_for(occasion: Occasion) -> str:
    """Have the report sent to an admin, and say so: drawing it takes longer than anyone waits."""
    with occasion.begin() as act:
        act.queue(Kind.REPORT, occasion.person, occasion.now)
        act.record(occasion.person, "asked for the report", "", occasion.now)
    occasion.wake()
    return wording.REPORT_COMING


def draw_report(act: Act, subject: str, now: datetime, *, settings: Settings) -> Share | None:
    """Draw the report for an admin; None for one who is no longer named in the settings."""
    if subject not in settings.admins:
        return None
    rows = gather(act, now.astimezone(settings.timezone))
    text = f"{summary_of(rows, settings.currency)}\n{wording.REPORT_COPY}"
    return Share((subject,), text, partial(files_of, rows, settings.currency))


def drawings(settings: Settings) -> Mapping[Kind, Callable[[Act, str, datetime], Share | None]]:
    """Return how this module's letters are drawn."""
    return {Kind.REPORT: partial(draw_report, settings=settings)}
