"""What the commands do first: put a bot together as the settings say, and tell what is amiss in a sentence.

Heavy imports stay inside, for the commands that need no bot.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from bot.terminal import Unusable, bot_token_refused, silent
from config.settings import Settings

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

    from bot.app import Bot, Premises
    from bot.bots import Bots

Built = TypeVar("Built")

SENDERS: Final = 4  # threads that call Slack for a workspace while the bot runs


def now() -> datetime:
    """Read the clock: the one place in a running bot that does."""
    return datetime.now(UTC)


def part_of(settings: Settings) -> "Bot | Bots":
    """Put together one of several processes. Raises Unusable as `whole`, and where there can be but one."""
    if isinstance(settings.database, Path):
        raise Unusable(
            "A SQLite file is for one process that does everything: start it with python -m bot run, or set"
            " DATABASE_URL to a PostgreSQL database."
        )
    return whole(settings)


def whole(settings: Settings) -> "Bot | Bots":
    """Put together what a process runs: the bot of one workspace, or those of all that have installed it."""
    return many(settings) if settings.many else built(settings, threads=SENDERS)


def many(settings: Settings, clock: Callable[[], datetime] = now) -> "Bots":
    """Put the bots of all workspaces together. Raises Unusable."""
    from bot.bots import build

    return _in_words(build, settings, clock, SENDERS)


def built(settings: Settings, clock: Callable[[], datetime] = now, threads: int = 0) -> "Bot":
    """Put the bot of one workspace together. Raises Unusable; threads: how many call Slack at once."""
    from bot.app import build

    return _in_words(build, settings, clock, threads)


def bot_in(settings: Settings, team: str) -> "Bot":
    """Put the bot of one workspace together; of many, of the one with this team's or enterprise's id.

    Raises Unusable, also where it has to be said which one.
    """
    if not settings.many:
        return built(settings)
    bots = many(settings)
    bots.run_due()
    there = sorted(bots.workspaces(), key=str)
    chosen = [each for each in there if not team or team in (each.team, each.enterprise)]
    bot = bots.of(chosen[0]) if len(chosen) == 1 else None
    if bot is None:
        named = ", ".join(each.team or each.enterprise for each in there) or "none has installed the bot yet"
        raise Unusable(f"Say which workspace is meant: --team ID, one of these: {named}.")
    return bot


def _in_words(
    build: "Callable[[Premises], Built]", settings: Settings, clock: Callable[[], datetime], threads: int
) -> "Built":
    """Build. Raises Unusable with what to do where Slack or the database refuses."""
    from bot.app import Premises
    from bot.pace import Pace
    from bot.refusals import Gone, NotSent, Refused, Unclear
    from bot.storage import DatabaseUnusable
    from config.taxonomy import TaxonomyError, read_taxonomy
    from config.weights import WeightsError, read_weights

    try:
        given = settings, read_taxonomy(), read_weights(), clock
        return build(Premises(*given, pace=Pace(now), threads=threads))
    except (Refused, Gone) as refusal:
        raise Unusable(bot_token_refused(refusal)) from refusal
    except (NotSent, Unclear) as failure:
        raise Unusable(silent(settings.api_url, failure)) from failure
    except (DatabaseUnusable, TaxonomyError, WeightsError) as trouble:
        raise Unusable(str(trouble)) from trouble


def begin_log(settings: Settings) -> "BoundLogger":
    """Write logs as the settings say; return the log of the program itself."""
    from bot.logs import log_of, write_logs

    write_logs(settings.log)
    if settings.sentry_dsn:
        from bot.reports import report_errors

        report_errors(settings.sentry_dsn)
    log = log_of("bot")
    for warning in settings.warnings:
        log.warning(warning)
    return log
