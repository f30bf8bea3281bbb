"""Which fields refer to which resources."""

from __future__ import annotations

from ..model.api import Api, Schema
from ..model.types import Key, innermost
from ..targets.samples.keys import own_key
from ..targets.samples.things import Things


def references(api: Api, things: Things, schema: str) -> dict[str, str]:
    """The resources that a schema's fields refer to, by field.

    As the spec says it, and where it says nothing, as example things have it.
    """
    declared = next((each for each in api.schemas if each.name == schema), None)
    if declared is None:
        return {}
    return {**_by_example(things, declared), **declared_references(declared)}


def declared_references(schema: Schema) -> dict[str, str]:
    """The resources that fields refer to as the spec says it, by field."""
    found: dict[str, str] = {}
    for field in schema.fields:
        inner = innermost(field.type)
        if isinstance(inner, Key) and inner.resource:
            found[field.name] = inner.resource
    return found


def _by_example(things: Things, schema: Schema) -> dict[str, str]:
    resources = {key: resource for resource, key in things.keys.items()}
    own = own_key(schema)
    found: dict[str, str] = {}
    for name, value in things.makers[schema.name](1).items():
        one = value[0] if isinstance(value, list) and value else value
        if isinstance(one, str) and one in resources and (not own or name != own.name):
            found[name] = resources[one]
    return found
