"""Sentences that can still be said in another language: text, and what it was made of.

A `Sentence` is its English text, and behaves as that everywhere. It also keeps the template and the values in
it, so that whoever shows it can have the template, and every word of ours among the values, translated. Which
languages there are is not known here.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Union

# Text told as it is (a name, a typed word), a number, a word or sentence of ours, or several of these.
Value = Union[str, int, "Sentence", tuple["Value", ...]]


class Sentence(str):
    """A text from a template with named places, such as `Sentence("You offer {what}.", what="time")`.

    Among the values a `Sentence` is a word of ours, a tuple is told with commas, anything else as it is.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> "Sentence":
        """Make the sentence. Raises KeyError where a place has no value."""
        made = super().__new__(cls, _filled(template, values, _as_it_is))
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with all it knows."""
        return _made, (self.template, dict(self.values))

    def said(self, say: Callable[[str], str]) -> str:
        """Return the text in another language; `say` translates a template, placeholders and all."""
        return _filled(self.template, self.values, say)


def _made(template: str, values: Mapping[str, Value]) -> Sentence:
    return Sentence(template, **values)


def _as_it_is(template: str) -> str:
    return template


def _filled(template: str, values: Mapping[str, Value], say: Callable[[str], str]) -> str:
    text = say(template)
    return text.format(**{name: _told(value, say) for name, value in values.items()}) if values else text


def _told(value: Value, say: Callable[[str], str]) -> str:
    if isinstance(value, Sentence):
        return value.said(say)
    if isinstance(value, tuple):
        return ", ".join(_told(one, say) for one in value)
    return str(value)


def all_of(words: Iterable[Value]) -> Value:
    """Return some words, at least one, as they stand in a sentence: `a, b and c`."""
    *most, last = words
    return Sentence("{most} and {last}", most=tuple(most), last=last) if most else last


def one_of(words: Iterable[Value]) -> Value:
    """Return some words, at least one, to choose from: `a, b or c`."""
    *most, last = words
    return Sentence("{most} or {last}", most=tuple(most), last=last) if most else last


def as_json(value: Value) -> Any:  # noqa: ANN401 - it is JSON
    """Return what json.dumps takes, from which `from_json` makes the same again."""
    if isinstance(value, Sentence):
        return {"text": value.template, "values": {name: as_json(one) for name, one in value.values.items()}}
    return [as_json(one) for one in value] if isinstance(value, tuple) else value


def from_json(told: Any) -> Value:  # noqa: ANN401
    """Return what `as_json` told; a plain text is one that was kept before sentences knew their parts."""
    if isinstance(told, dict):
        return Sentence(told["text"], **{name: from_json(one) for name, one in told["values"].items()})
    return tuple(from_json(one) for one in told) if isinstance(told, list) else told
