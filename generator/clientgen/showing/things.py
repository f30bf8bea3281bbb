"""What a name stands for in an API."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from ..model.api import Api, Operation, Resource, Schema
from ..targets.surface.names import method, resource_attribute

_MOST_NEAR = 3


class UnknownNameError(LookupError):
    """Nothing in the API has such a name; the message says which names are near."""


class Thing(NamedTuple):
    """What was asked for.

    Attributes:
        resource: The resource; of an operation, the one it belongs to.
        operation: The operation; None where none was asked for.
        schema: The schema, where one was asked for.
    """

    resource: Resource | None = None
    operation: Operation | None = None
    schema: Schema | None = None


def find(api: Api, name: str) -> Thing:
    """What a name stands for.

    Args:
        api: The API.
        name: ``invoices.create`` or ``Invoice.create``, ``invoices``, or ``Invoice``.

    Raises:
        UnknownNameError: It is no name of the API.
    """
    known = dict(_names(api))
    wanted = name if name in known else name.removeprefix("client.")
    if wanted in known:
        return known[wanted]
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.casefold(), each)
    if wanted.casefold() in folded:
        return known[folded[wanted.casefold()]]
    near = [
        folded[each]
        for each in get_close_matches(wanted.casefold(), folded, _MOST_NEAR, 0.6)
    ]
    raise UnknownNameError(f"nothing is called {name[:100]!r}; {_hint(api, near)}")


def _names(api: Api) -> Iterator[tuple[str, Thing]]:
    """Every name, and what it stands for; of two, what comes last counts."""
    for resource in api.resources:
        yield resource.name, Thing(resource)
    for schema in api.schemas:
        yield schema.name, Thing(schema=schema)
    for resource in api.resources:
        attribute = resource_attribute(resource)
        for operation in resource.operations:
            for owner in (resource.name, resource.attribute, attribute):
                for own in (operation.name, method(operation)):
                    yield f"{owner}.{own}", Thing(resource, operation)
        yield resource.attribute, Thing(resource)
        yield attribute, Thing(resource)


def _hint(api: Api, near: list[str]) -> str:
    if near:
        return f"did you mean {' or '.join(near)}?"
    if not api.resources:
        return "the spec has no resources"
    resource = api.resources[0]
    examples = [resource.attribute]
    if resource.operations:
        examples.append(f"{resource.attribute}.{resource.operations[0].name}")
    return f"names are such as {' and '.join(examples)}; `clientgen show` lists them"
