"""What a person filled into a form, read field by field and believed in nothing.

`Answers` collects every mistake as a sentence that says what to do; `finish` raises them together. Which
fields there are, and what is made of them, is the business of `bot.forms` and `bot.dialogs`.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from bot import labels
from bot.blocks import clean, one_line
from bot.slack_ids import VALUE

LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 600
MOST: Final = 10**12
MOST_INTRODUCTIONS: Final = 5

_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,13}")


class Refused(Exception):  # noqa: N818  # a refusal with advice, not an error of the program
    """A form that cannot be taken as it is. `errors`: block_id -> a sentence that says what to do."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class Answers:
    """The `view["state"]["values"]` of a submission, which may lack any key and hold anything."""

    def __init__(self, values: object) -> None:
        self._values = values
        self._errors: dict[str, str] = {}

    def refuse(self, field: str, sentence: str) -> None:
        """Note a mistake; the first one of a field stands."""
        self._errors.setdefault(field, sentence)

    def finish(self) -> None:
        """Raise Refused with every mistake noted, if there is one."""
        if self._errors:
            raise Refused(self._errors)

    def name(self, field: str, missing: str | None) -> str:
        """Read a clean line of at most LONGEST_NAME letters; blank is a mistake unless `missing` is None."""
        return self._within(field, one_line(self.typed(field)), LONGEST_NAME, missing)

    def text(self, field: str, *, optional: bool = False) -> str:
        """Read clean text of at most LONGEST_TEXT letters; blank is a mistake unless it is optional."""
        missing = None if optional else labels.ANSWER_MISSING
        return self._within(field, clean(self.typed(field)), LONGEST_TEXT, missing)

    def choice(self, field: str, known: Iterable[str], missing: str = "") -> str:
        """Read the one option chosen; empty after a mistake."""
        chosen = self.picked(field, VALUE)
        if not chosen:
            self.refuse(field, missing or labels.CHOICE_MISSING)
        elif chosen not in set(known):
            self.refuse(field, labels.CHOICE_UNKNOWN)
        return chosen

    def choices(self, field: str, known: Iterable[str], *, optional: bool = False) -> tuple[str, ...]:
        """Read the options chosen, each once, in their order; none is a mistake unless it is optional."""
        options = self._element(field, VALUE).get("selected_options")
        values = [_option_value(option) for option in options] if isinstance(options, list) else []
        chosen = tuple(dict.fromkeys(value for value in values if value))
        if not chosen and not optional:
            self.refuse(field, labels.CHOICES_MISSING)
        if not set(chosen) <= set(known):
            self.refuse(field, labels.CHOICE_UNKNOWN)
        return chosen

    def amount(self, field: str) -> int | None:
        """Read a whole number from 0 to MOST; None where it was left empty."""
        value = self._element(field, VALUE).get("value")
        if value is None or value == "":
            return None
        if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value.strip()) and int(value) <= MOST:
            return int(value)
        self.refuse(field, labels.NUMBER_WRONG)
        return None

    def person(self, field: str, missing: str) -> str:
        """Read the user id chosen in a field; an empty one is a mistake."""
        chosen = self._element(field, VALUE).get("selected_user")
        if not (isinstance(chosen, str) and chosen):
            self.refuse(field, missing)
            return ""
        return clean(chosen)

    def picked(self, field: str, action: str) -> str:
        """Read the value of the one option chosen in an element; empty where there is none."""
        return _option_value(self._element(field, action).get("selected_option"))

    def ids(self, field: str, key: str) -> str:
        """Read the ids chosen in a field that takes several, with commas between.

        key: what Slack calls them.
        """
        chosen = self._element(field, VALUE).get(key)
        return (
            ",".join(clean(each) for each in chosen if isinstance(each, str))
            if isinstance(chosen, list)
            else ""
        )

    def typed(self, field: str) -> str:
        """Read what was typed into a field, as it is."""
        value = self._element(field, VALUE).get("value")
        return value if isinstance(value, str) else ""

    def _within(self, field: str, text: str, most: int, missing: str | None) -> str:
        if not _visible(text):
            if missing:
                self.refuse(field, missing)
            return ""
        if len(text) > most:
            self.refuse(field, labels.too_long(most, len(text)))
        return text

    def _element(self, field: str, action: str) -> dict[str, Any]:
        block = self._values.get(field) if isinstance(self._values, dict) else None
        element = block.get(action) if isinstance(block, dict) else None
        return element if isinstance(element, dict) else {}


def _option_value(option: object) -> str:
    value = option.get("value") if isinstance(option, dict) else None
    return clean(value) if isinstance(value, str) else ""


def _visible(text: str) -> bool:
    # format and space characters alone (a zero-width space, say) leave nothing to read
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)
