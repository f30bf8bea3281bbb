"""Types and facts about fields, in words."""

from __future__ import annotations

import json

from ...model.api import Field, Json, Parameter
from ...model.limits import Limits, bounds
from ...model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)
from ..prose import sentence
from ..sinks import Code, code, join
from .forms import of_its_own
from .places import Places

_SCALARS = {
    "unix": "unix time: seconds since 1970",
    "unix_ms": "unix time: milliseconds since 1970",
    "duration": "duration (ISO 8601)",
    "base64": "bytes in base64",
}


def type_words(type_: Type, places: Places, here: str) -> Code:
    """A type in words, with links to the resources and schemas in it."""
    markup = places.markup
    match type_:
        case Scalar(name):
            return markup.text(_SCALARS.get(name, name))
        case Key(None):
            return markup.text("key")
        case Key(resource):
            return code("key of {}", places.resource(resource or "", here))
        case Enum(values):
            return code("{} or another string", join(", ", map(markup.span, values)))
        case Codes(values):
            known = (_number(number, name, places) for number, name in values)
            return code("{} or another integer", join(", ", known))
        case Choice(parts):
            return join(" or ", (type_words(part, places, here) for part in parts))
        case Tagged(by, cases, _):
            known = (
                code("{} {}", markup.span(tag), places.schema(ref.schema, here))
                for tag, ref in cases
            )
            return code("object, by {}: {}", markup.span(by), join(", ", known))
        case Constant(value):
            return code("always {}", markup.span(json_words(value)))
        case ListOf(item):
            return code("list of {}", type_words(item, places, here))
        case MapOf(value):
            return code("object of {}", type_words(value, places, here))
        case Ref(schema):
            return places.schema(schema, here)


def _number(number: int, name: str, places: Places) -> Code:
    shown = places.markup.span(str(number))
    return code("{} ({})", shown, places.markup.text(name)) if name else shown


def notes(
    item: Field | Parameter,
    places: Places,
    here: str,
    *,
    always: bool = False,
    needed: bool = False,
) -> Code:
    """What else there is to say about a field or a parameter, as sentences.

    Args:
        item: The field or parameter.
        places: Where links lead.
        here: The page that the notes stand on.
        always: Say of a required field that it is always there: it is part of an answer.
        needed: Say that it must be given: it is inside of what is sent.
    """
    prose, span = places.markup.prose, places.markup.span
    words: list[Code] = []
    if item.summary:
        words.append(prose(sentence(item.summary)))
    if isinstance(item, Field):
        words += [code("Required.")] if needed and not item.nullable else []
        words += _marks(item, always)
    words += _limits(item.limits, places)
    if not always and (spelled := of_its_own(item, places.markup)):
        words.append(spelled)
    if isinstance(item, Parameter):
        words += _of_parameter(item, places)
    if item.note:
        words.append(prose(sentence(item.note)))
    if item.example is not None:
        words.append(code("Example: {}.", span(json_words(item.example))))
    if item.source:
        words.append(code("Source: {}.", places.sources(item.source, here)))
    return join(" ", words)


def _limits(limits: Limits, places: Places) -> list[Code]:
    prose, span = places.markup.prose, places.markup.span
    words = [prose(sentence(each)) for each in bounds(limits)]
    if limits.pattern:
        words.append(code("Matches {}.", span(limits.pattern)))
    if limits.default:
        words.append(code("Default: {}.", span(json_words(json.loads(limits.default)))))
    return words


def _of_parameter(item: Parameter, places: Places) -> list[Code]:
    """What only parameters have, and what the client is given once."""
    span = places.markup.span
    words: list[Code] = []
    if item.deprecated:
        words.append(code("Deprecated."))
    if item.http_date:
        words.append(code("Sent as HTTP writes dates."))
    if given := item.once:
        where = code("the client's argument {}", span(given.argument))
        if given.env:
            where = code("{}, else the environment variable {}", where, span(given.env))
        words.append(code("Without it: {}.", where))
    return words


_THERE_OR_NULL = {
    True: code("Always there, perhaps null."),
    False: code("Must be given; may be null."),
}


def _marks(field: Field, always: bool) -> list[Code]:
    marks = (
        (field.required and always and not field.nullable, code("Always there.")),
        (field.required and field.nullable, _THERE_OR_NULL[always]),
        (not field.nullable and not field.required, code("Never null.")),
        (isinstance(field.type, Constant) and not always, code("The client gives it.")),
        (field.read_only, code("Read only.")),
        (field.write_only, code("Write only: never in an answer.")),
        (field.deprecated, code("Deprecated.")),
    )
    return [words for holds, words in marks if holds]


def json_words(value: Json) -> str:
    """A JSON value as people write it: text without quotes, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
