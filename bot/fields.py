"""The fields of a form, each under its label: one line, a long text, a number, one or several choices.

Each is told its id in the form (`key`), its label, a hint below it, and what is known and so filled in.
"""

from collections.abc import Collection

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)

from bot import labels
from bot import slack_ids as ids
from bot.answers import LONGEST_NAME, LONGEST_TEXT, MOST
from bot.blocks import clean, plain


def labelled(
    key: str, label: str, element: InputInteractiveElement, hint: str = "", *, optional: bool = False
) -> InputBlock:
    """Build a field around any element."""
    return InputBlock(
        block_id=key,
        label=PlainTextObject(text=label, emoji=True),
        element=element,
        hint=PlainTextObject(text=hint, emoji=True) if hint else None,
        optional=optional,
    )


def line(key: str, label: str, hint: str, known: str, *, optional: bool = False) -> Block:
    """Build a field for a name."""
    filled = plain(known, LONGEST_NAME) or None
    element = PlainTextInputElement(action_id=ids.VALUE, max_length=LONGEST_NAME, initial_value=filled)
    return labelled(key, label, element, hint, optional=optional)


def long_text(key: str, label: str, hint: str, known: str, *, optional: bool = False) -> Block:
    """Build a field for a few sentences."""
    element = PlainTextInputElement(
        action_id=ids.VALUE,
        multiline=True,
        max_length=LONGEST_TEXT,
        initial_value=clean(known)[:LONGEST_TEXT] or None,
    )
    return labelled(key, label, element, hint, optional=optional)


def number(key: str, label: str, hint: str, known: int | None) -> Block:
    """Build a field for a whole number, which may be left empty."""
    element = NumberInputElement(
        action_id=ids.VALUE,
        is_decimal_allowed=False,
        min_value=0,
        max_value=MOST,
        initial_value=known if known is not None and 0 <= known <= MOST else None,
    )
    return labelled(key, label, element, hint, optional=True)


def select(key: str, label: str, options: list[Option], known: str | None = None, hint: str = "") -> Block:
    """Build a menu of which one is chosen."""
    element = StaticSelectElement(
        action_id=ids.VALUE,
        placeholder=labels.CHOOSE_ONE,
        options=options,
        initial_option=_chosen(options, known),
    )
    return labelled(key, label, element, hint)


def multi_select(key: str, label: str, options: list[Option], known: Collection[str], hint: str) -> Block:
    """Build a menu of which several are chosen."""
    element = StaticMultiSelectElement(
        action_id=ids.VALUE,
        placeholder=labels.CHOOSE_SOME,
        options=options,
        initial_options=[option for option in options if option.value in known],
    )
    return labelled(key, label, element, hint)


def checkboxes(
    key: str, label: str, options: list[Option], known: Collection[str], *, optional: bool = False
) -> Block:
    """Build options that are all in view, of which several are chosen."""
    chosen = [option for option in options if option.value in known]
    element = CheckboxesElement(action_id=ids.VALUE, options=options, initial_options=chosen)
    return labelled(key, label, element, optional=optional)


def radio(key: str, label: str, options: list[Option], known: str | None = None) -> Block:
    """Build options that are all in view, of which one is chosen."""
    chosen = _chosen(options, known)
    return labelled(
        key, label, RadioButtonsElement(action_id=ids.VALUE, options=options, initial_option=chosen)
    )


def _chosen(options: list[Option], known: str | None) -> Option | None:
    return next((option for option in options if option.value == known), None)
