"""Whether Slack would accept blocks, views, metadata and loaded options, and in which words it refuses them.

Shapes and limits are data, in blocks.schema.json; what a schema cannot say (ids used twice, an initial option
that is no option) is in consistency.py. Every function gives a list of messages as Slack writes them, empty
where nothing is wrong, such as "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/text/text]".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from bot.sandbox.consistency import inconsistencies, view_inconsistencies
from bot.sandbox.shapes import Json

Surface = Literal["message", "modal", "home"]

SCHEMA = Path(__file__).with_name("blocks.schema.json")
VIEW_BYTES = 250_000
METADATA_CHARACTERS = 8_000
TEXT_CHARACTERS = 40_000
BLOCKS_CHARACTERS = 13_200


def check_blocks(blocks: Json, surface: Surface) -> list[str]:
    """What Slack says against these blocks in a message, modal or Home tab; pointers start at /blocks."""
    return _shape_errors(f"surface:{surface}", blocks, "/blocks") or inconsistencies(blocks, "/blocks")


def check_view(view: Json) -> list[str]:
    """What Slack would say against a modal or Home tab as an app sends it; pointers start at /view."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home"):
        return [_message(f"unsupported type: {kind}", "/view/type")]
    wrong = _shape_errors(f"view:{kind}", view, "/view")
    return wrong or [*inconsistencies(view["blocks"], "/view/blocks"), *view_inconsistencies(view)]


def view_too_large(view: Mapping[str, Any]) -> bool:
    """Whether a view is above 250 kB as JSON."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def check_metadata(metadata: Json) -> list[str]:
    """What Slack would say against a message's metadata; its size is `metadata_too_large`'s matter."""
    return _shape_errors("metadata", metadata, "/metadata")


def metadata_too_large(metadata: Mapping[str, Any]) -> bool:
    """Whether metadata is longer than Slack keeps."""
    return len(json.dumps(metadata)) > METADATA_CHARACTERS


def check_option_load(answer: Json) -> list[str]:
    """What Slack would say against the acknowledgement of a block_suggestion: {"options": […]} or groups."""
    return _shape_errors("option_load", answer, "")


def letters(text: str) -> int:
    """How long Slack may think a text is: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def blocks_too_long(blocks: Json) -> bool:
    """Whether the texts of a message's blocks are together more than Slack was seen to take."""
    return _all_letters(blocks) > BLOCKS_CHARACTERS


def _all_letters(value: Json) -> int:
    if isinstance(value, list):
        return sum(_all_letters(each) for each in value)
    if not isinstance(value, dict):
        return 0
    text = value.get("text")
    own = letters(text) if isinstance(text, str) else 0
    return own + sum(_all_letters(each) for each in value.values())


def shortened(text: str) -> str:
    """A message's text as Slack keeps it: cut after 40,000 characters."""
    return text[:TEXT_CHARACTERS]


def _message(what: str, pointer: str) -> str:
    return f"[ERROR] {what} [json-pointer:{pointer}]"


# the schema


def _by_type(
    validator: Draft202012Validator, names: list[str], instance: Json, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """The keyword byType: the definition of the instance's own type, if it is one of these, must hold."""
    if not isinstance(instance, dict):
        yield ValidationError("must provide an object")
        return
    kind = instance.get("type")
    name = next((name for name in names if name.split(":")[1] == kind), None)
    if name is None:
        yield ValidationError(f"unsupported type: {kind}", path=["type"])
    else:
        yield from validator.descend(instance, _definition(name))


def _max_length(
    _validator: Draft202012Validator, most: int, instance: Json, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """The keyword maxLength, in UTF-16 units: the strictest way to count letters, and an emoji is two."""
    if isinstance(instance, str) and letters(instance) > most:
        yield ValidationError("too long")


_Validator = extend(Draft202012Validator, {"byType": _by_type, "maxLength": _max_length})


@cache
def _definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    return definitions


@cache
def _definition(name: str) -> Json:
    return _without_references(_definitions()[name])


def _without_references(schema: Json) -> Json:
    """A schema with its references written out (none goes round in a circle): they are slow to follow."""
    if isinstance(schema, list):
        return [_without_references(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _definition(schema["$ref"].removeprefix("#/$defs/"))
    return {key: _without_references(each) for key, each in schema.items()}


@cache
def _validator(name: str) -> Draft202012Validator:
    return _Validator(_definition(name))


def _shape_errors(name: str, instance: Json, root: str) -> list[str]:
    errors = _validator(name).iter_errors(instance)
    return list(dict.fromkeys(_in_slacks_words(error, root) for error in errors))


_WORDS: dict[str, Callable[[ValidationError], str]] = {
    "maxLength": lambda error: f"must be less than {error.validator_value + 1} characters",
    "minLength": lambda error: f"must be more than {error.validator_value - 1} characters",
    "maxItems": lambda error: f"no more than {error.validator_value} items allowed",
    "minItems": lambda error: f"no less than {error.validator_value} items allowed",
    "uniqueItems": lambda _: "items must be unique",
    "minimum": lambda error: f"must be at least {error.validator_value}",
    "maximum": lambda error: f"must be at most {error.validator_value}",
    "enum": lambda error: f"must be one of: {', '.join(error.validator_value)}",
    "pattern": lambda error: f"must match the pattern: {error.validator_value}",
    "type": lambda error: f"must provide {_type_in_words(error.validator_value)}",
    "required": lambda error: f"missing required field: {_missing(error)}",
    "additionalProperties": lambda error: f"invalid additional property: {_unknown(error)}",
    "anyOf": lambda error: f"missing required field: {_alternatives(error)}",
    "oneOf": lambda error: f"must provide exactly one of: {_alternatives(error)}",
}


def _in_slacks_words(error: ValidationError, root: str) -> str:
    words = _WORDS.get(str(error.validator))
    what = words(error) if words else error.message
    return _message(what, "/".join([root, *map(str, error.absolute_path)]))


def _type_in_words(kinds: str | list[str]) -> str:
    names = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(f"{'an' if name[0] in 'aio' else 'a'} {name}" for name in names)


def _missing(error: ValidationError) -> str:
    """The field that is missing: jsonschema says it in the message only, one error for each."""
    names: list[str] = error.validator_value
    return next(name for name in names if error.message.startswith(repr(name)))


def _unknown(error: ValidationError) -> str:
    return ", ".join(sorted(set(error.instance) - set(error.schema["properties"])))


def _alternatives(error: ValidationError) -> str:
    return ", ".join(name for each in error.validator_value for name in each["required"])
