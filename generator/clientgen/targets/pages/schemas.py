"""Schemas: a table of fields."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Field, Resource, Schema
from ..prose import sentence
from ..sinks import Code, join
from ..sinks.markdown import prose, span, text
from ..surface.names import attribute
from .places import SCHEMAS, Site
from .types import notes, type_words


class SchemaView(NamedTuple):
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


def schema_view(
    schema: Schema, site: Site, here: str, resource: Resource | None = None
) -> SchemaView:
    """What a page says about a schema.

    Args:
        schema: The schema.
        site: Where links lead.
        here: The page.
        resource: Whose page this is; what has been said of it is not said again.
    """
    summary = "" if resource and schema.summary == resource.summary else schema.summary
    note = "" if resource and schema.note == resource.note else schema.note
    return SchemaView(
        heading=text(site.headings[schema.name]),
        summary=prose(sentence(summary)),
        note=prose(sentence(note)),
        fields=tuple(_field(field, site, here) for field in schema.fields),
        users=_users(schema, site, here),
        source=site.sources(schema.source, here),
    )


def _field(field: Field, site: Site, here: str) -> tuple[Code, ...]:
    return (
        span(field.name),
        span(attribute(field)),
        type_words(field.type, site, here),
        notes(field, site, here, always=True),
    )


def _users(schema: Schema, site: Site, here: str) -> Code:
    """Links to what holds a schema; none to its own resource's operations beside it."""
    return join(
        ", ",
        (
            site.link(text(label), place, here)
            for label, place in site.users.get(schema.name, ())
            if place.page != here or here == SCHEMAS
        ),
    )
