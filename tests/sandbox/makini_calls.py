"""The calls of ``makini/calls.py``, with keys that a sandbox has in place of made-up ones."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from specs import known_api

from clientgen.model.api import Api, Field, Operation, Resource
from clientgen.model.types import Key, ListOf, Ref, Type
from clientgen.sandbox import Sandbox
from clientgen.targets.samples.keys import before, own_key, places_of
from clientgen.targets.surface import names

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/makini"))


def makini() -> Api:
    """The shipped API."""
    return known_api("spec/makini")


@dataclasses.dataclass
class Fitting:
    """Puts the keys of a sandbox's things into calls."""

    sandbox: Sandbox

    @cached_property
    def schemas(self) -> dict[str, tuple[Field, ...]]:
        return {each.name: each.fields for each in self.sandbox.api.schemas}

    @cached_property
    def places(self) -> dict[str, str]:
        return places_of(self.sandbox.api)

    @cached_property
    def operations(self) -> dict[str, tuple[Resource, Operation]]:
        return {
            f"{operation.method} {operation.path}": (resource, operation)
            for resource in self.sandbox.api.resources
            for operation in resource.operations
        }

    def key(self, resource: str, number: int = 2) -> str:
        """The key of a thing that is there."""
        schema = next(
            (s for s in self.sandbox.api.schemas if s.resource == resource), None
        )
        own = own_key(schema) if schema else None
        value = self.sandbox.rows(resource)[number][own.name if own else "key"]
        assert isinstance(value, str)
        return value

    def path_keys(self, operation: Operation) -> list[str]:
        """Values for the path of an operation."""
        found = []
        for each in operation.path_parameters:
            resource = each.type.resource if isinstance(each.type, Key) else None
            resource = resource or self.places.get(before(operation, each))
            found.append(self.key(resource) if resource else "some table")
        return found

    def arguments(
        self, operation: Operation, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Arguments with keys that are there."""
        fields = {
            names.argument(each): each
            for each in (operation.body.fields if operation.body else ())
        }
        return {
            name: self.fitted(fields[name].type, value) if name in fields else value
            for name, value in given.items()
        }

    def fitted(self, type_: Type, value: Any) -> Any:
        """A value with keys that are there."""
        if hasattr(value, "to_dict"):
            value = value.to_dict()
        if value is None:
            return None
        match type_:
            case Key(resource) if resource:
                return self.key(resource)
            case ListOf(item) if isinstance(value, list):
                return [self.fitted(item, each) for each in value]
            case Ref(schema) if isinstance(value, dict):
                types = {each.name: each.type for each in self.schemas[schema]}
                return {
                    name: self.fitted(types[name], each) if name in types else each
                    for name, each in value.items()
                }
        return value

    def call(self, endpoint: str, note: Any) -> Callable[[Any], Any]:
        """A call, ready for a client."""
        _, operation = self.operations[endpoint]
        path = self.path_keys(operation)
        arguments = self.arguments(operation, note.kwargs)
        return lambda client: getattr(getattr(client, note.resource), note.method)(
            *path, **arguments
        )


PUT_MATERIAL = "PUT /api/work-orders/{key}/materials/{materialKey}"


def prepare(endpoint: str, fitting: Fitting, url: str) -> None:
    """Make what a call needs to be there."""
    if endpoint != PUT_MATERIAL:
        return
    from makini import Makini

    with Makini("sandbox-token", base_url=url) as client:
        order, material = fitting.path_keys(fitting.operations[endpoint][1])
        client.work_orders.create_material(
            order,
            material_key=material,
            storeroom_key=fitting.key("Storeroom"),
            required_quantity=1,
            used_quantity=1,
        )
