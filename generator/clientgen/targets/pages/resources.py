"""A resource's page."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Resource, Schema
from ..prose import sentence
from ..samples.values import Values
from ..sinks import Code, code, join
from ..sinks.markdown import prose, span, text
from ..surface.names import resource_attribute
from .operations import OperationView, module_words, operation_view
from .places import Place, Site, context_page
from .schemas import SchemaView, schema_view


class ResourceView(NamedTuple):
    """A page: facts in one line, contents as a table, operations, and the schema.

    Attributes:
        contents: Link, request and summary of each operation.
        contexts: Links to the API's contexts, as a phrase.
        schema: The resource's own, if it has one.
    """

    title: Code
    summary: Code
    note: Code
    facts: Code
    contents: tuple[tuple[Code, ...], ...]
    operations: tuple[OperationView, ...]
    contexts: Code
    schema: SchemaView | None


def resource_view(
    api: Api,
    resource: Resource,
    schema: Schema | None,
    values: Values,
    site: Site,
    here: str,
) -> ResourceView:
    """Everything a page says about a resource.

    Args:
        api: The API.
        resource: The resource.
        schema: Its own schema, if it has one.
        values: Where example values are from.
        site: Where links lead.
        here: The page.
    """
    operations = tuple(
        operation_view(api, resource, o, values, site, here)
        for o in resource.operations
    )
    return ResourceView(
        title=text(site.titles[resource.name]),
        summary=prose(sentence(resource.summary)),
        note=prose(sentence(resource.note)),
        facts=_facts(api, resource, site, here),
        contents=tuple((o.link, o.request, o.summary) for o in operations),
        operations=operations,
        contexts=join(
            " and ",
            (
                site.link(text(context.name), Place(context_page(context.name)), here)
                for context in api.contexts
            ),
        ),
        schema=schema_view(schema, site, here, resource) if schema else None,
    )


def _facts(api: Api, resource: Resource, site: Site, here: str) -> Code:
    """Where the client has it, which modules it is part of, where the facts are from."""
    facts = [code("In the client: {}.", span(f"client.{resource_attribute(resource)}"))]
    if resource.modules:
        facts.append(code("Part of {}.", module_words(api, resource.modules)))
    if resource.source:
        facts.append(code("Source: {}.", site.sources(resource.source, here)))
    return join(" ", facts)
