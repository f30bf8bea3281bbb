"""Which of several types a value is of, as the value alone tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from .api import Field
from .types import (
    Choice,
    Codes,
    Constant,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
    meant,
)

FieldsOf = Callable[[str], Sequence[Field]]
"""Gives the fields of a schema by its name."""

_SCALARS = {
    "integer": "number",
    "number": "number",
    "unix": "number",
    "unix_ms": "number",
    "boolean": "boolean",
    "object": "object",
    "any": "any",
    "file": "file",
}
FORMS = {
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[Tt ].+",
    "time": r"\d\d:\d\d.*",
    "duration": r"[+-]?P.+",
}
"""Texts of these types have a form by which one is told from the others."""

_PYTHON = {
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def json_kind(type_: Type) -> str:
    """What JSON calls the values of a type; ``any`` and ``file`` have no one name."""
    match type_:
        case Scalar(name):
            return _SCALARS.get(name, "string")
        case Codes():
            return "number"
        case Constant(value):
            return _PYTHON[type(value)]
        case ListOf():
            return "array"
        case Ref(of=values) if values is not None:
            return json_kind(values)
        case Ref(documented=False):
            return "any"
        case MapOf() | Ref() | Tagged():
            return "object"
    return "string"


def json_kinds(type_: Type) -> frozenset[str]:
    """What JSON calls the values of a type, of a choice those of all its types."""
    inner = meant(type_)
    if isinstance(inner, Choice):
        return frozenset().union(*map(json_kinds, inner.parts))
    return frozenset([json_kind(inner)])


def chosen(choice: Choice | Tagged, value: object, fields: FieldsOf) -> Type | None:
    """The type that a value is of; None where it is of none, or nobody can tell.

    Args:
        choice: The types.
        value: JSON.
        fields: Of schemas.
    """
    if isinstance(choice, Tagged):
        if not isinstance(value, dict):
            return None
        tag = value.get(choice.by)
        found = dict(choice.cases).get(tag) if isinstance(tag, str) else None
        return found or choice.other
    kind = _PYTHON.get(type(value), "")
    fitting = [part for part in choice.parts if json_kind(part) == kind]
    if fitting[1:] and isinstance(value, dict):
        fitting = _told_apart(value, fitting, fields)
    elif fitting[1:] and isinstance(value, list):
        fitting = _told_by_items(value, fitting, fields)
    elif fitting[1:] and isinstance(value, str):
        fitting = [part for part in fitting if has_form(part, value)]
    return fitting[0] if len(fitting) == 1 else None


def has_form(type_: Type, text: str) -> bool:
    """Whether a text looks like one of a type that has a form of its own."""
    form = FORMS.get(type_.name) if isinstance(type_, Scalar) else None
    return form is not None and re.fullmatch(form, text) is not None


def _told_by_items(
    value: Sequence[object], parts: Sequence[Type], fields: FieldsOf
) -> list[Type]:
    """The arrays that a value can be of: its first item tells; without one it is of the first."""
    first = next((each for each in value if each is not None), None)
    if first is None:
        return list(parts[:1])
    items = {part.item: part for part in parts if isinstance(part, ListOf)}
    item = chosen(Choice(tuple(items)), first, fields)
    return [] if item is None else [items[item]]


def _told_apart(
    value: Mapping[str, object], parts: Sequence[Type], fields: FieldsOf
) -> list[Type]:
    known = {part: fields(part.schema) for part in parts if isinstance(part, Ref)}
    constants = {part: constants_of(of) for part, of in known.items()}
    agreeing = [
        part
        for part in known
        if all(value.get(key, only) == only for key, only in constants[part].items())
    ]
    sure = [part for part in agreeing if constants[part].keys() & value.keys()]
    found = sure or agreeing
    if len(found) > 1:
        there = {key for key, each in value.items() if each is not None}
        found = [part for part in found if required_of(known[part]) <= there]
    return [*found]


def constants_of(fields: Sequence[Field]) -> dict[str, str | int | bool]:
    """The only values of keys, by the key."""
    return {f.name: f.type.value for f in fields if isinstance(f.type, Constant)}


def required_of(fields: Sequence[Field]) -> set[str]:
    """The keys that are always there, and not null."""
    return {field.name for field in fields if field.required and not field.nullable}
