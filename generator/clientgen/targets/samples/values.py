"""Example values: the spec's own where it has one, else one by type and name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...model.api import Api, Body, Field, Json, Operation, Parameter
from ...model.limits import default_of
from ...model.naming import snake_case
from ...model.resolving import resolved, resolved_api, resolved_item
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
    innermost,
)
from ..sinks import Code, code, join, literal
from . import kinds
from .keys import before, places_of
from .limited import within
from .things import Things, things_of

Value = (
    None
    | bool
    | int
    | float
    | str
    | bytes
    | dt.date
    | Sequence["Value"]
    | Mapping[str, "Value"]
)
"""A value as Python has it: JSON, and dates, times and the bytes of a file."""

WHEN = dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.UTC)
TEXT = "Some text."
_FILE = b"%PDF-1.7"

# By the last word of a name. They say what kind of text goes there, no more.
_TEXTS = {
    "code": "A-17",
    "currency": "EUR",
    "description": "Made by an example.",
    "email": "someone@example.com",
    "id": "17",
    "language": "en",
    "name": "Example",
    "no": "17",
    "note": "Made by an example.",
    "notes": "Made by an example.",
    "number": "2026-0017",
    "phone": "+1 555 0100",
    "price": "10.00",
    "quantity": "2",
    "title": "Example",
    "url": "https://example.com/",
    "uri": "https://example.com/",
    "value": "10.00",
}
_DEEPEST = 3
_DEEPEST_NEEDED = 8
_ENOUGH = 2


class Values(NamedTuple):
    """Makes example values.

    Attributes:
        schemas: Fields of all schemas, by name.
        keys: The key of each resource's first thing.
        places: The resource whose thing is found at a path, its parameters written ``{}``.
        made: Makes the things that answers show.
        known: What those things have, by field: a body that says the same agrees with them.
    """

    schemas: Mapping[str, tuple[Field, ...]]
    keys: Mapping[str, str]
    places: Mapping[str, str]
    made: Things
    known: Mapping[Field, Json]

    def of(self, item: Field | Parameter, owner: str = "") -> Value:
        """An example value of a field or a parameter.

        Args:
            item: The field or parameter.
            owner: The resource whose own key a ``key`` without a target is, if known.
        """
        item = resolved_item(item)
        resource = (item.type.resource or owner) if isinstance(item.type, Key) else ""
        if resource in self.keys:
            return self.keys[resource]
        if item.example is not None and item.type != Scalar("file"):
            return _typed(item.type, item.example)
        if isinstance(item, Field) and item in self.known:
            return _typed(item.type, self.known[item])
        return self.by_type(item, owner)

    def by_type(self, item: Field | Parameter, owner: str = "") -> Value:
        """A value of a type and a name alone, whatever things have there."""
        usual = default_of(item.limits)
        if usual and item.type == Scalar("string"):
            return str(usual)  # says more than any word of ours
        made = self._of_type(resolved(item.type), snake_case(item.name), owner, 0)
        return within(item.limits, made)

    def whole(self, body: Body) -> Value:
        """A body that is one value."""
        match body.kind:
            case "text":
                return TEXT
            case "bytes":
                return _FILE
        return {} if body.type is None else self.of(Field("body", body.type))

    def in_path(self, operation: Operation, parameter: Parameter) -> Value:
        """An example value of a path parameter: what the thing found there has."""
        owner = self.places.get(before(operation, parameter), "")
        if not isinstance(parameter.type, Key) and parameter.example is None:
            known = self.made.thing(owner).get(parameter.name) if owner else None
            if _fits(resolved(parameter.type), known):
                return _typed(resolved(parameter.type), known)
        own = self.keys.get(owner)
        if parameter.type == Scalar("uuid") and kinds.fits("uuid", own):
            return own
        return self.of(parameter, owner)

    def item_fields(self, type_: Type) -> dict[str, Field]:
        """The fields of an array's items, by name; none where they are not documented."""
        while isinstance(type_, ListOf):
            type_ = type_.item
        return (
            {f.name: f for f in self.schemas.get(type_.schema, ())}
            if isinstance(type_, Ref)
            else {}
        )

    def _of_type(self, type_: Type, name: str, owner: str, depth: int) -> Value:
        match type_:
            case Scalar(scalar):
                return _scalar(scalar, name)
            case Key(resource):
                return self.key(resource or owner or None, name)
            case Enum(values):
                return values[0] if values else "example"
            case Codes(values):
                return values[0][0]
            case Constant(value):
                return value
            case Choice(parts):
                return self._of_type(parts[0], name, owner, depth)
            case Tagged(by, cases, other):
                tag, ref = cases[0]
                made = self._object(ref.schema, depth, tag if other else "")
                return {by: tag, **made} if isinstance(made, Mapping) else made
            case ListOf(item):
                return [self._of_type(item, name, owner, depth + 1)]
            case MapOf(value):
                return {"name": self._of_type(value, name, owner, depth + 1)}
            case Ref(schema):
                return self._object(schema, depth)

    def key(self, resource: str | None, name: str) -> str:
        """The key of a resource's example; made of the name where the resource is unknown."""
        if resource and resource in self.keys:
            return self.keys[resource]
        return (f"{snake_case(resource)}_key" if resource else name).replace("_", "-")

    def _object(self, schema: str, depth: int, tag: str = "") -> Value:
        """What a caller would give: the required fields, and as few plain ones as make two.

        Deep inside, the required ones alone.

        Args:
            schema: Of the object.
            depth: How many objects are around it.
            tag: The key of what it holds, which is all that it needs.
        """
        fields = [
            f
            for f in self.schemas.get(schema, ())
            if not f.read_only and not f.deprecated
        ]
        if depth >= _DEEPEST_NEEDED:
            return {}
        if tag:
            held = (f for f in fields if f.name == tag)
            return {f.name: self._inside(f, depth) for f in held}
        plain = [
            f
            for f in fields
            if f.name != "key" and not isinstance(f.type, ListOf | Ref)
        ]
        chosen = [f for f in fields if f.required]
        most = _ENOUGH if depth < _DEEPEST else 0
        free = most - sum(not isinstance(f.type, Constant) for f in chosen)
        keys = [f for f in plain if isinstance(f.type, Key)][:1]
        more = [*keys, *(f for f in plain if isinstance(f.type, Scalar))]
        chosen += [f for f in more if f not in chosen][: max(free, 0)]
        return {f.name: self._inside(f, depth + 1) for f in fields if f in chosen}

    def _inside(self, field: Field, depth: int) -> Value:
        """The value of a field of an object; ``depth`` counts what is around the value."""
        if field.example is not None or not _holds_objects(field.type):
            return self.of(field)
        # An array counts as an object of its own.
        around = depth - 1 if isinstance(field.type, ListOf) else depth
        made = self._of_type(field.type, snake_case(field.name), "", max(around, 0))
        return within(field.limits, made)


def _holds_objects(type_: Type) -> bool:
    return isinstance(innermost(type_), Ref | Tagged)


def values_of(api: Api) -> Values:
    """Collect what the examples of an API are made of."""
    api = resolved_api(api)
    things = things_of(api)
    schemas = {s.name: (*s.fields, *s.write_only) for s in api.schemas}
    return Values(schemas, things.keys, places_of(api), things, _known(api, things))


def _known(api: Api, things: Things) -> dict[Field, Json]:
    """What the first things have, by the fields of schemas and bodies.

    Fields that are the same but belong to things that differ are not known.
    """
    found: dict[Field, Json] = {}
    pairs: list[tuple[tuple[Field, ...], str]] = [
        *((schema.fields, schema.name) for schema in api.schemas),
        *(
            (operation.body.fields, resource.schema)
            for resource in api.resources
            for operation in resource.operations
            if operation.body and resource.schema
        ),
    ]
    differing: set[Field] = set()
    made = {schema.name: things.makers[schema.name](0) for schema in api.schemas}
    for fields, schema in pairs:
        for field in fields:
            value = made[schema].get(field.name)
            if field.example is not None or not _fits(field.type, value):
                continue
            if found.setdefault(field, value) != value:
                differing.add(field)
    return {field: value for field, value in found.items() if field not in differing}


def _fits(type_: Type, value: Json) -> bool:
    """Whether a plain value is one of a type, too."""
    match type_:
        case Scalar("string") | Enum():
            return isinstance(value, str)
        case Scalar("any"):
            return isinstance(value, str | int | float)
        case Scalar(name) if name in kinds.EXAMPLES or name in kinds.MOMENTS:
            return kinds.fits(name, value)
        case Constant(only):
            return value == only and type(value) is type(only)
        case Scalar("integer") | Codes():
            return isinstance(value, int) and not isinstance(value, bool)
        case Scalar("number"):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Scalar("boolean"):
            return isinstance(value, bool)
        case Scalar("datetime"):
            return isinstance(value, str) and value.endswith("Z") and "T" in value
        case Scalar("date"):
            return isinstance(value, str) and value[4:5] == value[7:8] == "-"
    return False


def _scalar(scalar: str, name: str) -> Value:
    match scalar:
        case "integer":
            return 1
        case "number":
            return 10
        case "boolean":
            return True
        case "datetime":
            return WHEN
        case "date":
            return WHEN.date()
        case "file":
            return _FILE
        case "unix" | "unix_ms":
            return kinds.unix(WHEN.isoformat(), scalar)
        case _ if scalar in kinds.EXAMPLES:
            return kinds.EXAMPLES[scalar]
        case "object":
            return {"name": "Example"}
    before, _, last = name.rpartition("_")
    return _TEXTS.get(last, "example") if before or last != "value" else "example"


def _typed(type_: Type, value: Json) -> Value:
    """A JSON example as the declared type has it; as it stands where it does not fit."""
    if isinstance(value, str) and isinstance(type_, Scalar):
        try:
            if type_.name == "datetime":
                when = dt.datetime.fromisoformat(value)
                return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
            if type_.name == "date":
                return dt.date.fromisoformat(value[:10] if "T" in value else value)
        except ValueError:
            return WHEN if type_.name == "datetime" else WHEN.date()
    if isinstance(type_, Scalar):
        return kinds.typed(type_.name, value)
    if isinstance(value, list) and isinstance(type_, ListOf):
        return [_typed(type_.item, item) for item in value]
    return value


def python(value: Value) -> Code:
    """A value as Python code; names of :mod:`datetime` stand alone."""
    if kind := kinds.python(value, ""):
        return kind
    match value:
        case dt.datetime():
            return kinds.datetime_code(value, "")
        case dt.date():
            return code(
                "date({})",
                join(", ", map(literal, (value.year, value.month, value.day))),
            )
        case bytes():
            return code("b{}", literal(value.decode("ascii", "replace")))
        case Mapping():
            pairs = (code("{}: {}", literal(k), python(v)) for k, v in value.items())
            return code("{{{}}}", join(", ", pairs))
        case str() | int() | float() | None:
            return literal(value)
        case _:
            return code("[{}]", join(", ", map(python, value)))


def wire(value: Value) -> Json:
    """A value as it travels."""
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case dt.date():
            return value.isoformat()
        case bytes():
            return value.decode("ascii", "replace")
        case Mapping():
            return {key: wire(item) for key, item in value.items()}
        case str() | int() | float() | None:
            return value
        case _:
            return [wire(item) for item in value]


def names_used(value: Value) -> frozenset[str]:
    """What :func:`python` needs of the module datetime."""
    match value:
        case dt.datetime():
            return frozenset(["UTC", "datetime"])
        case dt.date():
            return frozenset(["date"])
        case Mapping():
            return frozenset().union(*map(names_used, value.values()))
        case str() | bytes() | int() | float() | None:
            return kinds.names_used(value)
        case _:
            return frozenset().union(*map(names_used, value))
