"""Path and query parameters, common ones and those of one operation."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from ..model.api import Parameter
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

_Role = Literal["value", "filter", "sort", "page", "size"]
_Explode = Literal["repeat", "brackets", "comma"]
_ROLES: dict[str, Type] = {
    "value": Scalar("string"),
    "filter": ANY,
    "sort": ANY,
    "page": Scalar("integer"),
    "size": Scalar("integer"),
}
# Words of the finding; whatever else is single has a path's form, too.
_IN_A_PATH = ("string", "integer", "number", "boolean", "datetime", "date")


def read_parameter(entry: Entry, scope: Scope, cursors: bool) -> DeclaredParameter:
    """Read one parameter: a type, or a mapping that says more.

    Args:
        entry: Its name and what is said of it.
        scope: Declared names; takes the findings.
        cursors: Whether pages are selected by a cursor, not by a number.
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
    place: Literal["path", "query"] = "path" if node.text("in") == "path" else "query"
    kind, required = _ROLES.get(role, Scalar("string")), False
    if role == "page" and cursors:
        kind = Scalar("string")
    if "type" in node:
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
    if place == "path" and role != "value":
        scope.report.error(
            node.at("role"), "parameter-role", "a role is for the query; remove it"
        )
    parameter = Parameter(
        node.text("name", entry.key),
        kind,
        role=cast("_Role", role if role in _ROLES else "value"),
        alias=node.text("alias"),
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


def operation_parameters(
    operation: Table, path: str, is_list: bool, scope: Scope, cursors: bool
) -> tuple[tuple[Parameter, ...], tuple[Parameter, ...]]:
    """Resolve what an operation takes.

    Args:
        operation: The operation in full.
        path: Its whole path.
        is_list: Whether it answers a list.
        scope: Declared names; takes the findings.
        cursors: Whether pages are selected by a cursor, not by a number.

    Returns:
        Path parameters in the path's order, and query parameters in the spec's.
    """
    declared: list[DeclaredParameter] = []
    if is_list and "parameters" not in operation:
        declared = [scope.parameters[name] for name in scope.list_parameters]
    listed = operation.get("parameters")
    for item in listed if isinstance(listed, Items) else ():
        name = text_of(item)
        if isinstance(item, Table):
            declared += [
                read_parameter(entry, scope, cursors) for entry in item.entries.values()
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
    in_path = {d.parameter.name: d.parameter for d in declared if d.place == "path"}
    path_parameters = _in_path(operation, path, in_path, scope)
    query = [d.parameter for d in declared if d.place == "query"]
    _check_query(operation, query, scope)
    return path_parameters, tuple(query)


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
        if parameter.role == "value":
            continue
        if parameter.role in roles:
            scope.report.error(
                position,
                "duplicate-parameter",
                f"two parameters have the role {parameter.role}; remove one",
            )
        roles.add(parameter.role)
        if parameter.role not in scope.roles:
            needed = "paging" if parameter.role in ("page", "size") else "filtering"
            scope.report.error(
                position,
                "parameter-role",
                f"{quoted(parameter.name)} has the role {parameter.role}, but {needed} in "
                "api.yaml does not say how it works; add it there",
            )
            continue
        named = scope.roles[parameter.role]
        if named and named != parameter.name:
            scope.report.error(
                position,
                "parameter-role",
                f"{quoted(parameter.name)} has the role {parameter.role}, which api.yaml"
                f" gives to {quoted(named)}; make both names the same",
            )


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


def _fits_a_path(kind: Type) -> bool:
    kind = meant(kind)
    if isinstance(kind, Choice):
        return all(map(_fits_a_path, kind.parts))
    if isinstance(kind, Scalar):
        return is_single(kind) and kind != ANY
    return isinstance(kind, Key | Enum | Codes)
