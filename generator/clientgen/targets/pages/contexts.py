"""The page of a context: what each of its values demands, operation by operation."""

from __future__ import annotations

from typing import NamedTuple

from ...model.api import Api, Context, Operation, Resource
from ...model.rules import All
from ..prose import sentence
from ..samples.values import Values
from ..sinks import Code, code, dotted, identifier, literal
from ..sinks.markdown import fenced, prose, slug, span, text
from ..surface.names import context_argument
from .markup import MARKDOWN
from .matrix import MatrixView, conditional, context_examples, matrix, situations
from .places import Place, Places, heading


class SectionView(NamedTuple):
    """One operation with rules in this context."""

    heading: Code
    link: Code
    request: Code
    matrix: MatrixView


class ContextView(NamedTuple):
    """A context's page.

    Attributes:
        client: How a caller declares it for a client.
        call: How a caller declares it for one call; may be empty.
        columns: The context's values.
        overview: A row for each operation: its name, and how many keys each value requires.
    """

    title: Code
    summary: Code
    client: Code
    call: Code
    columns: tuple[str, ...]
    overview: tuple[tuple[Code, ...], ...]
    sections: tuple[SectionView, ...]


def context_view(
    api: Api, context: Context, values: Values, places: Places, here: str
) -> ContextView:
    """What a page says about a context."""
    title = context.name.replace("_", " ").capitalize()
    taken = {slug(title)}
    sections: list[SectionView] = []
    overview: list[tuple[Code, ...]] = []
    for resource in api.resources:
        for operation in resource.operations:
            view = matrix(api, resource, operation, values, places, here, context.name)
            if view is None:
                continue
            words = heading(f"{resource.name} {operation.name}", (), taken)
            sections.append(_section(words, resource, operation, view, places, here))
            row = [_count(view, value) for value in context.values]
            overview.append(
                (places.link(text(words), Place(here, slug(words)), here), *row)
            )
    return ContextView(
        title=text(title),
        summary=prose(sentence(context.summary)),
        client=_client(api, context),
        call=_call(api, context, values),
        columns=context.values,
        overview=tuple(overview),
        sections=tuple(sections),
    )


def _section(
    words: str,
    resource: Resource,
    operation: Operation,
    view: MatrixView,
    places: Places,
    here: str,
) -> SectionView:
    label = text(f"{resource.name}.{operation.name}")
    return SectionView(
        heading=text(words),
        link=places.operation(resource, operation, label, here),
        request=span(f"{operation.method} {operation.path}"),
        matrix=view,
    )


def _count(view: MatrixView, value: str) -> Code:
    """How many keys a value of the context requires."""
    if value not in view.columns:
        return code("")
    column = view.columns.index(value) + 1
    required = sum(1 for row in view.rows if row[column] in ("required", "see rule"))
    return text(f"{required} required" if required else "none required")


def _client(api: Api, context: Context) -> Code:
    value = context.values[0] if context.values else "..."
    client, name = identifier(api.name), identifier(context_argument(context.name))
    return fenced(
        code(
            "from {} import {}\n\nclient = {}({}={})",
            dotted(api.package),
            client,
            client,
            name,
            literal(value),
        ),
        "python",
    )


def _call(api: Api, context: Context, values: Values) -> Code:
    """The first operation that asks for something in this context."""
    for resource in api.resources:
        for operation in resource.operations:
            for rule in conditional(operation, context.name):
                situation = situations(rule)[0]
                made = context_examples(
                    resource, operation, values, [situation], MARKDOWN
                )
                if rule.body != All(()) and made:
                    return made
    return code("")
