"""The documentation: Markdown pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.api import Api
from ..pages.client import client_view
from ..pages.contexts import context_view
from ..pages.index import index_view
from ..pages.markup import MARKDOWN
from ..pages.operations import operation_view
from ..pages.places import places_of
from ..pages.resources import resource_view
from ..pages.schemas import schema_view
from ..samples.values import values_of
from ..sinks import code
from ..sinks.files import is_file_stem
from ..target import OutputFile, Problem, Target
from ..templates import Templates
from .layout import CLIENT, INDEX, LAYOUT, SCHEMAS, context_page, resource_page

__all__ = ["TARGET", "operation_view"]

_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\n\n+")


def _files(api: Api, templates: Templates) -> list[OutputFile]:
    """The documentation of an API, below ``docs/``."""
    places = places_of(api, LAYOUT, MARKDOWN)
    values = values_of(api)
    schemas = {schema.name: schema for schema in api.schemas}
    shared = [
        schema_view(schema, places, SCHEMAS, schemas=schemas)
        for schema in api.schemas
        if places.schemas[schema.name].page == SCHEMAS
        and schema.name in places.headings
    ]
    files = [
        _page(
            INDEX,
            templates.render(
                "docs/index.md.jinja", page=index_view(api, values, places, INDEX)
            ),
        ),
        _page(
            CLIENT,
            templates.render(
                "docs/client.md.jinja",
                page=client_view(api, values, places, CLIENT),
                overview=code(INDEX),
            ),
        ),
    ]
    for resource in api.resources:
        page = resource_page(resource)
        schema = schemas.get(resource.schema or "")
        mine = schema if schema and schema.resource == resource.name else None
        operations = tuple(
            operation_view(api, resource, each, values, places, page)
            for each in resource.operations
        )
        view = resource_view(api, resource, mine, operations, places, page)
        files.append(_page(page, templates.render("docs/resource.md.jinja", page=view)))
    if shared:
        files.append(
            _page(SCHEMAS, templates.render("docs/schemas.md.jinja", schemas=shared))
        )
    for context in api.contexts:
        page = context_page(context.name)
        shown = context_view(api, context, values, places, page)
        files.append(_page(page, templates.render("docs/context.md.jinja", page=shown)))
    return files


def _page(path: str, text: str) -> OutputFile:
    """A page; parts that are not there leave no hole."""
    tidy = _LINE_ENDS.sub("", text)
    tidy = _BLANK_LINES.sub("\n\n", tidy).strip("\n") + "\n"
    return OutputFile(f"docs/{path}", tidy)


def _problems(api: Api) -> Iterator[Problem]:
    """Pages that no file can hold on some system."""
    pages = [(r.file, r.position, f"the file {r.file}.yaml") for r in api.resources]
    pages += [(c.name, c.position, "the context") for c in api.contexts]
    for stem, position, thing in pages:
        if position and not is_file_stem(stem):
            yield Problem(
                position,
                "name-collision",
                f"a page '{stem[:100]}.md' cannot be stored on Windows; rename {thing}, "
                f"such as to {stem[:60]}_page",
            )


TARGET = Target("docs", _files, problems=_problems)
