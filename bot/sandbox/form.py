"""A modal as a person meets it: fields by their labels, options by their names, errors under the fields.

A `Form` is what was on the screen when it was asked for; filling it in happens here, and only `submit` and
`click` tell the sandbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.sandbox.elements import CHOOSE_MANY, CHOOSE_ONE, TEXTS, Value, Values, all_options, holds, value_key
from bot.sandbox.reading import buttons, lines
from bot.sandbox.shapes import Json

if TYPE_CHECKING:
    from bot.sandbox.door import Person, Seen


@dataclass
class Field:
    """One input. `kind` is the element's type, `options` the shown names of its own options.

    `held` is the value as Slack sends it; `value` is the same as a person reads it.
    """

    label: str
    kind: str
    options: list[str]
    hint: str
    optional: bool
    block_id: str
    element: dict[str, Any]
    held: Value

    @property
    def value(self) -> Json:
        """What is in it: a text, the shown name of an option, a list of those; None or [] if nothing."""
        held = holds(self.held)
        if isinstance(held, list):
            return [_shown_name(each) for each in held]
        return _shown_name(held)


@dataclass(frozen=True)
class Submitted:
    """How a submission ended: errors by label, trouble with the bot, whether it is gone, what is open."""

    errors: dict[str, str]
    trouble: str | None
    closed: bool
    modal: "Form | None"

    @property
    def ok(self) -> bool:
        """Whether it was taken."""
        return not self.errors and not self.trouble


@dataclass
class Form:
    """A modal on a person's screen: `labels` finds the fields, `texts` is what else is written on it."""

    person: "Person"
    view: dict[str, Any]
    title: str = ""
    submit_label: str | None = None
    texts: list[str] = field(default_factory=list)
    labels: dict[str, Field] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    def __post_init__(self) -> None:
        self.title = self.view["title"]["text"]
        self.submit_label = (self.view.get("submit") or {}).get("text")
        self.texts = lines(self.view["blocks"], self.person.sandbox.names())
        self.labels = {each.label: each for each in _fields(self.view)}
        self.errors = self._by_label(self.view["errors"])
        self.trouble = self.view["trouble"]

    @property
    def buttons(self) -> list[str]:
        """What is written on its buttons (the submit button aside)."""
        return [text for text, _, _ in buttons(self.view["blocks"])]

    def fill(self, values: Mapping[str, Any]) -> "Form":
        """Put values in by label: texts, numbers, shown names of options; None empties a field.

        What the bot's own list must offer is typed and picked from what it offers. Raises LookupError where
        there is no such label or option.
        """
        for label, value in values.items():
            if label not in self.labels:
                raise LookupError(f"{self.title!r} has no field {label!r}, only: {', '.join(self.labels)}")
            asked = self.labels[label]
            asked.held = {"type": asked.kind, str(value_key(asked.kind)): self._entered(asked, value)}
        return self

    def _entered(self, asked: Field, value: Json) -> Json:
        if asked.kind in CHOOSE_MANY:
            names = [value] if isinstance(value, str) else value or []
            return [self._option(asked, str(name)) for name in names]
        if value is None or value == "":
            return None
        if asked.kind in TEXTS:
            return str(value)
        return self._option(asked, str(value)) if asked.kind in CHOOSE_ONE else value

    def _option(self, asked: Field, name: str) -> dict[str, Any]:
        options = all_options(asked.element)
        if asked.kind.endswith("external_select"):
            options = self.offered(asked.label, name)
        for option in options:
            if option["text"]["text"] == name:
                return option
        names = ", ".join(option["text"]["text"] for option in options)
        raise LookupError(f"{asked.label!r} has no option {name!r}, only: {names}")

    def offered(self, label: str, typed: str) -> list[dict[str, Any]]:
        """The options that the bot offers for what was typed into a field."""
        asked = self.labels[label]
        found: list[dict[str, Any]] = self.person.ask(
            "POST options",
            view_id=self.view["id"],
            block_id=asked.block_id,
            action_id=asked.element["action_id"],
            value=typed,
        )["options"]
        return found

    def submit(self) -> Submitted:
        """Send it. What Slack's client or the bot refuses is in `errors`, by label."""
        values: Values = {}
        for asked in self.labels.values():
            values.setdefault(asked.block_id, {})[asked.element["action_id"]] = asked.held
        verdict = self.person.ask("POST submit", view_id=self.view["id"], values=values)
        self.errors, self.trouble = self._by_label(verdict["errors"]), verdict["trouble"]
        stack = self.person.modals()
        closed = self.view["id"] not in [form.view["id"] for form in stack]
        return Submitted(self.errors, self.trouble, closed, stack[-1] if stack else None)

    def close(self) -> None:
        """Close it without sending."""
        self.person.ask("POST close", view_id=self.view["id"])

    def click(self, text: str, nth: int = 0) -> "Seen":
        """Press the nth of its buttons with this text."""
        return self.person.press({"view": self.view["id"]}, self.view["blocks"], text, nth)

    def _by_label(self, errors: Mapping[str, str]) -> dict[str, str]:
        labels = {each.block_id: each.label for each in self.labels.values()}
        return {labels[block_id]: sentence for block_id, sentence in errors.items()}


def _shown_name(held: Json) -> Json:
    return held["text"]["text"] if isinstance(held, dict) and "text" in held else held


def _fields(view: dict[str, Any]) -> list[Field]:
    values = view["state"]["values"]
    return [
        Field(
            label=block["label"]["text"],
            kind=block["element"]["type"],
            options=[option["text"]["text"] for option in all_options(block["element"])],
            hint=block.get("hint", {}).get("text", ""),
            optional=block.get("optional", False),
            block_id=block["block_id"],
            element=block["element"],
            held=values[block["block_id"]][block["element"]["action_id"]],
        )
        for block in view["blocks"]
        if block["type"] == "input"
    ]
