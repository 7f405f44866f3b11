"""The one error door: whatever a listener raises becomes a sentence for the person who acted.

A form that cannot be taken goes back with a sentence at each field; a refusal says why; a busy database asks
for patience; anything unexpected gets a short reference that stands in the log too. Nothing a person typed is
logged.
"""

import secrets
from http import HTTPStatus
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse

from bot import answers, dialogs, wording
from bot.logs import log_of
from bot.messenger import Messenger, answer
from bot.occasion import Occasion, Refusal, Repeated
from bot.refusals import Gone, NotSent, Refused, Unclear
from bot.storage import DatabaseBusy, DatabaseUnusable

log = log_of(__name__)


def register(app: App) -> None:
    """Have every error of a listener answered here."""

    @app.error
    def told(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
        if isinstance(error, Repeated):
            log.info("a request came again, and changed nothing")
            return BoltResponse(status=200, body="")
        if isinstance(error, answers.Refused):
            return _json({"response_action": "errors", "errors": error.errors})
        occasion: Occasion | None = context.get("occasion")  # none where the request is from elsewhere
        return _tell(occasion.messenger if occasion else None, body, sentence(error, body))


def sentence(error: Exception, body: dict[str, Any]) -> str:
    """Return what the person is told, and log what an operator needs."""
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, DatabaseBusy):
        log.warning("the database was busy", why=str(error))
        return wording.DATABASE_BUSY
    reference = secrets.token_hex(3).upper()
    kind = body.get("type") or body.get("command") or "request"
    if isinstance(error, NotSent | Unclear | Gone | Refused | DatabaseUnusable):
        log.error("an act failed", reference=reference, act=kind, why=str(error))
    else:
        log.error("an act failed", reference=reference, act=kind, exc_info=error)
    return wording.trouble(reference)


def _tell(messenger: Messenger | None, body: dict[str, Any], text: str) -> BoltResponse:
    """Return the acknowledgement that shows a person the text, in the way their act allows."""
    if body.get("command"):
        return _json({"response_type": "ephemeral", "text": text})
    if body.get("type") == "view_submission":
        return _json(_for_submission(body["view"], text))
    if body.get("type") == "block_suggestion":
        return _json({"options": []})
    if body.get("type") == "block_actions" and not _click_answered(messenger, body, text):
        return BoltResponse(status=HTTPStatus.FAILED_DEPENDENCY, body="")
    return BoltResponse(status=HTTPStatus.OK, body="")


def _for_submission(view: dict[str, Any], text: str) -> dict[str, Any]:
    """Show the text under the form's first field, so that nothing typed is lost; else in its place."""
    field = next((block["block_id"] for block in view.get("blocks", []) if block["type"] == "input"), None)
    if field:
        return {"response_action": "errors", "errors": {field: text}}
    return {"response_action": "update", "view": dialogs.notice(wording.TROUBLE_TITLE, text)}


def _click_answered(messenger: Messenger | None, body: dict[str, Any], text: str) -> bool:
    """Whisper under the message that was clicked; on the Home tab, which has no such place, open a modal.

    False where that fails: unacknowledged, the click is marked by Slack, and nobody takes it for done.
    """
    try:
        if body.get("response_url"):
            answer(body["response_url"], text)
        elif body.get("trigger_id") and messenger:
            messenger.open_view(body["trigger_id"], dialogs.notice(wording.TROUBLE_TITLE, text))
    except (NotSent, Unclear, Gone, Refused) as failure:
        log.warning("a click could not be answered", why=str(failure))
        return False
    return True


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body, headers={"content-type": ["application/json;charset=utf-8"]})
