"""Names of components: schemas of answers have the spec's names, those of bodies get some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...model.api import Api, Operation, Resource, Schema
from ...model.naming import snake_case
from ...model.types import Choice, Tagged
from ...rules.cubes import LIMIT


class Names(NamedTuple):
    """Names of what is sent.

    Attributes:
        bodies: Of a body, or of one item of an array, by resource and operation. Those with
            a number at the end are free, too, for the ways to satisfy rules.
        sent: Of a schema as it stands in bodies, by the schema's own name. A schema that
            nobody documents is any JSON, here and there, and has one name.
    """

    bodies: Mapping[tuple[str, str], str]
    sent: Mapping[str, str]

    def of(self, resource: Resource, operation: Operation) -> str:
        """The name of an operation's body."""
        return self.bodies[resource.name, operation.name]


def _is_choice(schema: Schema) -> bool:
    """Whether a schema names others, which have other names in bodies."""
    return isinstance(schema.type, Choice | Tagged)


def component_names(api: Api) -> Names:
    """Give names that no schema of the spec has, nor any other component."""
    # Tools make classes and files of these names: two that differ by case or underscores
    # alone would be one.
    taken = {snake_case(schema.name) for schema in api.schemas}

    def free(name: str, ways: int = 0) -> str:
        while True:
            made = {
                snake_case(name),
                *(snake_case(f"{name}{n + 1}") for n in range(ways)),
            }
            if taken.isdisjoint(made):
                taken.update(made)
                return name
            name += "2"

    sent = {
        s.name: free(f"{s.name}Input") for s in api.schemas if s.fields or _is_choice(s)
    }
    bodies = {}
    for resource in api.resources:
        for operation in resource.operations:
            if operation.body is not None and operation.body.has_keys:
                words = "".join(map(str.capitalize, operation.name.split("_")))
                kind = "Item" if operation.body.kind == "array" else "Body"
                name = free(f"{resource.name}{words}{kind}", LIMIT)
                bodies[resource.name, operation.name] = name
    return Names(bodies, sent)
