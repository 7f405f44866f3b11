"""The language a person reads: sentences, dates and numbers in it.

Sentences stand in English in `bot.wording`, `bot.labels` and `bot.vocabulary`, and in other languages in
`bot/languages/*.po`, one file each, which Babel writes and reads. Who reads what is known to the database;
whoever draws a screen says so with `speaking`, and everything drawn inside comes out in that language.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from matching.sentences import Sentence

ENGLISH: Final = "en"
_FOLDER: Final = Path(__file__).with_name("languages")

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return every language the bot speaks, English first, by its two letters."""
    return ENGLISH, *sorted(path.stem for path in _FOLDER.glob("*.po"))


def language_for(locale: str, otherwise: str = ENGLISH) -> str:
    """Return the language for a Slack locale such as `de-AT`, or another where the bot does not speak it."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in languages() else otherwise


@lru_cache(maxsize=8)
def language_named(name: str) -> str:
    """Return the language of an English name such as `german`; English where the bot does not speak it."""
    from babel import Locale

    named = {str(Locale.parse(code).english_name).lower(): code for code in languages()}
    return named.get(name, ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in this language, one of `languages()`."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(language: str) -> None:
    """Say everything from now on in this language; for whoever has a context to themselves."""
    _spoken.set(language)


def spoken() -> str:
    """Return the language that is being spoken."""
    return _spoken.get()


def say(sentence: str) -> str:
    """Return a sentence of ours, its placeholders still in it, in the language that is being spoken.

    A `Sentence` comes back finished. What has no translation stays English.
    """
    if isinstance(sentence, Sentence):
        return sentence.said(say)
    return _catalogue(_spoken.get()).gettext(sentence)


def say_count(one: str, many: str, count: float, **values: object) -> str:
    """Return the form for a count, filled with the values and with `{count}` as a number is written there."""
    said = _catalogue(_spoken.get()).ngettext(one, many, ceil(count))
    return said.format(count=number(count), **values)


def number(amount: float, decimals: int = 1) -> str:
    """Write a number as the language does: 1,000 or 1.000; a part of one with so many decimals."""
    if amount == int(amount):
        decimals = 0
    if _spoken.get() == ENGLISH:
        return f"{amount:,.{decimals}f}"
    from babel.numbers import format_decimal

    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return str(format_decimal(amount, pattern, locale=_locale()))


def day(when: date, pattern: str) -> str:
    """Write a date by one of Unicode's patterns, of which each language has its own."""
    from babel.dates import format_date

    return str(format_date(when, say(pattern), locale=_locale()))


def translate_on_access(module: str) -> None:
    """Have whoever reads a sentence of a module, by its name, get it in the language that is being spoken.

    A module can be given a class of its own (Python's data model: "Customizing module attribute access").
    Functions of the module itself read their globals, past that class: they `say` their sentences by hand.
    """
    sys.modules[module].__class__ = _Sentences


class _Sentences(ModuleType):
    """A module whose sentences, and tables of sentences, are translated as they are read."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever stands in the module
        value = super().__getattribute__(name)
        if _spoken.get() == ENGLISH or name.startswith("_"):
            return value
        if isinstance(value, dict):
            return {key: say(sentence) for key, sentence in value.items()}
        return say(value) if isinstance(value, str) else value


def _locale() -> str:
    return "en_GB" if _spoken.get() == ENGLISH else _spoken.get()


@lru_cache(maxsize=8)
def _catalogue(language: str) -> NullTranslations:
    """Return the sentences of a language; English is what they are written in."""
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (_FOLDER / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
