"""What the search of a site looks through: a row for each thing that a reader may look for.

The page searches with ``templates/site/search.js``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Protocol

from ...model.api import Api, Context, Field, Operation, Resource, Schema
from ...model.rules import All, Rule
from ...model.types import Enum, Ref, innermost, meant
from ...model.walking import kinds
from ...rules.words import sentence as rule_sentence
from ..prose import title
from ..surface.names import argument, attribute
from ..surface.operations import call_name

Kind = Literal["operation", "resource", "rule", "guide", "field", "context"]
KINDS: tuple[Kind, ...] = (
    "operation",
    "resource",
    "rule",
    "guide",
    "context",
    "field",
)
"""The kinds of rows, those that readers look for most before the others. A row says its
kind as a place in this list; ``search.js`` has the same one."""

Row = list[int | str]
"""Kind, title, detail, URL relative to the site's root, and further words to be found by."""


class Places(Protocol):
    """Where things stand in a site: URLs relative to its root, anchors included."""

    def resource(self, resource: Resource) -> str:
        """A resource's page."""
        ...

    def operation(self, resource: Resource, operation: Operation) -> str:
        """An operation."""
        ...

    def rule(self, resource: Resource, operation: Operation, rule: Rule) -> str:
        """A rule of an operation."""
        ...

    def key(self, resource: Resource, operation: Operation, field: Field) -> str:
        """A key of an operation's body."""
        ...

    def field(self, schema: Schema, field: Field) -> str:
        """A field of a schema."""
        ...

    def context(self, context: Context) -> str:
        """A context's page."""
        ...


class Guide(NamedTuple):
    """A page of prose, or a part of one.

    Attributes:
        title: Its heading.
        url: Relative to the site's root.
        detail: What stands beside the title; may be empty.
        words: What else it is found by; may be empty.
    """

    title: str
    url: str
    detail: str = ""
    words: str = ""


def search_index(api: Api, places: Places, guides: Iterable[Guide] = ()) -> list[Row]:
    """The rows of a site's search.

    Args:
        api: The API.
        places: Where things stand.
        guides: Pages that do not follow from the API.
    """
    rows: list[Row] = []
    for resource in api.resources:
        words = _words(resource.attribute.replace("_", " "), resource.summary)
        url = places.resource(resource)
        rows.append(_row("resource", resource.name, resource.attribute, url, words))
        for operation in resource.operations:
            rows += _operation(api, places, resource, operation)
    told_apart = kinds(api)
    for schema in api.schemas:
        kind = told_apart.get(schema.name)
        for field in schema.fields:
            if kind and kind.tag not in (None, field.name):
                continue  # all of its kind have it
            name = attribute(field)
            detail = f"{schema.name}.{name}"
            url = places.field(schema, field)
            rows.append(_row("field", field.name, detail, url, _about(field)))
    for guide in guides:
        rows.append(_row("guide", guide.title, guide.detail, guide.url, guide.words))
    for context in api.contexts:
        words = _words(" ".join(context.values), context.summary)
        url = places.context(context)
        rows.append(_row("context", context.name, "", url, words))
    return rows


def _operation(
    api: Api, places: Places, resource: Resource, operation: Operation
) -> Iterator[Row]:
    call = call_name(resource, operation)
    offered = {each.name: each.attribute for each in api.resources}
    others = [f"{offered.get(r, r)}.{name}" for r, name in operation.aliases]
    yield _row(
        "operation",
        title(resource.name, operation.name, operation.title),
        f"{operation.method} {operation.path}",
        places.operation(resource, operation),
        _words(call, *others, resource.name, operation.summary),
    )
    for rule in operation.rules:
        if rule.body == All(()):
            continue
        url = places.rule(resource, operation, rule)
        yield _row("rule", rule.name, call, url, rule_sentence(rule))
    said = _said(api, resource, operation)
    for field in operation.body.fields if operation.body else ():
        if field.name in said:
            continue
        detail = f"{call}({argument(field)})"
        url = places.key(resource, operation, field)
        yield _row("field", field.name, detail, url, _about(field))


def _said(api: Api, resource: Resource, operation: Operation) -> set[str]:
    """The fields of the schemas beside an operation: their rows are enough for its keys."""
    type_ = operation.answer.type and innermost(operation.answer.type)
    beside = {resource.schema, type_.schema if isinstance(type_, Ref) else None}
    return {
        field.name
        for schema in api.schemas
        if schema.name in beside
        for field in schema.fields
    }


def _about(field: Field) -> str:
    type_ = meant(innermost(field.type))
    values = type_.values if isinstance(type_, Enum) else ()
    return _words(*values, field.summary)


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _row(kind: Kind, title: str, detail: str, url: str, words: str) -> Row:
    return [KINDS.index(kind), title, detail, url, words]
