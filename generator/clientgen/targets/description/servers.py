"""Where the API is, and where single operations are."""

from __future__ import annotations

from ...model.api import Api, Operation
from ...model.servers import Server, Variable
from ...rules.schema import Json
from .words import Object, filled


def usual_servers(api: Api) -> list[Server]:
    """The default server, and others of its kind."""
    return [
        server
        for number, server in enumerate(api.servers)
        if not number or not server.name
    ]


def server_object(server: Server) -> Object:
    """A server."""
    variables: Object = {v.name: _variable(v) for v in server.variables}
    found = filled(url=server.url, description=server.summary, variables=variables)
    name: Object = {"x-name": server.name}
    return found | filled(**name)


def all_servers(api: Api) -> list[Json]:
    """All servers in the spec's order, where some are for single operations alone."""
    some = any(server.name for server in api.servers[1:])
    return [*map(server_object, api.servers)] if some else []


def operation_servers(api: Api, operation: Operation) -> list[Json]:
    """The server that an operation has to itself; nothing where it is on the default one."""
    name = operation.terms.server
    server = api.server(name) if name else None
    return [server_object(server)] if server else []


def _variable(variable: Variable) -> Object:
    # The default is not optional there; what has none here is its own example.
    found = filled(
        enum=[*variable.values],
        default=variable.example,
        description=variable.summary,
    )
    given: Object = {"x-argument": variable.given.argument, "x-env": variable.given.env}
    if not variable.default:
        given["x-placeholder"] = True
    return found | filled(**given)
