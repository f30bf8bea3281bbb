"""Routes that cannot be told apart, or that hide each other.

A server that knows `/x/current` and `/x/{key}` answers the first for `current`: fixed
segments win over parameters, and both can be reached. What remains are two cases. Routes
that are equal up to the names of their parameters: one of them can never be reached,
which is an error. And routes that cross, such as `/a/{x}` and `/{y}/b`: for `/a/b`
nothing says which wins, which is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from ..model.api import Operation, Resource
from .findings import Report, quoted

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_MOST_COMPARISONS = 200_000

_Place = tuple[Resource, Operation]


def check_routes(resources: Sequence[Resource], report: Report) -> None:
    """Report duplicate and ambiguous routes.

    Args:
        resources: All of the API.
        report: Takes the findings.
    """
    by_shape: dict[tuple[str, str], _Place] = {}
    for resource in resources:
        for operation in resource.operations:
            if not operation.path or not operation.method:
                continue
            shape = (operation.method, _PLACEHOLDER.sub("{}", operation.path))
            first = by_shape.setdefault(shape, (resource, operation))
            if first[1] is not operation:
                _duplicate(first, operation, report)
    _check_crossings(by_shape, report)


def _duplicate(first: _Place, operation: Operation, report: Report) -> None:
    resource, other = first
    where = f"{resource.name}.{other.name}"
    route = quoted(f"{operation.method} {operation.path}")
    if operation.path == other.path:
        message = f"{route} is {where} already; to offer it twice, say also: there"
    else:
        message = (
            f"{route} can never be reached: {where} has the same route with other "
            "parameter names; remove one or mend its path"
        )
    assert operation.position is not None
    report.error(operation.position, "duplicate-route", message)


def _check_crossings(by_shape: dict[tuple[str, str], _Place], report: Report) -> None:
    groups: dict[tuple[str, int], list[tuple[list[str], _Place]]] = {}
    for (method, shape), place in by_shape.items():
        segments = shape.split("/")
        if "{}" in segments:
            groups.setdefault((method, len(segments)), []).append((segments, place))
    left = _MOST_COMPARISONS
    for group in groups.values():
        for one, other in combinations(group, 2):
            left -= 1
            if left < 0:
                return
            if _cross(one[0], other[0]):
                _crossing(one[1], other[1], report)


def _cross(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether both match some path, and each is the more precise one somewhere."""
    first = second = False
    for a, b in zip(one, other, strict=True):
        if a == b:
            continue
        if a != "{}" and b != "{}":
            return False
        first = first or b == "{}"
        second = second or a == "{}"
    return first and second


def _crossing(one: _Place, other: _Place, report: Report) -> None:
    resource, first = one
    operation = other[1]
    assert operation.position is not None
    report.warning(
        operation.position,
        "ambiguous-route",
        f"{quoted(operation.method + ' ' + operation.path)} and {quoted(first.path)} "
        f"({resource.name}.{first.name}) both match some paths; which one answers is up "
        "to the server: check both paths",
    )
