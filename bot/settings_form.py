"""The form for a workspace's own settings, there and back.

Which settings there are stands in `config.settings_table`; here is what stands together, and in which kind of
field. What cannot be chosen is typed, and means what it would mean in the environment.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationMultiSelectElement,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserMultiSelectElement,
)

from bot import fields, labels, vocabulary, wording
from bot import slack_ids as ids
from bot.answers import Answers
from bot.blocks import context, header, modal, one_line, plain, section
from config import values
from config.own_settings import OWN, held, own, written
from config.settings import Settings
from config.settings_table import Setting

_LONGEST: Final = 80

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("admins", "channel", "review", "review_channel"),
    "time": ("cycle", "timezone", "country", "quiet_hours", "quiet_weekends", "daily_cap"),
    "cards": ("nudge_days", "expiry_days", "rest_months"),
    "words": ("language", "currency"),
    "keeping": (
        *("keep_profiles_months", "keep_suggestions_months", "keep_audit_months", "keep_stopped_months"),
    ),
}


def form(holds: Settings, texts: Mapping[str, str]) -> dict[str, Any]:
    """Show what holds; texts: what of it the workspace has set for itself."""
    settings = {setting.field: setting for setting in OWN.values()}
    blocks: list[Block] = [section(wording.SETTINGS_INTRO)]
    blocks += [context(wording.SETTINGS_SET_HERE.format(names=names(texts)))] if texts else []
    for group, members in GROUPS.items():
        blocks.append(header(wording.SETTINGS_GROUPS[group]))
        blocks += [_field(settings[field], holds) for field in members]
    return modal(
        ids.SETTINGS_FORM, wording.SETTINGS, blocks, labels.CANCEL, labels.SAVE, metadata=as_of(holds)
    )


def names(texts: Mapping[str, str] | list[str]) -> str:
    """Name settings as the form does."""
    return vocabulary.enumeration([wording.SETTINGS_LABELS[OWN[name].field] for name in texts if name in OWN])


def as_of(holds: Settings) -> str:
    """Return a mark of what holds, by which a form knows whether that has changed since it was opened."""
    told = "\n".join(held(holds, setting) for setting in OWN.values())
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def read(view: dict[str, Any], environment: Settings, person: str) -> dict[str, str]:
    """Read what an admin wants to hold, as the texts that differ from the environment's, by name.

    Raises answers.Refused with every mistake.
    """
    answers = Answers(view["state"]["values"])
    texts = {name: text for name, setting in OWN.items() if (text := _read(answers, setting, environment))}
    _check(answers, own(environment, texts), person)
    answers.finish()
    return texts


def _read(answers: Answers, setting: Setting, environment: Settings) -> str:
    """Return the text of a field; empty where the environment says the same, or it cannot be taken."""
    _, read_field = _KINDS.get(setting.parse, _TYPED)
    text = one_line(read_field(answers, setting.field))
    try:
        value = setting.parse(text) if text else getattr(environment, setting.field)
    except ValueError as mistake:
        answers.refuse(setting.field, wording.SETTING_WRONG.format(mistake=mistake))
        return ""
    return "" if value == getattr(environment, setting.field) else written(value)


def _check(answers: Answers, wanted: Settings, person: str) -> None:
    """Note what does not go together, and that nobody may lock themselves out."""
    if person not in wanted.admins:
        answers.refuse("admins", wording.ADMINS_WITHOUT_YOU)
    if wanted.review and not wanted.review_channel:
        answers.refuse("review_channel", wording.REVIEW_CHANNEL_MISSING)
    if wanted.nudge_days >= wanted.expiry_days:
        answers.refuse("nudge_days", wording.NUDGE_TOO_LATE)


def _field(setting: Setting, holds: Settings) -> Block:
    element, _ = _KINDS.get(setting.parse, _TYPED)
    key = setting.field
    label, hint = wording.SETTINGS_LABELS[key], wording.SETTINGS_HINTS[key]
    return fields.labelled(key, label, element(held(holds, setting)), hint, optional=True)


# --- kinds of fields -----------------------------------------------------------------------------------


def _people(text: str) -> InputInteractiveElement:
    return UserMultiSelectElement(action_id=ids.VALUE, initial_users=text.split(", ") if text else None)


def _channel(text: str) -> InputInteractiveElement:
    # one of several, as a single one could not be emptied again
    return ConversationMultiSelectElement(
        action_id=ids.VALUE,
        initial_conversations=[text] if text else None,
        max_selected_items=1,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


def _yes_or_no(text: str) -> InputInteractiveElement:
    options = [Option(text=wording.SETTINGS_YES, value="yes"), Option(text=wording.SETTINGS_NO, value="no")]
    return RadioButtonsElement(
        action_id=ids.VALUE, options=options, initial_option=options[0 if text == "yes" else 1]
    )


def _language(text: str) -> InputInteractiveElement:
    options = [Option(text=name.replace("_", " ").capitalize(), value=name) for name in values.LANGUAGES]
    return StaticSelectElement(
        action_id=ids.VALUE,
        placeholder=labels.CHOOSE_ONE,
        options=options,
        initial_option=next((option for option in options if option.value == text), None),
    )


def _typed(text: str) -> InputInteractiveElement:
    return PlainTextInputElement(
        action_id=ids.VALUE, max_length=_LONGEST, initial_value=plain(text, _LONGEST) or None
    )


_Kind = tuple[Callable[[str], InputInteractiveElement], Callable[[Answers, str], str]]
_TYPED: Final[_Kind] = (_typed, Answers.typed)
_KINDS: Final[Mapping[Callable[[str], Any], _Kind]] = {
    values.user_ids: (_people, partial(Answers.ids, key="selected_users")),
    values.channel_id: (_channel, partial(Answers.ids, key="selected_conversations")),
    values.yes_or_no: (_yes_or_no, lambda answers, field: answers.picked(field, ids.VALUE)),
    values.language: (_language, lambda answers, field: answers.picked(field, ids.VALUE)),
}
