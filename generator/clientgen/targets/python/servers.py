"""What a client's configuration says of servers, where that is more than one URL."""

from __future__ import annotations

from ...model.api import Api
from ...model.servers import Server, Variable
from ..sinks import Code, code, join, literal
from ..surface.imports import Import

_MODULE = ".runtime.calls.servers"


def has_servers(api: Api) -> bool:
    """Whether there is more to say than the URL of the first server."""
    return any(each.variables or each.name for each in api.servers)


def servers_parts(api: Api) -> tuple[list[Code], set[Import]]:
    """The argument of ``ApiConfig(...)``, and what it uses."""
    if not has_servers(api):
        return [], set()
    first, *others = api.servers
    usual = [first, *(each for each in others if not each.name)]
    named = [
        code("{}: {}", literal(each.name), _server(each))
        for each in api.servers
        if each.name
    ]
    more = code(", named={{{}}}", join(", ", named)) if named else code("")
    made = code("servers=Servers(({},){})", join(", ", map(_server, usual)), more)
    names = {"Server", "Servers"}
    if any(each.variables for each in api.servers):
        names.add("Variable")
    return [made], {Import(_MODULE, name) for name in names}


def _server(server: Server) -> Code:
    if not server.variables:
        return code("Server({})", literal(server.url))
    variables = join(", ", map(_variable, server.variables))
    return code("Server({}, ({},))", literal(server.url), variables)


def _variable(variable: Variable) -> Code:
    parts = [literal(variable.name), literal(variable.given.argument)]
    if variable.given.env:
        parts.append(code("env={}", literal(variable.given.env)))
    if variable.default:
        parts.append(code("default={}", literal(variable.default)))
    if variable.values:
        parts.append(code("values={}", literal(variable.values)))
    return code("Variable({})", join(", ", parts))
