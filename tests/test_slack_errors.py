"""Every error of Slack's that we can meet has its meaning in one table, and each meaning its outcome."""

import re
from pathlib import Path

import pytest

from bot.refusals import CutOff, Gone, MessageGone, NotSent, Refused, Unclear
from bot.slack_errors import _TABLE, MEANINGS, Meaning, meaning_of
from tests.slack_documented import DOCUMENTED
from tests.test_messenger import outcome, refusal
from tests.test_sandbox_coverage import methods_called

ROOT = Path(__file__).parent.parent
OUTCOMES = {
    Meaning.NOT_SENT: NotSent,
    Meaning.OPEN: Unclear,
    Meaning.GONE: Gone,
    Meaning.MESSAGE_GONE: MessageGone,
    Meaning.CUT_OFF: CutOff,
    Meaning.OURS: Refused,
}


def test_the_documented_errors_of_every_method_we_call_are_known_here() -> None:
    assert methods_called() | {"apps.connections.open"} == DOCUMENTED.keys()


@pytest.mark.parametrize("method", DOCUMENTED)
def test_every_error_that_slack_documents_has_its_meaning(method: str) -> None:
    assert DOCUMENTED[method] - MEANINGS.keys() == set()


def test_every_error_of_the_sandbox_has_its_meaning() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "sandbox").glob("*.py"))
    raised = set(re.findall(r'SlackError\(\s*"([a-z_]+)"', written))
    assert {"channel_not_found", "user_disabled", "invalid_auth"} <= raised
    assert raised - MEANINGS.keys() == set()


def test_no_error_has_two_meanings() -> None:
    assert sum(len(errors.split()) for errors in _TABLE.values()) == len(MEANINGS)


def test_an_error_of_tomorrow_is_ours() -> None:
    assert meaning_of("an_error_of_tomorrow") is Meaning.OURS


@pytest.mark.parametrize("meaning", Meaning)
def test_each_meaning_has_its_outcome(meaning: Meaning) -> None:
    for error in _TABLE[meaning].split()[:2]:
        assert type(outcome(refusal(error))) is OUTCOMES[meaning]
