"""All files of the site, in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...model.api import Api, Operation, Resource, Schema
from ..description.document import document_text
from ..pages.client import ClientView, client_view
from ..pages.contexts import context_view
from ..pages.index import IndexView, index_view
from ..pages.maps import Map, around, of_area
from ..pages.markup import MARKDOWN
from ..pages.operations import operation_view
from ..pages.picker import picker
from ..pages.pictures import picture as picture_of
from ..pages.places import Place, Places, places_of, relative
from ..pages.references import Area, Reference, areas, in_words, references
from ..pages.resources import ResourceView, resource_view
from ..pages.schemas import SchemaView, schema_view
from ..pages.search import Guide as SearchGuide
from ..pages.search import search_index
from ..prose import sentence
from ..samples.answers import Answers, answers_of
from ..samples.values import Values, values_of
from ..samples.writers import samples
from ..sinks import Code, code, join, json_text
from ..sinks.html import attribute, href, outside, prose, script_json, text
from ..sinks.markdown import fenced
from ..sinks.markdown import prose as markdown_prose
from ..sinks.markdown import span as markdown_span
from ..sinks.markdown import text as markdown_text
from ..target import OutputFile
from ..templates import Templates
from . import layout
from .changes import changes
from .chrome import Chrome, Frame
from .code_blocks import atoms_in, block, sample_view
from .contents import Contents, Entry, contents_of, method_badge
from .fields import Fields
from .guides import Guide, guides_of, html_of
from .markup import HTML
from .operations import (
    OperationPage,
    answer_schema,
    auth_words,
    badges,
    errors_of,
    signature_block,
    title_of,
)
from .picking import picker_view
from .searching import INDEX_SCRIPT, SearchPlaces

_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\n\n+")
_ASSETS = ("site.css", "theme.js", "site.js", "search.js", "rules.js", "picker.js")


class _Site(NamedTuple):
    """What all pages are made of."""

    api: Api
    templates: Templates
    values: Values
    html: Places
    markdown: Places
    frame: Frame
    fields: Fields
    answers: Answers
    references: tuple[Reference, ...]


def files(
    api: Api, templates: Templates, before: Api | None = None
) -> list[OutputFile]:
    """The site of an API, below ``site/``.

    Args:
        api: The API.
        templates: Where layout is from.
        before: The API as it was; a page tells what has changed since.
    """
    values = values_of(api)
    html = places_of(api, layout.layout(".html"), HTML)
    markdown = places_of(api, layout.layout(".md"), MARKDOWN)
    first = index_view(api, values, markdown, f"{layout.INDEX}.md")
    # Guides stand in one folder: links are the same from each.
    index = index_view(api, values, markdown, layout.guide("rules") + ".md")
    client = client_view(api, values, markdown, layout.guide("rules") + ".md")
    guides = guides_of(api, index, client)
    contents = _contents(api, guides, html, before is not None)
    site = _Site(
        api,
        templates,
        values,
        html,
        markdown,
        Frame(api, contents),
        Fields({schema.name: schema for schema in api.schemas}, html),
        answers_of(api, values),
        references(api),
    )
    pages = [
        *_first(site, first, guides),
        *_guides(site, guides, index, client),
        *_contexts(site),
        *_resources(site),
        *_schemas(site),
        *_maps(site),
        *(_changes(site, before) if before else ()),
        *_for_machines(site, contents),
        *_search(site, guides),
        *_assets(site),
    ]
    return [OutputFile(f"site/{path}", content) for path, content in pages]


def _contents(api: Api, guides: list[Guide], places: Places, changes: bool) -> Contents:
    written = [Entry(layout.guide(guide.name), guide.title) for guide in guides]
    written += [
        Entry(layout.context(context.name), f"By {context.name}")
        for context in api.contexts
    ]
    shared = any(
        place.page == places.layout.schemas for place in places.schemas.values()
    )
    more = [Entry(layout.SCHEMAS, "Schemas")] if shared else []
    more += [Entry(layout.CHANGES, "Changes")] if changes else []
    maps = [Entry(layout.area(each.name), _map_title(each)) for each in areas(api)]
    return contents_of(api, written, maps, more)


class _Page(NamedTuple):
    """A page of prose."""

    chrome: Chrome
    content: Code


File = tuple[str, str]


def _prose(
    site: _Site, page: str, title: str, summary: str, words: str
) -> Iterator[File]:
    """A page that is written in Markdown: it, and its twin."""
    words = tidy(words)
    shown = _Page(site.frame.around(page, title, summary), html_of(words))
    yield f"{page}.html", site.templates.render("site/prose.jinja", page=shown)
    yield f"{page}.md", words


def tidy(words: str) -> str:
    """Markdown in which parts that are not there leave no hole."""
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", words)).strip("\n") + "\n"


def _guides(
    site: _Site, guides: list[Guide], index: IndexView, client: ClientView
) -> Iterator[File]:
    for guide in guides:
        words = site.templates.render(
            f"site/guides/{guide.name}.md.jinja",
            guide=guide._replace(title=text(guide.title)),
            index=index,
            client=client,
            overview=code(""),
        )
        yield from _prose(
            site, layout.guide(guide.name), guide.title, guide.summary, words
        )


def _contexts(site: _Site) -> Iterator[File]:
    for context in site.api.contexts:
        page = layout.context(context.name)
        view = context_view(site.api, context, site.values, site.markdown, f"{page}.md")
        words = site.templates.render("docs/context.md.jinja", page=view)
        yield from _prose(site, page, f"By {context.name}", context.summary, words)


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


def _resources(site: _Site) -> Iterator[File]:
    schemas = {schema.name: schema for schema in site.api.schemas}
    for resource in site.api.resources:
        schema = schemas.get(resource.schema or "")
        mine = schema if schema and schema.resource == resource.name else None
        yield from _resource(site, resource, mine)
        for operation in resource.operations:
            yield from _operation(site, resource, operation)


def _resource(site: _Site, resource: Resource, schema: Schema | None) -> Iterator[File]:
    page = layout.resource(resource)
    here = f"{page}.html"
    view = resource_view(site.api, resource, schema, (), site.html, here)
    near = [x for x in site.references if resource.name in (x.source, x.target)]
    picture = code("")
    if near:
        picture = _picture(site, around(resource.name, near), here)
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
        fields=_fields(site, schema.name, here, at_home=True) if schema else code(""),
    )
    yield here, site.templates.render("site/resource.jinja", page=shown)
    twin = resource_view(site.api, resource, schema, (), site.markdown, f"{page}.md")
    yield f"{page}.md", tidy(site.templates.render("docs/resource.md.jinja", page=twin))


class _MapPage(NamedTuple):
    """The map of an area."""

    chrome: Chrome
    summary: Code
    picture: Code
    references: tuple[Code, ...]


def _maps(site: _Site) -> Iterator[File]:
    for each in areas(site.api):
        page = layout.area(each.name)
        here = f"{page}.html"
        inside = set(each.resources)
        shown = [x for x in site.references if {x.source, x.target} <= inside]
        words = f"Which resources refer to which, in {each.title}."
        frame = site.frame.around(page, _map_title(each), words)
        lines = tuple(text(in_words(reference)) for reference in shown)
        drawn = _picture(site, of_area(each, site.references), here)
        view = _MapPage(frame, text(words), drawn, lines)
        yield here, site.templates.render("site/map.jinja", page=view)
        yield f"{page}.md", tidy(
            site.templates.render(
                "site/map.md.jinja",
                title=markdown_text(_map_title(each)),
                summary=markdown_text(words),
                references=[markdown_text(in_words(x)) for x in shown],
            )
        )


def _map_title(area: Area) -> str:
    return f"Map of {area.title}"


def _picture(site: _Site, drawn: Map, here: str) -> Code:
    return picture_of(
        drawn, lambda name: href(relative(site.html.resources[name].page, here))
    )


def _fields(site: _Site, schema: str, here: str, *, at_home: bool = False) -> Code:
    fields = site.fields.of_schema(schema, here, at_home=at_home)
    return (
        site.templates.part("site/fields.jinja", fields=fields, tick=0)
        if fields
        else code("")
    )


def _operation(site: _Site, resource: Resource, operation: Operation) -> Iterator[File]:
    api = site.api
    page = layout.operation(resource, operation)
    here = f"{page}.html"
    view = operation_view(api, resource, operation, site.values, site.html, here)
    sources = operation.source or resource.source
    title = title_of(resource, operation)
    schema = answer_schema(operation)
    written = samples(api, resource, operation, site.values)
    atoms = atoms_in(written)
    numbers = {atom: number for number, atom in enumerate(atoms)}
    shown = OperationPage(
        chrome=site.frame.around(
            page, title, operation.summary, sources, resource.changed
        ),
        view=view,
        title=text(title),
        method=method_badge(operation.method),
        path=text(operation.path),
        badges=badges(
            api, operation.modules or resource.modules, sources, site.html, here
        ),
        auth=auth_words(api),
        signature=signature_block(view),
        contexts=_context_links(site, here),
        body=_body(site, operation, here),
        picker=picker_view(
            operation,
            picker(api, resource, operation, site.values),
            atoms,
            written[0].on,
        ),
        answer_fields=_fields(site, schema, here) if schema else code(""),
        response=_response(site, operation),
        errors=errors_of(api, operation),
        samples=tuple(sample_view(sample, numbers) for sample in written),
    )
    yield here, site.templates.render("site/operation.jinja", page=shown)
    there = f"{page}.md"
    yield there, tidy(
        site.templates.render(
            "site/operation.md.jinja",
            title=markdown_text(title),
            operation=operation_view(
                api, resource, operation, site.values, site.markdown, there
            ),
            contexts=_context_links(site, there),
            response=_response_block(site, operation),
        )
    )


def _response(site: _Site, operation: Operation) -> Code:
    """A whole answer, highlighted; empty where there is none to show."""
    answer = site.answers.of(operation)
    if answer is None:
        return code("")
    return block(json_text(answer).split("\n"), "json")


def _response_block(site: _Site, operation: Operation) -> Code:
    answer = site.answers.of(operation)
    return code("") if answer is None else fenced(json_text(answer), "json")


def _context_links(site: _Site, here: str) -> Code:
    places = site.markdown if here.endswith(".md") else site.html
    return join(
        " and ",
        (
            places.link(
                places.markup.text(context.name),
                Place(places.layout.context(context.name)),
                here,
            )
            for context in site.api.contexts
        ),
    )


def _body(site: _Site, operation: Operation, here: str) -> Code:
    fields = site.fields.of_body(operation, here)
    return (
        site.templates.part("site/fields.jinja", fields=fields, tick=1)
        if fields
        else code("")
    )


class _SchemaPart(NamedTuple):
    """A schema on the page of shared ones."""

    anchor: Code
    view: SchemaView
    fields: Code


class _SchemasPage(NamedTuple):
    """The page of shared schemas."""

    chrome: Chrome
    schemas: tuple[_SchemaPart, ...]


def _schemas(site: _Site) -> Iterator[File]:
    here, there = site.html.layout.schemas, site.markdown.layout.schemas
    shared = [s for s in site.api.schemas if site.html.schemas[s.name].page == here]
    if not shared:
        return
    shown = _SchemasPage(
        site.frame.around(layout.SCHEMAS, "Schemas"),
        tuple(
            _SchemaPart(
                attribute(site.html.schemas[schema.name].anchor),
                schema_view(schema, site.html, here),
                _fields(site, schema.name, here, at_home=True),
            )
            for schema in shared
        ),
    )
    yield here, site.templates.render("site/schemas.jinja", page=shown)
    yield there, tidy(
        site.templates.render(
            "docs/schemas.md.jinja",
            schemas=[schema_view(schema, site.markdown, there) for schema in shared],
        )
    )


class _Card(NamedTuple):
    """A group of links on the first page."""

    href: Code
    title: Code
    words: Code


class _FirstPage(NamedTuple):
    """The first page."""

    chrome: Chrome
    extent: Code
    description: tuple[Code, ...]
    guides: tuple[_Card, ...]
    maps: tuple[_Card, ...]
    resources: tuple[_Card, ...]
    start: Code


def _first(site: _Site, index: IndexView, guides: list[Guide]) -> Iterator[File]:
    api = site.api
    paragraphs = [each for each in api.description.split("\n\n") if each.strip()]
    shown = _FirstPage(
        site.frame.around(layout.INDEX, api.title, api.summary),
        index.extent,
        tuple(map(prose, paragraphs)),
        tuple(
            _Card(
                href(f"{layout.guide(guide.name)}.html"),
                text(guide.title),
                text(guide.summary),
            )
            for guide in guides
        ),
        tuple(
            _Card(
                href(f"{layout.area(each.name)}.html"),
                text(_map_title(each)),
                text(f"{len(each.resources)} resources."),
            )
            for each in areas(api)
        ),
        tuple(
            _Card(
                href(f"{layout.resource(resource)}.html"),
                text(resource.name),
                prose(sentence(resource.summary)),
            )
            for resource in api.resources
        ),
        html_of(index.start),
    )
    yield "index.html", site.templates.render("site/index.jinja", page=shown)
    yield "index.md", tidy(
        site.templates.render("site/index.md.jinja", index=index, guides=guides)
    )


class _Part(NamedTuple):
    """Changes of one kind."""

    title: Code
    rows: tuple[tuple[Code, ...], ...]


def _changes(site: _Site, before: Api) -> Iterator[File]:
    found = changes(before, site.api)
    kinds = (
        ("New operations", found.added),
        ("Operations that are gone", found.removed),
        ("Changed operations", found.operations),
        ("Changed schemas", found.schemas),
    )
    parts = [
        _Part(
            markdown_text(title),
            tuple(
                (
                    markdown_span(change.subject),
                    markdown_text(change.title),
                    join("<br>", map(markdown_prose, change.words)),
                )
                for change in of_kind
            ),
        )
        for title, of_kind in kinds
        if of_kind
    ]
    words = site.templates.render("site/changes.md.jinja", parts=parts)
    yield from _prose(site, layout.CHANGES, "Changes", "What has changed.", words)


def _for_machines(site: _Site, contents: Contents) -> Iterator[File]:
    """The OpenAPI document, and a map of the site where it is published."""
    yield f"{layout.DOCUMENT}.json", document_text(site.api)
    base = outside(site.api.docs_url).rstrip("/")
    if base:
        places = "".join(
            f"  <url><loc>{base}/{entry.page}.html</loc></url>\n"
            for entry in contents.in_order()
        )
        yield "sitemap.xml", (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{places}</urlset>\n"
        )


def _search(site: _Site, guides: list[Guide]) -> Iterator[File]:
    found = [
        SearchGuide(guide.title, f"{layout.guide(guide.name)}.html", guide.summary)
        for guide in guides
    ]
    rows = script_json(search_index(site.api, SearchPlaces(site.html), found))
    yield f"assets/{INDEX_SCRIPT}", f"window.CLIENTGEN_INDEX = {rows};\n"


def _assets(site: _Site) -> Iterator[File]:
    for name in _ASSETS:
        yield f"assets/{name}", site.templates.asset(f"site/{name}")
