"""What refers to what: the references of an API, for pictures and for words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Api, Field, Resource, Schema
from ...model.types import Key, Ref, innermost


class Reference(NamedTuple):
    """One resource refers to another, or to itself.

    Attributes:
        source: Name of the resource that refers.
        target: Name of the resource referred to.
        fields: By which fields; a dot leads into the objects inside.
    """

    source: str
    target: str
    fields: tuple[str, ...]


class Area(NamedTuple):
    """Resources that one map shows.

    Attributes:
        name: Of the module.
        title: For people.
        resources: Names, in the API's order.
    """

    name: str
    title: str
    resources: tuple[str, ...]


def references(api: Api) -> tuple[Reference, ...]:
    """All references of an API: by keys and by objects, in answers and in bodies.

    Each pair of resources stands once, in the order of the resources that refer.
    """
    schemas = {schema.name: schema for schema in api.schemas}
    known = {resource.name for resource in api.resources}
    found: list[Reference] = []
    for resource in api.resources:
        fields: dict[str, dict[str, None]] = {}
        for target, path in _of_resource(resource, schemas):
            if target in known:
                fields.setdefault(target, {})[path] = None
        found += [Reference(resource.name, to, tuple(by)) for to, by in fields.items()]
    return tuple(found)


def in_words(reference: Reference) -> str:
    """A reference as a sentence: ``Invoice refers to Customer (customerKey)``."""
    other = reference.target if reference.target != reference.source else "itself"
    return f"{reference.source} refers to {other} ({', '.join(reference.fields)})"


def areas(api: Api) -> tuple[Area, ...]:
    """The areas of an API: its modules, or one for all where it has none.

    Resources of no module have an area of their own.
    """
    if not api.modules:
        return (Area("all", api.title, tuple(r.name for r in api.resources)),)
    found = [
        Area(
            module.name,
            module.title,
            tuple(r.name for r in api.resources if module.name in r.modules),
        )
        for module in api.modules
    ]
    taken = {module.name for module in api.modules}
    others = tuple(r.name for r in api.resources if taken.isdisjoint(r.modules))
    name = "other"
    while name in taken:
        name += "_"
    found.append(Area(name, "Other", others))
    return tuple(area for area in found if area.resources)


def _of_resource(
    resource: Resource, schemas: Mapping[str, Schema]
) -> Iterator[tuple[str, str]]:
    own = schemas.get(resource.schema or "")
    within = (own.name,) if own else ()
    if own:
        yield from _of_fields(own.fields, schemas, within, "")
    for operation in resource.operations:
        if operation.body:
            yield from _of_fields(operation.body.fields, schemas, within, "")


def _of_fields(
    fields: Sequence[Field],
    schemas: Mapping[str, Schema],
    within: tuple[str, ...],
    before: str,
) -> Iterator[tuple[str, str]]:
    """What fields refer to, and by which path."""
    for field in fields:
        path = f"{before}{field.name}"
        type_ = innermost(field.type)
        if isinstance(type_, Key) and type_.resource:
            yield type_.resource, path
        if not isinstance(type_, Ref):
            continue
        schema = schemas[type_.schema]
        if schema.resource:
            yield schema.resource, path
        elif schema.name not in within:
            inner = (*within, schema.name)
            yield from _of_fields(schema.fields, schemas, inner, f"{path}.")
