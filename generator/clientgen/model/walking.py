"""What stands inside types: everything, at any depth, schemas included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from .api import Api, Field, Schema
from .types import Choice, Codes, Constant, ListOf, MapOf, Ref, Scalar, Tagged, Type

WRITTEN_OTHERWISE = frozenset(["time", "duration", "unix", "unix_ms", "base64"])
"""Scalars whose values in a program are of another kind than what is sent."""


def parts(type_: Type) -> Iterator[Type]:
    """A type and all that it names, without what schemas hold."""
    yield type_
    match type_:
        case ListOf(inner) | MapOf(inner):
            yield from parts(inner)
        case Choice(choice):
            for part in choice:
                yield from parts(part)
        case Tagged():
            yield from type_.schemas


def refs(type_: Type) -> Iterator[str]:
    """Names of the schemas that a type names, those of plain data apart."""
    for part in parts(type_):
        if isinstance(part, Ref) and part.documented:
            yield part.schema


def own_types(schema: Schema) -> Iterator[Type]:
    """The types that a schema names: those of its fields, and what it is itself."""
    yield from (field.type for field in schema.fields)
    yield from (field.type for field in schema.write_only)
    if schema.additional is not None:
        yield schema.additional
    if schema.type is not None:
        yield schema.type


def holding(schemas: Iterable[Schema], special: Iterable[str]) -> frozenset[str]:
    """Schemas that hold one of some schemas at any depth, those included."""
    holders: dict[str, set[str]] = {}
    for schema in schemas:
        for type_ in own_types(schema):
            for name in refs(type_):
                holders.setdefault(name, set()).add(schema.name)
    found = set(special)
    todo = [*found]
    while todo:
        further = holders.get(todo.pop(), set()) - found
        found |= further
        todo += further
    return frozenset(found)


def is_written_otherwise(type_: Type) -> bool:
    """Whether a value is sent as something else than it is in a program."""
    return any(
        (isinstance(part, Scalar) and part.name in WRITTEN_OTHERWISE)
        # A literal of a truth value is none to msgspec, so that it has a type of ours.
        or (isinstance(part, Constant) and isinstance(part.value, bool))
        for part in parts(type_)
    )


def is_filled_in(field: Field) -> bool:
    """Whether a field is a constant that is always there, which clients give themselves."""
    return isinstance(field.type, Constant) and field.required and not field.nullable


def written_otherwise(api: Api) -> frozenset[str]:
    """Schemas in which something is sent as something else than it is in a program."""
    own = (
        schema.name
        for schema in api.schemas
        if any(map(is_written_otherwise, own_types(schema)))
    )
    return holding(api.schemas, own)


def filled_in(api: Api) -> frozenset[str]:
    """Schemas in which something is sent otherwise, or filled in where it is missing."""
    own = (
        schema.name
        for schema in api.schemas
        if any(is_filled_in(field) for field in schema.fields)
    )
    return holding(api.schemas, {*own, *written_otherwise(api)})


def is_inside(type_: Type, schemas: Set[str]) -> bool:
    """Whether a type is written otherwise, or holds one of the schemas that are."""
    return is_written_otherwise(type_) or any(name in schemas for name in refs(type_))


def has_kinds(api: Api) -> bool:
    """Whether anything of an API is written otherwise: answers, bodies or parameters."""
    if any(map(is_written_otherwise, types_of(api))):
        return True
    held = filled_in(api)
    bodies = [o.body for r in api.resources for o in r.operations if o.body]
    if any(body.type is not None and is_inside(body.type, held) for body in bodies):
        return True
    return any(
        is_inside(field.type, held) or (body.kind == "array" and is_filled_in(field))
        for body in bodies
        for field in body.fields
    )


def has_choices(api: Api) -> bool:
    """Whether any type of an API is a choice among several."""
    return any(
        isinstance(part, Choice | Tagged)
        for type_ in types_of(api)
        for part in parts(type_)
    )


class Kind(NamedTuple):
    """What an object is of which a key says it.

    Attributes:
        of: The schema that says which there are.
        by: The key.
        tag: What stands there; None where that is none of the known.
    """

    of: str
    by: str
    tag: str | None


def kinds(api: Api) -> dict[str, Kind]:
    """The schemas of objects of which a key says what they hold, by name."""
    found: dict[str, Kind] = {}
    for schema in api.schemas:
        if isinstance(schema.type, Tagged) and schema.type.other is not None:
            by = schema.type.by
            found |= {r.schema: Kind(schema.name, by, t) for t, r in schema.type.cases}
            found[schema.type.other.schema] = Kind(schema.name, by, None)
    return found


def types_of(api: Api) -> Iterator[Type]:
    """The types of all fields, parameters, answers and events."""
    if api.webhooks is not None:
        yield from (type_ for _, type_ in api.webhooks.bodies)
    for schema in api.schemas:
        yield from own_types(schema)
    for resource in api.resources:
        for operation in resource.operations:
            yield from (p.type for p in operation.parameters)
            if body := operation.body:
                yield from (field.type for field in body.fields)
                yield from (body.type,) if body.type else ()
            special = (when.answer for when in operation.answer_when)
            for answer in (operation.answer, *special):
                found = (answer.type, *(each for _, each in answer.statuses))
                yield from (each for each in found if each is not None)


def names_of_numbers(type_: Type) -> str:
    """What the known numbers of a type mean: ``4: text, 5: voice``."""
    if isinstance(type_, ListOf):
        return names_of_numbers(type_.item)
    if not isinstance(type_, Codes):
        return ""
    return ", ".join(f"{number}: {name}" for number, name in type_.values if name)
