"""Schemas: a table of fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ...model.api import Field, Resource, Schema
from ...model.sending import must_be_given
from ...model.types import Tagged
from ..prose import sentence
from ..sinks import Code, code, join
from ..surface.names import attribute, schema_class
from .places import Places
from .types import notes, type_words


class SchemaView(NamedTuple):
    """A schema.

    Attributes:
        type: What it is where it is no object with fields; else empty.
        additional: The type of further keys; empty where nobody says that there are any.
        fields: Name on the wire, attribute, type, notes.
        by: The key that says what an object is and holds; empty where none does.
        kinds: What stands there, the class in Python, what is held, notes.
        other: The class of those of which it says something else, or nothing.
        users: Links to the schemas, and the operations of other resources, that hold it.
    """

    heading: Code
    summary: Code
    note: Code
    type: Code
    additional: Code
    fields: tuple[tuple[Code, ...], ...]
    by: Code
    kinds: tuple[tuple[Code, ...], ...]
    other: Code
    users: Code
    source: Code


def schema_view(
    schema: Schema,
    places: Places,
    here: str,
    resource: Resource | None = None,
    schemas: Mapping[str, Schema] = {},
) -> SchemaView:
    """What a page says about a schema.

    Args:
        schema: The schema.
        places: Where links lead.
        here: The page.
        resource: Whose page this is; what has been said of it is not said again.
        schemas: All that an object can have of which a key says what it holds, by name.
    """
    summary = "" if resource and schema.summary == resource.summary else schema.summary
    note = "" if resource and schema.note == resource.note else schema.note
    markup, type_ = places.markup, schema.type
    known = type_ if isinstance(type_, Tagged) and type_.other else None
    shared = schemas[known.other.schema] if known and known.other else schema
    return SchemaView(
        heading=markup.text(places.headings[schema.name]),
        summary=markup.prose(sentence(summary)),
        note=markup.prose(sentence(note)),
        type=(type_words(type_, places, here) if type_ and known is None else code("")),
        additional=(
            type_words(schema.additional, places, here)
            if schema.additional
            else code("")
        ),
        fields=tuple(
            _field(schema, field, places, here)
            for field in (*shared.fields, *shared.write_only)
        ),
        by=markup.span(known.by) if known else code(""),
        kinds=_kinds(known, schemas, places, here) if known else (),
        other=markup.span(schema_class(shared.name)) if known else code(""),
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


def _kinds(
    known: Tagged, schemas: Mapping[str, Schema], places: Places, here: str
) -> tuple[tuple[Code, ...], ...]:
    """What each tag announces."""
    span = places.markup.span
    rows = []
    for tag, ref in known.cases:
        held = next(f for f in schemas[ref.schema].fields if f.name == tag)
        # That it is there need not be said.
        words = notes(
            replace(held, required=False, nullable=True), places, here, always=True
        )
        null = [code("May be null.")] if held.nullable else []
        said = join(" ", [*null, *([words] if words else [])])
        content = type_words(held.type, places, here)
        rows.append((span(tag), span(schema_class(ref.schema)), content, said))
    return tuple(rows)


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
