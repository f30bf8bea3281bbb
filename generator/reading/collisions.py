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
        _check_members(schema.fields, report)
    _check_files(schemas, report)
    for resource in resources:
        for operation in resource.operations:
            _check_members(_arguments(operation), report)
    _check_attributes(resources, report)
    _check_aliases(resources, report)


def _arguments(operation: Operation) -> list[Field | Parameter]:
    body = operation.body
    fields = body.fields if body and body.kind in _SPREAD else ()
    if body and body.kind == "array":
        _ = fields
    return [*operation.path_parameters, *operation.query_parameters, *fields]


def _check_members(members: Iterable[Field | Parameter], report: Report) -> None:
    taken: dict[str, Field | Parameter] = {}
    for member in members:
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
        first = taken.setdefault(name, member)
        if first is not member:
            report.error(
                position,
                "name-collision",
                f"{quoted(member.name)} and {quoted(first.name)} "
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


def _check_aliases(resources: Sequence[Resource], report: Report) -> None:
    by_name = {resource.name: resource for resource in resources}
    taken = {
        (resource.name, operation.name): f"{resource.name}.{operation.name}"
        for resource in resources
        for operation in resource.operations
    }
    for resource in resources:
        for operation in resource.operations:
            for place in operation.aliases:
                position = _known(operation.position)
                where = ".".join(place)
                if place[0] not in by_name:
                    suggestion = report.suggest(place[0], by_name)
                    report.error(
                        position,
                        "unknown-resource",
                        f"also: {quoted(where)} names no resource{suggestion}",
                    )
                elif place in taken:
                    report.error(
                        position,
                        "alias-clash",
                        f"also: {quoted(where)} is taken by {taken[place]}; choose another",
                    )
                else:
                    taken[place] = f"{resource.name}.{operation.name}"


def _known(position: Position | None) -> Position:
    assert position is not None
    return position
