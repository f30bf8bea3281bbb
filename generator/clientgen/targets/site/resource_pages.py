"""The page of each resource, and that of schemas which several share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ...model.api import Resource, Schema
from ...model.types import Tagged
from ..pages.maps import around
from ..pages.places import Places
from ..pages.references import in_words
from ..pages.resources import ResourceView, resource_view
from ..pages.schemas import SchemaView, schema_view
from ..prose import sentence
from ..sinks import Code, code
from ..sinks.html import attribute, href, prose, text
from ..target import Sheet
from . import layout
from .chrome import Chrome
from .contents import method_badge
from .map_pages import picture_at
from .operation_pages import fields_of, operation_page
from .operations import (
    badges,
    title_of,
)
from .site import File, Site, sheet, tidy


class _Line(NamedTuple):
    """An operation in a list."""

    href: Code
    method: Code
    title: Code
    path: Code
    summary: Code


class _ResourcePage(NamedTuple):
    """A resource's page."""

    chrome: Chrome
    view: ResourceView
    badges: tuple[Code, ...]
    operations: tuple[_Line, ...]
    picture: Code
    references: tuple[Code, ...]
    schema: SchemaView | None
    schema_anchor: Code
    fields: Code


def resource_pages(site: Site) -> Iterator[Sheet]:
    """Each resource's page, followed by those of its operations."""
    schemas = {schema.name: schema for schema in site.api.schemas}
    for resource in site.api.resources:
        schema = schemas.get(resource.schema or "")
        mine = schema if schema and schema.resource == resource.name else None
        yield sheet(layout.resource(resource), partial(_resource, site, resource, mine))
        for operation in resource.operations:
            yield sheet(
                layout.operation(resource, operation),
                partial(operation_page, site, resource, operation),
            )


def _resource(site: Site, resource: Resource, schema: Schema | None) -> Iterator[File]:
    page = layout.resource(resource)
    here = f"{page}.html"
    view = resource_view(site.api, resource, schema, (), site.html, here)
    near = [x for x in site.references if resource.name in (x.source, x.target)]
    picture = code("")
    if near:
        picture = picture_at(site, around(resource.name, near), here)
    shown = _ResourcePage(
        chrome=site.frame.around(
            page,
            resource.name,
            resource.summary,
            resource.source,
            resource.changed,
        ),
        view=view,
        badges=badges(site.api, resource.modules, resource.source, site.html, here),
        operations=tuple(
            _Line(
                href(f"{layout.operation(resource, each).removeprefix('api/')}.html"),
                method_badge(each.method),
                text(title_of(resource, each)),
                text(each.path),
                prose(sentence(each.summary)),
            )
            for each in resource.operations
        ),
        picture=picture,
        references=tuple(text(in_words(each)) for each in near),
        schema=view.schema,
        schema_anchor=(
            attribute(site.html.schemas[schema.name].anchor) if schema else code("")
        ),
        fields=fields_of(site, schema.name, here, at_home=True) if schema else code(""),
    )
    yield here, site.templates.render("site/resource.jinja", page=shown)
    twin = resource_view(site.api, resource, schema, (), site.markdown, f"{page}.md")
    yield f"{page}.md", tidy(site.templates.render("docs/resource.md.jinja", page=twin))


class _SchemaPart(NamedTuple):
    """A schema on the page of shared ones."""

    anchor: Code
    view: SchemaView
    fields: Code


class _SchemasPage(NamedTuple):
    """The page of shared schemas."""

    chrome: Chrome
    schemas: tuple[_SchemaPart, ...]


def schema_pages(site: Site) -> Iterator[Sheet]:
    """Schemas that several resources share; no page where there are none."""
    here = site.html.layout.schemas
    shared = [
        s
        for s in site.api.schemas
        if site.html.schemas[s.name].page == here and s.name in site.html.headings
    ]
    if shared:
        yield sheet(layout.SCHEMAS, partial(_schemas, site, shared))


def _schemas(site: Site, shared: Sequence[Schema]) -> Iterator[File]:
    here, there = site.html.layout.schemas, site.markdown.layout.schemas
    every = {schema.name: schema for schema in site.api.schemas}

    def view(schema: Schema, places: Places, page: str) -> SchemaView:
        return schema_view(schema, places, page, schemas=every)

    shown = _SchemasPage(
        site.frame.around(layout.SCHEMAS, "Schemas"),
        tuple(
            _SchemaPart(
                attribute(site.html.schemas[schema.name].anchor),
                view(schema, site.html, here),
                fields_of(site, _listed(schema), here, at_home=True),
            )
            for schema in shared
        ),
    )
    yield here, site.templates.render("site/schemas.jinja", page=shown)
    yield there, tidy(
        site.templates.render(
            "docs/schemas.md.jinja",
            schemas=[view(schema, site.markdown, there) for schema in shared],
        )
    )


def _listed(schema: Schema) -> str:
    """The schema whose fields are listed: those that objects of every tag have."""
    type_ = schema.type
    other = type_.other if isinstance(type_, Tagged) else None
    return other.schema if other else schema.name
