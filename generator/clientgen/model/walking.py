"""What stands inside types: everything, at any depth, schemas included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from .api import Api, Schema
from .types import ListOf, MapOf, Ref, Scalar, Type

WRITTEN_OTHERWISE = frozenset(["time", "duration", "unix", "unix_ms", "base64"])
"""Scalars whose values in a program are of another kind than what is sent."""


def parts(type_: Type) -> Iterator[Type]:
    """A type and all that it names, without what schemas hold."""
    yield type_
    match type_:
        case ListOf(inner) | MapOf(inner):
            yield from parts(inner)


def refs(type_: Type) -> Iterator[str]:
    """Names of the schemas that a type names, those of plain data apart."""
    for part in parts(type_):
        if isinstance(part, Ref) and part.documented:
            yield part.schema


def holding(schemas: Iterable[Schema], special: Iterable[str]) -> frozenset[str]:
    """Schemas that hold one of some schemas at any depth, those included."""
    held = {s.name: {n for f in s.fields for n in refs(f.type)} for s in schemas}
    found: set[str] = set()
    more = set(special)
    while more - found:
        found |= more
        more = {name for name, inside in held.items() if found & inside}
    return frozenset(found)


def is_written_otherwise(type_: Type) -> bool:
    """Whether a value is sent as something else than it is in a program."""
    return any(
        isinstance(part, Scalar) and part.name in WRITTEN_OTHERWISE
        for part in parts(type_)
    )


def written_otherwise(api: Api) -> frozenset[str]:
    """Schemas in which something is sent as something else than it is in a program."""
    own = (
        schema.name
        for schema in api.schemas
        if any(is_written_otherwise(field.type) for field in schema.fields)
    )
    return holding(api.schemas, own)


def is_inside(type_: Type, schemas: Set[str]) -> bool:
    """Whether a type is written otherwise, or holds one of the schemas that are."""
    return is_written_otherwise(type_) or any(name in schemas for name in refs(type_))


def has_kinds(api: Api) -> bool:
    """Whether anything of an API is written otherwise: answers, bodies or parameters."""
    return any(is_written_otherwise(type_) for type_ in types_of(api))


def types_of(api: Api) -> Iterator[Type]:
    """The types of all fields, parameters and answers."""
    for schema in api.schemas:
        yield from (field.type for field in schema.fields)
    for resource in api.resources:
        for operation in resource.operations:
            yield from (p.type for p in operation.path_parameters)
            yield from (p.type for p in operation.query_parameters)
            if operation.body:
                yield from (field.type for field in operation.body.fields)
            if operation.answer.type:
                yield operation.answer.type
