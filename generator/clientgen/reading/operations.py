"""Operations of a resource: defaults by name, and everything they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from ..model.api import Body, Field, Operation, Paging, Parameter
from ..model.terms import USUAL, Terms
from .answers import Around, read_answer, read_answer_when, single_place
from .bodies import read_body
from .failures import read_errors
from .findings import quoted
from .inline import camel_case
from .levels import NOTHING, Declared, terms_of
from .nodes import Entry, Scalar, Table, text_of
from .parameters import Taken, operation_parameters
from .paths import check_path
from .regular import USUALLY, Regular
from .rule_keys import read_rules
from .rule_places import Speakable
from .scope import Scope
from .walking import items_at, page_key, walking

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
        levels: What is said for the resource and for the API, the nearer first.
        paging: How the resource's lists are walked; None where they are one answer.
        regular: How regular ones go.
        always: Names of common parameters that they take besides.
        terms: What they say of who calls and the like, unless one says otherwise.
        declared: What such words refer to.
    """

    path: str | None
    schema: str | None
    own: Mapping[str, Field] | None
    modules: tuple[str, ...]
    source: tuple[str, ...]
    schemas: Mapping[str, tuple[Field, ...]]
    levels: tuple[Table, ...]
    paging: Paging | None
    regular: Regular = USUALLY
    always: tuple[str, ...] = ()
    terms: Terms = USUAL
    declared: Declared = NOTHING


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
    regular = around.regular.operations
    method = table.text("method") or regular.get(entry.key, ("", ""))[0]
    if not method and "method" not in table:
        suggestion = scope.report.suggest(entry.key, regular)
        scope.report.error(
            entry.position,
            "missing-method",
            f"{quoted(entry.key)} is none of {', '.join(regular)}, so it needs a method "
            f"such as method: GET{suggestion}",
        )
    path = _path(entry, table, around, scope)
    levels = (table, *around.levels)
    envelope = single_place(levels)
    whole = Around(entry.key, around.schema, envelope)
    answer = read_answer(table, whole, replace(scope, owner=""))
    is_list = answer.kind == "list"
    scope = replace(scope, paging=walking(table.get("paging"), around.paging, scope))
    taken = Taken()
    if path is not None:
        taken = operation_parameters(
            table, path, is_list and method == "GET", scope, around.always
        )
        taken = taken._replace(header=_keyed(table, method, taken.header, scope))
    inside = replace(scope, owner=scope.owner + camel_case(entry.key))
    body = read_body(table, in_full, around.own, around.levels, inside)
    key = page_key(body, around.schemas) if is_list else ""
    way = scope.paging
    if is_list:
        _check_cursor_in_body(table, body, scope)
        if not key and not (method == "GET" and _walks(taken.query, scope)):
            way = None
        place = items_at(levels, way, scope.ways.usual, envelope)
        kind: Literal["list", "pages"] = "pages" if way else "list"
        answer = replace(answer, kind=kind, envelope=place)
    if not is_list or way is None:
        _check_unwalked(table, scope)
        way = None
    known = Speakable(
        body, taken.query, taken.header, answer.kind == "pages", around.schemas
    )
    return Operation(
        entry.key,
        method,
        path or "",
        answer,
        path_parameters=taken.path,
        query_parameters=taken.query,
        header_parameters=taken.header,
        cookie_parameters=taken.cookie,
        body=body,
        paging=way,
        page_key=key if way else "",
        answer_when=read_answer_when(table, body, whole, scope),
        errors=read_errors(levels, scope),
        rules=read_rules(table, known, scope),
        summary=table.prose("summary"),
        note=table.prose("note"),
        title=table.prose("title"),
        deprecated=table.flag("deprecated"),
        idempotent=_idempotent(table, method),
        source=scope.sources_of(table) if "source" in table else around.source,
        modules=scope.modules_of(table, around.modules),
        aliases=_aliases(table),
        suffix=around.regular.suffix,
        terms=terms_of(table, around.terms, around.declared, scope),
        position=entry.position,
    )


def _idempotent(table: Table, method: str) -> bool | None:
    """Whether repeating does no harm, where that is not as the method says (RFC 9110, 9.2.2)."""
    if "idempotent" not in table:
        return None
    said = table.flag("idempotent")
    return None if said is (method not in ("POST", "PATCH")) else said


def _keyed(
    table: Table, method: str, header: tuple[Parameter, ...], scope: Scope
) -> tuple[Parameter, ...]:
    """The header parameters: a key that makes repeating safe goes with POST alone."""
    keys = [p for p in header if p.role == "idempotency"]
    if method == "POST" or not keys:
        return header
    named = {each.text for each in table.scalars("parameters")}
    declared = {
        name: scope.parameters[name].parameter for name in named & {*scope.parameters}
    }
    written = any(p in declared.values() for p in keys) or any(
        p.name in entry for p in keys for entry in table.tables("parameters")
    )
    if written:
        scope.report.error(
            table.at("parameters"),
            "parameter-role",
            f"{quoted(keys[0].name)} is a key for POST, and this is {method}; remove it here",
        )
    return tuple(p for p in header if p not in keys)


def _walks(query: tuple[Parameter, ...], scope: Scope) -> bool:
    """Whether a list that is got is read page by page."""
    if scope.paging is None:
        return False
    return scope.paging.style == "link" or any(p.role == "page" for p in query)


def _check_cursor_in_body(table: Table, body: Body | None, scope: Scope) -> None:
    """Refuse a key of a body that looks as if it selected pages, and has no role."""
    parameter = scope.paging.parameter if scope.paging else ""
    for field in body.fields if body else ():
        if field.role != "page" and field.name == parameter:
            scope.report.error(
                field.position or table.position,
                "paging-in-body",
                f"{quoted(parameter)} selects pages, so this list looks as if it were walked "
                f"by a key of its body; say so, {{{parameter[:40]}: {{type: string, role: "
                "page}}, or say paging: none",
            )
        elif field.role == "page" and scope.paging and scope.paging.style == "link":
            scope.report.error(
                field.position or table.position,
                "paging-in-body",
                "a page of style link is asked for by its URL alone; remove role, or name "
                "another style",
            )


def _check_unwalked(table: Table, scope: Scope) -> None:
    """Report what is said of the walk of an operation that walks nothing."""
    node = table.get("paging")
    if node is None or text_of(node) == "none" or scope.paging is None:
        return
    parameter = scope.paging.parameter
    wanted = (
        f"a GET that answers a list and takes {quoted(parameter)}, or has a key of its body "
        "with role: page"
        if parameter
        else "a GET that answers a list"
    )
    scope.report.error(
        table.at("paging"),
        "paging-unused",
        f"this operation walks no list, which is done by {wanted}; add what is missing, or "
        "remove paging",
    )


def _path(entry: Entry, table: Table, around: Surroundings, scope: Scope) -> str | None:
    if around.path is None:
        return None
    regular = around.regular.operations.get(entry.key, ("", ""))[1]
    own = table.text("path", regular)
    if not around.path and not own:
        scope.report.error(
            table.at("path"),
            "missing-path",
            "neither the resource nor the operation has a path; give one of them a path",
        )
        return None
    node = table.get("path")
    place = node.position if node else table.position
    if own and not check_path(own, place, scope.report, tail=bool(around.path)):
        return None
    return around.path.rstrip("/") + own if own else around.path


def _aliases(table: Table) -> tuple[tuple[str, str], ...]:
    places: list[tuple[str, str]] = []
    for place in table.scalars("also"):
        resource, _, operation = place.text.partition(".")
        places.append((resource, operation))
    return tuple(places)
