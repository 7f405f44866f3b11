"""A workspace's own settings, which stand instead of the environment's; pure.

Which may be a workspace's own is marked in `config.settings_table`. Their texts are kept in the database as
`written` writes them, by the setting's name.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from config.settings import SETTINGS, Settings
from config.settings_table import Setting

OWN: Final[Mapping[str, Setting]] = {setting.name: setting for setting in SETTINGS if setting.own}


def own(settings: Settings, texts: Mapping[str, str]) -> Settings:
    """Return the environment's settings with a workspace's own in their place.

    A text that no longer means anything, after an update say, is left out: see `unreadable`.
    """
    return replace(settings, **_typed(texts))


def unreadable(texts: Mapping[str, str]) -> list[str]:
    """Return the names of the texts that mean nothing (any more)."""
    understood = _typed(texts).keys()
    return [name for name in texts if name not in OWN or OWN[name].field not in understood]


def held(settings: Settings, setting: Setting) -> str:
    """Return what holds of a setting, as a text that means the same."""
    return written(getattr(settings, setting.field))


def written(value: object) -> str:
    """Return the text of a setting's value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the texts that mean something, by field."""
    typed = {}
    for name in texts.keys() & OWN.keys():
        try:
            typed[OWN[name].field] = OWN[name].parse(texts[name])
        except ValueError:
            continue
    return typed
