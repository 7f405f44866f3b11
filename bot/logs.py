"""What is logged, and how: one event with named fields a line, JSON where no terminal reads it.

Fields carry ids, counts and words of ours; never what people typed, nor a secret. Therefore an error is told
by its kind and its place, without its text, and so is whatever another library logs: both quote values.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor

# Below these others say what they do all day.
_LIBRARIES: Final = {"slack_sdk": logging.WARNING, "apscheduler": logging.ERROR, "psycopg": logging.WARNING}


def log_of(name: str) -> BoundLogger:
    """Return the log of a module: log.info("what happened", letter=..., why=...)."""
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        wrapper_class=BoundLogger,
        processors=[structlog.stdlib.filter_by_level, _told_by_place, ProcessorFormatter.wrap_for_formatter],
    )
    return logger


def quiet_logger() -> logging.Logger:
    """Return the logger whose level all of Bolt's take over: at INFO and DEBUG Bolt logs whole bodies."""
    logger = logging.getLogger("bot.bolt")
    logger.setLevel(logging.ERROR)  # its warnings are about how it is called: with a client, say
    return logger


def write_logs(level: str) -> None:
    """Write what is at least of this level, debug, info or warning, to standard error from now on.

    What ends a thread or the program is written in the same way.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(readable=sys.stderr.isatty()))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.raiseExceptions = False  # a record that cannot be written would be printed, values and all
    for name, least in _LIBRARIES.items():
        logging.getLogger(name).setLevel(least)
    sys.excepthook = _ended
    threading.excepthook = lambda told: _ended(told.exc_type, told.exc_value, told.exc_traceback)


def _formatter(*, readable: bool) -> logging.Formatter:
    last: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if readable
        else structlog.processors.JSONRenderer()
    )
    return ProcessorFormatter(
        foreign_pre_chain=[_withheld, _told_by_place],
        processors=[_stamped, ProcessorFormatter.remove_processors_meta, last],
        use_get_message=False,
    )


def _withheld(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the place of another library's message for its text."""
    record = event["_record"]
    told = f"{record.module}:{record.lineno}"
    return {**event, "event": "a library's message, its text withheld", "at": told}


def _told_by_place(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put kinds and places for an error: `exc_info` is the error itself, or what logging makes of it."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    return {**event, "exception": "\n".join(places(error))} if isinstance(error, BaseException) else event


def places(error: BaseException) -> Iterator[str]:
    """Yield the kind of an error and where it came about, and before it the same of what caused it."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from places(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} in {frame.name}"
    # The engines' own names of an error tell more than its class, and no values.
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    yield f"{type(error).__module__}.{type(error).__qualname__}{f' {code}' if code else ''}"


def _stamped(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Add when, how grave and by whom, in front."""
    record: Any = event["_record"]
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    head = {"timestamp": moment, "level": record.levelname.lower(), "logger": record.name}
    return {**head, "event": event["event"], **event}


def _ended(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    log_of("bot").critical("something ended in an error nobody expected", exc_info=error)
