"""Servers: base URLs, what is filled into them, and their names."""

from __future__ import annotations

import re

from ..model.access import Given
from ..model.servers import Server, Variable
from .findings import quoted
from .nodes import Table
from .scope import Scope

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def read_servers(root: Table, scope: Scope) -> tuple[Server, ...]:
    """Read ``servers``."""
    found = tuple(_server(table, scope) for table in root.tables("servers"))
    taken: set[str] = set()
    for server, table in zip(found, root.tables("servers"), strict=True):
        if server.name in taken or server.name == "none":
            scope.report.error(
                table.at("name"),
                "server-name",
                f"{quoted(server.name)} means another server already; choose another name",
            )
        taken |= {server.name} if server.name else set()
    _check_arguments(found, scope)
    return found


def _check_arguments(servers: tuple[Server, ...], scope: Scope) -> None:
    """Refuse arguments that mean something else."""
    first: dict[str, Given] = {}
    for given in (each.given for server in servers for each in server.variables):
        same = first.setdefault(given.argument, given)
        other = same.env != given.env or given.argument in scope.credentials
        if other and given.position:
            scope.report.error(
                given.position,
                "duplicate-argument",
                f"the client has an argument {quoted(given.argument)} for something else; "
                "choose another with argument",
            )


def _server(table: Table, scope: Scope) -> Server:
    url, variables = table.text("url"), table.table("variables")
    names = _VARIABLE.findall(url)
    host = url.partition("://")[2].partition("/")[0]
    for name in names:
        if name not in variables:
            scope.report.error(
                table.at("url"),
                "server-variable",
                f"nothing says what {quoted('{' + name + '}')} is; add variables: "
                f"{{{name}: {{env: SHOP_NAME}}}}",
            )
    for name in variables:
        if name not in names:
            scope.report.error(
                variables.at(name),
                "server-variable",
                f"the URL has no {quoted('{' + name + '}')}; add it there, or remove this",
            )
    if re.search(r":[^/]*\{", host):
        scope.report.error(
            table.at("url"),
            "server-variable",
            "a port cannot be given so; write the server once for each port",
        )
    made = tuple(_variable(name, variables.table(name), scope) for name in variables)
    return Server(
        url, table.prose("summary"), table.text("name"), made, table.at("url")
    )


def _variable(name: str, table: Table, scope: Scope) -> Variable:
    default = table.text("default")
    values = tuple(each.text for each in table.scalars("enum"))
    if not default and not table.text("env"):
        scope.report.error(
            table.position,
            "server-variable",
            f"{quoted(name)} needs a value where the caller gives none; add default or env",
        )
    if default and values and default not in values:
        scope.report.error(
            table.at("default"),
            "server-variable",
            f"{quoted(default)} is none of the values in enum; add it there",
        )
    given = Given(
        table.text("argument", name),
        table.text("env"),
        table.at("argument") if "argument" in table else table.position,
    )
    return Variable(name, given, default, values, table.prose("summary"))
