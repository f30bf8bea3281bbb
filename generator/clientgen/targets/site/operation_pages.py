"""The page of each operation."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.api import Operation, Resource
from ...rules.seen import is_parameter
from ..pages.errors import errors_of
from ..pages.operations import operation_view
from ..pages.picker import picker
from ..samples.writers import samples
from ..sinks import Code, code, json_text
from ..sinks.html import text
from ..sinks.markdown import fenced
from ..sinks.markdown import text as markdown_text
from . import layout
from .code_blocks import atoms_in, block, sample_view
from .contents import method_badge
from .markup import HTML
from .operations import (
    OperationPage,
    answer_schema,
    auth_words,
    badges,
    secret_of,
    signature_block,
    title_of,
)
from .picking import picker_view
from .site import File, Site, context_links, tidy


def operation_page(
    site: Site, resource: Resource, operation: Operation
) -> Iterator[File]:
    """An operation's page, and its twin."""
    api = site.api
    page = layout.operation(resource, operation)
    here = f"{page}.html"
    view = operation_view(api, resource, operation, site.values, site.html, here)
    sources = operation.source or resource.source
    title = title_of(resource, operation)
    schema = answer_schema(operation)
    written = samples(api, resource, operation, site.values)
    tried = picker(api, resource, operation, site.values)
    # No line of a sample hangs on a parameter: it is ticked for the rules alone.
    ticks = tried.atoms if tried else ()
    alone = [each.text for each in ticks if is_parameter(each.key)]
    atoms = [*atoms_in(written), *alone]
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
        auth=auth_words(api, operation),
        secret=secret_of(api, operation),
        optional=operation.terms.optional,
        signature=signature_block(view),
        contexts=context_links(site, here),
        body=_body(site, operation, here),
        picker=picker_view(
            operation,
            tried,
            atoms,
            (
                *written[0].on,
                *(each for each in (tried.ticked if tried else ()) if each in alone),
            ),
        ),
        answer_fields=fields_of(site, schema, here) if schema else code(""),
        response=_response(site, operation),
        errors=errors_of(api, operation, HTML),
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
            contexts=context_links(site, there),
            response=_response_block(site, operation),
        )
    )


def _response(site: Site, operation: Operation) -> Code:
    """A whole answer, highlighted; empty where there is none to show."""
    answer = site.answers.of(operation)
    if answer is None:
        return code("")
    return block(json_text(answer).split("\n"), "json")


def _response_block(site: Site, operation: Operation) -> Code:
    answer = site.answers.of(operation)
    return code("") if answer is None else fenced(json_text(answer), "json")


def _body(site: Site, operation: Operation, here: str) -> Code:
    fields = site.fields.of_body(operation, here)
    return (
        site.templates.part("site/fields.jinja", fields=fields, tick=1)
        if fields
        else code("")
    )


def fields_of(site: Site, schema: str, here: str, *, at_home: bool = False) -> Code:
    """A schema's fields as a list that folds out; empty where nobody documents them."""
    fields = site.fields.of_schema(schema, here, at_home=at_home)
    return (
        site.templates.part("site/fields.jinja", fields=fields, tick=0)
        if fields
        else code("")
    )
