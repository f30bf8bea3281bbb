"""Operations of a resource: defaults by name, and everything they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from ..model.api import Answer, Body, Field, Operation, Parameter
from ..model.position import Position
from ..model.types import Choice, ListOf, Ref, Type
from ..model.walking import parts
from .bodies import read_body
from .findings import quoted
from .inline import camel_case
from .nodes import Entry, Items, Scalar, Table, text_of
from .parameters import operation_parameters
from .paths import check_path
from .rule_keys import read_rules
from .scope import Scope
from .type_advice import of_answer
from .type_terms import read_type

_REGULAR = {
    "list": ("GET", ""),
    "get": ("GET", "/{key}"),
    "create": ("POST", ""),
    "update": ("PUT", "/{key}"),
    "delete": ("DELETE", "/{key}"),
}

# As the grammar says; what is beyond has been reported and would only cost time.
_MOST_OPERATIONS = 500


class Surroundings(NamedTuple):
    """What the operations of one resource share.

    Attributes:
        path: Beginning of their paths; None when it is missing or will not do.
        schema: Name of the schema that they answer, or None when the resource has none.
        own: The resource's own fields by name; None when they could not be read.
        modules: Of the resource.
        source: Of the resource.
        schemas: Fields of all schemas by name.
        cursors: Whether pages are selected by a cursor.
    """

    path: str | None
    schema: str | None
    own: Mapping[str, Field] | None
    modules: tuple[str, ...]
    source: tuple[str, ...]
    schemas: Mapping[str, tuple[Field, ...]]
    cursors: bool


def read_operations(
    table: Table, around: Surroundings, scope: Scope
) -> tuple[Operation, ...]:
    """Read the operations of a resource.

    Args:
        table: The mapping under ``operations``.
        around: What they share.
        scope: Declared names; takes the findings.
    """
    entries = list(table.entries.values())[:_MOST_OPERATIONS]
    in_full = {entry.key: _in_full(entry) for entry in entries}
    return tuple(
        _operation(table.entries[name], operation, in_full, around, scope)
        for name, operation in in_full.items()
    )


def _in_full(entry: Entry) -> Table:
    """An operation as a mapping, also where a summary or nothing stands for it."""
    node = entry.value
    if isinstance(node, Table):
        return node
    entries: dict[str, Entry] = {}
    if isinstance(node, Scalar) and node.is_text:
        entries["summary"] = Entry("summary", node.position, node)
    return Table(entries, entry.position)


def _operation(
    entry: Entry,
    table: Table,
    in_full: Mapping[str, Table],
    around: Surroundings,
    scope: Scope,
) -> Operation:
    method = table.text("method") or _REGULAR.get(entry.key, ("", ""))[0]
    if not method and "method" not in table:
        suggestion = scope.report.suggest(entry.key, _REGULAR)
        scope.report.error(
            entry.position,
            "missing-method",
            f"{quoted(entry.key)} is none of {', '.join(_REGULAR)}, so it needs a method "
            f"such as method: GET{suggestion}",
        )
    path = _path(entry, table, around, scope)
    answer = _answer(entry, table, around, scope)
    path_parameters: tuple[Parameter, ...] = ()
    query_parameters: tuple[Parameter, ...] = ()
    if path is not None:
        path_parameters, query_parameters = operation_parameters(
            table,
            path,
            answer.kind == "list" and method == "GET",
            scope,
            around.cursors,
        )
    place = replace(scope, owner=scope.owner + camel_case(entry.key))
    body = read_body(table, in_full, around.own, place)
    if answer.kind == "list":
        _check_cursor_in_body(method, body, scope)
        if method == "GET" and _walks(query_parameters, scope):
            answer = replace(answer, kind="pages")
    return Operation(
        entry.key,
        method,
        path or "",
        answer,
        path_parameters=path_parameters,
        query_parameters=query_parameters,
        body=body,
        rules=read_rules(table, body, around.schemas, scope),
        summary=table.prose("summary"),
        note=table.prose("note"),
        title=table.prose("title"),
        deprecated=table.flag("deprecated"),
        source=scope.sources_of(table) if "source" in table else around.source,
        modules=scope.modules_of(table, around.modules),
        aliases=_aliases(table),
        position=entry.position,
    )


def _walks(query: tuple[Parameter, ...], scope: Scope) -> bool:
    """Whether a list that is got is read page by page."""
    if scope.paging is None:
        return False
    return scope.paging.style == "link" or any(p.role == "page" for p in query)


def _check_cursor_in_body(method: str, body: Body | None, scope: Scope) -> None:
    """Refuse what looks like a list that is walked by a key of its body."""
    parameter = scope.paging.parameter if scope.paging else ""
    for field in body.fields if body and parameter else ():
        if field.name == parameter and field.position:
            scope.report.error(
                field.position,
                "paging-in-body",
                f"{quoted(parameter)} selects pages in the query (paging in api.yaml); lists "
                "cannot be walked by a key of the body yet. Let the operation answer the "
                "whole page: name a schema with the items and the next place as its answer",
            )


def _path(entry: Entry, table: Table, around: Surroundings, scope: Scope) -> str | None:
    if around.path is None:
        return None
    own = table.text("path", _REGULAR.get(entry.key, ("", ""))[1])
    if not around.path and not own:
        scope.report.error(
            table.at("path"),
            "missing-path",
            "neither the resource nor the operation has a path; give one of them a path",
        )
        return None
    node = table.get("path")
    place = node.position if node else table.position
    if own and not check_path(own, place, scope.report):
        return None
    return around.path.rstrip("/") + own if own else around.path


def _answer(entry: Entry, table: Table, around: Surroundings, scope: Scope) -> Answer:
    node = table.get("answer")
    text = text_of(node)
    if node is None:
        return _usual_answer(entry, table.position, around, scope)
    if text == "none":
        return Answer("empty")
    if text == "bytes":
        return Answer("bytes")
    if text == "object":
        return Answer("object")
    if advice := of_answer(text or ""):
        scope.report.error(
            node.position,
            "unknown-type",
            f"{quoted(text or '')} is no answer; {advice}",
        )
        return Answer("object")
    kind = read_type(node, replace(scope, owner=""), markable=False)[0]
    if any(isinstance(part, Choice) for part in parts(kind)):
        scope.report.error(
            node.position,
            "choice",
            "a choice that is answered has a name: declare a schema with one_of, and write "
            "its name",
        )
    if isinstance(node, Items) and isinstance(kind, ListOf):
        return Answer("list", kind.item)
    return Answer("single", kind, scope.envelope)


def _usual_answer(
    entry: Entry, position: Position, around: Surroundings, scope: Scope
) -> Answer:
    if entry.key == "delete":
        return Answer("empty")
    if around.schema is None:
        scope.report.error(
            position,
            "missing-answer",
            "the resource has no fields that this operation could answer; say answer: "
            "object (or another), or give the resource fields or a schema",
        )
        return Answer("object")
    name = around.schema
    kind: Type = Ref(name, name not in scope.undocumented, scope.named.get(name))
    if entry.key == "list":
        return Answer("list", kind)
    return Answer("single", kind, scope.envelope)


def _aliases(table: Table) -> tuple[tuple[str, str], ...]:
    places: list[tuple[str, str]] = []
    for place in table.scalars("also"):
        resource, _, operation = place.text.partition(".")
        places.append((resource, operation))
    return tuple(places)
