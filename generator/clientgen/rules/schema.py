"""Rules as JSON Schema, draft 2020-12."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from itertools import combinations

from ..model.rules import (
    AnyOf,
    Compare,
    Equals,
    If,
    Node,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from .decide import NOWHERE, Situation, in_force
from .operators import operator_of
from .seen import by_body

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Schema = dict[str, Json]


ANYTHING: Schema = {"type": ["array", "boolean", "number", "object", "string"]}
"""Any JSON value but null."""

_PLAIN = frozenset({"required", "properties"})

Full = Callable[[str], Schema]
"""From a key or array path to the whole schema of its value, null left out."""


def body_schema(
    rules: Iterable[Rule],
    situation: Situation = NOWHERE,
    never_null: Collection[str] = (),
    full: Full = lambda _: ANYTHING,
) -> Schema:
    """Say in JSON Schema what rules ask of a body that is an object.

    Present means given and not null, so a required key is said with its whole type: tools
    that make types of a schema then know what the key holds.

    Args:
        rules: Of one operation.
        situation: Which conditional rules take part; none without one.
        never_null: Keys whose schema forbids null already, so that being there is enough.
        full: Gives the schemas of values; without it, a value is anything but null.

    Returns:
        A schema; empty when the rules ask for nothing.
    """
    words = _Words(frozenset(never_null), full)
    return _merge(
        schema if schema.keys() <= _PLAIN else _titled(schema, rule.name, rule.summary)
        for rule in by_body(in_force(rules, situation))
        for schema in [words.schema(rule.body)]
    )


class _Words:
    def __init__(self, never_null: frozenset[str], full: Full) -> None:
        self.never_null = never_null
        self.full = full

    def schema(self, node: Node) -> Schema:
        match node:
            case Present(key):
                if key in self.never_null:
                    return {"required": [key]}
                return self.inside(key, self.full(key))
            case Equals(key, value):
                return self.inside(key, {"const": value})
            case Compare():
                raise AssertionError("no schema compares two keys")
            case If():
                return self.branches(node)
            case AnyOf(variants) | OneOf(variants):
                schemas = [self.variant(variant) for variant in variants]
            case _:
                schemas = [self.schema(part) for part in parts_of(node)]
        none = [self.negated(part) for part in parts_of(node)]
        return _between(schemas, none, *operator_of(node).bounds(len(schemas)))

    def negated(self, node: Node) -> Schema:
        if isinstance(node, Present) and ".*." not in node.key:
            return {"properties": {node.key: {"type": "null"}}}
        return {"not": self.schema(node)}

    def inside(self, key: str, value: Schema) -> Schema:
        """Ask for a value at the end of a path, and for all that leads there."""
        array, _, name = key.rpartition(".*.")
        asked: Schema = {"required": [name], "properties": {name: value}}
        if not array:
            return asked
        item: Schema = {"type": "object", **asked}
        if whole := self.full(array).get("items"):
            item = {"allOf": [whole, item]}
        return self.inside(array, {"type": "array", "minItems": 1, "items": item})

    def variant(self, variant: Variant) -> Schema:
        return _titled(self.schema(variant.rule), variant.name, variant.summary)

    def branches(self, node: If) -> Schema:
        condition = node.condition
        then, otherwise = self.schema(node.then), self.schema(node.otherwise)
        if (
            isinstance(condition, Present)
            and condition.key in self.never_null
            and ".*." not in condition.key
            and then.keys() <= {"required"}
            and not otherwise
        ):
            needed = then.get("required", [])
            return {"dependentRequired": {condition.key: needed}} if needed else {}
        schema: Schema = {"if": self.schema(condition), "then": then}
        if otherwise:
            schema["else"] = otherwise
        return schema


def _titled(schema: Schema, title: str, description: str) -> Schema:
    titled: Schema = {"title": title}
    if description:
        titled["description"] = description
    return {**titled, **schema}


def _merge(schemas: Iterable[Schema]) -> Schema:
    """Join schemas that must all hold, drawing bare key lists together."""
    required: list[Json] = []
    properties: Schema = {}
    others: list[Json] = []
    for schema in schemas:
        names, values = schema.get("required", []), schema.get("properties", {})
        assert isinstance(names, list)
        assert isinstance(values, dict)
        clash = any(
            # As text: to Python, the literals 1 and true are the same.
            json.dumps(properties.get(key, value)) != json.dumps(value)
            for key, value in values.items()
        )
        if schema.keys() <= _PLAIN and not clash:
            required += [name for name in names if name not in required]
            properties.update(values)
        else:
            others.append(schema)
    merged: Schema = {}
    if required:
        merged["required"] = required
    if properties:
        merged["properties"] = properties
    if not others:
        return merged
    if not merged and len(others) == 1 and isinstance(others[0], dict):
        return others[0]
    return {**merged, "allOf": others}


def _between(
    schemas: list[Schema], none: list[Schema], least: int, most: int
) -> Schema:
    """Say that so many of the schemas hold; ``none`` are their opposites."""
    if least == len(schemas):
        return _merge(schemas)
    if least == 0 and most >= len(schemas):
        return {}
    if least > 1 or 1 < most < len(schemas):
        # At most so many hold where of their opposites all the others do.
        others = len(schemas) - most
        return _merge([_at_least(schemas, least), _at_least(none, others)])
    if not schemas:
        return {"not": {}}
    if most == 0:
        return _merge(none)
    if most > 1 or len(schemas) == 1:
        return _any(schemas)
    one: Schema = {"oneOf": [*schemas]}
    return one if least else _any([one, _merge(none)])


def _at_least(schemas: list[Schema], least: int) -> Schema:
    if least <= 0:
        return {}
    return _any([_merge(each) for each in combinations(schemas, least)])


def _any(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": [*schemas]}
