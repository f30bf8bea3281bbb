"""Parameters, common ones and those of one operation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, NamedTuple, cast

from ..model.api import Paging, Parameter
from ..model.naming import snake_case
from ..model.position import Position
from ..model.types import (
    Choice,
    Codes,
    Enum,
    Key,
    ListOf,
    MapOf,
    Scalar,
    Type,
    innermost,
    meant,
)
from .findings import quoted
from .header_parameters import check_field, once_of
from .known_values import read_known
from .limits import read_limits
from .nodes import Entry, Items, Table, json_of, text_of
from .paths import placeholders
from .scope import DeclaredParameter, Scope
from .type_terms import (
    ANY,
    FILE,
    is_map,
    is_single,
    read_type,
    says_null,
)

_Role = Literal["value", "filter", "sort", "page", "size", "idempotency"]
_Explode = Literal["repeat", "brackets", "comma", "pipes", "spaces"]
_Place = Literal["path", "query", "header", "cookie"]
_ROLES: dict[str, Type] = {
    "value": Scalar("string"),
    "filter": ANY,
    "sort": ANY,
    "page": Scalar("integer"),
    "size": Scalar("integer"),
    "idempotency": Scalar("string"),
}
# Words of the finding; whatever else is single has a path's form, too.
_IN_A_PATH = ("string", "integer", "number", "boolean", "datetime", "date")


def read_parameter(entry: Entry, scope: Scope) -> DeclaredParameter:
    """Read one parameter: a type, or a mapping that says more.

    Args:
        entry: Its name and what is said of it.
        scope: Declared names; takes the findings.
    """
    node = entry.value
    whole = node.get("type") if isinstance(node, Table) else node
    if whole is not None and says_null(whole):
        scope.report.error(
            whole.position,
            "null-here",
            "a parameter cannot be null; leave it out instead, and remove | null here",
        )
    if not isinstance(node, Table) or is_map(node):
        kind, required = read_type(node, replace(scope, owner=""), markable=True)
        _check_query_type(kind, node.position, scope)
        parameter = Parameter(
            entry.key, kind, required=required, position=entry.position
        )
        return DeclaredParameter(parameter, "query")
    role = node.text("role", "value")
    place = cast("_Place", node.text("in", "query"))
    http_date = text_of(node.get("type")) in ("http_date", "http_date!")
    kind, required = _ROLES.get(role, Scalar("string")), False
    if role == "page" and _is_cursor(node.text("name", entry.key), scope):
        kind = Scalar("string")
    if http_date:
        kind, required = Scalar("datetime"), node.text("type").endswith("!")
    elif "type" in node:
        kind, required = read_type(
            node["type"], replace(scope, owner=""), markable=True
        )
    kind = read_known(node, kind, scope)
    if place == "query" and role == "value":
        _check_query_type(kind, node.at("type"), scope)
    if place == "path" and not _fits_a_path(kind):
        scope.report.error(
            node.at("type"),
            "path-parameter-type",
            f"a path takes {', '.join(_IN_A_PATH)} or key and the like, nothing larger; "
            "change the type",
        )
    if place in ("header", "cookie"):
        check_field(entry, node, kind, scope)
    elif http_date:
        scope.report.error(
            node.at("type"),
            "header-parameter-type",
            "http_date is a type of headers; write datetime, or in: header",
        )
    if role == "idempotency" and place != "header":
        scope.report.error(
            node.at("role"),
            "parameter-role",
            "the role idempotency is for headers; write in: header",
        )
    elif place == "path" and role != "value":
        scope.report.error(
            node.at("role"), "parameter-role", "a role is for the query; remove it"
        )
    parameter = Parameter(
        node.text("name", entry.key),
        kind,
        once=once_of(entry, node, scope),
        deprecated=node.flag("deprecated"),
        http_date=http_date,
        role=cast("_Role", role if role in _ROLES else "value"),
        # In headers and cookies, wire names are seldom what callers would say.
        alias=node.text("alias") or _own_name(entry, node, place),
        required=place == "path" or required or node.flag("required"),
        explode=cast("_Explode", node.text("explode", "repeat")),
        summary=node.prose("summary"),
        note=node.prose("note"),
        example=json_of(node["example"]) if "example" in node else None,
        source=scope.sources_of(node),
        position=entry.position,
        limits=read_limits(node, kind, False, scope),
    )
    return DeclaredParameter(parameter, place)


class Taken(NamedTuple):
    """What an operation takes, by place."""

    path: tuple[Parameter, ...] = ()
    query: tuple[Parameter, ...] = ()
    header: tuple[Parameter, ...] = ()
    cookie: tuple[Parameter, ...] = ()


def operation_parameters(
    operation: Table,
    path: str,
    is_list: bool,
    scope: Scope,
    always: Collection[str] = (),
) -> Taken:
    """Resolve what an operation takes.

    Args:
        operation: The operation in full.
        path: Its whole path.
        is_list: Whether it answers a list.
        scope: Declared names, and how the operation's list is walked; takes the findings.
        always: Names of common parameters that it takes besides, as far as it can.

    Returns:
        Path parameters in the path's order, the others in the spec's.
    """
    declared: list[DeclaredParameter] = []
    if is_list and "parameters" not in operation:
        declared = _usual(scope)
    listed = operation.get("parameters")
    # A mapping is refused by the grammar; what it declares need not be missed as well.
    alone = (listed,) if isinstance(listed, Table) else ()
    for item in listed if isinstance(listed, Items) else alone:
        name = text_of(item)
        if isinstance(item, Table):
            declared += [
                read_parameter(entry, scope) for entry in item.entries.values()
            ]
        elif name is not None and scope.is_known(
            name,
            scope.parameters,
            item.position,
            "unknown-parameter",
            "api.yaml declares no such parameter; declare it, or write it in full, such as "
            "{" + f"{name[:40]}: string" + "}",
        ):
            declared.append(scope.parameters[name])
    listed_names = {d.parameter.name for d in declared}
    for name in always:
        each = scope.parameters[name]
        if each.parameter.name not in listed_names and each.place != "path":
            declared.append(each)
    in_path = {d.parameter.name: d.parameter for d in declared if d.place == "path"}
    path_parameters = _in_path(operation, path, in_path, scope)
    by_place = {
        place: [d.parameter for d in declared if d.place == place]
        for place in ("query", "header", "cookie")
    }
    if is_list:
        by_place["query"] = [_with_role(each, scope) for each in by_place["query"]]
    _check_query(operation, by_place["query"], scope)
    for place in ("header", "cookie"):
        _check_twice(operation, by_place[place], scope)
    return Taken(path_parameters, *(tuple(found) for found in by_place.values()))


def _check_twice(operation: Table, fields: list[Parameter], scope: Scope) -> None:
    names: set[str] = set()
    for parameter in fields:
        if parameter.name.lower() in names:
            scope.report.error(
                operation.at("parameters"),
                "duplicate-parameter",
                f"the parameter {quoted(parameter.name)} is there twice; remove one",
            )
        names.add(parameter.name.lower())


def _in_path(
    operation: Table, path: str, own: dict[str, Parameter], scope: Scope
) -> tuple[Parameter, ...]:
    common = {
        d.parameter.name: d.parameter
        for d in scope.parameters.values()
        if d.place == "path"
    }
    position = operation.at("path")
    found: dict[str, Parameter] = {}
    for name in placeholders(path):
        parameter = own.get(name) or common.get(name)
        if name in found:
            scope.report.error(
                position,
                "duplicate-placeholder",
                f"{quoted('{' + name + '}')} stands in the path twice; rename one",
            )
        elif parameter:
            found[name] = parameter
        else:
            suggestion = scope.report.suggest(name, [*own, *common])
            scope.report.error(
                position,
                "undeclared-path-parameter",
                f"nothing declares {quoted('{' + name + '}')} of the path; add "
                f"{{{name[:40]}: {{in: path, type: key}}}} to the operation's parameters, "
                f"or to those of api.yaml{suggestion}",
            )
    for name in own:
        if name not in found:
            scope.report.error(
                operation.at("parameters"),
                "unused-path-parameter",
                f"the path has no {quoted('{' + name + '}')}; add it there, or say "
                "in: query",
            )
    return tuple(found.values())


def _check_query(operation: Table, query: list[Parameter], scope: Scope) -> None:
    names: set[str] = set()
    roles: set[str] = set()
    position = operation.at("parameters")
    for parameter in query:
        if parameter.name in names:
            scope.report.error(
                position,
                "duplicate-parameter",
                f"the parameter {quoted(parameter.name)} is there twice; remove one",
            )
        names.add(parameter.name)
        if parameter.role in ("value", "idempotency"):
            continue
        if parameter.role in roles:
            scope.report.error(
                position,
                "duplicate-parameter",
                f"two parameters have the role {parameter.role}; remove one",
            )
        roles.add(parameter.role)
        known = _roles(scope)
        if parameter.role not in known:
            needed = "paging" if parameter.role in ("page", "size") else "filtering"
            scope.report.error(
                position,
                "parameter-role",
                f"{quoted(parameter.name)} has the role {parameter.role}, but {needed} in "
                "api.yaml does not say how it works; add it there",
            )
            continue
        named = known[parameter.role]
        if named and named != parameter.name:
            scope.report.error(
                position,
                "parameter-role",
                f"{quoted(parameter.name)} has the role {parameter.role}, which "
                f"{'paging' if parameter.role in ('page', 'size') else 'filtering'}"
                f" gives to {quoted(named)}; make both names the same",
            )


def _usual(scope: Scope) -> list[DeclaredParameter]:
    """What a list takes that names no parameters: of those that select pages, its way's."""
    way, usual = scope.paging, scope.ways.usual
    listed = [scope.parameters[name] for name in scope.list_parameters]
    if way and usual and _selecting(way) == _selecting(usual):
        return listed
    selecting = _selecting(way) if way else ()
    kept = [d for d in listed if d.parameter.role not in ("page", "size")]
    others = [d for d in scope.parameters.values() if d.parameter.name in selecting]
    return [*kept, *others]


def _selecting(way: Paging) -> tuple[str, str]:
    return way.parameter, way.size_parameter


def _with_role(parameter: Parameter, scope: Scope) -> Parameter:
    """A parameter of a list that bears the name which its way gives to a role has that role."""
    way = scope.paging
    if way is None or parameter.role != "value":
        return parameter
    if parameter.name == way.parameter and way.style != "link":
        return replace(parameter, role="page")
    if parameter.name == way.size_parameter:
        return replace(parameter, role="size")
    return parameter


def _is_cursor(name: str, scope: Scope) -> bool:
    """Whether a parameter that selects pages takes a cursor, not a number."""
    ways = [way for way in scope.ways.all() if way.parameter == name]
    return (ways[0] if ways else scope.paging or Paging("page", "")).style == "cursor"


def _roles(scope: Scope) -> dict[str, str]:
    """Wire names of parameters, by the roles that something is said about.

    A name is empty where any will do.
    """
    known: dict[str, str] = {}
    # Of a list that is not walked, a page is asked for as elsewhere.
    if way := scope.paging or scope.ways.usual:
        known |= {"page": way.parameter, "size": way.size_parameter}
    filtering = scope.filtering
    if filtering and filtering.parameter:
        known["filter"] = filtering.parameter
    if filtering and filtering.sort_parameter:
        known["sort"] = filtering.sort_parameter
    return known


def _check_query_type(kind: Type, position: Position, scope: Scope) -> None:
    whole = kind
    while isinstance(kind, MapOf):
        kind = kind.value
    if innermost(kind) == FILE:
        wrong = "a file"
    elif isinstance(kind, ListOf) and not is_single(kind.item):
        wrong = "an array of arrays or objects"
    else:
        return
    where = " in an object" if kind is not whole else ""
    scope.report.error(
        position,
        "query-parameter-type",
        f"a query cannot say {wrong}{where}; use a single value, an array such as [string], "
        "or a key of a body",
    )


def _own_name(entry: Entry, node: Table, place: _Place) -> str:
    """What callers call a parameter that is declared under another name than the wire's."""
    by_key = place in ("header", "cookie") or node.flag("once")
    return snake_case(entry.key) if by_key and "name" in node else ""


def _fits_a_path(kind: Type) -> bool:
    kind = meant(kind)
    if isinstance(kind, Choice):
        return all(map(_fits_a_path, kind.parts))
    if isinstance(kind, Scalar):
        return is_single(kind) and kind != ANY
    return isinstance(kind, Key | Enum | Codes)
