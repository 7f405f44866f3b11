"""Errors reported to Sentry, for those who want it: what the log says of them, without its free fields.

That is the kind of an error, its place line by line, and the reference the person was given; neither its
text nor a value, nor anything of the machine or of a request.
"""

import atexit
import logging
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.logs import log_of, places

KEPT: Final = ("event_id", "exception", "level", "platform", "tags", "timestamp")
_PLACE: Final = re.compile(r"  (?P<filename>.*):(?P<lineno>\d+) in (?P<function>.*)")

log = log_of(__name__)


def report_errors(dsn: str) -> None:
    """Report errors from now on to this Sentry project; say so where its library is missing."""
    try:
        import sentry_sdk
    except ModuleNotFoundError:
        log.warning("SENTRY_DSN is set, but errors are not reported: run pip install sentry-sdk")
        return
    sentry_sdk.init(
        dsn,
        before_send=_kept,
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        max_breadcrumbs=0,
    )
    logging.getLogger().addHandler(_Reporter())
    atexit.register(sentry_sdk.flush, 2.0)


def _kept(event: Any, _hint: Any) -> Any:  # noqa: ANN401 - Sentry's own shapes
    """Return what may be sent of an event to which the library has added."""
    return {name: event[name] for name in KEPT if name in event}


class _Reporter(logging.Handler):
    """Hands on what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Report it."""
        import sentry_sdk

        if not record.name.startswith(("sentry_sdk", "urllib3")):
            sentry_sdk.capture_event(_event(record))  # type: ignore[arg-type]


def _event(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return what is reported: of ours by the words of its event, of a library's by its place."""
    ours = record.msg if isinstance(record.msg, dict) else {}
    error = record.exc_info[1] if record.exc_info else None
    trace = ours.get("exception") or ("\n".join(places(error)) if error else "")
    frames = [match.groupdict() for match in map(_PLACE.fullmatch, trace.splitlines()) if match]
    what = ours.get("event") or f"{record.module}:{record.lineno}"
    told: dict[str, Any] = {"type": trace.splitlines()[-1] if trace else what, "value": what}
    if frames:
        told["stacktrace"] = {"frames": [{**each, "lineno": int(each["lineno"])} for each in frames]}
    tags = {"logger": record.name, "reference": ours.get("reference", "none")}
    level = "fatal" if record.levelno >= logging.CRITICAL else "error"
    return {"level": level, "exception": {"values": [told]}, "tags": tags}
