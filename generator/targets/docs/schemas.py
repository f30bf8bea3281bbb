"""Schemas: a table of fields."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.api import Api, Field, Schema
from ...model.types import ListOf, MapOf, Ref, Type
from ..markdown import prose, span, text
from ..python.docstrings import sentence
from ..python.names import attribute
from ..sinks import Code, join
from .site import Site
from .types import notes, type_words


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A schema.

    Attributes:
        fields: Name on the wire, attribute, type, notes.
        users: Links to the schemas, and the operations of other resources, that hold it.
    """

    heading: Code
    summary: Code
    note: Code
    fields: tuple[tuple[Code, ...], ...]
    users: Code
    source: Code


def schema_view(api: Api, schema: Schema, site: Site, here: str) -> SchemaView:
    """What a page says about a schema."""
    resource = next((r for r in api.resources if r.name == schema.resource), None)
    # What the page of its resource has said above need not be said again.
    summary = "" if resource and schema.summary == resource.summary else schema.summary
    note = "" if resource and schema.note == resource.note else schema.note
    return SchemaView(
        heading=text(site.headings[schema.name]),
        summary=prose(sentence(summary)),
        note=prose(sentence(note)),
        fields=tuple(_field(field, site, here) for field in schema.fields),
        users=_users(api, schema, site, here),
        source=site.sources(schema.source, here),
    )


def _field(field: Field, site: Site, here: str) -> tuple[Code, ...]:
    return (
        span(field.name),
        span(attribute(field)),
        type_words(field.type, site, here),
        notes(field, site, here, always=True),
    )


def _users(api: Api, schema: Schema, site: Site, here: str) -> Code:
    """Schemas with such a field, then operations that take or give it and have no schema."""
    found = [
        site.schema(other.name, here)
        for other in api.schemas
        if other.name != schema.name
        and any(_holds(f.type, schema.name) for f in other.fields)
    ]
    for resource in api.resources:
        if resource.name == schema.resource:
            continue
        for operation in resource.operations:
            types = (
                [field.type for field in operation.body.fields]
                if operation.body
                else []
            )
            types += [operation.answer.type] if operation.answer.type else []
            if any(_holds(type_, schema.name) for type_ in types):
                label = text(f"{resource.name}.{operation.name}")
                found.append(site.operation(resource, operation, label, here))
    return join(", ", found)


def _holds(type_: Type, schema: str) -> bool:
    match type_:
        case ListOf(inner) | MapOf(inner):
            return _holds(inner, schema)
        case Ref(name):
            return name == schema
    return False
