"""Schemas: a table of fields."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Field, Resource, Schema
from ...model.sending import must_be_given
from ..prose import sentence
from ..sinks import Code, code, join
from ..surface.names import attribute
from .places import Places
from .types import notes, type_words


class SchemaView(NamedTuple):
    """A schema.

    Attributes:
        type: What it is where it is no object with fields; else empty.
        additional: The type of further keys; empty where nobody says that there are any.
        fields: Name on the wire, attribute, type, notes.
        users: Links to the schemas, and the operations of other resources, that hold it.
    """

    heading: Code
    summary: Code
    note: Code
    type: Code
    additional: Code
    fields: tuple[tuple[Code, ...], ...]
    users: Code
    source: Code


def schema_view(
    schema: Schema, places: Places, here: str, resource: Resource | None = None
) -> SchemaView:
    """What a page says about a schema.

    Args:
        schema: The schema.
        places: Where links lead.
        here: The page.
        resource: Whose page this is; what has been said of it is not said again.
    """
    summary = "" if resource and schema.summary == resource.summary else schema.summary
    note = "" if resource and schema.note == resource.note else schema.note
    markup = places.markup
    return SchemaView(
        heading=markup.text(places.headings[schema.name]),
        summary=markup.prose(sentence(summary)),
        note=markup.prose(sentence(note)),
        type=type_words(schema.type, places, here) if schema.type else code(""),
        additional=(
            type_words(schema.additional, places, here)
            if schema.additional
            else code("")
        ),
        fields=tuple(
            _field(schema, field, places, here)
            for field in (*schema.fields, *schema.write_only)
        ),
        users=_users(schema, places, here),
        source=places.sources(schema.source, here),
    )


def _field(schema: Schema, field: Field, places: Places, here: str) -> tuple[Code, ...]:
    span = places.markup.span
    return (
        span(field.name),
        code("") if field.write_only else span(attribute(field)),
        type_words(field.type, places, here),
        notes(
            field,
            places,
            here,
            always=not field.write_only and not schema.only_sent,
            needed=must_be_given(schema, field),
        ),
    )


def _users(schema: Schema, places: Places, here: str) -> Code:
    """Links to what holds a schema; none to its own resource's operations beside it."""
    return join(
        ", ",
        (
            places.link(places.markup.text(label), place, here)
            for label, place in places.users.get(schema.name, ())
            if place.page != here or here == places.layout.schemas
        ),
    )
