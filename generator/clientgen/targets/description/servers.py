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
    return filled(url=server.url, description=server.summary, variables=variables)


def operation_servers(api: Api, operation: Operation) -> list[Json]:
    """The server that an operation has to itself; nothing where it is on the default one."""
    name = operation.terms.server
    server = api.server(name) if name else None
    return [server_object(server)] if server else []


def _variable(variable: Variable) -> Object:
    # The default is not optional there; what has none here is its own example.
    return filled(
        enum=[*variable.values],
        default=variable.example,
        description=variable.summary,
    )
