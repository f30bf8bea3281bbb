"""Names that differ on the wire and are one name in a client or on a disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..model.api import Field, Operation, Parameter, Resource, Schema
from ..model.naming import snake_case
from ..model.position import Position
from .findings import Report, quoted

_SPREAD = ("object", "multipart", "form")


def check_collisions(
    resources: Sequence[Resource], schemas: Sequence[Schema], report: Report
) -> None:
    """Report names that collide after conversion to snake case.

    Args:
        resources: All of the API.
        schemas: All of the API.
        report: Takes the findings.
    """
    for schema in schemas:
        fields = (*schema.fields, *schema.write_only)
        _check_members([(field, "") for field in fields], report)
    _check_files(schemas, report)
    for resource in resources:
        for operation in resource.operations:
            _check_members(_arguments(operation), report)
    _check_attributes(resources, report)


_Members = Iterable[tuple[Field | Parameter, str]]


def _arguments(operation: Operation) -> _Members:
    body = operation.body
    fields = body.fields if body and body.kind in _SPREAD else ()
    members: _Members = [
        *((parameter, " of the path") for parameter in operation.path_parameters),
        *((parameter, " of the query") for parameter in operation.query_parameters),
        *((p, " of the headers") for p in operation.header_parameters if _given(p)),
        *((parameter, " of the cookies") for parameter in operation.cookie_parameters),
        *((field, " of the body") for field in fields),
    ]
    return members


def _given(parameter: Parameter) -> bool:
    """Whether callers give it: a key that makes repeating safe is the client's own."""
    return parameter.role != "idempotency"


def _check_members(members: _Members, report: Report) -> None:
    taken: dict[str, tuple[Field | Parameter, str]] = {}
    for member, place in members:
        position = _known(member.position)
        name = member.alias or snake_case(member.name)
        if not name:
            report.error(
                position,
                "no-client-name",
                f"{quoted(member.name)} holds no letter or digit that clients could name "
                "it by; give it an alias",
            )
            continue
        if not name.isascii():
            report.error(
                position,
                "no-client-name",
                f"{quoted(member.name)} holds letters other than a to z, which clients "
                "cannot name it by; give it an alias",
            )
            continue
        first, where = taken.setdefault(name, (member, place))
        if first is not member:
            report.error(
                position,
                "name-collision",
                f"{quoted(member.name)}{place} and {quoted(first.name)}{where} "
                f"({_known(first.position)}) are both {quoted(name)} in clients; give one "
                "of them an alias",
            )


def _check_files(schemas: Sequence[Schema], report: Report) -> None:
    taken: dict[str, Schema] = {}
    for schema in schemas:
        first = taken.setdefault(snake_case(schema.name), schema)
        if first is not schema:
            report.error(
                _known(schema.position),
                "name-collision",
                f"the schemas {quoted(schema.name)} and {quoted(first.name)} are both "
                f"{quoted(snake_case(schema.name))} as a file name; rename one",
            )


def _check_attributes(resources: Sequence[Resource], report: Report) -> None:
    taken: dict[str, Resource] = {}
    for resource in resources:
        first = taken.setdefault(resource.attribute, resource)
        if first is not resource:
            report.error(
                _known(resource.position),
                "name-collision",
                f"the resources {quoted(resource.name)} and {quoted(first.name)} are both "
                f"{quoted(resource.attribute)} in clients; give one an attribute",
            )


def _known(position: Position | None) -> Position:
    assert position is not None
    return position
