"""A resource's page."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Resource, Schema
from ..prose import sentence
from ..sinks import Code, code, join
from ..surface.names import resource_attribute
from .operations import OperationView, module_words, request_words
from .places import Place, Places
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
    operations: tuple[OperationView, ...],
    places: Places,
    here: str,
) -> ResourceView:
    """Everything a page says about a resource.

    Args:
        api: The API.
        resource: The resource.
        schema: Its own schema, if it has one.
        operations: Those that stand on this page.
        places: Where links lead.
        here: The page.
    """
    markup = places.markup
    return ResourceView(
        title=markup.text(places.titles[resource.name]),
        summary=markup.prose(sentence(resource.summary)),
        note=markup.prose(sentence(resource.note)),
        facts=_facts(api, resource, places, here),
        contents=tuple(
            (
                places.operation(resource, each, markup.text(each.name), here),
                request_words(each, markup),
                markup.prose(sentence(each.summary)),
            )
            for each in resource.operations
        ),
        operations=operations,
        contexts=join(
            " and ",
            (
                places.link(
                    markup.text(context.name),
                    Place(places.layout.context(context.name)),
                    here,
                )
                for context in api.contexts
            ),
        ),
        schema=schema_view(schema, places, here, resource) if schema else None,
    )


def _facts(api: Api, resource: Resource, places: Places, here: str) -> Code:
    """Where the client has it, which modules it is part of, where the facts are from."""
    facts = [
        code(
            "In the client: {}.",
            places.markup.span(f"client.{resource_attribute(resource)}"),
        )
    ]
    if resource.modules:
        facts.append(code("Part of {}.", module_words(api, resource.modules, places)))
    if resource.source:
        facts.append(code("Source: {}.", places.sources(resource.source, here)))
    return join(" ", facts)
